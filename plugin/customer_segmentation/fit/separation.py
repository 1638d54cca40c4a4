"""How likely candidates are, and how they compare with data without clusters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from customer_segmentation.fit.algorithms import Terms
from customer_segmentation.fit.candidates import Candidate, Customers, Measures
from customer_segmentation.fit.coincidence import Cells, is_same, nearest_known
from customer_segmentation.fit.likelihood import MAX_COMPONENTS, PartitionLikelihood
from customer_segmentation.fit.neighbours import MIN_NEIGHBOURS, NEIGHBOURS, nearest_neighbours
from customer_segmentation.fit.space import into, principal_axes
from customer_segmentation.fit.structure import (
    Reference,
    ReferenceMixing,
    border_sparsity,
    gap_ratio,
    held_neighbours,
    neighbour_mixing,
    reference_mixing,
    spread_ties,
)
from customer_segmentation.model.prototypes import OUTLIER_SEGMENT

# Fewer customers do not tell structure from chance.
MIN_CUSTOMERS = 60
# Share of data sets without groups that is hardly any.
HARDLY_ANY = 0.05
# Share of the gain in likelihood from which on it is what was known. Planted kinds reach 0.3 to 0.4, the
# pause of a shop 0.9 (development seeds of the demo and of the zoo).
KNOWN_GAIN = 0.5


@dataclass(frozen=True)
class Surroundings:
    """What candidates are held against.

    Attributes
    ----------
    likelihood : PartitionLikelihood
    points : numpy.ndarray of shape (n, coordinates)
        Sample of the customers, ties spread.
    neighbours : numpy.ndarray of shape (n, count)
    radius : numpy.ndarray of shape (n,)
    wide : numpy.ndarray of shape (n, NEIGHBOURS)
        More neighbours than the smallest segment allowed can hold; nearest first.
    references : ReferenceMixing
    """

    likelihood: PartitionLikelihood
    points: np.ndarray
    neighbours: np.ndarray
    radius: np.ndarray
    wide: np.ndarray
    references: ReferenceMixing | None


def surroundings(customers: Customers, terms: Terms) -> Surroundings:
    """Draw data without clusters, unless there are too few customers to compare with it."""
    rows = customers.reference
    reference = Reference(
        customers.encoded[rows], np.random.default_rng(terms.seed), customers.project
    )
    likelihood = _likelihood(reference.points, _everybody(customers, reference, terms))
    # The smallest segment allowed must be able to hold its customers' neighbours.
    count = min(NEIGHBOURS, max(MIN_NEIGHBOURS, int(terms.floor * len(rows)) // 2))
    neighbours, radius = nearest_neighbours(reference.points, count)
    wide = (
        neighbours if count == NEIGHBOURS else nearest_neighbours(reference.points, NEIGHBOURS)[0]
    )
    if len(rows) < MIN_CUSTOMERS:
        return Surroundings(likelihood, reference.points, neighbours, radius, wide, None)
    references = reference_mixing(
        reference, customers.counts, terms.effort.references, terms.seed, count
    )
    return Surroundings(likelihood, reference.points, neighbours, radius, wide, references)


def _everybody(customers: Customers, reference: Reference, terms: Terms) -> np.ndarray:
    """All train customers with their ties spread."""
    if len(customers.reference) == len(customers.encoded):
        return reference.points
    rng = np.random.default_rng(terms.seed)
    columns = [spread_ties(column, rng) for column in customers.encoded.T]
    return customers.project(np.stack(columns, axis=1))


def _likelihood(points: np.ndarray, everybody: np.ndarray) -> PartitionLikelihood:
    axes = principal_axes(everybody).leading(None, MAX_COMPONENTS)
    return PartitionLikelihood(into(points, axes), into(everybody, axes))


def coincidence(
    candidate: Candidate, customers: Customers, around: Surroundings, cells: Cells | None
) -> str | None:
    """What divides the customers without clustering, and explains most of what the candidate does.

    Parameters
    ----------
    candidate : Candidate
        With its separation measured.
    customers : Customers
    around : Surroundings
    cells : Cells or None
        The train customers by what is known of them, see `coincidence.single_conditions`.

    Returns
    -------
    str or None
        The conditions whose segments are the same, or gain at least `KNOWN_GAIN` of the candidate's
        likelihood over one segment.
    """
    labels, measures = candidate.labels.train, candidate.measures
    nearest = nearest_known(labels, cells)
    if nearest is None:
        return None
    words, known = nearest
    one = measures.completed_log_likelihood - measures.likelihood_gain
    gain = around.likelihood.of(known[customers.reference], known) - one
    if is_same(labels, known) or gain >= KNOWN_GAIN * max(measures.likelihood_gain, 0) > 0:
        return words
    return None


def added_mixing(
    finer: Candidate, coarser: Candidate, customers: Customers, around: Surroundings
) -> float:
    """Neighbours in other segments that a finer candidate adds to a coarser one in data without groups."""
    assert around.references is not None
    rows = customers.reference
    return around.references.added(finer.labels.train[rows], coarser.labels.train[rows])


def measure_separation(
    candidates: Sequence[Candidate],
    customers: Customers,
    around: Surroundings,
    worth: Callable[[Measures], bool] | None = None,
) -> None:
    """Measure every candidate with segments, and the best partition of data without clusters.

    Parameters
    ----------
    candidates : sequence of Candidate
    customers : Customers
    around : Surroundings
    worth : callable, optional
        Whether a candidate is worth its likelihood, by the neighbours in other segments, the borders and an
        upper bound of what data without clusters shows; by default all are.
    """
    drawn = [(item, item.labels.train[customers.reference]) for item in candidates]
    parted = [(item, own) for item, own in drawn if len(np.unique(own[own != OUTLIER_SEGMENT])) > 1]
    for item, own in parted:
        item.measures.neighbour_mixing = neighbour_mixing(around.neighbours, own)
        item.measures.border_sparsity = border_sparsity(around.neighbours, around.radius, own)
        if around.references is not None and worth is not None:
            item.measures.reference_mixing = float(np.median(around.references.of_same(own)))
    if worth is not None:
        parted = [(item, own) for item, own in parted if worth(item.measures)]
    together = np.ones(len(customers.reference), dtype=int)
    whole = around.likelihood.of(together, np.ones(len(customers.encoded), dtype=int))
    for item, own in parted:
        measures = item.measures
        measures.completed_log_likelihood = around.likelihood.of(own, item.labels.train)
        measures.likelihood_gain = measures.completed_log_likelihood - whole
        wide = held_neighbours(around.wide, own)
        measures.wide_mixing = neighbour_mixing(wide, own)
        measures.gap_ratio = gap_ratio(around.points, wide, own)
    if around.references is None or not parted:
        return
    apart = _likelihood(around.references.points, around.references.points)
    whole = apart.of(together)
    for item, own in parted:
        values = around.references.of(own)
        item.measures.reference_mixing = float(np.median(values))
        item.measures.reference_share = float((values <= item.measures.neighbour_mixing).mean())
        if item.measures.reference_share <= HARDLY_ANY:
            item.measures.reference_gain = apart.of(own) - whole
