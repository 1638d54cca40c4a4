"""The stored model: rows that SQL scores from, and the same scoring in numpy.

The formulas of `customer_segmentation.model.scoring` are the reference for the SQL.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.encoding import Encoder
from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring import SCORERS
from customer_segmentation.model.scoring.sql import coordinate_steps, statement


@dataclass(frozen=True)
class SegmentModel:
    """A fitted segmentation.

    Attributes
    ----------
    scorer : str
        Name of the scorer in `customer_segmentation.model.scoring.SCORERS`.
    encoder : Encoder
    loadings : numpy.ndarray of shape (coordinates, dimensions) or None
        PCA loadings; None means that the encoded dimensions are the space.
    prototypes : Prototypes
    segments : tuple of dict
        segment_id, segment_name, description, is_outlier.
    bins : tuple of dict
        Bins of the features among the fitted customers, see `drift.feature_bins`.
    """

    scorer: str
    encoder: Encoder
    loadings: np.ndarray | None
    prototypes: Prototypes
    segments: tuple[Mapping[str, Any], ...] = ()
    bins: tuple[Mapping[str, Any], ...] = ()

    def project(self, frame: pd.DataFrame) -> np.ndarray:
        """Coordinates of customers in the model's space, shape (n, coordinates)."""
        encoded = self.encoder.transform(frame)
        return encoded if self.loadings is None else encoded @ self.loadings.T


def predict(model: SegmentModel, frame: pd.DataFrame) -> pd.DataFrame:
    """Score customers with a stored model, as the SQL of `customer_segments` does.

    Parameters
    ----------
    model : SegmentModel
    frame : pandas.DataFrame
        n customers with the columns of the model's features, nulls and unseen categories allowed.

    Returns
    -------
    pandas.DataFrame
        As `Scorer.score`, with the frame's index.
    """
    scores = SCORERS[model.scorer].score(model.project(frame), model.prototypes)
    scores.index = frame.index
    return scores


def scoring_sql(model: SegmentModel, booleans: Collection[str], dialect: str) -> str:
    """SQL of `predict`.

    Parameters
    ----------
    model : SegmentModel
    booleans : collection of str
        Features of type boolean.
    dialect : str
        sqlglot's name of the engine.

    Returns
    -------
    str
        A select from `customer_features`, and from `prototypes` where the scorer needs them as rows:
        customer_id, as_of_date, segment_id, confidence, distance, runner_up_segment_id.
    """
    steps = coordinate_steps(model.encoder, model.loadings, booleans)
    return statement([*steps, *SCORERS[model.scorer].steps(model.prototypes)], dialect)


def _component_rows(loadings: np.ndarray | None) -> list[dict[str, Any]]:
    if loadings is None:
        return []
    return [
        {"component": component, "dimension": dimension, "loading": float(value)}
        for component, row in enumerate(loadings)
        for dimension, value in enumerate(row)
        if value != 0
    ]


def _columnar(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {key: [row[key] for row in rows] for key in rows[0]} if rows else {}


def rows_of(columns: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Rows of a table that was stored column by column."""
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def to_json(model: SegmentModel) -> str:
    """Write a model as one JSON text: its tables, column by column."""
    return json.dumps(
        {
            "scorer": model.scorer,
            "features": _columnar(model.encoder.to_rows()),
            "components": _columnar(_component_rows(model.loadings)),
            "prototypes": _columnar(model.prototypes.to_rows()),
            "segments": _columnar([dict(segment) for segment in model.segments]),
            "bins": _columnar([dict(row) for row in model.bins]),
        },
        allow_nan=False,
    )


def from_json(text: str) -> SegmentModel:
    """Read a model back from the text of `to_json`."""
    stored = json.loads(text)
    encoder = Encoder.from_rows(rows_of(stored["features"]))
    loadings = None
    if stored["components"]:
        components = stored["components"]
        loadings = np.zeros((max(components["component"]) + 1, len(encoder.dimensions)))
        loadings[components["component"], components["dimension"]] = components["loading"]
    return SegmentModel(
        scorer=stored["scorer"],
        encoder=encoder,
        loadings=loadings,
        prototypes=Prototypes.from_rows(rows_of(stored["prototypes"])),
        segments=tuple(rows_of(stored["segments"])),
        bins=tuple(rows_of(stored["bins"])),
    )
