"""Fit candidates with every algorithm, measure them alike, and choose one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from customer_segmentation.fit.algorithms import Terms, Tree
from customer_segmentation.fit.candidates import Candidate, arrange, fit_candidates, recipes
from customer_segmentation.fit.choice import Agreed, choose, found_groups, most_supported
from customer_segmentation.fit.coincidence import Conditions, cells_of, cuts_across
from customer_segmentation.fit.effort import Effort
from customer_segmentation.fit.gates import (
    builds_on,
    is_discovery,
    is_separated,
    may_be_separated,
    reject_sizes,
)
from customer_segmentation.fit.resampling import predict_test_fits, resample
from customer_segmentation.fit.separation import (
    added_mixing,
    coincidence,
    measure_separation,
    surroundings,
)
from customer_segmentation.fit.space import into
from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.settings import Segmentation

# The whole population is not the sample: the gate keeps twice the share that is tested for.
SIZE_MARGIN = 2.0


@dataclass(frozen=True)
class Comparison:
    """All candidates of a fit and the choice among them.

    Attributes
    ----------
    candidates : tuple of Candidate
    selected : Candidate
    prototypes : Prototypes
        Of the selected candidate.
    loadings : numpy.ndarray or None
        Space of the selected candidate.
    structure : {'clustered', 'none'}
        Whether the segments selected are groups that stand apart, or parts of such groups.
    apart : Candidate or None
        Groups that stand apart where others, or parts of them, were selected for use.
    fitted : int
        Customers that the selected candidate was fitted on.
    merges : numpy.ndarray of shape (n - 1, 4) or None
        Linkage of the hierarchical candidates, scipy's form.
    terms : Terms
        How the candidates were fitted.
    """

    candidates: tuple[Candidate, ...]
    selected: Candidate
    prototypes: Prototypes
    loadings: np.ndarray | None
    structure: str
    apart: Candidate | None
    fitted: int
    merges: np.ndarray | None
    terms: Terms

    def labels(self, points: np.ndarray) -> np.ndarray:
        """Segments of points of shape (n, coordinates) in the space that customers are compared in."""
        return self.selected.recipe.algorithm.labels(into(points, self.loadings), self.prototypes)


def compare(
    train: np.ndarray,
    test: np.ndarray,
    segmentation: Segmentation,
    effort: Effort,
    min_share: float = 0.01,
    seed: int = 0,
    progress: Callable[[str], None] = lambda message: None,
    space: np.ndarray | None = None,
    for_use: bool = True,
    conditions: Conditions | None = None,
    agreed: Agreed | None = None,
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
    for_use : bool
        Whether segments have to be stable, and to explain much where there are no groups; else the
        most likely candidate is taken.
    conditions : mapping of str to numpy.ndarray of shape (train customers,), optional
        What divides customers without clustering, see `coincidence`.
    agreed : callable, optional
        How far halves of the customers bring a candidate's segments back, see `choose`.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        When there are fewer different customers than segments, an algorithm is unknown, or none
        finds a segment.
    """
    name = segmentation.name
    terms = Terms(effort, SIZE_MARGIN * min_share, seed)
    customers = arrange(train, test, segmentation, terms, space)
    tried = recipes(customers)
    progress(f"{name}: fitting {len(tried)} candidates on {len(train)} customers")
    candidates = fit_candidates(customers, tried, terms)
    reject_sizes(candidates, terms.floor, segmentation.min_segments, segmentation.max_segments)
    progress(f"{name}: measuring the candidates, on held-out customers too")
    if effort.describe:
        predict_test_fits(customers, candidates, terms)
    progress(f"{name}: comparing with {effort.references} data sets without clusters")
    around = surroundings(customers, terms)
    if effort.describe or not for_use:
        measure_separation(candidates, customers, around)
    else:
        sized = [item for item in candidates if item.is_admissible]
        measure_separation(sized, customers, around, may_be_separated)
    for item in candidates:
        item.is_separated = is_separated(item.measures)
    progress(f"{name}: resampling the candidates")
    conditions = conditions or {}
    cells = cells_of(conditions)
    selected = choose(
        candidates,
        lambda item, count, most=None: resample(customers, item, terms, count, most),
        effort,
        for_use,
        lambda item: coincidence(item, customers, around, cells),
        lambda finer, coarser: added_mixing(finer, coarser, customers, around),
        lambda finer, coarser: cuts_across(finer.labels.train, coarser.labels.train, conditions),
        agreed,
    )
    if selected is None or selected.prototypes is None:
        raise ValueError(
            f"segmentations[{name!r}]: none of the algorithms {', '.join(customers.views)} finds "
            "segments. Add kmeans to algorithms."
        )
    # Segments for use may be others than the groups that stand apart, or parts of them, see `choose`.
    whole = [item for item in candidates if builds_on(selected, item)]
    is_divided = found_groups(whole)
    apart = None if is_discovery(selected) else most_supported(whole if is_divided else candidates)
    is_clustered = (is_discovery(selected) or is_divided) if for_use else found_groups(candidates)
    # Merges of customers, not of components.
    trees = [view.tree for view in customers.views.values() if type(view.tree) is Tree]
    return Comparison(
        candidates=tuple(candidates),
        selected=selected,
        prototypes=selected.prototypes,
        loadings=customers.view(selected).loadings,
        structure="clustered" if is_clustered else "none",
        apart=apart,
        fitted=len(customers.view(selected).fitted),
        merges=trees[0].merges if trees else None,
        terms=terms,
    )
