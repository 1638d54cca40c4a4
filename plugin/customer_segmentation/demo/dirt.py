"""Dirt of the demo's raw tables, of the kinds that exports of a shop have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa


def as_text(table: pa.Table) -> dict[str, Any]:
    """Columns of a table as text, the way a landing zone holds them."""
    import pyarrow as pa

    columns = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("s"))
        columns[name] = column.cast(pa.string())
    return columns


class _Dirt:
    """Spoils a small share of the rows of one table; no row is spoilt twice."""

    def __init__(self, table: pa.Table, rng: np.random.Generator, share: float) -> None:
        self.columns = as_text(table)
        self.order = rng.permutation(table.num_rows)
        self.count = max(2, round(share * table.num_rows))
        self.extra: list[dict[str, Any]] = []

    def rows(self, factor: float = 1.0) -> np.ndarray:
        """Take the next untouched rows."""
        count = max(1, round(factor * self.count))
        picked, self.order = np.sort(self.order[:count]), self.order[count:]
        return picked

    def spoil(self, column: str, value: Any, factor: float = 1.0) -> None:
        """Overwrite a column in fresh rows by a text, null or a function of the old text."""
        import pyarrow as pa
        import pyarrow.compute as pc

        picked = self.rows(factor)
        if not len(picked):
            return
        old = self.columns[column]
        if callable(value):
            new = pa.array([value(text) for text in old.take(pa.array(picked)).to_pylist()])
            new = new.cast(pa.string())
        else:
            new = pa.array([value] * len(picked), pa.string())
        mask = np.zeros(len(old), dtype=bool)
        mask[picked] = True
        self.columns[column] = pc.replace_with_mask(old, mask, new)

    def copy(self, factor: float = 1.0, **changes: Any) -> dict[str, list[Any]]:
        """Append copies of fresh rows; a change is a text, null or a function of the row."""
        import pyarrow as pa

        picked = pa.array(self.rows(factor))
        old = {name: column.take(picked).to_pylist() for name, column in self.columns.items()}
        new = dict(old)
        for name, value in changes.items():
            new[name] = [
                value({key: column[row] for key, column in old.items()})
                if callable(value)
                else value
                for row in range(len(picked))
            ]
        self.extra.append(new)
        return new

    def append(self, rows: dict[str, list[Any]]) -> None:
        self.extra.append(rows)

    def table(self) -> pa.Table:
        import pyarrow as pa

        schema = pa.schema([(name, pa.string()) for name in self.columns])
        parts = [pa.table(self.columns, schema=schema)]
        parts += [pa.table(rows, schema=schema) for rows in self.extra]
        return pa.concat_tables(parts).combine_chunks()


def _suffixed(column: str, suffix: str) -> Any:
    return lambda row: f"{row[column]}{suffix}"


def _spoil_customers(customers: _Dirt) -> dict[str, list[str]]:
    """Ids of the customers that were copied under another id, by the suffix of the copy."""
    customers.copy()
    customers.copy(city="Lisbon", region="Lisbon", country="PT", updated_at="2024-12-31 08:00:00")
    known = customers.copy(
        customer_id=_suffixed("customer_id", "x"),
        canonical_customer_id=lambda row: row["customer_id"],
        email=lambda row: f"old.{row['email']}",
    )
    twins = customers.copy(
        customer_id=_suffixed("customer_id", "y"), email=lambda row: f" {row['email'].upper()} "
    )
    testers = customers.copy(
        customer_id=_suffixed("customer_id", "t"),
        email=lambda row: f"{row['customer_id']}@example.test",
    )
    customers.copy(
        7.0,
        customer_id=_suffixed("customer_id", "n"),
        email=lambda row: f"new.{row['email']}",
        loyalty_tier=None,
    )
    customers.copy(0.5, customer_id=None, email=None)
    customers.spoil("email", lambda text: f"  {text.title()} ")
    customers.spoil("city", lambda text: f" {text.upper()}")
    customers.spoil("country", lambda text: f"{text.lower()} ")
    customers.spoil("gender", "F")
    customers.spoil("marketing_consent", "yes")
    customers.spoil("birth_date", "1850-01-01")
    customers.spoil("birth_date", "unknown", 0.5)
    customers.spoil("signed_up_at", "2031-01-01 00:00:00", 0.5)
    return {
        "x": known["customer_id"],
        "y": twins["customer_id"],
        "t": testers["customer_id"],
    }


def _spoil_orders(orders: _Dirt, items: _Dirt, testers: list[str]) -> None:
    """Spoil orders; those of guests, tests, adjustments and returns get a line each."""
    orders.copy()
    orders.copy(0.2, order_id=None)
    orders.spoil("customer_id", None)
    orders.spoil("total_amount", "n/a", 0.5)
    orders.spoil("ordered_at", "1899-12-30 00:00:00", 0.3)
    orders.spoil("ordered_at", "2031-06-01 12:00:00", 0.3)
    orders.spoil("ordered_at", "not a date", 0.3)
    orders.spoil("status", lambda text: f" {text.upper()} ")
    orders.spoil("channel", lambda text: f" {text.title()}")
    orders.spoil("currency", "eur ")
    guests = orders.copy(
        0.3, order_id=_suffixed("order_id", "g"), customer_id=_suffixed("order_id", "g")
    )
    tests = orders.copy(
        0.3,
        order_id=_suffixed("order_id", "t"),
        customer_id=lambda row: testers[len(row["order_id"]) % len(testers)],
        total_amount="99999.0",
    )
    adjustments = orders.copy(
        0.2, order_id=lambda row: f"ADJ-{row['order_id']}", total_amount="-5000.0"
    )
    returns = orders.copy(
        0.5, order_id=_suffixed("order_id", "r"), total_amount="-5.0", coupon_code=None
    )
    for rows, quantity, price in (
        (guests, "1", None),
        (tests, "1", "99999.0"),
        (adjustments, "-1", "5000.0"),
        (returns, "-1", "5.0"),
    ):
        count = len(rows["order_id"])
        items.append(
            {
                "order_item_id": [f"i-{order_id}" for order_id in rows["order_id"]],
                "order_id": rows["order_id"],
                "product_id": ["p1"] * count,
                "quantity": [quantity] * count,
                "unit_price": [price or total for total in rows["total_amount"]],
                "discount_amount": ["0"] * count,
            }
        )


def _spoil_items(items: _Dirt) -> None:
    items.copy()
    items.copy(
        order_item_id=_suffixed("order_item_id", "s"),
        product_id="SHIPPING", quantity="1", unit_price="4.9", discount_amount="0",
    )  # fmt: skip
    items.copy(
        0.3, order_item_id=_suffixed("order_item_id", "v"),
        product_id="GIFTCARD", quantity="1", unit_price="50.0", discount_amount="0",
    )  # fmt: skip
    items.spoil("order_id", "o0")
    items.spoil("order_id", None, 0.3)
    items.spoil("quantity", "two", 0.3)
    items.spoil("unit_price", "-9.99", 0.3)


def _spoil_events(events: _Dirt) -> None:
    events.copy()
    events.spoil("customer_id", None)
    events.spoil("event_type", "pageview_v2")
    events.spoil("event_type", lambda text: f" {text.upper()}")
    events.spoil("channel", lambda text: f"{text.title()} ")
    events.spoil("occurred_at", "1899-12-30 00:00:00", 0.3)
    events.spoil("occurred_at", "2031-06-01 12:00:00", 0.3)


def _spoil_surveys(surveys: _Dirt) -> None:
    surveys.copy(0.5)
    surveys.copy(0.5, response_id=_suffixed("response_id", "a"), score="11")
    surveys.copy(0.5, response_id=_suffixed("response_id", "b"), score="-1")
    surveys.copy(0.5, response_id=_suffixed("response_id", "c"), score="good")
    surveys.spoil("survey_type", lambda text: f" {text.upper()} ")


def _spoil_products(products: _Dirt) -> None:
    products.copy()
    products.spoil("category", lambda text: f" {text.upper()}")
    products.spoil("product_name", lambda text: f"  {text} ")
    products.spoil("brand", None)


def _share_with_copies(dirt: _Dirt, copies: dict[str, list[str]], rng: np.random.Generator) -> None:
    """Give the duplicates of a customer some of the rows of the customer they stand for."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for suffix in ("x", "y"):
        column = dirt.columns["customer_id"]
        originals = [customer_id.removesuffix(suffix) for customer_id in copies[suffix]]
        mask = pc.fill_null(pc.is_in(column, pa.array(originals, pa.string())), False)
        mask = pc.and_(mask, pa.array(rng.random(len(column)) < 0.3))
        renamed = pc.binary_join_element_wise(column, suffix, "")
        dirt.columns["customer_id"] = pc.if_else(mask, renamed, column)


def add_dirt(
    tables: dict[str, pa.Table], rng: np.random.Generator, share: float = 0.004
) -> dict[str, pa.Table]:
    """Spoil about ``share`` of the rows of every raw table, per kind of dirt.

    All columns become text. Customers with a suffix on their id are no planted customers:
    ``x`` duplicates that name their canonical customer, ``y`` duplicates with the same e-mail
    in another case, ``n`` customers without orders, ``t`` test customers (at example.test).
    """
    names = ("customers", "orders", "order_items", "events", "survey_responses")
    dirt = {name: _Dirt(tables[name], rng, share) for name in names}
    copies = _spoil_customers(dirt["customers"])
    _spoil_orders(dirt["orders"], dirt["order_items"], copies["t"])
    _spoil_items(dirt["order_items"])
    _spoil_events(dirt["events"])
    _spoil_surveys(dirt["survey_responses"])
    for name in ("orders", "events"):
        _share_with_copies(dirt[name], copies, rng)
    # The products come in the first chunk only.
    if "products" in tables:
        dirt["products"] = _Dirt(tables["products"], rng, share)
        _spoil_products(dirt["products"])
    return tables | {name: spoilt.table() for name, spoilt in dirt.items()}
