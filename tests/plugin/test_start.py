"""Raw tables under foreign names are mapped to the contract, or said not to be."""

import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml

from customer_segmentation.start.catalog import Warehouse, is_built
from customer_segmentation.start.matching import (
    ANSWERS,
    RawTable,
    as_one,
    date_form,
    fits_kind,
    match_columns,
    match_tables,
    words_of,
)
from customer_segmentation.start.plan import propose
from customer_segmentation.start.project import (
    FOLDER,
    PROJECT,
    model_files,
    names_of_features,
    names_of_models,
    package_folder,
    read_contract,
    start_project,
    vars_block,
    with_package,
    with_vars,
)
from customer_segmentation.start.synonyms import PURCHASES

ROOT = Path(__file__).parents[2]
CONTRACT, SPELLINGS = read_contract(ROOT)
FEATURES = names_of_features(ROOT)


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


class Rows:
    """Counts over the rows that a test gave."""

    def rows_and_values(self, table: RawTable, column: str) -> tuple[int, int]:
        return len(table.rows), table.rows[column].nunique()

    def constant_shares(self, table: RawTable, key: str, columns: list[str]) -> dict[str, float]:
        values = table.rows.groupby(key)[columns].nunique()
        return (values <= 1).mean().to_dict()

    def some_rows(self, table: RawTable) -> pd.DataFrame:
        column, values = table.only
        return table.rows[table.rows[column].isin(values)]

    def values(self, table: RawTable, column: str) -> list[str]:
        return sorted(table.rows[column].dropna().unique())


def propose_all(*raws: RawTable) -> dict:
    proposals = propose(list(raws), CONTRACT, SPELLINGS, Rows(), FEATURES)
    return {proposal.table: proposal for proposal in proposals}


def written_vars(*raws: RawTable) -> dict:
    """The vars that init writes for raw tables."""
    block = vars_block(list(propose_all(*raws).values()))
    return yaml.safe_load(block)["customer_segmentation"]


def test_every_spelling_of_a_purchase_is_one_to_init():
    spellings = pd.read_csv(ROOT / "seeds/spellings.csv")
    purchases = spellings[
        (spellings["code_list"] == "event_type") & (spellings["code"] == "purchase")
    ]
    assert {"purchase", *purchases["spelling"]} <= set(PURCHASES)


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
    found = propose_all(HEADERS, DETAILS, CLIENTS)
    assert found["orders"].model is None
    assert found["orders"].unknown == {"status": ["on its way"]}
    columns = written_vars(HEADERS, DETAILS, CLIENTS)["raw_tables"]["order_items"]["columns"]
    assert columns["order_item_id"] is None and columns["order_id"] == "OrderNumber"


def test_a_log_of_lines_says_who_bought_and_when():
    tables = written_vars(LEDGER)["raw_tables"]
    assert tables["order_items"]["columns"] == {
        "order_item_id": None,
        "order_id": "basket_id",
        "customer_id": "household_id",
        "ordered_at": "transaction_timestamp",
        "unit_price": "sales_value * 1.0 / nullif(quantity, 0)",
    }
    assert "orders" not in tables


def test_a_log_of_lines_describes_products_and_customers():
    """A region is no status, a discount rate is in what was paid, and a city differs by order."""
    export = raw(
        "superstore",
        **{
            "Order ID": [f"O{n // 2}" for n in range(60)],
            "Order Date": pd.to_datetime(["2024-01-01"] * 60),
            "Customer ID": [f"C{n // 4 % 10}" for n in range(60)],
            "Customer Kind": [["Consumer", "Corporate"][n // 4 % 10 % 2] for n in range(60)],
            "State": [["Texas", "Ohio", "Iowa"][n // 2 % 3] for n in range(60)],
            "Product ID": [f"P{n % 5}" for n in range(60)],
            "Category": [["Chairs", "Paper"][n % 5 % 2] for n in range(60)],
            "Product Name": [f"thing {n % 5}" for n in range(60)],
            "Sales": [10.5 + n for n in range(60)],
            "Quantity": [1 + n % 3 for n in range(60)],
            "Discount": [[0.0, 0.2][n % 2] for n in range(60)],
        },
    )
    found = propose_all(export)
    assert set(found) == {"order_items", "products", "customers"}
    lines = found["order_items"].match
    assert "status" not in lines.columns and "discount_amount" not in lines.columns
    assert lines.expressions["unit_price"] == '"Sales" * 1.0 / nullif("Quantity", 0)'
    assert set(found["products"].match.columns) == {"product_id", "product_name", "category"}
    assert 'min(meant.{{ adapter.quote("Category") }}) as category' in found["products"].model
    assert found["customers"].match.columns == {"customer_id": "Customer ID"}
    assert [column.raw_name for column in found["customers"].own.columns] == ["Customer Kind"]
    tables = written_vars(export)["raw_tables"]
    columns = {"customer_kind": "Customer Kind"}
    assert tables["customers"] == {"model": "shop_customers", "columns": columns}


def test_an_article_is_called_by_its_most_frequent_name():
    """Stock-taking writes into the column of names, too."""
    export = raw(
        "log",
        invoice=[f"I{n // 2}" for n in range(8)],
        client=["a", "b"] * 4,
        day=pd.to_datetime(["2024-01-01"] * 8),
        sku=["p", "q"] * 4,
        description=["?", "pen", "lamp", "pen", "lamp", "pen", None, "pen"],
        price=[1.0] * 8,
    )
    sql = propose_all(export)["products"].model
    assert sql is not None
    rows = export.rows  # noqa: F841
    found = duckdb.sql(re.sub(r"{{ source.*?}}", "rows", sql)).fetchall()
    assert sorted(found) == [("p", "lamp"), ("q", "pen")]


def test_a_discount_between_0_and_1_is_a_rate_of_the_price():
    details = raw(
        "Order Details",
        OrderID=[1, 1, 2],
        ProductID=[7, 8, 7],
        UnitPrice=[2.0, 4.0, 20.0],
        Quantity=[1, 2, 1],
        Discount=[0.0, 0.15, 0.05],
    )
    headers = raw(
        "Orders",
        OrderID=[1, 2],
        CustomerID=["A", "B"],
        OrderDate=pd.to_datetime(["2024-01-01", "2024-01-02"]),
    )
    columns = written_vars(headers, details)["raw_tables"]["order_items"]["columns"]
    assert columns["discount_amount"] == '"Discount" * "UnitPrice" * abs("Quantity")'


def test_lines_refer_to_things_that_are_not_called_products():
    invoices = raw(
        "Invoice",
        InvoiceId=[1, 2],
        CustomerId=[5, 6],
        InvoiceDate=pd.to_datetime(["2024-01-01", "2024-01-02"]),
        BillingState=["AB", "CA"],
        Total=[2.0, 4.0],
    )
    lines = raw(
        "InvoiceLine",
        InvoiceLineId=[1, 2, 3],
        InvoiceId=[1, 1, 2],
        TrackId=[7, 8, 7],
        UnitPrice=[1.0, 1.0, 4.0],
        Quantity=[1, 1, 1],
    )
    tracks = raw("Track", TrackId=[7, 8, 9], Name=["x", "y", "z"], GenreId=[1, 1, 2])
    found = propose_all(invoices, lines, tracks)
    assert "status" not in found["orders"].match.columns
    assert found["order_items"].match.columns["product_id"] == "TrackId"
    assert found["products"].match.raw.name == "Track"


def test_amounts_come_from_a_table_of_payments():
    orders = raw(
        "raw_orders",
        id=[1, 2, 3],
        user_id=[7, 8, 7],
        order_date=pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"]),
    )
    payments = raw("raw_payments", id=[1, 2, 3], order_id=[1, 1, 3], amount_cents=[100, 200, 300])
    found = propose_all(orders, payments)["orders"]
    assert found.match.columns["order_id"] == "id"
    assert "sum(amount_cents) / 100.0 as total_amount" in found.model
    sources = yaml.safe_load(model_files([found])[FOLDER / "_segmentation_raw.yml"])["sources"]
    assert {table["name"] for table in sources[0]["tables"]} == {"raw_orders", "raw_payments"}


PRICE_LIST = raw(
    "MavenMarket_Products",
    product_id=[1, 2],
    product_name=["Juice", "Wine"],
    product_retail_price=[2.5, 10.0],
    product_cost=[1.0, 4.0],
)
UNPRICED = {"product_id": [1, 2, 1], "quantity": [2, 1, 1]}


def test_lines_without_a_price_are_sold_at_that_of_the_products():
    log = raw("transactions", transaction_date=["1/1/1997", "1/1/1997", "1/31/1998"],
              customer_id=[7, 7, 8], **UNPRICED)  # fmt: skip
    found = propose_all(log, PRICE_LIST)["order_items"]
    assert found.match.expressions["unit_price"] == "MavenMarket_Products.product_retail_price"
    assert "no line says what was paid" in found.reason
    sources = yaml.safe_load(model_files([found])[FOLDER / "_segmentation_raw.yml"])["sources"]
    assert {table["name"] for table in sources[0]["tables"]} == {log.name, PRICE_LIST.name}
    sql = re.sub(r"\{\{ source\(\S+, \"(\w+)\"\) \}\}", r"\1", found.model)
    sql = sql.replace("{{ dbt.type_string() }}", "varchar")
    with duckdb.connect() as connection:
        connection.register("transactions", log.rows)
        connection.register("MavenMarket_Products", PRICE_LIST.rows)
        rows = connection.sql(f"select quantity, unit_price from ({sql}) order by 1, 2").fetchall()
    assert rows == [(1, 2.5), (1, 10.0), (2, 2.5)]


def test_list_prices_are_not_taken_where_it_is_known_what_was_paid():
    lines = raw("order_items", order_id=[1, 1, 2], **UNPRICED)
    for columns in ({"total_amount": [15.0, 2.5]}, {}):
        orders = raw("orders", order_id=[1, 2], customer_id=[7, 8],
                     order_date=pd.to_datetime(["2024-01-01", "2024-02-01"]), **columns)  # fmt: skip
        found = propose_all(orders, lines, PRICE_LIST)["order_items"]
        assert (found.model is None) == bool(columns)


def test_products_of_a_log_go_by_the_key_of_its_lines():
    log = raw(
        "superstore_sales_data",
        orderId=[1, 1, 2, 3],
        orderDate=pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-03"]),
        customerName=["Ada", "Ada", "Lea", "Ada"],
        orderQuantity=[1, 2, 1, 1],
        unitPrice=[5.0, 7.0, 5.0, 7.0],
        productCategory=["Office", "Technology", "Office", "Technology"],
        productSubCategory=["Paper", "Phones", "Paper", "Phones"],
        productName=["A4", "Phone 7", "A4", "Phone 7"],
    )
    found = propose_all(log)
    key = found["order_items"].match.columns["product_id"]
    assert found["products"].match.columns["product_id"] == key == "productName"


def test_what_a_model_said_of_customers_makes_no_segments():
    cards = raw(
        "BankChurners",
        CLIENTNUM=range(100, 130),
        Credit_Limit=[float(x * x) for x in range(30)],
        Naive_Bayes_Classifier_Attrition_Flag_1=[x / 29 for x in range(30)],
        churn_probability=[1 - x / 29 for x in range(30)],
    )
    roles = {c.raw_name: c.role for c in propose_all(cards)["customers"].own.columns}
    assert roles.pop("Credit_Limit") == "feature"
    assert set(roles.values()) == {"profile"}


def test_orders_without_an_id_get_one():
    log = raw(
        "purchases",
        customer=["a", "a", "b"],
        date=["20240101", "20240101", "20240203"],
        amount=[5.0, 5.0, 7.0],
    )
    orders = written_vars(log)["raw_tables"]["orders"]
    assert orders["columns"]["order_id"] is None
    assert orders["date_format"] == {"ordered_at": "yyyymmdd"}


def test_invoices_of_a_billing_tool_in_cents():
    invoices = raw(
        "invoices",
        invoice_no=[1, 2],
        account_id=["A1", "A2"],
        billed_on=pd.to_datetime(["2024-01-01", "2024-01-02"]),
        gross_cents=[1900, 4900],
        payment_state=["paid", "refunded"],
    )
    assert written_vars(invoices)["raw_tables"]["orders"]["columns"] == {
        "order_id": "invoice_no",
        "customer_id": "account_id",
        "ordered_at": "billed_on",
        "status": "payment_state",
        "total_amount": "gross_cents / 100.0",
    }


def test_ids_may_be_floats():
    """Pandas writes 17850.0 where a column has gaps; a build reads 17850, or stops where digits are lost."""
    log = raw(
        "log",
        InvoiceNo=["1", "1", "2", "2"],
        CustomerID=[17850.0, 17850.0, None, None],
        InvoiceDate=pd.to_datetime(["2024-01-01"] * 4),
        StockCode=["a", "b", "a", "c"],
        Quantity=[1, 1, 2, 1],
        UnitPrice=[1.5, 2.0, 1.5, 3.0],
        Country=["UK"] * 4,
    )
    lines = written_vars(log)["raw_tables"]["order_items"]["columns"]
    assert lines["customer_id"] == "CustomerID"
    assert fits_kind(pd.Series([1.0, None, 2.0]), "DOUBLE", "id")
    assert not fits_kind(pd.Series([1.5, None, 2.0]), "DOUBLE", "id")


def test_who_bought_is_told_by_the_email_address_where_nothing_else_does():
    orders = raw(
        "orders",
        order_no=[1, 2],
        email=["Ann@Example.com", "bob@example.com"],
        created_at=pd.to_datetime(["2024-01-01", "2024-01-02"]),
        total=[5.0, 7.0],
    )
    contacts = raw(
        "contacts", contact_id=[1, 2], email=["ann@example.com", "bob@example.com"], city=["A", "B"]
    )
    tables = written_vars(orders, contacts)["raw_tables"]
    assert tables["orders"]["columns"]["customer_id"] == "lower(trim(email))"
    assert tables["customers"]["columns"]["customer_id"] == "lower(trim(email))"


def test_who_bought_is_told_by_the_name_where_nothing_else_does():
    lines = raw(
        "sales_data",
        ORDERNUMBER=[1, 1, 2, 3],
        ORDERDATE=["2/24/2003 0:00", "2/24/2003 0:00", "5/17/2003 0:00", "7/1/2003 0:00"],
        SALES=[10.0, 20.0, 5.0, 7.5],
        PRODUCTCODE=["a", "b", "a", "c"],
        CUSTOMERNAME=["Toys Inc.", "Toys Inc.", "Cars Ltd", "Toys Inc."],
    )
    assert written_vars(lines)["raw_tables"]["order_items"]["columns"]["customer_id"] == (
        "CUSTOMERNAME"
    )
    with_key = raw("orders", **{**HEADERS.rows, "customer_name": ["Ann", "Bob", "Ann"]})
    assert propose_all(with_key)["orders"].match.columns["customer_id"] == "ClientNo"


def test_of_two_columns_of_one_day_the_one_with_a_time_is_taken():
    till = raw(
        "machine_1",
        date=["3/1/2024", "3/1/2024", "3/13/2024"],
        datetime=["3/1/2024 10:15", "3/1/2024 12:19", "3/13/2024 8:01"],
        card=["A1", "A2", "A1"],
        money=[38.7, 28.9, 33.8],
    )
    orders = propose_all(till)["orders"].match
    assert orders.columns["ordered_at"] == "datetime"
    assert orders.columns["total_amount"] == "money"
    later = raw(
        "orders", **{**till.rows, "datetime": ["3/2/2024 10:15", *till.rows["datetime"][1:]]}
    )
    assert propose_all(later)["orders"].match.columns["ordered_at"] == "date"


def of_year(year: int, orders: int, table: str = "Shop_Sales") -> RawTable:
    return raw(
        f"{table}_{year}",
        OrderDate=[f"{year}-01-{n // 2 + 1:02d}" for n in range(orders)],
        OrderNumber=[f"SO{year}{n // 2}" for n in range(orders)],
        ProductKey=[n % 2 + 1 for n in range(orders)],
        CustomerKey=[n // 4 for n in range(orders)],
        OrderQuantity=[1] * orders,
    )


def test_who_gives_is_a_customer():
    gifts = raw(
        "donations", donator=["a", "b", "a"], date=["2024-01-01"] * 3, amount=[5.0, 9.0, 7.0]
    )
    assert propose_all(gifts)["orders"].match.columns["customer_id"] == "donator"


def test_a_price_of_one_is_not_taken_for_what_an_unknown_number_cost():
    lines = raw(
        "sales",
        order_id=[1, 1, 2],
        customer_id=["a", "a", "b"],
        order_date=["2024-01-01", "2024-01-01", "2024-02-01"],
        product_code=["x", "y", "x"],
        packs=[10, 3, 2],
        price_each=[2.0, 1.5, 2.0],
        sales=[20.0, 4.5, 4.0],
    )
    columns = written_vars(lines)["raw_tables"]["order_items"]["columns"]
    assert "quantity" not in columns and columns["unit_price"] == "sales"
    lines = raw("sales", **lines.rows.rename(columns={"packs": "QUANTITYORDERED"}))
    columns = written_vars(lines)["raw_tables"]["order_items"]["columns"]
    assert columns["quantity"] == "QUANTITYORDERED" and columns["unit_price"] == "price_each"


def test_what_was_paid_goes_before_a_price_that_is_not_that_of_all_lines():
    """Prices of a sample that is passed around end at 100; a column of costs is something else."""
    lines = raw(
        "sales",
        order_id=[n // 2 for n in range(40)],
        customer_id=[n // 4 for n in range(40)],
        order_date=["2024-01-01"] * 40,
        product_code=list("wxyz") * 10,
        quantity=[1, 2, 3, 4] * 10,
        price_each=[20.0, 60.0, 100.0, 100.0] * 10,
        sales=[20.0, 120.0, 450.0, 610.0] * 10,
        status=["Shipped", "In limbo", "Shipped", "On its way"] * 10,
    )
    proposal = propose_all(lines)["order_items"]
    assert proposal.match.expressions["unit_price"] == "sales * 1.0 / nullif(quantity, 0)"
    assert proposal.unknown == {"status": ["in limbo", "on its way"]}
    assert "#   in limbo: completed" in vars_block([proposal])
    agrees, costs, total = [20, 120, 300, 400], [9, 50, 120, 190], [20, 20, 300, 300]
    for other in (agrees, costs, total):
        priced = raw("sales", **{**lines.rows, "sales": other * 10})
        assert "unit_price" not in propose_all(priced)["order_items"].match.expressions


def test_tables_of_single_years_are_one_log():
    years = [of_year(2022, 8), of_year(2023, 12), of_year(2024, 16)]
    products = raw("Products", ProductKey=[1, 2], ProductStyle=["U", "M"], ProductName=["x", "y"])
    found = propose_all(*as_one([*years, products]))
    assert found["order_items"].match.columns["product_id"] == "ProductKey"
    assert dict(found["products"].match.columns) == {
        "product_id": "ProductKey",
        "product_name": "ProductName",
    }
    proposals = list(found.values())
    files = model_files(proposals)
    sources = yaml.safe_load(files[FOLDER / "_segmentation_raw.yml"])["sources"]
    assert [table["name"] for table in sources[0]["tables"]] == [year.name for year in years]
    sql = re.sub(r'{{ adapter.quote\("(.*?)"\) }}', r'"\1"', found["order_items"].model)
    tables = {year.name: year.rows for year in years}
    with duckdb.connect() as connection:
        for name, rows in tables.items():
            connection.register(name, rows)
        sql = re.sub(r'{{ source\(".*?", "(.*?)"\) }}', r"\1", sql)
        made = connection.sql(sql).df()
    assert len(made) == 36
    assert {"order_id", "customer_id", "ordered_at", "product_id", "quantity"} <= set(made)


def test_copies_of_a_table_are_not_one_log():
    copies = [raw("orders_20240101", **HEADERS.rows), raw("orders_20240201", **HEADERS.rows)]
    assert as_one(copies) == copies
    others = [of_year(2024, 4), of_year(2024, 8, "Web_Sales"), HEADERS]
    assert as_one(others) == others


def test_a_flag_is_no_telephone_number():
    rows = range(20)
    table = raw(
        "telco", customer_id=rows, phone_service=["Yes", "No"] * 10, tenure=[7 * n for n in rows]
    )
    found = propose_all(table)["customers"]
    assert "phone" not in found.match.columns
    assert "phone_service" in [column.name for column in found.own.columns]


def test_a_table_of_answers_alone_is_said_to_be_one():
    answers = raw("customers", customer_id=range(20), likes_gin=[0, 1] * 10)
    with pytest.raises(ValueError, match=r"erp.customers has a customer \(customer_id\), but no"):
        propose_all(answers)


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
    tables = written_vars(till)["raw_tables"]
    assert tables["order_items"] == {
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
    assert tables["products"] == {"model": "shop_products"}


def members(**columns) -> RawTable:
    rows = 40
    return raw(
        "campaign_extract",
        ID=range(rows),
        **{"Annual Income (k$)": [15 + 3 * n % 70 for n in range(rows)]},
        Children=[n % 3 for n in range(rows)],
        Education=[["PhD", "Master"][n % 2] for n in range(rows)],
        Note=[f"talked on {n}" for n in range(rows)],
        Constant=[3] * rows,
        **columns,
    )


def test_customers_without_orders_are_segmented_by_their_numbers():
    """A text of many values, a constant and a number of few values make no segments."""
    given = written_vars(members(Year_Birth=[1950 + n for n in range(40)]))
    assert given["raw_tables"]["customers"]["columns"]["birth_date"] == "\"Year_Birth\" || '-07-01'"
    assert {entry["name"]: entry["role"] for entry in given["customer_columns"]} == {
        "annual_income": "feature",
        "children": "profile",
        "education": "profile",
    }
    assert "as_of_date" in given, "nothing says when the table is from"
    assert "rfm" not in given and [entry["name"] for entry in given["segmentations"]] == [
        "behaviour"
    ]


def test_a_master_id_is_the_customers_where_there_is_no_other():
    given = written_vars(
        raw(
            "flo_data",
            master_id=[f"cc29{n:04}" for n in range(40)],
            order_channel=["Mobile", "Offline"] * 20,
            first_order_date=pd.date_range("2019-01-01", periods=40),
            order_num_total_ever_online=[float(1 + n % 17) for n in range(40)],
            customer_value_total_ever_online=[99.5 + 13 * n for n in range(40)],
        )
    )
    assert given["raw_tables"]["customers"]["columns"]["customer_id"] == "master_id"
    assert "canonical_customer_id" not in given["raw_tables"]["customers"]["columns"]
    both = match_columns(
        raw("contacts", contact_id=[1, 2], master_id=[1, 1]), "customers", CONTRACT["customers"]
    )
    assert both.columns["canonical_customer_id"] == "master_id"


def test_customers_without_orders_get_rfm_where_the_table_says_when_and_how_often():
    given = written_vars(
        members(
            Recency=[n * 7 % 90 for n in range(40)],
            WebPurchases=[n % 11 for n in range(40)],
            Purchases=[n % 13 for n in range(40)],
            TotalSpend=[1.5 * n for n in range(40)],
        )
    )
    assert given["rfm"] == {
        "recency": "recency",
        "frequency": "purchases",
        "monetary": "total_spend",
    }


def test_names_of_the_package_are_not_given_twice():
    columns = propose_all(members(order_count=[n % 11 for n in range(40)]))["customers"].own.columns
    assert "given_order_count" in [column.name for column in columns]


def test_no_orders_is_said_with_what_was_seen():
    with pytest.raises(ValueError, match=r"Tables seen: erp.clients"):
        propose([CLIENTS], CONTRACT, SPELLINGS, Rows())


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


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["20240131", "20240201"], "yyyymmdd"),
        (["31.01.2024", "1.2.2024 09:15"], "dd.mm.yyyy"),
        (["1/31/2024 9:15", "12/1/2024 10:00"], "mm/dd/yyyy"),
        (["31/01/2024", "01/12/2024"], "dd/mm/yyyy"),
        (["11-Feb-17", "5-MAR-15"], "dd-mon-yy"),
        (["2024/01/31", "2024/02/01"], "yyyy/mm/dd"),
        (["2024-01-31", "2024-02-01 10:00:00"], None),
        (["A-17", "B-18"], None),
    ],
)
def test_forms_of_dates_are_seen(values, form):
    assert date_form(pd.Series(values), "VARCHAR") == form


def test_values_decide_where_types_do_not():
    assert fits_kind(pd.Series(["1.5", "2", None]), "VARCHAR", "number")
    assert not fits_kind(pd.Series(["a", "2"]), "VARCHAR", "number")
    assert fits_kind(pd.Series(["2024-01-01"]), "VARCHAR", "timestamp")
    assert fits_kind(pd.Series([20240101, 20231231]), "BIGINT", "timestamp")
    assert not fits_kind(pd.Series([20240141]), "BIGINT", "timestamp")
    assert not fits_kind(pd.Series([19.0, 21.5]), "DOUBLE", "timestamp")
    assert not fits_kind(pd.Series([0.5]), "DOUBLE", "text")


def test_vars_are_added_and_nothing_is_lost():
    block = vars_block(propose([HEADERS], CONTRACT, SPELLINGS, Rows()))
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


def log_of_events(**columns) -> RawTable:
    """A table of what two visitors did, whatever it is called."""
    return raw(
        "hits",
        **{
            "user_id": ["a", "a", "a", "b", "b"],
            "event": ["product_view", "Quiz taken", "Order Completed", "product_view", "search"],
            "timestamp": pd.to_datetime(["2024-01-01"] * 3 + ["2024-01-02"] * 2),
            "acquisition_channel": ["ads", "ads", "ads", "mail", "mail"],
            **columns,
        },
    )


def test_orders_are_the_purchases_of_a_log_of_events():
    found = propose_all(log_of_events())
    assert found["events"].match.columns["event_type"] == "event"
    assert found["events"].model is None
    orders = found["orders"]
    assert orders.reason == "the rows whose event is Order Completed"
    assert "where event in ('Order Completed')" in orders.model
    assert orders.match.columns == {"customer_id": "user_id", "ordered_at": "timestamp"}
    assert found["customers"].match.columns["acquisition_channel"] == "acquisition_channel"
    settings = written_vars(log_of_events())
    assert settings["raw_tables"]["orders"] == {
        "model": "shop_orders",
        "columns": {"order_id": None},
    }
    assert settings["extra_event_types"] == ["quiz_taken"]


def test_a_column_that_tells_of_customers_elsewhere_tells_the_time_of_a_purchase():
    users = raw(
        "users",
        user_id=["a", "b"],
        email=["a@x.org", "b@x.org"],
        created_at=pd.to_datetime(["2023-01-01", "2023-05-02"]),
    )
    log = log_of_events()
    hits = raw("hits", **log.rows.rename(columns={"timestamp": "created_at"}))
    found = propose_all(users, hits)
    assert found["customers"].match.columns["signed_up_at"] == "created_at"
    assert found["orders"].match.columns["ordered_at"] == "created_at"


def test_purchases_of_a_log_with_products_are_order_lines():
    found = propose_all(
        log_of_events(product_id=["p", "q", "p", "p", "q"], price_cents=[150, 200, 150, 150, 200])
    )
    assert "orders" not in found
    lines = found["order_items"]
    assert lines.match.columns["unit_price"] == "price_cents"
    assert "price_cents / 100.0 as unit_price" in lines.model
    assert "where event in ('Order Completed')" in lines.model


def test_sales_and_returns_are_no_log_of_events():
    table = raw(
        "sales",
        customer_id=["a", "a", "b"],
        sale_date=pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-02"]),
        type=["purchase", "return", "purchase"],
        amount=[10.0, -10.0, 5.0],
    )
    found = propose_all(table)
    assert found["orders"].model is None
    assert "events" not in found


def test_a_table_of_orders_goes_before_the_purchases_of_a_log():
    found = propose_all(HEADERS, log_of_events())
    assert found["orders"].match.raw.name == "tblSalesOrders"


def test_a_log_without_purchases_is_no_log_of_orders():
    with pytest.raises(ValueError, match="no event of which is a purchase: hits"):
        propose_all(log_of_events(event=["search", "login", "search", "login", "search"]))


def test_a_log_of_visits_with_seconds_since_1970():
    table = raw(
        "visits",
        visitorid=[1, 1, 1, 2],
        event=["view", "transaction", "transaction", "addtocart"],
        itemid=["p", "p", "q", "q"],
        transactionid=[None, "t1", "t1", None],
        timestamp=[1433221332117, 1433224214164, 1433224214164, 1433223999826],
    )
    found = propose_all(table)
    lines = found["order_items"]
    assert lines.match.columns["order_id"] == "transactionid"
    assert lines.match.columns["product_id"] == "itemid"
    assert lines.date_forms() == {"ordered_at": "unix_ms"}
    assert found["events"].date_forms() == {"occurred_at": "unix_ms"}
    assert found["events"].match.columns["event_type"] == "event"


def test_what_a_build_made_is_not_raw():
    built = names_of_models(ROOT)
    names = [
        "build_status",
        "audience_members",
        "segments",
        "segments_rfm",
        "orders",
        "segment_ids",
    ]
    found = pd.DataFrame({"schema_name": "main", "name": names})
    assert is_built(found, built).tolist() == [True, True, True, True, False, False]
    # Where no build was, the same names are the user's.
    assert not is_built(found[1:], built).any()
    assert {"customer_order_lines", "segment_fits", "audience_history"} <= built


def day_of(form: str, days: list[int]) -> list[str]:
    return [pd.Timestamp(2024, 3, 1 + day).strftime(form) for day in days]


HEADINGS = {
    "German": ("Kundennummer", "Bestellnr", "Bestelldatum", "Artikelnr", "Stückzahl", "Einzelpreis"),
    "German, accounting": ("KundenNr", "BelegNr", "Belegdatum", "Artikel", "Menge", "Preis"),
    "French": ("code_client", "num_commande", "date_commande", "produit", "Quantité", "prix"),
    "Spanish": ("id_cliente", "factura", "fecha", "codigo_producto", "cantidad", "precio"),
    "Italian": ("codice_cliente", "ordine", "data_ordine", "prodotto", "Quantità", "prezzo"),
    "Dutch": ("klantnummer", "factuurnr", "factuurdatum", "artikelnummer", "aantal", "prijs"),
    "pharmacy": ("patient_id", "invoice", "sold_on", "product", "qty", "price_idr"),
}  # fmt: skip


@pytest.mark.parametrize("table", ["extract", "sales_lines"])
@pytest.mark.parametrize("headings", HEADINGS.values(), ids=HEADINGS)
def test_lines_of_an_order_under_headings_of_other_languages_and_trades(headings, table):
    contract = ("customer_id", "order_id", "ordered_at", "product_id", "quantity", "unit_price")
    values = (["K1", "K1", "K2"], ["7", "7", "8"], day_of("%d.%m.%Y", [0, 0, 13]), list("aba"))
    given = dict(
        zip(headings, (*values, ["1", "2", "1"], ["1.204,50", "12,00", "7,25"]), strict=True)
    )
    lines = propose_all(raw(table, **given))["order_items"].match
    assert {name: lines.columns[name] for name in contract} == dict(
        zip(contract, headings, strict=True)
    )


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (["1.204,50", "12,00", "-7,25"], [1204.5, 12.0, -7.25]),
        (["1,204.50", "12.00", "-7.25"], [1204.5, 12.0, -7.25]),
        (["$1,204", "$12.00", "$7.25"], [1204.0, 12.0, 7.25]),
        (["1.204,50 €", "12 €", "7,25 €"], [1204.5, 12.0, 7.25]),
        (["1204,5", "12,0", ""], [1204.5, 12.0, None]),
        (["1\u202f204,50", "12,00", "-7,25"], [1204.5, 12.0, -7.25]),
        (["1 204,50 kr", "12,00 kr.", "7,25 kr"], [1204.5, 12.0, 7.25]),
        (["CHF 1'204.50", "CHF 12.00", "CHF 1'000'007.25"], [1204.5, 12.0, 1000007.25]),
        (["R$ 1.204,50", "R$ 12,00", "R$ 7,25"], [1204.5, 12.0, 7.25]),
    ],
)
def test_amounts_with_marks_are_read_as_numbers(written, numbers):
    orders = raw(
        "orders",
        order_id=["o1", "o2", "o3"],
        customer=["a", "a", "b"],
        date=pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"]),
        Gesamtbetrag=written,
    )
    sql = written_vars(orders)["raw_tables"]["orders"]["columns"]["total_amount"]
    rows = orders.rows  # noqa: F841
    found = duckdb.sql(f"select try_cast({sql} as double) from rows").fetchall()
    assert [value for (value,) in found] == numbers


SOLD = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"])
LOGS = {
    "memberships": {
        "ordered_at": ("start_date", SOLD),
        "customer_id": ("member_id", [1, 2, 2]),
        "total_amount": ("fee", [45.0, 45.0, 12.0]),
        "status": ("status", ["Active", "Expired", "Frozen"]),
    },
    "Prenotazioni": {
        "order_id": ("IdPrenotazione", ["P1", "P2", "P3"]),
        "customer_id": ("CodiceOspite", ["O1", "O2", "O2"]),
        "ordered_at": (
            "DataPrenotazione",
            ["03/01/2022 09:12", "13/01/2022 10:00", "01/02/2022 22:00"],
        ),
        "total_amount": ("Importo", ["1.450,00", "95,50", "120,00"]),
        "status": ("Stato", ["Check-out", "Annullata", "No-show"]),
    },
    "Beitragszahlungen": {
        "order_id": ("Belegnummer", ["B1", "B2", "B3"]),
        "customer_id": ("Versicherungsnehmer", ["V1", "V2", "V2"]),
        "ordered_at": ("Buchungsdatum", ["13.01.2024", "14.01.2024", "01.02.2024"]),
        "total_amount": ("Beitrag", ["450,00", "20,50", "20,50"]),
        "status": ("Zahlungsstatus", ["bezahlt", "offen", "Rücklastschrift"]),
    },
    "Pieces": {
        "order_id": ("NumPiece", ["FA1", "FA2", "AV3"]),
        "customer_id": ("CodeClient", ["C1", "C2", "C2"]),
        "ordered_at": ("DatePiece", ["13/01/2024", "14/01/2024", "01/02/2024"]),
        "total_amount": ("MontantHT", ["1\u202f450,00", "95,50", "-95,50"]),
        "status": ("TypePiece", ["Facture", "Facture", "Avoir"]),
    },
    "topups": {
        "order_id": ("txn_id", [1, 2, 3]),
        "customer_id": ("msisdn", [41790000001, 41790000002, 41790000002]),
        "ordered_at": ("txn_time", [1704067200, 1706745600, 1709251200]),
        "total_amount": ("face_value", [10.0, 20.0, 5.0]),
        "status": ("result", ["SUCCESS", "FAILED", "SUCCESS"]),
    },
    "pedidos": {
        "order_id": ("id_pedido", [1, 2, 3]),
        "customer_id": ("id_comprador", [1, 2, 2]),
        "ordered_at": ("data_compra", SOLD),
        "total_amount": ("valor_total", ["R$ 1.450,00", "R$ 9,50", "R$ 20,00"]),
        "status": ("situacao", ["entregue", "em disputa", "devolvido"]),
    },
    "Donaties": {
        "order_id": ("donation_id", [1, 2, 3]),
        "customer_id": ("donateur", ["a", "b", "b"]),
        "ordered_at": ("donation_date", SOLD),
        "total_amount": ("bedrag", ["1.450,00", "9,50", "20,00"]),
    },
}


@pytest.mark.parametrize("name", LOGS)
def test_what_is_sold_for_a_time_or_given_is_a_log_of_orders(name):
    """Memberships, bookings, premiums, credit notes, top-ups, used things and gifts."""
    log = raw(name, **dict(LOGS[name].values()))
    found = propose_all(log)["orders"]
    columns = {column: found.match.columns.get(column) for column in LOGS[name]}
    assert columns == {column: given for column, (given, _) in LOGS[name].items()}
    assert "status" not in found.unknown


def test_contracts_that_are_paid_for_again_and_again_are_no_key_of_orders():
    """A policy has many premiums: rows are numbered, and none is taken for another's copy."""
    premiums = raw(
        "premiums",
        policy_number=["p1", "p1", "p2"],
        policyholder=["a", "a", "b"],
        payment_date=SOLD,
        premium=[20.0, 20.0, 450.0],
    )
    found = propose_all(premiums)["orders"].match
    assert found.made == ("order_id",) and found.columns["total_amount"] == "premium"


def test_rentals_are_worth_what_was_paid_for_them():
    rentals = raw("rental", rental_id=[1, 2, 3], rental_date=SOLD, customer_id=[7, 7, 8])
    payments = raw("payment", payment_id=[4, 5, 6], customer_id=[7, 7, 8], rental_id=[1, 2, 3],
                   amount=[2.99, 4.99, 0.99], payment_date=SOLD)  # fmt: skip
    orders = propose_all(rentals, payments)["orders"]
    assert orders.match.columns["order_id"] == "rental_id"
    assert orders.joined is payments and "group by rental_id" in orders.model


def test_a_number_that_begins_anew_in_every_order_is_no_key_of_lines():
    lines = raw("order_items", order_id=[1, 1, 1, 2, 2, 3, 3], item_id=[1, 2, 3, 1, 2, 1, 2],
                product_id=list("abcabab"), quantity=[1] * 7, list_price=[5.0] * 7)  # fmt: skip
    orders = raw("orders", order_id=[1, 2, 3], customer_id=[7, 7, 8], order_date=SOLD)
    assert propose_all(orders, lines)["order_items"].match.made == ("order_item_id",)


def test_guests_of_a_hotel_are_customers():
    guests = raw("Ospiti", CodiceOspite=[7, 8], Nome=["Ada", "Lea"], Nazione=["Italia", "Francia"])
    stays = raw("Prenotazioni", **dict(LOGS["Prenotazioni"].values()), Canale=["web", "app", "web"])
    found = propose_all(stays, guests)
    assert found["customers"].match.columns["country"] == "Nazione"
    assert found["orders"].match.columns["channel"] == "Canale"


def test_a_newsletter_in_dutch_is_a_log_of_events_and_a_consent():
    customers = raw(
        "klanten",
        klantnummer=["k1", "k2", "k3"],
        nieuwsbrief=["ja", "nee", "ja"],
        aangemaakt_op=SOLD,
    )
    orders = raw("bestellingen", bestelnummer=[1, 2, 3], klantnummer=["k1", "k2", "k2"],
                 besteldatum=SOLD, totaalbedrag=[1.0, 2.0, 3.0])  # fmt: skip
    mails = raw("nieuwsbrief_events", klantnummer=["k1", "k2", "k2", "k1"],
                tijdstip=pd.to_datetime(["2024-01-01"] * 4),
                gebeurtenis=["verzonden", "geopend", "geklikt", "afgemeld"])  # fmt: skip
    found = propose_all(customers, orders, mails)
    assert found["customers"].match.columns["marketing_consent"] == "nieuwsbrief"
    assert found["customers"].match.columns["signed_up_at"] == "aangemaakt_op"
    assert found["events"].match.columns["event_type"] == "gebeurtenis"
    assert not found["events"].unknown


def test_a_table_is_known_by_its_first_and_its_last_rows(tmp_path):
    """Cards that a till takes since last year, and statuses of new orders."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.sql(
            "create table pos as select n as receipt, case when n > 1000 then 'C' || n % 9 end as card "
            "from range(1200) as numbers(n)"
        )
        connection.sql("create table few as select 1 as a")
    start_project(tmp_path / "shop", path)
    few, pos = Warehouse(tmp_path / "shop", tmp_path / "shop").tables()
    assert len(few.rows) == 1
    assert list(pos.rows["receipt"]) == [*range(500), *range(700, 1200)]
    assert pos.rows["card"].nunique() == 9


def test_statuses_that_are_in_none_of_the_rows_looked_at_are_said():
    class All(Rows):
        def values(self, table: RawTable, column: str) -> list[str]:
            return ["1", "2", "3"] if column == "OrderStatus" else super().values(table, column)

    headers = raw("orders", **{**HEADERS.rows, "OrderStatus": ["3", "3", "3"]})
    (found,) = propose([headers], CONTRACT, SPELLINGS, All(), FEATURES)
    assert found.unknown == {"status": ["1", "2", "3"]}


def test_a_status_is_known_by_its_values():
    documents = raw(
        "documents",
        doc_no=["S1", "S2", "R2"],
        client=[1, 2, 2],
        doc_date=pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"]),
        amount=[10.0, 20.0, -20.0],
        doc_type=["invoiced", "cancelled", "credit_note"],
    )
    columns = written_vars(documents)["raw_tables"]["orders"]["columns"]
    assert (columns["order_id"], columns["status"]) == ("doc_no", "doc_type")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["Active", "Expired", "Lapsed"], {"expired": "completed"}),
        (["Aktiv", "Abgelaufen", "Aktiv"], {"abgelaufen": "completed"}),
        (["Active", "Active", "Renewed"], {"expired": "completed"}),
        (["Paid", "Expired", "Cancelled"], None),
    ],
)
def test_what_ran_for_a_time_and_is_over_was_paid_for(statuses, expected):
    """An expired membership is an order that is kept, an expired payment none."""
    memberships = raw(
        "memberships",
        customer_id=[1, 2, 2],
        start_date=pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"]),
        price=[10.0, 20.0, 20.0],
        status=statuses,
    )
    assert written_vars(memberships).get("order_status_map") == expected
    proposal = replace(propose_all(memberships)["orders"], unknown={"status": ["in limbo"]})
    block = vars_block([proposal])
    assert "    #   in limbo: completed" in block and "order_status_map:" in block
    written = yaml.safe_load(block)["customer_segmentation"]
    assert written.get("order_status_map") == expected


def test_statuses_of_orders_that_did_not_take_place():
    codes = pd.read_csv(ROOT / "seeds/spellings.csv").query("code_list == 'order_status'")
    known = dict(zip(codes["spelling"], codes["code"], strict=True))
    assert not codes["spelling"].duplicated().any()
    for status in ("refused", "rejected", "void", "no-show", "no show", "abgelehnt", "rechazado"):
        assert known[status] == "cancelled", status
    for status in ("active", "ended", "lapsed", "checked out", "attended", "past due"):
        assert known[status] == "completed", status


def test_invoices_and_customers_of_a_payment_service():
    invoices = raw(
        "invoices",
        id=["in_1", "in_2", "in_3"],
        customer=["c1", "c1", "c2"],
        created=[1704067200, 1706745600, 1709251200],
        amount_due=[1200, 1200, 99000],
        status=["paid", "void", "paid"],
    )
    customers = raw("customers", id=["c1", "c2"], created=[1700000000, 1700000000], seats=[1, 9])
    found = propose_all(invoices, customers)
    assert found["orders"].match.columns["ordered_at"] == "created"
    assert "total_amount" not in found["orders"].match.expressions, "of no known currency"
    for currency, expected in (("usd", "amount_due / 100.0"), ("jpy", None)):
        paid = raw("invoices", **invoices.rows, currency=[currency] * 3)
        assert propose_all(paid)["orders"].match.expressions.get("total_amount") == expected
    assert found["customers"].match.columns["signed_up_at"] == "created"
    assert found["orders"].date_forms() == {"ordered_at": "unix"}


def test_a_log_of_invoices_of_accounts_is_no_table_of_customers():
    invoices = raw(
        "accounts_receivable",
        countryCode=[391, 406, 391, 818] * 5,
        customerID=["0379-NEVHP", "8976-AMJEO", "2820-XGXSB", "9322-YCTQO"] * 5,
        invoiceNumber=range(611365, 611385),
        InvoiceDate=pd.date_range("2013-01-02", periods=20),
        DueDate=pd.date_range("2013-02-01", periods=20),
        InvoiceAmount=[55.94, 61.74, 65.88, 105.92] * 5,
    )
    found = propose_all(invoices)
    assert set(found) == {"orders"}
    assert found["orders"].match.columns == {
        "order_id": "invoiceNumber",
        "customer_id": "customerID",
        "ordered_at": "InvoiceDate",
        "total_amount": "InvoiceAmount",
    }


def test_an_id_that_comes_again_in_a_log_of_transactions_is_the_customers():
    log = raw(
        "transactions",
        date=pd.to_datetime(["2024-01-01", "2024-02-01", "2024-02-01"]),
        id=[7, 7, 8],
    )
    orders = written_vars(log)["raw_tables"]["orders"]["columns"]
    assert orders == {"order_id": None, "customer_id": "id", "ordered_at": "date"}


def test_what_lines_cost_is_their_price_where_there_is_no_other():
    lines = raw(
        "log", member=["a", "a", "b"], date=["2024-01-01"] * 3, item=list("xyx"), Cost=[1.5, 2, 1.5]
    )
    assert propose_all(lines)["order_items"].match.columns["unit_price"] == "Cost"
    priced = propose_all(raw("log", **lines.rows, price=[2.5, 3, 2.5]))["order_items"].match
    assert priced.columns["unit_price"] == "price"


def test_lines_that_say_not_who_bought_are_no_orders_and_it_is_said_what_lacks():
    lines = raw(
        "sales_lines", ticket=["1"], sold_on=["2024-01-01"], sku=["a"], price=[2.0], x=["q"]
    )
    with pytest.raises(ValueError) as raised:
        propose_all(lines)
    assert "Nearest is erp.sales_lines: it has order_id (ticket)" in str(raised.value)
    assert "not customer_id; other columns: sku, x." in str(raised.value)


GLUED = [
    raw(
        "salesorderheader",
        salesorderid=[1, 2, 3],
        orderdate=pd.to_datetime(["2024-01-01", "2024-01-02", "2024-02-01"]),
        duedate=pd.to_datetime(["2024-01-11", "2024-01-12", "2024-02-11"]),
        customerid=[7, 8, 7],
        accountnumber=["a", "b", "a"],
        creditcardid=[1, 2, 3],
        subtotal=[8.0, 16.0, 4.0],
        totaldue=[10.0, 20.0, 5.5],
    ),
    raw(
        "salesorderdetail",
        salesorderid=[1, 1, 2],
        salesorderdetailid=[1, 2, 3],
        orderqty=[1, 2, 1],
        productid=[5, 6, 5],
        unitprice=[2.0, 3.0, 16.0],
    ),
]


def test_names_without_marks_between_their_words_are_understood():
    matches = match_tables(GLUED, CONTRACT)
    assert dict(matches["orders"].columns) == {
        "order_id": "salesorderid",
        "customer_id": "customerid",
        "ordered_at": "orderdate",
        "total_amount": "totaldue",
    }
    assert dict(matches["order_items"].columns) == {
        "order_item_id": "salesorderdetailid",
        "order_id": "salesorderid",
        "product_id": "productid",
        "quantity": "orderqty",
        "unit_price": "unitprice",
    }


def test_the_only_time_of_a_table_of_orders_is_theirs_and_a_total_in_a_currency_their_amount():
    orders = raw(
        "orders",
        order_id=[1, 2],
        account_id=[7, 8],
        occurred_at=pd.to_datetime(["2024-01-01", "2024-01-02"]),
        total=[169, 288],
        total_amt_usd=[973.43, 1718.03],
    )
    found = propose_all(orders)["orders"].match.columns
    assert (found["ordered_at"], found["total_amount"]) == ("occurred_at", "total_amt_usd")


def test_the_only_time_of_what_customers_paid_again_and_again_is_that_of_their_orders():
    jobs = {
        "job": [1, 2, 3, 4],
        "account": ["a", "a", "b", "b"],
        "uploaded": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-05", "2024-02-02"]),
        "value": [9.5, 12.0, 8.0, 20.0],
    }
    assert propose_all(raw("jobs", **jobs))["orders"].match.columns["ordered_at"] == "uploaded"
    balances = raw("jobs", **{**jobs, "account": ["a", "b", "c", "d"]})
    assert "orders" not in match_tables([balances], CONTRACT)
    two_times = raw("jobs", **jobs, shown=jobs["uploaded"])
    assert "orders" not in match_tables([two_times], CONTRACT)


def test_what_has_neither_a_number_nor_an_amount_nor_the_name_of_orders_is_none():
    unsubscribed = raw(
        "unsubscribe_events",
        user_id=["a", "b"],
        unsubscribe_date=pd.to_datetime(["2024-01-01", "2024-01-02"]),
        reason=["too many", "other"],
    )
    assert "orders" not in match_tables([unsubscribed], CONTRACT)


def test_contacts_and_their_mails_alone_are_said_to_need_features():
    users = raw(
        "users",
        user_id=["a", "b", "c"],
        email=["a@x.org", "b@x.org", "c@x.org"],
        signup_date=pd.to_datetime(["2024-01-01"] * 3),
    )
    mails = raw(
        "email_events",
        event_id=[1, 2, 3],
        user_id=["a", "b", "a"],
        event_type=["open", "click", "open"],
        event_time=pd.to_datetime(["2024-03-01"] * 3),
    )
    unsubscribed = raw(
        "unsubscribe_events",
        user_id=["a", "b"],
        unsubscribe_date=pd.to_datetime(["2024-01-01", "2024-01-02"]),
    )
    with pytest.raises(ValueError, match=r"is a purchase: email_events\. .*feature_models"):
        propose_all(users, mails, unsubscribed)


SHOPIFY_ORDERS = raw(
    "orders_export_1",
    **{
        "Name": ["#1001", "#1002", "#1002", "#1003"],
        "Email": ["a@x.org", "b@x.org", "b@x.org", "a@x.org"],
        "Financial Status": ["paid", "paid", None, "refunded"],
        "Paid at": ["2024-01-01 10:00:00 -0500", "2024-01-02 10:00:00 -0500", None, None],
        "Currency": ["USD", "USD", None, "USD"],
        "Total": [10.0, 30.0, None, 5.0],
        "Created at": [
            "2024-01-01 09:59:00 -0500",
            "2024-01-02 09:59:00 -0500",
            "2024-01-02 09:59:00 -0500",
            "2024-02-02 09:59:00 -0500",
        ],
        "Lineitem quantity": [1, 1, 2, 1],
        "Lineitem name": ["Sock", "Hat", "Sock", "Sock"],
        "Lineitem price": [10.0, 10.0, 10.0, 5.0],
        "Lineitem sku": ["s", "h", "s", "s"],
        "Billing Company": [None, None, None, "ACME"],
        "Shipping Company": [None, None, None, "ACME"],
        "Id": [11, 12, None, 13],
        "Receipt Number": [None, None, None, None],
    },
)
SHOPIFY_CUSTOMERS = raw(
    "customers_export_1",
    **{
        "First Name": ["A", "B", "C"],
        "Email": ["a@x.org", "b@x.org", "c@x.org"],
        "Accepts Email Marketing": ["yes", "no", "yes"],
        "Company": [None, None, "ACME"],
        "Country": ["Germany", "France", None],
        "Accepts SMS Marketing": ["no", "no", "no"],
    },
)


def test_the_exports_of_a_shop_system_with_the_order_on_its_first_line():
    tables = written_vars(SHOPIFY_ORDERS, SHOPIFY_CUSTOMERS)["raw_tables"]
    lines = tables["order_items"]["columns"]
    assert lines["order_id"] == "Name"
    assert lines["customer_id"] == 'lower(trim("Email"))'
    assert lines["ordered_at"] == "Created at"
    assert (lines["product_id"], lines["unit_price"]) == ("Lineitem sku", "Lineitem price")
    customers = tables["customers"]["columns"]
    assert customers["customer_id"] == 'lower(trim("Email"))'
    assert customers["marketing_consent"] == "Accepts Email Marketing"


@pytest.mark.parametrize(
    ("name", "is_total"),
    [
        *(("Refunded Amount", False), ("tax_amount", False), ("TotalTax", False)),
        *(("tip_amount", False), ("total_refunded", False), ("Total Discounts", False)),
        *(("total_incl_tax", True), ("amount_ex_vat", True), ("Total", True)),
    ],
)
def test_a_part_of_an_order_s_total_is_not_what_was_paid(name, is_total):
    orders = raw(
        "orders",
        order_id=[1, 2, 3],
        customer_id=[7, 8, 8],
        order_date=pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
        **{name: [1.0, 0.0, 0.5]},
    )
    assert ("total_amount" in propose_all(orders)["orders"].match.columns) == is_total


@pytest.mark.parametrize("first", ["J-939719", "EN1001"])
def test_an_order_of_a_shop_systems_export_goes_by_its_name_in_any_form(first):
    rows = SHOPIFY_ORDERS.rows.assign(Name=[first, "EN1002", "EN1002", "#1003"])
    table = RawTable("erp", "orders_export_1", SHOPIFY_ORDERS.types, rows)
    lines = written_vars(table)["raw_tables"]["order_items"]["columns"]
    assert lines["order_id"] == "Name"


def test_a_key_of_customers_tells_them_apart_and_is_no_trait_or_payment_card_of_theirs():
    members = raw(
        "customer_loyalty_history",
        **{
            "Loyalty_Number": range(100, 130),
            "Loyalty Card": ["Star", "Nova", "Aurora"] * 10,
            "Customer_Age": range(30, 60),
            "Credit_Card_Number": range(5000, 5030),
            "CLV": [float(x * x) for x in range(30)],
        },
    )
    assert propose_all(members)["customers"].match.columns["customer_id"] == "Loyalty_Number"
    guests = raw(
        "hotel_guests",
        credit_card_number=range(5000, 5030),
        guest_email=[f"g{x}@x.org" for x in range(30)],
        room_rate=[float(x * x) for x in range(30)],
    )
    assert propose_all(guests)["customers"].match.columns["customer_id"] == "guest_email"


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("CLIENTNUM", "customer_id"),
        ("acct_open_date", "signed_up_at"),
        ("create_date", "signed_up_at"),
    ],
)
def test_further_headings_of_customers(heading, column):
    values = (
        pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"])
        if column == "signed_up_at"
        else [71, 72, 73]
    )
    columns = {"customer_id": [1, 2, 3]} if column != "customer_id" else {}
    matches = match_tables([raw("customers", **columns, **{heading: values})], CONTRACT)
    assert matches["customers"].columns[column] == heading


def test_amounts_with_marks_of_a_customer_table_are_read_and_parts_of_dates_are_no_measures():
    members = raw(
        "customers",
        customer_id=range(20),
        AnnualIncome=[f"${x},000 " for x in range(20, 40)],
        CancellationMonth=[float(1 + x % 12) for x in range(20)],
        account_no=[float(x * x) for x in range(20)],
        num_visits=[x * x for x in range(20)],
        visits_per_month=[x % 11 for x in range(20)],
    )
    written = written_vars(members)
    read = written["raw_tables"]["customers"]["columns"]["annual_income"]
    assert read == """trim(replace(replace("AnnualIncome", '$', ''), ',', ''))"""
    names = [column["name"] for column in written["customer_columns"]]
    assert names == ["annual_income", "num_visits", "visits_per_month"]


@pytest.mark.parametrize(
    "status",
    [
        "partially_refunded",
        "on-hold",
        "in process",
        "authorized",
        "new",
        *("check-out", "renewed", "aktiv", "gekündigt", "résilié", "vencido", "scaduta", "ativo"),
    ],
)
def test_statuses_of_shop_systems_are_known(status):
    assert status in SPELLINGS["order_status"]


def test_a_discount_and_a_cancellation_on_the_first_line_are_the_orders():
    cancelled = SHOPIFY_ORDERS.rows.assign(
        **{
            "Discount Amount": [0.0, 15.0, None, 0.0],
            "Cancelled at": [None, None, None, "2024-02-03 09:59:00 -0500"],
        }
    )
    types = {**SHOPIFY_ORDERS.types, "Discount Amount": "DOUBLE", "Cancelled at": "VARCHAR"}
    table = RawTable("erp", "orders_export_1", types, cancelled)
    lines = written_vars(table)["raw_tables"]["order_items"]["columns"]
    rows = duckdb.sql(f"""
        select "Name" as name, {lines["discount_amount"]} as discount, {lines["status"]} as status
        from cancelled order by "Lineitem price" desc, "Name", "Lineitem quantity"
    """).df()
    assert list(rows["name"]) == ["#1001", "#1002", "#1002", "#1003"]
    # 15 of 10 and 20: no line falls below zero.
    assert list(rows["discount"]) == [0, 5, 10, 0]
    assert list(rows["status"].fillna("")) == ["paid", "paid", "", "cancelled"]


def test_orders_without_a_status_are_cancelled_where_a_time_says_when():
    orders = raw(
        "orders",
        order_id=[1, 2],
        customer_id=[7, 8],
        created_at=pd.to_datetime(["2024-01-01", "2024-01-02"]),
        canceled_at=pd.to_datetime(["2024-01-03", None]),
        total=[1.0, 2.0],
    )
    proposal = propose_all(orders)["orders"]
    status = proposal.match.expressions["status"]
    assert duckdb.from_df(orders.rows).project(status).fetchall() == [("cancelled",), (None,)]
    assert "status" not in proposal.unknown


def test_a_column_that_is_not_taken_is_not_read_by_its_name_either():
    visits = raw(
        "web_events",
        id=[1, 2],
        account_id=[7, 8],
        occurred_at=pd.to_datetime(["2024-01-01", "2024-01-02"]),
        channel=["adwords", "banner"],
    )
    written = written_vars(*GLUED, visits)["raw_tables"]
    assert written["events"]["columns"]["channel"] is None


@pytest.mark.parametrize(
    ("heading", "channels"),
    [
        ("Accepts Email Marketing", ["email"]),
        ("newsletter", ["email"]),
        ("marketing_consent", None),
    ],
)
def test_consent_to_mails_is_none_to_calls(heading, channels):
    customers = raw("customers", customerid=[7, 8], **{heading: ["yes", "no"]})
    assert written_vars(*GLUED, customers).get("audience_channels") == channels


def test_customers_and_mailings_under_german_headings():
    customers = raw(
        "Kunden",
        **{
            "Kundennummer": ["K1", "K2"],
            "Vorname": ["Ann", "Bob"],
            "Nachname": ["A", "B"],
            "Anrede": ["Frau", "Herr"],
            "Bundesland": ["Bayern", "Wien"],
            "Newsletter": ["ja", "nein"],
            "Angelegt am": ["01.02.2024", "13.02.2024"],
        },
    )
    mailings = raw(
        "mailing_events",
        kundennummer=["K1", "K2", "K1"],
        event=["send", "open", "unsubscribe"],
        ts=[1709280000000, 1709280000000, 1709280000000],
    )
    found = propose_all(*GLUED, customers, mailings)
    assert set(found["customers"].match.columns) == {
        "customer_id", "first_name", "last_name", "gender", "region", "marketing_consent", "signed_up_at",
    }  # fmt: skip
    assert found["events"].match.columns["occurred_at"] == "ts"
    assert found["events"].date_forms() == {"occurred_at": "unix_ms"}


def test_lines_of_a_model_beside_customers_say_who_bought_and_when():
    till = [
        raw(
            f"transactions_{year}",
            transaction_date=[f"{year}-01-01", f"{year}-02-01"],
            customer_id=[7, 8],
            product_id=[1, 2],
            quantity=[1, 2],
        )
        for year in (2023, 2024)
    ]
    customers = raw("customers", customer_id=range(20), income=[float(x * x) for x in range(20)])
    lines = written_vars(*as_one(till), customers)["raw_tables"]["order_items"]
    assert "model" in lines
    assert (lines["columns"]["customer_id"], lines["columns"]["ordered_at"]) == (
        "customer_id",
        "ordered_at",
    )


def test_words_for_yes_and_no_are_those_that_staging_reads():
    text = (ROOT / "macros" / "staging" / "clean.sql").read_text()
    assert not [word for word in ANSWERS if f'"{word}"' not in text]
