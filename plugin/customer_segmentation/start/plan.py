"""What `init` proposes: per table of the contract a raw table, its columns, or a model made of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from customer_segmentation.start.catalog import words_in
from customer_segmentation.start.event_log import as_model, event_logs, purchases_of
from customer_segmentation.start.lines import Counts, Found, described_in, with_lines
from customer_segmentation.start.matching import (
    WHOLE_NAME,
    Match,
    RawTable,
    best_name,
    date_form,
    fits_kind,
    is_email,
    match_columns,
    match_tables,
    words_of,
)
from customer_segmentation.start.own_columns import LEAST_VALUES, OwnColumns, own_columns
from customer_segmentation.start.sql import as_key, as_number, plain
from customer_segmentation.start.synonyms import CANCELLED_AT, YEARS_OF_BIRTH

# Ids of Stripe's invoices, charges, payment intents and checkout sessions; its amounts are in the
# smallest unit of their currency, which these do not divide (docs.stripe.com/currencies).
STRIPE_ID = re.compile(r"(in|ch|py|pi|cs)_\w+")
UNDIVIDED = {
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv",
    "xaf", "xof", "xpf",
}  # fmt: skip
# Statuses of memberships, policies and subscriptions that are running, and what they are called when
# their time is over: paid for. Where nothing runs, what has expired is an order that was never paid.
RUNNING = {
    "active", "in force", "aktiv", "actif", "activo", "activa", "attivo", "attiva", "actief",
    "ativo", "ativa",
}  # fmt: skip
RUN_OUT = {
    "expired", "abgelaufen", "expiré", "expirée", "expirado", "expirada", "caducado", "caducada",
    "verlopen",
}  # fmt: skip
# Tables whose rows are numbered where no column is a key.
MADE_KEYS = ("orders", "order_items", "events", "survey_responses")


@dataclass(frozen=True)
class Proposal(Found):
    """How a table of the contract is filled.

    Attributes
    ----------
    table : str
        Table of the contract.
    unknown : dict of str to list of str
        Column of codes to the values that are neither codes nor known spellings.
    run_out : tuple of str
        Statuses that say of what was sold for a time that the time is over, where that is what is sold.
    own : OwnColumns
        Columns that the contract does not have, of the table customers alone.
    """

    table: str = ""
    unknown: Mapping[str, list[str]] = field(default_factory=dict)
    run_out: tuple[str, ...] = ()
    own: OwnColumns = field(default_factory=OwnColumns)

    def date_forms(self) -> dict[str, str]:
        """Columns of the contract whose raw column needs a date_format, such as yyyymmdd."""
        raw = self.match.raw
        forms = {
            column: date_form(raw.rows[name], raw.types[name])
            for column, name in self.match.columns.items()
            if column.endswith(("_at", "_date")) and column not in self.match.expressions
        }
        return {column: form for column, form in forms.items() if form is not None}


def propose(
    raws: list[RawTable],
    contract: Mapping,
    spellings: Mapping[str, set[str]],
    counts: Counts,
    taken_names: Iterable[str] = (),
) -> list[Proposal]:
    """A proposal for each table of the contract that a raw table fits.

    Parameters
    ----------
    raws : list of RawTable
    contract : dict
        The whole `raw_contract`.
    spellings : dict of str to set of str
        Code list to its codes and known spellings, in lower case.
    counts : Counts
    taken_names : iterable of str
        Names that a column of the user's own may not have.

    Raises
    ------
    ValueError
        When no table holds orders, and none holds customers with numbers to segment by.
    """
    logs = event_logs(raws, contract, spellings, counts)
    others = [raw for raw in raws if all(raw is not log.raw for log, _ in logs)]
    found = _tables(others, contract, spellings)
    described: dict[str, Found] = {}
    if logs:
        found |= {"events": Found(logs[0][0])}
        if "customers" not in found:
            described = _described_in_log(logs[0][0], contract, spellings, counts)
    if not {"orders", "order_items"} & set(found):
        of_customers = {
            name for entry in described.values() for name in entry.match.columns.values()
        }
        bought = [purchases_of(log, kinds, of_customers, counts) for log, kinds in logs]
        purchases = [raw for raw in bought if raw is not None]
        if purchases:
            found = _tables([*others, *purchases], contract, spellings) | found
    found = described | found
    if "orders" not in found and "order_items" in found:
        found |= _as_orders(found.pop("order_items"), contract, spellings)
    if "orders" in found:
        found = _by_the_same_key(with_lines(found, raws, contract, spellings, counts))
    has_orders = bool({"orders", "order_items"} & set(found))
    if not has_orders and "customers" not in found:
        found |= _customer_table(raws, contract, spellings)
    found = {
        table: replace(entry, match=_with_marks(entry.match, contract[table]))
        for table, entry in found.items()
    }
    sold = "orders" if "orders" in found else "order_items"
    if has_orders:
        found[sold] = replace(found[sold], match=_with_cancellations(found[sold].match))
    proposals = []
    for table in contract:
        if table not in found:
            continue
        match = found[table].match
        own = OwnColumns()
        if table == "customers":
            match = _with_birth_year(match)
            own = own_columns(match, has_orders, taken_names)
        made = as_model(
            replace(found[table], match=match), [column.raw_name for column in own.columns]
        )
        proposals.append(
            Proposal(
                match=match,
                model=made.model,
                reason=made.reason,
                joined=made.joined,
                table=table,
                unknown=_unknown(match, _told_by(table, contract), spellings, counts)
                | (_unknown_kinds(logs[0][1], spellings) if table == "events" and logs else {}),
                run_out=_run_out(match, counts),
                own=own,
            )
        )
    if not has_orders and not any(proposal.own.features() for proposal in proposals):
        seen = ", ".join(f"{raw.schema}.{raw.name}" for raw in raws)
        named = ", ".join(log.raw.name for log, _ in logs)
        of_logs = (
            f" There are logs of events, no event of which is a purchase: {named}. To segment by what "
            "customers did, make features of them in models of yours and name these in feature_models."
            if logs
            else ""
        )
        raise ValueError(
            "no table has a customer, a time of purchase and an order id or amount, so nothing can "
            f"be mapped to orders.{of_logs} Tables seen: {seen}.{_nearest(raws, contract, spellings)} "
            f"{_few_valued(raws, contract, spellings)}Map it by hand: vars, "
            "raw_tables.orders; or, for a customer table without orders, raw_tables.customers and "
            "customer_columns"
        )
    return proposals


def _tables(
    raws: list[RawTable], contract: Mapping, spellings: Mapping[str, set[str]]
) -> dict[str, Found]:
    return {
        table: Found(match.with_made_keys(contract[table]["key"]))
        for table, match in match_tables(raws, contract, spellings).items()
        if table in MADE_KEYS or contract[table]["key"] in match.columns
    }


def _by_the_same_key(found: dict[str, Found]) -> dict[str, Found]:
    """Customers by their e-mail address where that is what orders say who bought by."""
    bought = next(
        (found[table].match for table in ("orders", "order_items") if table in found), None
    )
    customers = found.get("customers")
    if bought is None or customers is None or "email" not in customers.match.columns:
        return found
    name = bought.columns.get("customer_id")
    if name is None or not is_email(bought.raw.rows[name]):
        return found
    columns = {**customers.match.columns, "customer_id": customers.match.columns["email"]}
    return found | {
        "customers": replace(customers, match=replace(customers.match, columns=columns))
    }


def _described_in_log(
    log: Match, contract: Mapping, spellings: Mapping[str, set[str]], counts: Counts
) -> dict[str, Found]:
    """Customers by what is the same on all their events."""
    match = match_columns(log.raw, "customers", contract["customers"], spellings)
    return described_in("customers", "customer_id", match, log, counts)


def _as_orders(
    lines: Found, contract: Mapping, spellings: Mapping[str, set[str]]
) -> dict[str, Found]:
    """A log of order lines that says itself who bought and when; nothing where it does not."""
    match = match_columns(lines.match.raw, "orders", contract["orders"], spellings)
    if not {"customer_id", "ordered_at"} <= set(match.columns):
        return {}
    return {"orders": Found(match.with_made_keys("order_id"))}


def _nearest(raws: list[RawTable], contract: Mapping, spellings: Mapping[str, set[str]]) -> str:
    """The raw table that lacks least of orders, with what it has, lacks and has left; a sentence."""
    told = ("order_id", "customer_id", "ordered_at", "total_amount")
    offers = []
    for raw in raws:
        match = match_columns(raw, "orders", contract["orders"], spellings)
        found = [column for column in told if column in match.columns]
        if "ordered_at" in found or "customer_id" in found:
            offers.append((len(found), match.score, raw.name, match, found))
    if not offers:
        return ""
    _, _, _, match, found = max(offers, key=lambda offer: offer[:3])
    has = ", ".join(f"{column} ({match.columns[column]})" for column in found)
    lacks = " and ".join(c for c in told if c in ("customer_id", "ordered_at") and c not in found)
    left = ", ".join(name for name in match.raw.types if name not in match.columns.values())
    return (
        f" Nearest is {match.raw.schema}.{match.raw.name}: it has {has}, not {lacks}; "
        f"other columns: {left}."
        if lacks
        else ""
    )


def _few_valued(raws: list[RawTable], contract: Mapping, spellings: Mapping[str, set[str]]) -> str:
    """Customer tables that nothing but answers keep from being segmented; sentences, or nothing."""
    told = ""
    for raw in raws:
        match = match_columns(raw, "customers", contract["customers"], spellings)
        key = match.columns.get("customer_id")
        own = own_columns(match, has_orders=False)
        if key is not None and raw.rows[key].dropna().is_unique and own.columns:
            told += (
                f"{raw.schema}.{raw.name} has a customer ({key}), but no number with "
                f"{LEAST_VALUES} different values or more to segment by: name in customer_columns, "
                "with role: feature, the answers that segments shall be made of. "
            )
    return told


def _customer_table(
    raws: list[RawTable], contract: Mapping, spellings: Mapping[str, set[str]]
) -> dict[str, Found]:
    """The table, whatever it is called, that says most of the customers whose key it has."""
    best: tuple[int, Match] | None = None
    for raw in raws:
        match = match_columns(raw, "customers", contract["customers"], spellings)
        key = match.columns.get("customer_id")
        if key is not None and raw.rows[key].dropna().is_unique:
            features = len(own_columns(match, has_orders=False).features())
            if features and (best is None or features > best[0]):
                best = features, match
    return {"customers": Found(best[1])} if best else {}


def _with_marks(match: Match, entry: Mapping) -> Match:
    """Texts such as 1.234,50 are read as numbers, amounts of Stripe in units, ids alike everywhere."""
    readers: dict[str, Callable[[RawTable, str], str | None]] = {"number": as_number, "id": as_key}
    read = {
        column: readers[kind](match.raw, name)
        for column, name in match.columns.items()
        if (kind := _kind_of(column, entry)) in readers and column not in match.expressions
    }
    given = {column: sql for column, sql in read.items() if sql is not None}
    if "total_amount" in match.columns and _is_of_stripe(match):
        given["total_amount"] = f"{plain(match.columns['total_amount'])} / 100.0"
    return replace(match, expressions={**given, **match.expressions}) if given else match


def _kind_of(column: str, entry: Mapping) -> str:
    """Lines that orders are made of have the keys of orders, too."""
    of_lines = "id" if column.endswith("_id") else ""
    return str(entry["columns"].get(column, {}).get("kind", of_lines))


def _is_of_stripe(match: Match) -> bool:
    """Whether orders are Stripe's, with whole amounts in a currency that has hundredths."""
    if not {"order_id", "currency"} <= set(match.columns):
        return False
    rows = match.raw.rows
    ids, currencies, amounts = (
        rows[match.columns[name]].dropna() for name in ("order_id", "currency", "total_amount")
    )
    return bool(
        len(ids)
        and ids.astype("string").str.fullmatch(STRIPE_ID).all()
        and not set(currencies.astype("string").str.lower()) & UNDIVIDED
        and pd.to_numeric(amounts, errors="coerce").mod(1).eq(0).all()
    )


def _with_birth_year(match: Match) -> Match:
    """A year of birth is read as the middle of that year."""
    name = best_name(match.raw, YEARS_OF_BIRTH, "number", set(match.columns.values()))
    if "birth_date" in match.columns or name is None:
        return match
    return replace(
        match,
        columns={**match.columns, "birth_date": name},
        expressions={**match.expressions, "birth_date": f"{plain(name)} || '-07-01'"},
    )


def _with_cancellations(match: Match) -> Match:
    """Orders with a time of their cancellation are cancelled, whatever else their status is."""
    used = set(match.columns.values())
    name = best_name(match.raw, CANCELLED_AT, "timestamp", used, WHOLE_NAME)
    if name is None:
        return match
    is_text = "char" in match.raw.types[name].lower() or "text" in match.raw.types[name].lower()
    told = f"nullif(trim({plain(name)}), '')" if is_text else plain(name)
    status = match.columns.get("status")
    other = f" else {plain(status)}" if status else ""
    return replace(
        match,
        columns={**match.columns, "status": status or name},
        expressions={
            **match.expressions,
            "status": f"case when {told} is not null then 'cancelled'{other} end",
        },
    )


def _told_by(table: str, contract: Mapping) -> Mapping:
    """Columns that a raw table may have: lines that orders are made of say their status, too."""
    own = contract[table]["columns"]
    return {**contract["orders"]["columns"], **own} if table == "order_items" else own


def _words_of_codes(match: Match, name: str, counts: Counts) -> list[str]:
    """All values of a column of codes; where they are too many for codes, those of some rows."""
    return list(words_in(pd.Series(counts.values(match.raw, name), dtype="string"))) or list(
        words_in(match.raw.rows[name])
    )


def _run_out(match: Match, counts: Counts) -> tuple[str, ...]:
    name = match.columns.get("status")
    found = set(_words_of_codes(match, name, counts)) if name else set()
    return tuple(sorted(found & RUN_OUT or {"expired"})) if found & RUNNING else ()


def _unknown(
    match: Match, columns: Mapping, spellings: Mapping[str, set[str]], counts: Counts
) -> dict[str, list[str]]:
    found = {}
    for column, name in match.columns.items():
        codes = columns.get(column, {}).get("codes")
        is_time = fits_kind(match.raw.rows[name], match.raw.types[name], "timestamp")
        if codes in spellings and not is_time:
            values = [
                value
                for value in _words_of_codes(match, name, counts)
                if not {value, words_of(value)} & spellings[codes]
            ]
            if values:
                found[column] = values
    return found


def _unknown_kinds(kinds: list[str], spellings: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """Of all kinds of event in a log, of which some rows do not tell the rare ones."""
    known = spellings["event_type"]
    values = sorted({kind.strip().lower() for kind in kinds if words_of(kind) not in known})
    return {"event_type": values} if values else {}
