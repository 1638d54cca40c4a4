"""What anybody would try first, to hold the automatic choice against."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

# Ward's tree and silhouettes need all pairs.
MOST_PAIRED = 4_000


def _kmeans(points: np.ndarray, segments: int) -> np.ndarray:
    from sklearn.cluster import KMeans

    return KMeans(segments, n_init=5, random_state=0).fit_predict(points)


def _mixture(points: np.ndarray, segments: int) -> np.ndarray:
    from sklearn.mixture import GaussianMixture

    return GaussianMixture(segments, n_init=2, random_state=0).fit(points).predict(points)


def _ward(points: np.ndarray, segments: int) -> np.ndarray:
    from sklearn.cluster import AgglomerativeClustering

    if len(points) <= MOST_PAIRED:
        return AgglomerativeClustering(segments).fit_predict(points)
    sample = np.random.default_rng(0).choice(len(points), MOST_PAIRED, replace=False)
    labels = AgglomerativeClustering(segments).fit_predict(points[sample])
    from sklearn.neighbors import KNeighborsClassifier

    return KNeighborsClassifier(1).fit(points[sample], labels).predict(points)


def _by_silhouette(
    fit: Callable[[np.ndarray, int], np.ndarray], points: np.ndarray, most: int
) -> np.ndarray:
    from sklearn.metrics import silhouette_score

    best, best_score = np.zeros(len(points), dtype=int), -np.inf
    size = MOST_PAIRED if len(points) > MOST_PAIRED else None
    for segments in range(2, most + 1):
        labels = fit(points, segments)
        score = silhouette_score(points, labels, sample_size=size, random_state=0)
        if score > best_score:
            best, best_score = labels, score
    return best


def _mixture_by_bic(points: np.ndarray, most: int) -> np.ndarray:
    from sklearn.mixture import GaussianMixture

    fits = [
        GaussianMixture(segments, n_init=2, random_state=0).fit(points)
        for segments in range(1, most + 1)
    ]
    return min(fits, key=lambda fit: fit.bic(points)).predict(points)


def _hdbscan(points: np.ndarray, share: float | None) -> np.ndarray:
    from sklearn.cluster import HDBSCAN

    size = 5 if share is None else max(2, round(share * len(points)))
    return HDBSCAN(min_cluster_size=size, copy=True).fit_predict(points)


AUTOMATIC: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "k-means, silhouette": lambda points, most: _by_silhouette(_kmeans, points, most),
    "mixture, BIC": _mixture_by_bic,
    "HDBSCAN": lambda points, most: _hdbscan(points, None),
    "HDBSCAN 2 %": lambda points, most: _hdbscan(points, 0.02),
    "Ward, silhouette": lambda points, most: _by_silhouette(_ward, points, most),
}
WITH_NUMBER: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "k-means": _kmeans,
    "mixture": _mixture,
    "Ward": _ward,
}


def labels_of(name: str, points: np.ndarray, segments: int) -> np.ndarray:
    """Labels of a baseline.

    Parameters
    ----------
    name : str
        A key of `AUTOMATIC` or `WITH_NUMBER`.
    points : numpy.ndarray of shape (n, dimensions)
    segments : int
        The largest number to try, or the number.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {**AUTOMATIC, **WITH_NUMBER}[name](points, segments)
