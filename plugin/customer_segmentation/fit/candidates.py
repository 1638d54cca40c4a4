"""Candidates: recipes of every algorithm, fitted, and measured on train and on test customers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from customer_segmentation.fit.algorithms import (
    Algorithm,
    Recipe,
    Terms,
    Tree,
    algorithms_named,
)
from customer_segmentation.fit.effort import SAMPLES, draw
from customer_segmentation.fit.metrics import centre_measures, explained_variance, silhouettes
from customer_segmentation.fit.space import common_space, into, principal_axes
from customer_segmentation.fit.stability import Bootstrap
from customer_segmentation.model.prototypes import OUTLIER_SEGMENT, Prototypes
from customer_segmentation.model.settings import Segmentation

# Enough customers to count the different ones among them.
COUNTED = 10_000


@dataclass
class Measures:
    """Figures of a candidate, named as in `segment_candidates`; NaN where they were not measured."""

    silhouette_train: float = np.nan
    silhouette_test: float = np.nan
    calinski_harabasz_train: float = np.nan
    calinski_harabasz_test: float = np.nan
    davies_bouldin_train: float = np.nan
    davies_bouldin_test: float = np.nan
    explained_variance_train: float = np.nan
    explained_variance_test: float = np.nan
    completed_log_likelihood: float = np.nan
    likelihood_gain: float = np.nan
    reference_gain: float = np.nan
    neighbour_mixing: float = np.nan
    wide_mixing: float = np.nan
    gap_ratio: float = np.nan
    reference_mixing: float = np.nan
    border_sparsity: float = np.nan
    reference_share: float = np.nan
    prediction_strength: float = np.nan
    jaccard_mean: float = np.nan
    jaccard_min: float = np.nan
    jaccard_resamples: float = np.nan
    smallest_share: float = np.nan
    outlier_share: float = np.nan
    bic: float = np.nan

    def to_row(self) -> dict[str, float]:
        """The finite figures, with 9 significant digits."""
        return {
            name: float(f"{value:.9g}")
            for name, value in asdict(self).items()
            if np.isfinite(value)
        }


@dataclass(frozen=True)
class Labels:
    """Segments that a candidate gives the customers; 0 for outliers.

    Attributes
    ----------
    train : numpy.ndarray of shape (train customers,)
    test : numpy.ndarray of shape (test customers,)
    """

    train: np.ndarray
    test: np.ndarray

    def together(self, is_test: np.ndarray) -> np.ndarray:
        """Segments of all customers, in the order of `is_test`, of shape (n,)."""
        labels = np.zeros(len(is_test), dtype=int)
        labels[~is_test], labels[is_test] = self.train, self.test
        return labels

    @property
    def shares(self) -> dict[int, float]:
        """Share of the train customers in each segment, outliers left out."""
        found, counts = np.unique(self.train, return_counts=True)
        return {
            int(label): float(count / len(self.train))
            for label, count in zip(found, counts, strict=True)
            if label != OUTLIER_SEGMENT
        }


@dataclass
class Candidate:
    """One fitted recipe with what is known about it.

    Attributes
    ----------
    recipe : Recipe
    prototypes : Prototypes or None
        None when the algorithm found no segment.
    labels : Labels
    measures : Measures
    segment_strength : dict of int to float
        Prediction strength of each segment.
    bootstrap : Bootstrap or None
    is_separated : bool
        Whether its segments are groups that data without clusters does not show.
    coincidence : str or None
        What divides the customers in the same way without clustering, so that they are no discovery.
    is_dissolved : bool
        Whether halves of the customers that repeat the choice do not find its groups again.
    reasons : list of str
        Gates that it fails, in words.
    note : str or None
        Why it was not chosen although it passes all gates.
    is_selected : bool
    """

    recipe: Recipe
    prototypes: Prototypes | None
    labels: Labels
    measures: Measures = field(default_factory=Measures)
    segment_strength: dict[int, float] = field(default_factory=dict)
    bootstrap: Bootstrap | None = None
    is_separated: bool = False
    coincidence: str | None = None
    is_dissolved: bool = False
    reasons: list[str] = field(default_factory=list)
    note: str | None = None
    is_selected: bool = False

    @property
    def is_admissible(self) -> bool:
        """Whether no gate rejected it."""
        return not self.reasons

    @property
    def found(self) -> int:
        """Number of segments that train customers are in."""
        return len(self.labels.shares)


@dataclass(frozen=True)
class Part:
    """Train or test customers in the space that all candidates are measured in.

    Attributes
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    measured : numpy.ndarray
        Rows for measures that need all pairs.
    distances : numpy.ndarray of shape (measured, measured)
    resampled : numpy.ndarray
        Rows that are resampled, or fitted again.
    """

    points: np.ndarray
    measured: np.ndarray
    distances: np.ndarray
    resampled: np.ndarray


@dataclass(frozen=True)
class View:
    """The customers as one algorithm sees them.

    Attributes
    ----------
    algorithm : Algorithm
    loadings : numpy.ndarray or None
        Its space, see `Algorithm.space`.
    train, test : numpy.ndarray of shape (customers, coordinates)
    fitted : numpy.ndarray
        Rows of train that it is fitted on.
    tree : Tree or None
    resampled_trees : dict
        Trees of resamples, made once for all recipes that are cut from them: by number of customers
        that are resampled, and by seed.
    """

    algorithm: Algorithm
    loadings: np.ndarray | None
    train: np.ndarray
    test: np.ndarray
    fitted: np.ndarray
    tree: Tree | None
    resampled_trees: dict[int, dict[int, Tree]] = field(default_factory=dict)


@dataclass(frozen=True)
class Customers:
    """What all candidates of a segmentation are fitted and measured on.

    Attributes
    ----------
    encoded : numpy.ndarray of shape (train customers, dimensions)
        Train customers before any projection.
    project : callable
        From encoded dimensions to the space that candidates are measured in.
    train, test : Part
    views : dict of str to View
        By name of the algorithm.
    reference : numpy.ndarray
        Rows of train that are compared with data without clusters.
    counts : tuple of int
        Numbers of segments to try.
    """

    encoded: np.ndarray
    project: Callable[[np.ndarray], np.ndarray]
    train: Part
    test: Part
    views: dict[str, View]
    reference: np.ndarray
    counts: tuple[int, ...]

    def view(self, candidate: Candidate) -> View:
        """The customers as the algorithm of a candidate sees them."""
        return self.views[candidate.recipe.algorithm.name]


def arrange(
    train: np.ndarray,
    test: np.ndarray,
    segmentation: Segmentation,
    terms: Terms,
    space: np.ndarray | None = None,
) -> Customers:
    """Project the customers into the spaces of the algorithms and draw the subsamples.

    Parameters
    ----------
    train, test : numpy.ndarray of shape (customers, dimensions)
        Encoded customers.
    segmentation : Segmentation
    terms : Terms
    space : numpy.ndarray of shape (coordinates, dimensions), optional
        Loadings of the space that customers are compared in.

    Raises
    ------
    ValueError
        When there are fewer different customers than segments, or an algorithm is unknown.
    """
    encoded = train
    train, test = into(train, space), into(test, space)
    axes = principal_axes(train)
    common = common_space(axes, segmentation.pca)
    effort = terms.effort
    rng = np.random.default_rng(terms.seed)
    measured = [draw(rng, len(points), effort.metrics) for points in (train, test)]
    resampled = [draw(rng, len(points), effort.bootstrap) for points in (train, test)]
    reference = draw(rng, len(train), effort.reference)
    samples = {name: draw(rng, len(train), getattr(effort, name)) for name in SAMPLES}
    parts = []
    for points, rows, boot in zip((train, test), measured, resampled, strict=True):
        points = into(points, common)
        parts.append(Part(points, rows, _distances(points[rows]), boot))
    views = {}
    for algorithm in algorithms_named(segmentation.algorithms):
        loadings = algorithm.space(axes, segmentation.pca)
        own = into(train, loadings)
        views[algorithm.name] = View(
            algorithm,
            loadings,
            own,
            into(test, loadings),
            samples[algorithm.sample],
            algorithm.tree(own, samples),
        )
    return Customers(
        encoded,
        lambda points: into(into(points, space), common),
        parts[0],
        parts[1],
        views,
        reference,
        _counts(parts[0].points, segmentation),
    )


def _distances(points: np.ndarray) -> np.ndarray:
    from scipy.spatial.distance import cdist

    return cdist(points, points)


def _counts(points: np.ndarray, segmentation: Segmentation) -> tuple[int, ...]:
    """Numbers of segments to try; at most one segment per distinct train customer."""
    low, high = segmentation.min_segments, segmentation.max_segments
    distinct = len(np.unique(points[:COUNTED], axis=0))
    if low > distinct:
        raise ValueError(
            f"segmentations[{segmentation.name!r}].n_segments: {low} segments from "
            f"{distinct} different customers are not possible. Lower n_segments, or choose "
            "features in which more customers differ."
        )
    return tuple(range(low, min(high, distinct) + 1))


def recipes(customers: Customers) -> list[Recipe]:
    """What to try, algorithm by algorithm."""
    found = []
    for view in customers.views.values():
        components = {} if view.loadings is None else {"n_components": len(view.loadings)}
        found += [
            Recipe(view.algorithm, recipe.n_segments, {**recipe.hyperparameters, **components})
            for recipe in view.algorithm.recipes(view.train[view.fitted], customers.counts)
        ]
    return found


def fit_candidates(customers: Customers, tried: list[Recipe], terms: Terms) -> list[Candidate]:
    """Fit recipes, label the customers, once for all that follows, and describe the partitions."""

    def fitted(recipe: Recipe) -> Candidate:
        algorithm, view = recipe.algorithm, customers.views[recipe.algorithm.name]
        fit = algorithm.fit(recipe, view.train[view.fitted], terms, view.tree)
        train, test = (algorithm.labels(part, fit.prototypes) for part in (view.train, view.test))
        candidate = Candidate(
            fit.recipe, fit.prototypes, Labels(train, test), Measures(bic=fit.bic)
        )
        if fit.prototypes is not None:
            measures = candidate.measures
            _describe(measures, "train", customers.train, train, terms.effort.describe)
            _describe(measures, "test", customers.test, test, terms.effort.describe)
            measures.smallest_share = min(candidate.labels.shares.values(), default=0.0)
            measures.outlier_share = float((train == OUTLIER_SEGMENT).mean())
        return candidate

    return [fitted(recipe) for recipe in tried]


def _describe(
    measures: Measures, name: str, part: Part, labels: np.ndarray, for_the_record: bool
) -> None:
    if len(labels) == 0:
        return
    setattr(measures, f"explained_variance_{name}", explained_variance(part.points, labels))
    if not for_the_record:
        return
    values = silhouettes(part.distances, labels[part.measured])
    if not np.isnan(values).all():
        setattr(measures, f"silhouette_{name}", float(np.nanmean(values)))
    for measure, value in centre_measures(part.points, labels).items():
        setattr(measures, f"{measure}_{name}", value)


def _reason(candidate: Candidate) -> str | None:
    """Why it was not chosen, or what it fails although it was."""
    reasons = list(candidate.reasons)
    if candidate.coincidence is not None and not candidate.is_selected:
        reasons.append(f"no discovery, it only repeats: {candidate.coincidence}")
    return "; ".join(reasons) or candidate.note


def candidate_rows(candidates: tuple[Candidate, ...]) -> list[dict[str, Any]]:
    """Rows of `segment_candidates` without the model's key."""
    return [
        {
            "candidate_id": number,
            "algorithm": candidate.recipe.algorithm.name,
            "n_segments": candidate.recipe.n_segments,
            "hyperparameters": json.dumps(dict(candidate.recipe.hyperparameters)),
            **candidate.measures.to_row(),
            "is_admissible": candidate.is_admissible,
            "rejection_reason": _reason(candidate),
            "is_selected": candidate.is_selected,
        }
        for number, candidate in enumerate(candidates, start=1)
    ]
