"""Fits of a candidate's recipe on other customers: resamples, the test part, another period."""

from __future__ import annotations

import numpy as np

from customer_segmentation.fit.algorithms import Recipe, Terms, Tree
from customer_segmentation.fit.candidates import Candidate, Customers
from customer_segmentation.fit.effort import draw
from customer_segmentation.fit.metrics import prediction_strength
from customer_segmentation.fit.space import into, principal_axes
from customer_segmentation.fit.stability import Bootstrap, bootstrap_jaccard

MIN_TEST_CUSTOMERS = 10


def resample(
    customers: Customers, candidate: Candidate, terms: Terms, count: int, most: int | None = None
) -> None:
    """Bring a candidate to a number of bootstrap resamples, adding to those it has.

    Parameters
    ----------
    customers : Customers
    candidate : Candidate
    terms : Terms
    count : int
    most : int, optional
        Resample at most so many customers, the same ones each time.
    """
    view, recipe, rows = customers.view(candidate), candidate.recipe, customers.train.resampled
    if most is not None:
        rows = rows[draw(np.random.default_rng(terms.seed), len(rows), most)]
    points, algorithm = view.train[rows], recipe.algorithm
    trees = view.resampled_trees.setdefault(len(rows), {})

    def labels(drawn: np.ndarray, seed: int) -> np.ndarray:
        own = Terms(terms.effort, terms.floor, seed)
        return algorithm.labels_of_resample(recipe, points, drawn, own, len(view.fitted), trees)

    earlier = candidate.bootstrap
    done = 0 if earlier is None else len(earlier.similarities)
    seeds = [terms.seed + 1 + index for index in range(done, count)]
    found = bootstrap_jaccard(candidate.labels.train[rows], labels, seeds)
    if earlier is not None:
        found = Bootstrap(
            found.segment_ids, np.concatenate([earlier.similarities, found.similarities])
        )
    candidate.bootstrap = found
    candidate.measures.jaccard_mean = float(found.means.mean())
    candidate.measures.jaccard_min = float(found.means.min())
    candidate.measures.jaccard_resamples = len(found.similarities)


def predict_test_fits(customers: Customers, candidates: list[Candidate], terms: Terms) -> None:
    """Measure how well candidates predict the segments of their own fit on the test customers."""
    rows = customers.test.resampled
    measured = [
        item
        for item in candidates
        if item.found >= 2 and len(rows) >= max(MIN_TEST_CUSTOMERS, 2 * item.recipe.n_segments)
    ]
    cut = [item for item in measured if item.recipe.algorithm.is_cut(item.recipe)]
    first = {item.recipe.algorithm.name: item for item in reversed(cut)}

    def make_tree(candidate: Candidate) -> Tree:
        points = customers.view(candidate).test[rows]
        return candidate.recipe.algorithm.tree_again(candidate.recipe, points, terms)

    trees = {name: make_tree(candidate) for name, candidate in first.items()}
    for candidate in measured:
        recipe, view = candidate.recipe, customers.view(candidate)
        algorithm, points = recipe.algorithm, view.test[rows]
        tree = trees[algorithm.name] if algorithm.is_cut(recipe) else None
        fitted = algorithm.refit(recipe, points, terms, len(points) / len(view.fitted), tree)
        own = algorithm.labels(points, fitted)
        predicted = candidate.labels.test[rows]
        strengths = prediction_strength(own, predicted)
        candidate.measures.prediction_strength = min(strengths.values(), default=0.0)
        candidate.segment_strength = prediction_strength(predicted, own)


def refit_elsewhere(
    recipe: Recipe,
    points: np.ndarray,
    targets: np.ndarray,
    pca: float | None,
    terms: Terms,
    fitted: int,
) -> np.ndarray | None:
    """Fit a recipe on other customers and assign these ones, each part in its own encoding.

    Parameters
    ----------
    recipe : Recipe
    points : numpy.ndarray of shape (n, dimensions)
        Encoded customers to fit on.
    targets : numpy.ndarray of shape (m, dimensions)
        Encoded customers to assign.
    pca : float or None
        Setting of the segmentation.
    terms : Terms
        Of the first fit.
    fitted : int
        Customers of the first fit.

    Returns
    -------
    numpy.ndarray of shape (m,) or None
        Labels; None when the algorithm finds no segment.
    """
    algorithm, effort = recipe.algorithm, terms.effort
    loadings = algorithm.space(principal_axes(points), pca)
    points, targets = into(points, loadings), into(targets, loadings)
    rows = draw(np.random.default_rng(terms.seed), len(points), effort.fit)
    rows = rows[:: max(1, len(rows) // getattr(effort, algorithm.sample))]
    prototypes = algorithm.refit(recipe, points[rows], terms, len(rows) / fitted)
    return None if prototypes is None else algorithm.labels(targets, prototypes)
