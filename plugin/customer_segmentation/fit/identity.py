"""Which segment is which across refits: ids and names that outlive a model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.explain.archetypes import Archetype, Population, Segment
from customer_segmentation.explain.naming import Name, name_segments
from customer_segmentation.fit.metrics import contingency
from customer_segmentation.model.prototypes import OUTLIER_SEGMENT
from customer_segmentation.model.scoring import SCORERS
from customer_segmentation.model.segment_model import SegmentModel, from_json, predict
from customer_segmentation.model.tables import champions_by_name

# A segment that shares half of its members or less has dissolved (Hennig 2008).
MATCH_FLOOR = 0.5
# New segments are numbered by this feature's mean, highest first; by size where it is missing.
ORDER_FEATURE = "spend_net"
OUTLIERS: dict[str, Any] = {
    "segment_id": OUTLIER_SEGMENT,
    "segment_name": "Outliers",
    "description": "Customers that are unlike any segment.",
    "is_outlier": True,
}


@dataclass(frozen=True)
class Champion:
    """The model in force, and what it says about the current customers.

    Attributes
    ----------
    model : SegmentModel
    labels : numpy.ndarray of shape (current customers,)
    is_admissible : bool
        Whether it passed the gates when it was fitted.
    """

    model: SegmentModel
    labels: np.ndarray
    is_admissible: bool


def champion_of(log: pd.DataFrame, name: str, current: pd.DataFrame) -> Champion | None:
    """The champion, or None when there is none or a column that it needs is gone.

    Parameters
    ----------
    log : pandas.DataFrame
        `segment_fits`.
    name : str
        Of the segmentation.
    current : pandas.DataFrame
        Sampled customers of the current date.
    """
    rows = champions_by_name(log, [name])
    if rows.empty:
        return None
    row = rows.iloc[0]
    model = from_json(row["model_json"])
    if {dimension.feature_name for dimension in model.encoder.dimensions} - set(current.columns):
        return None
    chosen = [item for item in json.loads(row["candidates_json"]) if item.get("is_selected")]
    return Champion(
        model,
        predict(model, current)["segment_id"].to_numpy(),
        all(item.get("is_admissible", False) for item in chosen),
    )


def used_segment_ids(history: pd.DataFrame, segmentation: str) -> set[int]:
    """All segment ids that a segmentation ever gave out, also to rejected challengers."""
    own = history[history["segmentation"] == segmentation]
    return {
        int(segment_id)
        for text in own["model_json"]
        for segment_id in json.loads(text)["segments"].get("segment_id", [])
    }


def match_segments(champion: np.ndarray, challenger: np.ndarray) -> dict[int, int]:
    """Match new segments to the champion's by the members they share.

    Parameters
    ----------
    champion, challenger : numpy.ndarray of shape (n,)
        Segments that both models give the same customers; 0 is no segment.

    Returns
    -------
    dict of int to int
        Challenger's segment to champion's segment. Pairs that maximise the sum of the Jaccard
        similarities (Kuhn 1955), those above `MATCH_FLOOR` only: of a split segment the larger part
        keeps the id, of merged segments the larger one gives it, and even parts give none.
    """
    from scipy.optimize import linear_sum_assignment

    table, old, new = contingency(champion, challenger)
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    similarity = table / np.maximum(union, 1)
    similarity[old == OUTLIER_SEGMENT, :] = 0
    similarity[:, new == OUTLIER_SEGMENT] = 0
    rows, columns = linear_sum_assignment(similarity, maximize=True)
    return {
        int(new[column]): int(old[row])
        for row, column in zip(rows, columns, strict=True)
        if similarity[row, column] > MATCH_FLOOR
    }


def segment_ids(
    numbers: Sequence[int],
    labels: np.ndarray,
    champion: Champion | None,
    used: set[int],
    current: pd.DataFrame,
) -> dict[int, int]:
    """Ids of the champion's segments for those that match them, and new ids for the others.

    Parameters
    ----------
    numbers : sequence of int
        Segments as the fit numbers them.
    labels : numpy.ndarray of shape (n,)
        Of the current customers, in these numbers.
    champion : Champion or None
    used : set of int
        Ids that were ever given out.
    current : pandas.DataFrame
        The n customers, sorted as `labels`.

    Returns
    -------
    dict of int to int
        Number to id.
    """
    matched = {} if champion is None else match_segments(champion.labels, labels)
    ids = {number: matched[number] for number in numbers if number in matched}
    value = np.zeros(len(current))
    if ORDER_FEATURE in current.columns:
        value = pd.to_numeric(current[ORDER_FEATURE]).fillna(0).to_numpy(dtype=float)
    sizes = {number: int((labels == number).sum()) for number in numbers}
    means = {
        number: float(value[labels == number].mean()) if sizes[number] else -np.inf
        for number in numbers
    }
    order = sorted(numbers, key=lambda number: (-round(means[number], 6), -sizes[number], number))
    fresh = max(used | {OUTLIER_SEGMENT}) + 1
    for number in order:
        if number not in ids:
            ids[number] = fresh
            fresh += 1
    return ids


def renumbered(values: np.ndarray, ids: Mapping[int, int]) -> np.ndarray:
    """Labels or segments of prototypes with ids in place of the fit's numbers; outliers stay 0."""
    return np.array([ids.get(int(number), OUTLIER_SEGMENT) for number in values], dtype=int)


def with_segments(
    model: SegmentModel,
    labels: np.ndarray,
    champion: Champion | None,
    current: pd.DataFrame,
    catalog: Sequence[Mapping[str, Any]],
    archetypes: Sequence[Archetype],
) -> SegmentModel:
    """Name the segments; one that the champion had keeps its name as long as it is true.

    Parameters
    ----------
    model : SegmentModel
    labels : numpy.ndarray of shape (n,)
        Segment ids of the current customers.
    champion : Champion or None
    current : pandas.DataFrame
        The n customers, sorted as `labels`.
    catalog : sequence of mapping
        All rows of `feature_catalog`: names speak of described features too.
    archetypes : sequence of Archetype
    """
    ids = [int(segment_id) for segment_id in np.unique(model.prototypes.segment_ids)]
    population = Population(current, catalog)
    segments = {segment_id: Segment(population, labels == segment_id) for segment_id in ids}
    earlier = {} if champion is None else _earlier_names(champion.model)
    names = name_segments(segments, archetypes, earlier, [OUTLIERS["segment_name"]])
    rows: list[dict[str, Any]] = [
        {
            "segment_id": segment_id,
            "segment_name": names[segment_id].segment_name,
            "description": names[segment_id].meaning or None,
            "is_outlier": False,
            "archetype": names[segment_id].archetype or None,
            "activity": names[segment_id].activity,
            "conditions": names[segment_id].conditions,
        }
        for segment_id in ids
    ]
    if SCORERS[model.scorer].has_outliers:
        rows.insert(0, {**OUTLIERS, "archetype": None, "activity": None, "conditions": None})
    return replace(model, segments=tuple(rows))


def _earlier_names(model: SegmentModel) -> dict[int, Name]:
    """Names of a stored model; those of a version that did not say what they rest on are left out."""
    return {
        int(row["segment_id"]): Name(
            row["segment_name"],
            row["archetype"] or "",
            row["activity"],
            row["conditions"],
            row["description"] or "",
        )
        for row in model.segments
        if row.get("conditions") is not None
    }
