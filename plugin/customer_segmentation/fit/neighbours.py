"""Nearest neighbours of points."""

from __future__ import annotations

import numpy as np

NEIGHBOURS = 10
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
        Their indices.
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
        found[rows] = nearest
        radius[rows] = np.sqrt(np.take_along_axis(distances, nearest, axis=1).max(axis=1))
    return found, radius
