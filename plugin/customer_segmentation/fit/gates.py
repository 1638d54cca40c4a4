"""What a candidate has to pass: sizes, stability, and separation to be called a discovery."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from customer_segmentation.fit.candidates import Candidate, Measures
from customer_segmentation.fit.stability import STABLE

SEPARATION_RATIO = 0.5
# Fewer neighbours in other segments than this are no difference to speak of.
SEPARATION_GAIN = 0.015
SIGNIFICANCE = 0.05
# Borders through data without clusters stay below this (docs/structure_test.md).
BORDER_SPARSITY = 1.05
# The held-out part of a small sample cannot show the 0.8 of Tibshirani & Walther (2005); there half
# of all pairs is more than k-means reaches by chance.
MIN_PREDICTION_STRENGTH = 0.6
MAX_SHARE = 0.95
MAX_OUTLIER_SHARE = 0.3


def reject_sizes(
    candidates: Sequence[Candidate], floor: float, min_segments: int, max_segments: int
) -> None:
    """Give every candidate its reasons for segments that are too few, too many, small or large.

    Parameters
    ----------
    candidates : sequence of Candidate
    floor : float
        Smallest share of the customers that a segment may hold.
    min_segments, max_segments : int
    """
    for candidate in candidates:
        candidate.reasons += _wrong_sizes(candidate, floor, min_segments, max_segments)


def _wrong_sizes(
    candidate: Candidate, floor: float, min_segments: int, max_segments: int
) -> list[str]:
    if candidate.prototypes is None:
        return ["no group of customers is dense and large enough"]
    reasons = []
    found, largest = candidate.found, max(candidate.labels.shares.values(), default=0.0)
    outliers, smallest = candidate.measures.outlier_share, candidate.measures.smallest_share
    if outliers > MAX_OUTLIER_SHARE:
        reasons.append(
            f"{_percent(outliers)} of customers are outliers, at most "
            f"{_percent(MAX_OUTLIER_SHARE)} may be"
        )
    if largest > MAX_SHARE or found < 2:
        reasons.append(f"one giant segment holds {_percent(largest)} of customers")
    elif not min_segments <= found <= max_segments:
        reasons.append(f"it has {found} segments, asked for were {min_segments} to {max_segments}")
    if smallest < floor and found >= 2:
        reasons.append(
            f"the smallest segment holds {_percent(smallest)} of customers, "
            f"the floor is {_percent(floor)}"
        )
    return reasons


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def reject_higher_bic(candidates: Sequence[Candidate]) -> None:
    """Of the mixtures with equal numbers of segments, only the one with the lowest BIC goes on."""
    best: dict[tuple[str, int], float] = {}
    for item in candidates:
        if not np.isnan(item.measures.bic):
            best[_size(item)] = min(best.get(_size(item), np.inf), item.measures.bic)
    for item in candidates:
        if item.measures.bic > best.get(_size(item), np.inf):
            item.reasons.append("another covariance type has the lower BIC")


def _size(candidate: Candidate) -> tuple[str, int]:
    return candidate.recipe.algorithm.name, candidate.recipe.n_segments


def is_separated(measures: Measures) -> bool:
    """Whether the segments are groups that data without clusters does not show."""
    return (
        measures.structure_p_value <= SIGNIFICANCE
        and measures.neighbour_mixing <= SEPARATION_RATIO * measures.reference_mixing
        and measures.neighbour_mixing <= measures.reference_mixing - SEPARATION_GAIN
        and measures.border_sparsity >= BORDER_SPARSITY
        and measures.prediction_strength >= MIN_PREDICTION_STRENGTH
    )


def reject_unstable(candidate: Candidate) -> None:
    """Reject a candidate whose least stable segment does not come back in resamples."""
    least = candidate.measures.jaccard_min
    if least < STABLE:
        candidate.reasons.append(
            f"its least stable segment has a bootstrap Jaccard of {least:.2f}, "
            f"stable is {STABLE:.2f}"
        )
