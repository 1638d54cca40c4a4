"""Compare the public tables of two builds, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

KEYS = {
    "as_of_dates": ["as_of_date"],
    "activity_limits": ["as_of_date"],
    "rejected_rows": ["source_table", "row_key", "reason", "row_json"],
    "row_counts": ["source_table"],
    "build_status": ["segmentation"],
    "report_settings": ["numbers"],
    "customer_features": ["customer_id", "as_of_date"],
    "customer_features_extended": ["customer_id", "as_of_date"],
    "customer_orders": ["order_id"],
    "customer_order_lines": ["order_item_id"],
    "customer_ids": ["source_customer_id"],
    "feature_catalog": ["feature_name"],
    "segment_candidates": ["segmentation", "candidate_id"],
    "segment_models": ["segmentation", "model_version"],
    "segment_model_features": ["segmentation", "dimension"],
    "segment_model_components": ["segmentation", "component", "dimension"],
    "segment_model_prototypes": [
        "segmentation",
        "prototype_id",
        "parameter",
        "row_index",
        "column_index",
    ],
    "rfm_cut_points": ["measure", "quantile"],
    "customer_rfm_scores": ["customer_id", "as_of_date"],
    "customer_segments": ["segmentation", "customer_id"],
    "customer_segment_history": ["segmentation", "customer_id", "as_of_date"],
    "customer_segment_log": ["segmentation", "customer_id", "entry_number"],
    "customer_predictions": ["customer_id", "as_of_date"],
    "customer_segment_overview": ["customer_id"],
    "prediction_quality": ["rule", "horizon_days"],
    "prediction_calibration": ["rule", "horizon_days", "decile"],
    "segments": ["segmentation", "segment_id"],
    "segment_profiles": ["segmentation", "segment_id", "feature_name"],
    "segment_stability": ["segmentation", "segment_id", "check_name"],
    "segment_migrations": [
        "segmentation",
        "from_as_of_date",
        "to_as_of_date",
        "from_segment_id",
        "to_segment_id",
    ],
    "segment_drift": [
        "segmentation",
        "from_as_of_date",
        "to_as_of_date",
        "subject_type",
        "subject_name",
    ],
    "segment_rules": ["segmentation", "segment_id", "dialect"],
    "customer_projection": ["segmentation", "customer_id"],
    "segment_dendrogram": ["segmentation", "merge_id"],
    "feature_lineage": ["feature_name", "raw_table", "raw_column", "path"],
    "segment_product_affinity": ["segmentation", "segment_id", "item_type", "item_id"],
    "customer_recommendations": ["segmentation", "customer_id", "rank"],
    "recommendation_quality": ["segmentation", "list_name"],
    "segment_budget": ["segmentation", "segment_id"],
    "audience_members": ["segmentation", "customer_id", "channel"],
    "segment_metrics": ["segmentation", "as_of_date", "segment_id"],
}
# Engines add up in another order, which moves the last of a float's sixteen digits.
RELATIVE = 1e-9
# A difference of two nearly equal floats has fewer digits left.
ABSOLUTE = 1e-12
SHOWN = 5


@dataclass(frozen=True)
class Difference:
    """How two versions of a public table differ.

    Attributes
    ----------
    table : str
    rows : int
        Rows on the right.
    largest : float
        Largest relative difference of two floats, where rows were compared.
    lines : tuple of str
        What differs, with the first rows; empty when the tables are equal.
    """

    table: str
    rows: int
    largest: float
    lines: tuple[str, ...]


def compare_builds(
    left: Mapping[str, pd.DataFrame],
    right: Mapping[str, pd.DataFrame],
    renamed: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[Difference]:
    """Compare the public tables of two builds by their keys.

    Parameters
    ----------
    left, right : mapping of str to pandas.DataFrame
        Public tables by name, in any order of rows.
    renamed : mapping, optional
        Per table the columns that have another name on the right.

    Yields
    ------
    Difference
        One per table that either build has. Labels, counts and texts are equal when they are the
        same, floats when they differ by less than 1e-9 of the larger one.
    """
    for name in KEYS:
        if name not in left and name not in right:
            continue
        if name not in left or name not in right:
            side = "left" if name not in left else "right"
            yield Difference(name, len(right.get(name, ())), 0.0, (f"missing on the {side}",))
            continue
        own = left[name].rename(columns=(renamed or {}).get(name, {}))
        yield _compare(name, own, right[name])


def _compare(name: str, left: pd.DataFrame, right: pd.DataFrame) -> Difference:
    lines = []
    gone = [column for column in left.columns if column not in right.columns]
    new = [column for column in right.columns if column not in left.columns]
    if gone or new:
        lines.append(f"columns only on the left {gone}, only on the right {new}")
    columns = [column for column in left.columns if column in right.columns]
    keys = [column for column in KEYS[name] if column in columns] or columns
    if len(left) != len(right):
        lines.append(f"{len(left)} rows on the left, {len(right)} on the right")
        merged = (
            left[keys]
            .astype("string")
            .merge(right[keys].astype("string"), how="outer", indicator="side")
        )
        only = merged[merged["side"] != "both"].head(SHOWN)
        return Difference(
            name, len(right), 0.0, (*lines, *only.to_string(index=False).splitlines())
        )
    order = keys + [column for column in columns if column not in keys]
    left, right = (
        frame.sort_values(
            order, key=lambda column: column.astype("string"), kind="stable"
        ).reset_index(drop=True)
        for frame in (left, right)
    )
    largest = 0.0
    for column in columns:
        differs, relative = _differs(left[column], right[column])
        largest = max(largest, relative)
        if differs.any():
            lines.append(f"{column}: {int(differs.sum())} of {len(left)} rows differ")
            for row in np.flatnonzero(differs)[:SHOWN]:
                key = ", ".join(str(left[part].iloc[row]) for part in keys[:4])
                lines.append(
                    f"    {key}: {left[column].iloc[row]!r} and {right[column].iloc[row]!r}"
                )
    return Difference(name, len(right), largest, tuple(lines))


def _differs(left: pd.Series, right: pd.Series) -> tuple[np.ndarray, float]:
    """Which values differ, and the largest relative difference of floats."""
    null = (left.isna() & right.isna()).to_numpy()
    if pd.api.types.is_bool_dtype(left) or not (
        pd.api.types.is_numeric_dtype(left) and pd.api.types.is_numeric_dtype(right)
    ):
        same = left.astype("string") == right.astype("string")
        return ~(null | same.fillna(False).to_numpy(bool)), 0.0
    a, b = left.to_numpy(float, na_value=np.nan), right.to_numpy(float, na_value=np.nan)
    larger = np.maximum(np.abs(a), np.abs(b))
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.abs(a - b)
        close = (distance <= RELATIVE * larger + ABSOLUTE) | (a == b)
        relative = np.nan_to_num(np.where(distance > ABSOLUTE, distance / larger, 0.0))
    return ~(null | close), float(relative.max(initial=0.0))
