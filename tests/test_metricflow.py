"""MetricFlow itself on the semantic models: they are valid in the warehouse, and figures are right.

Needs MetricFlow: make test-metricflow.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from project import DBT, ROOT

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("dbt_metricflow") is None,
    reason="no MetricFlow: make test-metricflow",
)
PROJECT = """
name: metrics
version: 0.1.0
config-version: 2
profile: customer_segmentation
flags: {send_anonymous_usage_stats: false, require_ref_searches_node_package_before_root: true}
vars:
  customer_segmentation: {use_demo_data: true, semantic_layer: true}
"""
PROGRAM = "from dbt_metricflow.cli.main import cli; cli()"


@pytest.fixture(scope="module")
def metrics(demo, tmp_path_factory):
    """A project that has this one as a package, on a copy of the demo's build."""
    folder = tmp_path_factory.mktemp("metrics")
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "packages.yml").write_text(f"packages: [{{local: '{ROOT}'}}]\n")
    shutil.copy(demo.database, folder / "build.duckdb")
    environment = {
        **os.environ,
        "CUSTOMER_SEGMENTATION_DB": str(folder / "build.duckdb"),
        "DBT_PROFILES_DIR": str(ROOT / "profiles"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout + done.stderr

    run(str(DBT), "--quiet", "deps")
    run(str(DBT), "--quiet", "run", "--select", "time_spine_days")
    return folder, run


def asked(metrics, *names: str, by: str | None = None) -> pd.DataFrame:
    folder, run = metrics
    output = folder / "answer.csv"
    grouped = ["--group-by", by] if by else []
    query = ["query", "--metrics", ",".join(names), *grouped, "--csv", str(output)]
    run(sys.executable, "-c", PROGRAM, *query)
    return pd.read_csv(Path(output))


def test_the_semantic_models_are_valid_in_the_warehouse(metrics):
    _, run = metrics
    told = run(sys.executable, "-c", PROGRAM, "validate-configs")
    assert "Successfully validated metrics against data warehouse" in told
    assert told.count("ERRORS: 0, FUTURE_ERRORS: 0, WARNINGS: 0") >= 6


def test_metrics_without_a_filter_count_everybody_once(metrics, demo):
    current = demo.query(
        "select count(*) as customers, sum(spend_net_90d) as revenue, sum(order_count_90d) as orders "
        "from customer_features where is_current"
    ).iloc[0]
    found = asked(
        metrics, "segment_customers", "segment_revenue", "segment_orders", "customers"
    ).iloc[0]
    assert found["segment_customers"] == found["customers"] == current["customers"]
    assert found["segment_revenue"] == pytest.approx(current["revenue"])
    assert found["segment_orders"] == current["orders"]


def test_metrics_by_segment_are_those_of_segments(metrics, demo):
    found = asked(metrics, "segment_customers", by="segment_at_date__segment_name")
    own = demo.query(
        "select segment_name, customer_count from segments where segmentation = 'behaviour' "
        "and customer_count > 0"
    )
    counted = found.set_index("segment_at_date__segment_name")["segment_customers"]
    assert counted.to_dict() == own.set_index("segment_name")["customer_count"].to_dict()
    each = asked(metrics, "segment_customers_by_segmentation", by="segment_at_date__segmentation")
    [everybody] = demo.query("select count(*) as n from customer_features where is_current")["n"]
    assert (each["segment_customers_by_segmentation"] == everybody).all() and len(each) == 3
