"""Columns and types of the tables that the Python models write, also when they have no rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from customer_segmentation.model.segment_model import from_json, rows_of, scoring_sql

# Under pandas 2, str has no null: None would become the text 'None'.
TEXT = "str" if pd.__version__ >= "3" else "string"
INTEGER, NUMBER, FLAG, TIME = "Int64", "float64", "boolean", "datetime64[us]"
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
    "reference_share": NUMBER,
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
MODEL_ROW_KINDS = {
    "feature": {
        "dimension": INTEGER,
        "feature_name": TEXT,
        "category": TEXT,
        "is_missing_indicator": FLAG,
        "transform": TEXT,
        "impute_value": NUMBER,
        "winsor_low": NUMBER,
        "winsor_high": NUMBER,
        "log_unit": NUMBER,
        "knots": TEXT,
        "center": NUMBER,
        "scale": NUMBER,
        "weight": NUMBER,
    },
    "component": {"component": INTEGER, "dimension": INTEGER, "loading": NUMBER},
    "prototype": {
        "prototype_id": INTEGER,
        "segment_id": INTEGER,
        "parameter": TEXT,
        "row_index": INTEGER,
        "column_index": INTEGER,
        "value": NUMBER,
    },
    "segment": {
        "segment_id": INTEGER,
        "segment_name": TEXT,
        "description": TEXT,
        "is_outlier": FLAG,
        "archetype": TEXT,
    },
    "bin": {
        "feature_name": TEXT,
        "bin": INTEGER,
        "category": TEXT,
        "lower_bound": NUMBER,
        "upper_bound": NUMBER,
        "customers": INTEGER,
    },
    "candidate": {
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
        "completed_log_likelihood": NUMBER,
        "likelihood_gain": NUMBER,
        "reference_gain": NUMBER,
        "neighbour_mixing": NUMBER,
        "reference_mixing": NUMBER,
        "border_sparsity": NUMBER,
        "reference_share": NUMBER,
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
    },
    "stability_check": {
        "segment_id": INTEGER,
        "check_name": TEXT,
        "value": NUMBER,
        "threshold": NUMBER,
        "rating": TEXT,
    },
    "scoring": {"scoring_sql": TEXT},
    "merge": {
        "merge_id": INTEGER,
        "left_id": INTEGER,
        "right_id": INTEGER,
        "height": NUMBER,
        "size": INTEGER,
    },
}
MODEL_ROWS = {
    **_KEY,
    "kind": TEXT,
    **{name: dtype for kind in MODEL_ROW_KINDS.values() for name, dtype in kind.items()},
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


def champions(log: pd.DataFrame, segmentations: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of the log that are in force: per configured segmentation the latest champion.

    Parameters
    ----------
    log : pandas.DataFrame
        `segment_fits`.
    segmentations : sequence of mapping
        What `read_settings` gives; models of others stay in the log and out of the tables.

    Returns
    -------
    pandas.DataFrame
        At most one row per segmentation, ordered by name.
    """
    fitted = [entry["name"] for entry in segmentations if entry["method"] == "clusters"]
    return champions_by_name(log, fitted)


def champions_by_name(log: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Rows of the log that are in force, for segmentations by name; see `champions`."""
    rows = log[(log["outcome"] == "champion") & log["segmentation"].isin(list(names))]
    latest = rows.sort_values(["segmentation", "model_version"]).groupby("segmentation").tail(1)
    return latest.reset_index(drop=True)


def model_rows(
    log: pd.DataFrame,
    segmentations: Sequence[Mapping[str, Any]],
    catalog: pd.DataFrame,
    dialect: str,
) -> pd.DataFrame:
    """Write out everything that the log says about the champions.

    Parameters
    ----------
    log : pandas.DataFrame
        `segment_fits`.
    segmentations : sequence of mapping
        What `read_settings` gives.
    catalog : pandas.DataFrame
        `feature_catalog`.
    dialect : str
        sqlglot's name of the engine that scores.

    Returns
    -------
    pandas.DataFrame
        Rows of `segment_model_rows`. `kind` says which of the columns a row fills, see
        `MODEL_ROW_KINDS`.
    """
    booleans = set(catalog.loc[catalog["value_type"] == "boolean", "feature_name"])
    rows: list[dict[str, Any]] = []
    for fit in champions(log, segmentations).to_dict("records"):
        key = {"segmentation": fit["segmentation"], "model_version": fit["model_version"]}
        for kind, own in _rows_by_kind(fit, booleans, dialect).items():
            rows += [{**row, **key, "kind": kind} for row in own]
    return typed_frame(rows, MODEL_ROWS)


def _rows_by_kind(
    fit: Mapping[str, Any], booleans: Collection[str], dialect: str
) -> dict[str, list[dict[str, Any]]]:
    stored = json.loads(fit["model_json"])
    return {
        "feature": rows_of(stored["features"]),
        "component": rows_of(stored["components"]),
        "prototype": rows_of(stored["prototypes"]),
        "segment": rows_of(stored["segments"]),
        "bin": rows_of(stored["bins"]),
        "candidate": json.loads(fit["candidates_json"]),
        "stability_check": json.loads(fit["stability_json"]),
        "scoring": [{"scoring_sql": scoring_sql(from_json(fit["model_json"]), booleans, dialect)}],
        "merge": json.loads(fit["dendrogram_json"]),
    }
