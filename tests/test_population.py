"""A segmentation of part of the customers: the others are in no segment of it, and counted."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from project import Project, installed

GERMANS = "country = 'Germany' and order_count > 0"
LATELY = "order_count_90d > 0"
CLUSTERS = {"method": "clusters", "algorithms": ["kmeans"], "n_segments": 2}
SEGMENTATIONS = [
    {"name": "everybody", "method": "rules", "rules": [{"segment": "All"}]},
    {"name": "germans", **CLUSTERS, "population": GERMANS},
    {"name": "rfm", "method": "rfm", "population": GERMANS},
    {
        "name": "buyers",
        "method": "rules",
        "population": LATELY,
        "rules": [
            {"segment": "Often", "when": "order_count_90d > 2"},
            {"segment": "Seldom", "when": "order_count_90d > 0"},
        ],
    },
]


def shop() -> dict[str, pd.DataFrame]:
    """Customers of two countries, a third without an order; Germans spend ten times as much."""
    random = np.random.default_rng(0)
    numbers = np.arange(240)
    counts = np.where(numbers % 3 == 0, 0, np.where(numbers % 2, 3, 12))
    customer = np.repeat(numbers, counts)
    is_german = customer % 4 < 2
    return {
        "customers": pd.DataFrame(
            {
                "customer_id": [f"c{number:03}" for number in numbers],
                "country": np.where(numbers % 4 < 2, "DE", "FR"),
                "email": [f"c{number}@shop.org" for number in numbers],
                "marketing_consent": True,
                "signed_up_at": "2022-12-01",
            }
        ),
        "orders": pd.DataFrame(
            {
                "order_id": np.arange(len(customer)),
                "customer_id": [f"c{number:03}" for number in customer],
                "ordered_at": pd.Timestamp("2023-01-01")
                + pd.to_timedelta(random.integers(0, 500, len(customer)), unit="D"),
                "total_amount": np.where(is_german, 200.0, 20.0)
                + random.integers(0, 9, len(customer)),
            }
        ),
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Project:
    project = installed(tmp_path_factory.mktemp("population"))
    project.load(shop())
    project.variables.update(
        as_of_date="2024-05-16",
        effort="quick",
        segmentations=SEGMENTATIONS,
        **{name: "warn" for name in ("stability_severity", "drift_severity")},
        time_stability_severity="warn",
    )
    project.build()
    project.parsed_with = dict(project.variables)
    return project


def test_only_customers_of_the_population_are_in_a_segment(built):
    wrong = built.query(
        f"""
        select segmentation, count(*) as rows
        from (select unnest(['germans', 'rfm', 'buyers', 'everybody']) as segmentation)
        cross join customer_features as features
        full join customer_segment_history as history using (segmentation, customer_id, as_of_date)
        where (history.segment_id is not null) <> case
            when segmentation in ('germans', 'rfm') then coalesce({GERMANS}, false)
            when segmentation = 'buyers' then {LATELY}
            else true
        end
        group by segmentation
        """
    )
    assert wrong.empty


def test_the_fit_saw_nobody_else(built):
    fitted = built.query(
        "select sample_customers from segment_fits where segmentation = 'germans'"
    )["sample_customers"].item()
    inside = built.query(
        f"select count(*) as n from customer_features where is_current and {GERMANS}"
    )["n"].item()
    assert fitted == inside < 100


def test_tables_say_of_whom_they_speak(built):
    segments = built.query("select * from segments")
    counted = segments.groupby("segmentation").agg(
        inside=("customer_count", "sum"),
        outside=("outside_customers", "max"),
        share=("customer_share", "sum"),
        population=("population", "first"),
    )
    assert (counted["inside"] + counted["outside"] == 240).all()
    assert counted.loc["everybody", "outside"] == 0
    np.testing.assert_allclose(counted["share"], 1)
    assert counted.loc["everybody", "population"] == "all customers"
    assert counted.loc["germans", "population"] == f"customers with {GERMANS}"
    for table in ("segment_metrics", "segment_profiles", "segment_migrations", "segment_budget"):
        said = built.query(f"select distinct population from {table} where segmentation = 'buyers'")
        assert said["population"].tolist() == [f"customers with {LATELY}"], table
    outside = built.query(
        """
        select count(*) filter (where counted <> customers) as wrong
        from (
            select segmentation, as_of_date, sum(customer_count) + max(outside_customers) as counted
            from segment_metrics
            group by all
        )
        inner join (
            select as_of_date, count(*) as customers from customer_features group by as_of_date
        ) using (as_of_date)
        """
    )
    assert outside["wrong"].item() == 0
    audience = built.query(
        "select distinct customer_id from audience_members where segmentation = 'buyers'"
    )
    assert 0 < len(audience) < 240


def test_averages_are_of_the_population(built):
    mean = built.query(
        "select population_mean from segment_profiles"
        " where segmentation = 'germans' and feature_name = 'average_order_value'"
    )["population_mean"]
    assert (mean > 200).all()
    words = built.query("select description from segments where segmentation = 'germans'")
    assert not words["description"].str.contains("all customers").any()
    assert words["description"].str.contains("country = 'Germany'", regex=False).all()


def test_movement_in_and_out_is_told(built):
    moves = built.query(
        """
        select
            sum(customer_count) filter (where from_segment_id is null) as entered,
            sum(customer_count) filter (where to_segment_id is null) as left_it,
            max(from_segment_name) filter (where from_segment_id is null) as name
        from segment_moves
        where segmentation = 'buyers'
            and to_as_of_date = (select max(as_of_date) from as_of_dates)
        """
    ).iloc[0]
    expected = built.query(
        """
        select
            count(*) filter (where is_in and not was_in) as entered,
            count(*) filter (where was_in and not is_in) as left_it
        from (
            select
                max(case when is_current then order_count_90d end) > 0 as is_in,
                max(case when as_of_date = '2024-02-16' then order_count_90d end) > 0 as was_in
            from customer_features
            group by customer_id
        )
        """
    ).iloc[0]
    assert (moves["entered"], moves["left_it"]) == (expected["entered"], expected["left_it"])
    assert moves["entered"] > 0 and moves["left_it"] > 0
    assert moves["name"] == "Outside the population"


def test_who_comes_back_has_no_previous_segment(built):
    returned = built.query(
        """
        select count(*) as n
        from customer_segment_history as now
        inner join customer_segment_history as earlier using (segmentation, customer_id)
        left join customer_segment_history as between_them
            on now.segmentation = between_them.segmentation
            and now.customer_id = between_them.customer_id
            and between_them.as_of_date = '2024-02-16'
        where segmentation = 'buyers' and now.is_current and earlier.as_of_date = '2023-11-18'
            and between_them.customer_id is null
            and now.previous_segment_id is not null
        """
    )
    assert returned["n"].item() == 0


def test_rules_name_the_population_too(built):
    rules = built.query(
        "select predicate from segment_rules where dialect = 'duckdb' and segmentation = 'germans'"
    )
    for predicate in rules["predicate"]:
        found = built.query(
            f"select count(*) as n from customer_features where {predicate}"
            f" and not coalesce({GERMANS}, false)"
        )
        assert found["n"].item() == 0


def test_report_and_summary_say_of_whom_they_speak(built, tmp_path):
    command = [sys.executable, "-m", "customer_segmentation.cli"]
    options = ["--database", str(built.database)]
    page = tmp_path / "report.html"
    subprocess.run([*command, "report", *options, "--output", str(page)], check=True)
    said = subprocess.run(
        [*command, "summary", *options], check=True, capture_output=True, text=True
    )
    assert f"customers with {GERMANS};" in said.stdout
    assert "are in no segment of it" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("population", "words"),
    [
        ("country = 'DE'", ["holds for nobody of 240", "country has France (120), Germany (120)"]),
        ("recency_days < 1", ["segmentations.germans.population", "recency_days goes from"]),
    ],
    ids=["nobody", "too few"],
)
def test_a_population_of_nobody_stops_before_the_fit(built, population, words):
    entry = {"name": "germans", **CLUSTERS, "population": population}
    result = built.dbt("run", "--select", "fit_sample", segmentations=[entry])
    assert result.returncode != 0
    for word in words:
        assert word in result.stdout, result.stdout[-2000:]


def test_a_population_of_everybody_is_said(built):
    entry = {"name": "germans", **CLUSTERS, "population": "order_count >= 0"}
    result = built.dbt("run", "--select", "fit_sample", segmentations=[entry])
    assert result.returncode == 0
    assert "holds for 240 of 240 customers" in result.stdout


def test_a_rule_on_a_value_as_the_raw_table_wrote_it_is_said(built):
    """The last of the module: it replaces the segments."""
    rules = [
        {"segment": "Germans", "when": "country = 'DE'"},
        {"segment": "Foreigners", "when": "country <> 'DE'"},
        {"segment": "Rest"},
    ]
    entry = {"name": "everybody", "method": "rules", "rules": rules}
    result = built.dbt("run", "--select", "customer_segment_history", segmentations=[entry])
    values = "country has France (120), Germany (120)"
    assert f"'Germans' (country = 'DE') holds for nobody. {values}" in result.stdout
    assert f"'Foreigners' (country <> 'DE') holds for everybody. {values}" in result.stdout
