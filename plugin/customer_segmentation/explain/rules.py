"""Segments as SQL conditions that exclude each other, whatever they are made of."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

import pandas as pd
import sqlglot
from sqlglot import exp

from customer_segmentation.explain.boxes import Box, Column, Interval, RuleSet, simplify
from customer_segmentation.explain.tree import fit_rules
from customer_segmentation.model.tables import INTEGER, TEXT, typed_frame

DIALECTS = ("duckdb", "postgres", "snowflake", "bigquery", "databricks", "redshift", "spark")
RULE_PREDICATES = {
    "segmentation": TEXT,
    "segment_id": INTEGER,
    "dialect": TEXT,
    "predicate": TEXT,
}
RHYTHM = "gaps_since_order"
# As in customer_activity.
NEW_DAYS, LEAST_GAP_DAYS = 90, 10
# As in rfm_group_scores.
ONE_ORDER_VALUE = 3
MAX_CUSTOMERS = 20_000


def written_rules(
    rules: Sequence[Mapping[str, str]], dialect: str = "duckdb"
) -> dict[int, exp.Expr]:
    """Conditions of a segmentation that is made of rules, made to exclude each other.

    Parameters
    ----------
    rules : sequence of mapping
        segment and, except in a last rule that takes the rest, when: SQL in `dialect`.
    dialect : str
        Dialect that the rules are written in.

    Returns
    -------
    dict of int to sqlglot expression
        Segment ids count segments in order of appearance. A condition is that of the rule and that
        no earlier rule of another segment holds; a rule that is null does not hold.
    """
    alternatives: dict[str, list[exp.Expr]] = {}
    not_earlier: list[tuple[str, exp.Expr]] = []
    for rule in rules:
        segment, when = rule["segment"], rule.get("when")
        own = None if when is None else sqlglot.parse_one(str(when), read=dialect)
        parts = [] if own is None else [own]
        parts += [other for name, other in not_earlier if name != segment]
        alternatives.setdefault(segment, []).append(exp.and_(*parts) if parts else exp.true())
        if own is not None:
            holds = exp.func("coalesce", own.copy(), exp.false())
            not_earlier.append((segment, exp.not_(holds)))
    return {at: exp.or_(*parts) for at, parts in enumerate(alternatives.values(), start=1)}


def _value_score(frequency: int, monetary: int | None, used: Set[str]) -> int:
    """Mean of the scores that are used and known, halves rounded up; 3 when there is none."""
    scores = [frequency] if "order_count" in used else []
    if "spend_net" in used and monetary is not None:
        scores.append(monetary)
    return (sum(scores) + len(scores) - 1) // len(scores) if scores else 3


def _by_orders(value: int, cell: Box, recency_feature: str) -> list[tuple[int, Box]]:
    """A cell with its value score; in the shop's rhythm that of one order is `ONE_ORDER_VALUE` at most."""
    orders = cell["order_count"]
    if recency_feature != RHYTHM or value <= ONE_ORDER_VALUE or not isinstance(orders, Interval):
        return [(value, {**cell})]
    one = replace(orders, high=min(orders.high, 1.0))
    more = replace(orders, low=max(orders.low, 1.0))
    parts = [(ONE_ORDER_VALUE, one), (value, more)]
    return [(own, {**cell, "order_count": part}) for own, part in parts if not part.has_no_value]


def rfm_rules(
    cut_points: pd.DataFrame, groups: pd.DataFrame, has_unknown_spend: bool = False
) -> RuleSet:
    """Exact conditions of the RFM groups.

    Parameters
    ----------
    cut_points : pandas.DataFrame
        `rfm_cut_points`: measure, quantile, cut_point, is_used.
    groups : pandas.DataFrame
        `rfm_cells`: recency_score, value_score (null for customers without an order, 0 for those of
        whom only returns are known), segment_id.
    has_unknown_spend : bool
        Whether spend_net is null for some customers, whose orders count alone.

    Returns
    -------
    RuleSet
        On `gaps_since_order` in place of `recency_days` where the cut points say so.
    """
    used = set(cut_points.loc[cut_points["is_used"].astype(bool), "measure"])
    recency_feature = RHYTHM if RHYTHM in used else "recency_days"
    parts = {}
    for measure in (recency_feature, "order_count", "spend_net"):
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
    money: dict[int | None, Interval] = dict(enumerate(parts["spend_net"], start=1))
    if has_unknown_spend:
        money = {score: replace(part, with_null=False) for score, part in money.items()}
        money[None] = Interval(math.inf, math.inf, with_null=True)
    for recency, frequency, monetary in itertools.product(range(1, 6), range(1, 6), money):
        value = _value_score(frequency, monetary, used)
        cell: Box = {
            recency_feature: parts[recency_feature][5 - recency],
            "order_count": parts["order_count"][frequency - 1],
            "spend_net": money[monetary],
        }
        # Equal cut points leave no customer between them.
        if any(
            isinstance(part, Interval) and part.has_no_value
            for name, part in cell.items()
            if (name, monetary) != ("spend_net", None)
        ):
            continue
        for own_value, own in _by_orders(value, cell, recency_feature):
            if (recency_feature, recency, own_value) == (RHYTHM, 5, 1):
                new, others = Interval(high=NEW_DAYS), Interval(low=NEW_DAYS)
                boxes[segment_of[5, 1]].append({**own, "days_since_first_order": new})
                boxes[segment_of[4, 1]].append({**own, "days_since_first_order": others})
            else:
                boxes[segment_of[recency, own_value]].append(own)
    columns = [recency_feature, "order_count", "spend_net"]
    if recency_feature == RHYTHM:
        columns.append("days_since_first_order")
    without: Box = {"order_count": Interval(high=0.0)}
    returned = segment_of.get((0, 0))
    if returned is not None:
        columns.append("return_share")
        boxes[returned].append({**without, "return_share": Interval(low=0.0, with_null=False)})
        without = {**without, "return_share": Interval(high=0.0)}
    for row in groups[groups["recency_score"].isna()].itertuples():
        boxes[int(row.segment_id)].append(without)
    return RuleSet(
        {
            name: Column(
                name,
                "numeric",
                has_null=name == "return_share" or (has_unknown_spend and name == "spend_net"),
            )
            for name in columns
        },
        {segment_id: simplify(cells) for segment_id, cells in boxes.items()},
    )


def gaps_in_features(condition: exp.Expr, shop_gap_days: float) -> exp.Expr:
    """A condition on `gaps_since_order` as one on columns of `customer_features`.

    Parameters
    ----------
    condition : sqlglot expression
    shop_gap_days : float
        Days between orders that are usual in the shop; towards it a customer's gaps are drawn, see
        `customer_activity`.
    """
    gaps = sqlglot.parse_one(
        "(recency_days / GREATEST((COALESCE(order_gap_days_mean, 0) * (order_count - 1) "
        f"+ 2 * {float(shop_gap_days)!r}) / (order_count + 1), {LEAST_GAP_DAYS}))"
    )

    def written(node: exp.Expr) -> exp.Expr:
        return gaps.copy() if isinstance(node, exp.Column) and node.name == RHYTHM else node

    return condition.transform(written)


def rules_table(
    segmentations: Iterable[Mapping[str, Any]],
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
    segmentations : iterable of mapping
        What `read_settings` gives.
    catalog : pandas.DataFrame
        `feature_catalog`.
    model_features : pandas.DataFrame
        `segment_model_features`: fitted segmentations are told apart by what they are made of.
    customers : pandas.DataFrame
        `fit_sample` at the current as-of date.
    assigned : pandas.DataFrame
        `sample_segments`: segmentation, customer_id, segment_id, sample_rank.
    cut_points, groups : pandas.DataFrame
        `rfm_cut_points` and `rfm_cells`.
    dialect : str
        sqlglot's name of the warehouse, which the rules in the settings are written for.

    Returns
    -------
    pandas.DataFrame
        One row per segmentation, segment and dialect: the predicate, `FALSE` for a segment that no
        tree of depth `MAX_DEPTH` can name.
    """
    features = {row["feature_name"]: row for row in catalog.to_dict("records")}
    indexed = customers.set_index("customer_id")
    rows = []
    for entry in segmentations:
        name = entry["name"]
        if entry["method"] == "rules":
            conditions = written_rules(entry["rules"], dialect)
        elif entry["method"] == "rfm":
            has_unknown_spend = bool(customers["spend_net"].isna().any())
            conditions = rfm_rules(cut_points, groups, has_unknown_spend).conditions()
            if RHYTHM in set(cut_points["measure"]):
                shop_gap_days = float(customers["shop_gap_days"].iloc[0])
                conditions = {
                    segment_id: gaps_in_features(condition, shop_gap_days)
                    for segment_id, condition in conditions.items()
                }
        else:
            own = assigned[assigned["segmentation"] == name]
            own = own.sort_values("sample_rank").head(MAX_CUSTOMERS)
            if own.empty:
                continue
            used = model_features.loc[model_features["segmentation"] == name, "feature_name"]
            conditions = fit_rules(
                indexed.loc[own["customer_id"]].reset_index(),
                own["segment_id"].to_numpy(dtype=int),
                [features[feature] for feature in used.unique()],
            ).conditions()
        if entry.get("population"):
            population = sqlglot.parse_one(str(entry["population"]), read=dialect)
            conditions = {
                segment_id: exp.and_(population.copy(), condition)
                for segment_id, condition in conditions.items()
            }
        rows += [
            {
                "segmentation": name,
                "segment_id": segment_id,
                "dialect": target,
                "predicate": expression.unnest().sql(dialect=target),
            }
            for target in DIALECTS
            for segment_id, expression in conditions.items()
        ]
    return typed_frame(rows, RULE_PREDICATES)
