"""The algorithms. Each fit returns prototypes, so that SQL can score every customer.

scikit-learn is imported where it is used: the import costs seconds, and a build that fits nothing does not
pay for it.
"""

from __future__ import annotations

import numpy as np

from customer_segmentation.encoding import round_significant
from customer_segmentation.model import Prototypes


def fit_kmeans(points: np.ndarray, n_segments: int, seed: int, n_init: int = 10) -> Prototypes:
    """k-means with k-means++ seeding (Arthur & Vassilvitskii 2007).

    Parameters
    ----------
    points : numpy.ndarray of shape (n, coordinates)
    n_segments : int
    seed : int
    n_init : int
        Restarts; the one with the lowest inertia is kept.

    Returns
    -------
    Prototypes
        One centre per segment, numbered from 1.
    """
    from sklearn.cluster import KMeans

    fitted = KMeans(n_clusters=n_segments, n_init=n_init, random_state=seed).fit(points)
    return Prototypes(
        centers=round_significant(fitted.cluster_centers_),
        segment_ids=np.arange(1, n_segments + 1),
    )
