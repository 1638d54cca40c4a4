"""The algorithms, each one a class; this is the one list of them."""

from __future__ import annotations

from collections.abc import Sequence

from customer_segmentation.fit.algorithms.base import Algorithm, Fit, Recipe, Terms, Tree
from customer_segmentation.fit.algorithms.density import Dbscan
from customer_segmentation.fit.algorithms.hdbscan import Hdbscan
from customer_segmentation.fit.algorithms.mixture import GaussianMixture
from customer_segmentation.fit.algorithms.nearest_center import Hierarchical, KMeans

__all__ = ["ALGORITHMS", "Algorithm", "Fit", "Recipe", "Terms", "Tree", "algorithms_named"]

ALGORITHMS: dict[str, Algorithm] = {
    algorithm.name: algorithm
    for algorithm in (KMeans(), Hierarchical(), GaussianMixture(), Dbscan(), Hdbscan())
}


def algorithms_named(names: Sequence[str]) -> list[Algorithm]:
    """Algorithms in the order of the list above, whatever the order of their names; none is all.

    Raises
    ------
    ValueError
        When a name is not in the list.
    """
    unknown = [name for name in names if name not in ALGORITHMS]
    if unknown:
        raise ValueError(
            f"algorithms: unknown value {unknown[0]!r}. Use one of: {', '.join(ALGORITHMS)}"
        )
    return [algorithm for name, algorithm in ALGORITHMS.items() if not names or name in names]
