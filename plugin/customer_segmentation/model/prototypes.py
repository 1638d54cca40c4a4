"""Where the segments of a fitted model are: points with what their scorer needs to know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

OUTLIER_SEGMENT = 0


@dataclass(frozen=True)
class Prototypes:
    """Where the segments are in the model's space.

    Attributes
    ----------
    centers : numpy.ndarray of shape (prototypes, coordinates)
    segment_ids : numpy.ndarray of shape (prototypes,)
        Segment that each prototype stands for. Prototypes of one segment stand together.
    log_weights : numpy.ndarray of shape (prototypes,) or None
        Gaussian mixtures: log weight + log determinant of the precision's Cholesky factor
        - coordinates / 2 * log(2 pi).
    precision_choleskys : numpy.ndarray of shape (prototypes, coordinates, coordinates) or None
        Gaussian mixtures: U with (y - center) @ U standard normal.
    radii : numpy.ndarray of shape (prototypes,) or None
        Densities: a customer further than this from every prototype is an outlier.
    """

    centers: np.ndarray
    segment_ids: np.ndarray
    log_weights: np.ndarray | None = None
    precision_choleskys: np.ndarray | None = None
    radii: np.ndarray | None = None

    def to_rows(self) -> list[dict[str, Any]]:
        """Rows of `segment_model_prototypes` without the model's key."""
        rows = []
        for prototype, segment_id in enumerate(self.segment_ids):
            key = {"prototype_id": prototype, "segment_id": int(segment_id)}
            rows += [{**key, **row} for row in self._parameters(prototype)]
        return rows

    def _parameters(self, prototype: int) -> Iterable[dict[str, Any]]:
        def row(parameter: str, index: int, column: int | None, value: float) -> dict[str, Any]:
            return {
                "parameter": parameter,
                "row_index": index,
                "column_index": column,
                "value": float(value),
            }

        for index, value in enumerate(self.centers[prototype]):
            yield row("center", index, None, value)
        if self.precision_choleskys is not None:
            for index, values in enumerate(self.precision_choleskys[prototype]):
                for column, value in enumerate(values):
                    yield row("precision_cholesky", index, column, value)
        if self.log_weights is not None:
            yield row("log_weight", 0, None, self.log_weights[prototype])
        if self.radii is not None:
            yield row("radius", 0, None, self.radii[prototype])

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Prototypes:
        """Inverse of `to_rows`."""
        table = pd.DataFrame(rows).sort_values(
            ["prototype_id", "parameter", "row_index", "column_index"]
        )
        count = table["prototype_id"].nunique()

        def values(parameter: str) -> np.ndarray | None:
            own = table.loc[table["parameter"] == parameter, "value"]
            return own.to_numpy(dtype=float).reshape(count, -1) if len(own) else None

        centers, choleskys = values("center"), values("precision_cholesky")
        weights, radii = values("log_weight"), values("radius")
        if centers is None:
            raise ValueError(
                "segment_model_prototypes holds a model without the parameter `center`: fit it again"
            )
        width = centers.shape[1]
        return cls(
            centers=centers,
            segment_ids=table.groupby("prototype_id")["segment_id"].first().to_numpy(dtype=int),
            log_weights=None if weights is None else weights[:, 0],
            precision_choleskys=(
                None if choleskys is None else choleskys.reshape(count, width, width)
            ),
            radii=None if radii is None else radii[:, 0],
        )
