"""Gaussian groups ever further apart, of equal and of unequal sizes: from where on are they found?"""

from __future__ import annotations

import numpy as np
from bench.suites.drawing import Drawn
from bench.suites.labelled import sorted_labels, spaced_centers

# Between the nearest two centres, in standard deviations.
DISTANCES = (3.0, 3.5, 4.0, 4.5, 5.0, 6.0)
SHARES = {
    "equal sizes": (0.25, 0.25, 0.25, 0.25),
    "60/25/10/5": (0.6, 0.25, 0.1, 0.05),
}
DIMENSIONS = 3


def draw_at(kind: str, form: int, seed: int, customers: int) -> Drawn:
    """Four groups at a distance, rows in random order.

    Parameters
    ----------
    kind : str
        A key of `SHARES`.
    form : int
        Position in `DISTANCES`.
    seed, customers : int
    """
    rng = np.random.default_rng([77, list(SHARES).index(kind), form, seed, customers])
    labels = sorted_labels(SHARES[kind], customers)
    centers = spaced_centers(rng, len(SHARES[kind]), DIMENSIONS, DISTANCES[form])
    points = centers[labels] + rng.normal(size=(customers, DIMENSIONS))
    order = rng.permutation(customers)
    return points[order], labels[order]
