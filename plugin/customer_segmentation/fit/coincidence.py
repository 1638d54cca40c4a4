"""Partitions that need no clustering: values unknown, shared by many, or past a window's edge.

A point mass passes for a group with a Jaccard similarity of 1.00, and no resample sees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.fit.metrics import adjusted_rand, contingency
from customer_segmentation.model.encoding import numeric_column
from customer_segmentation.model.prototypes import OUTLIER_SEGMENT

# Above this adjusted Rand index two partitions are one and the same.
SAME_PARTITION = 0.95
# Smaller parts are no segment.
MIN_SHARE = 0.02
RECENCY = "recency_days"
# Days that windows of features look back.
WINDOWS = (90, 365)
# An edge cuts a crowd when customers lie within this share of it on both sides; else it lies in a gap.
NEAR_EDGE = 0.25
# So many days in which nobody's first or last order falls are a pause of the shop.
FIRST_ORDER = "days_since_first_order"
PAUSE = 90

Conditions = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Cells:
    """Customers who are alike in all conditions, as one cell.

    Attributes
    ----------
    names : tuple of str
        The conditions in words.
    holds : numpy.ndarray of shape (cells, conditions)
        1 where a condition holds, as trees keep it.
    cell_of : numpy.ndarray of shape (n,)
        Cell of each customer.
    """

    names: tuple[str, ...]
    holds: np.ndarray
    cell_of: np.ndarray


def cells_of(conditions: Conditions) -> Cells | None:
    """Group customers by conditions, of shape (n,) each; None without conditions."""
    if not conditions:
        return None
    every = np.stack(list(conditions.values()), axis=1)
    _, first, cell_of = np.unique(
        np.packbits(every, axis=1), axis=0, return_index=True, return_inverse=True
    )
    return Cells(tuple(conditions), every[first].astype(np.float32), cell_of)


def single_conditions(
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
        share, the last order is older than a window of the features whose edge lies in no gap, or the
        last or first order lies before a pause of the shop.
    """
    found: dict[str, np.ndarray] = {}
    for row in sorted(features, key=lambda item: item["feature_name"]):
        if row["value_type"] == "categorical":
            continue
        name, label = row["feature_name"], row.get("label") or row["feature_name"]
        values = numeric_column(frame, name)
        missing = np.isnan(values)
        found[f"{label} is unknown"] = missing
        if not missing.all():
            distinct, counts = np.unique(values[~missing], return_counts=True)
            shared = float(distinct[np.argmax(counts)])
            found[f"{label} is {shared:.6g}"] = values == shared
        if name == RECENCY:
            for days in WINDOWS:
                if _cuts_a_crowd(values, days):
                    found[f"no order in the last {days} days"] = missing | (values > days)
    if {RECENCY, FIRST_ORDER} <= set(frame.columns):
        last, first = numeric_column(frame, RECENCY), numeric_column(frame, FIRST_ORDER)
        dates = np.unique(np.concatenate([last, first]))
        gaps = np.diff(dates[~np.isnan(dates)])
        if len(gaps) and gaps.max() >= PAUSE:
            reopened = dates[gaps.argmax()]
            found["last order before the shop's pause"] = last > reopened
            found["first order before the shop's pause"] = first > reopened
    return {
        words: holds for words, holds in found.items() if MIN_SHARE <= holds.mean() <= 1 - MIN_SHARE
    }


def shared_values(points: np.ndarray) -> dict[str, np.ndarray]:
    """Conditions of plain points of shape (n, dimensions): the value that most share in a column."""
    found: dict[str, np.ndarray] = {}
    for number, values in enumerate(points.T):
        distinct, counts = np.unique(values, return_counts=True)
        holds = values == distinct[np.argmax(counts)]
        if MIN_SHARE <= holds.mean() <= 1 - MIN_SHARE:
            found[f"column {number} has its most frequent value"] = holds
    return found


def _cuts_a_crowd(values: np.ndarray, edge: float) -> bool:
    below = (values > (1 - NEAR_EDGE) * edge) & (values <= edge)
    above = (values > edge) & (values < (1 + NEAR_EDGE) * edge)
    return bool(min(below.mean(), above.mean()) >= MIN_SHARE)


def nearest_known(labels: np.ndarray, cells: Cells | None) -> tuple[str, np.ndarray] | None:
    """The partition by conditions that is nearest to a partition.

    Parameters
    ----------
    labels : numpy.ndarray of shape (n,)
        0 for outliers, who count in no segment.
    cells : Cells or None
        The customers by what is known of them.

    Returns
    -------
    (str, numpy.ndarray of shape (n,)) or None
        The conditions in words and the segments that they make: a tree (Breiman et al. 1984) with at most
        one leaf more than there are segments, because one segment may be two conditions together; with twice
        as many, if that one makes the same segments. None without segments or conditions.
    """
    from sklearn.tree import DecisionTreeClassifier

    inside = labels != OUTLIER_SEGMENT
    segments = len(np.unique(labels[inside]))
    if segments < 2 or cells is None:
        return None
    # A cell is one row of the tree for each of its segments, as heavy as its customers are many.
    table, cell, segment = contingency(cells.cell_of[inside], labels[inside])
    rows, columns = np.nonzero(table)
    found = []
    for leaves in (segments, segments + 1, 2 * segments):
        tree = DecisionTreeClassifier(
            max_leaf_nodes=leaves, min_weight_fraction_leaf=MIN_SHARE, random_state=0
        ).fit(
            cells.holds[cell[rows]],
            segment[columns],
            sample_weight=table[rows, columns],
            check_input=False,
        )
        known = tree.predict(cells.holds, check_input=False)[cells.cell_of]
        agreement = adjusted_rand(labels[inside], known[inside])
        # So many conditions come near to any segments.
        if leaves <= segments + 1 or agreement > SAME_PARTITION:
            found.append((agreement, tree, known))
        if agreement > SAME_PARTITION:
            break
    _, tree, known = max(found, key=lambda item: item[0])
    asked = sorted({int(feature) for feature in tree.tree_.feature if feature >= 0})
    return ", ".join(cells.names[feature] for feature in asked), known


def cuts_across(finer: np.ndarray, coarser: np.ndarray, conditions: Conditions) -> bool:
    """Whether a partition only cuts through the segments of another one by something known, across them.

    Parameters
    ----------
    finer, coarser : numpy.ndarray of shape (n,)
        Segments; 0 for outliers, who count in no segment.
    conditions : mapping of str to numpy.ndarray of shape (n,)
        From `single_conditions`.

    Returns
    -------
    bool
        True where the segments of the coarser one and one condition tell the finer one's, and the customers
        of whom the condition is true, or not true, of several coarser segments are one of its segments: those
        without an order in the last quarter, of whatever kind.
    """
    inside = (finer != OUTLIER_SEGMENT) & (coarser != OUTLIER_SEGMENT)
    own, home = finer[inside], coarser[inside]
    for holds in conditions.values():
        cell = 2 * home + holds[inside]
        table, cells, segments = contingency(cell, own)
        most = table.argmax(axis=1)
        told = segments[most][np.searchsorted(cells, cell)]
        if not is_same(own, told):
            continue
        for segment in np.unique(most):
            parts = cells[most == segment]
            if len(set(parts // 2)) > 1 and len(set(parts % 2)) == 1:
                return True
    return False


def is_same(labels: np.ndarray, known: np.ndarray) -> bool:
    """Whether two partitions agree but for a handful of customers; outliers of the first do not count."""
    inside = labels != OUTLIER_SEGMENT
    return bool(adjusted_rand(labels[inside], known[inside]) > SAME_PARTITION)
