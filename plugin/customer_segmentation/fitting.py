"""Fit what is due and write the log: the one entry point of the Python model `segment_fits`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation import __version__
from customer_segmentation.drift import feature_bins
from customer_segmentation.encoding import fit_encoder
from customer_segmentation.model import Prototypes, SegmentModel, predict, to_json
from customer_segmentation.registry import Policy, refit_reason
from customer_segmentation.settings import (
    Segmentation,
    config_hash,
    parse_segmentations,
    select_features,
)
from customer_segmentation.tables import SEGMENT_FITS, typed_frame

SEED = 20240101


@dataclass(frozen=True)
class Due:
    """A segmentation to fit, and why."""

    segmentation: Segmentation
    reason: str
    model_version: int


def fits_due(
    segmentations: Sequence[Segmentation],
    catalog: Sequence[Mapping[str, Any]],
    log: pd.DataFrame,
    policy: Policy,
    as_of_date: pd.Timestamp,
) -> list[Due]:
    """Segmentations that are due for a fit, with the reason and the next version number."""
    due = []
    for segmentation in segmentations:
        reason = refit_reason(segmentation, catalog, log, policy, as_of_date, __version__)
        if reason is not None:
            versions = log.loc[log["segmentation"] == segmentation.name, "model_version"]
            due.append(Due(segmentation, reason, 1 if versions.empty else int(versions.max()) + 1))
    return due


def fit_segmentations(
    segmentations: Any,
    catalog: pd.DataFrame,
    log: pd.DataFrame | None,
    as_of_date: Any,
    read_sample: Callable[[], pd.DataFrame],
    options: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Fit every segmentation that is due and return its rows of the log.

    Parameters
    ----------
    segmentations : list of dict, or str
        The var `segmentations`, or the same as JSON.
    catalog : pandas.DataFrame
        `feature_catalog`.
    log : pandas.DataFrame or None
        `segment_fits` as it is; None before the first build.
    as_of_date : date-like
        The current as-of date.
    read_sample : callable
        Returns `fit_sample`. It is called only when something is due.
    options : mapping, optional
        refit, max_model_age_days.

    Returns
    -------
    pandas.DataFrame
        Rows to append to `segment_fits`, in its columns; no rows when nothing is due.

    Raises
    ------
    ValueError
        Naming the setting or the table, and what to do.
    """
    options = options or {}
    policy = Policy(options.get("refit", "auto"), int(options.get("max_model_age_days", 365)))
    parsed = parse_segmentations(segmentations)
    rows = catalog.to_dict("records")
    log = typed_frame([], SEGMENT_FITS) if log is None else log
    date = pd.Timestamp(as_of_date)
    due = fits_due(parsed, rows, log, policy, date)
    if not due:
        return typed_frame([], SEGMENT_FITS)
    sample = _current(read_sample())
    return typed_frame([_fit_one(item, rows, sample, date) for item in due], SEGMENT_FITS)


def _current(sample: pd.DataFrame) -> pd.DataFrame:
    current = sample[sample["period_index"] == 0]
    return current.sort_values("customer_id").reset_index(drop=True)


def _check_size(segmentation: Segmentation, customers: int) -> None:
    if segmentation.min_segments > customers:
        raise ValueError(
            f"segmentations[{segmentation.name!r}].n_segments: {segmentation.min_segments} segments from "
            f"{customers} customers in fit_sample are not possible. Lower n_segments, or raise "
            "fit_sample_size."
        )


def _fit_one(
    due: Due, catalog: Sequence[Mapping[str, Any]], sample: pd.DataFrame, as_of_date: pd.Timestamp
) -> dict[str, Any]:
    from customer_segmentation.clusterers import fit_kmeans

    segmentation = due.segmentation
    features = select_features(segmentation, catalog)
    encoder = fit_encoder(sample, features)
    _check_size(segmentation, len(sample))
    points = encoder.transform(sample)
    n_segments = segmentation.max_segments
    prototypes = fit_kmeans(points, n_segments, SEED)
    bins = tuple(feature_bins(sample, features))
    model = SegmentModel("kmeans", encoder, None, prototypes, bins=bins)
    model = _ordered(model, sample)
    candidate = {
        "candidate_id": 1,
        "algorithm": "kmeans",
        "n_segments": n_segments,
        "hyperparameters": json.dumps({}),
        "is_admissible": True,
        "is_selected": True,
    }
    return {
        "segmentation": segmentation.name,
        "model_version": due.model_version,
        "fitted_as_of_date": as_of_date,
        "algorithm": "kmeans",
        "n_segments": n_segments,
        "hyperparameters": json.dumps({"n_segments": n_segments}),
        "fit_reason": due.reason,
        "outcome": "champion",
        "rejection_reason": None,
        "structure": "none",
        "sample_customers": len(sample),
        "notes": "; ".join(encoder.notes),
        "config_hash": config_hash(segmentation, features),
        "plugin_version": __version__,
        "model_json": to_json(model),
        "candidates_json": json.dumps([candidate]),
        "stability_json": json.dumps([]),
        "dendrogram_json": json.dumps([]),
    }


def _ordered(model: SegmentModel, sample: pd.DataFrame) -> SegmentModel:
    """Number the segments by mean net spend, highest first, and give them working names."""
    labels = predict(model, sample)["segment_id"].to_numpy()
    value = sample["spend_net"].to_numpy(dtype=float)
    ids = np.unique(model.prototypes.segment_ids)
    means = [
        np.nanmean(value[labels == segment]) if (labels == segment).any() else -np.inf
        for segment in ids
    ]
    order = ids[np.argsort(-np.asarray(means), kind="stable")]
    renumbered = {int(old): position for position, old in enumerate(order, start=1)}
    segments = tuple(
        {
            "segment_id": position,
            "segment_name": f"Segment {position}",
            "description": "",
            "is_outlier": False,
        }
        for position in renumbered.values()
    )
    return replace(
        model,
        prototypes=Prototypes(
            **{
                **model.prototypes.__dict__,
                "segment_ids": np.array(
                    [renumbered[int(old)] for old in model.prototypes.segment_ids]
                ),
            }
        ),
        segments=segments,
    )
