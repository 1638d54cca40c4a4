"""Measures of a partition, each with its source. Label 0 is no segment (outliers of DBSCAN)."""

from __future__ import annotations

import numpy as np


def contingency(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count customers by two labellings.

    Parameters
    ----------
    first, second : numpy.ndarray of shape (n,)
        Integer labels.

    Returns
    -------
    table : numpy.ndarray of shape (labels of first, labels of second)
    first_labels, second_labels : numpy.ndarray
        The labels of the rows and of the columns.
    """
    rows, row_index = np.unique(first, return_inverse=True)
    columns, column_index = np.unique(second, return_inverse=True)
    flat = np.bincount(row_index * len(columns) + column_index, minlength=len(rows) * len(columns))
    return flat.reshape(len(rows), len(columns)), rows, columns


def best_jaccard(reference: np.ndarray, other: np.ndarray) -> dict[int, float]:
    """Jaccard similarity of each segment with the most similar one of another labelling.

    Parameters
    ----------
    reference, other : numpy.ndarray of shape (n,)

    Returns
    -------
    dict of int to float
        One value from 0 to 1 per segment of `reference`; label 0 is no segment on either side.

    Notes
    -----
    Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52.
    """
    table, rows, columns = contingency(reference, other)
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    similarity = np.divide(table, union, out=np.zeros(table.shape), where=union > 0)
    similarity = similarity[:, columns != 0]
    if similarity.shape[1] == 0:
        return {int(label): 0.0 for label in rows if label != 0}
    return {
        int(label): float(values.max())
        for label, values in zip(rows, similarity, strict=True)
        if label != 0
    }


def prediction_strength(test_labels: np.ndarray, predicted: np.ndarray) -> dict[int, float]:
    """How well the model of the train customers keeps the segments of the test customers together.

    Parameters
    ----------
    test_labels : numpy.ndarray of shape (n,)
        Labels of a fit on the test customers.
    predicted : numpy.ndarray of shape (n,)
        Labels that the model of the train customers gives the same customers.

    Returns
    -------
    dict of int to float
        Per test segment the share of its pairs that the train model puts into one segment, 0 to 1.
        The minimum is the prediction strength of Tibshirani & Walther (2005), JCGS 14.
    """
    table, rows, columns = contingency(test_labels, predicted)
    sizes = table.sum(axis=1)
    together = (table * (table - 1))[:, columns != 0].sum(axis=1)
    return {
        int(label): float(pairs / (size * (size - 1))) if size > 1 else 0.0
        for label, pairs, size in zip(rows, together, sizes, strict=True)
        if label != 0
    }


def adjusted_rand_index(first: np.ndarray, second: np.ndarray) -> float:
    """Adjusted Rand index (Hubert & Arabie 1985); 1 for equal partitions, 0 by chance."""
    table, _, _ = contingency(first, second)
    table = table.astype(float)

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    total = table.sum() * (table.sum() - 1) / 2
    expected = rows * columns / total if total else 0.0
    largest = (rows + columns) / 2
    return 1.0 if largest == expected else (both - expected) / (largest - expected)


def squared_distances(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """Squared Euclidean distances, shape (points, centers)."""
    squared = (
        (points**2).sum(axis=1)[:, None]
        + (centers**2).sum(axis=1)[None, :]
        - 2 * points @ centers.T
    )
    return np.maximum(squared, 0)


def silhouettes(distances: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Silhouette of each customer (Rousseeuw 1987).

    Parameters
    ----------
    distances : numpy.ndarray of shape (n, n)
        Pairwise distances, shared by all candidates.
    labels : numpy.ndarray of shape (n,)

    Returns
    -------
    numpy.ndarray of shape (n,)
        -1 to 1; NaN for outliers and when there are fewer than two segments.
    """
    result = np.full(len(labels), np.nan)
    inside = labels != 0
    found, index = np.unique(labels[inside], return_inverse=True)
    if len(found) < 2:
        return result
    members = np.eye(len(found))[index]
    sizes = members.sum(axis=0)
    sums = distances[np.ix_(inside, inside)] @ members
    rows = np.arange(len(index))
    own_size = sizes[index]
    within = sums[rows, index] / np.maximum(own_size - 1, 1)
    means = sums / sizes
    means[rows, index] = np.inf
    nearest = means.min(axis=1)
    widest = np.maximum(within, nearest)
    value = np.divide(nearest - within, widest, out=np.zeros_like(widest), where=widest > 0)
    result[inside] = np.where(own_size > 1, value, 0.0)
    return result


def spread_measures(points: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Measures from centroids alone.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    labels : numpy.ndarray of shape (n,)

    Returns
    -------
    dict
        calinski_harabasz (1974) and davies_bouldin (1979), without outliers, NaN for fewer than two
        segments; explained_variance, the share of the variance of all customers that lies between
        segments, where outliers count as unexplained.
    """
    total = float(((points - points.mean(axis=0)) ** 2).sum())
    inside = labels != 0
    outside = float(((points[~inside] - points.mean(axis=0)) ** 2).sum())
    kept, labels = points[inside], labels[inside]
    found, index = np.unique(labels, return_inverse=True)
    if len(found) < 2:
        return {
            "calinski_harabasz": np.nan,
            "davies_bouldin": np.nan,
            "explained_variance": 0.0,
        }
    members = np.eye(len(found))[index]
    sizes = members.sum(axis=0)
    centers = (members.T @ kept) / sizes[:, None]
    residual = ((kept - centers[index]) ** 2).sum(axis=1)
    within = float(residual.sum())
    between = float((sizes * ((centers - kept.mean(axis=0)) ** 2).sum(axis=1)).sum())
    spread = (members.T @ np.sqrt(residual)) / sizes
    separation = np.sqrt(squared_distances(centers, centers))
    np.fill_diagonal(separation, np.inf)
    ratios = (spread[:, None] + spread[None, :]) / np.maximum(separation, 1e-12)
    degrees = len(kept) - len(found)
    return {
        "calinski_harabasz": (
            between / (len(found) - 1) / (within / degrees)
            if within > 0 and degrees > 0
            else np.nan
        ),
        "davies_bouldin": float(ratios.max(axis=1).mean()),
        "explained_variance": 1 - (within + outside) / total if total > 0 else 0.0,
    }
