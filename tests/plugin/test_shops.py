"""The shops of the zoo are what they say they are."""

import json

import numpy as np
import pandas as pd
import pytest

from customer_segmentation.demo.shop import ANSWERS
from customer_segmentation.demo.shops import SHOPS
from customer_segmentation.demo.shops_tables import generate_shop, write_shop
from customer_segmentation.demo.write import main

END = pd.Timestamp("2025-01-01")


@pytest.fixture(scope="module")
def zoo() -> dict[str, dict[str, pd.DataFrame]]:
    return {
        name: {table: rows.to_pandas() for table, rows in generate_shop(name, seed=5).items()}
        for name in SHOPS
    }


@pytest.mark.parametrize("name", SHOPS)
def test_rows_fit_together(zoo, name):
    tables, shop = zoo[name], SHOPS[name]
    orders, answers = tables["orders"], tables[ANSWERS]
    assert set(tables) == {*shop.tables, ANSWERS}
    assert set(orders["customer_id"]) == set(answers["customer_id"])
    assert orders["order_id"].is_unique
    assert orders["ordered_at"].max() < END
    assert (END - orders["ordered_at"].max()) < pd.Timedelta(days=1)
    assert set(answers["planted_segment"]) <= {kind.name for kind in shop.kinds}
    assert not {"planted_segment", "kind"} & set(orders.columns)
    if "order_items" in tables:
        lines = tables["order_items"]
        amounts = lines["quantity"] * lines["unit_price"] - lines["discount_amount"]
        sums = amounts.groupby(lines["order_id"]).sum()
        total = orders.set_index("order_id")["total_amount"]
        assert np.allclose(sums.reindex(total.index), total, atol=0.02)


def test_same_seed_same_rows_other_seed_other_rows():
    first, again, other = (generate_shop("fashion", 60, seed) for seed in (1, 1, 2))
    assert first == again
    assert first["orders"] != other["orders"]


def test_gifts_earn_half_of_the_year_in_a_quarter(zoo):
    orders = zoo["gift_shop"]["orders"]
    winter = orders["ordered_at"].dt.month >= 10
    assert 0.45 < orders.loc[winter, "total_amount"].sum() / orders["total_amount"].sum() < 0.6


def test_three_fashion_articles_in_ten_come_back(zoo):
    quantity = zoo["fashion"]["order_items"]["quantity"]
    assert 0.22 < (quantity < 0).sum() / (quantity > 0).sum() < 0.34


def test_marketplace_customers_order_once(zoo):
    counts = zoo["marketplace"]["orders"]["customer_id"].value_counts()
    assert 0.95 < (counts == 1).mean() < 0.99


def test_most_customers_of_eleven_years_are_gone(zoo):
    orders = zoo["eleven_years"]["orders"]
    last = orders.groupby("customer_id")["ordered_at"].max()
    assert 0.65 < (last < END - pd.Timedelta(days=365)).mean() < 0.8
    assert orders["ordered_at"].min() < END - pd.Timedelta(days=10.5 * 365)


def test_customers_double_in_the_last_quarter(zoo):
    first = zoo["doubled"]["orders"].groupby("customer_id")["ordered_at"].min()
    assert 0.4 < (first > END - pd.Timedelta(days=90)).mean() < 0.6


def test_closed_shop_sells_nothing(zoo):
    ordered = zoo["closed_ten_months"]["orders"]["ordered_at"].dt.normalize()
    gap = ordered.drop_duplicates().sort_values().diff().max()
    assert gap >= pd.Timedelta(days=300)


def test_subscribers_order_like_a_clock(zoo):
    tables = zoo["subscription"]
    answers, orders = tables[ANSWERS], tables["orders"].sort_values("ordered_at")
    monthly = answers.loc[answers["planted_segment"] == "monthly", "customer_id"]
    orders = orders[orders["customer_id"].isin(monthly)]
    gaps = orders.groupby("customer_id")["ordered_at"].diff().dropna().dt.days
    assert gaps.between(24, 36).mean() > 0.9


def test_who_has_left_orders_no_more(zoo):
    answers = zoo["subscription"][ANSWERS]
    assert (answers.loc[answers["has_left"], "next_order_count"] == 0).all()
    shares = answers.groupby("planted_segment")["has_left"].mean()
    assert shares["trial"] > 0.8 > 0.2 > max(shares["monthly"], shares["quarterly"])
    assert not zoo["steady"][ANSWERS]["has_left"].any()


def test_next_period_is_that_of_the_same_customers():
    shop = generate_shop("weekly_grocer", 200, seed=3)
    answers, orders = (shop[name].to_pandas() for name in (ANSWERS, "orders"))
    recent = orders[orders["ordered_at"] >= END - pd.Timedelta(days=90)]
    before = recent.groupby("customer_id").size().reindex(answers["customer_id"]).fillna(0)
    assert np.corrcoef(before, answers["next_order_count"])[0, 1] > 0.8
    assert answers["next_spend_net"].sum() == pytest.approx(recent["total_amount"].sum(), rel=0.3)


def test_command_writes_tables_answers_and_expectations(tmp_path):
    arguments = ["--shop", "no_amounts", "--customers", "40", "--out", str(tmp_path)]
    assert main([*arguments, "--format", "csv"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "demo_answers.csv", "demo_expectations.json", "orders.csv",
    ]  # fmt: skip
    assert list(pd.read_csv(tmp_path / "orders.csv")) == [
        "order_id", "customer_id", "ordered_at", "channel",
    ]  # fmt: skip
    expected = json.loads((tmp_path / "demo_expectations.json").read_text())
    assert expected["structure"] == "none"
    assert expected["next_days"] == 90


def test_unknown_shops_and_empty_ones_are_refused(tmp_path):
    with pytest.raises(ValueError, match="use one of weekly_grocer"):
        write_shop(tmp_path, "bakery")
    with pytest.raises(ValueError, match="at least 1"):
        generate_shop("fashion", 0)
