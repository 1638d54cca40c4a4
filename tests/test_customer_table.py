"""A customer table without orders: its own columns segment it, and nothing is made up of orders."""

import subprocess
import sys

import numpy as np
import pytest
from examples.customer_table.make_data import customer_table
from sklearn.metrics import adjusted_rand_score
from test_examples import Example


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Example:
    example = Example("customer_table", tmp_path_factory.mktemp("customer_table"))
    example.dbt("deps")
    example.dbt("build", "--vars", "{effort: quick}")
    return example


def test_the_planted_kinds_of_customers_are_found(table):
    customers, kind = customer_table()
    found = dict(
        table.rows(
            "select customer_id, segment_id from customer_segments where segmentation = 'shoppers'"
        )
    )
    assert len(found) == len(customers)
    labels = [found[str(number)] for number in customers["customer_no"]]
    assert adjusted_rand_score(kind, labels) > 0.9


def test_features_of_orders_take_no_part(table):
    models = table.rows("select distinct model_name, family from feature_catalog")
    families = {family for _, family in models}
    assert {"means", "household", "tastes", "campaigns", "web"} <= families
    assert not families & {"recency", "frequency", "monetary", "basket", "rhythm", "trend"}
    known = table.rows(
        "select count(order_count_365d), count(spend_net_365d), count(discount_share),"
        " count(average_order_value), count(order_gap_days_mean) from customer_features"
    )
    assert known == [(0, 0, 0, 0, 0)]


def test_rfm_is_of_the_given_columns(table):
    differing = table.rows(
        """
        select count(*)
        from customer_features as mart
        inner join campaign_customers as raw on mart.customer_id = cast(raw.customer_no as text)
        where mart.recency_days <> raw.last_purchase_days
            or mart.order_count
            <> raw.web_purchases + raw.catalogue_purchases + raw.store_purchases
        """
    )
    assert differing == [(0,)]
    cuts = table.rows(
        "select cut_point from rfm_cut_points where measure = 'recency_days' order by quantile"
    )
    days = np.sort(customer_table()[0]["last_purchase_days"])
    expected = [days[int(np.ceil(share * len(days))) - 1] for share in (0.2, 0.4, 0.6, 0.8)]
    assert [cut for (cut,) in cuts] == expected
    sizes = dict(
        table.rows("select segment_name, customer_count from segments where segmentation = 'rfm'")
    )
    assert sizes["Champions"] > 0 and sizes["No purchase yet"] == 0
    actions = table.rows(
        "select count(*) from segments where segmentation = 'rfm' and customer_count > 0"
        " and recommended_action is null"
    )
    assert actions == [(0,)]


def test_what_takes_orders_is_empty(table):
    for name in ("prediction_quality", "customer_recommendations", "segment_product_affinity"):
        assert table.rows(f"select count(*) from {name}") == [(0,)], name
    for name in ("segment_migrations", "segment_drift"):
        assert table.rows(f"select count(*) from {name}") == [(0,)], name
    assert table.rows("select count(*) from as_of_dates") == [(1,)]
    known = table.rows(
        "select count(purchase_probability_90d), count(expected_spend_90d), count(days_overdue)"
        " from customer_predictions"
    )
    assert known == [(0, 0, 0)]
    budget = table.rows(
        "select count(value_365d), count(expected_value_90d), min(reason) from segment_budget"
        " where recommended_share > 0"
    )
    assert budget[0][:2] == (0, 0) and "without orders" in budget[0][2]


def test_names_and_descriptions_speak_of_the_columns(table):
    texts = table.rows(
        "select segment_name || ' ' || description || ' ' || top_traits, recommended_action"
        " from segments where segmentation = 'shoppers' and customer_count > 0"
    )
    for text, action in texts:
        assert "order" not in text.replace("not known without orders", ""), text
        assert action is None
    assert any("campaigns" in text for text, _ in texts)


def test_report_and_summary_open(table):
    command = [sys.executable, "-m", "customer_segmentation.cli"]
    options = ["--database", str(table.database)]
    page = table.directory / "report.html"
    subprocess.run([*command, "report", *options, "--output", str(page)], check=True)
    said = subprocess.run(
        [*command, "summary", *options], check=True, capture_output=True, text=True
    )
    assert "shoppers: 500 customers" in said.stdout and "nan" not in said.stdout
    assert page.stat().st_size > 100_000
