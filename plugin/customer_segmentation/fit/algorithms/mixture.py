"""Gaussian mixtures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from customer_segmentation.fit.algorithms.base import Algorithm, Fit, Recipe, Terms, Tree
from customer_segmentation.fit.algorithms.expectation import Mixture, fit_mixture
from customer_segmentation.model.encoding import round_significant
from customer_segmentation.model.prototypes import Prototypes

COVARIANCE_TYPES = ("full", "diag")
STARTS = 2
# Keeps a component from collapsing on customers with equal values (share of the variance).
REGULARISATION = 0.01


class GaussianMixture(Algorithm):
    """Gaussian mixture by expectation maximisation, started from k-means.

    Full covariances need few dimensions, so that it sees principal components only.
    """

    name = "gmm"
    title = "Gaussian mixture"
    label = "a Gaussian mixture"
    scorer = "gaussian_mixture"
    sample = "mixture"
    most_components = 12

    def recipes(self, points: np.ndarray, counts: Sequence[int]) -> list[Recipe]:
        """Each type of covariance with each number of segments that the customers suffice for."""
        return [
            Recipe(self, count, {"covariance_type": kind})
            for kind in COVARIANCE_TYPES
            for count in counts
            if count * 2 <= len(points)
        ]

    def fit(
        self, recipe: Recipe, points: np.ndarray, terms: Terms, tree: Tree | None = None
    ) -> Fit:
        """Keep the likelier of two starts, with its BIC (Schwarz 1978)."""
        fitted = fit_mixture(
            points,
            recipe.n_segments,
            recipe.hyperparameters["covariance_type"] == "diag",
            # A resample of few customers may hold one of them only.
            max(REGULARISATION * float(points.var(axis=0).mean()), 1e-6),
            STARTS,
            np.random.RandomState(terms.seed),
        )
        return Fit(recipe, prototypes_of(fitted), fitted.bic(len(points)))


def prototypes_of(fitted: Mixture) -> Prototypes:
    """Components of a mixture, numbered from 1."""
    choleskys = fitted.precision_choleskys
    if fitted.is_diagonal:
        choleskys = np.stack([np.diag(row) for row in choleskys])
    choleskys = round_significant(choleskys)
    diagonals = np.diagonal(choleskys, axis1=1, axis2=2)
    log_weights = (
        np.log(np.maximum(fitted.weights, 1e-300))
        + np.log(diagonals).sum(axis=1)
        - choleskys.shape[1] / 2 * np.log(2 * np.pi)
    )
    return Prototypes(
        centers=round_significant(fitted.means),
        segment_ids=np.arange(1, len(fitted.means) + 1),
        log_weights=round_significant(log_weights),
        precision_choleskys=choleskys,
    )
