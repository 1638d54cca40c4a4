import numpy as np
from scipy.cluster.hierarchy import linkage

from customer_segmentation.fit.dendrogram import dendrogram_rows


def test_dendrogram_is_a_tree():
    tree = linkage(np.random.default_rng(0).normal(size=(200, 2)), method="ward")
    rows = dendrogram_rows(tree)
    assert len(rows) == 59
    assert rows[-1]["size"] == 200
    children = [row[side] for row in rows for side in ("left_id", "right_id")]
    assert len(set(children)) == len(children)
    assert all(max(row["left_id"], row["right_id"]) < row["merge_id"] for row in rows)
    assert dendrogram_rows(None) == []
