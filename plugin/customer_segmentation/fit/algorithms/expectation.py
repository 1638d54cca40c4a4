"""Gaussian mixtures by expectation maximisation (Dempster, Laird & Rubin 1977), in products of matrices.

The log density of a component is linear in the squares and products of a point's coordinates, and the sums
that its mean and covariance are made of are the same products, weighted: each step is one product of
matrices. Starts, stopping rule and regularisation are those of scikit-learn, which loops over components.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_STEPS = 100
# Nats per customer: a step that gains less is the last one.
TOLERANCE = 1e-3
# Keeps a component without points from dividing by zero.
NOBODY = 10 * float(np.finfo(float).eps)


@dataclass(frozen=True)
class Mixture:
    """A fitted mixture.

    Attributes
    ----------
    weights : numpy.ndarray of shape (components,)
    means : numpy.ndarray of shape (components, dimensions)
    roots : numpy.ndarray of shape (components, dimensions, dimensions)
        Upper triangular, so that (x - mean) @ root has variance 1 in every direction.
    bic : float
        Bayesian information criterion (Schwarz 1978), lower is better.
    """

    weights: np.ndarray
    means: np.ndarray
    roots: np.ndarray
    bic: float = np.nan


def whitening(covariances: np.ndarray) -> np.ndarray:
    """Roots of precisions as `Mixture` keeps them, shape (components, dimensions, dimensions)."""
    return np.triu(np.linalg.inv(np.linalg.cholesky(covariances)).transpose(0, 2, 1))


class _Products:
    """Squares and products of the coordinates of centred points, which both steps are linear in."""

    def __init__(self, points: np.ndarray, kind: str, ridge: float) -> None:
        count, self.dimensions = points.shape
        every = np.arange(self.dimensions)
        self.pairs = np.triu_indices(self.dimensions) if kind == "full" else (every, every)
        self.ridge = ridge * np.eye(self.dimensions)
        columns = np.ascontiguousarray(points.T)
        self.values = np.ones((len(self.pairs[0]) + self.dimensions + 1, count))
        for row, (first, second) in enumerate(zip(*self.pairs, strict=True)):
            np.multiply(columns[first], columns[second], out=self.values[row])
        self.values[len(self.pairs[0]) : -1] = columns

    def log_densities(self, mixture: Mixture) -> np.ndarray:
        """Weighted log density of each component at each point, shape (components, n)."""
        first, second = self.pairs
        precisions = mixture.roots @ mixture.roots.transpose(0, 2, 1)
        squares = np.where(first == second, -0.5, -1.0) * precisions[:, first, second]
        linear = (precisions @ mixture.means[:, :, None])[:, :, 0]
        constant = (
            np.log(mixture.weights)
            + np.log(np.diagonal(mixture.roots, axis1=1, axis2=2)).sum(axis=1)
            - self.dimensions / 2 * np.log(2 * np.pi)
            - 0.5 * (linear * mixture.means).sum(axis=1)
        )
        return np.hstack([squares, linear, constant[:, None]]) @ self.values

    def expect(self, mixture: Mixture) -> tuple[float, np.ndarray]:
        """Mean log-likelihood per point, and the share of each point in each component."""
        shares = self.log_densities(mixture)
        peaks = shares.max(axis=0)
        np.exp(np.subtract(shares, peaks, out=shares), out=shares)
        totals = shares.sum(axis=0)
        return float((np.log(totals) + peaks).mean()), np.divide(shares, totals, out=shares)

    def maximise(self, shares: np.ndarray) -> Mixture:
        """The likeliest components for shares of shape (components, n)."""
        sums = shares @ self.values.T
        first, second = self.pairs
        sizes = sums[:, -1] + NOBODY
        moments = sums[:, :-1] / sizes[:, None]
        means = moments[:, len(first) :]
        covariances = np.zeros((len(sizes), self.dimensions, self.dimensions))
        covariances[:, first, second] = (
            moments[:, : len(first)] - means[:, first] * means[:, second]
        )
        covariances[:, second, first] = covariances[:, first, second]
        return Mixture(sizes / sizes.sum(), means, whitening(covariances + self.ridge))


def mixture_of(
    points: np.ndarray,
    kind: str,
    ridge: float,
    start: int | Mixture,
    seed: int,
    starts: int = 1,
) -> Mixture:
    """The likeliest of several starts.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, dimensions)
    kind : {'full', 'diag'}
        Whether covariances are full or diagonal.
    ridge : float
        Added to every variance.
    start : int or Mixture
        Number of components, started from k-means, or where to start.
    seed : int
    starts : int
        Random starts. One when a mixture is given.
    """
    from sklearn.cluster import KMeans

    center = points.mean(axis=0)
    products = _Products(points - center, kind, ridge)
    best, highest = None, -np.inf
    # From one start to the next it goes on.
    random = np.random.RandomState(seed)
    for _ in range(starts):
        if isinstance(start, Mixture):
            mixture = Mixture(start.weights, start.means - center, start.roots)
        else:
            labels = KMeans(start, n_init=1, random_state=random).fit(points).labels_
            mixture = products.maximise((labels == np.arange(start)[:, None]).astype(float))
        mixture, likelihood = _converged(products, mixture)
        if best is None or likelihood > highest:
            best, highest = mixture, likelihood
    assert best is not None
    likelihood, _ = products.expect(best)
    count, (components, dimensions) = len(points), best.means.shape
    parameters = components * (len(products.pairs[0]) + dimensions + 1) - 1
    bic = -2 * count * likelihood + parameters * np.log(count)
    return Mixture(best.weights, best.means + center, best.roots, float(bic))


def _converged(products: _Products, mixture: Mixture) -> tuple[Mixture, float]:
    """Step until the likelihood hardly grows; the likelihood is that before the last step."""
    earlier = -np.inf
    for _ in range(MOST_STEPS):
        likelihood, shares = products.expect(mixture)
        mixture = products.maximise(shares)
        if abs(likelihood - earlier) < TOLERANCE:
            break
        earlier = likelihood
    return mixture, likelihood
