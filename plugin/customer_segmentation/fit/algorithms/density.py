"""Algorithms that leave core points: groups of customers of any shape, and outliers around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from customer_segmentation.fit.algorithms.base import Algorithm, Fit, Recipe, Terms, Tree
from customer_segmentation.model.encoding import round_significant
from customer_segmentation.model.prototypes import Prototypes

MAX_CORE_POINTS = 2_000
# Around the knee of the k-distance curve.
EPS_FACTORS = (0.6, 0.8, 1.0, 1.3, 1.7)


class Density(Algorithm):
    """What algorithms that look for dense groups share.

    Densities need few dimensions, so that they see principal components only.
    """

    scorer = "density"
    sample = "density"
    most_components = 5

    def fit(
        self, recipe: Recipe, points: np.ndarray, terms: Terms, tree: Tree | None = None
    ) -> Fit:
        """Groups that are large enough; the recipe tells their number."""
        prototypes = self.refit(recipe, points, terms)
        found = 0 if prototypes is None else int(prototypes.segment_ids.max())
        return Fit(replace(recipe, n_segments=found), prototypes)

    def labels_of_resample(
        self,
        recipe: Recipe,
        points: np.ndarray,
        drawn: np.ndarray,
        terms: Terms,
        fitted: int,
        trees: dict[int, Tree] | None = None,
    ) -> np.ndarray:
        """Customers drawn twice would pass for a dense spot: density is estimated on each once."""
        distinct, back = np.unique(drawn, return_inverse=True)
        kept = points[distinct]
        prototypes = self.refit(recipe, kept, terms, len(distinct) / fitted)
        return self.labels(kept, prototypes)[back]


class Dbscan(Density):
    """DBSCAN (Ester et al. 1996), kept as thinned core points."""

    name = "dbscan"
    title = "DBSCAN"
    label = "density clustering (DBSCAN)"

    def recipes(self, points: np.ndarray, counts: Sequence[int]) -> list[Recipe]:
        """Radii around the knee of the k-distance curve, for a small and a large neighbourhood."""
        dimensions = points.shape[1]
        recipes = []
        for min_samples in dict.fromkeys(
            (max(5, 2 * dimensions), max(10, 4 * dimensions, len(points) // 100))
        ):
            if min_samples > len(points):
                continue
            knee = knee_distance(points, min_samples)
            recipes += [
                Recipe(
                    self,
                    0,
                    {
                        "eps": float(f"{knee * factor:.6g}"),
                        "eps_factor": factor,
                        "min_samples": min_samples,
                    },
                )
                for factor in EPS_FACTORS
                if knee > 0
            ]
        return recipes

    def refit(
        self,
        recipe: Recipe,
        points: np.ndarray,
        terms: Terms,
        sample_share: float = 1.0,
        tree: Tree | None = None,
    ) -> Prototypes | None:
        """The same density: min_samples shrinks with the customers, and where it may not, eps grows."""
        settings, dimensions = recipe.hyperparameters, points.shape[1]
        expected = settings["min_samples"] * sample_share
        lowest = min(dimensions + 2, settings["min_samples"])
        min_samples = min(len(points), max(lowest, round(expected)))
        eps = settings["eps"] * (min_samples / expected) ** (1 / dimensions)
        return self._core_points(points, eps, min_samples, terms)

    def _core_points(
        self, points: np.ndarray, eps: float, min_samples: int, terms: Terms
    ) -> Prototypes | None:
        """Core points of the segments, numbered from 1 by size; None when no group is large enough.

        The radius is eps plus the largest gap that the thinning leaves, so that no core point loses
        its segment.
        """
        from sklearn.cluster import DBSCAN

        fitted = DBSCAN(eps=eps, min_samples=min_samples).fit(points)
        numbers = numbered_by_size(fitted.labels_, terms.smallest(len(points)))
        core = fitted.core_sample_indices_
        core = core[numbers[core] > 0]
        if not len(core):
            return None
        chosen, gap = thinned(points[core], 0.25 * eps)
        order = core[chosen[np.argsort(numbers[core[chosen]], kind="stable")]]
        return Prototypes(
            centers=round_significant(points[order]),
            segment_ids=numbers[order],
            radii=np.full(len(order), round_significant(eps + gap)),
        )


def numbered_by_size(labels: np.ndarray, smallest: int) -> np.ndarray:
    """Groups numbered from 1 by size, the largest first; 0 for outliers and groups that are too small.

    Parameters
    ----------
    labels : numpy.ndarray of shape (n,)
        scikit-learn's, -1 for outliers.
    smallest : int
        Fewest customers of a group.
    """
    found, counts = np.unique(labels[labels >= 0], return_counts=True)
    numbers = np.zeros(len(labels), dtype=int)
    kept = sorted(
        (-count, label) for count, label in zip(counts, found, strict=True) if count >= smallest
    )
    for number, (_, label) in enumerate(kept, start=1):
        numbers[labels == label] = number
    return numbers


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


def thinned(points: np.ndarray, gap: float) -> tuple[np.ndarray, float]:
    """Farthest-point traversal (Gonzalez 1985) until every point is within `gap` of a chosen one.

    Returns
    -------
    rows : numpy.ndarray of shape (chosen,)
        At most `MAX_CORE_POINTS`.
    gap : float
        Largest distance of a point to the nearest chosen one.
    """
    chosen = [0]
    columns = np.ascontiguousarray(points.T)
    nearest = _squared_distances(columns, 0)
    while len(chosen) < min(MAX_CORE_POINTS, len(points)):
        furthest = int(nearest.argmax())
        if nearest[furthest] <= gap**2:
            break
        chosen.append(furthest)
        np.minimum(nearest, _squared_distances(columns, furthest), out=nearest)
    return np.array(chosen), float(np.sqrt(nearest.max()))


def _squared_distances(columns: np.ndarray, row: int) -> np.ndarray:
    """To one of the points, whose coordinates are rows: shape (n,)."""
    total = np.zeros(columns.shape[1])
    for values in columns:
        total += (values - values[row]) ** 2
    return total
