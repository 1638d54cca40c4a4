"""The nearest centre wins: k-means, and hierarchical models consolidated by it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring.scorer import nearest, rival, score_table


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


def _squared_distances(points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
    from scipy.spatial.distance import cdist

    return cdist(points, prototypes.centers, "sqeuclidean")
