"""Raw tables of other shapes than the demo's reach staging through the vars alone."""

import pandas as pd
import pytest
from project import ROOT, Project, with_packages

from customer_segmentation.demo.shop import TABLES

STAGING = (*("--select", "+row_counts", "+rejected_values", "--indirect-selection", "cautious"),)


def test_columns_are_mapped_and_spellings_added(project):
    project.load(
        {
            "purchases": pd.DataFrame(
                {
                    "Order No": [1, 2, 3, 3, 4],
                    "CUSTOMER_ID": [7.0, 8.0, None, None, 7.0],
                    "day": ["2023-01-01", " 2023-01-02 ", "2023-01-03", "2023-01-03", "2023-01-04"],
                    "cents": [1050, -200, 5, 5, 5],
                    "state": ["Shipped", "REFUNDED", "paid", "paid", "Won't ship"],
                }
            ),
            "crm": pd.DataFrame(
                {
                    "customer_id": ["7", "8", "9", "91"],
                    "Email": [" Ann@Example.COM ", "no address", None, None],
                    "country": ["uk", "FR", "John's land", "Nowhere"],
                }
            ),
            "events": pd.DataFrame(
                {
                    "event_id": ["e1", "e2"],
                    "customer_id": ["7", "7"],
                    "occurred_at": ["2023-01-01", "2023-01-01"],
                    "event_type": ["Shop's party", "nobody's"],
                }
            ),
        }
    )
    project.build(
        *STAGING,
        raw_tables={
            "orders": {
                "identifier": "purchases",
                "columns": {
                    "order_id": "Order No",
                    "ordered_at": "day",
                    "total_amount": "cast(cents as double) / 100",
                    "status": "state",
                    "currency": "'eur'",
                },
            },
            "customers": {"identifier": "crm"},
            "events": {},
        },
        order_status_map={"won't ship": "cancelled"},
        extra_event_types=["shop's_party"],
        extra_spellings={"country": {"John's land": "St John's", "uk": "Great Britain"}},
    )
    orders = project.query("select * from stg_shop__orders order by order_id")
    assert orders.order_id.tolist() == ["1", "2"]
    assert orders.customer_id.tolist() == ["7", "8"]
    assert orders.total_amount.tolist() == [10.5, -2.0]
    assert orders.status.tolist() == ["completed", "returned"]
    assert orders.currency.tolist() == ["EUR", "EUR"]
    assert orders.coupon_code.isna().all()
    customers = project.query("select * from stg_crm__customers order by customer_id")
    assert customers.country.tolist() == ["Great Britain", "France", "St John's", "Nowhere"]
    assert customers.email.fillna("").tolist() == ["ann@example.com", "", "", ""]
    events = project.query("select event_type from stg_engagement__events")
    assert events.event_type.tolist() == ["shop's_party"]
    values = project.query("select row_key, column_name, value from rejected_values")
    assert values.to_numpy().tolist() == [["8", "email", "no address"]]
    rejected = project.query("select row_key, reason from rejected_rows order by all")
    assert rejected.to_numpy().tolist() == [
        ["3", "no customer_id"],
        ["3", "no customer_id"],
        ["4", "cancelled order"],
        ["e2", "unknown event_type nobody's"],
    ]
    counts = project.query("select * from row_counts where raw_rows > 0 order by source_table")
    assert counts.to_numpy().tolist() == [
        ["customers", 4, 4, 0, 0],
        ["events", 2, 1, 0, 1],
        ["orders", 5, 2, 0, 3],
    ]
    assert project.query("select count(*) as rows from stg_shop__products").rows[0] == 0


@pytest.fixture
def shopper(tmp_path) -> Project:
    """A project that installs this one, replaces a staging model and maps one of its own."""
    files = {
        "packages.yml": f"packages: [{{local: {ROOT}}}]",
        "dbt_project.yml": """
name: shopper
profile: customer_segmentation
flags: {require_ref_searches_node_package_before_root: true}
models:
  customer_segmentation: {staging: {stg_shop__orders: {+enabled: false}}}
vars:
  customer_segmentation:
    use_demo_data: false
    raw_tables: {events: {model: web_log}}
    as_of_date: "2024-01-01"
""",
        "models/stg_shop__orders.sql": """
select
    'o' || i as order_id, 'c' || (i % 20) as customer_id,
    timestamp '2023-01-01' + to_days(i::int) as ordered_at,
    date '2023-01-01' + i::int as ordered_date,
    'completed' as status, 'web' as channel, 'EUR' as currency, 10.0::double as total_amount,
    0.0::double as discount_amount, 0.0::double as shipping_amount, null::text as coupon_code
from range(200) as numbers(i)
""",
        "models/web_log.sql": """
select
    'e' || i as event_id, 'c' || (i % 25) as customer_id,
    timestamp '2023-01-01' + to_days(i::int) as occurred_at, 'Website' as channel
from range(200) as numbers(i)
""",
    }
    root = tmp_path / "shopper"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return with_packages(Project(tmp_path / "build", root=root, writes_json=False))


def test_staging_models_can_be_replaced(shopper):
    shopper.build(*STAGING)
    assert shopper.query("select count(*) as rows from known_customers").rows[0] == 20
    counts = shopper.query("select * from row_counts where raw_rows > 0")
    assert counts.to_numpy().tolist() == [["events", 200, 160, 0, 40]]
    assert shopper.query("select distinct channel from stg_engagement__events").channel[0] == "web"


def test_no_model_replaces_a_raw_table_of_the_same_schema():
    models = {path.stem for path in ROOT.glob("*models/**/*.sql")}
    assert not models & set(TABLES)


def test_lines_without_prices_leave_the_money_to_the_orders(project):
    project.load(
        {
            "orders": pd.DataFrame(
                {
                    "order_id": ["1", "2", "3"],
                    "customer_id": ["a", "a", "b"],
                    "ordered_at": ["2023-01-01", "2023-01-02", "2023-01-03"],
                    "status": ["paid", "paid", "returned"],
                    "total_amount": [10.0, 20.0, 40.0],
                }
            ),
            "order_items": pd.DataFrame(
                {"order_item_id": [1, 2, 3, 4], "order_id": ["1", "1", "2", "3"]}
            ),
        }
    )
    project.build(
        *("--select", "+money_survives_the_layers", "--indirect-selection", "cautious"),
    )
    features = project.query(
        "select customer_id, spend_net from customer_features where is_current"
    )
    assert dict(features.to_numpy().tolist()) == {"a": 30.0, "b": 0.0}
