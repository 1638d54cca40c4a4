"""Archetypes of customers: conditions on the members of a segment, and how far they hold.

A condition speaks of the members themselves, so that it says the same in every shop:

- ``coupon_order_share >= 0.5`` (``<=``, ``>``, ``<``, ``=``; a number, a level of a category,
  ``shop_gap``, the days between orders that are usual in the shop, or ``shop_order``, the order
  value of its middle customer, or ``shop_usual``, the feature's own value of the middle customer,
  see `Population.usual`; ``1.5 shop_order`` is half as much again) holds where it is true of
  `MOST` of the members; those without a value do not meet it.
- ``coupon_order_share is high`` (or ``low``) holds where the members rank clearly above (below) all
  customers, and most of them beyond the middle customer.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.encoding import numeric_column, text_column

# What is said of a segment is true of three members in five; half keep a name that was right.
MOST, STILL_MOST = 0.6, 0.5
# Standardised differences below this are small (Cohen 1988 calls 0.2 small, 0.5 medium).
NOTABLE, STILL_NOTABLE = 0.3, 0.15
# No difference counts for more, so that several that are clear beat one that is extreme.
LARGEST_DIFFERENCE = 2.0
LEAST_MEMBERS = 10
SHOP_GAP, SHOP_ORDER, SHOP_USUAL = "shop_gap", "shop_order", "shop_usual"
# Days between orders where nobody has bought twice.
NO_GAP_DAYS = 90.0

# Families of how much and how often.
_AMOUNTS = ("monetary", "frequency")

# Measures of what changed between the last two quarters. Who was not there in both, or does not
# order once a quarter, has no trend: it is when they happened to order.
TRENDS = ("order_count_change", "spend_net_change")
TREND_DAYS, TREND_GAP_DAYS = 180.0, 90.0
# Measures of the days and hours of orders: of who ordered once or twice they say when that was, as the
# archetypes of weekend, evening and morning shoppers ask for three orders, too.
TIMES = ("weekend_order_share", "evening_order_share", "morning_order_share")
TIMES_ORDERS = 3.0

_COMPARED = re.compile(r"^\s*(\w+)\s*(>=|<=|>|<|=)\s*(.+?)\s*$")
_OF_SHOP = re.compile(rf"(?:(\d+(?:\.\d+)?)\s+)?({SHOP_GAP}|{SHOP_ORDER}|{SHOP_USUAL})")
_LEVEL = re.compile(r"^\s*(\w+)\s+is\s+(high|low)\s*$")
_WINDOW = re.compile(r"_\d+d$")
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


def is_window(feature: str) -> bool:
    """Whether a feature counts what happened in so many days."""
    return _WINDOW.search(feature) is not None


@dataclass(frozen=True)
class Condition:
    """One comparison of an archetype.

    Attributes
    ----------
    feature : str
        Column of `customer_features`.
    sign : str
        One of ``>= <= > < =``, or ``high`` or ``low``.
    value : str
        What the feature is compared with; empty for levels.
    """

    feature: str
    sign: str
    value: str = ""

    def __str__(self) -> str:
        if self.sign in ("high", "low"):
            return f"{self.feature} is {self.sign}"
        return f"{self.feature} {self.sign} {self.value}"


@dataclass(frozen=True)
class Archetype:
    """One row of `archetypes`; the columns are described there."""

    archetype: str
    segment_name: str
    activity_levels: frozenset[str]
    conditions: tuple[Condition, ...]
    weight: float
    meaning: str


def parse_conditions(text: str, where: str = "conditions") -> tuple[Condition, ...]:
    """Read conditions joined by "and".

    Raises
    ------
    ValueError
        Naming the part that is no condition, and how one is written.
    """
    found = []
    for part in re.split(r"\s+and\s+", text.strip()):
        if match := _LEVEL.match(part):
            found.append(Condition(match[1], match[2]))
        elif match := _COMPARED.match(part):
            found.append(Condition(match[1], match[2], match[3]))
        else:
            raise ValueError(
                f"{where}: {part!r} is no condition. Write 'feature is high', 'feature is low' or "
                "'feature >= 0.5' (also <=, >, < and =), joined by 'and'."
            )
    return tuple(found)


def read_archetypes(table: pd.DataFrame) -> tuple[Archetype, ...]:
    """Read the table `archetypes`.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per archetype, see there.

    Raises
    ------
    ValueError
        Naming the archetype whose conditions cannot be read.
    """
    return tuple(
        Archetype(
            archetype=row["archetype"],
            segment_name=row["segment_name"],
            activity_levels=frozenset(row["activity_levels"].split("|")),
            conditions=parse_conditions(row["conditions"], f"archetype {row['archetype']!r}"),
            weight=float(row["weight"]),
            meaning=row["meaning"],
        )
        for row in table.sort_values("archetype").to_dict("records")
    )


class Population:
    """Customers whose segments are described.

    Parameters
    ----------
    frame : pandas.DataFrame
        n customers with the columns of the catalog, and `activity_level` and `shop_gap_days` where
        they are known.
    catalog : iterable of mapping
        Rows of `feature_catalog`.
    """

    def __init__(self, frame: pd.DataFrame, catalog: Iterable[Mapping[str, Any]]) -> None:
        self.frame = frame
        self.catalog = {
            row["feature_name"]: row for row in catalog if row["feature_name"] in frame.columns
        }
        self._ranks: dict[str, tuple[np.ndarray, float]] = {}
        self._values: dict[str, np.ndarray] = {}

    def is_text(self, feature: str) -> bool:
        """Whether the feature is a category."""
        return self.catalog[feature]["value_type"] == "categorical"

    def values(self, feature: str) -> np.ndarray:
        """Values of a feature, shape (n,): floats with NaN, or texts with None."""
        if feature not in self._values:
            read = text_column if self.is_text(feature) else numeric_column
            self._values[feature] = read(self.frame, feature)
        return self._values[feature]

    def ranks(self, feature: str) -> tuple[np.ndarray, float]:
        """Standardised ranks of a number, shape (n,), NaN where unknown, and its middle value.

        Ranks, so that a few extreme customers make no difference. The middle of a window is that of
        the customers of whom there is anything in it: where most have left, whoever bought once is
        above the median of all.
        """
        if feature not in self._ranks:
            values = pd.Series(self.values(feature))
            ranks = values.rank(method="average").to_numpy(dtype=float)
            spread = float(np.nanstd(ranks)) if np.isfinite(ranks).any() else 0.0
            standard = (ranks - np.nanmean(ranks)) / spread if spread > 0 else np.zeros(len(ranks))
            told = values[values != 0] if _WINDOW.search(feature) else values
            self._ranks[feature] = standard, float(told.median())
        return self._ranks[feature]

    def limit(self, condition: Condition) -> float:
        """What a number is compared with, see the module; NaN where the shop has no such measure.

        Raises
        ------
        ValueError
            Naming the condition whose value is no number, and what it may be.
        """
        match = _OF_SHOP.fullmatch(condition.value)
        if match is None:
            try:
                return float(condition.value)
            except ValueError:
                raise ValueError(
                    f"archetypes: in '{condition.feature} {condition.sign} {condition.value}', "
                    f"{condition.value!r} is no number. Write one, or {SHOP_GAP}, {SHOP_ORDER} or "
                    f"{SHOP_USUAL}, also as '1.5 {SHOP_ORDER}'."
                ) from None
        if match[2] == SHOP_USUAL:
            usual = self.usual(condition.feature)
        else:
            usual = self.shop_gap_days if match[2] == SHOP_GAP else self.shop_order
        return float(match[1] or 1) * usual

    def usual(self, feature: str) -> float:
        """Value of a feature of the middle customer.

        Of how much and how often, the middle one of those of whom there is anything: where most have
        left or never bought, nothing is no measure.
        """
        values = pd.Series(numeric_column(self.frame, feature))
        if self.catalog.get(feature, {}).get("family") in _AMOUNTS:
            values = values[values > 0]
        return float(values.median())

    @cached_property
    def shop_order(self) -> float:
        """Order value of the middle customer of those whose orders are worth something."""
        if "average_order_value" not in self.frame.columns:
            return float("nan")
        values = numeric_column(self.frame, "average_order_value")
        known = values[np.isfinite(values) & (values > 0)]
        return float(np.median(known)) if len(known) else float("nan")

    @cached_property
    def shop_gap_days(self) -> float:
        """Days between orders that are usual in the shop, as in shop_gaps."""
        if "shop_gap_days" in self.frame.columns and len(self.frame):
            return float(self.frame["shop_gap_days"].iloc[0])
        if "order_gap_days_mean" not in self.frame.columns:
            return NO_GAP_DAYS
        gaps = numeric_column(self.frame, "order_gap_days_mean")
        return max(float(np.nanmedian(gaps)), 1.0) if np.isfinite(gaps).any() else NO_GAP_DAYS


@dataclass(frozen=True)
class Segment:
    """Some of the customers of a population.

    Attributes
    ----------
    population : Population
    members : numpy.ndarray of bool, shape (n,)
    """

    population: Population
    members: np.ndarray

    @cached_property
    def size(self) -> int:
        """Number of members."""
        return int(self.members.sum())

    def share(self, condition: Condition) -> float:
        """Share of all members who meet a comparison, from 0 to 1."""
        if condition.feature not in self.population.catalog or not self.size:
            return 0.0
        values = self.population.values(condition.feature)[self.members]
        if self.population.is_text(condition.feature):
            return float(np.mean(values == condition.value))
        limit = self.population.limit(condition)
        with np.errstate(invalid="ignore"):
            return float(np.mean(_OPERATORS[condition.sign](values, limit)))

    def difference(self, feature: str) -> float:
        """Mean standardised rank of the members: how far they are above all customers.

        0 where the feature is unknown of most members, or of fewer than `LEAST_MEMBERS`.
        """
        if feature not in self.population.catalog or self.population.is_text(feature):
            return 0.0
        own = self.population.ranks(feature)[0][self.members]
        known = np.isfinite(own)
        if known.sum() < max(LEAST_MEMBERS, 0.5 * self.size):
            return 0.0
        return float(own[known].mean())

    def is_beyond(self, feature: str, is_high: bool, least_share: float) -> bool:
        """Whether so many of the members are above (below) the middle customer."""
        values = self.population.values(feature)[self.members]
        middle = self.population.ranks(feature)[1]
        with np.errstate(invalid="ignore"):
            return bool(np.mean(values > middle if is_high else values < middle) >= least_share)

    def strength(self, condition: Condition) -> float:
        """How far the members are above all customers, in the condition's direction."""
        feature = condition.feature
        if feature in self.population.catalog and self.population.is_text(feature):
            everybody = np.mean(self.population.values(feature) == condition.value)
            spread = np.sqrt(everybody * (1 - everybody))
            difference = (self.share(condition) - everybody) / spread if spread > 0 else 0.0
        else:
            difference = self.difference(feature)
        if condition.sign in ("low", "<=", "<"):
            difference = -difference
        return float(np.clip(difference, 0.0, LARGEST_DIFFERENCE))

    def holds(self, conditions: Iterable[Condition], is_kept: bool = False) -> bool:
        """Whether conditions hold; less is asked of a segment that has its name already."""
        most, notable = (STILL_MOST, STILL_NOTABLE) if is_kept else (MOST, NOTABLE)
        for condition in conditions:
            if condition.feature not in self.population.catalog:
                return False
            if condition.sign not in ("high", "low"):
                if self.share(condition) < most:
                    return False
            elif self.strength(condition) < notable or not self.is_beyond(
                condition.feature, condition.sign == "high", most
            ):
                return False
        return True

    @cached_property
    def levels(self) -> dict[str, float]:
        """Share of the members per level of `customer_activity`; empty where it is not known."""
        if "activity_level" not in self.population.frame.columns or not self.size:
            return {}
        levels = self.population.frame["activity_level"].to_numpy(dtype=object)[self.members]
        if pd.isna(levels).mean() > 0.5:
            return {}
        known = pd.Series(levels).value_counts(normalize=True)
        return {str(level): float(share) for level, share in known.items()}

    def is_told(self, feature: str) -> bool:
        """Whether a feature says something of most members.

        A trend says it of few of those who are new, days and hours of few who ordered once or twice.
        `segment_profiles` decides alike.
        """
        catalog = self.population.catalog
        measure = catalog.get(feature, {}).get("measure")
        if measure in TIMES and "order_count" in catalog:
            orders = self.population.values("order_count")[self.members]
            return (
                bool(np.nanmedian(orders) >= TIMES_ORDERS) if np.isfinite(orders).any() else False
            )
        if measure not in TRENDS:
            return True
        since, gap = "days_since_first_order", "order_gap_days_mean"
        if not {since, gap} <= set(catalog):
            return False
        known = [self.population.values(name)[self.members] for name in (since, gap)]
        if any(np.isfinite(values).mean() < 0.5 for values in known):
            return False
        there, pause = (float(np.nanmedian(values)) for values in known)
        return there >= TREND_DAYS and pause <= TREND_GAP_DAYS

    @property
    def activity(self) -> str:
        """What most members do, see `activity_of`; empty where it is not known."""
        return activity_of(self.levels) if self.levels else ""

    @property
    def parts(self) -> dict[str, float]:
        """Share of the members who buy, who have stopped or are late, and who never bought."""
        of = self.levels.get
        return {
            "buying": of("active", 0.0) + of("new", 0.0),
            "quiet": of("slipping", 0.0) + of("inactive", 0.0),
            "never": of("prospect", 0.0) + of("returns_only", 0.0),
        }

    @cached_property
    def is_one_time(self) -> bool:
        """Whether most members have ordered once."""
        return self.share(Condition("order_count", "=", "1")) >= MOST


def activity_of(shares: Mapping[str, float]) -> str:
    """What the most members of a segment do.

    Parameters
    ----------
    shares : mapping of str to float
        Share of the members per `activity_level` of `customer_activity`.

    Returns
    -------
    str
        A level that more than half of the members have; else "dormant" where `MOST` have been silent
        for long or never bought, "active" where `MOST` bought lately, "slipping" where
        more than half are late or silent, else "mixed". `segment_states` decides alike, and calls
        what is dormant inactive and what is mixed slipping.
    """
    never = shares.get("prospect", 0.0) + shares.get("returns_only", 0.0)
    silent, late = shares.get("inactive", 0.0), shares.get("slipping", 0.0)
    for level in ("returns_only", "inactive", "new"):
        if shares.get(level, 0.0) > 0.5:
            return level
    if never > 0.5:
        return "prospect"
    if never + silent >= MOST:
        return "dormant"
    if shares.get("active", 0.0) + shares.get("new", 0.0) >= MOST:
        return "active"
    return "slipping" if late + silent > 0.5 else "mixed"
