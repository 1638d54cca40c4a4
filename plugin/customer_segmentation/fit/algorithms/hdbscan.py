"""HDBSCAN, kept as balls that cover its segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from customer_segmentation.fit.algorithms.base import Recipe, Terms, Tree
from customer_segmentation.fit.algorithms.density import (
    MAX_CORE_POINTS,
    Density,
    numbered_by_size,
)
from customer_segmentation.model.encoding import round_significant
from customer_segmentation.model.prototypes import Prototypes

# min_cluster_size as a share of the customers.
CLUSTER_SHARES = (0.02, 0.03, 0.05)
# Radii are powers of this: scoring groups prototypes by radius.
RADIUS_STEP = 1.2
# Keeps the nearest customer who does not belong outside the ball, whatever is rounded.
MARGIN = 1e-6
# A customer within this share of a ball's radius needs no ball of their own. Fewer balls (1.0) leave
# holes for customers who were not fitted, more (0.5) assign them no better.
COVERED = 0.75
ROWS_AT_ONCE = 1_000


class Hdbscan(Density):
    """HDBSCAN (Campello, Moulavi & Sander 2013), clusters selected by excess of mass.

    Its clusters have densities of their own, so that they are no union of equal balls. The prototypes
    are members, each with the radius of the ball around it in which customers belong to its segment:
    the distance at which the cluster splits off from the others (1 / lambda at its birth; McInnes &
    Healy 2017 assign new points up to there), or less where a customer who does not belong is nearer
    (class covers; Priebe, DeVinney & Marchette 2003). No fitted customer lies in a ball of another
    segment, so that the fitted customers get HDBSCAN's own labels.
    """

    name = "hdbscan"
    title = "HDBSCAN"
    label = "density clustering (HDBSCAN)"

    def recipes(self, points: np.ndarray, counts: Sequence[int]) -> list[Recipe]:
        """Sizes of the smallest cluster, each with a small neighbourhood and with one of that size."""
        customers, dimensions = points.shape
        recipes = []
        for size in dict.fromkeys(max(5, round(share * customers)) for share in CLUSTER_SHARES):
            for min_samples in dict.fromkeys((max(5, 2 * dimensions), size)):
                settings = {"min_cluster_size": size, "min_samples": min_samples}
                if max(settings.values()) < customers:
                    recipes.append(Recipe(self, 0, settings))
        return recipes

    def refit(
        self,
        recipe: Recipe,
        points: np.ndarray,
        terms: Terms,
        sample_share: float = 1.0,
        tree: Tree | None = None,
    ) -> Prototypes | None:
        """Both settings count customers, so that they shrink with them."""
        settings = recipe.hyperparameters
        lowest = min(points.shape[1] + 2, settings["min_samples"])
        size = max(2, round(settings["min_cluster_size"] * sample_share))
        min_samples = max(lowest, round(settings["min_samples"] * sample_share))
        if max(size, min_samples) >= len(points):
            return None
        return self._balls(points, size, min_samples, terms)

    def _balls(
        self, points: np.ndarray, min_cluster_size: int, min_samples: int, terms: Terms
    ) -> Prototypes | None:
        """Balls of the segments, numbered from 1 by size; None when no group is large enough."""
        from sklearn.cluster import HDBSCAN
        from sklearn.neighbors import NearestNeighbors

        fitted = HDBSCAN(min_cluster_size=min_cluster_size, min_samples=min_samples, copy=True)
        numbers = numbered_by_size(fitted.fit(points).labels_, terms.smallest(len(points)))
        nearest = NearestNeighbors(n_neighbors=min_samples).fit(points)
        core = nearest.kneighbors(points)[0][:, -1]
        radii = np.zeros(len(points))
        chosen: list[int] = []
        for number in range(1, numbers.max() + 1):
            radii += _radii(points, core, numbers == number)
            rows = np.flatnonzero((numbers == number) & (radii > 0))
            chosen += rows[
                _cover(points[rows], radii[rows], MAX_CORE_POINTS // numbers.max())
            ].tolist()
        if not chosen:
            return None
        return Prototypes(
            centers=round_significant(points[chosen]),
            segment_ids=numbers[chosen],
            radii=round_significant(radii[chosen]),
        )


def _radii(points: np.ndarray, core: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Radius around each customer in which customers belong to a cluster, shape (n,); 0 outside it.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    core : numpy.ndarray of shape (n,)
        Distance to the neighbour that makes a customer a core point.
    own : numpy.ndarray of shape (n,)
        Whether a customer is in the cluster; some are not.
    """
    from scipy.spatial.distance import cdist

    members = np.flatnonzero(own)
    split, foe = np.inf, np.empty(len(members))
    for start in range(0, len(members), ROWS_AT_ONCE):
        rows = members[start : start + ROWS_AT_ONCE]
        distances = cdist(points[rows], points[~own])
        foe[start : start + len(rows)] = distances.min(axis=1)
        reachability = np.maximum(np.maximum(distances, core[rows, None]), core[~own])
        split = min(split, float(reachability.min()))
    limit = np.minimum(split, foe * (1 - MARGIN))
    radii = np.zeros(len(points))
    inside = limit > 0
    steps = np.floor(np.log(limit[inside]) / np.log(RADIUS_STEP))
    radii[members[inside]] = RADIUS_STEP**steps
    return radii


def _cover(points: np.ndarray, radii: np.ndarray, most: int) -> np.ndarray:
    """Rows of balls, the widest first, until each point is well inside one.

    What is left when there are as many as may be is a fringe.
    """
    chosen: list[int] = []
    left = np.ones(len(points), dtype=bool)
    for row in np.argsort(-radii, kind="stable"):
        if left[row] and len(chosen) < most:
            chosen.append(int(row))
            distances = np.sqrt(((points - points[row]) ** 2).sum(axis=1))
            left &= distances > COVERED * radii[row]
    return np.array(chosen, dtype=int)
