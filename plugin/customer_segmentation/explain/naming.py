"""Names of segments, from what sets them apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.encoding import Dimension, Encoder, numeric_column, text_column

# Standardised differences below this are small (Cohen 1988 calls 0.2 small, 0.5 medium).
NOTABLE = 0.3
# Where all customers are much alike, a mean this close to everybody's, in parts of it, is no trait.
CLOSE = 0.1
# Features that rise and fall together among customers are one trait.
SAME_TRAIT = 0.9
# A trait that another segment has more of says less about this one.
SHARED_TRAIT = 0.7
TRAITS_IN_NAME = 2


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
    is_close : bool
        Whether the mean of the segment is about that of everybody.
    """

    feature_name: str
    family: str
    words: str
    difference: float
    is_close: bool = False


def _words(row: Mapping[str, Any], dimension: Dimension, is_high: bool) -> str:
    if dimension.is_missing_indicator:
        return f"no {row['label']}"
    words = str(row["words_high" if is_high else "words_low"])
    return words if dimension.category is None else f"{words} {dimension.category}"


def _is_close(frame: pd.DataFrame, members: np.ndarray, dimension: Dimension) -> bool:
    """Whether the mean of the members is about that of everybody."""
    if dimension.category is not None:
        values = (text_column(frame, dimension.feature_name) == dimension.category).astype(float)
    else:
        values = numeric_column(frame, dimension.feature_name)
        if dimension.is_missing_indicator:
            values = np.isnan(values).astype(float)
    if np.isnan(values[members]).all():
        return False
    everybody = np.nanmean(values)
    return bool(abs(np.nanmean(values[members]) - everybody) < CLOSE * abs(everybody))


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
        Rows of `feature_catalog` with label, measure, words_high and words_low.

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
            found.append(
                Trait(
                    dimension.feature_name,
                    dimension.family,
                    _words(row, dimension, difference > 0),
                    difference,
                    _is_close(frame, members, dimension),
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
    first: list[Trait] = []
    later: list[Trait] = []
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
