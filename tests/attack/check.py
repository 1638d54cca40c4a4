"""What must hold of a staged shop, whatever its raw tables were, counted apart from the project."""

from __future__ import annotations

import json
import re

import duckdb
import pandas as pd

TRIMMED = re.compile(r"^[\x00-\x20\x7f\x85\u00a0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]+|"
                     r"[\x00-\x20\x7f\x85\u00a0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]+$")  # fmt: skip
SOUND_TIME = "2023-(0[1-9]|1[0-2])-([01][0-9]|2[0-8]) ([01][0-9]|2[0-3]):[0-5][0-9]:00"
AGREEMENTS = {"true", "t", "yes", "y", "1", "1.0", "on", "opt-in", "opted_in", "subscribed"} | {
    "ja",
    "oui",
    "si",
    "sí",
    "sì",
    "sim",
}
REFUSALS = {"false", "f", "no", "n", "0", "0.0", "off", "opt-out", "opted_out", "unsubscribed"}


def clean(value: object) -> str:
    return "" if value is None or value is pd.NA else TRIMMED.sub("", str(value))


def violations(connection: duckdb.DuckDBPyConnection, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Sentences about what does not hold; none when all is well."""
    found = []
    frame = lambda sql: connection.sql(sql).df()  # noqa: E731
    counts = frame("select * from row_counts").set_index("source_table")
    for name, table in tables.items():
        row = counts.loc[name]
        if row.raw_rows != len(table):
            found.append(f"{name}: {row.raw_rows} raw rows counted of {len(table)}")
        if row.kept_rows + row.merged_rows + row.rejected_rows != len(table):
            found.append(f"{name}: rows are lost or doubled: {dict(row)}")
    for text in frame("select row_json from rejected_rows").row_json:
        try:
            json.loads(text)
        except ValueError as error:
            found.append(f"row_json: {error}: {text[:200]!r}")
    keys = {
        "stg_shop__orders": "order_id",
        "stg_crm__customers": "customer_id",
        "stg_engagement__events": "event_id",
    }
    for model, key in keys.items():
        staged = frame(f"select {key} as key from {model}").key
        if staged.isna().any() or staged.duplicated().any():
            found.append(f"{model}: a key is missing or comes twice")
        if any(clean(value) != value for value in staged):
            found.append(f"{model}: a key has blanks around it")
    raw_orders = {clean(value) for value in tables["orders"]["order_id"]}
    staged = set(frame("select order_id from stg_shop__orders").order_id)
    if strange := {key for key in staged if key not in raw_orders and f"{key}.0" not in raw_orders
                   and f"{key}.00" not in raw_orders and f"{key}." not in raw_orders}:  # fmt: skip
        found.append(f"orders that no raw row has: {sorted(strange)[:3]}")
    if lost := _sound_orders(tables["orders"]) - staged:
        found.append(f"sound orders are gone: {sorted(lost)[:3]}")
    as_of = frame("select max(as_of_date) as day from as_of_dates").day[0]
    if not pd.Timestamp("2023-01-01") <= pd.Timestamp(as_of) <= pd.Timestamp("2025-01-01"):
        found.append(f"as_of_date {as_of}")
    ages = frame("select age_years from customer_features where age_years is not null").age_years
    if not ages.between(0, 130).all():
        found.append("an age outside 0 to 130")
    found += _reached_refusers(connection, tables["customers"])
    return found


def _sound_orders(orders: pd.DataFrame) -> set[str]:
    """Ids of orders every row of which is in order: nothing may drop them."""
    is_sound = (
        orders["order_id"].map(lambda value: bool(re.fullmatch("o[0-9]+", str(value))))
        & orders["customer_id"].map(lambda value: bool(re.fullmatch("c[0-9]+", str(value))))
        & orders["ordered_at"].map(lambda value: bool(re.fullmatch(SOUND_TIME, str(value))))
        & orders["status"].isin(["completed", "returned"])
        & orders["total_amount"].map(lambda value: bool(re.fullmatch("[0-9]{1,3}", str(value))))
        & (orders["discount_amount"] == "0")
    )
    return set(orders["order_id"][is_sound]) - {
        clean(value) for value in orders["order_id"][~is_sound]
    }


def _reached_refusers(connection: duckdb.DuckDBPyConnection, customers: pd.DataFrame) -> list[str]:
    """People who are written to although an undated row of theirs, or the newest, says no."""
    aliases = dict(connection.sql("select * from customer_aliases").fetchall())
    reached = {key for (key,) in connection.sql(
        "select distinct customer_id from reachable_customers").fetchall()}  # fmt: skip
    said: dict[str, list[tuple[str, bool]]] = {}
    for row in customers.itertuples():
        key, word = clean(row.customer_id), clean(row.marketing_consent).lower()
        if word in AGREEMENTS | REFUSALS:
            statement = (clean(row.updated_at), word in REFUSALS)
            said.setdefault(aliases.get(key, key), []).append(statement)
    refusers = set()
    for person, statements in said.items():
        refusals = [day for day, is_refusal in statements if is_refusal]
        agreements = [day for day, is_refusal in statements if not is_refusal and day]
        if "" in refusals:
            refusers.add(person)
        # Days that anybody reads alike; of others it is for the project to say which is newer.
        is_plain = all(
            re.fullmatch("2023-[01][0-9]-[0-2][0-9]", day) for day in refusals + agreements
        )
        if refusals and is_plain and max(refusals) >= max(agreements, default=""):
            refusers.add(person)
    return [f"{key} said no and is reached" for key in sorted(refusers & reached)][:3]
