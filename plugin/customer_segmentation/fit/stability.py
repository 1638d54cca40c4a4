"""Would the same segments come out again? Resampling, a held-out part, another period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from customer_segmentation.fit.effort import side_by_side
from customer_segmentation.fit.metrics import best_jaccard

# Hennig (2008), Dissolution point and isolation robustness: at most one half is dissolved.
DISSOLVED = 0.5
# Hennig (2007) and the documentation of fpc::clusterboot.
STABLE = 0.75
HIGHLY_STABLE = 0.85
PATTERN = 0.6


@dataclass(frozen=True)
class Bootstrap:
    """Jaccard similarities over resamples.

    Attributes
    ----------
    segment_ids : tuple of int
    similarities : numpy.ndarray of shape (resamples, segments)
    """

    segment_ids: tuple[int, ...]
    similarities: np.ndarray

    @property
    def means(self) -> np.ndarray:
        """Mean similarity of each segment, shape (segments,)."""
        return self.similarities.mean(axis=0)

    @property
    def dissolved(self) -> np.ndarray:
        """Resamples in which the segment dissolved (at most 0.5), shape (segments,)."""
        return (self.similarities <= DISSOLVED).sum(axis=0)

    @property
    def recovered(self) -> np.ndarray:
        """Resamples in which the segment was found again (at least 0.75), shape (segments,)."""
        return (self.similarities >= STABLE).sum(axis=0)


def bootstrap_jaccard(
    labels: np.ndarray,
    refit: Callable[[np.ndarray, int], np.ndarray],
    resamples: Sequence[int],
) -> Bootstrap:
    """Cluster-wise bootstrap stability (Hennig 2007, clusterboot).

    Parameters
    ----------
    labels : numpy.ndarray of shape (n,)
        Segments of the model under test, 0 for outliers.
    refit : callable
        (rows drawn with replacement, seed) to labels of these rows by a fit on them.
    resamples : sequence of int
        Seed of each resample.

    Returns
    -------
    Bootstrap
        Each customer of a resample counts once in the comparison.
    """
    segment_ids = tuple(int(label) for label in np.unique(labels) if label != 0)

    def once(seed: int) -> list[float]:
        rng = np.random.default_rng(seed)
        drawn = rng.integers(0, len(labels), len(labels))
        found = refit(drawn, seed)
        distinct, first = np.unique(drawn, return_index=True)
        similarity = best_jaccard(labels[distinct], found[first])
        return [similarity.get(segment, 0.0) for segment in segment_ids]

    rows = side_by_side(once, resamples)
    return Bootstrap(segment_ids, np.array(rows).reshape(len(rows), len(segment_ids)))


def stability_rating(value: float) -> str:
    """Published words for a mean bootstrap Jaccard similarity (Hennig 2007)."""
    if value >= HIGHLY_STABLE:
        return "highly stable"
    if value >= STABLE:
        return "stable"
    if value >= PATTERN:
        return "pattern with doubtful members"
    if value > DISSOLVED:
        return "not to be trusted"
    return "dissolved"
