"""Each mistake that a user can make stops the build with a message that says what to do."""

import json
import runpy
import sys
from types import SimpleNamespace
from unittest.mock import MagicMock

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml
from project import INTERNAL_SCHEMA, PUBLIC_SCHEMA, ROOT

SEGMENTATION = {
    "name": "behaviour",
    "method": "clusters",
    "algorithms": ["kmeans"],
    "n_segments": 2,
}


def orders(customers: int = 40) -> pd.DataFrame:
    """Orders of two kinds of customers, 5 to 8 each, in 2023."""
    random = np.random.default_rng(0)
    counts = random.integers(5, 9, customers)
    customer = np.repeat(np.arange(customers), counts)
    return pd.DataFrame(
        {
            "order_id": [f"o{i}" for i in range(len(customer))],
            "customer_id": [f"c{i}" for i in customer],
            "ordered_at": pd.Timestamp("2023-01-01")
            + pd.to_timedelta(random.integers(0, 360, len(customer)), unit="D"),
            "total_amount": np.where(customer % 2, 20.0, 200.0)
            + random.integers(0, 10, len(customer)),
        }
    )


def failure(project, tables, *select: str, **variables) -> str:
    project.load(tables)
    # Which columns are mapped says nothing of how the project is parsed.
    project.parsed_with = dict(project.variables)
    variables = {"segmentations": [SEGMENTATION], **variables}
    chosen = ("--select", *select) if select else ()
    left_out = ("--exclude-resource-type", "test")
    result = project.dbt("build", *chosen, *left_out, **variables)
    assert result.returncode != 0, result.stdout[-3000:]
    return result.stdout


def with_column(frame: pd.DataFrame, **columns) -> pd.DataFrame:
    return frame.assign(**columns)


CASES = {
    "required column": (
        {"orders": orders().drop(columns="ordered_at")},
        {},
        ["orders", "ordered_at"],
    ),
    "required table": ({"products": pd.DataFrame({"product_id": ["p"]})}, {}, ["orders"]),
    "column map": (
        {"orders": orders()},
        {"raw_tables": {"orders": {"columns": {"total_amount": "amount_paid"}}}},
        ["orders", "total_amount", "amount_paid"],
    ),
    "column expression": (
        {"orders": orders()},
        {"raw_tables": {"orders": {"columns": {"total_amount": "cast(total_amount as"}}}},
        ["raw_tables.orders.columns.total_amount is no SQL expression", "name a column of"],
    ),
    "empty table": ({"orders": orders().head(0)}, {}, ["orders", "empty"]),
    "unknown feature": (
        {"orders": orders()},
        {"segmentations": [{**SEGMENTATION, "features": {"include": ["shoe_size"]}}]},
        ["behaviour", "shoe_size"],
    ),
    "too many segments": (
        {"orders": orders(8)},
        {"segmentations": [{**SEGMENTATION, "n_segments": 20}]},
        ["behaviour", "n_segments", "20"],
        "+segment_fits",
    ),
    "uncovered rule": (
        {"orders": orders()},
        {
            "segmentations": [
                {
                    "name": "tiers",
                    "method": "rules",
                    "rules": [{"segment": "Big", "when": "spend_net > 1000"}],
                }
            ]
        },
        ["tiers", "match no rule"],
        "+customer_segment_history",
    ),
    "two currencies": (
        {
            "orders": with_column(
                orders(),
                currency=["EUR", "GBP"] * (len(orders()) // 2) + ["EUR"] * (len(orders()) % 2),
            )
        },
        {},
        ["orders", "currenc", "EUR", "GBP"],
    ),
    "identical customers": (
        {
            "orders": pd.DataFrame(
                {
                    "order_id": [f"o{i}" for i in range(30)],
                    "customer_id": [f"c{i}" for i in range(30)],
                    "ordered_at": pd.Timestamp("2023-05-05"),
                    "total_amount": 10.0,
                }
            )
        },
        {},
        ["behaviour", "identical"],
        "+segment_fits",
    ),
    "all orders cancelled": (
        {"orders": with_column(orders(), status="cancelled")},
        {},
        ["orders", "none of its", "cancelled order (", "order_status_map"],
    ),
    "all orders of an unknown status": (
        {"orders": with_column(orders(), status="5")},
        {},
        ["orders", "none of its", "unknown status (", "such as 5)", "order_status_map"],
    ),
    "amounts in another form": (
        {"orders": with_column(orders(), total_amount="EUR 12")},
        {},
        ["orders", "unreadable total_amount (", "such as EUR 12)", "map the column"],
    ),
    "all orders in the future": (
        {"orders": with_column(orders(), ordered_at="2999-01-01")},
        {},
        ["orders", "after the day of the run", "as_of_date"],
    ),
    "keys that floats cannot tell apart": (
        {"orders": with_column(orders(), customer_id=2.0**53 + np.arange(len(orders())))},
        {},
        ["orders", "customer_id", "2^53", "load the column as text"],
    ),
    "keys that floats of 32 bits cannot tell apart": (
        {
            "orders": with_column(
                orders(),
                customer_id=(2.0**24 + np.arange(len(orders()))).astype("float32"),
            )
        },
        {},
        ["orders", "customer_id", "2^24", "load the column as text"],
    ),
    "single customer": (
        {"orders": orders(1)},
        {},
        ["behaviour", "only customer", "orders"],
        "+segment_fits",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_message_names_the_setting(project, case):
    tables, variables, words, *select = CASES[case]
    output = failure(project, tables, *select, **variables)
    for word in words:
        assert word in output, output[-3000:]


def test_the_plugin_is_looked_for_before_any_raw_table_is_read(demo):
    parents = json.loads((demo.folder / "target" / "manifest.json").read_text())["parent_map"]
    plugin = "model.customer_segmentation.python_plugin"

    def waits(node: str) -> bool:
        return node == plugin or any(waits(parent) for parent in parents[node])

    readers = [
        node
        for node, above in parents.items()
        if node.startswith("model.") and any(".raw_" in parent for parent in above)
    ]
    assert not parents[plugin]
    assert len(readers) >= 6
    assert [node for node in readers if not waits(node)] == []


def test_a_plugin_missing_or_of_another_version_is_said_with_what_to_install(monkeypatch):
    model = runpy.run_path(str(ROOT / "python_models/plugin/python_plugin.py"))["model"]
    package_version = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["version"]
    versions = {"package_version": package_version}
    dbt = SimpleNamespace(config=MagicMock(meta_get=versions.get))
    assert list(model(dbt, None)["plugin_version"]) == [package_version]
    versions["package_version"] = "9.9.9"
    with pytest.raises(RuntimeError, match=r"version 9\.9\.9 .*pip install"):
        model(dbt, None)
    monkeypatch.setitem(sys.modules, "customer_segmentation", None)
    with pytest.raises(ModuleNotFoundError, match=r"missing where dbt runs Python.*pip install"):
        model(dbt, None)


def test_tables_that_an_earlier_version_left_are_named_and_dropped(project):
    project.parsed_with = {}
    with duckdb.connect(str(project.database)) as connection:
        for schema, name in (
            (INTERNAL_SCHEMA, "left_over"),
            (INTERNAL_SCHEMA, "stg_shop__orders"),
            (PUBLIC_SCHEMA, "of_the_user"),
        ):
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create table {schema}.{name} as select 1 as customers")
    tables = "select table_name from duckdb_tables() order by all"
    for arguments, word, left in (
        ("{}", "nothing makes", ["left_over", "of_the_user", "stg_shop__orders"]),
        ("{drop: true}", "dropped", ["of_the_user", "stg_shop__orders"]),
    ):
        said = project.dbt("run-operation", "drop_old_tables", "--args", arguments).stdout
        assert f'{word} "build"."{INTERNAL_SCHEMA}"."left_over"' in said
        assert project.query(tables)["table_name"].tolist() == left


def test_previous_tables_stay(project):
    """A seed with a new column alone replaces the table that an older version left."""
    project.load({"orders": orders()})
    project.parsed_with = dict(project.variables)
    with duckdb.connect(str(project.database)) as connection:
        connection.execute(f"create schema {INTERNAL_SCHEMA}")
        connection.execute(f"create table {INTERNAL_SCHEMA}.segment_actions as select 'a' as theme")
    project.build(
        *("--select", "+customer_segments", "segment_actions", "--exclude-resource-type", "test"),
        segmentations=[SEGMENTATION],
    )
    assert "offer" in project.query("select * from segment_actions")
    before = project.query("select * from customer_segments order by all")
    failure(project, {"orders": orders().head(0)})
    pd.testing.assert_frame_equal(
        before, project.query("select * from customer_segments order by all")
    )
