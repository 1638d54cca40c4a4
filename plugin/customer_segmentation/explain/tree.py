"""A shallow tree that imitates a segmentation, and its leaves as boxes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from customer_segmentation.explain.boxes import (
    Box,
    Column,
    Interval,
    Levels,
    RuleSet,
    column_values,
    simplify,
)
from customer_segmentation.model.encoding import numeric_column, text_column

MAX_DEPTH = 5
MAX_LEVELS = 12
MIN_LEVEL_SHARE = 0.01
# A shallower tree is preferred when it names at most this share of customers less correctly.
DEPTH_TOLERANCE = 0.005
_CLASS_WEIGHT_POWERS = (0.0, 0.25, 0.5, 1.0)


@dataclass
class _Node:
    """Node of the tree: a leaf when it has no children."""

    segment_id: int
    feature_name: str = ""
    level: str | None = None
    threshold: float = math.inf
    null_goes_left: bool = False
    gap: tuple[float, float] = (-math.inf, math.inf)
    children: list[_Node] = field(default_factory=list)


def _describe(frame: pd.DataFrame, features: Sequence[Mapping[str, str]]) -> dict[str, Column]:
    columns = {}
    for row in sorted(features, key=lambda item: item["feature_name"]):
        name = row["feature_name"]
        if row["value_type"] == "categorical":
            has_null = bool((text_column(frame, name) == None).any())  # noqa: E711
            columns[name] = Column(name, "categorical", has_null)
            continue
        values = numeric_column(frame, name)
        present = values[~np.isnan(values)]
        columns[name] = Column(
            name,
            row["value_type"],
            has_null=len(present) < len(values),
            is_whole=bool(np.all(present == np.round(present))),
        )
    return columns


def _matrix(
    values: Mapping[str, np.ndarray], columns: Mapping[str, Column]
) -> tuple[np.ndarray, list[tuple[str, str | None]]]:
    """Tree input: numbers as they are, frequent levels of categories as 0 and 1."""
    parts: list[np.ndarray] = []
    meaning: list[tuple[str, str | None]] = []
    for name, column in columns.items():
        if column.value_type != "categorical":
            parts.append(values[name])
            meaning.append((name, None))
            continue
        present = [value for value in values[name] if value is not None]
        levels, counts = np.unique(np.array(present, dtype=str), return_counts=True)
        ranked = sorted(zip(-counts, levels.tolist(), strict=True))[:MAX_LEVELS]
        for count, level in ranked:
            if -count >= MIN_LEVEL_SHARE * len(values[name]):
                parts.append((values[name] == level).astype(float))
                meaning.append((name, level))
    return np.column_stack(parts), meaning


def _grow(
    matrix: np.ndarray,
    meaning: Sequence[tuple[str, str | None]],
    segment_ids: np.ndarray,
    max_depth: int,
    weights: np.ndarray,
) -> _Node:
    from sklearn.tree import DecisionTreeClassifier

    smallest = max(1, min(50, len(segment_ids) // 100))
    tree = (
        DecisionTreeClassifier(max_depth=max_depth, min_samples_leaf=smallest, random_state=0)
        .fit(matrix, segment_ids, sample_weight=weights)
        .tree_
    )

    def build(position: int, rows: np.ndarray) -> _Node:
        ids, positions = np.unique(segment_ids[rows], return_inverse=True)
        node = _Node(segment_id=int(ids[np.bincount(positions, weights[rows]).argmax()]))
        if tree.children_left[position] == -1:
            return node
        values = matrix[rows, tree.feature[position]]
        missing = np.isnan(values)
        threshold = float(tree.threshold[position])
        goes_left = values <= threshold
        null_goes_left = bool(tree.missing_go_to_left[position])
        if not missing.any():
            null_goes_left = bool(goes_left.mean() >= 0.5)
        goes_left[missing] = null_goes_left
        if goes_left.all() or not goes_left.any():
            return node
        node.feature_name, node.level = meaning[tree.feature[position]]
        node.threshold, node.null_goes_left = threshold, null_goes_left
        lower, upper = values[goes_left & ~missing], values[~goes_left & ~missing]
        if len(lower) and len(upper):
            node.gap = (float(lower.max()), float(upper.min()))
        node.children = [
            build(tree.children_left[position], rows[goes_left]),
            build(tree.children_right[position], rows[~goes_left]),
        ]
        return node

    return build(0, np.arange(len(segment_ids)))


def _cut(node: _Node, depth: int) -> _Node:
    """The tree down to a depth; a split that changes nothing becomes a leaf."""
    if depth == 0 or not node.children:
        return _Node(segment_id=node.segment_id)
    first, second = (_cut(child, depth - 1) for child in node.children)
    if not first.children and not second.children and first.segment_id == second.segment_id:
        return _Node(segment_id=first.segment_id)
    return replace(node, children=[first, second])


def _split(box: Box, node: _Node) -> tuple[Box, Box]:
    name, part = node.feature_name, box.get(node.feature_name)
    if node.level is not None:
        own = part if isinstance(part, Levels) else Levels()
        return (
            {**box, name: replace(own, excluded=own.excluded | {node.level})},
            {**box, name: Levels(level=node.level)},
        )
    inner = part if isinstance(part, Interval) else Interval()
    left = Interval(
        inner.low, min(inner.high, node.threshold), inner.with_null and node.null_goes_left
    )
    right = Interval(
        max(inner.low, node.threshold), inner.high, inner.with_null and not node.null_goes_left
    )
    return {**box, name: left}, {**box, name: right}


def _collect(node: _Node, box: Box, boxes: dict[int, list[Box]]) -> None:
    if not node.children:
        boxes[node.segment_id].append(box)
        return
    for child, part in zip(node.children, _split(box, node), strict=True):
        _collect(child, part, boxes)


def _round_candidates(node: _Node, is_whole: bool) -> list[float]:
    """Thresholds from the shortest number to one that splits the sample as the tree does."""
    low, high = node.gap
    if not (math.isfinite(low) and math.isfinite(high)):
        return [node.threshold]
    candidates = []
    for digits in range(1, 17):
        for value in (node.threshold, low):
            rounded = float(f"{value:.{digits}g}")
            rounded = math.floor(rounded) if is_whole else rounded
            if rounded not in candidates:
                candidates.append(float(rounded))
    return [*candidates, low]


def _goes_left(node: _Node, own: np.ndarray) -> np.ndarray:
    if node.level is not None:
        return own != node.level
    return np.where(np.isnan(own), node.null_goes_left, own <= node.threshold)


def _predict(node: _Node, values: Mapping[str, np.ndarray], rows: np.ndarray) -> np.ndarray:
    """Segment of each of the rows."""
    if not node.children:
        return np.full(len(rows), node.segment_id)
    predicted = np.empty(len(rows), dtype=int)
    goes_left = _goes_left(node, values[node.feature_name][rows])
    predicted[goes_left] = _predict(node.children[0], values, rows[goes_left])
    predicted[~goes_left] = _predict(node.children[1], values, rows[~goes_left])
    return predicted


def _round_thresholds(
    node: _Node,
    columns: Mapping[str, Column],
    values: Mapping[str, np.ndarray],
    segment_ids: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Write each threshold with as few digits as possible without losing a customer."""
    if not node.children:
        return
    column = columns[node.feature_name]
    if column.value_type not in ("categorical", "boolean"):
        original = node.threshold
        most = np.count_nonzero(_predict(node, values, rows) == segment_ids[rows])
        for candidate in _round_candidates(node, column.is_whole):
            node.threshold = candidate
            if np.count_nonzero(_predict(node, values, rows) == segment_ids[rows]) >= most:
                break
        else:
            node.threshold = original
    goes_left = _goes_left(node, values[node.feature_name][rows])
    _round_thresholds(node.children[0], columns, values, segment_ids, rows[goes_left])
    _round_thresholds(node.children[1], columns, values, segment_ids, rows[~goes_left])


def _used(node: _Node) -> set[str]:
    return {node.feature_name}.union(*map(_used, node.children)) if node.children else set()


def fit_rules(
    frame: pd.DataFrame,
    segment_ids: Sequence[int] | np.ndarray,
    features: Sequence[Mapping[str, str]],
    max_depth: int = MAX_DEPTH,
) -> RuleSet:
    """Find conditions that tell the segments apart.

    Parameters
    ----------
    frame : pandas.DataFrame
        n customers with the columns of the features.
    segment_ids : array_like of int, shape (n,)
    features : sequence of mapping
        Rows of `feature_catalog` to choose from: feature_name, value_type.
    max_depth : int
        Most comparisons on the way to a leaf.

    Returns
    -------
    RuleSet
        A partition: each customer meets the condition of exactly one segment. A segment that no
        tree of this depth can name has no box.

    Raises
    ------
    ValueError
        When there are no customers or no features.

    Notes
    -----
    Trees of all depths, with and without more weight for small segments, are compared by the share
    of customers that they name correctly; those that name every segment go first, and a shallower
    tree wins unless a deeper one is better by `DEPTH_TOLERANCE`.
    """
    if len(frame) == 0 or not features:
        raise ValueError(
            "rules need customers and features: customer_segments or feature_catalog has no rows. "
            "Run the whole build once."
        )
    segment_ids = np.asarray(segment_ids, dtype=int)
    columns = _describe(frame, features)
    values = column_values(frame, columns)
    matrix, meaning = _matrix(values, columns)
    ids, positions, counts = np.unique(segment_ids, return_inverse=True, return_counts=True)
    everyone = np.arange(len(frame))
    trials = []
    for power in _CLASS_WEIGHT_POWERS:
        weights = (len(segment_ids) / counts[positions]) ** power
        root = _grow(matrix, meaning, segment_ids, max_depth, weights)
        for depth in range(1, max_depth + 1):
            tree = _cut(root, depth)
            predicted = _predict(tree, values, everyone)
            correct = float(np.mean(predicted == segment_ids))
            trials.append((len(np.unique(predicted)), correct, -depth, -power, tree))
    most = max(trial[0] for trial in trials)
    complete = [trial for trial in trials if trial[0] == most]
    highest = max(trial[1] for trial in complete)
    good = [trial for trial in complete if trial[1] >= highest - DEPTH_TOLERANCE]
    chosen = max(good, key=lambda trial: (trial[2], trial[1], trial[3]))[4]
    _round_thresholds(chosen, columns, values, segment_ids, everyone)
    boxes: dict[int, list[Box]] = {int(segment_id): [] for segment_id in ids}
    _collect(chosen, {}, boxes)
    used = _used(chosen)
    return RuleSet(
        {name: column for name, column in columns.items() if name in used},
        {segment_id: simplify(parts) for segment_id, parts in boxes.items()},
    )
