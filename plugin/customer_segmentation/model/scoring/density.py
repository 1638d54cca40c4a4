"""Near a core point, within its radius: DBSCAN and its kin."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from customer_segmentation.model.prototypes import OUTLIER_SEGMENT, Prototypes
from customer_segmentation.model.scoring.scorer import nearest, rival, score_table


class Density:
    """Many core points per segment, each with its radius.

    Distances count in radii of the core point. A customer at most one radius away joins the segment
    of the core point with the smallest ratio; the others are outliers. confidence is 1 - ratio
    for members and 1 - 1 / ratio for outliers, distance the Euclidean distance to that core point. A
    member's runner-up is another segment within one radius, an outlier's the nearest.
    """

    name = "density"
    has_outliers = True

    def labels(self, points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
        """Segment ids of points, shape (n,); 0 for outliers."""
        groups = list(_groups(prototypes))
        ratios = np.stack(
            [_distances(points, centers, radius) / radius for _, radius, centers in groups], axis=1
        )
        position, ratio = nearest(ratios)
        segment_ids = np.array([segment_id for segment_id, _, _ in groups])
        return np.where(ratio <= 1, segment_ids[position], OUTLIER_SEGMENT)

    def score(self, points: np.ndarray, prototypes: Prototypes) -> pd.DataFrame:
        """Score points; see `Scorer`."""
        groups = list(_groups(prototypes))
        segment_ids = np.array([segment_id for segment_id, _, _ in groups])
        radii = np.array([radius for _, radius, _ in groups])
        distances = np.stack([_distances(points, centers) for _, _, centers in groups], axis=1)
        position, ratio = nearest(distances / radii)
        own = segment_ids[position]
        runner_up, second = rival(distances / radii, segment_ids, own)
        is_outlier = ratio > 1
        return score_table(
            np.where(is_outlier, OUTLIER_SEGMENT, own),
            distances[np.arange(len(points)), position],
            np.where(is_outlier, 1 - 1 / np.maximum(ratio, 1), 1 - ratio),
            np.where(is_outlier, own, np.where(second <= 1, runner_up, -1)),
            is_outlier,
        )


def _groups(prototypes: Prototypes) -> Iterator[tuple[int, float, np.ndarray]]:
    """Core points with the same segment and radius, the first prototypes first.

    Within a group the nearest core point has the smallest ratio, which a tree finds quickly.
    """
    groups = pd.DataFrame({"segment_id": prototypes.segment_ids, "radius": prototypes.radii})
    for (segment_id, radius), own in groups.groupby(["segment_id", "radius"], sort=False):
        yield int(segment_id), float(radius), prototypes.centers[own.index]


def _distances(points: np.ndarray, centers: np.ndarray, radius: float = np.inf) -> np.ndarray:
    """Distance of points to the nearest centre, shape (n,); infinity where it exceeds the radius."""
    from scipy.spatial import cKDTree

    # The bound itself is excluded by scipy.
    return cKDTree(centers).query(points, distance_upper_bound=np.nextafter(radius, np.inf))[0]
