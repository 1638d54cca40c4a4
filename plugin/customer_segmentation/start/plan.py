"""What `init` proposes: per table of the contract a raw table as it is, or a model made of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from customer_segmentation.start.catalog import quoted, words_in
from customer_segmentation.start.matching import (
    Match,
    RawTable,
    is_compact_date,
    match_columns,
    match_tables,
    words_of,
)

# From this share of repeated order ids on, rows are lines and not orders that came twice.
LINES_SHARE = 0.05
MADE_KEYS = ("orders", "order_items", "events", "survey_responses")
# Columns that are the same on all lines of an order.
OF_ORDERS = (
    "order_id",
    "customer_id",
    "ordered_at",
    "status",
    "channel",
    "currency",
    "coupon_code",
)
SOURCE = "raw"


@dataclass(frozen=True)
class Proposal:
    """How a table of the contract is filled.

    Attributes
    ----------
    table : str
        Table of the contract.
    match : Match
    model : str or None
        SQL of a model that brings the raw table into the contract's shape; None when it is mapped
        as it is.
    reason : str
        Why there is a model.
    unknown : dict of str to list of str
        Column of codes to the values that are neither codes nor known spellings.
    """

    table: str
    match: Match
    model: str | None
    reason: str
    unknown: Mapping[str, list[str]]

    def compact_dates(self) -> list[str]:
        """Columns of the contract whose raw column holds dates such as 20240131."""
        raw = self.match.raw
        return [
            column
            for column, name in self.match.columns.items()
            if name
            and column.endswith(("_at", "_date"))
            and is_compact_date(raw.rows[name], raw.types[name])
        ]


def propose(
    raws: list[RawTable],
    contract: Mapping,
    spellings: Mapping[str, set[str]],
    rows_and_values: Callable[[RawTable, str], tuple[int, int]],
) -> list[Proposal]:
    """A proposal for each table of the contract that a raw table fits.

    Parameters
    ----------
    raws : list of RawTable
    contract : dict
        The whole `raw_contract`.
    spellings : dict of str to set of str
        Code list to its codes and known spellings, in lower case.
    rows_and_values : callable
        Raw table and column to the numbers of rows and of different values.

    Raises
    ------
    ValueError
        When no table holds orders.
    """
    matches = match_tables(raws, contract)
    if "orders" not in matches:
        seen = ", ".join(f"{raw.schema}.{raw.name}" for raw in raws)
        raise ValueError(
            "no table has a customer, a time of purchase and an order id or amount, so nothing can "
            f"be mapped to orders. Tables seen: {seen}. Map it by hand: vars, raw_tables.orders; or, "
            "for a customer table without orders, raw_tables.customers and customer_columns"
        )
    models: dict[str, tuple[str, str]] = {}
    orders = matches["orders"]
    lines = match_columns(orders.raw, "order_items", contract["order_items"])
    if "order_id" not in orders.columns and "order_items" not in matches and _has_lines(lines):
        del matches["orders"]
        matches["order_items"] = _bought_together(orders, lines)
    elif _is_line_log(orders, lines, rows_and_values):
        models["orders"] = orders_of_lines(orders), "its rows are order lines"
        of_orders = {name: column for name, column in orders.columns.items() if name in OF_ORDERS}
        matches["orders"] = replace(orders, columns=of_orders)
        if "order_items" not in matches:
            matches["order_items"] = _with_price(orders, lines)
            models["order_items"] = lines_of_log(orders, lines), "the same rows, one per line"
    for table, match in matches.items():
        key = contract[table]["key"]
        if table not in models and key in match.missing:
            models[table] = with_made_key(match, table, key), f"it has no {key}"
    return [
        Proposal(
            table=table,
            match=matches[table],
            model=models.get(table, (None, ""))[0],
            reason=models.get(table, (None, ""))[1],
            unknown=_unknown(matches[table], contract[table]["columns"], spellings),
        )
        for table in contract
        if table in matches
    ]


def _is_line_log(
    orders: Match, lines: Match, rows_and_values: Callable[[RawTable, str], tuple[int, int]]
) -> bool:
    if "order_id" not in orders.columns or not _has_lines(lines):
        return False
    rows, values = rows_and_values(orders.raw, orders.columns["order_id"])
    return rows > 0 and 1 - values / rows >= LINES_SHARE


def _has_lines(lines: Match) -> bool:
    return "product_id" in lines.columns or {"quantity", "unit_price"} <= set(lines.columns)


def _bought_together(orders: Match, lines: Match) -> Match:
    """Lines without an order id: what a customer bought at one time is an order."""
    made = ("order_item_id", "order_id")
    columns = {name: orders.columns[name] for name in OF_ORDERS if name in orders.columns}
    columns |= {
        name: raw
        for name, raw in _with_price(orders, lines).columns.items()
        if name not in (*columns, *made)
    }
    return replace(lines, columns=columns, missing=(), made=made)


def _with_price(orders: Match, lines: Match) -> Match:
    """The lines, with the amount that their price is made of where they have no price."""
    amount = orders.columns.get("total_amount")
    if "unit_price" in lines.columns or amount is None:
        return lines
    return replace(lines, columns={**lines.columns, "unit_price": amount})


def _unknown(match: Match, columns: Mapping, spellings: Mapping[str, set[str]]) -> dict:
    found = {}
    for column, name in match.columns.items():
        codes = columns.get(column, {}).get("codes")
        if codes in spellings:
            values = [v for v in words_in(match.raw.rows[name]) if v not in spellings[codes]]
            if values:
                found[column] = values
    return found


def value_of(name: str) -> str:
    """SQL of a raw column's value: an amount in cents is brought to the currency's unit."""
    return f"{quoted(name)} / 100.0" if in_cents(name) else quoted(name)


def in_cents(name: str) -> bool:
    """Whether a column's name says that its amounts are hundredths of the currency's unit."""
    return words_of(name).endswith(("_cents", "_pence"))


def _from(raw: RawTable) -> str:
    return f'from {{{{ source("{SOURCE}_{raw.schema}", "{raw.name}") }}}}'


def orders_of_lines(orders: Match) -> str:
    """SQL of one row per order, of a table of order lines."""
    key = quoted(orders.columns["order_id"])
    selected = [f"{key} as order_id"]
    for column in OF_ORDERS[1:]:
        if column in orders.columns:
            selected.append(f"min({value_of(orders.columns[column])}) as {column}")
    return (
        f"select\n    {_lines(selected)}\n{_from(orders.raw)}\n"
        f"where {key} is not null\ngroup by {key}\n"
    )


def lines_of_log(orders: Match, lines: Match) -> str:
    """SQL of one row per order line, of the table of lines that orders were made of.

    Without a price of one unit, it is the line's amount over its units.
    """
    key = quoted(orders.columns["order_id"])
    names = {column: value_of(name) for column, name in lines.columns.items()}
    names["order_id"] = key
    amount = orders.columns.get("total_amount")
    if "unit_price" not in names and amount is not None:
        units = f"nullif({names['quantity']}, 0)" if "quantity" in names else "1"
        names["unit_price"] = f"{value_of(amount)} * 1.0 / {units}"
    names.pop("order_item_id", None)
    selected = [f"{_made_key([key], list(names.values()))} as order_item_id"]
    selected += [f"{expression} as {column}" for column, expression in names.items()]
    return f"select\n    {_lines(selected)}\n{_from(orders.raw)}\nwhere {key} is not null\n"


def with_made_key(match: Match, table: str, key: str) -> str:
    """SQL of a raw table whose rows get a key: their number among the rows they cannot be told from.

    Two equal rows stay two, and rows that come later change no key.
    """
    parts = {
        "orders": ("customer_id", "ordered_at"),
        "order_items": ("order_id",),
        "events": ("customer_id", "occurred_at"),
        "survey_responses": ("customer_id", "responded_at"),
    }[table]
    names = {column: value_of(name) for column, name in match.columns.items()}
    made = _made_key([names[part] for part in parts], list(names.values()))
    selected = [f"{made} as {key}"]
    selected += [f"{expression} as {column}" for column, expression in names.items()]
    return f"select\n    {_lines(selected)}\n{_from(match.raw)}\n"


def _made_key(parts: list[str], order: list[str]) -> str:
    number = f"row_number() over (partition by {', '.join(parts)} order by {', '.join(order)})"
    texts = [f"cast({part} as {{{{ dbt.type_string() }}}})" for part in [*parts, number]]
    return "\n    || '-' || ".join(texts)


def _lines(items: list[str]) -> str:
    return ",\n    ".join(items)
