"""Scoring SQL as flat, named steps, written in DuckDB's SQL and rendered for any engine by sqlglot.

The steps read `customer_features` and, where there are too many prototypes to write them into
expressions, `prototypes` (the rows of `segment_model_prototypes`). Everything else that they need
is in the text: one pass over the customers, no join on a long table of parameters.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import sqlglot
from sqlglot import exp

from customer_segmentation.model.encoding import Dimension, Encoder

CUSTOMER = "customer_id, as_of_date"
# Stands for the cost of a segment that does not exist.
FAR = "1e300"


@dataclass(frozen=True)
class Step:
    """One common table expression: a name, and the select that it stands for."""

    name: str
    select: str


def number(value: float) -> str:
    """A 64-bit float with all its digits; without the exponent it would be a decimal."""
    text = repr(float(value))
    text = text if "e" in text else f"{text}e0"
    return f"({text})" if text.startswith("-") else text


def text(value: str) -> str:
    """A text as a literal."""
    return exp.Literal.string(value).sql("duckdb")


def least(expressions: Sequence[str]) -> str:
    """Lowest of several expressions."""
    return expressions[0] if len(expressions) == 1 else f"least({', '.join(expressions)})"


def switch(subject: str, values: Iterable[str], results: Iterable[object]) -> str:
    """A simple case expression: the result whose value the subject has, null without one."""
    pairs = zip(values, results, strict=True)
    return f"case {subject} {' '.join(f'when {v} then {r}' for v, r in pairs)} end"


def squared_distance(left: Sequence[str], right: Sequence[str]) -> str:
    """Squared Euclidean distance of two points, each a list of expressions."""
    pairs = list(zip(left, right, strict=True))
    return " + ".join(f"({a} - {b}) * ({a} - {b})" for a, b in pairs)


def columns(prefix: str, count: int) -> list[str]:
    """Names of numbered columns."""
    return [f"{prefix}{index}" for index in range(count)]


def _select(keys: str, expressions: Iterable[str], names: Iterable[str], source: str) -> str:
    listed = ", ".join(f"{e} as {n}" for e, n in zip(expressions, names, strict=True))
    return f"select {keys}, {listed} from {source}"


def _raw_value(dimension: Dimension, is_boolean: bool) -> str:
    """The value that is transformed: an indicator, or the feature imputed and clipped."""
    feature = dimension.feature_name
    if dimension.is_missing_indicator:
        return f"cast(case when {feature} is null then 1 else 0 end as double)"
    if dimension.category is not None:
        is_level = f"{feature} = {text(dimension.category)}"
        return f"cast(case when {is_level} then 1 else 0 end as double)"
    if is_boolean:
        feature = f"case when {feature} then 1 when not {feature} then 0 end"
    bounds = (dimension.impute_value, dimension.winsor_low, dimension.winsor_high)
    imputed, low, high = (number(bound) for bound in bounds if bound is not None)
    return f"least(greatest(coalesce(cast({feature} as double), {imputed}), {low}), {high})"


def _transformed(value: str, dimension: Dimension) -> str:
    if dimension.transform == "log1p":
        return f"sign({value}) * ln(1e0 + abs({value}) / {number(dimension.log_unit)})"
    if dimension.transform == "sqrt":
        return f"sign({value}) * sqrt(abs({value}))"
    if dimension.transform == "rank":
        knots = np.asarray(dimension.knots)
        pieces = [number(knots[0, 1])]
        for (low, start), (high, end) in itertools.pairwise(knots):
            share = f"least(greatest(({value} - {number(low)}) / {number(high - low)}, 0e0), 1e0)"
            pieces.append(f"{number(end - start)} * {share}")
        return " + ".join(pieces)
    return value


def coordinate_steps(
    encoder: Encoder, loadings: np.ndarray | None, booleans: Collection[str]
) -> list[Step]:
    """Steps from `customer_features` to `coordinates`: customer_id, as_of_date, c0, c1, ...

    Parameters
    ----------
    encoder : Encoder
    loadings : numpy.ndarray of shape (coordinates, dimensions) or None
    booleans : collection of str
        Features of type boolean.
    """
    dimensions = encoder.dimensions
    raw = columns("x", len(dimensions))
    values = [_raw_value(item, item.feature_name in booleans) for item in dimensions]
    steps = [Step("clipped", _select(CUSTOMER, values, raw, "customer_features"))]
    standardized = [
        f"({_transformed(name, item)} - {number(item.center)}) / {number(item.scale)}"
        f" * {number(item.weight)}"
        for name, item in zip(raw, dimensions, strict=True)
    ]
    if loadings is None:
        names = columns("c", len(dimensions))
        return [*steps, Step("coordinates", _select(CUSTOMER, standardized, names, "clipped"))]
    names = columns("z", len(dimensions))
    steps.append(Step("standardized", _select(CUSTOMER, standardized, names, "clipped")))
    projected = [
        " + ".join(f"{number(row[i])} * {names[i]}" for i in np.flatnonzero(row)) or "0e0"
        for row in loadings
    ]
    coordinates = columns("c", len(loadings))
    return [*steps, Step("coordinates", _select(CUSTOMER, projected, coordinates, "standardized"))]


def choice_steps(source: str, costs: Sequence[str], segment_ids: Sequence[int]) -> list[Step]:
    """Steps that add own_cost, segment_id, rival_cost and runner_up_segment_id to a step.

    Parameters
    ----------
    source : str
        The step with one column of cost per segment; the lowest cost wins, the first one on a tie.
    costs : sequence of str
        Those columns.
    segment_ids : sequence of int
        The segment of each.
    """
    pairs = list(zip(costs, segment_ids, strict=True))
    others = [
        f"case segment_id when {segment} then {FAR} else {cost} end" for cost, segment in pairs
    ]
    runner_up = " ".join(
        f"when segment_id <> {segment} and {cost} = rival_cost then {segment}"
        for cost, segment in pairs
    )
    return [
        Step("nearest", f"select *, {least(costs)} as own_cost from {source}"),
        Step(
            "chosen",
            f"select *, {switch('own_cost', costs, segment_ids)} as segment_id from nearest",
        ),
        Step("rivals", f"select *, {least(others)} as rival_cost from chosen"),
        Step(
            "ranked",
            f"select *, case when rival_cost = {FAR} then null {runner_up} end"
            " as runner_up_segment_id from rivals",
        ),
    ]


def scores_step(source: str, segment_id: str, confidence: str, distance: str, rival: str) -> Step:
    """The last step, from an expression per column."""
    return Step(
        "scores",
        f"""
        select
            {CUSTOMER},
            cast({segment_id} as int) as segment_id,
            cast({confidence} as double) as confidence,
            cast({distance} as double) as distance,
            cast({rival} as int) as runner_up_segment_id
        from {source}
        """,
    )


def statement(steps: Sequence[Step], dialect: str) -> str:
    """One select of named steps, each read by those after it, in the SQL of an engine."""
    written = ", ".join(f"{step.name} as ({step.select})" for step in steps)
    query = sqlglot.parse_one(f"with {written} select * from {steps[-1].name}", read="duckdb")
    if dialect == "postgres":
        _for_postgres(query)
    return query.sql(dialect, pretty=True)


def _for_postgres(query: exp.Expr) -> None:
    """Postgres puts a step into every place where it is read, which multiplies the expressions of all
    before it unless it is told to keep them apart, it has no arg_min, and where exp is too small
    for a 64-bit float it stops."""
    for step in query.find_all(exp.CTE):
        step.set("materialized", True)
    for node in list(query.find_all(exp.ArgMin)):
        value, order = node.this.sql("postgres"), node.expression.sql("postgres")
        first = f"(array_agg({value} order by {order}))[1]"
        node.replace(sqlglot.parse_one(first, read="postgres"))
    for power in query.find_all(exp.Exp):
        power.set("this", exp.Greatest(this=power.this, expressions=[exp.Literal.number(-700)]))
