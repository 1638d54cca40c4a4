"""Raw columns of a user's own, from the raw tables to segments, in one project that installs this one."""

import subprocess

import numpy as np
import pandas as pd
import pytest
from project import DBT, ROOT, Project

from customer_segmentation.demo.shop import TABLES
from customer_segmentation.demo.write import write_demo

CUSTOMERS = 600
PROJECT = """
name: ownshop
profile: customer_segmentation
flags: {require_ref_searches_node_package_before_root: true}
vars:
  customer_segmentation:
    use_demo_data: false
    as_of_date: "2025-01-01"
    effort: quick
    raw_schema: raw
    raw_tables:
      customers: {columns: {income_band: household_income, member_since: "card_issued"}}
      orders: {columns: {is_gift: gift_wrap}}
    customer_columns:
      - {name: income_band, type: text, levels: [low, middle, high], label: income}
      - {name: children, type: number, role: feature, family: household, label: children}
      - {name: member_since, type: date, label: days with a card, unit: days}
    order_columns:
      - {name: gift_order_share, column: is_gift, type: boolean, aggregation: share,
         role: feature, family: gifts, label: gift orders, words: {high: gift givers, low: no gifts}}
      - {name: parcel_grams_mean, column: parcel_grams, type: number, aggregation: mean}
      - {name: parcel_grams_90d, column: parcel_grams, type: number, aggregation: sum, days: 90}
      - {name: last_channel, column: channel, aggregation: last}
      - {name: app_orders, column: channel, aggregation: count, of: App}
"""
GIVERS = 3


def raw_tables(folder) -> dict[str, pd.DataFrame]:
    """The demo's tables with columns that the package does not know."""
    paths = write_demo(folder, CUSTOMERS, seed=3)
    tables = {name: pd.read_parquet(paths[name]) for name in TABLES}
    random = np.random.default_rng(0)
    customers, orders = tables["customers"], tables["orders"]
    number = np.arange(len(customers))
    customers["household_income"] = np.array([" Low", "middle", "HIGH", "unsure"])[number % 4]
    customers["children"] = random.integers(0, 4, len(customers)).astype(str)
    customers.loc[0, "children"] = "some"
    customers["card_issued"] = "2024-12-01"
    customers.loc[1, "card_issued"] = "2026-01-01"
    gives = (orders["customer_id"].astype(str).str[1:].astype(int) % GIVERS == 0).to_numpy()
    orders["gift_wrap"] = np.where(gives & (random.random(len(orders)) < 0.8), "yes", "no")
    orders.loc[0, "gift_wrap"] = "perhaps"
    orders["parcel_grams"] = random.integers(100, 5000, len(orders))
    return tables


def own_shop(folder, **files) -> Project:
    texts = {"packages.yml": f"packages: [{{local: {ROOT}}}]", "dbt_project.yml": PROJECT, **files}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    subprocess.run([DBT, "deps", "--profiles-dir", ROOT / "profiles"], cwd=folder, check=True)
    return Project(folder / "build", root=folder)


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Project:
    folder = tmp_path_factory.mktemp("own")
    project = own_shop(folder / "shop")
    project.load(raw_tables(folder / "raw"))
    project.variables.clear()
    project.build(
        "--select",
        "+customer_features_extended",
        "feature_catalog",
        "rejected_values",
        "rejected_rows",
        "--exclude-resource-type",
        "unit_test",
        "--indirect-selection",
        "cautious",
    )
    return project


def test_columns_of_the_crm_are_cleaned_like_the_packages(shop):
    found = shop.query(
        "select income_band, count(*) as n from customer_features_extended where is_current"
        " group by income_band order by income_band nulls last"
    )
    assert found["income_band"].tolist()[:3] == ["high", "low", "middle"]
    assert found["n"].min() > CUSTOMERS // 5
    days = shop.query("select distinct member_since from customer_features_extended")
    assert 31 in days["member_since"].tolist()
    rejected = shop.query(
        "select source_table, column_name, value, reason, count(*) as n from rejected_values"
        " where column_name in ('income_band', 'children', 'member_since', 'is_gift')"
        " group by all order by column_name"
    )
    assert rejected[["column_name", "value"]].to_numpy().tolist() == [
        ["children", "some"],
        ["income_band", "unsure"],
        ["is_gift", "perhaps"],
        ["member_since", "2026-01-01"],
    ]
    assert rejected["reason"].tolist()[1] == "none of low, middle, high"


def test_purchases_are_summed_up_by_customer_and_date(shop):
    """The same figures by hand from the raw tables, and an unreadable value costs no order."""
    differences = shop.query(
        """
        with by_hand as (
            select
                orders.customer_id,
                as_of_dates.as_of_date,
                avg(case gift_wrap when 'yes' then 1 when 'no' then 0 end) as gift_order_share,
                avg(parcel_grams) as parcel_grams_mean,
                sum(case when orders.ordered_at >= as_of_date - interval 90 day then parcel_grams else 0 end)
                as parcel_grams_90d,
                arg_max(orders.channel, (orders.ordered_at, orders.order_id)) as last_channel,
                count(case when orders.channel = 'app' then 1 end) as app_orders
            from raw.orders
            inner join as_of_dates on orders.ordered_at < as_of_dates.as_of_date
            inner join int_customer_orders as kept
                on orders.order_id = kept.order_id and kept.is_purchase
            group by all
        )

        select
            count(*) as customers,
            count(case when abs(mart.gift_order_share - by_hand.gift_order_share) < 1e-9 then 1 end)
            as shares,
            count(case when abs(mart.parcel_grams_mean - by_hand.parcel_grams_mean) < 1e-6 then 1 end)
            as means,
            count(case when mart.parcel_grams_90d = by_hand.parcel_grams_90d then 1 end) as sums,
            count(case when mart.last_channel = by_hand.last_channel then 1 end) as lasts,
            count(case when mart.app_orders = by_hand.app_orders then 1 end) as counts
        from by_hand
        inner join customer_features_extended as mart using (customer_id, as_of_date)
        """
    ).loc[0]
    assert differences["customers"] > CUSTOMERS
    assert (differences == differences["customers"]).all()
    assert shop.query("select * from rejected_rows where reason like '%is_gift%'").empty


def test_the_catalog_has_them(shop):
    catalog = shop.query(
        "select feature_name, role, family, label, value_type, is_usable from feature_catalog"
        " where model_name in ('feat_customers__attributes', 'feat_customers__order_columns')"
    ).set_index("feature_name")
    assert catalog.loc["income_band", ["role", "family", "label", "value_type"]].tolist() == [
        "profile",
        "attributes",
        "income",
        "categorical",
    ]
    assert catalog.loc["gift_order_share", ["role", "family"]].tolist() == ["feature", "gifts"]
    assert len(catalog) == 8 and catalog["is_usable"].all()
