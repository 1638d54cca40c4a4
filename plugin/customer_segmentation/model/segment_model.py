"""The stored model: rows that SQL scores from, and the same scoring in numpy.

The formulas here are the reference for the generated SQL of `customer_segments`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.model.encoding import Encoder

OUTLIER_SEGMENT = 0
_BLOCK = 20_000


@dataclass(frozen=True)
class Prototypes:
    """Where the segments are in the model's space.

    Attributes
    ----------
    centers : numpy.ndarray of shape (prototypes, coordinates)
    segment_ids : numpy.ndarray of shape (prototypes,)
        Segment that each prototype stands for.
    log_weights : numpy.ndarray of shape (prototypes,) or None
        Gaussian mixtures: log weight + log determinant of the precision's Cholesky factor
        - coordinates / 2 * log(2 pi).
    precision_choleskys : numpy.ndarray of shape (prototypes, coordinates, coordinates) or None
        Gaussian mixtures: U with (y - center) @ U standard normal.
    radius : float or None
        DBSCAN: eps. A customer further than this from every prototype is an outlier.
    """

    centers: np.ndarray
    segment_ids: np.ndarray
    log_weights: np.ndarray | None = None
    precision_choleskys: np.ndarray | None = None
    radius: float | None = None


@dataclass(frozen=True)
class SegmentModel:
    """A fitted segmentation.

    Attributes
    ----------
    algorithm : str
        kmeans, hierarchical, gmm or dbscan.
    encoder : Encoder
    loadings : numpy.ndarray of shape (coordinates, dimensions) or None
        PCA loadings; None means that the encoded dimensions are the space.
    prototypes : Prototypes
    segments : tuple of dict
        segment_id, segment_name, description, is_outlier.
    bins : tuple of dict
        Bins of the features among the fitted customers, see `drift.feature_bins`.
    """

    algorithm: str
    encoder: Encoder
    loadings: np.ndarray | None
    prototypes: Prototypes
    segments: tuple[Mapping[str, Any], ...] = ()
    bins: tuple[Mapping[str, Any], ...] = ()

    def project(self, frame: pd.DataFrame) -> np.ndarray:
        """Coordinates of customers in the model's space, shape (n, coordinates)."""
        encoded = self.encoder.transform(frame)
        return encoded if self.loadings is None else encoded @ self.loadings.T


def _by_segment(values: np.ndarray, segment_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Smallest value of each row within each segment: (n, segments), and the segments' ids."""
    ids = np.unique(segment_ids)
    columns = [values[:, segment_ids == segment_id].min(axis=1) for segment_id in ids]
    return np.stack(columns, axis=1), ids


def _runner_up(
    ranked: np.ndarray, ids: np.ndarray, own: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Best other segment of each row and its value; -1 and infinity when there is none."""
    others = np.where(ids[None, :] == own[:, None], np.inf, ranked)
    position = others.argmin(axis=1)
    value = others[np.arange(len(own)), position]
    return np.where(np.isinf(value), -1, ids[position]), value


def _score_block(
    algorithm: str, points: np.ndarray, prototypes: Prototypes
) -> dict[str, np.ndarray]:
    offsets = points[:, None, :] - prototypes.centers[None, :, :]
    if algorithm == "gmm":
        return _score_mixture(offsets, prototypes)
    squared = np.einsum("npd,npd->np", offsets, offsets)
    nearest = squared.argmin(axis=1)
    own = prototypes.segment_ids[nearest]
    distance = np.sqrt(squared[np.arange(len(points)), nearest])
    ranked, ids = _by_segment(squared, prototypes.segment_ids)
    runner_up, second = _runner_up(ranked, ids, own)
    if algorithm == "dbscan":
        radius = float(prototypes.radius)
        is_outlier = distance > radius
        safe = np.where(distance > 0, distance, 1.0)
        runner_up = np.where(np.sqrt(second) <= radius, runner_up, -1)
        return {
            "segment_id": np.where(is_outlier, OUTLIER_SEGMENT, own),
            "distance": distance,
            "confidence": np.where(is_outlier, 1 - radius / safe, 1 - distance / radius),
            "runner_up_segment_id": np.where(is_outlier, own, runner_up),
            "is_outlier": is_outlier,
        }
    second = np.sqrt(second)
    ratio = np.divide(distance, second, out=np.ones_like(distance), where=second > 0)
    return {
        "segment_id": own,
        "distance": distance,
        "confidence": np.where(np.isinf(second), 1.0, 1 - ratio),
        "runner_up_segment_id": runner_up,
        "is_outlier": np.zeros(len(points), dtype=bool),
    }


def _score_mixture(offsets: np.ndarray, prototypes: Prototypes) -> dict[str, np.ndarray]:
    whitened = np.einsum("npd,pde->npe", offsets, prototypes.precision_choleskys)
    mahalanobis = np.einsum("npe,npe->np", whitened, whitened)
    log_density = prototypes.log_weights[None, :] - 0.5 * mahalanobis
    best = log_density.argmax(axis=1)
    rows = np.arange(len(offsets))
    top = log_density[rows, best]
    posterior = np.exp(log_density - top[:, None])
    posterior /= posterior.sum(axis=1, keepdims=True)
    own = prototypes.segment_ids[best]
    ranked, ids = _by_segment(-log_density, prototypes.segment_ids)
    runner_up, _ = _runner_up(ranked, ids, own)
    return {
        "segment_id": own,
        "distance": np.sqrt(mahalanobis[rows, best]),
        "confidence": np.where(prototypes.segment_ids[None, :] == own[:, None], posterior, 0).sum(
            axis=1
        ),
        "runner_up_segment_id": runner_up,
        "is_outlier": np.zeros(len(offsets), dtype=bool),
    }


def predict_points(algorithm: str, points: np.ndarray, prototypes: Prototypes) -> pd.DataFrame:
    """Assign points of the model's space to segments.

    Parameters
    ----------
    algorithm : str
        kmeans, hierarchical, gmm or dbscan.
    points : numpy.ndarray of shape (n, coordinates)
    prototypes : Prototypes

    Returns
    -------
    pandas.DataFrame
        n rows: segment_id, distance, confidence, runner_up_segment_id (null when there is one segment
        only), is_outlier.
    """
    size = max(1, _BLOCK // max(1, len(prototypes.centers) // 10))
    blocks = [
        _score_block(algorithm, points[start : start + size], prototypes)
        for start in range(0, max(1, len(points)), size)
    ]
    scores = pd.DataFrame(
        {key: np.concatenate([block[key] for block in blocks]) for key in blocks[0]}
    )
    runner_up = scores["runner_up_segment_id"].astype("Int64")
    scores["runner_up_segment_id"] = runner_up.mask(runner_up < 0)
    return scores


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
        As `predict_points`, with the frame's index.
    """
    scores = predict_points(model.algorithm, model.project(frame), model.prototypes)
    scores.index = frame.index
    return scores


def _component_rows(loadings: np.ndarray | None) -> list[dict[str, Any]]:
    if loadings is None:
        return []
    return [
        {"component": component, "dimension": dimension, "loading": float(value)}
        for component, row in enumerate(loadings)
        for dimension, value in enumerate(row)
        if value != 0
    ]


def _prototype_rows(prototypes: Prototypes) -> list[dict[str, Any]]:
    rows = []

    def add(prototype: int, parameter: str, row: int, column: int | None, value: float) -> None:
        rows.append(
            {
                "prototype_id": prototype,
                "segment_id": int(prototypes.segment_ids[prototype]),
                "parameter": parameter,
                "row_index": row,
                "column_index": column,
                "value": float(value),
            }
        )

    for prototype, center in enumerate(prototypes.centers):
        for row, value in enumerate(center):
            add(prototype, "center", row, None, value)
        if prototypes.precision_choleskys is not None:
            for row, values in enumerate(prototypes.precision_choleskys[prototype]):
                for column, value in enumerate(values):
                    add(prototype, "precision_cholesky", row, column, value)
            add(prototype, "log_weight", 0, None, prototypes.log_weights[prototype])
        if prototypes.radius is not None:
            add(prototype, "radius", 0, None, prototypes.radius)
    return rows


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
            "algorithm": model.algorithm,
            "features": _columnar(model.encoder.to_rows()),
            "components": _columnar(_component_rows(model.loadings)),
            "prototypes": _columnar(_prototype_rows(model.prototypes)),
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
        algorithm=stored["algorithm"],
        encoder=encoder,
        loadings=loadings,
        prototypes=_read_prototypes(pd.DataFrame(stored["prototypes"])),
        segments=tuple(rows_of(stored["segments"])),
        bins=tuple(rows_of(stored["bins"])),
    )


def _read_prototypes(rows: pd.DataFrame) -> Prototypes:
    centers = rows[rows["parameter"] == "center"].sort_values(["prototype_id", "row_index"])
    count = int(centers["prototype_id"].nunique())
    segment_ids = centers[centers["row_index"] == 0]["segment_id"].to_numpy(dtype=int)
    values = centers["value"].to_numpy().reshape(count, -1)
    choleskys = rows[rows["parameter"] == "precision_cholesky"].sort_values(
        ["prototype_id", "row_index", "column_index"]
    )
    weights = rows[rows["parameter"] == "log_weight"].sort_values("prototype_id")
    radius = rows[rows["parameter"] == "radius"]["value"]
    return Prototypes(
        centers=values,
        segment_ids=segment_ids,
        log_weights=weights["value"].to_numpy() if len(weights) else None,
        precision_choleskys=(
            choleskys["value"].to_numpy().reshape(count, values.shape[1], values.shape[1])
            if len(choleskys)
            else None
        ),
        radius=float(radius.iloc[0]) if len(radius) else None,
    )
