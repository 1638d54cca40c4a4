"""Measures of a partition, each with its source. Label 0 is no segment (outliers of DBSCAN)."""

from __future__ import annotations

import numpy as np

from customer_segmentation.model.prototypes import OUTLIER_SEGMENT


def contingency(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count customers by two labellings.

    Parameters
    ----------
    first, second : numpy.ndarray of shape (n,)
        Integer labels from 0 on.

    Returns
    -------
    table : numpy.ndarray of shape (labels of first, labels of second)
    first_labels, second_labels : numpy.ndarray
        The labels of the rows and of the columns.
    """
    width = int(second.max()) + 1
    pairs = np.bincount(first * width + second, minlength=(int(first.max()) + 1) * width)
    table = pairs.reshape(-1, width)
    rows, columns = (np.flatnonzero(table.any(axis=axis)) for axis in (1, 0))
    return table[np.ix_(rows, columns)], rows, columns


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
    similarity = similarity[:, columns != OUTLIER_SEGMENT]
    if similarity.shape[1] == 0:
        return {int(label): 0.0 for label in rows if label != OUTLIER_SEGMENT}
    return {
        int(label): float(values.max())
        for label, values in zip(rows, similarity, strict=True)
        if label != OUTLIER_SEGMENT
    }


def adjusted_rand(first: np.ndarray, second: np.ndarray) -> float:
    """Agreement of two labellings (Hubert & Arabie 1985): 1 the same, about 0 as by chance.

    Parameters
    ----------
    first, second : numpy.ndarray of shape (n,)
        Integer labels from 0 on.
    """
    table, _, _ = contingency(first, second)
    pairs, rows, columns = (
        float((counts * (counts - 1.0)).sum()) / 2
        for counts in (table, table.sum(axis=1), table.sum(axis=0))
    )
    count = len(first)
    if rows == columns == pairs:
        return 1.0
    expected = rows * columns / (count * (count - 1) / 2)
    return (pairs - expected) / ((rows + columns) / 2 - expected)


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
    together = (table * (table - 1))[:, columns != OUTLIER_SEGMENT].sum(axis=1)
    return {
        int(label): float(pairs / (size * (size - 1))) if size > 1 else 0.0
        for label, pairs, size in zip(rows, together, sizes, strict=True)
        if label != OUTLIER_SEGMENT
    }


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
        -1 to 1; NaN for outliers, and for all unless there are 2 to n - 1 segments.
    """
    result = np.full(len(labels), np.nan)
    inside = np.flatnonzero(labels != OUTLIER_SEGMENT)
    if not _is_partition(labels[inside]):
        return result
    numbers, members = _members(labels[inside])
    if len(inside) < len(labels):
        distances = distances[np.ix_(inside, inside)]
    sizes, totals = members.sum(axis=1), members @ distances
    own = (numbers, np.arange(len(inside)))
    alone = sizes[numbers] == 1
    within = totals[own] / np.where(alone, 1, sizes[numbers] - 1)
    means = totals / sizes[:, None]
    means[own] = np.inf
    nearest = means.min(axis=0)
    widest = np.where(np.maximum(within, nearest) > 0, np.maximum(within, nearest), 1)
    result[inside] = np.where(alone, 0, (nearest - within) / widest)
    return result


def _members(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels numbered from 0, shape (n,), and whether each one has them, 0 or 1, shape (labels, n)."""
    found, numbers = np.unique(labels, return_inverse=True)
    return numbers, (numbers == np.arange(len(found))[:, None]).astype(float)


def centre_measures(points: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Calinski-Harabasz (1974) and Davies-Bouldin (1979) index, both without outliers.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    labels : numpy.ndarray of shape (n,)

    Returns
    -------
    dict
        calinski_harabasz and davies_bouldin; NaN unless there are 2 to n - 1 segments.
    """
    inside = labels != OUTLIER_SEGMENT
    points, labels = points[inside], labels[inside]
    if not _is_partition(labels):
        return {"calinski_harabasz": np.nan, "davies_bouldin": np.nan}
    numbers, members = _members(labels)
    sizes = members.sum(axis=1)
    centers = members @ points / sizes[:, None]
    squared = ((points - centers[numbers]) ** 2).sum(axis=1)
    within = float(squared.sum())
    between = float((sizes * ((centers - points.mean(axis=0)) ** 2).sum(axis=1)).sum())
    freedom = (len(labels) - len(sizes)) / (len(sizes) - 1)
    spreads = members @ np.sqrt(squared) / sizes
    apart = np.sqrt(((centers[:, None] - centers) ** 2).sum(axis=2))
    apart[apart == 0] = np.inf
    worst = ((spreads[:, None] + spreads) / apart).max(axis=1)
    return {
        "calinski_harabasz": between / within * freedom if within > 0 else 1.0,
        "davies_bouldin": float(worst.mean()),
    }


def _is_partition(labels: np.ndarray) -> bool:
    return 2 <= len(np.unique(labels)) < len(labels)


def explained_variance(points: np.ndarray, labels: np.ndarray) -> float:
    """Share of the variance of all customers that lies between segments.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    labels : numpy.ndarray of shape (n,)
        Outliers count as unexplained.

    Returns
    -------
    float
        0 with fewer than two segments.
    """
    mean = points.mean(axis=0)
    total = float(((points - mean) ** 2).sum())
    segments = [points[labels == label] for label in np.unique(labels[labels != OUTLIER_SEGMENT])]
    if len(segments) < 2 or total <= 0:
        return 0.0
    within = sum(float(((own - own.mean(axis=0)) ** 2).sum()) for own in segments)
    outside = float(((points[labels == OUTLIER_SEGMENT] - mean) ** 2).sum())
    return 1 - (within + outside) / total
