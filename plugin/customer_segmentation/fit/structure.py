"""Is there structure at all? Customers against data sets that have no clusters.

The reference keeps what makes customer data look clustered without clusters: the margins of every
dimension, made unimodal, and the correlations (a Gaussian copula). A partition is a discovery only when
its segments are much better separated than those that k-means finds in the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from customer_segmentation.fit.algorithms.nearest_center import nearest_centers
from customer_segmentation.fit.neighbours import MIN_NEIGHBOURS, NEIGHBOURS, nearest_neighbours
from customer_segmentation.model.encoding import SIGNIFICANT_DIGITS
from customer_segmentation.model.scoring import SCORERS

MARGIN_BINS = 60
# Share of customers from which a single value is kept as it is.
ATOM_SHARE = 0.05
RIDGE = 0.01
# A border of fewer of a segment's customers is a handful of stragglers between two groups.
NEGLIGIBLE_BORDER = 0.02
# Ratio of radii that is a gap beyond doubt: a density ninth in two dimensions.
CLEAR_GAP = 3.0


def _tie_intervals(values: np.ndarray) -> tuple[np.ndarray, ...]:
    """Distinct values, index and count of each, and the interval that equal values are spread over."""
    # Equal values that were summed in another order differ in the last bits.
    scale = max(float(np.abs(values).max()), 1e-300)
    values = np.round(values / scale, SIGNIFICANT_DIGITS) * scale
    distinct, index, counts = np.unique(values, return_inverse=True, return_counts=True)
    gaps = np.diff(distinct) if len(distinct) > 1 else np.ones(1)
    low = distinct - np.concatenate([gaps[:1], gaps])[: len(distinct)] / 2
    high = distinct + np.concatenate([gaps, gaps[-1:]])[: len(distinct)] / 2
    return distinct, index, counts, low, high


def spread_ties(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Spread equal values evenly over the gap to the neighbouring values.

    A count or a share of few orders takes few values; the empty space between them is no gap between
    groups of customers.

    Parameters
    ----------
    values : numpy.ndarray of shape (n,)
    rng : numpy.random.Generator
        Decides which of the equal values comes first.

    Returns
    -------
    numpy.ndarray of shape (n,)
        All different where the input had ties; unchanged where it had none.
    """
    _, index, counts, low, high = _tie_intervals(values)
    order = np.lexsort((rng.random(len(values)), index))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    position = np.empty(len(values))
    position[order] = np.arange(len(values)) - starts[index[order]]
    share = (position + 0.5) / counts[index]
    spread = low[index] + share * (high[index] - low[index])
    return np.where(counts[index] > 1, spread, values)


def unimodal_margin(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The closest distribution with one mode, as a piecewise linear distribution function.

    Parameters
    ----------
    values : numpy.ndarray of shape (n,)

    Returns
    -------
    edges, cumulative : numpy.ndarray
        Values, and the share of customers up to each, from 0 to 1.

    Notes
    -----
    A histogram with bins of equal share, whose densities are fitted by isotonic regression, rising up
    to the best mode and falling after it. A gap between two groups is filled; mass is kept.
    """
    from scipy.optimize import isotonic_regression

    edges = np.unique(np.quantile(values, np.linspace(0, 1, MARGIN_BINS + 1)))
    if len(edges) < 3:
        return edges, np.linspace(0, 1, len(edges))
    counts, _ = np.histogram(values, bins=edges)
    widths = np.diff(edges)
    density = counts / counts.sum() / widths
    best, best_loss = density, np.inf
    for mode in range(1, len(density) + 1):
        rising = isotonic_regression(density[:mode], weights=widths[:mode]).x
        falling = density[mode:]
        if len(falling):
            falling = isotonic_regression(falling, weights=widths[mode:], increasing=False).x
        fitted = np.concatenate([rising, falling])
        loss = float((widths * (fitted - density) ** 2).sum())
        if loss < best_loss - 1e-15:
            best, best_loss = fitted, loss
    cumulative = np.concatenate([[0], np.cumsum(best * widths)])
    return edges, cumulative / cumulative[-1]


def _normal_scores(values: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
    return ndtri((ranks + 0.5) / len(values))


class Reference:
    """Data sets without clusters that look like the customers in every margin and correlation.

    Values that many customers share (no orders, no visits) are taken over customer by customer: that
    those without an order have no spend either is known without clustering.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, dimensions)
        Customers, ties included.
    rng : numpy.random.Generator
        Orders the ties.
    project : callable, optional
        Maps points to the space that customers are compared in.

    Attributes
    ----------
    points : numpy.ndarray of shape (n, coordinates)
        The customers with their ties spread, in that space.
    """

    def __init__(
        self,
        points: np.ndarray,
        rng: np.random.Generator,
        project: Callable[[np.ndarray], np.ndarray] = lambda points: points,
    ) -> None:
        self._spread = np.stack([spread_ties(column, rng) for column in points.T], axis=1)
        self._free = np.ones(points.shape, dtype=bool)
        self._low, self._high = np.zeros(points.shape), np.zeros(points.shape)
        for column, values in enumerate(points.T):
            _, index, counts, low, high = _tie_intervals(values)
            self._free[:, column] = (counts < ATOM_SHARE * len(values))[index]
            self._low[:, column], self._high[:, column] = low[index], high[index]
        self._margins = [
            unimodal_margin(values[free]) if free.sum() > 2 else None
            for values, free in zip(self._spread.T, self._free.T, strict=True)
        ]
        self._parts = self._conditional_parts()
        self._project = project
        self.points = project(self._spread)

    def _conditional_parts(self) -> list[tuple[np.ndarray, ...]]:
        """Normal distribution of the free columns given the shared values, per pattern of columns.

        Returns
        -------
        list of (rows, columns, means, root)
            Customers with the pattern, their free columns, the means of these columns' normal scores,
            and a root of their covariance.
        """
        scores = _normal_scores(self._spread)
        correlation = np.atleast_2d(np.corrcoef(scores, rowvar=False))
        # Columns that repeat each other would make the matrix singular.
        correlation = (1 - RIDGE) * correlation + RIDGE * np.eye(len(correlation))
        patterns, index = np.unique(self._free, axis=0, return_inverse=True)
        parts: list[tuple[np.ndarray, ...]] = []
        for number, pattern in enumerate(patterns):
            rows = np.flatnonzero(index.ravel() == number)
            columns, given = np.flatnonzero(pattern), np.flatnonzero(~pattern)
            if not len(columns):
                continue
            slopes = np.linalg.solve(
                correlation[np.ix_(given, given)], correlation[np.ix_(given, columns)]
            )
            means = scores[np.ix_(rows, given)] @ slopes
            covariance = (
                correlation[np.ix_(columns, columns)] - correlation[np.ix_(columns, given)] @ slopes
            )
            values, vectors = np.linalg.eigh(covariance)
            parts.append((rows, columns, means, vectors * np.sqrt(np.clip(values, 0, None))))
        return parts

    def sample(self, rng: np.random.Generator) -> np.ndarray:
        """Draw one data set of the same shape, its rows matching the customers' shared values."""
        scores = np.zeros(self._spread.shape)
        for rows, columns, means, root in self._parts:
            noise = rng.standard_normal((len(rows), len(columns)))
            scores[np.ix_(rows, columns)] = means + noise @ root.T
        drawn = rng.uniform(self._low, self._high)
        for column, stored in enumerate(self._margins):
            free = self._free[:, column]
            if stored is None:
                continue
            edges, cumulative = stored
            ranks = np.argsort(np.argsort(scores[free, column], kind="stable"), kind="stable")
            shares = (ranks + rng.random(len(ranks))) / len(ranks)
            drawn[free, column] = np.interp(shares, cumulative, edges)
        return self._project(drawn)


def neighbour_mixing(
    neighbours: np.ndarray, labels: np.ndarray, count_outliers: bool = True
) -> float:
    """Share of the nearest neighbours of customers in segments that are not in the same segment.

    Parameters
    ----------
    neighbours : numpy.ndarray of shape (n, count)
        From `nearest_neighbours`.
    labels : numpy.ndarray of shape (n,)
        0 is no segment.
    count_outliers : bool
        Whether a neighbour in no segment counts as one in another segment.

    Returns
    -------
    float
        0 (fully separated) to 1.

    Notes
    -----
    The mean conductance of the segments in the neighbour graph (Kannan, Vempala & Vetta 2004), weighted
    by their sizes, so that one small segment has no veto. It holds for segments of any shape, because it
    looks at their borders only.
    """
    outside = labels[neighbours] != labels[:, None]
    if not count_outliers:
        outside &= labels[neighbours] != 0
    return float(outside[labels != 0].mean())


def inner_mixing(points: np.ndarray, neighbours: np.ndarray, labels: np.ndarray) -> float:
    """Mixing of the halves of segments: what a cut through their middle costs.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    neighbours : numpy.ndarray of shape (n, count)
        From `nearest_neighbours`.
    labels : numpy.ndarray of shape (n,)
        0 is no segment.

    Returns
    -------
    float
        Share of the nearest neighbours of customers in segments that are in the other half of their own
        segment, cut at the median of its first principal axis. About what `neighbour_mixing` is when
        borders between segments are no other than cuts through a crowd, however thin or bent it is.
    """
    half = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels[labels != 0]):
        own = labels == label
        centred = points[own] - points[own].mean(axis=0)
        along = centred @ np.linalg.svd(centred, full_matrices=False)[2][0]
        half[own] = along > np.median(along)
    across = (labels[neighbours] == labels[:, None]) & (half[neighbours] != half[:, None])
    return float(across[labels != 0].mean())


def held_neighbours(neighbours: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """As many nearest neighbours as half of the smallest segment can hold.

    Among few neighbours, a chance gap in a thin crowd looks as deep as one between groups.

    Parameters
    ----------
    neighbours : numpy.ndarray of shape (n, count)
        From `nearest_neighbours`, the nearest first.
    labels : numpy.ndarray of shape (n,)
        0 is no segment.

    Returns
    -------
    numpy.ndarray of shape (n, at most count)
    """
    smallest = np.unique(labels[labels != 0], return_counts=True)[1].min()
    return neighbours[:, : max(smallest // 2, MIN_NEIGHBOURS)]


def gap_ratio(points: np.ndarray, neighbours: np.ndarray, labels: np.ndarray) -> float:
    """Neighbours that segments share, beside those that the halves of segments share.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    neighbours : numpy.ndarray of shape (n, count)
        From `nearest_neighbours`.
    labels : numpy.ndarray of shape (n,)
        0 is no segment.

    Returns
    -------
    float
        0 where segments share none; about 1 where borders are no other than cuts through a crowd.
    """
    inside = inner_mixing(points, neighbours, labels)
    return neighbour_mixing(neighbours, labels) / inside if inside > 0 else np.inf


def border_sparsity(neighbours: np.ndarray, radius: np.ndarray, labels: np.ndarray) -> float:
    """How much sparser customers are at the borders between segments than inside.

    Parameters
    ----------
    neighbours, radius : numpy.ndarray
        From `nearest_neighbours`.
    labels : numpy.ndarray of shape (n,)
        0 is no segment.

    Returns
    -------
    float
        Ratio, for each segment, of the median radius of customers with a neighbour in another segment
        to that of the segment's other customers; the mean weighted by sizes. About 1 when borders cut
        through a crowd, above 1 when they run through gaps. A segment without a border worth the name
        counts as `CLEAR_GAP`, and no segment counts more.
    """
    at_border = (labels[neighbours] != labels[:, None]).any(axis=1)
    ratios, sizes = [], []
    for label in np.unique(labels[labels != 0]):
        own = labels == label
        border, inside = radius[own & at_border], radius[own & ~at_border]
        ratio = CLEAR_GAP
        if len(border) > max(2, NEGLIGIBLE_BORDER * own.sum()):
            ratio = float(np.median(border) / np.median(inside)) if len(inside) else 1.0
        ratios.append(min(ratio, CLEAR_GAP))
        sizes.append(own.sum())
    return float(np.average(ratios, weights=sizes))


class WhenAsked(Mapping[int, np.ndarray]):
    """Values by number of segments, each made when it is first asked for."""

    def __init__(self, counts: Sequence[int], make: Callable[[int], np.ndarray]) -> None:
        self._counts, self._make = tuple(counts), make
        self._made: dict[int, np.ndarray] = {}

    def __getitem__(self, count: int) -> np.ndarray:
        if count not in self._counts:
            raise KeyError(count)
        if count not in self._made:
            self._made[count] = self._make(count)
        return self._made[count]

    def __iter__(self) -> Iterator[int]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)


@dataclass(frozen=True)
class ReferenceMixing:
    """Neighbour graphs of data sets without clusters, and how well k-means parts them.

    Attributes
    ----------
    graphs : list of numpy.ndarray of shape (n, neighbours)
    points : numpy.ndarray of shape (n, coordinates)
        The first data set.
    by_count : mapping of int to numpy.ndarray of shape (references,)
        Mixing of k-means with that number of segments, per data set.
    """

    graphs: list[np.ndarray]
    points: np.ndarray
    by_count: Mapping[int, np.ndarray]

    def of(self, labels: np.ndarray) -> np.ndarray:
        """Mixing of the best that can be had with so many segments without clusters.

        Parameters
        ----------
        labels : numpy.ndarray of shape (n,)
            Of the customers, 0 for outliers. The same customers are put into the same segments of the
            reference, where only values that many of them share can part them.

        Returns
        -------
        numpy.ndarray of shape (references,)
            The lower of that and of k-means with as many segments, per data set.
        """
        count = len(np.unique(labels[labels != 0]))
        nearest = min(self.by_count, key=lambda known: abs(known - count))
        return np.minimum(self.by_count[nearest], self.of_same(labels))

    def of_same(self, labels: np.ndarray) -> np.ndarray:
        """Mixing of the same customers' segments in the reference, shape (references,): at least `of`."""
        # Outliers lie around the segments; in the reference, the same customers lie anywhere.
        return np.array([neighbour_mixing(graph, labels, False) for graph in self.graphs])

    def added(self, finer: np.ndarray, coarser: np.ndarray) -> float:
        """What dividing the segments of one partition into those of another adds without clusters.

        Parameters
        ----------
        finer, coarser : numpy.ndarray of shape (n,)
            Labels, 0 for outliers.

        Returns
        -------
        float
            Mixing of k-means with as many segments as come to lie in a segment of the coarser partition,
            weighted by its share of the customers. Small crowds have longer borders for their size, so
            that this is rather too little.
        """
        home = [
            np.bincount(coarser[finer == label]).argmax() for label in np.unique(finer[finer != 0])
        ]
        total = 0.0
        for label in np.unique(coarser[coarser != 0]):
            parts = max(home.count(label), 1)
            nearest = min([1, *self.by_count], key=lambda known: abs(known - parts))
            typical = 0.0 if nearest == 1 else float(np.median(self.by_count[nearest]))
            total += float((coarser == label).mean()) * typical
        return total


def reference_mixing(
    reference: Reference,
    segment_counts: Sequence[int],
    references: int,
    seed: int,
    neighbour_count: int = NEIGHBOURS,
) -> ReferenceMixing:
    """Draw data without clusters and part it by k-means.

    Parameters
    ----------
    reference : Reference
    segment_counts : sequence of int
    references : int
        Number of data sets.
    seed : int
    neighbour_count : int

    Returns
    -------
    ReferenceMixing
    """

    def once(index: int) -> tuple[np.ndarray, np.ndarray]:
        data = reference.sample(np.random.default_rng([seed, index]))
        return data, nearest_neighbours(data, neighbour_count)[0]

    drawn = [once(index) for index in range(references)]

    def measured(count: int) -> np.ndarray:
        def of_one(index: int) -> float:
            data, neighbours = drawn[index]
            centers = nearest_centers(data, count, seed + index)
            return neighbour_mixing(neighbours, SCORERS["nearest_center"].labels(data, centers))

        return np.array([of_one(index) for index in range(references)])

    by_count = WhenAsked(segment_counts, measured)
    return ReferenceMixing([graph for _, graph in drawn], drawn[0][0], by_count)
