"""Orders, their lines and what these refer to, in the shapes that shops keep them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from customer_segmentation.start.matching import (
    WHOLE_NAME,
    Match,
    RawTable,
    best_name,
    match_columns,
    words_of,
)
from customer_segmentation.start.own_columns import own_columns
from customer_segmentation.start.sql import (
    distinct_rows,
    in_units,
    lines_with_prices,
    orders_with_payments,
    plain,
)
from customer_segmentation.start.synonyms import (
    AMOUNTS,
    LINE_AMOUNTS,
    LIST_PRICES,
    ORDER_ID,
    PAYMENTS,
)

# From this share of repeated order ids on, rows are lines and not orders that came twice.
LINES_SHARE = 0.05
# On this share of lines a column that tells what they cost is price times units, at the least.
SOME_SHARE = 0.1
# Share of the customers (or products) of a log that must have one value of a column for the column
# to say something of them and not of the order; a product may be renamed now and then.
OF_ONE_SHARE = 0.95
# A name only calls a thing, so the most frequent one does where it is the only one of most: stock-taking
# writes "damaged" in its place.
OF_ONE_NAME_SHARE = 0.5
# What a log of order lines says of the order.
OF_ORDERS = (
    "order_id",
    "customer_id",
    "ordered_at",
    "status",
    "channel",
    "currency",
    "coupon_code",
)


class Counts(Protocol):
    """What is asked of whole tables, where some of their rows do not tell."""

    def rows_and_values(self, raw: RawTable, column: str) -> tuple[int, int]:
        """Number of rows, and of different values of a column."""

    def constant_shares(self, raw: RawTable, key: str, columns: list[str]) -> dict[str, float]:
        """Column to the share of the key's values within which it has at most one value."""

    def some_rows(self, raw: RawTable) -> pd.DataFrame:
        """Some of the rows of a table that are meant."""

    def values(self, raw: RawTable, column: str) -> list[str]:
        """Different values of a column of codes, in order; none where they are too many for codes."""


@dataclass(frozen=True)
class Found:
    """A raw table for a table of the contract, as it is or by a model.

    Attributes
    ----------
    match : Match
    model : str or None
        SQL of a model that brings the raw table into the contract's shape; None when it is mapped
        as it is.
    reason : str
        Why there is a model.
    joined : RawTable or None
        Table of the amounts or prices that the model joins.
    """

    match: Match
    model: str | None = None
    reason: str = ""
    joined: RawTable | None = None


def with_lines(
    found: Mapping[str, Found],
    raws: list[RawTable],
    contract: Mapping,
    spellings: Mapping[str, set[str]],
    counts: Counts,
) -> dict[str, Found]:
    """What was found where there are orders: lines of a log, prices, products, payments.

    Parameters
    ----------
    found : dict of str to Found
        By table of the contract; has orders.
    raws : list of RawTable
    contract, spellings : dict
        As of `propose`.
    counts : Counts
    """
    found = dict(found)
    orders = found["orders"].match
    as_lines = match_columns(orders.raw, "order_items", contract["order_items"], spellings)
    if "order_items" in found:
        lines = found["order_items"].match
        lines = _with_price(lines, _amount_of_line(lines))
        others = [found[table].match.raw for table in ("orders", "customers") if table in found]
        candidates = [
            raw for raw in raws if all(raw is not other for other in [lines.raw, *others])
        ]
        lines = _with_reference(lines, candidates, counts)
        found["order_items"] = Found(_with_rates(lines))
        if "products" not in found and "product_id" in lines.columns:
            found |= _referred_products(lines, candidates, contract, spellings, counts)
    elif _is_line_log(orders, as_lines, counts):
        del found["orders"]
        lines = _with_shared_discount(_with_rates(_lines_of_log(orders, as_lines)))
        found["order_items"] = Found(lines)
        for table, key in {"products": "product_id", "customers": "customer_id"}.items():
            if table not in found and key in lines.columns:
                match = match_columns(lines.raw, table, contract[table], spellings)
                found |= described_in(table, key, match, lines, counts)
        return _with_list_prices(found)
    found["orders"] = Found(_with_rates(orders))
    has_prices = "order_items" in found and "unit_price" in found["order_items"].match.columns
    if "total_amount" not in orders.columns and "order_id" in orders.columns and not has_prices:
        used = [entry.match.raw for entry in found.values()]
        others = [raw for raw in raws if all(raw is not other for other in used)]
        found["orders"] = _with_payments(found["orders"].match, others)
    return _with_list_prices(found)


def _is_line_log(orders: Match, lines: Match, counts: Counts) -> bool:
    if not ("product_id" in lines.columns or {"quantity", "unit_price"} <= set(lines.columns)):
        return False
    if "order_id" not in orders.columns:
        return True
    rows, values = counts.rows_and_values(orders.raw, orders.columns["order_id"])
    return rows > 0 and 1 - values / rows >= LINES_SHARE


def _lines_of_log(orders: Match, lines: Match) -> Match:
    """Lines that say who bought and when; without an order id, what was bought at one time is one."""
    columns = {name: orders.columns[name] for name in OF_ORDERS if name in orders.columns}
    made = ("order_item_id",) if "order_id" in columns else ("order_item_id", "order_id")
    columns |= {
        name: raw
        for name, raw in lines.columns.items()
        if name not in (*columns, *made) and raw not in columns.values()
    }
    logged = replace(lines, columns=columns, missing=(), made=made)
    return _with_price(logged, orders.columns.get("total_amount") or _amount_of_line(logged))


def _amount_of_line(lines: Match) -> str | None:
    return best_name(lines.raw, LINE_AMOUNTS, "number", set(lines.columns.values()))


def _with_price(lines: Match, amount: str | None) -> Match:
    """The lines; without a price of one unit, it is the line's amount over its units.

    A line's amount is what was paid, so a discount beside it is in it already. It goes before a price where
    no number of units is known, and where it is the units' price on some lines alone.
    """
    if amount is None or ("unit_price" in lines.columns and amount in lines.columns.values()):
        return lines
    if {"unit_price", "quantity"} <= set(lines.columns) and not _is_capped(lines, amount):
        return lines
    columns = {**lines.columns, "unit_price": amount}
    columns.pop("discount_amount", None)
    expressions = dict(lines.expressions)
    if "quantity" in columns:
        units = in_units(lines.raw, columns["quantity"])
        expressions["unit_price"] = f"{in_units(lines.raw, amount)} * 1.0 / nullif({units}, 0)"
    return replace(lines, columns=columns, expressions=expressions)


def _is_capped(lines: Match, amount: str) -> bool:
    """Whether an amount is price times units on many lines, and another on some; without a discount.

    An order's total is on its first line alone, or the same on all.
    """
    if "discount_amount" in lines.columns:
        return False
    names = (amount, lines.columns["unit_price"], lines.columns["quantity"])
    numbers = lines.raw.rows[list(names)].apply(pd.to_numeric, errors="coerce")
    paid, due = numbers[amount], numbers[names[1]] * numbers[names[2]]
    known = paid.notna() & due.notna()
    if known.mean() < OF_ONE_SHARE:
        return False
    if "order_id" in lines.columns:
        told = pd.DataFrame({"paid": paid, "due": due})
        kinds = told.groupby(lines.raw.rows[lines.columns["order_id"]].to_numpy()).nunique()
        kinds = kinds[kinds["due"] > 1]
        if len(kinds) and (kinds["paid"] <= 1).mean() > 0.5:
            return False
    is_equal = (paid - due).abs()[known] <= 0.01 * paid.abs()[known] + 0.01
    return bool(SOME_SHARE <= is_equal.mean() <= 1 - LINES_SHARE)


def _with_rates(match: Match) -> Match:
    """A discount between 0 and 1 is a rate: of lines with a price it is taken of the amount."""
    name = match.columns.get("discount_amount")
    if name is None:
        return match
    given = pd.to_numeric(match.raw.rows[name], errors="coerce").dropna()
    if not given.between(0, 1).all() or not given.between(0, 1, inclusive="neither").any():
        return match
    if "unit_price" in match.columns:
        parts = [in_units(match.raw, column) for column in (name, match.columns["unit_price"])]
        if "quantity" in match.columns:
            parts.append(f"abs({in_units(match.raw, match.columns['quantity'])})")
        return replace(
            match, expressions={**match.expressions, "discount_amount": " * ".join(parts)}
        )
    columns = {key: raw for key, raw in match.columns.items() if key != "discount_amount"}
    return replace(match, columns=columns)


def _with_shared_discount(lines: Match) -> Match:
    """A discount that only one line of each order tells is the order's: its lines share it by amount."""
    name, order = lines.columns.get("discount_amount"), lines.columns.get("order_id")
    priced = {"quantity", "unit_price"} <= set(lines.columns)
    if name is None or order is None or not priced or "discount_amount" in lines.expressions:
        return lines
    told = lines.raw.rows.groupby(order)[name].agg(["size", "count"]).query("size > 1")["count"]
    if told.empty or (told == 1).mean() < OF_ONE_SHARE:
        return lines
    within = f"over (partition by {plain(order)})"
    units, price = (
        in_units(lines.raw, lines.columns[column]) for column in ("quantity", "unit_price")
    )
    amount = f"{units} * {lines.expressions.get('unit_price', price)}"
    shared = (
        f"max({in_units(lines.raw, name)}) {within} * {amount} / nullif(sum({amount}) {within}, 0)"
    )
    return replace(lines, expressions={**lines.expressions, "discount_amount": shared})


def _with_reference(lines: Match, others: list[RawTable], counts: Counts) -> Match:
    """The lines with the column that refers to things bought, whatever these are called.

    It is a column of the lines that another table has under the same name, once in each row.
    """
    if "product_id" in lines.columns:
        return lines
    for name in lines.raw.types:
        is_key = words_of(name).endswith(("_id", "_no", "_nr", "_code"))
        if name not in lines.columns.values() and is_key and _table_of(name, others, counts):
            return replace(lines, columns={**lines.columns, "product_id": name})
    return lines


def _table_of(key: str, raws: list[RawTable], counts: Counts) -> RawTable | None:
    for raw in raws:
        if key in raw.types:
            rows, values = counts.rows_and_values(raw, key)
            if rows > 0 and rows == values:
                return raw
    return None


def _referred_products(
    lines: Match,
    others: list[RawTable],
    contract: Mapping,
    spellings: Mapping[str, set[str]],
    counts: Counts,
) -> dict[str, Found]:
    key = lines.columns["product_id"]
    raw = _table_of(key, others, counts)
    if raw is None:
        return {}
    match = match_columns(raw, "products", contract["products"], spellings)
    columns = {name: column for name, column in match.columns.items() if column != key}
    return {"products": Found(replace(match, columns={"product_id": key, **columns}, missing=()))}


def described_in(
    table: str, key: str, match: Match, lines: Match, counts: Counts
) -> dict[str, Found]:
    """Products or customers of a log: what is the same on all lines of one of them."""
    used = set(lines.columns.values())
    columns = {name: raw for name, raw in match.columns.items() if name != key and raw not in used}
    own = []
    if table == "customers":
        rest = replace(match, columns={**lines.columns, **columns})
        own = [entry.raw_name for entry in own_columns(rest, has_orders=True).columns]
    asked = [*columns.values(), *own]
    if not asked:
        return {}
    shares = counts.constant_shares(lines.raw, lines.columns[key], asked)
    columns = {
        name: raw
        for name, raw in columns.items()
        if shares[raw] >= (OF_ONE_NAME_SHARE if name == "product_name" else OF_ONE_SHARE)
    }
    own = [raw for raw in own if shares[raw] >= OF_ONE_SHARE]
    if not columns and not own:
        return {}
    types = {raw: lines.raw.types[raw] for raw in [lines.columns[key], *columns.values(), *own]}
    described = replace(
        match,
        raw=replace(lines.raw, types=types, rows=lines.raw.rows[list(types)]),
        columns={key: lines.columns[key], **columns},
        missing=(),
    )
    return {
        table: Found(
            described, distinct_rows(described, key, own), f"one row per {key} of {match.raw.name}"
        )
    }


def _with_payments(orders: Match, others: list[RawTable]) -> Found:
    """Orders of unknown money beside a table of payments that refers to them: the sum of these."""
    for raw in others:
        own = orders.columns.get("order_id", "")
        key = own if own in raw.types else best_name(raw, ORDER_ID, "id", set())
        amount = best_name(raw, AMOUNTS, "number", {key or ""})
        if key and amount and any(word in words_of(raw.name) for word in PAYMENTS):
            return Found(
                replace(orders, expressions={"total_amount": f"sum of {raw.name}.{amount}"}),
                orders_with_payments(orders, raw, key, amount),
                f"its amounts are in {raw.schema}.{raw.name}",
                joined=raw,
            )
    return Found(orders)


def _with_list_prices(found: dict[str, Found]) -> dict[str, Found]:
    """Lines of products whose price only the products tell, of orders of unknown money: at these prices."""
    lines, products = (
        found[name].match if name in found else None for name in ("order_items", "products")
    )
    if lines is None or products is None or "unit_price" in lines.columns:
        return found
    orders = found.get("orders")
    is_known = orders is not None and (orders.model or "total_amount" in orders.match.columns)
    if is_known or found["products"].model or "product_id" not in lines.columns:
        return found
    price = best_name(
        products.raw, LIST_PRICES, "number", set(products.columns.values()), WHOLE_NAME
    )
    if price is None:
        return found
    told = f"{products.raw.schema}.{products.raw.name}"
    priced = Found(
        replace(
            lines, expressions={**lines.expressions, "unit_price": f"{products.raw.name}.{price}"}
        ),
        lines_with_prices(lines, products, price),
        f"priced as {told} says today, as no line says what was paid",
        joined=products.raw,
    )
    return {**found, "order_items": priced}
