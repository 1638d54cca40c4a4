"""SQL that `init` writes: expressions of the vars, and models."""

from __future__ import annotations

from customer_segmentation.start.catalog import meant_rows, quoted
from customer_segmentation.start.matching import Match, RawTable, is_email, marks, words_of

SOURCE = "raw"


def plain(name: str) -> str:
    """A raw column in an SQL expression of the vars."""
    return name if name == quoted(name) else '"' + name.replace('"', '""') + '"'


def in_cents(name: str) -> bool:
    """Whether a column's name says that its amounts are hundredths of the currency's unit."""
    return words_of(name).endswith(("_cents", "_pence"))


def in_units(raw: RawTable, name: str) -> str:
    """A number in an expression of the vars: an amount in the currency's unit, a text as a number."""
    text = as_number(raw, name)
    number = plain(name) if text is None else f"cast(nullif({text}, '') as decimal(18, 4))"
    return f"{number} / 100.0" if in_cents(name) else number


def as_number(raw: RawTable, name: str) -> str | None:
    """SQL of a column of texts such as 1.234,50 as texts that a build reads as numbers, 1234.50.

    None where they are so already.
    """
    seen = marks(raw.rows[name], raw.types[name])
    if seen is None:
        return None
    text = plain(name)
    for mark in (*seen.signs, "," if seen.decimal == "." else "."):
        escaped = mark.replace("'", "''")
        text = f"replace({text}, '{escaped}', '')"
    text = text if seen.decimal == "." else f"replace({text}, ',', '.')"
    return f"trim({text})"


def as_key(raw: RawTable, name: str, column: str | None = None) -> str | None:
    """SQL of an id that is an e-mail address, in lower case; None where it is something else.

    Parameters
    ----------
    raw : RawTable
    name : str
        Its column.
    column : str, optional
        How the SQL calls the column; by default as expressions of the vars do.
    """
    return f"lower(trim({column or plain(name)}))" if is_email(raw.rows[name]) else None


def _key(raw: RawTable, name: str, column: str) -> str:
    return as_key(raw, name, column) or column


def of_the_contract(match: Match, own: list[str]) -> str:
    """SQL of a raw table's rows with the columns of the contract.

    Parameters
    ----------
    match : Match
    own : list of str
        Raw columns that the contract does not have; they keep their names.
    """
    units = {name: f"{quoted(name)} / 100.0" for name in match.columns.values() if in_cents(name)}
    selected = [
        f"{match.expressions.get(column) or units.get(name) or quoted(name)} as {column}"
        for column, name in match.columns.items()
    ]
    selected += [quoted(name) for name in own]
    return f"select\n    {_listed(selected)}\n{_from(match.raw)}\n"


def distinct_rows(match: Match, key: str, own: list[str]) -> str:
    """SQL of one row per customer or product of a log of order lines, with its most frequent name.

    Parameters
    ----------
    match : Match
    key : str
        Column of the contract.
    own : list of str
        Raw columns that the contract does not have; they keep their names.
    """
    called = {column: f"meant.{quoted(raw)}" for column, raw in match.columns.items()}
    name = _key(match.raw, match.columns[key], called[key])
    frequent, joined = "", ""
    if "product_name" in called:
        frequent = (
            "with names as (\n"
            f"    select {name} as named_id, {called['product_name']} as product_name,\n"
            f"        row_number() over (partition by {name} order by count(*) desc, "
            f"{called['product_name']}) as place\n"
            f"    {_from(match.raw)}\n    where {called['product_name']} is not null\n"
            f"    group by {name}, {called['product_name']}\n)\n"
        )
        joined = f"left join names on names.named_id = {name} and names.place = 1\n"
        called["product_name"] = "names.product_name"
    selected = [f"{name} as {key}"]
    selected += [f"min({value}) as {column}" for column, value in called.items() if column != key]
    selected += [f"min(meant.{quoted(raw)}) as {quoted(raw)}" for raw in own]
    return (
        f"{frequent}select\n    {_listed(selected)}\n{_from(match.raw)}\n{joined}"
        f"where {name} is not null\ngroup by {name}\n"
    )


def orders_with_payments(orders: Match, payments: RawTable, key: str, amount: str) -> str:
    """SQL of orders, each with the sum of its payments.

    Parameters
    ----------
    orders : Match
    payments : RawTable
    key, amount : str
        Columns of the payments: the order, and the money.
    """
    selected = []
    for column, name in orders.columns.items():
        called = f"orders.{quoted(name)}"
        called = _key(orders.raw, name, called) if column.endswith("_id") else called
        selected.append(f"{called} as {column}")
    value = f"sum({quoted(amount)})" + (" / 100.0" if in_cents(amount) else "")
    return (
        "with paid as (\n"
        f"    select {quoted(key)} as order_id, {value} as total_amount\n"
        f"    {_from(payments)}\n    group by {quoted(key)}\n)\n"
        f"select\n    {_listed([*selected, 'paid.total_amount'])}\n{_from(orders.raw, 'orders')}\n"
        f"left join paid on paid.order_id = orders.{quoted(orders.columns['order_id'])}\n"
    )


def lines_with_prices(lines: Match, products: Match, price: str) -> str:
    """SQL of order lines, each with the price of its product.

    Parameters
    ----------
    lines, products : Match
        With product_id.
    price : str
        Column of the products.
    """
    key = quoted(products.columns["product_id"])
    text = "{{ dbt.type_string() }}"
    listed = of_the_contract(lines, []).replace("\nfrom ", ",\n    priced.unit_price\nfrom ", 1)
    return (
        "with priced as (\n"
        f"    select cast({key} as {text}) as priced_id, max({in_units(products.raw, price)}) as unit_price\n"
        f"    {_from(products.raw)}\n    group by {key}\n)\n{listed}"
        f"left join priced on priced.priced_id = "
        f"cast(meant.{quoted(lines.columns['product_id'])} as {text})\n"
    )


def _from(raw: RawTable, alias: str = "meant") -> str:
    return f"from {meant_rows(raw, _source)} as {alias}"


def _source(schema: str, name: str) -> str:
    return f'{{{{ source("{SOURCE}_{schema}", "{name}") }}}}'


def _listed(items: list[str]) -> str:
    return ",\n    ".join(items)
