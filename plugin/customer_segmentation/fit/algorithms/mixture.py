"""Gaussian mixtures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from customer_segmentation.fit.algorithms.base import Algorithm, Fit, Recipe, Terms, Tree
from customer_segmentation.fit.algorithms.expectation import Mixture, mixture_of, whitening
from customer_segmentation.fit.neighbours import nearest_neighbours
from customer_segmentation.model.encoding import round_significant
from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring import SCORERS

# Components that segments are merged from: at most so many, of so many customers per parameter of a mean.
MOST_COMPONENTS = 12
CUSTOMERS_PER_PARAMETER = 5
COVARIANCE_TYPES = ("full", "diag")
STARTS = 2
# Invariant coordinates that a further start looks at. Two to four find the same kinds of customers in the zoo
# (development seeds).
START_COORDINATES = 4
INVARIANT = "invariant coordinates"
# Keeps a component from collapsing on customers with equal values (share of the variance).
REGULARISATION = 0.01


@dataclass(frozen=True)
class MergedComponents(Tree):
    """Merges of a mixture's components, those first that share most neighbours.

    Attributes
    ----------
    prototypes : Prototypes
        The components, each one a segment.
    """

    prototypes: Prototypes


class GaussianMixture(Algorithm):
    """Gaussian mixture by expectation maximisation, started from k-means.

    Groups that differ along a few directions drown in the others where k-means looks at all of them: full
    covariances are also started from k-means in invariant coordinates, see `invariant_coordinates`.
    A segment is a component, or several of them: a group need not be normal, so that components that
    share neighbours are merged (Hennig 2010, Methods for merging Gaussian mixture components). Full
    covariances need few dimensions, so that it sees principal components only.
    """

    name = "gmm"
    title = "Gaussian mixture"
    label = "a Gaussian mixture"
    scorer = "gaussian_mixture"
    sample = "mixture"
    most_components = 12

    def recipes(self, points: np.ndarray, counts: Sequence[int]) -> list[Recipe]:
        """Each type of covariance with each number of segments that the customers suffice for."""
        plain = [
            Recipe(self, count, {"covariance_type": kind})
            for kind in COVARIANCE_TYPES
            for count in counts
            if count * 2 <= len(points)
        ]
        turned = [
            replace(item, hyperparameters={**item.hyperparameters, "start": INVARIANT})
            for item in plain
            if item.hyperparameters["covariance_type"] == "full" and points.shape[1] > 2
        ]
        components = _components(points)
        merged = [
            Recipe(self, count, {"covariance_type": "full", "merged_from": components})
            for count in counts
            if count < components
        ]
        return plain + turned + merged

    def tree(self, points: np.ndarray, samples: Mapping[str, np.ndarray]) -> Tree | None:
        """Merges of the components of the sample named mixture."""
        points = points[samples["mixture"]]
        components = _components(points)
        return None if components < 2 else _merged(points, components, 0)

    def is_cut(self, recipe: Recipe) -> bool:
        """Those with merged components."""
        return "merged_from" in recipe.hyperparameters

    def tree_again(self, recipe: Recipe, points: np.ndarray, terms: Terms) -> Tree:
        """Merges of as many components, or of as many as there are pairs of points."""
        components = min(recipe.hyperparameters["merged_from"], len(points) // 2)
        return _merged(points, components, terms.seed)

    def fit(
        self, recipe: Recipe, points: np.ndarray, terms: Terms, tree: Tree | None = None
    ) -> Fit:
        """Keep the likeliest of the starts, with its BIC (Schwarz 1978); or cut the tree of merges."""
        if not self.is_cut(recipe):
            kind = recipe.hyperparameters["covariance_type"]
            start = None
            if recipe.hyperparameters.get("start") == INVARIANT:
                start = _start_in_invariant_coordinates(points, recipe.n_segments, terms.seed)
            fitted = _mixture(points, recipe.n_segments, kind, terms.seed, start)
            return Fit(recipe, prototypes_of(fitted), fitted.bic)
        tree = self.tree_again(recipe, points, terms) if tree is None else tree
        assert isinstance(tree, MergedComponents)
        return Fit(recipe, _cut(tree, recipe.n_segments))


def _components(points: np.ndarray) -> int:
    return min(MOST_COMPONENTS, len(points) // (CUSTOMERS_PER_PARAMETER * (points.shape[1] + 1)))


def _regularisation(points: np.ndarray) -> float:
    # A resample of few customers may hold one of them only.
    return max(REGULARISATION * float(points.var(axis=0).mean()), 1e-6)


def _mixture(
    points: np.ndarray, components: int, kind: str, seed: int, start: Mixture | None = None
) -> Mixture:
    """The likeliest of several random starts, or from one start."""
    return mixture_of(
        points,
        kind,
        _regularisation(points),
        components if start is None else start,
        seed,
        STARTS if start is None else 1,
    )


def _start_in_invariant_coordinates(points: np.ndarray, components: int, seed: int) -> Mixture:
    """Weights, means and covariances of the segments of k-means in invariant coordinates."""
    from sklearn.cluster import KMeans

    coordinates = invariant_coordinates(points)[:, :START_COORDINATES]
    labels = KMeans(components, n_init=STARTS, random_state=seed).fit(coordinates).labels_
    ridge = _regularisation(points) * np.eye(points.shape[1])
    means, covariances = [], []
    for label in range(components):
        # Fewer different points than components leave some without any.
        own = points[labels == label] if (labels == label).any() else points
        means.append(own.mean(axis=0))
        covariances.append(np.cov(own.T, bias=True) + ridge)
    weights = np.maximum(np.bincount(labels, minlength=components), 1)
    return Mixture(weights / weights.sum(), np.stack(means), whitening(np.stack(covariances)))


def invariant_coordinates(points: np.ndarray) -> np.ndarray:
    """Coordinates in which groups show, whatever else varies, the most telling first.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, dimensions)
        Without a direction in which they are all the same.

    Returns
    -------
    numpy.ndarray of shape (n, dimensions)

    Notes
    -----
    Invariant coordinate selection (Tyler, Critchley, Duembgen & Oja 2009) with the covariance and the
    covariance weighted by squared distances: the points are made round, and turned to the directions with
    the smallest kurtosis, in which large groups lie apart (Alfons, Archimbaud, Nordhausen & Ruiz-Gazen 2024,
    Tandem clustering with invariant coordinate selection).
    """
    from sklearn.decomposition import PCA

    round_points = PCA(whiten=True, svd_solver="covariance_eigh").fit_transform(points)
    distances = (round_points**2).sum(axis=1, keepdims=True)
    _, directions = np.linalg.eigh((distances * round_points).T @ round_points / len(points))
    # Signed, so that machines agree.
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.sign(directions[largest, np.arange(len(largest))])
    return round_points @ directions


def _merged(points: np.ndarray, components: int, seed: int) -> MergedComponents:
    """Merge the two segments that share most neighbours for the size of the smaller, again and again."""
    prototypes = prototypes_of(_mixture(points, components, "full", seed))
    own = SCORERS[GaussianMixture.scorer].labels(points, prototypes) - 1
    neighbours, _ = nearest_neighbours(points)
    sizes = np.bincount(own, minlength=components).astype(float)
    shared = np.zeros((components, components))
    np.add.at(shared, (np.repeat(own, neighbours.shape[1]), own[neighbours].ravel()), 1)
    shared += shared.T
    nodes, held = np.arange(components), np.ones(components)
    alive = list(range(components))
    merges = []
    for height in range(1, components):
        smaller = np.maximum(np.minimum(sizes[alive][:, None], sizes[alive]), 1e-9)
        leak = (shared[np.ix_(alive, alive)] + 1e-9) / smaller
        np.fill_diagonal(leak, -1)
        first, second = (alive[place] for place in np.unravel_index(leak.argmax(), leak.shape))
        sizes[first] += sizes[second]
        shared[first] += shared[second]
        shared[:, first] += shared[:, second]
        held[first] += held[second]
        merges.append([nodes[first], nodes[second], height, held[first]])
        nodes[first] = components + height - 1
        alive.remove(second)
    return MergedComponents(prototypes.centers, np.array(merges, dtype=float), prototypes)


def _cut(tree: MergedComponents, segments: int) -> Prototypes:
    """So many segments of merged components, those of one segment side by side."""
    from scipy.cluster.hierarchy import fcluster

    found = fcluster(tree.merges, segments, criterion="maxclust")
    order = np.argsort(found, kind="stable")
    own = tree.prototypes
    assert own.log_weights is not None and own.precision_choleskys is not None
    return Prototypes(
        own.centers[order],
        found[order],
        log_weights=own.log_weights[order],
        precision_choleskys=own.precision_choleskys[order],
    )


def prototypes_of(fitted: Mixture) -> Prototypes:
    """Components of a mixture, numbered from 1."""
    choleskys = round_significant(fitted.roots)
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
