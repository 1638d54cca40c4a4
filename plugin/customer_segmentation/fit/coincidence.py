"""Partitions that need no clustering: a value that is unknown, shared by many, or past a window's edge.

A point mass passes for a cluster with a Jaccard similarity of 1.00, and no resample sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.encoding import numeric_column

# Above this index two partitions are one and the same.
SAME_PARTITION = 0.95
# Smaller parts are no segment.
MIN_SHARE = 0.01
RECENCY = "recency_days"
WINDOWS = (90, 365)


def single_splits(
    frame: pd.DataFrame, features: Sequence[Mapping[str, Any]]
) -> dict[str, np.ndarray]:
    """Ways to divide customers in two by one look at one feature.

    Parameters
    ----------
    frame : pandas.DataFrame
        n customers with the columns of the features.
    features : sequence of mapping
        Rows of `feature_catalog`: feature_name, label, value_type. Categorical ones are left out: their
        levels are groups that a business knows.

    Returns
    -------
    dict of str to numpy.ndarray of shape (n,)
        Condition in words, and for whom it holds: the value is unknown, is the one that most customers
        share, or the last order is older than a window of the features.
    """
    splits: dict[str, np.ndarray] = {}
    for row in sorted(features, key=lambda item: item["feature_name"]):
        if row["value_type"] == "categorical":
            continue
        name, label = row["feature_name"], row.get("label", row["feature_name"])
        values = numeric_column(frame, name)
        missing = np.isnan(values)
        splits[f"{label} is unknown"] = missing
        if not missing.all():
            distinct, counts = np.unique(values[~missing], return_counts=True)
            shared = float(distinct[np.argmax(counts)])
            splits[f"{label} is {shared:.6g}"] = values == shared
        if name == RECENCY:
            for days in WINDOWS:
                splits[f"no order in the last {days} days"] = missing | (values > days)
    return {
        words: holds
        for words, holds in splits.items()
        if MIN_SHARE <= holds.mean() <= 1 - MIN_SHARE
    }


def coincidence(labels: np.ndarray, splits: Mapping[str, np.ndarray]) -> str | None:
    """The single condition that reproduces a partition, or None.

    Parameters
    ----------
    labels : numpy.ndarray of shape (n,)
    splits : mapping of str to numpy.ndarray of shape (n,)
        From `single_splits`.
    """
    from sklearn.metrics import adjusted_rand_score

    found = {words: float(adjusted_rand_score(labels, holds)) for words, holds in splits.items()}
    best = max(found, key=lambda words: found[words], default=None)
    return best if best is not None and found[best] > SAME_PARTITION else None
