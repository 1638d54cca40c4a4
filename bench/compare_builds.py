"""Compare the public tables of two builds, row by row.

python bench/compare_builds.py LEFT.duckdb RIGHT.duckdb [--rename table.old=new ...] [--left-schema main]
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd

KEYS = {
    "as_of_dates": ["as_of_date"],
    "rejected_rows": ["source_table", "row_key", "reason", "row_json"],
    "row_counts": ["source_table"],
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
    "rfm_cut_points": ["segmentation", "as_of_date", "score", "cut_point"],
    "customer_rfm_scores": ["segmentation", "customer_id", "as_of_date"],
    "customer_segments": ["segmentation", "customer_id"],
    "customer_segment_history": ["segmentation", "customer_id", "as_of_date"],
    "customer_segment_log": ["segmentation", "customer_id", "entry_number"],
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
    "feature_lineage": ["feature_name"],
    "segment_product_affinity": ["segmentation", "segment_id", "item_type", "item_id"],
    "customer_recommendations": ["customer_id"],
    "recommendation_quality": [],
    "segment_budget": ["segmentation", "segment_id"],
    "audience_members": ["segmentation", "customer_id", "channel"],
    "segment_metrics": ["segmentation", "as_of_date", "segment_id"],
}
TOLERANCE = 1e-9
SHOWN = 5


def read(path: str) -> dict[str, pd.DataFrame]:
    """Public tables of a build by name, wherever their schema."""
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.sql(
            "select table_schema, table_name from information_schema.tables "
            "where table_schema not in ('information_schema') order by table_schema"
        ).fetchall()
        return {
            table: connection.sql(f'from "{schema}"."{table}"').df()
            for schema, table in reversed(found)
            if table in KEYS
        }


def _differs(left: pd.Series, right: pd.Series) -> np.ndarray:
    both_null = (left.isna() & right.isna()).to_numpy()
    if pd.api.types.is_numeric_dtype(left) and pd.api.types.is_numeric_dtype(right):
        a, b = left.to_numpy(dtype=float, na_value=np.nan), right.to_numpy(float, na_value=np.nan)
        with np.errstate(invalid="ignore"):
            close = np.abs(a - b) <= TOLERANCE * np.maximum(1, np.maximum(abs(a), abs(b)))
        return ~(both_null | close)
    return ~(both_null | (left.astype("string") == right.astype("string")).fillna(False).to_numpy())


def compare(
    name: str, left: pd.DataFrame, right: pd.DataFrame, renamed: Mapping[str, str]
) -> list[str]:
    """Lines that say how two versions of a table differ; none when they are equal."""
    left = left.rename(columns=renamed)
    lines = []
    gone = [column for column in left.columns if column not in right.columns]
    new = [column for column in right.columns if column not in left.columns]
    if gone or new:
        lines.append(f"columns gone {gone}, new {new}")
    if len(left) != len(right):
        lines.append(f"rows {len(left)} and {len(right)}")
    columns = [column for column in left.columns if column in right.columns]
    order = [column for column in KEYS[name] if column in columns]
    order += [column for column in columns if column not in order]
    left, right = (
        frame[columns]
        .sort_values(order, kind="stable", key=lambda column: column.astype("string"))
        .reset_index(drop=True)
        for frame in (left, right)
    )
    if len(left) != len(right):
        keys = [column for column in KEYS[name] if column in columns] or columns
        merged = left[keys].merge(right[keys], how="outer", indicator=True)
        only = merged[merged["_merge"] != "both"].head(SHOWN)
        return [*lines, *only.to_string(index=False).splitlines()]
    for column in columns:
        differs = _differs(left[column], right[column])
        if differs.any():
            lines.append(f"{column}: {int(differs.sum())} of {len(left)} rows differ")
            shown = [key for key in KEYS[name] if key in columns][:3]
            for position in np.flatnonzero(differs)[:SHOWN]:
                key = ", ".join(str(left[part].iloc[position]) for part in shown)
                lines.append(
                    f"    {key}: {left[column].iloc[position]!r} -> {right[column].iloc[position]!r}"
                )
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("left")
    parser.add_argument("right")
    parser.add_argument("--rename", nargs="*", default=[], metavar="TABLE.OLD=NEW")
    chosen = parser.parse_args()
    renamed: dict[str, dict[str, str]] = {}
    for item in chosen.rename:
        old, new = item.split("=")
        table, column = old.split(".")
        renamed.setdefault(table, {})[column] = new
    left, right = read(chosen.left), read(chosen.right)
    different = 0
    for name in KEYS:
        if name not in left and name not in right:
            continue
        if name not in left or name not in right:
            lines = ["missing on the " + ("left" if name not in left else "right")]
        else:
            lines = compare(name, left[name], right[name], renamed.get(name, {}))
        print(f"{name}: {len(right.get(name, []))} rows, " + ("DIFFERENT" if lines else "equal"))
        for line in lines:
            print(f"    {line}")
        different += bool(lines)
    print(f"{different} tables differ")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
