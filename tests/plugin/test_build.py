"""A project is cut where Python models stand, and they run outside of dbt."""

from pathlib import Path

import duckdb
import pytest

from customer_segmentation.build import complete, run_python_model, stages
from customer_segmentation.engines.duckdb import DuckDBSession


def _node(name, parents=(), language="sql", kind="model"):
    return {
        "name": name,
        "resource_type": kind,
        "language": language,
        "depends_on": {"nodes": list(parents)},
    }


def test_every_node_is_built_once_and_after_what_it_reads():
    nodes = {
        "late": _node("late", ["fits", "explained"]),
        "fits": _node("fits", ["sample"], "python"),
        "explained": _node("explained", ["scores"], "python"),
        "scores": _node("scores", ["fits"]),
        "fits_are_unique": _node("fits_are_unique", ["fits"], kind="test"),
        "sample": _node("sample", ["raw", "source.elsewhere"]),
        "raw": {**_node("raw", kind="seed"), "depends_on": {"macros": []}},
        "lineage": _node("lineage", ["sample"], "python"),
        "check": _node("check", ["sample"], kind="analysis"),
    }
    found = stages({"nodes": nodes, "unit_tests": {}})
    assert [(set(stage.nodes), set(stage.python_models)) for stage in found] == [
        ({"sample", "raw"}, {"fits", "lineage"}),
        ({"scores", "fits_are_unique"}, {"explained"}),
        ({"late"}, set()),
    ]


@pytest.fixture
def session():
    with duckdb.connect() as connection:
        connection.execute("create table sample as select 7 as customers")
        yield DuckDBSession(connection)


CODE = """
def model(dbt, session):
    import pandas as pd

    rows = dbt.ref("sample").df()
    if dbt.is_incremental:
        rows = rows.assign(earlier=len(session.sql(f"select * from {dbt.this}").df()))
    return rows.assign(effort=dbt.config.meta_get("effort"))
"""


def _run(session, materialized, **arguments):
    nodes = {
        "sample": {"name": "sample", "relation_name": '"sample"'},
        "fits": {
            "name": "fits",
            "alias": "fits",
            "schema": "main",
            "relation_name": '"fits"',
            "raw_code": CODE,
            "original_file_path": "fits.py",
            "depends_on": {"nodes": ["sample", "macro.other"]},
            "config": {"materialized": materialized, "meta": {"effort": "quick"}, **arguments},
        },
    }
    run_python_model(nodes["fits"], nodes, session, project_dir=Path())
    return session.table("fits").df()


def test_a_table_is_replaced(session):
    for _ in range(2):
        rows = _run(session, "table")
        assert rows.to_dict("records") == [{"customers": 7, "effort": "quick"}]


def test_an_incremental_model_appends_and_gains_columns(session):
    _run(session, "incremental")
    rows = _run(session, "incremental")
    assert rows["customers"].tolist() == [7, 7]
    assert rows["earlier"].isna().tolist() == [True, False]
    assert rows["earlier"].iloc[1] == 1
    assert session.sql("show tables").df()["name"].tolist() == ["fits", "sample"]


def test_the_build_is_marked_as_whole(session):
    session.execute("create table build_state as select false as is_complete")
    state = {"package_name": "customer_segmentation", "relation_name": '"build_state"'}
    complete({"a": {**state, "name": "build_state"}, "b": {**state, "name": "segments"}}, session)
    assert session.table("build_state").df()["is_complete"].tolist() == [True]
