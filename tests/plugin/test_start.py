"""Raw tables under foreign names are mapped to the contract, or said not to be."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from customer_segmentation.start.matching import RawTable, fits_kind, match_tables, words_of
from customer_segmentation.start.plan import propose
from customer_segmentation.start.project import (
    PROJECT,
    package_folder,
    read_contract,
    start_project,
    vars_block,
    with_package,
    with_vars,
)

ROOT = Path(__file__).parents[2]
CONTRACT, SPELLINGS = read_contract(ROOT)


def raw(name: str, **columns) -> RawTable:
    rows = pd.DataFrame(columns)
    types = {
        column: {"int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN"}.get(
            str(rows[column].dtype),
            "TIMESTAMP" if str(rows[column].dtype).startswith("datetime") else "VARCHAR",
        )
        for column in rows
    }
    return RawTable("erp", name, types, rows)


def counts(table: RawTable, column: str) -> tuple[int, int]:
    return len(table.rows), table.rows[column].nunique()


HEADERS = raw(
    "tblSalesOrders",
    OrderNumber=["A1", "A2", "A3"],
    ClientNo=[7, 8, 7],
    PlacedAt=pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"]),
    GrandTotal=[10.0, 20.0, 5.5],
    OrderStatus=["paid", "on its way", "paid"],
)
DETAILS = raw(
    "tblOrderDetails",
    OrderNumber=["A1", "A1", "A2"],
    ArticleNo=["x", "y", "x"],
    Qty=[1, 2, 1],
    PriceEach=[2.0, 4.0, 20.0],
)
CLIENTS = raw(
    "clients",
    ClientNo=[7, 8],
    Mail=["a@example.com", "b@example.com"],
    DOB=["1980-02-01", "1975-12-31"],
    ZIP=["1010", "2020"],
    Newsletter=["yes", "no"],
    Notes=["", "calls often"],
)
LEDGER = raw(
    "ledger",
    basket_id=[1, 1, 2, 2],
    household_id=[5, 5, 6, 6],
    transaction_timestamp=pd.to_datetime(["2024-01-01"] * 2 + ["2024-01-03"] * 2),
    product_id=[1, 2, 1, 3],
    quantity=[1, 2, 1, 1],
    sales_value=[3.0, 8.0, 3.0, 1.0],
    coupon_disc=[0.0, 0.5, 0.0, 0.0],
)


def test_names_of_other_shops_are_understood():
    matches = match_tables([HEADERS, DETAILS, CLIENTS], CONTRACT)
    assert dict(matches["orders"].columns) == {
        "order_id": "OrderNumber",
        "customer_id": "ClientNo",
        "ordered_at": "PlacedAt",
        "status": "OrderStatus",
        "total_amount": "GrandTotal",
    }
    assert dict(matches["order_items"].columns) == {
        "order_id": "OrderNumber",
        "product_id": "ArticleNo",
        "quantity": "Qty",
        "unit_price": "PriceEach",
    }
    assert dict(matches["customers"].columns) == {
        "customer_id": "ClientNo",
        "email": "Mail",
        "birth_date": "DOB",
        "postal_code": "ZIP",
        "marketing_consent": "Newsletter",
    }


def test_lines_without_a_number_get_one_and_unknown_statuses_are_said():
    orders, _, lines = propose([HEADERS, DETAILS, CLIENTS], CONTRACT, SPELLINGS, counts)
    assert orders.model is None and orders.unknown == {"status": ["on its way"]}
    assert lines.table == "order_items" and "row_number() over (partition by" in lines.model
    assert "order_item_id" in lines.reason


def test_a_log_of_lines_becomes_orders_and_lines():
    orders, lines = propose([LEDGER], CONTRACT, SPELLINGS, counts)
    assert "group by basket_id" in orders.model
    assert "sales_value * 1.0 / nullif(quantity, 0) as unit_price" in lines.model
    assert "coupon_code" not in orders.match.columns


def test_orders_without_an_id_get_one():
    log = raw(
        "purchases",
        customer=["a", "a", "b"],
        date=["20240101", "20240101", "20240203"],
        amount=[5.0, 5.0, 7.0],
    )
    (orders,) = propose([log], CONTRACT, SPELLINGS, counts)
    assert "row_number() over (partition by customer, date order by" in orders.model


def test_invoices_of_a_billing_tool_in_cents():
    invoices = raw(
        "invoices",
        invoice_no=[1, 2],
        account_id=["A1", "A2"],
        billed_on=pd.to_datetime(["2024-01-01", "2024-01-02"]),
        gross_cents=[1900, 4900],
        payment_state=["paid", "refunded"],
    )
    block = yaml.safe_load(vars_block(propose([invoices], CONTRACT, SPELLINGS, counts)))
    assert block["customer_segmentation"]["raw_tables"]["orders"]["columns"] == {
        "order_id": "invoice_no",
        "customer_id": "account_id",
        "ordered_at": "billed_on",
        "status": "payment_state",
        "total_amount": "gross_cents / 100.0",
    }


def test_a_till_without_receipts_and_with_compact_dates():
    till = raw(
        "sales_lines",
        card=[7001, 7001, 7002],
        day=[20240131, 20240131, 20240201],
        article=["A1", "A2", "A1"],
        article_group=["Bread", "Cake", "Bread"],
        qty=[1, 2, 1],
        price=[1.2, 3.5, 1.2],
    )
    (lines,) = propose([till], CONTRACT, SPELLINGS, counts)
    block = yaml.safe_load(vars_block([lines]))["customer_segmentation"]["raw_tables"]
    assert block == {
        "order_items": {
            "schema": "erp",
            "identifier": "sales_lines",
            "columns": {
                "order_item_id": None,
                "order_id": None,
                "customer_id": "card",
                "ordered_at": "day",
                "product_id": "article",
                "quantity": "qty",
                "unit_price": "price",
            },
            "date_format": {"ordered_at": "yyyymmdd"},
        }
    }


def test_no_orders_is_said_with_what_was_seen():
    with pytest.raises(ValueError, match=r"Tables seen: erp.clients"):
        propose([CLIENTS], CONTRACT, SPELLINGS, counts)


def test_a_table_of_another_kind_is_not_taken():
    promotions = raw("promotions", product_id=[1, 2], store_id=[1, 1], week=[3, 4])
    assert match_tables([promotions], CONTRACT) == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("InvoiceNo", "invoice_no"),
        ("Invoice Date", "invoice_date"),
        ("DOB", "dob"),
        ("KundenNr", "kunden_nr"),
    ],
)
def test_words_of_a_name(name, words):
    assert words_of(name) == words


def test_values_decide_where_types_do_not():
    assert fits_kind(pd.Series(["1.5", "2", None]), "VARCHAR", "number")
    assert not fits_kind(pd.Series(["a", "2"]), "VARCHAR", "number")
    assert fits_kind(pd.Series(["2024-01-01"]), "VARCHAR", "timestamp")
    assert fits_kind(pd.Series([20240101, 20231231]), "BIGINT", "timestamp")
    assert not fits_kind(pd.Series([20240141]), "BIGINT", "timestamp")
    assert not fits_kind(pd.Series([19.0, 21.5]), "DOUBLE", "timestamp")
    assert not fits_kind(pd.Series([0.5]), "DOUBLE", "text")


def test_vars_are_added_and_nothing_is_lost():
    block = vars_block(propose([HEADERS], CONTRACT, SPELLINGS, counts))
    plain = PROJECT.format(name="shop")
    given = f"{plain}\nvars: # ours\n    colour: red\nmodels:\n    shop: {{+materialized: view}}\n"
    for text in (plain, given):
        found = yaml.safe_load(with_vars(text, block))
        ours = found["vars"]["customer_segmentation"]
        assert ours["raw_tables"]["orders"]["identifier"] == "tblSalesOrders"
        assert ours["raw_tables"]["orders"]["columns"]["ordered_at"] == "PlacedAt"
    assert found["vars"]["colour"] == "red" and "models" in found
    with pytest.raises(ValueError, match="has vars of customer_segmentation already"):
        with_vars(with_vars(plain, block), block)


def test_packages_of_the_user_stay():
    text = with_package("packages: [{package: a/b, version: 1.0.0}]", Path("/x"))
    text = with_package(text, Path("/x"))
    assert yaml.safe_load(text)["packages"] == [
        {"package": "a/b", "version": "1.0.0"},
        {"local": "/x"},
    ]


def test_the_package_is_where_the_plugin_came_from(tmp_path):
    assert package_folder(None) == ROOT
    with pytest.raises(ValueError, match=r"--package: .* has no dbt_project.yml"):
        package_folder(str(tmp_path))


def test_closed_lists_of_codes_are_known_with_their_spellings():
    assert set(SPELLINGS) == {"order_status", "event_channel", "event_type", "survey_type"}
    assert {"completed", "paid"} <= SPELLINGS["order_status"]


def test_an_empty_folder_needs_a_database(tmp_path):
    with pytest.raises(ValueError, match="--database"):
        start_project(tmp_path, None)
    with pytest.raises(ValueError, match="does not exist"):
        start_project(tmp_path, tmp_path / "no.duckdb")
