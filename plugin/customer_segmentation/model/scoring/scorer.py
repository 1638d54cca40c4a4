"""What a scorer is, and what scorers share."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring.sql import Step


class Scorer(Protocol):
    """Puts points of a model's space into segments.

    Attributes
    ----------
    name : str
        What the stored model calls it.
    has_outliers : bool
        Whether a customer may belong to no segment.
    """

    name: str
    has_outliers: bool

    def labels(self, points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
        """Segment ids of points, shape (n,); 0 for outliers."""

    def score(self, points: np.ndarray, prototypes: Prototypes) -> pd.DataFrame:
        """Score points.

        Parameters
        ----------
        points : numpy.ndarray of shape (n, coordinates)
        prototypes : Prototypes

        Returns
        -------
        pandas.DataFrame
            n rows: segment_id, distance, confidence, runner_up_segment_id (null without one),
            is_outlier.
        """

    def steps(self, prototypes: Prototypes) -> list[Step]:
        """SQL of `score`: steps from `coordinates` to `scores`, see `sql.coordinate_steps`."""


def nearest(costs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Position of the lowest cost of each row, the first one on a tie, and that cost."""
    position = costs.argmin(axis=1)
    return position, costs[np.arange(len(costs)), position]


def rival(
    costs: np.ndarray, segment_ids: np.ndarray, own: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Best other segment of each row and its cost; -1 and infinity when there is none."""
    others = np.where(segment_ids[None, :] == own[:, None], np.inf, costs)
    position, cost = nearest(others)
    return np.where(np.isinf(cost), -1, segment_ids[position]), cost


def score_table(
    segment_id: np.ndarray,
    distance: np.ndarray,
    confidence: np.ndarray,
    runner_up: np.ndarray,
    is_outlier: np.ndarray | None = None,
) -> pd.DataFrame:
    """Scores as a frame; a runner-up of -1 becomes null."""
    candidates = pd.Series(runner_up).astype("Int64")
    return pd.DataFrame(
        {
            "segment_id": segment_id,
            "distance": distance,
            "confidence": confidence,
            "runner_up_segment_id": candidates.mask(candidates < 0),
            "is_outlier": np.zeros(len(segment_id), bool) if is_outlier is None else is_outlier,
        }
    )
