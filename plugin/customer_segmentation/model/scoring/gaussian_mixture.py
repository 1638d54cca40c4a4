"""The likeliest component wins: Gaussian mixtures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring.scorer import nearest, rival, score_table


class GaussianMixture:
    """One component per segment.

    confidence is the posterior probability of the component, distance the Mahalanobis distance to
    it.
    """

    name = "gaussian_mixture"
    has_outliers = False

    def labels(self, points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
        """Segment ids of points, shape (n,)."""
        return prototypes.segment_ids[nearest(-_log_densities(points, prototypes)[0])[0]]

    def score(self, points: np.ndarray, prototypes: Prototypes) -> pd.DataFrame:
        """Score points; see `Scorer`."""
        log_densities, mahalanobis = _log_densities(points, prototypes)
        position, cost = nearest(-log_densities)
        own = prototypes.segment_ids[position]
        runner_up, _ = rival(-log_densities, prototypes.segment_ids, own)
        posterior = 1 / np.exp(log_densities + cost[:, None]).sum(axis=1)
        distance = np.sqrt(mahalanobis[np.arange(len(points)), position])
        return score_table(own, distance, posterior, runner_up)


def _log_densities(points: np.ndarray, prototypes: Prototypes) -> tuple[np.ndarray, np.ndarray]:
    """Weighted log density of each component, and squared Mahalanobis distance: (n, components)."""
    assert prototypes.precision_choleskys is not None and prototypes.log_weights is not None
    mahalanobis = np.empty((len(points), len(prototypes.centers)))
    for component, cholesky in enumerate(prototypes.precision_choleskys):
        whitened = (points - prototypes.centers[component]) @ cholesky
        mahalanobis[:, component] = (whitened**2).sum(axis=1)
    return prototypes.log_weights - 0.5 * mahalanobis, mahalanobis
