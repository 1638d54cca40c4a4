"""Population stability of features, in bins fixed by the customers that a model was fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.encoding import numeric_column, text_column

BINS = 10
MAX_LEVELS = 20
# Who has been silent for longer than the longest window of a feature grows older and does nothing else:
# many who left in one month would pass an edge there together.
LONGEST_SILENCE = 365.0


def _edges(values: np.ndarray) -> list[float]:
    """Deciles, each moved to the middle of the gap above it.

    A smoothed rate takes few values, and these shift a little with the population's rate: an edge on
    such a value would move all its customers to another bin.
    """
    distinct = np.unique(values)
    if len(distinct) < 2:
        return []
    deciles = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    above = np.searchsorted(distinct, deciles, side="right").clip(1, len(distinct) - 1)
    middles = (distinct[above - 1] + distinct[above]) / 2
    return [float(f"{edge:.12g}") for edge in np.unique(middles)]


def _numeric_bins(values: np.ndarray, is_silence: bool) -> list[dict[str, Any]]:
    present = values[~np.isnan(values)]
    edges = [edge for edge in _edges(present) if not is_silence or edge <= LONGEST_SILENCE]
    position = np.searchsorted(edges, present, side="left")
    counts = np.bincount(position, minlength=len(edges) + 1)
    bounds = zip([None, *edges], [*edges, None], strict=True)
    return [
        {"lower_bound": lower, "upper_bound": upper, "customers": int(count)}
        for (lower, upper), count in zip(bounds, counts, strict=True)
    ]


def _level_bins(values: np.ndarray) -> list[dict[str, Any]]:
    levels, counts = np.unique([value for value in values if value is not None], return_counts=True)
    frequent = sorted(zip(-counts, levels, strict=True))[:MAX_LEVELS]
    return [{"category": str(level), "customers": int(-count)} for count, level in frequent]


def feature_bins(
    frame: pd.DataFrame, features: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Bins of each feature: deciles of numbers, levels of categories; a silence of over a year is one.

    Parameters
    ----------
    frame : pandas.DataFrame
        The n customers that the model was fitted on.
    features : sequence of mapping
        Rows of `feature_catalog`: feature_name, family, unit, value_type.

    Returns
    -------
    list of dict
        feature_name, bin, category, lower_bound (exclusive), upper_bound (inclusive), customers
        (of the n). A missing bound is open. Customers in no bin (nulls, rare levels) make up the
        rest of n.
    """
    rows = []
    for feature in sorted(features, key=lambda item: item["feature_name"]):
        name = feature["feature_name"]
        if feature["value_type"] == "categorical":
            found = _level_bins(text_column(frame, name))
        else:
            is_silence = feature["family"] == "recency" and feature["unit"] == "days"
            found = _numeric_bins(numeric_column(frame, name), is_silence)
        rows += [
            {
                "feature_name": name,
                "bin": position,
                "category": None,
                "lower_bound": None,
                "upper_bound": None,
                **item,
            }
            for position, item in enumerate(found)
        ]
    return rows


def bin_counts(frame: pd.DataFrame, bins: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """Customers of a frame in each bin, shape (bins,)."""
    counts = np.empty(len(bins), dtype=int)
    for position, row in enumerate(bins):
        if row["category"] is not None:
            counts[position] = (text_column(frame, row["feature_name"]) == row["category"]).sum()
            continue
        values = numeric_column(frame, row["feature_name"])
        inside = ~np.isnan(values)
        if row["lower_bound"] is not None:
            inside &= values > row["lower_bound"]
        if row["upper_bound"] is not None:
            inside &= values <= row["upper_bound"]
        counts[position] = inside.sum()
    return counts


def population_stability_index(expected: np.ndarray, actual: np.ndarray) -> float:
    """PSI between two sets of counts, half a customer added to every bin against empty ones.

    Parameters
    ----------
    expected, actual : numpy.ndarray of shape (bins,)
        Customers per bin, the rest of the population as a bin of its own.

    Returns
    -------
    float
        Sum of (p - q) ln(p / q); 0 when the shares are equal.
    """
    shares = [(counts + 0.5) / (counts.sum() + 0.5 * len(counts)) for counts in (expected, actual)]
    return float(np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0])))


def psi_noise(bins: int, expected_size: int, actual_size: int, z: float = 3.09) -> float:
    """PSI that unchanged populations exceed once in a thousand comparisons.

    Between samples of sizes n and m of one population, PSI is distributed as
    (1/n + 1/m) chi-squared with bins - 1 degrees of freedom (Yurdakul 2018); its quantile is
    taken by the approximation of Wilson & Hilferty (1931), as the SQL of `segment_drift` does.

    Parameters
    ----------
    bins, expected_size, actual_size : int
    z : float
        Standard normal quantile of the error rate.
    """
    degrees = max(1, bins - 1)
    spread = 2 / (9 * degrees)
    return degrees * (1 - spread + z * spread**0.5) ** 3 * (1 / expected_size + 1 / actual_size)
