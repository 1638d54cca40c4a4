"""The SQL of every scorer equals its numpy form, on a bare DuckDB connection."""

from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pytest
import sqlglot
from sqlglot import exp
from synthetic import CATALOG, customers

from customer_segmentation.explain.rules import DIALECTS
from customer_segmentation.model.encoding import fit_encoder
from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring import SCORERS, sql
from customer_segmentation.model.segment_model import SegmentModel, predict, scoring_sql

RANKED = CATALOG.assign(
    transform=CATALOG["transform"].where(CATALOG["feature_name"] != "visit_count", "rank")
).to_dict("records")
COORDINATES = 4


def prototypes_among(scorer: str, points: np.ndarray) -> Prototypes:
    """Prototypes at some of the customers, with parameters of any shape."""
    random = np.random.default_rng(2)
    if scorer == "density":
        radii = np.resize([0.5, 0.75, 0.35], 60)
        return Prototypes(points[:60], np.repeat([4, 2, 9], [30, 20, 10]), radii=radii)
    centers, segment_ids = points[:5], np.array([3, 1, 8, 5, 2])
    if scorer == "nearest_center":
        return Prototypes(centers, segment_ids)
    width = points.shape[1]
    choleskys = np.triu(random.normal(size=(5, width, width))) + np.eye(width)
    # Two of its segments are two components each.
    return Prototypes(centers, np.array([3, 3, 8, 8, 2]), random.normal(size=5), choleskys)


@cache
def model_of(scorer: str, is_projected: bool) -> SegmentModel:
    frame = sample()
    encoder = fit_encoder(frame, RANKED)
    points = encoder.transform(frame)
    loadings = None
    if is_projected:
        random = np.random.default_rng(1)
        loadings = np.linalg.qr(random.normal(size=(points.shape[1], COORDINATES)))[0].T
        points = points @ loadings.T
    return SegmentModel(scorer, encoder, loadings, prototypes_among(scorer, points))


def sample() -> pd.DataFrame:
    return customers(0, 300).query("period_index == 0").reset_index(drop=True)


def awkward() -> pd.DataFrame:
    """Nulls, zeros, negative and huge values, and categories that the fit has not seen."""
    frame = customers(1, 300).query("period_index == 0").reset_index(drop=True)
    random = np.random.default_rng(0)
    for column in CATALOG["feature_name"]:
        rows = random.integers(0, 8, len(frame))
        is_number = pd.api.types.is_numeric_dtype(frame[column].infer_objects())
        frame[column] = frame[column].astype(object)
        frame.loc[rows == 0, column] = None
        if column == "is_subscribed":
            frame[column] = frame[column].astype("boolean")
        elif is_number:
            frame.loc[rows == 1, column] = 0
            frame.loc[rows == 2, column] = -7
            frame.loc[rows == 3, column] = 2.0**40
            frame[column] = frame[column].astype(float)
        else:
            frame.loc[rows == 1, column] = "never seen's"
    return frame


def scored_in_sql(model: SegmentModel, frame: pd.DataFrame) -> pd.DataFrame:
    with duckdb.connect() as connection:
        connection.register("customer_features", frame.assign(as_of_date="2024-01-01"))
        connection.register("prototypes", pd.DataFrame(model.prototypes.to_rows()))
        scores = connection.sql(scoring_sql(model, {"is_subscribed"}, "duckdb")).df()
    return frame[["customer_id"]].merge(scores, on="customer_id", validate="one_to_one")


def assert_equal_in_both(model: SegmentModel, frame: pd.DataFrame) -> None:
    found, expected = scored_in_sql(model, frame), predict(model, frame)
    assert found["segment_id"].tolist() == expected["segment_id"].tolist()
    for column in ["distance", "confidence"]:
        np.testing.assert_allclose(found[column], expected[column], rtol=1e-9, atol=1e-9)
    rivals = [table["runner_up_segment_id"].astype("Int64") for table in (found, expected)]
    pd.testing.assert_series_equal(*rivals)


# Densities are always projected: a grid over all dimensions has too many cells.
@pytest.mark.parametrize(
    ("scorer", "is_projected"),
    [*((name, True) for name in SCORERS), ("nearest_center", False), ("gaussian_mixture", False)],
)
@pytest.mark.parametrize("customers_scored", [sample, awkward])
def test_sql_equals_numpy(scorer, customers_scored, is_projected):
    assert_equal_in_both(model_of(scorer, is_projected), customers_scored())


def on_a_line(scorer: str, centers: list[float], segment_ids: list[int]) -> SegmentModel:
    """A model of one coordinate, the standardized order count."""
    count = len(centers)
    parts = {
        "nearest_center": {},
        "gaussian_mixture": {
            "log_weights": np.zeros(count),
            "precision_choleskys": np.ones((count, 1, 1)),
        },
        "density": {"radii": np.full(count, 0.75)},
    }[scorer]
    order_count = [row for row in RANKED if row["feature_name"] == "order_count"]
    encoder = fit_encoder(
        pd.DataFrame({"order_count": [0.0, 2.0]}), [{**order_count[0], "transform": "none"}]
    )
    prototypes = Prototypes(np.array(centers)[:, None], np.array(segment_ids), **parts)
    return SegmentModel(scorer, encoder, None, prototypes)


@pytest.mark.parametrize("scorer", SCORERS)
def test_first_prototype_wins_a_tie(scorer):
    """The customer in the middle is as far from the second as from the third prototype."""
    model = on_a_line(scorer, [1.0, 0.5, -0.5], [9, 7, 3])
    frame = pd.DataFrame({"customer_id": ["left", "middle"], "order_count": [0.0, 1.0]})
    assert_equal_in_both(model, frame)
    middle = scored_in_sql(model, frame).iloc[1]
    assert (middle["segment_id"], middle["runner_up_segment_id"]) == (7, 3)


@pytest.mark.parametrize("scorer", SCORERS)
def test_one_segment_has_no_rival(scorer):
    model = on_a_line(scorer, [0.25], [4])
    frame = pd.DataFrame({"customer_id": ["a", "b"], "order_count": [0.0, 1.0]})
    assert_equal_in_both(model, frame)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("scorer", SCORERS)
def test_sql_of_every_engine(scorer, dialect):
    """Every step is read once by the next, or it would be computed again where engines inline."""
    text = scoring_sql(model_of(scorer, True), {"is_subscribed"}, dialect)
    query = sqlglot.parse_one(text, read=dialect)
    assert text.count("AS MATERIALIZED") == (len(query.ctes) if dialect == "postgres" else 0)
    names = [table.name for table in query.find_all(sqlglot.exp.Table)]
    twice = {step.alias for step in query.ctes if names.count(step.alias) > 1}
    assert twice == ({"located", "core_points", "near", "shifts"} if scorer == "density" else set())


@pytest.mark.parametrize(
    "dialect", ["duckdb", "postgres", "spark", "databricks", "bigquery", "snowflake"]
)
@pytest.mark.parametrize(
    "level",
    ["O'Land", "a\\", "\\'; drop table orders; --", "a\\nb", 'a"b`c', "{{ 1 / 0 }}", "%_%", ""],
)
def test_a_hostile_level_stays_a_text_in_every_dialect(level, dialect):
    query = (
        f"select case when country = {sql.text(level)} then 1 else 0 end as is_level from customers"
    )
    written = sql.statement([sql.Step("levels", query)], dialect)
    read = sqlglot.parse(written, read=dialect)
    assert len(read) == 1
    literals = [literal.this for literal in read[0].find_all(exp.Literal) if literal.is_string]
    assert literals == [level]
    if dialect == "duckdb":
        customers = pd.DataFrame({"country": [level, "DE", None]})
        with duckdb.connect() as connection:
            connection.register("customers", customers)
            assert connection.sql(written).df().is_level.tolist() == [1, 0, 0]
