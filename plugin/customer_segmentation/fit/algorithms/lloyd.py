"""k-means in plain numpy.

A fit makes thousands of small ones, where a library's checks cost more than the work. The random
numbers are drawn as scikit-learn draws them, so that a seed gives what it gives there.
"""

from __future__ import annotations

import numpy as np

MAX_ITERATIONS = 300
# Movement of the centres that is none, in mean variances of a column.
TOLERANCE = 1e-4
# Of more points, starts see a sample; the best of them goes on with all.
MOST_STARTED = 5_000


def kmeans(
    points: np.ndarray, start: int | np.ndarray, rng: np.random.RandomState, starts: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Centres and labels with the smallest sum of squares of several starts.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    start : int or numpy.ndarray of shape (segments, coordinates)
        Number of segments, started by k-means++ (Arthur & Vassilvitskii 2007), or where to start.
    rng : numpy.random.RandomState
    starts : int
        Of k-means++; one when centres are given.

    Returns
    -------
    centers : numpy.ndarray of shape (segments, coordinates)
    labels : numpy.ndarray of shape (n,)
        Row of the nearest centre.
    """
    if isinstance(start, int) and len(points) > MOST_STARTED:
        start, _ = kmeans(points[rng.permutation(len(points))[:MOST_STARTED]], start, rng, starts)
    mean = points.mean(axis=0)
    centred = points - mean
    squared = np.einsum("nd,nd->n", centred, centred)
    tolerance = TOLERANCE * float(points.var(axis=0).mean())
    best_loss, best = np.inf, None
    for _ in range(starts if isinstance(start, int) else 1):
        first = _spread(centred, squared, start, rng) if isinstance(start, int) else start - mean
        centers, labels, loss = _lloyd(centred, squared, first, tolerance)
        if best is None or loss < best_loss * (1 - 1e-12):
            best_loss, best = loss, (centers + mean, labels)
    assert best is not None
    return best


def _spread(
    points: np.ndarray, squared: np.ndarray, count: int, rng: np.random.RandomState
) -> np.ndarray:
    """Greedy k-means++: of a few points drawn by their squared distance, the one that helps most."""
    trials = 2 + int(np.log(count))
    size = len(points)
    rows = [int(rng.choice(size, p=np.full(size, 1 / size)))]
    closest = _squared_distances(points[rows], points, squared)[0]
    for _ in range(1, count):
        drawn = rng.uniform(size=trials) * closest.sum()
        tried = np.searchsorted(np.cumsum(closest), drawn).clip(max=size - 1)
        distances = np.minimum(_squared_distances(points[tried], points, squared), closest)
        best = int(distances.sum(axis=1).argmin())
        closest = distances[best]
        rows.append(int(tried[best]))
    return points[rows]


def _squared_distances(some: np.ndarray, points: np.ndarray, squared: np.ndarray) -> np.ndarray:
    found = -2 * (some @ points.T) + squared + np.einsum("nd,nd->n", some, some)[:, None]
    return np.maximum(found, 0)


def _lloyd(
    points: np.ndarray, squared: np.ndarray, centers: np.ndarray, tolerance: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Centres, labels and sum of squares (Lloyd 1982)."""
    count = len(centers)
    before = None
    for _ in range(MAX_ITERATIONS):
        labels, costs = _assigned(points, centers)
        if before is not None and np.array_equal(labels, before):
            break
        belongs = (labels == np.arange(count)[:, None]).astype(float)
        sizes = belongs.sum(axis=1)
        sums = belongs @ points
        if not sizes.all():
            _refill(points, centers, labels, sizes, sums)
        moved = sums / np.where(sizes > 0, sizes, 1)[:, None]
        shift = float(((moved - centers) ** 2).sum())
        centers, before = moved, labels
        if shift <= tolerance:
            labels, costs = _assigned(points, centers)
            break
    return centers, labels, float((squared + costs).sum())


def _assigned(points: np.ndarray, centers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nearest centre of each point, and their squared distance less the point's squared length."""
    costs = np.einsum("kd,kd->k", centers, centers) - 2 * (points @ centers.T)
    labels = costs.argmin(axis=1)
    return labels, costs[np.arange(len(points)), labels]


def _refill(
    points: np.ndarray,
    centers: np.ndarray,
    labels: np.ndarray,
    sizes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Give each empty segment one of the points furthest from their centres, in place."""
    empty = np.flatnonzero(sizes == 0)
    far = ((points - centers[labels]) ** 2).sum(axis=1)
    if far.max() == 0:
        return
    for segment, row in zip(empty, np.argsort(-far, kind="stable")[: len(empty)], strict=True):
        sums[labels[row]] -= points[row]
        sizes[labels[row]] -= 1
        sums[segment], sizes[segment] = points[row], 1
