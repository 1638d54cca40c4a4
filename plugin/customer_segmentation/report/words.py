"""Figures and verdicts in words that a marketer understands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from customer_segmentation.fit.algorithms import ALGORITHMS
from customer_segmentation.fit.separation import HARDLY_ANY
from customer_segmentation.fit.stability import (
    DISSOLVED,
    HIGHLY_STABLE,
    PATTERN,
    PREDICTION_STRENGTH,
    STABLE,
)

NOTHING = "n/a"
# Of 0.8 that stay in each of four periods, two in five are left after a year.
MOST_STAY = 0.8

# What a rating adds where halves of the customers that choose anew agree less than resamples.
LIMITED = ", limited by the choice"
BORDERS_VARY = "borders vary"
# What the column population says of a segmentation of all customers.
EVERYBODY = "all customers"
DEFINITIONS = {
    "rfm": "Set by definition: scores of recency, frequency and monetary value (RFM)",
    "rules": "Set by definition: rules of the business",
}
OBJECTIVES = {
    "targeted_marketing": "for targeted marketing",
    "product_recommendations": "for product recommendations",
    "resource_allocation": "for allocating resources",
}
USES = {
    "targeted_marketing": "For campaigns: it is made of how customers behave, so a message can fit a "
    "segment.",
    "product_recommendations": "For choosing what to offer: it is made of what customers buy, and how.",
    "resource_allocation": "For dividing a budget: what customers will probably spend weighs most.",
    "rfm": "For priorities at a glance: last order, number of orders and spend, as other shops use them.",
    "rules": "For reporting and agreements: anybody can check by hand who is in which segment.",
}
COUNTING = (
    *("No", "One", "Two", "Three", "Four", "Five", "Six"),
    *("Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
)


@dataclass(frozen=True)
class Verdict:
    """A judgement: a short label, the sentences behind it, and how good the news is.

    Attributes
    ----------
    label : str
    text : str
    level : {'good', 'fair', 'poor', 'plain'}
    """

    label: str
    text: str
    level: str


def is_null(value: Any) -> bool:
    """Whether a cell is empty."""
    return value is None or (not isinstance(value, (list, dict)) and bool(pd.isna(value)))


def number(value: Any) -> str:
    """A number with the digits that a reader needs: 1,204 / 31.5 / 4.25 / <0.01."""
    if is_null(value):
        return NOTHING
    size = abs(float(value))
    if size >= 100 or float(value) == int(value):
        return f"{float(value):,.0f}"
    if size < 0.005:
        return "<0.01" if value > 0 else ">-0.01"
    return f"{float(value):,.1f}" if size >= 10 else f"{float(value):,.2f}"


def amount(value: Any, unit: Any = None) -> str:
    """A feature's value with its unit: 31.5 days; a share as a percentage."""
    if is_null(value):
        return NOTHING
    if unit == "share":
        return percent(value)
    return number(value) if is_null(unit) or not unit else f"{number(value)} {unit}"


def compact(value: Any) -> str:
    """A large number for a headline: 8.9 million, 412,000, 1,204."""
    if is_null(value):
        return NOTHING
    size = abs(float(value))
    if size >= 1e9:
        return f"{float(value) / 1e9:.1f} billion"
    if size >= 1e6:
        return f"{float(value) / 1e6:.1f} million"
    return number(round(float(value))) if size >= 100 else number(value)


def percent(value: Any) -> str:
    """A share from 0 to 1 as a percentage, as the tables write it: 41 %, 3.4 %, <0.1 %."""
    if is_null(value):
        return NOTHING
    share = 100 * float(value)
    if 0 < abs(share) < 0.1:
        return "<0.1 %" if share > 0 else ">-0.1 %"
    if abs(share) < 10 and not math.isclose(share, round(share), abs_tol=0.05):
        return f"{share:.1f} %"
    return f"{share:.0f} %"


def ratio(value: Any) -> str:
    """A ratio to the average: 3.4x."""
    return NOTHING if is_null(value) else f"{float(value):.1f}\N{MULTIPLICATION SIGN}"


def day(value: Any) -> str:
    """A date as 10 December 2011."""
    if is_null(value):
        return NOTHING
    when = pd.Timestamp(value)
    return f"{when.day} {when:%B %Y}"


def short_day(value: Any) -> str:
    """A date as 10 Dec 2011."""
    if is_null(value):
        return NOTHING
    when = pd.Timestamp(value)
    return f"{when.day} {when:%b %Y}"


def cell(value: Any) -> str:
    """A value of a table of figures."""
    if is_null(value):
        return ""
    if isinstance(value, (bool,)) or type(value).__name__ == "bool_":
        return "yes" if value else "no"
    if isinstance(value, (datetime, date, pd.Timestamp)):
        return str(pd.Timestamp(value).date())
    if isinstance(value, float) or type(value).__name__.startswith("float"):
        return f"{float(value):,.0f}" if float(value).is_integer() else f"{float(value):,.4g}"
    if isinstance(value, int) or type(value).__name__.startswith(("int", "uint")):
        return f"{int(value):,}"
    return str(value)


def use_of(method: str, objective: str) -> str:
    """What a segmentation is good for, a sentence."""
    return USES.get(method) or USES.get(objective, "")


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """A count in words up to twelve: Six segments."""
    word = COUNTING[count] if count < len(COUNTING) else f"{count:,}"
    return f"{word} {noun if count == 1 else plural or noun + 's'}"


def listed(items: Sequence[str]) -> str:
    """Items as a sentence lists them: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def sentence(text: Any) -> str:
    """A text that ends in one full stop; nothing for an empty cell."""
    return "" if is_null(text) else str(text).rstrip(".") + "."


def algorithm_title(name: str) -> str:
    """What a heading calls an algorithm; one of another version by its name."""
    return ALGORITHMS[name].title if name in ALGORITHMS else name


def algorithm_label(name: str) -> str:
    """What a sentence calls an algorithm."""
    return ALGORITHMS[name].label if name in ALGORITHMS else name


def title_of(name: str) -> str:
    """Name of a segmentation as a heading."""
    if len(name) <= 4 and name.isalpha() and not re.search("[aeiou]", name):
        return name.upper()
    return name.replace("_", " ").strip().capitalize() or name


def wrapped(text: str, width: int) -> str:
    """Break a label into lines for a figure."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(lines)


def traits_of(text: Any) -> list[tuple[str, str]]:
    """Split `top_traits` into what is said and the figures behind it."""
    if is_null(text):
        return []
    parts = [part.strip() for part in str(text).split(";") if part.strip()]
    split = []
    for part in parts:
        match = re.fullmatch(r"(.*?)\s*\((.*)\)", part)
        said, figures = match.groups() if match else (part, "")
        split.append((said[:1].upper() + said[1:], figures))
    return split


def stability_verdict(jaccard: Any, rating: Any = None, is_fitted: bool = False) -> Verdict:
    """What the bootstrap Jaccard similarity of one segment means.

    Parameters
    ----------
    jaccard : float or null
        Mean over resamples, from 0 to 1.
    rating : str or null
        The rating of the table, shown in place of the published words when there is one.
    is_fitted : bool
        Whether the segment was found in data, not set by definition.
    """
    if is_null(jaccard) and is_fitted:
        return Verdict("Not measured", "This build did not measure the stability.", "plain")
    if is_null(jaccard):
        return Verdict(
            "Fixed by definition",
            "Membership follows from a definition, so it does not vary with the sample.",
            "plain",
        )
    if jaccard >= HIGHLY_STABLE:
        words = ("Highly stable", "Drawn from other customers, it comes out almost unchanged.")
        level = "good"
    elif jaccard >= STABLE:
        words = (
            "Stable",
            "Drawn from other customers, it comes out with most of the same members.",
        )
        level = "good"
    elif jaccard >= PATTERN:
        words = (
            "Pattern",
            "The group comes out again, its members are in doubt: keep offers cheap.",
        )
        level = "fair"
    elif jaccard > DISSOLVED:
        words = ("Not to be trusted", "Often does not come back: do not build on it alone.")
        level = "poor"
    else:
        words = ("Dissolved", "Does not come back in new samples: treat as a leftover.")
        level = "poor"
    label = (
        words[0] if is_null(rating) else str(rating).replace(LIMITED, " when halves choose anew")
    )
    return Verdict(label[:1].upper() + label[1:], words[1], level)


def staying(share: Any, is_urgent: bool = True) -> str:
    """How many members stay from one as-of date to the next, a sentence; empty when not known.

    Parameters
    ----------
    share : float or null
    is_urgent : bool
        Whether it matters that they leave: they have not left the shop, and can be written to.
    """
    if is_null(share):
        return ""
    told = f"Members: {percent(share)} stayed since the period before"
    is_moving = is_urgent and share < MOST_STAY
    return f"{told}: write while they are there." if is_moving else f"{told}."


def is_there(row: Mapping[str, Any]) -> bool:
    """Whether members of a segment are customers by now who have something in common, and are reached."""
    buying = ("active", "new", "slipping")
    return bool(
        row["activity_level"] in buying and row["reachable_customers"] and not row["is_outlier"]
    )


def structure_verdict(structure: Any, reference_share: Any = None, segments: int = 0) -> Verdict:
    """What it means that the customers do or do not form groups of their own."""
    if is_null(structure):
        return Verdict(
            "Set by definition",
            "These segments are defined, not discovered. They say nothing about natural groups, "
            "and every customer can be placed by hand.",
            "plain",
        )
    known = (
        "" if is_null(reference_share) else f" ({percent(reference_share)} of which are as clear)"
    )
    if structure == "clustered":
        return Verdict(
            "Natural groups",
            "The customers form groups of their own: they are set apart more clearly than in "
            f"comparison data without groups{known}. The borders follow gaps in behaviour.",
            "good",
        )
    if structure == "none":
        finding = (
            "Customers are set apart more clearly than in comparison data without groups"
            f"{known}, but not so clearly that the segments could be called natural groups. "
            if not is_null(reference_share) and reference_share <= HARDLY_ANY
            else "Customers vary gradually: they are not set apart more clearly than in "
            f"comparison data without groups{known}. "
        )
        return Verdict(
            "Useful partition, no natural groups",
            finding
            + (f"The {segments} segments divide" if segments else "The segments divide")
            + " a continuum, as price bands do. They help to plan and to address customers; two "
            "customers on either side of a border differ little.",
            "fair",
        )
    return Verdict(
        str(structure), f"The build states the structure as {structure}{known}.", "plain"
    )


def overall_stability(
    rows: Iterable[Mapping[str, Any]],
    is_fitted: bool,
    prediction_strength: Any = None,
    leaving: Sequence[tuple[str, float]] = (),
) -> Verdict:
    """What the stability of all segments together allows.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of `segments`.
    is_fitted : bool
        Whether the segments were found in data, not set by definition.
    prediction_strength : float or null
        Of the chosen candidate, from 0 to 1.
    leaving : sequence of (str, float)
        Segments that lose their members over time, with the share that stays.
    """
    verdict = _found_again(rows, is_fitted)
    doubts, labels = [], [verdict.label]
    if not is_null(prediction_strength) and prediction_strength < PREDICTION_STRENGTH:
        labels.append(BORDERS_VARY)
        doubts.append(
            "Two halves of the customers agree only in part on where the borders run (prediction "
            f"strength {prediction_strength:.2f}; {PREDICTION_STRENGTH} is called good)."
        )
    if leaving:
        labels.append("members move on")
        moving = listed([f"{name} ({percent(share)} stay)" for name, share in leaving])
        doubts.append(f"Members move on soon in {moving}: address them while they are there.")
    if not doubts:
        return verdict
    level = "fair" if verdict.level == "good" else verdict.level
    label = ", ".join(labels) if is_fitted else verdict.label
    return Verdict(label, " ".join([verdict.text, *doubts]), level)


def _found_again(rows: Iterable[Mapping[str, Any]], is_fitted: bool) -> Verdict:
    measured = [row for row in rows if not is_null(row["stability_jaccard"])]
    if not measured:
        return stability_verdict(None, is_fitted=is_fitted)
    firm = [row for row in measured if row["stability_jaccard"] >= STABLE]
    weak = [row["segment_name"] for row in measured if row["stability_jaccard"] < STABLE]
    lowest = min(row["stability_jaccard"] for row in measured)
    is_limited = any(str(row.get("stability_rating")).endswith(LIMITED) for row in measured)
    when = (
        "when halves of the customers choose their segments anew"
        if is_limited
        else "when customers are drawn again at random"
    )
    if not weak:
        return Verdict(
            "All segments found again" if len(measured) > 1 else "Found again",
            f"{when[:1].upper()}{when[1:]}, every segment comes back with most of the "
            f"same members (lowest Jaccard similarity {lowest:.2f}; {STABLE} is called stable).",
            "good",
        )
    if firm:
        return Verdict(
            f"{len(firm)} of {len(measured)} segments found again",
            f"{len(firm)} of {len(measured)} segments come back {when}. Members of {listed(weak)} "
            "are in doubt.",
            "fair",
        )
    return Verdict(
        "No segment found again",
        f"{when[:1].upper()}{when[1:]}, no segment comes back with most of the same "
        f"members (lowest Jaccard similarity {lowest:.2f}). Use them for exploration only.",
        "poor",
    )


def bought(buyers: Any, orders: Any, money: str) -> str:
    """How many customers have bought, and what; a customer table without orders does not say.

    Parameters
    ----------
    buyers, orders : int or null
        Customers with an order, and orders; null where orders are not known.
    money : str
        What the orders came to, n/a where it is not known.
    """
    if is_null(orders):
        return "Without orders it is not known what they bought."
    return f"{number(buyers)} of them have bought: {number(orders)} orders, {worth(money)}."


def worth(money: str) -> str:
    """What orders came to in words, after their number: 1,204 EUR in net spend."""
    return "of unknown worth" if money == NOTHING else f"{money} in net spend"
