"""Candidates against data without clusters: the measures that `gates.is_separated` judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from customer_segmentation.fit.algorithms import Terms
from customer_segmentation.fit.candidates import Candidate, Customers
from customer_segmentation.fit.structure import (
    NEIGHBOURS,
    Reference,
    ReferenceMixing,
    border_sparsity,
    nearest_neighbours,
    neighbour_mixing,
    reference_mixing,
)
from customer_segmentation.model.prototypes import OUTLIER_SEGMENT

# Fewer customers do not tell structure from chance.
MIN_CUSTOMERS = 60
MIN_NEIGHBOURS = 4


@dataclass(frozen=True)
class Surroundings:
    """The neighbour graph of the customers, and of data without clusters.

    Attributes
    ----------
    neighbours : numpy.ndarray of shape (n, count)
    radius : numpy.ndarray of shape (n,)
    references : ReferenceMixing
    """

    neighbours: np.ndarray
    radius: np.ndarray
    references: ReferenceMixing


def surroundings(customers: Customers, terms: Terms) -> Surroundings | None:
    """Draw data without clusters; None when there are too few customers to compare with it."""
    rows = customers.reference
    if len(rows) < MIN_CUSTOMERS:
        return None
    reference = Reference(
        customers.encoded[rows], np.random.default_rng(terms.seed), customers.project
    )
    # The smallest segment allowed must be able to hold its customers' neighbours.
    count = min(NEIGHBOURS, max(MIN_NEIGHBOURS, int(terms.floor * len(rows)) // 2))
    neighbours, radius = nearest_neighbours(reference.points, count)
    references = reference_mixing(
        reference, customers.counts, terms.effort.references, terms.seed, count
    )
    return Surroundings(neighbours, radius, references)


def measure_separation(
    candidates: Sequence[Candidate], customers: Customers, around: Surroundings | None
) -> None:
    """Compare every candidate with the best partition of data without clusters."""
    drawn = [(item, item.labels.train[customers.reference]) for item in candidates]
    parted = [(item, own) for item, own in drawn if len(np.unique(own[own != OUTLIER_SEGMENT])) > 1]
    if around is None or not parted:
        return
    references = around.references.best([own for _, own in parted])
    for item, own in parted:
        measures = item.measures
        mixing = neighbour_mixing(around.neighbours, own)
        values = references[len(mixing)]
        measures.neighbour_mixing = max(mixing.values())
        measures.border_sparsity = border_sparsity(around.neighbours, around.radius, own)
        measures.reference_mixing = float(np.median(values))
        measures.structure_p_value = float(
            (1 + (values <= measures.neighbour_mixing).sum()) / (1 + len(values))
        )
