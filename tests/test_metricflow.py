"""MetricFlow itself on the semantic models: they are valid in the warehouse, and figures are right.

Needs MetricFlow: make test-metricflow.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys

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
# As `mf` does, command after command on one reading of the project.
PROGRAM = """
import json, sys
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from dbt_metricflow.cli.main import cli

configuration = CLIConfiguration()
for name, *arguments in json.loads(sys.argv[1]):
    cli.commands[name].main(arguments, obj=configuration, standalone_mode=False)
"""
QUERIES = {
    "now": ["segment_customers,segment_revenue,segment_orders,customers,expected_spend"],
    "by_segment": ["segment_customers", "segment_at_date__segment_name"],
    "by_segmentation": ["segment_customers_by_segmentation", "segment_at_date__segmentation"],
    "by_day": ["segment_revenue", "metric_time"],
    "by_activity": ["customers", "customer__activity_level"],
}


@pytest.fixture(scope="module")
def answers(demo, tmp_path_factory) -> tuple[str, dict[str, pd.DataFrame]]:
    """What MetricFlow prints of a project that has this one as a package, and its figures."""
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
    commands = [["validate-configs"]]
    for name, (metrics, *groups) in QUERIES.items():
        by = ["--group-by", *groups] if groups else []
        commands.append(["query", "--metrics", metrics, *by, "--csv", str(folder / f"{name}.csv")])
    told = run(sys.executable, "-c", PROGRAM, json.dumps(commands))
    return told, {name: pd.read_csv(folder / f"{name}.csv") for name in QUERIES}


def test_the_semantic_models_are_valid_in_the_warehouse(answers):
    told, _ = answers
    assert "Successfully validated metrics against data warehouse" in told
    assert told.count("ERRORS: 0, FUTURE_ERRORS: 0, WARNINGS: 0") >= 6


def test_metrics_without_a_filter_count_everybody_once(answers, demo):
    current = demo.query(
        """
        select
            count(*) as customers,
            sum(spend_net_90d) as revenue,
            sum(order_count_90d) as orders,
            sum(expected_spend_90d) as expected
        from customer_features
        inner join customer_predictions using (customer_id, as_of_date)
        where customer_features.is_current
        """
    ).iloc[0]
    found = answers[1]["now"].iloc[0]
    assert found["segment_customers"] == found["customers"] == current["customers"]
    assert found["segment_revenue"] == pytest.approx(current["revenue"])
    assert found["segment_orders"] == current["orders"]
    assert found["expected_spend"] == pytest.approx(current["expected"])


def test_metrics_by_segment_are_those_of_segments(answers, demo):
    found = answers[1]["by_segment"].set_index("segment_at_date__segment_name")
    own = demo.query(
        "select segment_name, customer_count from segments where segmentation = 'behaviour' "
        "and customer_count > 0"
    )
    assert (
        found["segment_customers"].to_dict()
        == own.set_index("segment_name")["customer_count"].to_dict()
    )
    each = answers[1]["by_segmentation"]["segment_customers_by_segmentation"]
    [everybody] = demo.query("select count(*) as n from customer_features where is_current")["n"]
    assert (each == everybody).all() and len(each) == 3


def test_revenue_lies_on_the_last_day_of_the_quarter_that_earned_it(answers, demo):
    found = answers[1]["by_day"].dropna()
    found.index = pd.to_datetime(found.iloc[:, 0]).dt.date
    own = demo.query(
        "select period_end_date, sum(spend_net_90d) as revenue from segment_metrics "
        "where is_default_segmentation group by all"
    ).set_index("period_end_date")["revenue"]
    own.index = pd.to_datetime(own.index).date
    assert found["segment_revenue"].to_dict() == pytest.approx(own.to_dict())


def test_customers_are_counted_by_what_they_are(answers, demo):
    found = answers[1]["by_activity"].set_index("customer__activity_level")["customers"]
    own = demo.query(
        "select activity_level, count(*) as n from customer_segment_overview group by all"
    )
    assert found.to_dict() == own.set_index("activity_level")["n"].to_dict()
