"""Logs of what customers did, and which of it was a purchase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from customer_segmentation.start.lines import Counts, Found
from customer_segmentation.start.matching import Match, RawTable, match_columns, words_of
from customer_segmentation.start.sql import of_the_contract
from customer_segmentation.start.synonyms import PURCHASES

NEEDED = {"customer_id", "occurred_at", "event_type"}


def event_logs(
    raws: list[RawTable], contract: Mapping, spellings: Mapping[str, set[str]], counts: Counts
) -> list[tuple[Match, list[str]]]:
    """The raw tables whose rows are events of several kinds, each with the kinds that it holds.

    That is one with a customer, a time and a kind of event, of which at least one is known and no
    purchase: sales of the types purchase and return are no log of events.
    """
    found = []
    for raw in raws:
        match = match_columns(raw, "events", contract["events"], spellings)
        if not set(match.columns) >= NEEDED:
            continue
        kinds = counts.values(raw, match.columns["event_type"])
        others = {words_of(kind) for kind in kinds} - set(PURCHASES)
        known = {words_of(spelling) for spelling in spellings["event_type"]}
        if others & known:
            made = match if "event_id" in match.columns else match.with_made_keys("event_id")
            found.append((made, kinds))
    return found


def purchases_of(
    log: Match, kinds: list[str], described: set[str], counts: Counts
) -> RawTable | None:
    """The rows of a log that are purchases; None where no kind of event is one.

    Where several kinds are, such as a payment and the order that it pays, the one that says it best.

    Parameters
    ----------
    log : Match
    kinds : list of str
        Its kinds of event.
    described : set of str
        Columns that say something of the customer and nothing of the purchase, and the customer.
    counts : Counts
    """
    named = {words_of(kind): kind for kind in reversed(kinds)}
    kind = next((named[word] for word in PURCHASES if word in named), None)
    if kind is None:
        return None
    column = log.columns["event_type"]
    spelled = tuple(given for given in kinds if words_of(given) == words_of(kind))
    raw = replace(log.raw, only=(column, spelled))
    left_out = {column, *described} - {log.columns["customer_id"]}
    types = {name: type_ for name, type_ in raw.types.items() if name not in left_out}
    return replace(raw, types=types, rows=counts.some_rows(raw)[list(types)])


def as_model(found: Found, own: list[str]) -> Found:
    """What was found in some rows of a raw table, or in several tables, by a model that takes these.

    Parameters
    ----------
    found : Found
    own : list of str
        Raw columns that the contract does not have.
    """
    raw = found.match.raw
    if found.model is not None or not (raw.only or raw.parts):
        return found
    reasons = [f"the rows of {', '.join(raw.parts)}"] if raw.parts else []
    if raw.only:
        reasons.append(f"the rows whose {raw.only[0]} is {' or '.join(raw.only[1])}")
    return replace(found, model=of_the_contract(found.match, own), reason="; ".join(reasons))
