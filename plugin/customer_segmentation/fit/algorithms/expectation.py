"""Gaussian mixtures by expectation maximisation (Dempster, Laird & Rubin 1977), in plain numpy.

As for k-means, the work is small and done often. All components are computed at once; starts and
stopping are scikit-learn's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from customer_segmentation.fit.algorithms.lloyd import kmeans

MAX_ITERATIONS = 100
# Gain in log-likelihood per point that is none, in nats.
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Mixture:
    """A fitted mixture.

    Attributes
    ----------
    weights : numpy.ndarray of shape (components,)
    means : numpy.ndarray of shape (components, coordinates)
    precision_choleskys : numpy.ndarray of shape (components, coordinates, coordinates)
        U with (y - mean) @ U standard normal; of shape (components, coordinates) when diagonal.
    log_likelihood : float
        Mean over the points.
    """

    weights: np.ndarray
    means: np.ndarray
    precision_choleskys: np.ndarray
    log_likelihood: float = -np.inf

    @property
    def is_diagonal(self) -> bool:
        """Whether covariances are diagonal."""
        return self.precision_choleskys.ndim == 2

    def bic(self, count: int) -> float:
        """Bayesian information criterion on the fitted points, lower is better."""
        components, dimensions = self.means.shape
        covariances = dimensions if self.is_diagonal else dimensions * (dimensions + 1) / 2
        free = components * (covariances + dimensions + 1) - 1
        return float(free * np.log(count) - 2 * count * self.log_likelihood)


def fit_mixture(
    points: np.ndarray,
    components: int,
    is_diagonal: bool,
    regularisation: float,
    starts: int,
    rng: np.random.RandomState,
) -> Mixture:
    """The likeliest of several mixtures, each started from one k-means.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    components : int
    is_diagonal : bool
        Whether covariances are diagonal, else full.
    regularisation : float
        Added to every variance.
    starts : int
    rng : numpy.random.RandomState
    """
    products = points**2 if is_diagonal else _products(points)
    fits = []
    for _ in range(starts):
        _, labels = kmeans(points, components, rng)
        belongs = (labels[:, None] == np.arange(components)).astype(float)
        fits.append(_converged(points, products, belongs, is_diagonal, regularisation))
    return max(fits, key=lambda fit: fit.log_likelihood)


def _products(points: np.ndarray) -> np.ndarray:
    """Product of each pair of coordinates, shape (n, coordinates * (coordinates + 1) / 2).

    Weighted sums of them are covariances, and squared distances: one product of matrices for all
    components.
    """
    first, second = np.triu_indices(points.shape[1])
    return points[:, first] * points[:, second]


def _converged(
    points: np.ndarray,
    products: np.ndarray,
    belongs: np.ndarray,
    is_diagonal: bool,
    regularisation: float,
) -> Mixture:
    """Alternate from shares of points in components, shape (n, components), to a mixture."""
    mixture = _maximised(points, products, belongs, is_diagonal, regularisation)
    before = -np.inf
    for _ in range(MAX_ITERATIONS):
        belongs, likelihood = _expected(points, products, mixture)
        mixture = _maximised(points, products, belongs, is_diagonal, regularisation)
        if abs(likelihood - before) < TOLERANCE:
            break
        before = likelihood
    return replace(mixture, log_likelihood=_expected(points, products, mixture)[1])


def _expected(
    points: np.ndarray, products: np.ndarray, mixture: Mixture
) -> tuple[np.ndarray, float]:
    """Shares of points in components, and their mean log-likelihood."""
    roots, means = mixture.precision_choleskys, mixture.means
    if mixture.is_diagonal:
        weights, slopes = roots**2, means * roots**2
        diagonals = roots
    else:
        precisions = np.matmul(roots, roots.transpose(0, 2, 1))
        first, second = np.triu_indices(points.shape[1])
        weights = precisions[:, first, second] * np.where(first == second, 1, 2)
        slopes = np.matmul(precisions, means[:, :, None])[:, :, 0]
        diagonals = np.diagonal(roots, axis1=1, axis2=2)
    squares = products @ weights.T - 2 * (points @ slopes.T) + (slopes * means).sum(axis=1)
    constant = points.shape[1] / 2 * np.log(2 * np.pi)
    log_weights = np.log(np.maximum(mixture.weights, 1e-300))
    log_densities = log_weights + np.log(diagonals).sum(axis=1) - constant - squares / 2
    highest = log_densities.max(axis=1, keepdims=True)
    shares = np.exp(log_densities - highest)
    total = shares.sum(axis=1, keepdims=True)
    return shares / total, float((np.log(total) + highest).mean())


def _maximised(
    points: np.ndarray,
    products: np.ndarray,
    belongs: np.ndarray,
    is_diagonal: bool,
    regularisation: float,
) -> Mixture:
    sizes = belongs.sum(axis=0) + 10 * np.finfo(float).eps
    means = belongs.T @ points / sizes[:, None]
    moments = belongs.T @ products / sizes[:, None]
    if is_diagonal:
        roots = 1 / np.sqrt(np.maximum(moments - means**2, 0) + regularisation)
    else:
        first, second = np.triu_indices(points.shape[1])
        covariances = np.empty((len(sizes), points.shape[1], points.shape[1]))
        covariances[:, first, second] = moments - means[:, first] * means[:, second]
        covariances[:, second, first] = covariances[:, first, second]
        identity = np.eye(points.shape[1])
        choleskys = np.linalg.cholesky(covariances + regularisation * identity)
        roots = np.linalg.solve(choleskys, identity).transpose(0, 2, 1)
    return Mixture(sizes / sizes.sum(), means, roots)
