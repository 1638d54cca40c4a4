"""Names and descriptions of segments, from what sets them apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.encoding import Encoder, numeric_column, text_column

# Standardised differences below this are small (Cohen 1988 calls 0.2 small, 0.5 medium).
NOTABLE = 0.3
# Where all customers are much alike, a mean this close to everybody's, in parts of it, is no trait.
CLOSE = 0.1
# Features that rise and fall together among customers are one trait.
SAME_TRAIT = 0.9
# A trait that another segment has more of says less about this one.
SHARED_TRAIT = 0.7
TRAITS_IN_NAME = 2
TRAITS_IN_DESCRIPTION = 3


@dataclass(frozen=True)
class Trait:
    """One feature of one segment.

    Attributes
    ----------
    feature_name, family : str
    words : str
        The trait in the business's words, lower case.
    difference : float
        Mean of the segment less mean of all, in standard deviations of the transformed feature.
    figures : str
        The feature's label with the segment's figure and everybody's.
    is_close : bool
        Whether the mean of the segment is about that of everybody.
    """

    feature_name: str
    family: str
    words: str
    difference: float
    figures: str
    is_close: bool = False


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _quantity(value: float, unit: str | None) -> str:
    return f"{100 * value:.0f} %" if unit == "share" else _number(value)


def _compared(label: str, own: float | None, everybody: float, unit: str | None) -> str:
    """A figure beside everybody's: the unit once, and not when the label names it."""
    shown = "" if unit in (None, "share") or unit in label else f" {unit}"
    average = f"(average {_quantity(everybody, unit)}{shown if own is None else ''})"
    return f"{label} {'unknown' if own is None else _quantity(own, unit) + shown} {average}"


def _words(row: Mapping[str, Any], dimension: Any, is_high: bool) -> str:
    label = _text(row.get("label")) or row["feature_name"]
    if dimension.category is not None:
        return f"{'mostly' if is_high else 'rarely'} {label} {dimension.category}"
    if dimension.is_missing_indicator:
        return f"{'no' if is_high else 'known'} {label}"
    given = _text(row.get("words_high" if is_high else "words_low"))
    return given or f"{'high' if is_high else 'low'} {label}"


def _figures(
    frame: pd.DataFrame, members: np.ndarray, row: Mapping[str, Any], dimension: Any
) -> tuple[str, bool]:
    """The figures of a trait, and whether they are about the same."""
    label = _text(row.get("label")) or row["feature_name"]
    if dimension.category is not None:
        values = (text_column(frame, row["feature_name"]) == dimension.category).astype(float)
        label, unit = f"{label} {dimension.category}", "share"
    else:
        values = numeric_column(frame, row["feature_name"])
        unit = _text(row.get("unit"))
        if dimension.is_missing_indicator:
            values, label, unit = np.isnan(values).astype(float), f"no {label}", "share"
    is_known = not np.isnan(values[members]).all()
    own = np.nanmean(values[members]) if is_known else None
    everybody = np.nanmean(values)
    is_close = own is not None and abs(own - everybody) < CLOSE * abs(everybody)
    return _compared(label, own, everybody, unit), bool(is_close)


def segment_traits(
    encoder: Encoder,
    frame: pd.DataFrame,
    labels: np.ndarray,
    features: Sequence[Mapping[str, Any]],
) -> dict[int, list[Trait]]:
    """What sets each segment apart from all customers, the most telling first.

    Parameters
    ----------
    encoder : Encoder
    frame : pandas.DataFrame
        n customers.
    labels : numpy.ndarray of shape (n,)
    features : sequence of mapping
        Rows of `feature_catalog` with label, measure, unit, words_high and words_low.

    Returns
    -------
    dict of int to list of Trait
        By the size of the standardised difference; one trait per measure, whatever its window,
        and per set of features that are correlated beyond `SAME_TRAIT`.
    """
    weights = np.array([dimension.weight for dimension in encoder.dimensions])
    encoded = encoder.transform(frame) / weights
    spread = encoded.std(axis=0)
    standardised = (encoded - encoded.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    is_same = np.abs(standardised.T @ standardised) / len(standardised) > SAME_TRAIT
    rows = {row["feature_name"]: row for row in features}
    measures = [rows[dimension.feature_name]["measure"] for dimension in encoder.dimensions]
    traits: dict[int, list[Trait]] = {}
    for label in np.unique(labels):
        members = labels == label
        differences = np.round(standardised[members].mean(axis=0), 9)
        found: list[Trait] = []
        chosen: list[int] = []
        for position in np.argsort(-np.abs(differences), kind="stable"):
            dimension = encoder.dimensions[position]
            row = rows[dimension.feature_name]
            difference = float(differences[position])
            # A known value of a feature that is often missing says nothing about the customer.
            if dimension.is_missing_indicator and difference < 0:
                continue
            if any(measures[position] == measures[other] for other in chosen) or any(
                is_same[position, chosen]
            ):
                continue
            chosen.append(int(position))
            figures, is_close = _figures(frame, members, row, dimension)
            found.append(
                Trait(
                    dimension.feature_name,
                    dimension.family,
                    _words(row, dimension, difference > 0),
                    difference,
                    figures,
                    is_close,
                )
            )
        traits[int(label)] = found
    return traits


def _telling(traits: Mapping[int, Sequence[Trait]]) -> dict[int, list[Trait]]:
    """Traits of each segment, those first in which no other segment goes further."""
    furthest: dict[str, float] = {}
    for own in traits.values():
        for trait in own:
            furthest[trait.words] = max(furthest.get(trait.words, 0.0), abs(trait.difference))

    def strength(trait: Trait) -> float:
        size = abs(trait.difference)
        return size if size >= furthest[trait.words] else SHARED_TRAIT * size

    return {label: sorted(own, key=strength, reverse=True) for label, own in traits.items()}


def _leading(traits: Sequence[Trait]) -> list[Trait]:
    """Notable traits, one per family first, then the rest."""
    notable = [trait for trait in traits if abs(trait.difference) >= NOTABLE and not trait.is_close]
    families: set[str] = set()
    first, later = [], []
    for trait in notable:
        (later if trait.family in families else first).append(trait)
        families.add(trait.family)
    return first + later


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def name_segments(
    traits: Mapping[int, Sequence[Trait]], taken: Collection[str] = ()
) -> dict[int, str]:
    """Name segments by their leading traits, no two alike.

    Parameters
    ----------
    traits : mapping of int to sequence of Trait
    taken : collection of str
        Names that are already in use and stay so.

    Returns
    -------
    dict of int to str
        A name gets more traits until it is unique.
    """
    traits = _telling(traits)
    used = {name.lower() for name in taken}
    names: dict[int, str] = {}
    by_strength = sorted(
        traits,
        key=lambda label: (-max((abs(t.difference) for t in traits[label]), default=0), label),
    )
    for label in by_strength:
        leading = _leading(traits[label]) or list(traits[label])
        others = [trait for trait in traits[label] if trait not in leading]
        others.sort(key=lambda trait: trait.is_close)
        words = [trait.words for trait in leading + others]
        is_typical = not _leading(traits[label])
        options = [["typical customers"]] if is_typical else []
        options += [words[:count] for count in range(TRAITS_IN_NAME, len(words) + 1)]
        options += [words[:1]]
        candidates = [_capital(", ".join(option)) for option in options if option]
        name = next((text for text in candidates if text.lower() not in used), None)
        number = 2
        while name is None:
            text = f"{candidates[0]} ({number})"
            name = text if text.lower() not in used else None
            number += 1
        used.add(name.lower())
        names[label] = name
    return {label: names[label] for label in traits}


def describe_segment(traits: Sequence[Trait]) -> str:
    """One sentence with the figures of the leading traits."""
    leading = _leading(traits)[:TRAITS_IN_DESCRIPTION]
    if not leading:
        return "Close to the average customer in every feature."
    return _capital("; ".join(trait.figures for trait in leading)) + "."
