"""SQL scoring equals the plugin's own prediction, for every algorithm."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from project import Project

from customer_segmentation.fit.algorithms import ALGORITHMS
from customer_segmentation.model.scoring import SCORERS
from customer_segmentation.model.segment_model import from_json, predict

FEATURES = {
    "families": ["recency", "frequency", "monetary", "channel"],
    "include": ["loyalty_tier", "nps_last"],
}


@pytest.fixture(scope="module")
def scored(tmp_path_factory) -> Project:
    project = Project(tmp_path_factory.mktemp("scored"), writes_json=False)
    project.variables["segmentations"] = [
        {
            "name": algorithm,
            "method": "clusters",
            "algorithms": [algorithm],
            "features": FEATURES,
            **({} if SCORERS[ALGORITHMS[algorithm].scorer].has_outliers else {"n_segments": 4}),
        }
        for algorithm in ALGORITHMS
    ]
    project.variables["effort"] = "quick"
    project.build("--select", "+customer_segments", "--exclude-resource-type", "test")
    return project


def compare(project: Project, algorithm: str) -> None:
    stored = project.query(
        f"select model_json from segment_fits where segmentation = '{algorithm}'"
    )
    frame = project.query("select * from customer_features order by customer_id, as_of_date")
    sql = project.query(
        f"""
        select * from customer_segment_history where segmentation = '{algorithm}'
        order by customer_id, as_of_date
        """
    )
    expected = predict(from_json(stored["model_json"][0]), frame)
    assert sql["customer_id"].tolist() == frame["customer_id"].tolist()
    assert sql["segment_id"].tolist() == expected["segment_id"].tolist()
    for column in ["distance", "confidence"]:
        np.testing.assert_allclose(sql[column], expected[column], rtol=1e-9, atol=1e-9)
    pd.testing.assert_series_equal(
        sql["runner_up_segment_id"].astype("Int64"),
        expected["runner_up_segment_id"].astype("Int64"),
        check_names=False,
        check_index=False,
    )


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_demo_customers(scored, algorithm):
    compare(scored, algorithm)


def test_awkward_customers(scored):
    """Nulls, zeros, negative and huge values, and categories that the fit has not seen."""
    frame = scored.query("select * from customer_features where is_current order by customer_id")
    random = np.random.default_rng(0)
    for column in frame.columns.difference(["customer_id", "as_of_date", "is_current"]):
        values = frame[column]
        if pd.api.types.is_bool_dtype(values) or values.isna().all():
            continue
        frame[column] = values.astype(object)
        rows = random.integers(0, 5, len(frame))
        frame.loc[rows == 0, column] = None
        if pd.api.types.is_numeric_dtype(values):
            frame.loc[rows == 1, column] = 0
            frame.loc[rows == 2, column] = -7
            frame.loc[rows == 3, column] = 2**30
        else:
            frame.loc[rows == 1, column] = "never seen's"
        frame[column] = frame[column].infer_objects()
    with duckdb.connect(str(scored.database)) as connection:
        types = connection.sql("describe customer_features").fetchall()
        columns = ", ".join(f"cast({row[0]} as {row[1]}) as {row[0]}" for row in types)
        connection.sql(f"create or replace table customer_features as select {columns} from frame")
    result = scored.dbt("run", "--select", "customer_segment_history")
    assert result.returncode == 0, result.stdout
    for algorithm in ALGORITHMS:
        compare(scored, algorithm)
