"""The algorithms. Each fit returns prototypes, so that SQL can score every customer.

scikit-learn is imported where it is used: the import costs seconds, and a build that fits nothing
does not pay for it. All fits are single-threaded, so that the number of threads cannot change a
result; callers run independent fits side by side.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from customer_segmentation.model.encoding import round_significant
from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring import SCORERS

SCORER_OF = {
    "kmeans": "nearest_center",
    "hierarchical": "nearest_center",
    "gmm": "gaussian_mixture",
    "dbscan": "density",
}
MIXTURE_COMPONENTS = 12
DENSITY_COMPONENTS = 5
MAX_CORE_POINTS = 2_000
# Share of the mean variance below which a principal axis is rounding noise or a repeated column.
NEGLIGIBLE_VARIANCE = 0.01
# Keeps a mixture component from collapsing on customers with equal values (share of the variance).
MIXTURE_REGULARISATION = 0.01


@dataclass(frozen=True)
class Recipe:
    """What to fit: an algorithm with its hyperparameters.

    Attributes
    ----------
    algorithm : str
        kmeans, hierarchical, gmm or dbscan.
    n_segments : int
        Number asked for; for dbscan the number found.
    hyperparameters : dict
        gmm: covariance_type. dbscan: eps, min_samples.
    """

    algorithm: str
    n_segments: int
    hyperparameters: Mapping[str, Any] = field(default_factory=dict)


def principal_axes(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Principal axes of centred points.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, dimensions)

    Returns
    -------
    loadings : numpy.ndarray of shape (dimensions, dimensions)
        One axis per row, the widest first, signed so that its largest loading is positive.
    variances : numpy.ndarray of shape (dimensions,)
    """
    covariance = np.atleast_2d(np.cov(points, rowvar=False, bias=True))
    values, vectors = np.linalg.eigh(covariance)
    loadings = vectors.T[::-1]
    largest = np.abs(loadings).argmax(axis=1)
    signs = np.sign(loadings[np.arange(len(loadings)), largest])
    return round_significant(loadings * signs[:, None]), np.clip(values[::-1], 0, None)


def components_for_share(variances: np.ndarray, share: float) -> int:
    """Smallest number of principal components that keep a share of the variance."""
    kept = np.cumsum(variances) / variances.sum()
    return int(min(np.searchsorted(kept, share - 1e-12) + 1, len(variances)))


def space_of(
    algorithm: str, loadings: np.ndarray, variances: np.ndarray, pca: float | None
) -> np.ndarray | None:
    """Loadings of the space that an algorithm works in; None is the encoded space itself.

    Notes
    -----
    Full covariances need few dimensions and densities fewer still, so that mixtures see at most
    `MIXTURE_COMPONENTS` and DBSCAN at most `DENSITY_COMPONENTS` components.
    """
    kept = len(variances) if pca is None else components_for_share(variances, pca)
    substantial = int((variances >= NEGLIGIBLE_VARIANCE * variances.mean()).sum())
    if algorithm == "gmm":
        return loadings[: min(kept, substantial, MIXTURE_COMPONENTS)]
    if algorithm == "dbscan":
        return loadings[: min(kept, substantial, DENSITY_COMPONENTS)]
    return None if pca is None else loadings[:kept]


def _kmeans(points: np.ndarray, n_segments: int, seed: int, n_init: int, init: Any) -> np.ndarray:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # Fewer distinct customers than segments: empty segments are dropped by the caller.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = KMeans(n_segments, init=init, n_init=n_init, random_state=seed).fit(points)
    return fitted.cluster_centers_


def _from_centers(centers: np.ndarray) -> Prototypes:
    return Prototypes(round_significant(centers), np.arange(1, len(centers) + 1))


def fit_kmeans(points: np.ndarray, n_segments: int, seed: int, n_init: int = 10) -> Prototypes:
    """k-means with k-means++ seeding (Arthur & Vassilvitskii 2007).

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    n_segments : int
    seed : int
    n_init : int
        Random starts; the fit with the lowest inertia is kept.

    Returns
    -------
    Prototypes
        One centre per segment, numbered from 1.
    """
    return _from_centers(_kmeans(points, n_segments, seed, n_init, "k-means++"))


def ward_tree(points: np.ndarray) -> np.ndarray:
    """Ward's minimum variance linkage (Ward 1963), in scipy's form, shape (n - 1, 4)."""
    from scipy.cluster.hierarchy import linkage

    return linkage(points, method="ward")


def fit_hierarchical(
    points: np.ndarray, n_segments: int, tree_points: np.ndarray, tree: np.ndarray
) -> Prototypes:
    """Cut a Ward tree and consolidate the cut by k-means (HCPC; Husson, Josse & Pages 2010).

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
        Customers that the cut is consolidated on.
    n_segments : int
    tree_points, tree : numpy.ndarray
        The bounded sample and its `ward_tree`.

    Returns
    -------
    Prototypes
    """
    from scipy.cluster.hierarchy import fcluster

    labels = fcluster(tree, n_segments, criterion="maxclust")
    centers = np.stack([tree_points[labels == label].mean(axis=0) for label in np.unique(labels)])
    return _from_centers(_kmeans(points, len(centers), 0, 1, centers))


def fit_mixture(
    points: np.ndarray, n_segments: int, covariance_type: str, seed: int, n_init: int = 2
) -> tuple[Prototypes, float]:
    """Gaussian mixture by expectation maximisation, started from k-means.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    n_segments : int
    covariance_type : {'full', 'diag'}
    seed : int
    n_init : int
        Starts; the fit with the highest likelihood is kept.

    Returns
    -------
    prototypes : Prototypes
    bic : float
        Bayesian information criterion on `points` (Schwarz 1978), lower is better.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    mixture = GaussianMixture(
        n_segments,
        covariance_type=covariance_type,
        # A resample of few customers may hold one of them only.
        reg_covar=max(MIXTURE_REGULARISATION * float(points.var(axis=0).mean()), 1e-6),
        max_iter=100,
        n_init=n_init,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = mixture.fit(points)
    return _from_mixture(fitted), float(fitted.bic(points))


def _from_mixture(fitted: Any) -> Prototypes:
    choleskys = fitted.precisions_cholesky_
    if fitted.covariance_type == "diag":
        choleskys = np.stack([np.diag(row) for row in choleskys])
    choleskys = round_significant(choleskys)
    diagonals = np.diagonal(choleskys, axis1=1, axis2=2)
    log_weights = (
        np.log(np.maximum(fitted.weights_, 1e-300))
        + np.log(diagonals).sum(axis=1)
        - choleskys.shape[1] / 2 * np.log(2 * np.pi)
    )
    return Prototypes(
        centers=round_significant(fitted.means_),
        segment_ids=np.arange(1, len(fitted.means_) + 1),
        log_weights=round_significant(log_weights),
        precision_choleskys=choleskys,
    )


def knee_distance(points: np.ndarray, min_samples: int) -> float:
    """Distance at the knee of the k-distance curve (Ester et al. 1996; Satopaa et al. 2011).

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    min_samples : int
        The k of the curve, the customer itself included.

    Returns
    -------
    float
        The sorted distance that lies furthest below the chord of the curve.
    """
    from sklearn.neighbors import NearestNeighbors

    distances, _ = NearestNeighbors(n_neighbors=min_samples).fit(points).kneighbors(points)
    curve = np.sort(distances[:, -1])
    rising = np.linspace(0, 1, len(curve))
    spread = curve[-1] - curve[0]
    heights = (curve - curve[0]) / spread if spread > 0 else rising
    return float(curve[int((rising - heights).argmax())])


def fit_dbscan(
    points: np.ndarray, eps: float, min_samples: int, smallest: int
) -> Prototypes | None:
    """DBSCAN (Ester et al. 1996), kept as thinned core points.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    eps : float
        Radius of a neighbourhood.
    min_samples : int
        Customers in a neighbourhood that make its centre a core point.
    smallest : int
        Groups with fewer customers are outliers.

    Returns
    -------
    Prototypes or None
        Core points of the segments, numbered from 1 by size; None when no group is large enough.
        The radius is eps plus the largest gap that the thinning leaves, so that no core point loses
        its segment.
    """
    from sklearn.cluster import DBSCAN

    fitted = DBSCAN(eps=eps, min_samples=min_samples).fit(points)
    found, counts = np.unique(fitted.labels_[fitted.labels_ >= 0], return_counts=True)
    kept = sorted(
        (-count, label) for count, label in zip(counts, found, strict=True) if count >= smallest
    )
    if not kept:
        return None
    core = fitted.core_sample_indices_
    core_labels = fitted.labels_[core]
    numbers = {label: number for number, (_, label) in enumerate(kept, start=1)}
    member = np.isin(core_labels, list(numbers))
    core_points = points[core][member]
    core_numbers = np.array([numbers[label] for label in core_labels[member]])
    chosen, gap = _thin(core_points, 0.25 * eps)
    order = chosen[np.argsort(core_numbers[chosen], kind="stable")]
    return Prototypes(
        centers=round_significant(core_points[order]),
        segment_ids=core_numbers[order],
        radii=np.full(len(order), round_significant(eps + gap)),
    )


def _thin(points: np.ndarray, gap: float) -> tuple[np.ndarray, float]:
    """Farthest-point traversal (Gonzalez 1985) until every point is within `gap` of a chosen one."""
    chosen = [0]
    nearest = ((points - points[0]) ** 2).sum(axis=1)
    while len(chosen) < min(MAX_CORE_POINTS, len(points)) and nearest.max() > gap**2:
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
    return np.array(chosen), float(np.sqrt(nearest.max()))


def assign(algorithm: str, points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
    """Segments of points, shape (n,); 0 for outliers."""
    return SCORERS[SCORER_OF[algorithm]].labels(points, prototypes)
