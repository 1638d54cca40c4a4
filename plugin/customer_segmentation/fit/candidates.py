"""Fit candidates with every algorithm, measure them alike, and choose one by a written rule.

The rule (docs/selection.md gives its sources):

1. Gates. Size: every segment holds a minimum share of customers, none holds nearly all, few customers
   are outliers. Stability: every segment has a mean bootstrap Jaccard similarity of at least 0.75.
2. A candidate is separated when its worst segment shares at most half as many nearest neighbours with
   others as k-means finds in data without clusters (p <= 0.05), and its prediction strength is at
   least 0.6. If there are such candidates, the best separated ones and those that divide the groups of
   one of these further are kept, and the structure is `clustered`.
3. Otherwise all are kept, and the structure is `none`.
4. Of those kept, the one that explains the largest share of the variance of the test customers is chosen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from customer_segmentation.fit import clusterers
from customer_segmentation.fit.clusterers import Recipe, assign
from customer_segmentation.fit.effort import Effort, side_by_side
from customer_segmentation.fit.metrics import (
    contingency,
    prediction_strength,
    silhouettes,
    spread_measures,
    squared_distances,
)
from customer_segmentation.fit.stability import DISSOLVED, STABLE, Bootstrap, bootstrap_jaccard
from customer_segmentation.fit.structure import (
    NEIGHBOURS,
    Reference,
    ReferenceMixing,
    border_sparsity,
    nearest_neighbours,
    neighbour_mixing,
    reference_mixing,
)
from customer_segmentation.model.segment_model import Prototypes
from customer_segmentation.model.settings import Segmentation

SEPARATION_RATIO = 0.5
# Fewer neighbours in other segments than this are no difference to speak of.
SEPARATION_GAIN = 0.015
SIGNIFICANCE = 0.05
# Borders through data without clusters stay below this (docs/structure_test.md).
BORDER_SPARSITY = 1.05
# Tibshirani & Walther (2005) call clusters with 0.8 to 0.9 well predicted. The held-out part of a
# small sample cannot show that much; there half of all pairs is more than k-means reaches by chance.
PREDICTION_STRENGTH = 0.8
MIN_PREDICTION_STRENGTH = 0.6
# Neighbour mixing relative to data without clusters that is no worse than that of the best separated.
SEPARATION_TOLERANCE = 0.1
REFINES = 0.95
MAX_SHARE = 0.95
MAX_OUTLIER_SHARE = 0.3
# The whole population is not the sample: the gate keeps twice the share that is tested for.
SIZE_MARGIN = 2.0
# Below this the screening resamples are enough to reject.
SCREENING = 0.65
# A segment that dissolves in these is not stable in more.
FIRST_RESAMPLES = 3
MIN_REFERENCE_CUSTOMERS = 60
MIN_NEIGHBOURS = 4
COVARIANCE_TYPES = ("full", "diag")
# Around the knee of the k-distance curve.
EPS_FACTORS = (0.6, 0.8, 1.0, 1.3, 1.7)


@dataclass
class Candidate:
    """One fitted recipe with its measures; see the columns of `segment_candidates`."""

    recipe: Recipe
    prototypes: Prototypes | None
    measures: dict[str, Any] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    labels: np.ndarray | None = None
    is_separated: bool = False
    bootstrap: Bootstrap | None = None
    segment_strength: dict[int, float] = field(default_factory=dict)
    is_selected: bool = False

    @property
    def is_admissible(self) -> bool:
        """Whether no gate rejected it."""
        return not self.reasons


@dataclass(frozen=True)
class Comparison:
    """All candidates of a fit and the choice among them.

    Attributes
    ----------
    candidates : tuple of Candidate
    selected : Candidate
    loadings : numpy.ndarray or None
        Space of the selected candidate.
    structure : {'clustered', 'none'}
    tree : numpy.ndarray or None
        Ward linkage of the hierarchical candidates, scipy's form.
    pca, effort, floor, seed
        How the candidates were fitted.
    """

    candidates: tuple[Candidate, ...]
    selected: Candidate
    loadings: np.ndarray | None
    structure: str
    tree: np.ndarray | None
    pca: float | None
    effort: Effort
    floor: float
    seed: int


def into(points: np.ndarray, loadings: np.ndarray | None) -> np.ndarray:
    """Coordinates of points in the space of loadings; None is the space that they are in."""
    return points if loadings is None else points @ loadings.T


class _Bench:
    """Everything that the candidates share: spaces, samples, distances, the neighbour graph."""

    def __init__(
        self,
        train: np.ndarray,
        test: np.ndarray,
        segmentation: Segmentation,
        effort: Effort,
        min_share: float,
        seed: int,
        space: np.ndarray | None,
    ) -> None:
        self.base_train = train
        self.space = space
        train, test = into(train, space), into(test, space)
        self.segmentation = segmentation
        self.effort = effort
        self.seed = seed
        self.floor = SIZE_MARGIN * min_share
        loadings, variances = clusterers.principal_axes(train)
        self.spaces = {
            name: clusterers.space_of(name, loadings, variances, segmentation.pca)
            for name in segmentation.algorithms
        }
        self.common = clusterers.space_of("kmeans", loadings, variances, segmentation.pca)
        self.train = train
        self.test = test
        self.points = {name: into(train, loadings) for name, loadings in self.spaces.items()}
        self.test_points = {name: into(test, loadings) for name, loadings in self.spaces.items()}
        self.common_train = into(train, self.common)
        self.common_test = into(test, self.common)
        rng = np.random.default_rng(seed)
        self.metric_rows = _draw(rng, len(train), effort.metrics)
        self.test_rows = _draw(rng, len(test), effort.metrics)
        self.boot_rows = _draw(rng, len(train), effort.bootstrap)
        self.boot_test_rows = _draw(rng, len(test), effort.bootstrap)
        self.reference_rows = _draw(rng, len(train), effort.reference)
        self.fit_rows = {
            "kmeans": _draw(rng, len(train), effort.fit),
            "gmm": _draw(rng, len(train), effort.mixture),
            "tree": _draw(rng, len(train), effort.tree),
            "dbscan": _draw(rng, len(train), effort.density),
        }
        self.fit_rows["hierarchical"] = self.fit_rows["kmeans"]
        self.tree: np.ndarray | None = None
        if "hierarchical" in segmentation.algorithms:
            self.tree = clusterers.ward_tree(self.points["hierarchical"][self.fit_rows["tree"]])
        self.train_distances = _distances(self.common_train[self.metric_rows])
        self.test_distances = _distances(self.common_test[self.test_rows])

    def counts(self) -> list[int]:
        """Numbers of segments to try; at most one segment per distinct train customer."""
        low, high = self.segmentation.min_segments, self.segmentation.max_segments
        distinct = len(np.unique(self.common_train[:10_000], axis=0))
        if low > distinct:
            raise ValueError(
                f"segmentations[{self.segmentation.name!r}].n_segments: {low} segments from "
                f"{distinct} different customers are not possible. Lower n_segments, or choose "
                "features in which more customers differ."
            )
        return list(range(low, min(high, distinct) + 1))


def _draw(rng: np.random.Generator, size: int, cap: int) -> np.ndarray:
    if size <= cap:
        return np.arange(size)
    return np.sort(rng.choice(size, cap, replace=False))


def _distances(points: np.ndarray) -> np.ndarray:
    distances = np.sqrt(squared_distances(points, points))
    np.fill_diagonal(distances, 0)
    return distances


def _density_recipes(bench: _Bench, components: Mapping[str, int]) -> list[Recipe]:
    points = bench.points["dbscan"][bench.fit_rows["dbscan"]]
    dimensions = points.shape[1]
    recipes = []
    for min_samples in dict.fromkeys(
        (max(5, 2 * dimensions), max(10, 4 * dimensions, len(points) // 100))
    ):
        if min_samples > len(points):
            continue
        knee = clusterers.knee_distance(points, min_samples)
        recipes += [
            Recipe(
                "dbscan",
                0,
                {
                    "eps": float(f"{knee * factor:.6g}"),
                    "eps_factor": factor,
                    "min_samples": min_samples,
                    **components,
                },
            )
            for factor in EPS_FACTORS
            if knee > 0
        ]
    return recipes


def _recipes(bench: _Bench) -> list[Recipe]:
    counts = bench.counts()
    recipes: list[Recipe] = []
    for algorithm in bench.segmentation.algorithms:
        space = bench.spaces[algorithm]
        components = {} if space is None else {"n_components": len(space)}
        if algorithm == "dbscan":
            recipes += _density_recipes(bench, components)
        elif algorithm == "gmm":
            recipes += [
                Recipe("gmm", count, {"covariance_type": kind, **components})
                for kind in COVARIANCE_TYPES
                for count in counts
                if count * 2 <= len(bench.fit_rows["gmm"])
            ]
        else:
            recipes += [Recipe(algorithm, count, components) for count in counts]
    return recipes


def _smallest(floor: float, customers: int) -> int:
    return max(2, int(np.ceil(floor * customers)))


def _fit(bench: _Bench, recipe: Recipe) -> Candidate:
    points = bench.points[recipe.algorithm][bench.fit_rows[recipe.algorithm]]
    settings = recipe.hyperparameters
    if recipe.algorithm == "kmeans":
        return Candidate(
            recipe,
            clusterers.fit_kmeans(points, recipe.n_segments, bench.seed, bench.effort.starts),
        )
    if recipe.algorithm == "hierarchical":
        tree_points = bench.points["hierarchical"][bench.fit_rows["tree"]]
        return Candidate(
            recipe,
            clusterers.fit_hierarchical(points, recipe.n_segments, tree_points, bench.tree),
        )
    if recipe.algorithm == "gmm":
        prototypes, bic = clusterers.fit_mixture(
            points, recipe.n_segments, settings["covariance_type"], bench.seed
        )
        return Candidate(recipe, prototypes, {"bic": bic})
    prototypes = clusterers.fit_dbscan(
        points, settings["eps"], settings["min_samples"], _smallest(bench.floor, len(points))
    )
    found = 0 if prototypes is None else int(prototypes.segment_ids.max())
    return Candidate(Recipe("dbscan", found, settings), prototypes)


def _refit(
    recipe: Recipe,
    points: np.ndarray,
    effort: Effort,
    floor: float,
    seed: int,
    sample_share: float = 1.0,
) -> Prototypes | None:
    """A cold fit of a recipe on other customers; None when DBSCAN finds no segment.

    `sample_share` is their number relative to the customers of the first fit: DBSCAN's min_samples
    counts customers, so that it shrinks with them, and eps comes from their own k-distance curve.
    """
    settings = recipe.hyperparameters
    if recipe.algorithm == "kmeans":
        return clusterers.fit_kmeans(points, recipe.n_segments, seed, effort.starts)
    if recipe.algorithm == "hierarchical":
        rows = _draw(np.random.default_rng(seed), len(points), effort.resampled_tree)
        return clusterers.fit_hierarchical(
            points, recipe.n_segments, points[rows], clusterers.ward_tree(points[rows])
        )
    if recipe.algorithm == "gmm":
        fitted, _ = clusterers.fit_mixture(
            points, recipe.n_segments, settings["covariance_type"], seed
        )
        return fitted
    lowest = min(points.shape[1] + 2, settings["min_samples"])
    min_samples = min(len(points), max(lowest, round(settings["min_samples"] * sample_share)))
    eps = settings["eps_factor"] * clusterers.knee_distance(points, min_samples)
    return (
        clusterers.fit_dbscan(points, eps, min_samples, _smallest(floor, len(points)))
        if eps > 0
        else None
    )


def _labels_of_refit(
    bench: _Bench, recipe: Recipe, points: np.ndarray, seed: int, sample_share: float = 1.0
) -> np.ndarray:
    fitted = _refit(recipe, points, bench.effort, bench.floor, seed, sample_share)
    if fitted is None:
        return np.zeros(len(points), dtype=int)
    return assign(recipe.algorithm, points, fitted)


def _labels_of_resample(
    bench: _Bench, recipe: Recipe, points: np.ndarray, drawn: np.ndarray, seed: int
) -> np.ndarray:
    """Refit on customers drawn with replacement and label those drawn."""
    if recipe.algorithm != "dbscan":
        return _labels_of_refit(bench, recipe, points[drawn], seed)
    # Customers drawn twice would pass for a dense spot: density is estimated on each once.
    distinct, back = np.unique(drawn, return_inverse=True)
    share = len(distinct) / len(bench.fit_rows["dbscan"])
    return _labels_of_refit(bench, recipe, points[distinct], seed, share)[back]


def refit_elsewhere(
    recipe: Recipe, points: np.ndarray, targets: np.ndarray, comparison: Comparison
) -> np.ndarray | None:
    """Fit a recipe on other customers and assign these ones, each part in its own encoding.

    Parameters
    ----------
    recipe : Recipe
    points : numpy.ndarray of shape (n, dimensions)
        Encoded customers to fit on.
    targets : numpy.ndarray of shape (m, dimensions)
        Encoded customers to assign.
    comparison : Comparison
        How the recipe was fitted in the first place.

    Returns
    -------
    numpy.ndarray of shape (m,) or None
        Labels; None when the algorithm finds no segment.
    """
    loadings = clusterers.space_of(
        recipe.algorithm, *clusterers.principal_axes(points), comparison.pca
    )
    points, targets = into(points, loadings), into(targets, loadings)
    rows = _draw(np.random.default_rng(comparison.seed), len(points), comparison.effort.fit)
    if recipe.algorithm == "gmm":
        rows = rows[:: max(1, len(rows) // comparison.effort.mixture)]
    if recipe.algorithm == "dbscan":
        rows = rows[:: max(1, len(rows) // comparison.effort.density)]
    fitted = _refit(recipe, points[rows], comparison.effort, comparison.floor, comparison.seed)
    return None if fitted is None else assign(recipe.algorithm, targets, fitted)


def _labels_of_test_fit(bench: _Bench, recipe: Recipe) -> np.ndarray | None:
    """Labels of the same procedure on the test customers alone, or None when they are too few."""
    points = bench.test_points[recipe.algorithm][bench.boot_test_rows]
    if len(points) < max(10, 2 * recipe.n_segments):
        return None
    fitted_on = len(bench.fit_rows[recipe.algorithm])
    return _labels_of_refit(bench, recipe, points, bench.seed, len(points) / fitted_on)


@dataclass(frozen=True)
class _Surroundings:
    """The neighbour graph of the customers, and of data without clusters."""

    neighbours: np.ndarray
    radius: np.ndarray
    references: ReferenceMixing


def _surroundings(bench: _Bench) -> _Surroundings | None:
    """None when there are too few customers to tell structure from chance."""
    rows = bench.reference_rows
    if len(rows) < MIN_REFERENCE_CUSTOMERS:
        return None
    reference = Reference(
        bench.base_train[rows],
        np.random.default_rng(bench.seed),
        lambda points: into(into(points, bench.space), bench.common),
    )
    # The smallest segment allowed must be able to hold its customers' neighbours.
    count = min(NEIGHBOURS, max(MIN_NEIGHBOURS, int(bench.floor * len(rows)) // 2))
    neighbours, radius = nearest_neighbours(reference.points, count)
    references = reference_mixing(
        reference, bench.counts(), bench.effort.references, bench.seed, count
    )
    return _Surroundings(neighbours, radius, references)


def _measure_separation(
    candidates: Sequence[Candidate], surroundings: _Surroundings | None
) -> None:
    """Compare every candidate with the best partition of data without clusters."""
    parted = [
        item
        for item in candidates
        if item.labels is not None and len(np.unique(item.labels[item.labels != 0])) > 1
    ]
    if surroundings is None or not parted:
        return
    references = surroundings.references.best([item.labels for item in parted])
    for item in parted:
        measures, labels = item.measures, item.labels
        mixing = neighbour_mixing(surroundings.neighbours, labels)
        measures["neighbour_mixing"] = max(mixing.values())
        measures["border_sparsity"] = border_sparsity(
            surroundings.neighbours, surroundings.radius, labels
        )
        values = references[len(mixing)]
        measures["reference_mixing"] = float(np.median(values))
        measures["structure_p_value"] = float(
            (1 + (values <= measures["neighbour_mixing"]).sum()) / (1 + len(values))
        )
        item.is_separated = _is_separated(measures)


def _is_separated(measures: dict[str, Any]) -> bool:
    """Whether the segments are groups that data without clusters does not show."""
    return (
        measures.get("structure_p_value", 1.0) <= SIGNIFICANCE
        and measures["neighbour_mixing"] <= SEPARATION_RATIO * measures["reference_mixing"]
        and measures["neighbour_mixing"] <= measures["reference_mixing"] - SEPARATION_GAIN
        and measures["border_sparsity"] >= BORDER_SPARSITY
        and measures.get("prediction_strength", 0.0) >= MIN_PREDICTION_STRENGTH
    )


def _measure(bench: _Bench, candidate: Candidate) -> None:
    recipe, measures = candidate.recipe, candidate.measures
    if candidate.prototypes is None:
        candidate.reasons.append("no group of customers is dense and large enough")
        return
    train = assign(recipe.algorithm, bench.points[recipe.algorithm], candidate.prototypes)
    test = assign(recipe.algorithm, bench.test_points[recipe.algorithm], candidate.prototypes)
    for part, points, labels, rows, distances in (
        ("train", bench.common_train, train, bench.metric_rows, bench.train_distances),
        ("test", bench.common_test, test, bench.test_rows, bench.test_distances),
    ):
        if len(labels) == 0:
            continue
        values = silhouettes(distances, labels[rows])
        if not np.isnan(values).all():
            measures[f"silhouette_{part}"] = float(np.nanmean(values))
        for name, value in spread_measures(points, labels).items():
            measures[f"{name}_{part}"] = value
    labels, counts = np.unique(train, return_counts=True)
    inside = labels != 0
    shares = counts / len(train)
    measures["smallest_share"] = float(shares[inside].min()) if inside.any() else 0.0
    measures["outlier_share"] = float(shares[~inside].sum())
    largest = float(shares[inside].max()) if inside.any() else 0.0
    _size_gates(bench, candidate, largest, int(inside.sum()))
    if inside.sum() < 2:
        return
    candidate.labels = train[bench.reference_rows]
    refit = _labels_of_test_fit(bench, recipe)
    if refit is not None:
        predicted = test[bench.boot_test_rows]
        strengths = prediction_strength(refit, predicted)
        measures["prediction_strength"] = min(strengths.values()) if strengths else 0.0
        candidate.segment_strength = prediction_strength(predicted, refit)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _size_gates(bench: _Bench, candidate: Candidate, largest: float, found: int) -> None:
    measures, reasons = candidate.measures, candidate.reasons
    low, high = bench.segmentation.min_segments, bench.segmentation.max_segments
    if measures["outlier_share"] > MAX_OUTLIER_SHARE:
        reasons.append(
            f"{_percent(measures['outlier_share'])} of customers are outliers, at most "
            f"{_percent(MAX_OUTLIER_SHARE)} may be"
        )
    if largest > MAX_SHARE or found < 2:
        reasons.append(f"one giant segment holds {_percent(largest)} of customers")
    elif not low <= found <= high:
        reasons.append(f"it has {found} segments, asked for were {low} to {high}")
    if measures["smallest_share"] < bench.floor and found >= 2:
        reasons.append(
            f"the smallest segment holds {_percent(measures['smallest_share'])} of customers, "
            f"the floor is {_percent(bench.floor)}"
        )


def _keep_best_covariance(candidates: Sequence[Candidate]) -> None:
    """Of the mixtures with equal numbers of segments, only the one with the lower BIC goes on."""
    best: dict[int, float] = {}
    mixtures = [item for item in candidates if item.recipe.algorithm == "gmm"]
    for item in mixtures:
        count = item.recipe.n_segments
        best[count] = min(best.get(count, np.inf), item.measures["bic"])
    for item in mixtures:
        if item.measures["bic"] > best[item.recipe.n_segments]:
            item.reasons.append("another covariance type has the lower BIC")


def _resample(bench: _Bench, candidate: Candidate, count: int) -> None:
    """Bring a candidate to a number of bootstrap resamples, adding to those it has."""
    algorithm = candidate.recipe.algorithm
    points = bench.points[algorithm][bench.boot_rows]
    labels = assign(algorithm, points, candidate.prototypes)
    done = 0 if candidate.bootstrap is None else len(candidate.bootstrap.similarities)
    added = bootstrap_jaccard(
        labels,
        lambda drawn, seed: _labels_of_resample(bench, candidate.recipe, points, drawn, seed),
        [bench.seed + 1 + index for index in range(done, count)],
    )
    if candidate.bootstrap is not None:
        similarities = np.concatenate([candidate.bootstrap.similarities, added.similarities])
        added = Bootstrap(added.segment_ids, similarities)
    candidate.bootstrap = added
    candidate.measures["jaccard_mean"] = float(added.means.mean())
    candidate.measures["jaccard_min"] = float(added.means.min())
    candidate.measures["jaccard_resamples"] = len(added.similarities)


def _value(candidate: Candidate) -> float:
    """Explained share of the variance of the test customers (train when there are none), times the
    share of customers who have a segment."""
    measures = candidate.measures
    train = measures.get("explained_variance_train", 0.0)
    explained = measures.get("explained_variance_test", train)
    return explained * (1 - measures.get("outlier_share", 0.0))


def _mixing_ratio(candidate: Candidate) -> float:
    """Neighbour mixing relative to data without clusters: 0 is full separation."""
    return candidate.measures["neighbour_mixing"] / candidate.measures["reference_mixing"]


def _silhouette(candidate: Candidate) -> float:
    """Mean silhouette of the test customers (train when there are none)."""
    measures = candidate.measures
    return measures.get("silhouette_test", measures.get("silhouette_train", -1.0))


def _refines(finer: Candidate, coarser: Candidate) -> bool:
    """Whether a candidate divides the segments of the other further, between groups, not through one."""
    if _silhouette(finer) < _silhouette(coarser):
        return False
    inside = (finer.labels != 0) & (coarser.labels != 0)
    table, rows, columns = contingency(finer.labels[inside], coarser.labels[inside])
    return len(rows) > len(columns) and table.max(axis=1).sum() >= REFINES * table.sum()


def _best(candidates: Sequence[Candidate]) -> Candidate | None:
    """First choice among the admissible candidates; see the rule at the top."""
    kept = [item for item in candidates if item.is_admissible]
    separated = [item for item in kept if item.is_separated]
    if separated:
        limit = min(_mixing_ratio(item) for item in separated) + SEPARATION_TOLERANCE
        clearest = [item for item in separated if _mixing_ratio(item) <= limit]
        kept = [
            item
            for item in separated
            if _mixing_ratio(item) <= limit or any(_refines(item, other) for other in clearest)
        ]
    return max(kept, key=lambda item: round(_value(item), 6), default=None)


def _judge(bench: _Bench, candidate: Candidate, is_finalist: bool = False) -> None:
    """Reject a candidate that is unstable; few resamples are enough for clear cases."""
    _resample(bench, candidate, FIRST_RESAMPLES)
    if candidate.measures["jaccard_min"] > DISSOLVED:
        _resample(bench, candidate, bench.effort.screening)
    least = candidate.measures["jaccard_min"]
    if least >= SCREENING and (is_finalist or (candidate.is_separated and least < STABLE)):
        _resample(bench, candidate, bench.effort.resamples)
    if candidate.measures["jaccard_min"] < STABLE:
        candidate.reasons.append(
            "its least stable segment has a bootstrap Jaccard of "
            f"{candidate.measures['jaccard_min']:.2f}, stable is {STABLE:.2f}"
        )


def _choose(bench: _Bench, candidates: Sequence[Candidate]) -> Candidate:
    """Take the best stable candidate; the rest is screened for the record."""
    for item in candidates:
        if item.is_admissible and item.is_separated:
            _judge(bench, item)
    selected = None
    while selected is None and (best := _best(candidates)) is not None:
        _judge(bench, best, is_finalist=True)
        selected = best if best.is_admissible else None
    if bench.effort.screen_all:
        for item in candidates:
            if item.is_admissible and item.bootstrap is None:
                _judge(bench, item)
    return _least_bad(bench, candidates) if selected is None else selected


def _least_bad(bench: _Bench, candidates: Sequence[Candidate]) -> Candidate:
    """The most stable candidate that has segments at all, when none is admissible."""
    fitted = [
        item
        for item in candidates
        if item.prototypes is not None and len(np.unique(item.prototypes.segment_ids)) > 1
    ] or [item for item in candidates if item.prototypes is not None]
    if not fitted:
        raise ValueError(
            f"segmentations[{bench.segmentation.name!r}]: none of the algorithms "
            f"{', '.join(bench.segmentation.algorithms)} finds segments. Add kmeans to algorithms."
        )
    sized = [item for item in fitted if "jaccard_min" in item.measures] or fitted
    best = max(sized, key=lambda item: (item.measures.get("jaccard_min", 0.0), _value(item)))
    if best.measures.get("jaccard_resamples", 0) < bench.effort.resamples:
        _resample(bench, best, bench.effort.resamples)
    return best


def compare(
    train: np.ndarray,
    test: np.ndarray,
    segmentation: Segmentation,
    effort: Effort,
    min_share: float = 0.01,
    seed: int = 0,
    progress: Callable[[str], None] = lambda message: None,
    space: np.ndarray | None = None,
) -> Comparison:
    """Fit and measure all candidates of a segmentation and choose one.

    Parameters
    ----------
    train, test : numpy.ndarray of shape (customers, dimensions)
        Encoded customers.
    segmentation : Segmentation
    effort : Effort
    min_share : float
        Share of customers that every segment has to hold in the end.
    seed : int
    progress : callable, optional
        Takes one line of text at a time.
    space : numpy.ndarray of shape (coordinates, dimensions), optional
        Loadings of the space that customers are compared in, see `value.value_space`.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        When there are fewer different customers than segments, or no algorithm finds a segment.
    """
    bench = _Bench(train, test, segmentation, effort, min_share, seed, space)
    recipes = _recipes(bench)
    progress(f"{segmentation.name}: fitting {len(recipes)} candidates on {len(train)} customers")
    candidates = side_by_side(lambda recipe: _fit(bench, recipe), recipes)
    progress(f"{segmentation.name}: measuring the candidates, on held-out customers too")
    side_by_side(lambda candidate: _measure(bench, candidate), candidates)
    progress(f"{segmentation.name}: comparing with {effort.references} data sets without clusters")
    _measure_separation(candidates, _surroundings(bench))
    _keep_best_covariance(candidates)
    progress(f"{segmentation.name}: resampling the candidates")
    selected = _choose(bench, candidates)
    selected.is_selected = True
    for item in candidates:
        if item.is_admissible and not item.is_selected and "jaccard_min" in item.measures:
            item.measures.setdefault("note", _lost_to(item, selected))
    return Comparison(
        candidates=tuple(candidates),
        selected=selected,
        loadings=bench.spaces[selected.recipe.algorithm],
        structure="clustered" if selected.is_separated and selected.is_admissible else "none",
        tree=bench.tree,
        pca=segmentation.pca,
        effort=effort,
        floor=bench.floor,
        seed=seed,
    )


def _lost_to(item: Candidate, selected: Candidate) -> str:
    if selected.is_separated and (not item.is_separated or _value(item) > _value(selected)):
        return "the selected candidate is separated better"
    return "the selected candidate explains more of the variance"


def candidate_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Rows of `segment_candidates` without the model's key."""
    rows = []
    for number, candidate in enumerate(comparison.candidates, start=1):
        measures = {
            key: float(f"{value:.9g}")
            for key, value in candidate.measures.items()
            if isinstance(value, (int, float)) and np.isfinite(value)
        }
        rows.append(
            {
                "candidate_id": number,
                "algorithm": candidate.recipe.algorithm,
                "n_segments": candidate.recipe.n_segments,
                "hyperparameters": json.dumps(dict(candidate.recipe.hyperparameters)),
                **measures,
                "is_admissible": candidate.is_admissible,
                "rejection_reason": "; ".join(candidate.reasons) or candidate.measures.get("note"),
                "is_selected": candidate.is_selected,
            }
        )
    return rows
