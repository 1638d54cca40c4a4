"""The nearest centre wins: k-means, and hierarchical models consolidated by it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring.scorer import nearest, rival, score_table
from customer_segmentation.model.scoring.sql import (
    CUSTOMER,
    Step,
    choice_steps,
    columns,
    number,
    scores_step,
    squared_distance,
)


class NearestCenter:
    """One centre per segment.

    confidence is the simplified silhouette 1 - d1 / d2 (Hruschka et al. 2004), distance the
    Euclidean distance to the centre.
    """

    name = "nearest_center"
    has_outliers = False

    def labels(self, points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
        """Segment ids of points, shape (n,)."""
        return prototypes.segment_ids[nearest(_squared_distances(points, prototypes))[0]]

    def score(self, points: np.ndarray, prototypes: Prototypes) -> pd.DataFrame:
        """Score points; see `Scorer`."""
        squared = _squared_distances(points, prototypes)
        position, own_squared = nearest(squared)
        own = prototypes.segment_ids[position]
        runner_up, rival_squared = rival(squared, prototypes.segment_ids, own)
        distance, second = np.sqrt(own_squared), np.sqrt(rival_squared)
        ratio = np.divide(distance, second, out=np.ones_like(distance), where=second > 0)
        return score_table(own, distance, 1 - ratio, runner_up)

    def steps(self, prototypes: Prototypes) -> list[Step]:
        """The same in SQL; see `Scorer`."""
        costs = columns("d", len(prototypes.centers))
        coordinates = columns("c", prototypes.centers.shape[1])
        squared = ", ".join(
            f"{squared_distance(coordinates, [number(value) for value in center])} as {cost}"
            for center, cost in zip(prototypes.centers, costs, strict=True)
        )
        return [
            Step("distances", f"select {CUSTOMER}, {squared} from coordinates"),
            *choice_steps("distances", costs, prototypes.segment_ids.tolist()),
            scores_step(
                "ranked",
                segment_id="segment_id",
                confidence="""
                case when rival_cost = 0e0 then 0e0 else 1e0 - sqrt(own_cost) / sqrt(rival_cost) end
                """,
                distance="sqrt(own_cost)",
                rival="runner_up_segment_id",
            ),
        ]


def _squared_distances(points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
    from scipy.spatial.distance import cdist

    return cdist(points, prototypes.centers, "sqeuclidean")
