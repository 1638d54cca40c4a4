"""What every kind of data set is made of."""

from __future__ import annotations

import numpy as np

# Points and the group of each.
Drawn = tuple[np.ndarray, np.ndarray]
# Label of points that belong to no group; they do not count in a comparison with the truth.
NOISE = -1


def directions(rng: np.random.Generator, customers: int, dimensions: int) -> np.ndarray:
    """Points spread evenly over the unit sphere."""
    points = rng.normal(size=(customers, dimensions))
    return points / np.sqrt((points**2).sum(axis=1, keepdims=True))
