"""The top of a tree of merges, as rows of `segment_dendrogram`."""

from __future__ import annotations

from typing import Any

import numpy as np

MAX_LEAVES = 60


def dendrogram_rows(merges: np.ndarray | None) -> list[dict[str, Any]]:
    """The last merges, as rows of `segment_dendrogram` without the model's key.

    Parameters
    ----------
    merges : numpy.ndarray of shape (n - 1, 4) or None
        scipy's linkage.

    Returns
    -------
    list of dict
        merge_id, left_id, right_id, height, size. Branches below the last merges are leaves, numbered
        from 0; merge m joins two of them or earlier merges and is node leaves + m.
    """
    if merges is None or len(merges) == 0:
        return []
    shown = min(len(merges), MAX_LEAVES - 1)
    first = len(merges) - shown
    customers = len(merges) + 1
    kept = {customers + first + position: shown + 1 + position for position in range(shown)}
    leaves: dict[int, int] = {}
    rows = []
    for position, (left, right, height, size) in enumerate(merges[first:]):
        nodes = [
            kept[int(node)] if int(node) in kept else leaves.setdefault(int(node), len(leaves))
            for node in (left, right)
        ]
        rows.append(
            {
                "merge_id": shown + 1 + position,
                "left_id": nodes[0],
                "right_id": nodes[1],
                "height": float(f"{height:.9g}"),
                "size": int(size),
            }
        )
    return rows
