"""Would the same segments come out again? Resampling, a held-out part, another period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from customer_segmentation.fit.metrics import adjusted_rand, best_jaccard
from customer_segmentation.fit.reproduction import Reproduction

# Hennig (2008), Dissolution point and isolation robustness: at most one half is dissolved.
DISSOLVED = 0.5
# Hennig (2007) and the documentation of fpc::clusterboot.
STABLE = 0.75
HIGHLY_STABLE = 0.85
PATTERN = 0.6
# Tibshirani & Walther (2005): from here on clusters are well predicted.
PREDICTION_STRENGTH = 0.8


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
    def errors(self) -> np.ndarray:
        """Standard error of each mean, shape (segments,); infinite of a single resample."""
        count = len(self.similarities)
        if count < 2:
            return np.full(len(self.segment_ids), np.inf)
        return self.similarities.std(axis=0, ddof=1) / np.sqrt(count)

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

    rows = [once(seed) for seed in resamples]
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


def _check(
    segment_id: int | None, name: str, value: float, threshold: float, rating: str
) -> dict[str, Any]:
    return {
        "segment_id": segment_id,
        "check_name": name,
        "value": float(f"{value:.9g}"),
        "threshold": threshold,
        "rating": rating,
    }


def bootstrap_checks(bootstrap: Bootstrap, ids: Mapping[int, int]) -> list[dict[str, Any]]:
    """Rows of `segment_stability` from resamples, without the model's key.

    Parameters
    ----------
    bootstrap : Bootstrap
    ids : mapping of int to int
        Segment ids of the fit's numbers.
    """
    rows = []
    resamples = len(bootstrap.similarities)
    for position, number in enumerate(bootstrap.segment_ids):
        mean = float(bootstrap.means[position])
        dissolved = bootstrap.dissolved[position] / resamples
        recovered = bootstrap.recovered[position] / resamples
        lost = "often dissolved" if dissolved > DISSOLVED else "seldom dissolved"
        again = "mostly recovered" if recovered > DISSOLVED else "seldom recovered"
        rows += [
            _check(ids[number], "bootstrap_jaccard", mean, STABLE, stability_rating(mean)),
            _check(ids[number], "bootstrap_dissolved_share", dissolved, DISSOLVED, lost),
            _check(ids[number], "bootstrap_recovered_share", recovered, DISSOLVED, again),
        ]
    return rows


def prediction_checks(
    strengths: Mapping[int, float], ids: Mapping[int, int]
) -> list[dict[str, Any]]:
    """Rows of `segment_stability` from the held-out part, without the model's key.

    Parameters
    ----------
    strengths : mapping of int to float
        Prediction strength of each segment, in the fit's numbers.
    ids : mapping of int to int
        Segment ids of the fit's numbers.
    """
    return [
        _check(
            ids[number],
            "prediction_strength",
            strength,
            PREDICTION_STRENGTH,
            "well predicted" if strength >= PREDICTION_STRENGTH else "weakly predicted",
        )
        for number, strength in strengths.items()
    ]


def choice_checks(labels: np.ndarray, reproduction: Reproduction) -> list[dict[str, Any]]:
    """Rows of `segment_stability` from halves that repeat the choice, without the model's key.

    Parameters
    ----------
    labels : numpy.ndarray of shape (n,)
        Segment ids of the current customers.
    reproduction : Reproduction
    """
    agreement = reproduction.agreement()
    rows = [_check(None, "choice_agreement", agreement, DISSOLVED, stability_rating(agreement))]
    for segment_id, value in reproduction.jaccard(labels).items():
        rows.append(_check(segment_id, "choice_jaccard", value, PATTERN, stability_rating(value)))
    return rows


def period_checks(labels: np.ndarray, earlier: np.ndarray) -> list[dict[str, Any]]:
    """Rows of `segment_stability` from a fit on the previous period, without the model's key.

    Parameters
    ----------
    labels, earlier : numpy.ndarray of shape (n,)
        Segment ids of the current customers by the model, and by the same recipe fitted on the previous
        period.
    """
    agreement = adjusted_rand(labels, earlier)
    rows = [
        _check(None, "previous_period_ari", agreement, DISSOLVED, stability_rating(agreement)),
    ]
    for segment_id, value in best_jaccard(labels, earlier).items():
        rating = stability_rating(value)
        rows.append(_check(segment_id, "previous_period_jaccard", value, DISSOLVED, rating))
    return rows
