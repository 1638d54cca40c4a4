"""The semantic model: every measure, dimension and metric runs on its table."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from project import Project


@pytest.fixture(scope="module")
def semantic(demo, tmp_path_factory) -> dict:
    parsed = Project(tmp_path_factory.mktemp("semantic"), variables={"semantic_layer": True})
    result = parsed.dbt("parse")
    assert result.returncode == 0, result.stdout
    return json.loads((parsed.folder / "target" / "semantic_manifest.json").read_text())


def measured(demo, model: dict, measure: dict):
    """A measure per segmentation, at the newest date of those that do not add up over time."""
    table = model["node_relation"]["alias"]
    newest = (measure["non_additive_dimension"] or {}).get("name")
    where = f"where {newest} = (select max({newest}) from {table})" if newest else ""
    # Of customers, one figure for all.
    has_segments = "segmentation" in [dimension["name"] for dimension in model["dimensions"]]
    group = "segmentation" if has_segments else "'all'"
    rows = demo.query(
        f"select {group} as segmentation, {measure['agg']}({measure['expr']}) as value "
        f"from {table} {where} group by 1"
    )
    return rows.set_index("segmentation")["value"]


def test_every_measure_and_dimension_runs_on_its_table(demo, semantic):
    assert semantic["semantic_models"]
    for model in semantic["semantic_models"]:
        columns = [item["expr"] or item["name"] for item in model["dimensions"]]
        assert len(
            demo.query(f"select {', '.join(columns)} from {model['node_relation']['alias']}")
        )
        for measure in model["measures"]:
            assert measured(demo, model, measure).notna().all(), measure["name"]


def test_metrics_say_what_the_tables_say(demo, semantic):
    values = {
        measure["name"]: measured(demo, model, measure)
        for model in semantic["semantic_models"]
        for measure in model["measures"]
    }
    simple, ratios = {}, {}
    for metric in semantic["metrics"]:
        settings = metric["type_params"]
        if metric["type"] == "simple":
            simple[metric["name"]] = values[settings["measure"]["name"]]
        else:
            ratios[metric["name"]] = (
                settings["numerator"]["name"],
                settings["denominator"]["name"],
            )
    found = {name: simple[above] / simple[below] for name, (above, below) in ratios.items()}
    members = demo.query(
        """
        select
            segmentation,
            segment_id,
            count(*) as customers,
            count(case when order_count_90d > 0 then 1 end) as buyers,
            sum(order_count_90d) as orders,
            sum(spend_net_90d) as revenue
        from customer_segments
        inner join customer_features using (customer_id, as_of_date)
        group by segmentation, segment_id
        """
    )
    customers = members.groupby("segmentation")["customers"].sum()
    # What fewer than five members bought is not told.
    is_told = ~members["buyers"].between(1, 4)
    current = members[is_told].groupby("segmentation").sum()
    assert_equal(simple["segment_customers"], customers)
    assert np.allclose(simple["segment_share_of_customers"], 1)
    assert np.allclose(simple["segment_share_of_revenue"], 1)
    assert_equal(simple["segment_revenue"], current["revenue"])
    assert np.allclose(simple["customers"], customers)
    predicted = demo.query(
        "select sum(expected_spend_90d) as total from customer_predictions where is_current"
    )
    assert np.allclose(simple["expected_spend"], predicted["total"][0])
    assert_equal(found["segment_average_order_value"], current["revenue"] / current["orders"])
    assert_equal(found["segment_share_of_buyers"], current["buyers"] / customers)


def assert_equal(found: pd.Series, expected: pd.Series) -> None:
    pd.testing.assert_series_equal(
        found.sort_index(), expected.sort_index(), check_names=False, check_dtype=False
    )


def test_a_metric_without_a_filter_counts_nobody_twice(demo, semantic):
    """What MetricFlow asks for: the metric's own filter, and no other."""
    measures = {
        measure["name"]: measure
        for model in semantic["semantic_models"]
        for measure in model["measures"]
    }
    current = demo.query(
        "select count(*) as customers, sum(spend_net_90d) as revenue from customer_features "
        "where is_current"
    ).iloc[0]
    found = {}
    for metric in semantic["metrics"]:
        is_default = metric["type"] == "simple" and metric["name"].startswith("segment_")
        if not is_default or metric["name"].endswith("_by_segmentation"):
            continue
        [condition] = metric["filter"]["where_filters"]
        wanted = re.fullmatch(
            r"\{\{ Dimension\('segment_at_date__(\w+)'\) \}\} = true",
            condition["where_sql_template"],
        )
        measure = measures[metric["type_params"]["measure"]["name"]]
        [found[metric["name"]]] = demo.query(
            f"select {measure['agg']}({measure['expr']}) as value from segment_metrics "
            f"where {wanted[1]} and period_end_date = (select max(period_end_date) from "
            "segment_metrics)"
        )["value"]
    assert found["segment_customers"] == current["customers"]
    assert found["segment_revenue"] == pytest.approx(current["revenue"])
    assert found["segment_share_of_customers"] == pytest.approx(1)


def test_revenue_lies_in_the_quarter_in_which_it_was_earned(demo):
    periods = demo.query(
        """
        select
            metrics.period_start_date, metrics.period_end_date, revenue,
            (
                select sum(net_amount) from int_customer_orders
                where ordered_date between metrics.period_start_date and metrics.period_end_date
            ) as earned
        from (
            select period_start_date, period_end_date, sum(spend_net_90d) as revenue
            from segment_metrics where is_default_segmentation group by all
        ) as metrics
        """
    )
    assert len(periods) == 3
    assert np.allclose(periods["revenue"], periods["earned"])
    days = periods["period_end_date"] - periods["period_start_date"]
    assert (days.dt.days == 89).all()
