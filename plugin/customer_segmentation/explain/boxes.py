"""Boxes of customers: a part of the values of each of some features, as SQL conditions.

A union of boxes is a condition in disjunctive normal form; here it is written with as few
comparisons as are easily found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import sqlglot
from sqlglot import exp

from customer_segmentation.model.encoding import numeric_column, text_column


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
        values = column_values(frame, self.columns)
        predicted = np.full(len(frame), -1)
        for segment_id, boxes in self.boxes.items():
            for box in boxes:
                predicted[_inside(box, values, len(frame))] = segment_id
        return predicted

    def conditions(self) -> dict[int, exp.Expr]:
        """One SQL condition per segment, on columns of `customer_features`."""
        return {
            segment_id: condition(boxes, self.columns) for segment_id, boxes in self.boxes.items()
        }


def column_values(frame: pd.DataFrame, columns: Mapping[str, Column]) -> dict[str, np.ndarray]:
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
        if not isinstance(inner, Levels) or outer.level is not None:
            return inner == outer
        if inner.level is not None:
            return inner.level not in outer.excluded
        return outer.excluded <= inner.excluded
    own = inner if isinstance(inner, Interval) else Interval()
    if own.with_null and not outer.with_null:
        return False
    return own.has_no_value or (outer.low <= own.low and own.high <= outer.high)


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


def simplify(boxes: Sequence[Box]) -> list[Box]:
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
            (left, right, box)
            for left in range(len(remaining))
            for right in range(left + 1, len(remaining))
            if (box := _merge_pair(remaining[left], remaining[right])) is not None
        )
        found = next(pairs, None)
        if found is None:
            return remaining
        left, right, box = found
        rest = [item for at, item in enumerate(remaining) if at not in (left, right)]
        remaining = [*rest, box]


def _number(value: float) -> exp.Expr:
    if value == int(value) and abs(value) < 1e15:
        return exp.convert(int(value))
    return sqlglot.parse_one(repr(float(value)))


def _interval_condition(name: str, part: Interval, column: Column) -> exp.Expr | None:
    own = exp.column(name)
    is_null = exp.Is(this=own.copy(), expression=exp.Null())
    if part.has_no_value:
        return is_null
    inside: exp.Expr | None
    if column.value_type == "boolean" and (part.low, part.high) != (-math.inf, math.inf):
        inside = own.copy() if part.low >= 0 else exp.not_(own.copy())
    else:
        bounds: list[exp.Expr] = []
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


def _levels_condition(name: str, part: Levels, column: Column) -> exp.Expr:
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


def condition(boxes: Sequence[Box], columns: Mapping[str, Column]) -> exp.Expr:
    """SQL condition of a union of boxes, true or false for every row and never null in effect.

    Notes
    -----
    Nulls that belong to a box are named (`x IS NULL`); a comparison with another null makes its box
    unknown, which a where clause and `case when` treat as false.
    """
    alternatives = []
    for box in boxes:
        parts: list[exp.Expr] = []
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
