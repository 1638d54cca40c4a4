"""Order logs as they are: without ids, with dates in other forms, one line per product."""

import subprocess
import sys

import duckdb
import numpy as np
import pandas as pd
import pytest
from project import Project, installed

STAGING = (
    *("--select", "+row_counts", "+customer_features", "customer_orders"),
    *("--indirect-selection", "cautious"),
)
LOG = pd.DataFrame(
    {
        "client": ["a", "a", "a", "b", "b", None],
        "day": [20230105, 20230105, 20230106, 20230105, 20231341, 20230107],
        "paid": [5.0, 5.0, 5.0, None, 7.0, 1.0],
    }
)
LINES = pd.DataFrame(
    {
        "receipt": [1, 1, 2, 2, 3, 4, 4, 5, 5],
        "client": ["a", "a", "b", " b", "a", "c", "d", "a", "a"],
        "day": [*["05.01.2023"] * 2, *["7.2.2023 09:30"] * 2, "09.03.2023", *["10.03.2023"] * 4],
        "sku": ["x", "y", "x", "x", "z", "x", "x", "z", "x"],
        "qty": [1, 2, 1, 1, 1, 1, 1, 1, 1],
        "price": [2.0, 3.0, 4.0, 4.0, None, 1.0, 1.0, None, 6.0],
    }
)


@pytest.fixture(scope="module")
def keyless(tmp_path_factory) -> Project:
    """An order log without order ids and with dates as numbers."""
    project = installed(tmp_path_factory.mktemp("keyless"))
    project.writes_json = False
    project.load({"log": LOG})
    columns = {
        "order_id": None,
        "customer_id": "client",
        "ordered_at": "day",
        "total_amount": "paid",
    }
    raw_tables = {
        "orders": {
            "identifier": "log",
            "date_format": {"ordered_at": "yyyymmdd"},
            "columns": columns,
        }
    }
    project.variables.update(raw_tables=raw_tables, as_of_date="2023-02-01")
    project.build(*STAGING)
    return project


def test_rows_without_an_id_are_numbered_and_equal_ones_stay_two(keyless):
    orders = keyless.query("select * from customer_orders order by customer_id, ordered_date")
    assert orders["order_id"].is_unique
    assert orders["customer_id"].tolist() == ["a", "a", "a", "b"]
    assert orders["ordered_date"].astype(str).tolist() == [
        "2023-01-05",
        "2023-01-05",
        "2023-01-06",
        "2023-01-05",
    ]
    assert orders["gross_amount"].fillna(-1).tolist() == [5.0, 5.0, 5.0, -1.0]
    rejected = keyless.query("select reason from rejected_rows order by reason")
    assert rejected["reason"].tolist() == ["no customer_id", "unreadable ordered_at"]


def test_the_order_of_rows_changes_no_number(keyless, tmp_path):
    compiled = keyless.folder / "target/compiled/customer_segmentation/models/staging/base"
    select = (compiled / "base_shop__orders.sql").read_text()
    before = keyless.query("select * from base_shop__orders order by all")
    copy = tmp_path / "build.duckdb"
    copy.write_bytes(keyless.database.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.sql("create or replace table raw.log as from raw.log order by rowid desc")
        after = connection.sql(f"from ({select}) order by all").df()
    pd.testing.assert_frame_equal(before, after)


@pytest.fixture(scope="module")
def lines(tmp_path_factory) -> Project:
    """One row per product bought, and no table of orders."""
    project = installed(tmp_path_factory.mktemp("lines"))
    project.writes_json = False
    project.load({"pos": LINES})
    columns = {
        "order_item_id": None,
        "order_id": "receipt",
        "customer_id": "client",
        "ordered_at": "day",
        "product_id": "sku",
        "quantity": "qty",
        "unit_price": "price",
    }
    raw_tables = {
        "order_items": {"identifier": "pos", "date_format": "dd.mm.yyyy", "columns": columns}
    }
    project.variables.update(raw_tables=raw_tables, as_of_date="2023-04-01")
    project.parsed_with = dict(project.variables)
    project.build(*STAGING)
    return project


def test_orders_are_made_of_lines(lines):
    orders = lines.query("select * from customer_orders order by order_id")
    assert orders["order_id"].tolist() == ["1", "2", "3", "5"]
    assert orders["customer_id"].tolist() == ["a", "b", "a", "a"]
    assert orders["ordered_at"].astype(str).tolist()[1] == "2023-02-07 09:30:00"
    assert orders["gross_amount"].fillna(-1).tolist() == [8.0, 8.0, -1.0, 6.0]
    assert orders["line_count"].tolist() == [2, 2, 1, 2]
    counts = lines.query("select * from row_counts where raw_rows > 0 order by source_table")
    assert counts.to_numpy().tolist() == [["order_items", 9, 7, 0, 2], ["orders", 5, 4, 0, 1]]


def test_an_order_of_several_customers_is_nobodys(lines):
    rejected = lines.query("select source_table, row_key, reason from rejected_rows order by all")
    assert rejected["reason"].tolist() == ["order rejected: no customer_id"] * 2 + [
        "no customer_id"
    ]


def test_what_is_bought_at_one_time_is_an_order_where_lines_have_no_order_id(lines):
    entry = lines.variables["raw_tables"]["order_items"]
    entry = {**entry, "columns": {**entry["columns"], "order_id": None}}
    lines.build(
        *("--select", "+customer_orders", "--indirect-selection", "empty"),
        raw_tables={"order_items": entry},
    )
    orders = lines.query("select customer_id, line_count from customer_orders order by all")
    assert orders.to_numpy().tolist() == [
        ["a", 1],
        ["a", 2],
        ["a", 2],
        ["b", 2],
        ["c", 1],
        ["d", 1],
    ]


@pytest.fixture(scope="module")
def unpriced(tmp_path_factory) -> Project:
    """A shop of which nobody knows what orders were worth: regulars and customers of a few orders."""
    random = np.random.default_rng(0)
    counts = np.where(np.arange(160) % 2, random.integers(1, 4, 160), random.integers(6, 14, 160))
    customer = np.repeat(np.arange(160), counts)
    days = pd.to_timedelta(random.integers(0, 700, len(customer)), unit="D")
    project = installed(tmp_path_factory.mktemp("unpriced"))
    project.load(
        {
            "orders": pd.DataFrame(
                {
                    "order_id": [f"o{number}" for number in range(len(customer))],
                    "customer_id": [f"c{number:03}" for number in customer],
                    "ordered_at": pd.Timestamp("2022-01-01") + days,
                    "status": np.where(np.arange(len(customer)) % 20, "completed", "returned"),
                }
            )
        }
    )
    clusters = {
        "name": "behaviour",
        "method": "clusters",
        "algorithms": ["kmeans"],
        "n_segments": 3,
    }
    project.variables.update(
        as_of_date="2023-12-02",
        effort="quick",
        stability_severity="warn",
        segmentations=[clusters, {"name": "rfm", "method": "rfm"}],
    )
    project.build()
    return project


MONEY = {
    "customer_features": ["spend_net", "spend_gross", "spend_net_90d", "average_order_value"],
    "customer_rfm_scores": ["monetary_score"],
    "customer_predictions": ["expected_spend_90d", "expected_spend_365d"],
    "prediction_quality": ["forecast_total", "forecast_low", "actual_total", "mean_absolute_error"],
    "prediction_calibration": ["forecast_total", "actual_total"],
    "segment_metrics": ["spend_net_90d", "spend_net_365d", "revenue_share_365d"],
}


@pytest.mark.parametrize("table", MONEY)
def test_no_money_is_published_where_no_amount_is_known(unpriced, table):
    known = ", ".join(f"count({column}) as {column}" for column in MONEY[table])
    assert unpriced.query(f"select {known} from {table}").to_numpy().sum() == 0
    assert unpriced.query(f"select count(*) as rows from {table}")["rows"].item() > 0


def test_an_empty_segment_is_worth_nothing_and_the_others_nobody_knows(unpriced):
    budget = unpriced.query(
        """
        select b.*, s.revenue_share, s.customer_count
        from segment_budget as b
        inner join segments as s using (segmentation, segment_id)
        where s.customer_count > 0
        """
    )
    money = ["value_365d", "value_share", "expected_value_90d", "value_at_risk_90d"]
    money += ["growth_value_90d", "lapsed_value_90d", "revenue_share"]
    assert budget[money].isna().all(axis=None)
    assert not budget["reason"].str.contains("spend ").any()
    few = budget["reason"].str.startswith("Fewer than 5 customers")
    assert (few == (budget["customer_count"] < 5)).all()
    told = "not known what orders were worth|is not known|the action spends nothing on them"
    assert budget.loc[~few, "reason"].str.contains(told).all()
    shares = budget.groupby("segmentation")["recommended_share"].sum()
    np.testing.assert_allclose(shares, 1)


def test_rfm_groups_do_not_promise_money(unpriced):
    descriptions = unpriced.query(
        "select distinct description from segments where segmentation = 'rfm'"
    )["description"]
    assert not descriptions.str.contains("net spend").any()
    traits = unpriced.query("select top_traits || description as words from segments")["words"]
    assert not traits.str.contains("spend|money|revenue").any()


def test_who_buys_is_still_forecast(unpriced):
    forecasts = unpriced.query(
        "select count(purchase_probability_90d) as known, count(*) as customers"
        " from customer_predictions"
    )
    assert forecasts["known"].item() == forecasts["customers"].item()
    told = unpriced.dbt("test", "--select", "test_name:spend_is_forecast").stdout
    assert "WARN 1" in told and "who buys is forecast, and not for how much" in told


def test_the_report_and_the_summary_speak_of_no_money(unpriced, tmp_path):
    page = tmp_path / "report.html"
    command = [sys.executable, "-m", "customer_segmentation.cli"]
    options = ["--database", str(unpriced.database)]
    subprocess.run([*command, "report", *options, "--output", str(page)], check=True)
    said = subprocess.run(
        [*command, "summary", *options], check=True, capture_output=True, text=True
    ).stdout
    for text in (page.read_text(encoding="utf-8"), said):
        assert "spend nothing" not in text
        assert "0 % of revenue" not in text
