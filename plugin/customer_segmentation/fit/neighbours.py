"""Nearest neighbours of points."""

from __future__ import annotations

import numpy as np

NEIGHBOURS = 10
# Fewer do not tell where a crowd is sparse.
MIN_NEIGHBOURS = 4
# Distances to all others that are in memory at the same time.
ROWS_AT_ONCE = 1_000


def nearest_neighbours(
    points: np.ndarray, count: int = NEIGHBOURS
) -> tuple[np.ndarray, np.ndarray]:
    """Nearest other points.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, dimensions)
    count : int

    Returns
    -------
    neighbours : numpy.ndarray of shape (n, count)
        Their indices, the nearest first.
    radius : numpy.ndarray of shape (n,)
        Distance to the furthest of them; large where points are sparse.
    """
    from scipy.spatial.distance import cdist

    size = len(points)
    count = min(count, size - 1)
    found = np.empty((size, count), dtype=int)
    radius = np.empty(size)
    for start in range(0, size, ROWS_AT_ONCE):
        rows = np.arange(start, min(start + ROWS_AT_ONCE, size))
        distances = cdist(points[rows], points, "sqeuclidean")
        distances[np.arange(len(rows)), rows] = np.inf
        nearest = np.argpartition(distances, count - 1, axis=1)[:, :count]
        away = np.take_along_axis(distances, nearest, axis=1)
        found[rows] = np.take_along_axis(nearest, away.argsort(axis=1, kind="stable"), axis=1)
        radius[rows] = np.sqrt(away.max(axis=1))
    return found, radius
