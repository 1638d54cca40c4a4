"""Spaces that customers are compared in: projections of the encoded dimensions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from customer_segmentation.model.encoding import round_significant

# Share of the mean variance below which a principal axis is rounding noise or a repeated column.
NEGLIGIBLE_VARIANCE = 0.01


def into(points: np.ndarray, loadings: np.ndarray | None) -> np.ndarray:
    """Coordinates of points in the space of loadings; None is the space that they are in."""
    return points if loadings is None else points @ loadings.T


def combined(outer: np.ndarray | None, inner: np.ndarray | None) -> np.ndarray | None:
    """Loadings of one projection after another."""
    if outer is None or inner is None:
        return outer if inner is None else inner
    return round_significant(outer @ inner)


@dataclass(frozen=True)
class PrincipalAxes:
    """Principal axes of centred points.

    Attributes
    ----------
    loadings : numpy.ndarray of shape (dimensions, dimensions)
        One axis per row, the widest first, signed so that its largest loading is positive.
    variances : numpy.ndarray of shape (dimensions,)
    """

    loadings: np.ndarray
    variances: np.ndarray

    def count_for_share(self, share: float | None) -> int:
        """Smallest number of axes that keep a share of the variance; None is all of them."""
        if share is None:
            return len(self.variances)
        kept = np.cumsum(self.variances) / self.variances.sum()
        return min(int(np.searchsorted(kept, share - 1e-12)) + 1, len(self.variances))

    def leading(self, share: float | None, most: int) -> np.ndarray:
        """Loadings of the axes that keep a share of the variance, at most so many, without noise."""
        substantial = int((self.variances >= NEGLIGIBLE_VARIANCE * self.variances.mean()).sum())
        return self.loadings[: min(self.count_for_share(share), substantial, most)]


def principal_axes(points: np.ndarray) -> PrincipalAxes:
    """Principal axes of points of shape (n, dimensions)."""
    from sklearn.decomposition import PCA

    fitted = PCA(svd_solver="covariance_eigh").fit(points)
    return PrincipalAxes(round_significant(fitted.components_), fitted.explained_variance_)


def common_space(axes: PrincipalAxes, pca: float | None) -> np.ndarray | None:
    """Loadings of the space that all candidates are measured in; None is the encoded space itself."""
    return None if pca is None else axes.loadings[: axes.count_for_share(pca)]
