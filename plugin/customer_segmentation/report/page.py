"""Compose the report: everything that the page says about each segmentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from customer_segmentation.report import blocks, briefs, details, palette, queries, words
from customer_segmentation.report.blocks import Block
from customer_segmentation.report.briefs import Brief
from customer_segmentation.report.chart import Segment
from customer_segmentation.report.tables import Answer, Tables


@dataclass(frozen=True)
class Card:
    """One segment as a reader meets it."""

    segment: Segment
    customers: str
    customer_share: str
    revenue_share: str
    value_index: str
    bars: tuple[float, float]
    facts: list[tuple[str, str]]
    description: str
    traits: list[tuple[str, str]]
    stability: words.Verdict
    jaccard: str
    action: str


@dataclass(frozen=True)
class Panel:
    """Everything the report says about one segmentation."""

    key: str
    title: str
    method: str
    is_fitted: bool
    description: str
    verdict: str
    structure: words.Verdict
    stability: words.Verdict
    segment_count: int
    empty: str
    has_budget: bool
    briefs: list[Brief]
    cards: list[Card]
    blocks: dict[str, Block]
    curves: list[Block]
    algorithms: list[tuple[str, str, str]]
    algorithm_keys: list[str]
    plan: list[dict[str, str]]
    rules: list[dict[str, Any]]
    dialects: list[str]
    products: list[dict[str, Any]]
    recommendations: str
    money: list[dict[str, Any]]
    checks: dict[str, list[Any]] = field(default_factory=dict)
    versions: list[dict[str, str]] = field(default_factory=list)


def compose(tables: Tables, chosen: Sequence[str] | None = None) -> dict[str, Any]:
    """Everything that the page template needs.

    Parameters
    ----------
    tables : Tables
    chosen : sequence of str, optional
        Segmentations to show, in this order; all of them by default.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        When there is no segmentation, or a chosen one does not exist.
    """
    known = queries.segmentations(tables)
    if not known:
        raise ValueError(f"{known.missing} Run dbt build first.")
    names = known.rows["segmentation"].tolist()
    unknown = [name for name in chosen or [] if name not in names]
    if unknown:
        raise ValueError(
            f"no segmentation {', '.join(unknown)} in the table segments: choose from "
            f"{', '.join(names)}"
        )
    labels_answer = queries.feature_labels(tables)
    labels = (
        dict(zip(labels_answer.rows["feature_name"], labels_answer.rows["label"], strict=True))
        if labels_answer
        else {}
    )
    panels = [_panel(tables, name, labels) for name in chosen or names]
    if not chosen:
        # Fitted segmentations raise the questions that this report answers: they come first.
        panels.sort(key=lambda panel: (panel.structure.label == "Set by definition", panel.key))
    totals = queries.totals(tables)
    return {"panels": panels, "totals": _totals(totals), "totals_answer": totals}


def _totals(answer: Answer) -> dict[str, str]:
    if not answer:
        return {}
    row = next(iter(answer))
    return {
        "as_of_date": words.day(row["as_of_date"]),
        "customers": words.number(row["customers"]),
        "buyers": words.number(row["buyers"]),
        "orders": words.number(row["orders"]),
        "spend_net": words.compact(row["spend_net"]),
    }


def _segments(answer: Answer) -> list[Segment]:
    ids = [int(row["segment_id"]) for row in answer]
    colours = palette.segment_colours(ids)
    regular = [segment_id for segment_id in ids if segment_id != 0]
    return [
        Segment(
            int(row["segment_id"]),
            str(row["segment_name"]),
            colours[int(row["segment_id"])],
            "x"
            if int(row["segment_id"]) == 0
            else palette.SEGMENT_SYMBOLS[
                regular.index(int(row["segment_id"])) % len(palette.SEGMENT_SYMBOLS)
            ],
        )
        for row in answer
    ]


def _panel(tables: Tables, name: str, labels: Mapping[str, str]) -> Panel:
    answer = queries.segments(tables, name)
    if not answer:
        raise ValueError(f"{answer.missing} Run dbt build with this version of the project.")
    rows = [row for row in answer if row["customer_count"] > 0] or list(answer)
    empty = [str(row["segment_name"]) for row in answer if row["customer_count"] == 0]
    segments = _segments(answer)
    filled = {int(row["segment_id"]) for row in rows}
    shown = [segment for segment in segments if segment.segment_id in filled]
    models = queries.model(tables, name)
    champion = next((row for row in models if row["status"] == "champion"), None)
    candidates = queries.best_candidates(tables, name)
    selected = next((row for row in candidates if row["is_selected"] is True), None)
    is_fitted = rows[0]["method"] == "clusters"
    if is_fitted and champion is None:
        structure = words.Verdict("Not known", str(models.missing), "plain")
    else:
        structure = words.structure_verdict(
            champion and champion["structure"],
            selected and selected["structure_p_value"],
            sum(segment.segment_id != 0 for segment in segments),
        )
    checks = queries.stability(tables, name)
    stability = words.overall_stability(
        rows,
        is_fitted,
        selected and selected["prediction_strength"],
        details.leaving(checks, shown),
    )
    membership = queries.membership(tables, name)
    budget = queries.budget(tables, name)
    rules, dialects = details.rules(queries.rules(tables, name), segments)
    return Panel(
        key=name,
        title=words.title_of(name),
        method=_method(champion, rows[0]),
        is_fitted=is_fitted,
        description=_common_description(rows),
        verdict=words.told(champion and champion["verdict"]),
        structure=structure,
        stability=stability,
        segment_count=len(rows),
        empty=words.listed(empty),
        briefs=briefs.briefs(rows, structure, stability, membership, budget, is_fitted),
        cards=_cards(rows, shown, queries.key_figures(tables, name), is_fitted),
        blocks=blocks.blocks(tables, name, segments, labels, champion, budget, membership),
        curves=blocks.curves(queries.candidate_curves(tables, name)),
        algorithms=details.algorithms(candidates),
        algorithm_keys=[row["algorithm"] for row in candidates],
        plan=details.plan(rows, shown, budget),
        has_budget=bool(budget),
        rules=rules,
        dialects=dialects,
        products=details.products(queries.affinity(tables, name), segments),
        recommendations=details.recommendations(queries.recommendation_quality(tables, name)),
        money=details.money(queries.money(tables, name), shown),
        checks=details.checks(checks, shown),
        versions=details.versions(models),
    )


def _method(champion: Mapping[str, Any] | None, row: Mapping[str, Any]) -> str:
    purpose = words.OBJECTIVES.get(row["objective"], str(row["objective"]))
    made = words.DEFINITIONS.get(row["method"], "Found in the data")
    if champion is not None:
        algorithm = words.ALGORITHMS.get(champion["algorithm"], champion["algorithm"])
        made = (
            f"Found by {algorithm}, version {int(champion['model_version'])} "
            f"of {words.day(champion['fitted_as_of_date'])}"
        )
    return f"{made}, {purpose}"


def _common_description(rows: Sequence[Mapping[str, Any]]) -> str:
    """The description that all segments share, which need not be said on each card."""
    descriptions = {
        str(row["description"]) for row in rows if not words.is_null(row["description"])
    }
    return descriptions.pop() if len(descriptions) == 1 and len(rows) > 1 else ""


def _own_description(description: Any, common: str) -> str:
    """The description, unless all segments share it or the traits of the card say the same."""
    if words.is_null(description) or description == common or "(average " in description:
        return ""
    return str(description)


def _cards(
    rows: Sequence[Mapping[str, Any]],
    segments: Sequence[Segment],
    figures_answer: Answer,
    is_fitted: bool,
) -> list[Card]:
    facts = {int(row["segment_id"]): row for row in figures_answer}
    widest = max(
        [row["customer_share"] for row in rows]
        + [row["revenue_share"] for row in rows if not words.is_null(row["revenue_share"])]
    )
    common = _common_description(rows)
    cards = []
    for row, segment in zip(rows, segments, strict=True):
        fact = facts.get(segment.segment_id, {})
        revenue = 0.0 if words.is_null(row["revenue_share"]) else max(0.0, row["revenue_share"])
        cards.append(
            Card(
                segment=segment,
                customers=words.number(row["customer_count"]),
                customer_share=words.percent(row["customer_share"]),
                revenue_share=words.percent(row["revenue_share"]),
                value_index=words.ratio(row["value_index"]),
                bars=(100 * row["customer_share"] / widest, 100 * revenue / widest),
                facts=[
                    (label, words.number(fact.get(column)))
                    for label, column in (
                        ("Net spend per customer", "spend_mean"),
                        ("Orders per customer", "orders_mean"),
                        ("Days since last order, median", "recency_median"),
                    )
                    if not words.is_null(fact.get(column))
                ],
                description=_own_description(row["description"], common),
                traits=words.traits_of(row["top_traits"]),
                stability=words.stability_verdict(
                    row["stability_jaccard"], row["stability_rating"], is_fitted
                ),
                jaccard=""
                if words.is_null(row["stability_jaccard"])
                else f"{row['stability_jaccard']:.2f}",
                action=words.sentence(row["recommended_action"]),
            )
        )
    return cards
