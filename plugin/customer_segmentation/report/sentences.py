"""Conditions of SQL as plain sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import sqlglot
from sqlglot import exp

from customer_segmentation.report import words

# The ratio that stands for gaps_since_order, see explain.rules.gaps_in_features.
GAPS = "usual gaps since the last order"
NO_EARLIER = "none of the rules before it holds"
MAX_ALTERNATIVES = 4
LIMITS = {"above": "more than", "from": "at least", "below": "less than", "to": "at most"}
_KINDS: dict[type[exp.Expr], str] = {
    exp.GT: "above",
    exp.GTE: "from",
    exp.LT: "below",
    exp.LTE: "to",
}
_FLIPPED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
}


def in_words(
    predicate: str, catalog: Mapping[str, Mapping[str, Any]], dialect: str = "duckdb"
) -> list[str]:
    """A condition as sentences of which one holds.

    Parameters
    ----------
    predicate : str
    catalog : mapping of str to mapping
        label and unit of each feature.
    dialect : str
        sqlglot's name of what the condition is written in.

    Returns
    -------
    list of str
        One per alternative; empty when the condition is no comparison of features, or has more than
        `MAX_ALTERNATIVES` alternatives.
    """
    try:
        parsed = sqlglot.parse_one(predicate, read=dialect).unnest()
        alternatives = [item.unnest() for item in _flat(parsed, exp.Or)]
        if len(alternatives) > MAX_ALTERNATIVES:
            return []
        return [_sentence(alternative, catalog) for alternative in alternatives]
    except (sqlglot.ParseError, _NoComparison):
        return []


class _NoComparison(ValueError):
    pass


def _flat(node: exp.Expr, kind: type[exp.Expr]) -> list[exp.Expr]:
    if isinstance(node, kind):
        sides = (node.this, node.expression)
        return [part for side in sides for part in _flat(side.unnest(), kind)]
    return [node]


def _sentence(condition: exp.Expr, catalog: Mapping[str, Mapping[str, Any]]) -> str:
    limits: dict[str, dict[str, Any]] = {}
    parts: list[str] = []
    for part in _flat(condition, exp.And):
        found = _limit(part)
        if found is None:
            text = _other(part, catalog)
            if text not in parts:
                parts.append(text)
            continue
        name, kind, value = found
        if name not in limits:
            limits[name] = {}
            parts.append(name)
        limits[name][kind] = value
    told = [_between(part, limits[part], catalog) if part in limits else part for part in parts]
    text = words.listed(told)
    return f"{text[:1].upper()}{text[1:]}."


def _name(node: exp.Expr) -> str | None:
    node = node.unnest()
    if isinstance(node, exp.Column):
        return str(node.name)
    is_gaps = isinstance(node, exp.Div) and "recency_days" in {
        column.name for column in node.this.find_all(exp.Column)
    }
    return GAPS if is_gaps else None


def _value(node: exp.Expr) -> float | None:
    node = node.unnest()
    if isinstance(node, exp.Neg):
        value = _value(node.this)
        return None if value is None else -value
    return float(node.this) if isinstance(node, exp.Literal) and not node.is_string else None


def _limit(node: exp.Expr) -> tuple[str, str, float] | None:
    """Feature, low or high (or `from`, below with the limit itself), and the limit."""
    kind = next((key for key in _KINDS if isinstance(node, key)), None)
    if kind is None:
        return None
    name, value = _name(node.this), _value(node.expression)
    if name is None and value is None:
        name, value, kind = _name(node.expression), _value(node.this), _FLIPPED[kind]
    return None if name is None or value is None else (name, _KINDS[kind], value)


def _between(
    name: str, limits: Mapping[str, float], catalog: Mapping[str, Mapping[str, Any]]
) -> str:
    row = {"label": GAPS, "unit": None} if name == GAPS else catalog.get(name)
    if row is None:
        raise _NoComparison(name)
    label, unit = str(row["label"]), row["unit"]
    is_counted = _is_counted(label, unit)
    if is_counted and str(unit) != "days" and " per " not in label:
        whole = _whole(limits, label, str(unit))
        if whole:
            return whole
    told = [
        f"{text} {words.number(limits[kind]) if is_counted else words.amount(limits[kind], unit)}"
        for kind, text in LIMITS.items()
        if kind in limits
    ]
    span = " and ".join(told)
    return f"{span} {label}" if is_counted else f"{label} {span}"


def _is_counted(label: str, unit: Any) -> bool:
    """Whether the label says what is counted: 3 orders so far."""
    return not words.is_null(unit) and unit != "share" and str(unit) in label.split()


def _whole(limits: Mapping[str, float], label: str, unit: str) -> str:
    """The whole numbers between the limits, in words; nothing where a limit is no whole number."""
    if any(limit != int(limit) for limit in limits.values()):
        return ""
    low = max(limits.get("above", -1.0) + 1, limits.get("from", 0.0), 0.0)
    high = min(limits.get("to", math.inf), limits.get("below", math.inf) - 1)
    if low == high:
        return _exactly(low, label, unit)
    if math.isinf(high):
        return f"{words.number(low)} or more {label}"
    if low == 0:
        return f"at most {words.number(high)} {label}"
    return f"{words.number(low)} to {words.number(high)} {label}"


def _exactly(number: float, label: str, unit: str) -> str:
    if number == 1 and unit.endswith("s"):
        label = label.replace(unit, unit[:-1], 1)
    return f"exactly {words.number(number)} {label}" if number else f"no {label}"


def _other(node: exp.Expr, catalog: Mapping[str, Mapping[str, Any]]) -> str:
    """A condition that is no limit of a number."""
    if isinstance(node, exp.Boolean) and node.this:
        return "everybody"
    if isinstance(node, exp.Not):
        inner = node.this.unnest()
        if isinstance(inner, exp.Coalesce):
            return NO_EARLIER
        if isinstance(inner, exp.Is):
            return f"{_label(inner.this, catalog)} known"
        if isinstance(inner, exp.Column):
            return f"not {_label(inner, catalog)}"
        if isinstance(inner, exp.In):
            return f"{_label(inner.this, catalog)} other than {_levels(inner)}"
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return f"{_label(node.this, catalog)} unknown"
    if isinstance(node, exp.Column):
        return _label(node, catalog)
    if isinstance(node, exp.In):
        return f"{_label(node.this, catalog)} {_levels(node)}"
    if isinstance(node, (exp.EQ, exp.NEQ)):
        sign = "" if isinstance(node, exp.EQ) else "other than "
        value = node.expression.unnest()
        if isinstance(value, exp.Literal) and value.is_string:
            return f"{_label(node.this, catalog)} {sign}{value.this}"
        number = _value(value)
        if number is not None:
            row = catalog.get(_name(node.this) or "")
            if row is not None:
                if _is_counted(str(row["label"]), row["unit"]):
                    exactly = _exactly(number, str(row["label"]), str(row["unit"]))
                    return f"not {exactly}" if sign else exactly
                return f"{row['label']} {sign}{words.amount(number, row['unit'])}"
    if isinstance(node, exp.Or):
        return " or ".join(_part(part.unnest(), catalog) for part in _flat(node, exp.Or))
    raise _NoComparison(node.sql())


def _part(node: exp.Expr, catalog: Mapping[str, Mapping[str, Any]]) -> str:
    found = _limit(node)
    return _between(found[0], {found[1]: found[2]}, catalog) if found else _other(node, catalog)


def _label(node: exp.Expr, catalog: Mapping[str, Mapping[str, Any]]) -> str:
    name = _name(node)
    if name is None or name not in catalog:
        raise _NoComparison(node.sql())
    return str(catalog[name]["label"])


def _levels(node: exp.In) -> str:
    return " or ".join(str(item.this) for item in node.expressions)
