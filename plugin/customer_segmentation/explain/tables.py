"""What Python alone can explain, as rows of one table: rules, customers on two axes, lineage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from customer_segmentation.explain.lineage import FEATURE_LINEAGE
from customer_segmentation.explain.projection import projection_table
from customer_segmentation.explain.rules import rules_table
from customer_segmentation.model.tables import INTEGER, NUMBER, TEXT, typed_frame

EXPLANATION_ROWS = {
    "segmentation": TEXT,
    "kind": TEXT,
    "segment_id": INTEGER,
    "dialect": TEXT,
    "predicate": TEXT,
    "customer_id": TEXT,
    "pc1": NUMBER,
    "pc2": NUMBER,
    "pc1_variance_share": NUMBER,
    "pc2_variance_share": NUMBER,
    **FEATURE_LINEAGE,
}


def explanation_rows(
    log: pd.DataFrame,
    segmentations: Sequence[Mapping[str, Any]],
    catalog: pd.DataFrame,
    model_features: pd.DataFrame,
    customers: pd.DataFrame,
    assigned: pd.DataFrame,
    cut_points: pd.DataFrame,
    groups: pd.DataFrame,
    lineage: pd.DataFrame,
    dialect: str,
) -> pd.DataFrame:
    """Rules of all segments, places of the sampled customers, and where features come from.

    Parameters
    ----------
    log : pandas.DataFrame
        `segment_fits`.
    segmentations : sequence of mapping
        What `read_settings` gives.
    catalog, model_features, customers, assigned, cut_points, groups, dialect
        As in `rules_table`.
    lineage : pandas.DataFrame
        What `lineage_table` gives.

    Returns
    -------
    pandas.DataFrame
        One row per rule, per customer's place and per feature and raw column, told apart by `kind`
        (rule, place, lineage).
    """
    rules = rules_table(
        segmentations,
        catalog,
        model_features,
        customers,
        assigned,
        cut_points,
        groups,
        dialect,
    )
    places = projection_table(log, segmentations, customers, assigned)
    return typed_frame(
        [
            {**row, "kind": kind}
            for kind, table in (("rule", rules), ("place", places), ("lineage", lineage))
            for row in table.to_dict("records")
        ],
        EXPLANATION_ROWS,
    )
