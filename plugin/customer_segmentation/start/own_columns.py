"""Columns of a customer table that the contract does not have: what segments may be made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from customer_segmentation.start.matching import WHOLE_NAME, Match, best_name, fits_kind, words_of
from customer_segmentation.start.synonyms import RFM_MEASURES

# A text with more different values than this tells customers apart rather than groups of them.
MOST_LEVELS = 12
# With fewer different values a number is a count of few or an answer: it describes, and customers
# that share one of its values are no group.
LEAST_VALUES = 10
# Skewness from which on log1p is proposed for what is never negative: that of an exponential is 2.
SKEWED = 1.0
# Numbers that name a thing instead of measuring it.
NAMING_WORDS = {
    "id", "key", "code", "phone", "fax", "zip", "plz", "postal", "year", "lat", "lon", "long", "lng",
    "latitude", "longitude", "ssn", "iban", "rep",
}  # fmt: skip
# The same at the end of a name: account_no, but no_of_orders.
NAMING_ENDINGS = {"no", "nr", "num", "number"}
# Parts of the calendar at the end of a name, with their last number: that of an enrollment_month is
# no measure, calls_last_month is.
CALENDAR = {"quarter": 4, "month": 12, "week": 53, "weekday": 7, "day": 31}
# What a model said of a customer describes them; segments of it would be that model's.
MODELLED = {"classifier", "predicted", "prediction", "propensity", "probability", "prob"}
RATES = {"per", "a", "last", "this", "past", "previous", "each"}


@dataclass(frozen=True)
class OwnColumn:
    """An entry of the var `customer_columns`, and the raw column that holds it."""

    name: str
    raw_name: str
    type: str
    role: str
    family: str | None = None
    transform: str | None = None


@dataclass(frozen=True)
class OwnColumns:
    """The columns proposed, and the var `rfm` where they say when, how often and how much.

    Attributes
    ----------
    columns : tuple of OwnColumn
    rfm : dict of str to str
        Measure to the name of a column; empty where they do not.
    has_date : bool
        Whether the table has a date of the contract; without one the build needs an `as_of_date`.
    """

    columns: tuple[OwnColumn, ...] = ()
    rfm: dict[str, str] = field(default_factory=dict)
    has_date: bool = True

    def features(self) -> list[OwnColumn]:
        """Those that segments are made of."""
        return [column for column in self.columns if column.role == "feature"]


def own_columns(match: Match, has_orders: bool, taken_names: Iterable[str] = ()) -> OwnColumns:
    """The columns of a customer table that the contract does not have.

    Beside orders they describe (role `profile`); without orders the numbers are what segments are
    made of.

    Parameters
    ----------
    match : Match
        The customer table and its columns of the contract.
    has_orders : bool
    taken_names : iterable of str
        Names that they may not have.
    """
    used = set(match.columns.values())
    taken = set(taken_names) | set(match.columns)
    found: list[OwnColumn] = []
    for raw_name, type_name in match.raw.types.items():
        values = match.raw.rows[raw_name]
        if raw_name in used:
            continue
        kind = _kind(raw_name, type_name, values)
        if kind is None:
            continue
        is_measure = kind == "number" and not MODELLED & set(words_of(raw_name).split("_"))
        is_feature = is_measure and not has_orders and values.dropna().nunique() >= LEAST_VALUES
        name = _name(raw_name, taken)
        taken.add(name)
        found.append(
            OwnColumn(
                name=name,
                raw_name=raw_name,
                type=kind,
                role="feature" if is_feature else "profile",
                family=_family(raw_name, match) if is_feature else None,
                transform="log1p" if is_feature and _is_skewed(values) else None,
            )
        )
    names = {column.raw_name: column.name for column in found if column.type == "number"}
    measures = {} if has_orders else _rfm(match, names)
    dates = {"signed_up_at", "updated_at"} & set(match.columns)
    return OwnColumns(columns=tuple(found), rfm=measures, has_date=bool(dates) or has_orders)


def _kind(raw_name: str, type_name: str, values: pd.Series) -> str | None:
    known = values.dropna()
    words = words_of(raw_name).split("_")
    levels = known.nunique()
    # Of two values neither names a thing: phone_service is yes or no.
    is_name = NAMING_WORDS & set(words) or words[-1] in NAMING_ENDINGS
    if levels < 2 or (levels > 2 and (is_name or _is_of_calendar(words, known))):
        return None
    if "bool" in type_name.lower():
        return "boolean"
    if fits_kind(values, type_name, "number"):
        numbers = pd.to_numeric(known, errors="coerce").dropna()
        is_whole = (numbers % 1 == 0).all()
        counts_rows = is_whole and levels == len(known) == numbers.max() - numbers.min() + 1
        return None if counts_rows and len(known) > MOST_LEVELS else "number"
    if fits_kind(values, type_name, "timestamp"):
        return None
    return "text" if levels <= min(MOST_LEVELS, len(known) / 4) else None


def _is_of_calendar(words: list[str], known: pd.Series) -> bool:
    if words[-1] not in CALENDAR or RATES & set(words[:-1]):
        return False
    numbers = pd.to_numeric(known, errors="coerce")
    return bool((numbers.between(0, CALENDAR[words[-1]]) & (numbers % 1 == 0)).all())


def _name(raw_name: str, taken: set[str]) -> str:
    # What a name says in brackets is a unit: Annual Income (k$).
    name = words_of(re.sub(r"[(\[].*?[)\]]", "", raw_name)) or words_of(raw_name) or "column"
    name = f"given_{name}" if name[0].isdigit() or name.startswith("raw_") else name
    candidate, number = name, 1
    while candidate in taken:
        candidate = f"given_{name}" if number == 1 else f"given_{name}_{number}"
        number += 1
    return candidate


def _family(raw_name: str, match: Match) -> str:
    """Columns whose names begin alike say the same thing: MntWines and MntFruits are of mnt."""
    firsts = Counter(words_of(name).split("_")[0] for name in match.raw.types)
    first = words_of(raw_name).split("_")[0]
    return first if firsts[first] > 1 and re.fullmatch("[a-z]+", first) else words_of(raw_name)


def _is_skewed(values: pd.Series) -> bool:
    numbers = pd.to_numeric(values, errors="coerce").dropna()
    return len(numbers) > 2 and numbers.min() >= 0 and float(numbers.skew()) > SKEWED


def _rfm(match: Match, names: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for measure, synonyms in RFM_MEASURES.items():
        free = set(match.raw.types) - set(names) | {
            raw for raw, name in names.items() if name in found.values()
        }
        raw_name = best_name(match.raw, synonyms, "number", free, WHOLE_NAME)
        if raw_name is not None:
            found[measure] = names[raw_name]
    return found if {"recency", "frequency"} <= set(found) else {}
