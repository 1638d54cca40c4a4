"""Would other customers of the same shop have led to the same choice?

Resamples of the chosen recipe leave out what was chosen: the encoding, the algorithm, the number of
segments. Here each of two halves of the customers repeats everything, and both models label all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from customer_segmentation.fit.metrics import adjusted_rand, best_jaccard


@dataclass(frozen=True)
class Reproduction:
    """Labels that models of halves of the customers give all customers.

    Attributes
    ----------
    pairs : tuple of (numpy.ndarray, numpy.ndarray)
        One pair of labellings of shape (n,) per split; 0 for outliers.
    """

    pairs: tuple[tuple[np.ndarray, np.ndarray], ...]

    def agreement(self) -> float:
        """Mean adjusted Rand index (Hubert & Arabie 1985) between the halves of a split."""
        return float(np.mean([adjusted_rand(*pair) for pair in self.pairs]))

    def jaccard(self, labels: np.ndarray) -> dict[int, float]:
        """Mean Jaccard similarity of each segment with the most similar one of each half's model.

        Parameters
        ----------
        labels : numpy.ndarray of shape (n,)
            Segments of the model of all customers.
        """
        found = [best_jaccard(labels, half) for pair in self.pairs for half in pair]
        return {
            segment: float(np.mean([values[segment] for values in found])) for segment in found[0]
        }


def reproduce(
    fit: Callable[[np.ndarray], np.ndarray], customers: int, splits: int, seed: int
) -> Reproduction | None:
    """Repeat a choice on halves of the customers.

    Parameters
    ----------
    fit : callable
        From sorted rows to labels of all customers by the choice on these rows.
    customers : int
    splits : int
        Number of times that the customers are halved.
    seed : int

    Returns
    -------
    Reproduction or None
        None when half of the customers are too few for a choice.
    """
    pairs = []
    for split in range(splits):
        order = np.random.default_rng([seed, split]).permutation(customers)
        halves: Sequence[np.ndarray] = np.array_split(order, 2)
        try:
            first, second = (fit(np.sort(half)) for half in halves)
        except ValueError:
            return None
        pairs.append((first, second))
    return Reproduction(tuple(pairs)) if pairs else None
