"""Segments as conditions that a person can read: a shallow tree that imitates the segmentation.

The tree splits customers by raw columns of `customer_features`. Its leaves of one segment become
one SQL condition in disjunctive normal form; the conditions of a segmentation exclude each other.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import sqlglot
from sqlglot import exp

from customer_segmentation.model.encoding import numeric_column, text_column
from customer_segmentation.model.tables import INTEGER, TEXT, typed_frame

DIALECTS = ("duckdb", "postgres", "snowflake", "bigquery", "databricks", "redshift", "spark")
RULE_PREDICATES = {
    "segmentation": TEXT,
    "segment_id": INTEGER,
    "dialect": TEXT,
    "predicate": TEXT,
}
RFM_FEATURES = ("recency_days", "order_count", "spend_net")
MAX_CUSTOMERS = 20_000
MAX_DEPTH = 5
MAX_LEVELS = 12
MIN_LEVEL_SHARE = 0.01
# A shallower tree is preferred when it names at most this share of customers less correctly.
DEPTH_TOLERANCE = 0.005
_CLASS_WEIGHT_POWERS = (0.0, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Interval:
    """Values of a numeric feature: low < x <= high, and whether null belongs to them."""

    low: float = -math.inf
    high: float = math.inf
    with_null: bool = True

    @property
    def is_everything(self) -> bool:
        return self.low == -math.inf and self.high == math.inf and self.with_null

    @property
    def has_no_value(self) -> bool:
        return self.low >= self.high

    @property
    def is_nothing(self) -> bool:
        return self.has_no_value and not self.with_null

    def contains(self, values: np.ndarray) -> np.ndarray:
        """Which of the values, NaN standing for null, belong to the interval."""
        missing = np.isnan(values)
        inside = (values > self.low) & (values <= self.high)
        return np.where(missing, self.with_null, inside)


@dataclass(frozen=True)
class Levels:
    """Values of a categorical feature: one level, or all (and null) but some."""

    level: str | None = None
    excluded: frozenset[str] = frozenset()

    def contains(self, values: np.ndarray) -> np.ndarray:
        """Which of the values, None standing for null, belong to the levels."""
        if self.level is not None:
            return values == self.level
        return ~np.isin(values.astype(str), sorted(self.excluded)) | (values == None)  # noqa: E711


@dataclass(frozen=True)
class Column:
    """A feature as the tree sees it."""

    feature_name: str
    value_type: str
    has_null: bool
    is_whole: bool = False


Box = dict[str, Interval | Levels]


@dataclass(frozen=True)
class RuleSet:
    """Conditions of all segments of one segmentation.

    Attributes
    ----------
    columns : dict of str to Column
    boxes : dict of int to list of Box
        Per segment id the boxes whose union is the segment; no box when no rule was found for it.
    """

    columns: Mapping[str, Column]
    boxes: Mapping[int, Sequence[Box]]

    def predict(self, frame: pd.DataFrame) -> np.ndarray:
        """Segment of each customer as the conditions have it; -1 when none holds."""
        values = _values(frame, self.columns)
        predicted = np.full(len(frame), -1)
        for segment_id, boxes in self.boxes.items():
            for box in boxes:
                predicted[_inside(box, values, len(frame))] = segment_id
        return predicted

    def predicates(self, dialect: str) -> dict[int, str]:
        """One SQL condition per segment, on columns of `customer_features`."""
        return {
            segment_id: condition(boxes, self.columns).unnest().sql(dialect=dialect)
            for segment_id, boxes in self.boxes.items()
        }


def _values(frame: pd.DataFrame, columns: Mapping[str, Column]) -> dict[str, np.ndarray]:
    return {
        name: text_column(frame, name)
        if column.value_type == "categorical"
        else numeric_column(frame, name)
        for name, column in columns.items()
    }


def _inside(box: Box, values: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    inside = np.ones(count, dtype=bool)
    for name, part in box.items():
        inside &= part.contains(values[name])
    return inside


@dataclass
class _Node:
    """Node of the tree: a leaf when it has no feature."""

    segment_id: int
    feature_name: str | None = None
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
    parts, meaning = [], []
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
    name = node.feature_name
    if node.level is not None:
        own = box.get(name, Levels())
        return (
            {**box, name: replace(own, excluded=own.excluded | {node.level})},
            {**box, name: Levels(level=node.level)},
        )
    own = box.get(name, Interval())
    left = Interval(own.low, min(own.high, node.threshold), own.with_null and node.null_goes_left)
    right = Interval(
        max(own.low, node.threshold), own.high, own.with_null and not node.null_goes_left
    )
    return {**box, name: left}, {**box, name: right}


def _collect(node: _Node, box: Box, boxes: dict[int, list[Box]]) -> None:
    if not node.children:
        boxes[node.segment_id].append(box)
        return
    for child, part in zip(node.children, _split(box, node), strict=True):
        _collect(child, part, boxes)


def _is_empty(box: Box) -> bool:
    return any(isinstance(part, Interval) and part.is_nothing for part in box.values())


def _merged(first: Interval | Levels, second: Interval | Levels) -> Interval | Levels | None:
    """Union of two parts when it is one part again."""
    if not (isinstance(first, Interval) and isinstance(second, Interval)):
        return None
    if (first.low, first.high) == (second.low, second.high):
        return replace(first, with_null=first.with_null or second.with_null)
    for one, other in ((first, second), (second, first)):
        if one.has_no_value and one.with_null:
            return replace(other, with_null=True)
    if first.with_null == second.with_null and max(first.low, second.low) <= min(
        first.high, second.high
    ):
        return Interval(min(first.low, second.low), max(first.high, second.high), first.with_null)
    return None


def _merge_pair(first: Box, second: Box) -> Box | None:
    different = [
        name for name in sorted(set(first) | set(second)) if first.get(name) != second.get(name)
    ]
    if len(different) != 1 or different[0] not in first or different[0] not in second:
        return None
    name = different[0]
    part = _merged(first[name], second[name])
    return None if part is None else _tidy({**first, name: part})


def _tidy(box: Box) -> Box:
    return {
        name: part
        for name, part in box.items()
        if not (isinstance(part, Interval) and part.is_everything)
    }


def _part_covers(outer: Interval | Levels, inner: Interval | Levels | None) -> bool:
    if isinstance(outer, Levels):
        if outer.level is not None or inner is None:
            return inner == outer
        if inner.level is not None:
            return inner.level not in outer.excluded
        return outer.excluded <= inner.excluded
    inner = inner or Interval()
    if inner.with_null and not outer.with_null:
        return False
    return inner.has_no_value or (outer.low <= inner.low and inner.high <= outer.high)


def _covers(outer: Box, inner: Box) -> bool:
    """Whether a box holds all of another."""
    return all(_part_covers(part, inner.get(name)) for name, part in outer.items())


def _wider(part: Interval | Levels) -> list[tuple[Interval, Interval]]:
    """Parts with one condition less, each with what comes in by leaving it out."""
    if isinstance(part, Levels) or part.has_no_value:
        return []
    options = []
    if not part.with_null:
        options.append((replace(part, with_null=True), Interval(low=math.inf)))
    if part.low > -math.inf:
        options.append((replace(part, low=-math.inf), Interval(high=part.low, with_null=False)))
    if part.high < math.inf:
        options.append((replace(part, high=math.inf), Interval(low=part.high, with_null=False)))
    return options


def _relaxed(boxes: list[Box]) -> list[Box]:
    """Leave out conditions of a box where what then comes in is in another box already."""
    boxes = list(boxes)
    at = 0
    while at < len(boxes):
        others = boxes[:at] + boxes[at + 1 :]
        wider = next(
            (
                _tidy({**boxes[at], name: part})
                for name in boxes[at]
                for part, entering in _wider(boxes[at][name])
                if any(_covers(other, {**boxes[at], name: entering}) for other in others)
            ),
            None,
        )
        if wider is None:
            at += 1
        else:
            boxes[at], at = wider, 0
    return boxes


def _simplify(boxes: Sequence[Box]) -> list[Box]:
    """The same customers in as few conditions as are easily found."""
    relaxed = _relaxed(_joined(boxes))
    needed: list[Box] = []
    for at, box in enumerate(relaxed):
        if not any(_covers(other, box) for other in [*needed, *relaxed[at + 1 :]]):
            needed.append(box)
    return needed


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that differ in one feature only, as long as there are any."""
    remaining = [_tidy(box) for box in boxes if not _is_empty(box)]
    while True:
        pairs = (
            (left, right, _merge_pair(remaining[left], remaining[right]))
            for left in range(len(remaining))
            for right in range(left + 1, len(remaining))
        )
        found = next((pair for pair in pairs if pair[2] is not None), None)
        if found is None:
            return remaining
        left, right, box = found
        rest = [item for at, item in enumerate(remaining) if at not in (left, right)]
        remaining = [*rest, box]


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
    values = _values(frame, columns)
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
        {segment_id: _simplify(parts) for segment_id, parts in boxes.items()},
    )


def _number(value: float) -> exp.Expression:
    if value == int(value) and abs(value) < 1e15:
        return exp.convert(int(value))
    return sqlglot.parse_one(repr(float(value)))


def _interval_condition(name: str, part: Interval, column: Column) -> exp.Expression | None:
    own = exp.column(name)
    is_null = exp.Is(this=own.copy(), expression=exp.Null())
    if part.has_no_value:
        return is_null
    if column.value_type == "boolean" and (part.low, part.high) != (-math.inf, math.inf):
        inside = own.copy() if part.low >= 0 else exp.not_(own.copy())
    else:
        bounds = []
        if part.low > -math.inf:
            bounds.append(exp.GT(this=own.copy(), expression=_number(part.low)))
        if part.high < math.inf:
            bounds.append(exp.LTE(this=own.copy(), expression=_number(part.high)))
        inside = exp.and_(*bounds) if bounds else None
    if inside is None:
        return None if part.with_null or not column.has_null else exp.not_(is_null)
    if not (part.with_null and column.has_null):
        return inside
    return exp.paren(exp.or_(inside, is_null))


def _levels_condition(name: str, part: Levels, column: Column) -> exp.Expression:
    own = exp.column(name)
    if part.level is not None:
        return exp.EQ(this=own, expression=exp.Literal.string(part.level))
    excluded = [exp.Literal.string(level) for level in sorted(part.excluded)]
    other = (
        exp.NEQ(this=own.copy(), expression=excluded[0])
        if len(excluded) == 1
        else exp.not_(exp.In(this=own.copy(), expressions=excluded))
    )
    if not column.has_null:
        return other
    return exp.paren(exp.or_(other, exp.Is(this=own.copy(), expression=exp.Null())))


def condition(boxes: Sequence[Box], columns: Mapping[str, Column]) -> exp.Expression:
    """SQL condition of a union of boxes, true or false for every row and never null in effect.

    Notes
    -----
    Nulls that belong to a box are named (`x IS NULL`); a comparison with another null makes its box
    unknown, which a where clause and `case when` treat as false.
    """
    alternatives = []
    for box in boxes:
        parts = []
        for name, part in box.items():
            column = columns[name]
            written = (
                _interval_condition(name, part, column)
                if isinstance(part, Interval)
                else _levels_condition(name, part, column)
            )
            if written is not None:
                parts.extend(written.flatten() if isinstance(written, exp.And) else [written])
        alternatives.append(exp.and_(*parts) if parts else exp.true())
    if not alternatives:
        return exp.false()
    return exp.or_(*alternatives)


_OPPOSITE = {
    exp.GT: exp.LTE,
    exp.GTE: exp.LT,
    exp.LT: exp.GTE,
    exp.LTE: exp.GT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
}


def _not_true(node: exp.Expression, nullable: set[str]) -> exp.Expression:
    """Condition that holds where `node` is false or unknown."""
    node = node.unnest()
    if isinstance(node, exp.And):
        return exp.or_(_not_true(node.left, nullable), _not_true(node.right, nullable))
    if isinstance(node, exp.Or):
        return exp.and_(_not_true(node.left, nullable), _not_true(node.right, nullable))
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return exp.not_(node.copy())
    simple = isinstance(node.this, exp.Column) and isinstance(
        getattr(node, "expression", None), (exp.Literal, exp.Neg)
    )
    if type(node) in _OPPOSITE and simple:
        opposite = _OPPOSITE[type(node)](this=node.this.copy(), expression=node.expression.copy())
        if node.this.name not in nullable:
            return opposite
        return exp.or_(opposite, exp.Is(this=node.this.copy(), expression=exp.Null()))
    if isinstance(node, exp.Column) and node.name not in nullable:
        return exp.not_(node.copy())
    inner = node.this.unnest() if isinstance(node, exp.Not) else None
    if isinstance(inner, exp.Column) and inner.name not in nullable:
        return inner.copy()
    return exp.not_(exp.func("coalesce", node.copy(), exp.false()))


def _value(node: exp.Expression | None) -> float | None:
    if isinstance(node, exp.Neg):
        value = _value(node.this)
        return None if value is None else -value
    return float(node.this) if isinstance(node, exp.Literal) and node.is_number else None


def _clause(node: exp.Expression) -> dict[exp.Column, Interval] | None:
    """Intervals by column of which at least one must hold; None for any other condition."""
    node = node.unnest()
    if isinstance(node, exp.Or):
        first, second = _clause(node.left), _clause(node.right)
        if first is None or second is None:
            return None
        for column, part in second.items():
            joined = _merged(first[column], part) if column in first else part
            if joined is None:
                return None
            first[column] = joined
        return first
    inner = node.this.unnest() if isinstance(node, exp.Not) else None
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return {inner.this: Interval(with_null=False)}
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return {node.this: Interval(low=math.inf)}
    value = _value(getattr(node, "expression", None))
    if value is None or not isinstance(node.this, exp.Column):
        return None
    below = math.nextafter(value, -math.inf)
    bounds = {
        exp.GT: (value, math.inf),
        exp.GTE: (below, math.inf),
        exp.LT: (-math.inf, below),
        exp.LTE: (-math.inf, value),
        exp.EQ: (below, value),
    }.get(type(node))
    return None if bounds is None else {node.this: Interval(*bounds, with_null=False)}


def _both(first: Interval, second: Interval) -> Interval:
    return Interval(
        max(first.low, second.low),
        min(first.high, second.high),
        first.with_null and second.with_null,
    )


def _bounds(column: exp.Column, part: Interval) -> list[exp.Expression]:
    """Comparisons for an interval whose bounds come from `_clause`."""
    above, below = math.nextafter(part.low, math.inf), math.nextafter(part.high, math.inf)
    if above == part.high:
        return [exp.EQ(this=column.copy(), expression=_number(part.high))]
    written = []
    for value, other, own, neighbour in (
        (part.low, above, exp.GT, exp.GTE),
        (part.high, below, exp.LTE, exp.LT),
    ):
        if math.isfinite(value):
            # A bound moved to the next float was written with the shorter number.
            is_moved = len(repr(other)) < len(repr(value))
            comparison, shown = (neighbour, other) if is_moved else (own, value)
            written.append(comparison(this=column.copy(), expression=_number(shown)))
    return written


def _written(column: exp.Column, part: Interval) -> list[exp.Expression]:
    """Conditions that hold together for an interval."""
    is_null = exp.Is(this=column.copy(), expression=exp.Null())
    if part.has_no_value:
        return [is_null if part.with_null else exp.false()]
    bounds = _bounds(column, part)
    if not part.with_null:
        return bounds or [exp.not_(is_null)]
    return [exp.paren(exp.or_(exp.and_(*bounds), is_null))] if bounds else []


def _conjuncts(node: exp.Expression) -> list[exp.Expression]:
    node = node.unnest()
    if not isinstance(node, exp.And):
        return [node]
    return [*_conjuncts(node.left), *_conjuncts(node.right)]


def _conjunction(parts: Sequence[exp.Expression]) -> exp.Expression:
    """All conditions together, each column once and without what follows from the rest."""
    known: dict[exp.Column, Interval] = {}
    clauses: list[dict[exp.Column, Interval]] = []
    others: list[exp.Expression] = []
    for single in itertools.chain.from_iterable(map(_conjuncts, parts)):
        clause = _clause(single)
        if clause is None:
            others.append(single)
        elif len(clause) > 1:
            clauses.append(clause)
        else:
            ((column, own),) = clause.items()
            known[column] = _both(known.get(column, Interval()), own)
    while True:
        open_clauses = []
        is_changed = False
        for clause in clauses:
            if any(_part_covers(part, known.get(column)) for column, part in clause.items()):
                continue
            possible = {
                column: part
                for column, part in clause.items()
                if not _both(part, known.get(column, Interval())).is_nothing
            }
            if len(possible) > 1:
                open_clauses.append(possible)
                continue
            for column, part in possible.items():
                known[column] = _both(known.get(column, Interval()), part)
                is_changed = True
            if not possible:
                return exp.false()
        clauses = open_clauses
        if not is_changed:
            break
    written = [item for column, part in known.items() for item in _written(column, part)]
    for clause in clauses:
        alternatives = [exp.and_(*_written(column, part)) for column, part in clause.items()]
        written.append(exp.paren(exp.or_(*alternatives)))
    for other in others:
        value = _value(getattr(other, "expression", None))
        is_different = isinstance(other, exp.NEQ) and value is not None
        part = known.get(other.this) if is_different else None
        if part is None or part.with_null or part.low < value <= part.high:
            written.append(exp.paren(other) if isinstance(other, exp.Or) else other)
    return exp.and_(*written) if written else exp.true()


def written_rules(
    rules: Sequence[Mapping[str, str]], nullable: set[str], dialect: str = "duckdb"
) -> dict[int, exp.Expression]:
    """Conditions of a segmentation that is made of rules, made to exclude each other.

    Parameters
    ----------
    rules : sequence of mapping
        segment and, except in a last rule that takes the rest, when: SQL in `dialect`.
    nullable : set of str
        Columns that hold nulls.
    dialect : str
        Dialect that the rules are written in.

    Returns
    -------
    dict of int to sqlglot expression
        Segment ids count segments in order of appearance.
    """
    names = list(dict.fromkeys(rule["segment"] for rule in rules))
    alternatives: dict[str, list[exp.Expression]] = {name: [] for name in names}
    earlier: list[tuple[str, exp.Expression]] = []
    for rule in rules:
        when = rule.get("when")
        own = None if when is None else sqlglot.parse_one(str(when), read=dialect)
        parts = [] if own is None else [exp.paren(own) if isinstance(own, exp.Or) else own]
        for name, other in earlier:
            if name != rule["segment"]:
                part = _not_true(other, nullable)
                parts.append(exp.paren(part) if isinstance(part, exp.Or) else part)
        alternatives[rule["segment"]].append(_conjunction(parts))
        if own is not None:
            earlier.append((rule["segment"], own))
    return {position: exp.or_(*alternatives[name]) for position, name in enumerate(names, start=1)}


def rfm_rules(cut_points: pd.DataFrame, groups: pd.DataFrame) -> RuleSet:
    """Exact conditions of the RFM groups.

    Parameters
    ----------
    cut_points : pandas.DataFrame
        `rfm_cut_points`: measure, quantile, cut_point.
    groups : pandas.DataFrame
        `rfm_groups`: recency_score, value_score (null for customers without an order), segment_id.

    Returns
    -------
    RuleSet
    """
    parts = {}
    for measure in RFM_FEATURES:
        own = cut_points[cut_points["measure"] == measure].sort_values("quantile")
        lowest = 0.0 if measure == "order_count" else -math.inf
        edges = [lowest, *(float(x) for x in own["cut_point"].fillna(math.inf)), math.inf]
        parts[measure] = [Interval(low, high) for low, high in itertools.pairwise(edges)]
    scored = groups.dropna(subset=["recency_score"])
    segment_of = {
        (int(row.recency_score), int(row.value_score)): int(row.segment_id)
        for row in scored.itertuples()
    }
    boxes: dict[int, list[Box]] = {int(key): [] for key in sorted(groups["segment_id"].unique())}
    for recency, frequency, monetary in itertools.product(range(1, 6), repeat=3):
        segment_id = segment_of[recency, (frequency + monetary + 1) // 2]
        boxes[segment_id].append(
            {
                "recency_days": parts["recency_days"][5 - recency],
                "order_count": parts["order_count"][frequency - 1],
                "spend_net": parts["spend_net"][monetary - 1],
            }
        )
    for row in groups[groups["recency_score"].isna()].itertuples():
        boxes[int(row.segment_id)].append({"order_count": Interval(high=0.0)})
    return RuleSet(
        {name: Column(name, "numeric", has_null=False) for name in RFM_FEATURES},
        {
            segment_id: _simplify(
                [box for box in cells if not any(part.has_no_value for part in box.values())]
            )
            for segment_id, cells in boxes.items()
        },
    )


def rules_table(
    segmentations: Iterable[Mapping[str, Any]] | str,
    catalog: pd.DataFrame,
    model_features: pd.DataFrame,
    customers: pd.DataFrame,
    assigned: pd.DataFrame,
    cut_points: pd.DataFrame,
    groups: pd.DataFrame,
    dialect: str,
) -> pd.DataFrame:
    """Conditions of all segments in all dialects.

    Parameters
    ----------
    segmentations : iterable of mapping, or str
        The var `segmentations`, or the same as JSON.
    catalog : pandas.DataFrame
        `feature_catalog`.
    model_features : pandas.DataFrame
        `segment_model_features`: fitted segmentations are told apart by what they are made of.
    customers : pandas.DataFrame
        `fit_sample` at the current as-of date.
    assigned : pandas.DataFrame
        `sample_segments`: segmentation, customer_id, segment_id, sample_rank.
    cut_points, groups : pandas.DataFrame
        `rfm_cut_points` and `rfm_groups`.
    dialect : str
        sqlglot's name of the warehouse, which the rules in the settings are written for.

    Returns
    -------
    pandas.DataFrame
        One row per segmentation, segment and dialect: the predicate, `FALSE` for a segment that no
        tree of depth `MAX_DEPTH` can name.
    """
    if isinstance(segmentations, str):
        segmentations = json.loads(segmentations)
    features = {row["feature_name"]: row for row in catalog.to_dict("records")}
    indexed = customers.set_index("customer_id")
    nullable = set(indexed.columns[indexed.isna().any()])
    rows = []
    for entry in segmentations:
        name = entry["name"]
        if entry["method"] == "rules":
            conditions = {
                segment_id: expression.unnest().sql
                for segment_id, expression in written_rules(
                    entry["rules"], nullable, dialect
                ).items()
            }
            written = {
                target: {key: sql(dialect=target) for key, sql in conditions.items()}
                for target in DIALECTS
            }
        elif entry["method"] == "rfm":
            rules = rfm_rules(cut_points, groups)
            written = {target: rules.predicates(target) for target in DIALECTS}
        else:
            own = assigned[assigned["segmentation"] == name]
            own = own.sort_values("sample_rank").head(MAX_CUSTOMERS)
            if own.empty:
                continue
            used = model_features.loc[model_features["segmentation"] == name, "feature_name"]
            rules = fit_rules(
                indexed.loc[own["customer_id"]].reset_index(),
                own["segment_id"].to_numpy(dtype=int),
                [features[feature] for feature in used.unique()],
            )
            written = {target: rules.predicates(target) for target in DIALECTS}
        rows += [
            {
                "segmentation": name,
                "segment_id": segment_id,
                "dialect": target,
                "predicate": predicate,
            }
            for target, predicates in written.items()
            for segment_id, predicate in predicates.items()
        ]
    return typed_frame(rows, RULE_PREDICATES)
