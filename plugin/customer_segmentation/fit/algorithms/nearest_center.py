"""Algorithms that leave one centre per segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from customer_segmentation.fit.algorithms.base import Algorithm, Fit, Recipe, Terms, Tree
from customer_segmentation.fit.effort import draw
from customer_segmentation.model.encoding import round_significant
from customer_segmentation.model.prototypes import Prototypes

# Of more points, random starts see a sample; the best of them goes on with all.
MOST_STARTED = 5_000


def nearest_centers(
    points: np.ndarray, start: int | np.ndarray, seed: int = 0, starts: int = 1
) -> Prototypes:
    """Centres of k-means as prototypes, numbered from 1.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    start : int or numpy.ndarray of shape (segments, coordinates)
        Number of segments, started by k-means++ (Arthur & Vassilvitskii 2007), or where to start.
    seed : int
    starts : int
        Random starts; the one with the lowest inertia is kept. One when centres are given.
    """
    from sklearn.cluster import KMeans as Clusterer

    if isinstance(start, int) and len(points) > MOST_STARTED:
        some = points[draw(np.random.default_rng(seed), len(points), MOST_STARTED)]
        start = nearest_centers(some, start, seed, starts).centers
    if isinstance(start, int):
        clusterer = Clusterer(start, n_init=starts, random_state=seed)
    else:
        clusterer = Clusterer(len(start), n_init=1, init=start)
    centers = clusterer.fit(points).cluster_centers_
    return Prototypes(round_significant(centers), np.arange(1, len(centers) + 1))


class KMeans(Algorithm):
    """k-means."""

    name = "kmeans"
    title = "k-means"
    label = "k-means clustering"
    scorer = "nearest_center"

    def recipes(self, points: np.ndarray, counts: Sequence[int]) -> list[Recipe]:
        """One per number of segments."""
        return [Recipe(self, count) for count in counts]

    def fit(
        self, recipe: Recipe, points: np.ndarray, terms: Terms, tree: Tree | None = None
    ) -> Fit:
        """Keep the best of several random starts."""
        starts = terms.effort.starts
        return Fit(recipe, nearest_centers(points, recipe.n_segments, terms.seed, starts))


class Hierarchical(Algorithm):
    """Ward's tree (Ward 1963), its cut consolidated by k-means (HCPC; Husson, Josse & Pages 2010)."""

    name = "hierarchical"
    title = "Hierarchical"
    label = "hierarchical clustering (Ward)"
    scorer = "nearest_center"

    def tree(self, points: np.ndarray, samples: Mapping[str, np.ndarray]) -> Tree:
        """Merges of the sample named tree."""
        return self._tree(points[samples["tree"]])

    def _tree(self, points: np.ndarray) -> Tree:
        from scipy.cluster.hierarchy import linkage

        return Tree(points, linkage(points, method="ward"))

    def is_cut(self, recipe: Recipe) -> bool:
        """All are."""
        return True

    def tree_again(self, recipe: Recipe, points: np.ndarray, terms: Terms) -> Tree:
        """Merges of a sample of the points."""
        rng = np.random.default_rng(terms.seed)
        return self._tree(points[draw(rng, len(points), terms.effort.resampled_tree)])

    def recipes(self, points: np.ndarray, counts: Sequence[int]) -> list[Recipe]:
        """One per number of segments."""
        return [Recipe(self, count) for count in counts]

    def fit(
        self, recipe: Recipe, points: np.ndarray, terms: Terms, tree: Tree | None = None
    ) -> Fit:
        """Cut the tree and start k-means from the means of the branches."""
        from scipy.cluster.hierarchy import fcluster

        tree = self.tree_again(recipe, points, terms) if tree is None else tree
        branches = fcluster(tree.merges, recipe.n_segments, criterion="maxclust")
        starts = np.stack(
            [tree.points[branches == branch].mean(axis=0) for branch in np.unique(branches)]
        )
        return Fit(recipe, nearest_centers(points, starts))
