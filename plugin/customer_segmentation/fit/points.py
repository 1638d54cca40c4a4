"""Choose a segmentation of plain points: the automatic choice without a warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from customer_segmentation.fit.candidates import candidate_rows
from customer_segmentation.fit.coincidence import shared_values
from customer_segmentation.fit.comparison import compare
from customer_segmentation.fit.effort import EFFORT, Effort, single_threaded
from customer_segmentation.model.encoding import WINSOR_QUANTILES
from customer_segmentation.model.settings import Segmentation

# Share of points that are held out, as of customers.
TEST_SHARE = 0.2
# Fewer held-out points measure nothing.
MIN_TEST_POINTS = 20
# More segments are tried only when asked for.
MOST_SEGMENTS = 15
# Fewer points than this per segment cannot be told from chance.
MIN_POINTS_PER_SEGMENT = 5


@dataclass(frozen=True)
class Choice:
    """A chosen segmentation of points.

    Attributes
    ----------
    labels : numpy.ndarray of shape (n,)
        Segments from 1, in no order; 0 for outliers.
    n_segments : int
    algorithm : str
        Of the chosen candidate; "none" when all points are the same.
    hyperparameters : mapping
    structure : {'clustered', 'none'}
        Whether the segments are groups that data without groups does not show.
    reference_share : float or None
        Share of data sets without groups that are parted as well as by the chosen candidate, see
        docs/selection.md; None with too few points.
    stability : float
        Lowest mean Jaccard similarity of a segment with what resampled points give, 0 to 1.
    is_admissible : bool
        Whether the chosen candidate passed every gate.
    candidates : list of dict
        Every candidate with its measures, and why it was not chosen: rows of `segment_candidates`.
    candidate_labels : numpy.ndarray of shape (candidates, n)
        Labels of every candidate.
    """

    labels: np.ndarray
    n_segments: int
    algorithm: str
    hyperparameters: Mapping[str, Any]
    structure: str
    reference_share: float | None
    stability: float
    is_admissible: bool
    candidates: list[dict[str, Any]]
    candidate_labels: np.ndarray

    @property
    def structure_p_value(self) -> float | None:
        """The same as `reference_share`, under the name that it had."""
        return self.reference_share


def _checked(points: Any) -> np.ndarray:
    values = np.asarray(points, dtype=float)
    if values.ndim != 2 or min(values.shape) == 0:
        raise ValueError(f"points: shape {values.shape} is not (n, dimensions). Pass a 2-D array.")
    if not np.isfinite(values).all():
        columns = np.flatnonzero(~np.isfinite(values).all(axis=0)).tolist()
        raise ValueError(
            f"points: columns {columns} hold NaN or infinity. Impute or drop them first."
        )
    return values


def of_points(low: int, high: int, algorithms: tuple[str, ...] = ()) -> Segmentation:
    """The segmentation of points into so many segments; by all algorithms where none is named."""
    return Segmentation(
        name="points",
        objective="",
        families=(),
        include=(),
        exclude=(),
        algorithms=algorithms,
        min_segments=low,
        max_segments=high,
        pca=None,
        expected_spend_weight=0.0,
    )


def held_out(count: int, seed: int) -> np.ndarray:
    """Which of so many points are held out: none when too few would be."""
    rows = np.zeros(count, dtype=bool)
    part = round(TEST_SHARE * count)
    if part >= MIN_TEST_POINTS:
        rows[np.random.default_rng([3, seed]).permutation(count)[:part]] = True
    return rows


def _segment_range(n_segments: int | Sequence[int] | None, distinct: int) -> tuple[int, int]:
    if n_segments is None:
        return 2, max(2, min(MOST_SEGMENTS, distinct // MIN_POINTS_PER_SEGMENT))
    pair = n_segments if isinstance(n_segments, Sequence) else (n_segments, n_segments)
    low, high = map(int, pair)
    if not 2 <= low <= high:
        raise ValueError(
            f"n_segments: {n_segments!r} is no number from 2 on and no (min, max) of such."
        )
    if low > distinct:
        raise ValueError(
            f"n_segments: {low} segments of {distinct} different points are not possible. "
            "Lower n_segments."
        )
    return low, min(high, distinct)


def standardised(points: np.ndarray) -> np.ndarray:
    """Columns that vary, winsorised as features of customers are, with mean 0 and variance 1.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, dimensions)

    Returns
    -------
    numpy.ndarray of shape (n, columns that vary)
    """
    clipped = np.clip(points, *np.quantile(points, WINSOR_QUANTILES, axis=0))
    # A column that one point in two hundred leaves varies all the same.
    clipped = np.where(clipped.std(axis=0) > 0, clipped, points)
    spread = clipped.std(axis=0)
    varies = spread > 1e-12 * np.maximum(np.abs(points).max(axis=0), 1e-300)
    return (clipped[:, varies] - clipped[:, varies].mean(axis=0)) / spread[varies]


def choose(
    points: Any,
    n_segments: int | Sequence[int] | None = None,
    algorithms: Sequence[str] | str | None = None,
    effort: str | Effort = "standard",
    seed: int = 0,
    *,
    scale: bool = True,
    min_share: float = 0.01,
    for_use: bool = False,
) -> Choice:
    """Segment points by the measures and the verdict that segment customers.

    Parameters
    ----------
    points : array-like of shape (n, dimensions)
        Raw coordinates without missing values.
    n_segments : int or (int, int), optional
        A number, or the smallest and largest to try; by default 2 to `MOST_SEGMENTS`.
    algorithms : str or sequence of str, optional
        Some of `algorithms.ALGORITHMS`; by default all.
    effort : {'quick', 'standard', 'thorough'} or Effort
    seed : int
        The same seed gives the same choice.
    scale : bool
        Whether columns are winsorised and get variance 1. False: the coordinates are comparable as
        they are (places on a map, principal components).
    min_share : float
        Share of the points that every segment has to hold.
    for_use : bool
        Whether to choose as for customers, where segments have to be stable, and explain as much of the
        variance as they can where there are no groups. By default the most likely partition is taken.

    Returns
    -------
    Choice

    Raises
    ------
    ValueError
        When points are not a finite 2-D array, or fewer different points than segments.
    """
    if isinstance(effort, str) and effort not in EFFORT:
        raise ValueError(f"effort: unknown value {effort!r}. Use one of: {', '.join(EFFORT)}")
    values = _checked(points)
    scaled = standardised(values) if scale else values - values.mean(axis=0)
    distinct = len(np.unique(scaled, axis=0)) if scaled.shape[1] else 1
    if distinct < 2:
        labels = np.ones(len(values), dtype=int)
        return Choice(labels, 1, "none", {}, "none", None, 1.0, True, [], labels[None][:0])
    low, high = _segment_range(n_segments, distinct)
    named = (algorithms,) if isinstance(algorithms, str) else tuple(algorithms or ())
    segmentation = of_points(low, high, named)
    test = held_out(len(scaled), seed)
    with single_threaded():
        comparison = compare(
            scaled[~test],
            scaled[test],
            segmentation,
            # Stability of candidates that cannot win is measured for the record only.
            replace(EFFORT[effort] if isinstance(effort, str) else effort, record=0),
            min_share,
            seed,
            for_use=for_use,
            conditions=shared_values(scaled[~test]),
        )
    selected, measures = comparison.selected, comparison.selected.measures
    labels = np.stack([item.labels.together(test) for item in comparison.candidates])
    return Choice(
        labels[[item.is_selected for item in comparison.candidates]][0],
        len(np.unique(comparison.prototypes.segment_ids)),
        selected.recipe.algorithm.name,
        dict(selected.recipe.hyperparameters),
        comparison.structure,
        None if np.isnan(measures.reference_share) else measures.reference_share,
        measures.jaccard_min,
        selected.is_admissible,
        candidate_rows(comparison.candidates),
        labels,
    )
