"""Columns and types of the tables that the Python models write, also when they have no rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from customer_segmentation.model.segment_model import rows_of
from customer_segmentation.model.settings import parse_segmentations

TEXT, INTEGER, NUMBER, FLAG, TIME = "str", "Int64", "float64", "boolean", "datetime64[us]"
_KEY = {"segmentation": TEXT, "model_version": INTEGER}

SEGMENT_FITS = {
    **_KEY,
    "fitted_as_of_date": TIME,
    "algorithm": TEXT,
    "n_segments": INTEGER,
    "hyperparameters": TEXT,
    "fit_reason": TEXT,
    "outcome": TEXT,
    "rejection_reason": TEXT,
    "structure": TEXT,
    "structure_p_value": NUMBER,
    "verdict": TEXT,
    "sample_customers": INTEGER,
    "notes": TEXT,
    "config_hash": TEXT,
    "plugin_version": TEXT,
    "model_json": TEXT,
    "candidates_json": TEXT,
    "stability_json": TEXT,
    "dendrogram_json": TEXT,
}
MODEL_FEATURES = {
    **_KEY,
    "dimension": INTEGER,
    "feature_name": TEXT,
    "category": TEXT,
    "is_missing_indicator": FLAG,
    "transform": TEXT,
    "impute_value": NUMBER,
    "winsor_low": NUMBER,
    "winsor_high": NUMBER,
    "unit": NUMBER,
    "knots": TEXT,
    "center": NUMBER,
    "scale": NUMBER,
    "weight": NUMBER,
}
MODEL_COMPONENTS = {**_KEY, "component": INTEGER, "dimension": INTEGER, "loading": NUMBER}
MODEL_PROTOTYPES = {
    **_KEY,
    "prototype_id": INTEGER,
    "segment_id": INTEGER,
    "parameter": TEXT,
    "row_index": INTEGER,
    "column_index": INTEGER,
    "value": NUMBER,
}
MODEL_SEGMENTS = {
    **_KEY,
    "segment_id": INTEGER,
    "segment_name": TEXT,
    "description": TEXT,
    "is_outlier": FLAG,
}
MODEL_BINS = {
    **_KEY,
    "feature_name": TEXT,
    "bin": INTEGER,
    "category": TEXT,
    "lower_bound": NUMBER,
    "upper_bound": NUMBER,
    "customers": INTEGER,
}
_MODEL_TABLES = {
    "features": MODEL_FEATURES,
    "components": MODEL_COMPONENTS,
    "prototypes": MODEL_PROTOTYPES,
    "segments": MODEL_SEGMENTS,
    "bins": MODEL_BINS,
}
CANDIDATES = {
    "segmentation": TEXT,
    "model_version": INTEGER,
    "candidate_id": INTEGER,
    "algorithm": TEXT,
    "n_segments": INTEGER,
    "hyperparameters": TEXT,
    "silhouette_train": NUMBER,
    "silhouette_test": NUMBER,
    "calinski_harabasz_train": NUMBER,
    "calinski_harabasz_test": NUMBER,
    "davies_bouldin_train": NUMBER,
    "davies_bouldin_test": NUMBER,
    "explained_variance_train": NUMBER,
    "explained_variance_test": NUMBER,
    "neighbour_mixing": NUMBER,
    "reference_mixing": NUMBER,
    "border_sparsity": NUMBER,
    "structure_p_value": NUMBER,
    "prediction_strength": NUMBER,
    "jaccard_mean": NUMBER,
    "jaccard_min": NUMBER,
    "jaccard_resamples": INTEGER,
    "smallest_share": NUMBER,
    "outlier_share": NUMBER,
    "bic": NUMBER,
    "is_admissible": FLAG,
    "rejection_reason": TEXT,
    "is_selected": FLAG,
}
STABILITY = {
    **_KEY,
    "segment_id": INTEGER,
    "check_name": TEXT,
    "value": NUMBER,
    "threshold": NUMBER,
    "rating": TEXT,
}


def typed_frame(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Frame with exactly these columns and types, whatever the rows hold.

    Parameters
    ----------
    rows : iterable of mapping
        Keys that are not among the columns are dropped, missing ones become null.
    columns : mapping of str to str
        Name and pandas dtype, in order.

    Returns
    -------
    pandas.DataFrame
    """
    rows = list(rows)
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name) for row in rows], dtype="object").astype(dtype)
            for name, dtype in columns.items()
        }
    )


def champions(log: pd.DataFrame, segmentations: Any) -> pd.DataFrame:
    """Rows of the log that are in force: per configured segmentation the latest champion.

    Parameters
    ----------
    log : pandas.DataFrame
        `segment_fits`.
    segmentations : list of dict, or str
        The var `segmentations`; models of others stay in the log and out of the tables.

    Returns
    -------
    pandas.DataFrame
        At most one row per segmentation, ordered by name.
    """
    return champions_by_name(log, [entry.name for entry in parse_segmentations(segmentations)])


def champions_by_name(log: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Rows of the log that are in force, for segmentations by name; see `champions`."""
    rows = log[(log["outcome"] == "champion") & log["segmentation"].isin(list(names))]
    latest = rows.sort_values(["segmentation", "model_version"]).groupby("segmentation").tail(1)
    return latest.reset_index(drop=True)


def model_table(log: pd.DataFrame, segmentations: Any, part: str) -> pd.DataFrame:
    """Write the champions' parameters out as a table.

    Parameters
    ----------
    log : pandas.DataFrame
        `segment_fits`.
    segmentations : list of dict, or str
        The var `segmentations`.
    part : {'features', 'components', 'prototypes', 'segments', 'bins'}

    Returns
    -------
    pandas.DataFrame
        One row per segmentation and parameter.
    """
    rows = []
    for fit in champions(log, segmentations).to_dict("records"):
        key = {"segmentation": fit["segmentation"], "model_version": fit["model_version"]}
        rows += [{**key, **row} for row in rows_of(json.loads(fit["model_json"])[part])]
    return typed_frame(rows, _MODEL_TABLES[part])


def _log_table(
    log: pd.DataFrame, segmentations: Iterable[str], part: str, columns: Mapping[str, str]
) -> pd.DataFrame:
    rows = []
    for fit in champions(log, segmentations).to_dict("records"):
        key = {"segmentation": fit["segmentation"], "model_version": fit["model_version"]}
        rows += [{**key, **row} for row in json.loads(fit[part])]
    return typed_frame(rows, columns)


def candidates_table(log: pd.DataFrame, segmentations: Iterable[str]) -> pd.DataFrame:
    """Candidates that the champions were chosen from, one row per segmentation and candidate."""
    return _log_table(log, segmentations, "candidates_json", CANDIDATES)


def stability_table(log: pd.DataFrame, segmentations: Iterable[str]) -> pd.DataFrame:
    """Stability checks of the champions, one row per segmentation, segment and check."""
    return _log_table(log, segmentations, "stability_json", STABILITY)
