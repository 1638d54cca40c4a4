"""Gaussian mixtures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from customer_segmentation.fit.algorithms.base import Algorithm, Fit, Recipe, Terms, Tree
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
        from sklearn.mixture import GaussianMixture as Mixture

        mixture = Mixture(
            recipe.n_segments,
            covariance_type=recipe.hyperparameters["covariance_type"],
            # A resample of few customers may hold one of them only.
            reg_covar=max(REGULARISATION * float(points.var(axis=0).mean()), 1e-6),
            max_iter=100,
            n_init=STARTS,
            random_state=terms.seed,
        )
        fitted = mixture.fit(points)
        return Fit(recipe, prototypes_of(fitted), float(fitted.bic(points)))


def prototypes_of(fitted: Any) -> Prototypes:
    """Components of scikit-learn's mixture, numbered from 1."""
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
