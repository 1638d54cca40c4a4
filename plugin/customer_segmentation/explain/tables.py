"""What explains the segments, as rows of one table: rules, and customers on two axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

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
    dialect: str,
) -> pd.DataFrame:
    """Rules of all segments and places of the sampled customers.

    Parameters
    ----------
    log : pandas.DataFrame
        `segment_fits`.
    segmentations : sequence of mapping
        What `read_settings` gives.
    catalog, model_features, customers, assigned, cut_points, groups, dialect
        As in `rules_table`.

    Returns
    -------
    pandas.DataFrame
        One row per rule and per customer's place, told apart by `kind` (rule, place).
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
            for kind, table in (("rule", rules), ("place", places))
            for row in table.to_dict("records")
        ],
        EXPLANATION_ROWS,
    )
