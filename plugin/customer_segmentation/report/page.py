"""Compose the report: everything that the page says about each segmentation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from customer_segmentation.report import words
from customer_segmentation.report.block import Block, block
from customer_segmentation.report.briefs import Brief, briefs
from customer_segmentation.report.charts import candidates, checks, versions
from customer_segmentation.report.figures import read_figures
from customer_segmentation.report.overlap import overlaps
from customer_segmentation.report.sentences import in_words
from customer_segmentation.report.subject import Segment, Subject
from customer_segmentation.report.tables import Tables

SEGMENTATIONS = """select segmentation, count(*) as segments
from segments
group by segmentation
order by segmentation"""
TOTALS = """select
    max(as_of_date) as as_of_date,
    count(*) as customers,
    cast(sum(case when order_count > 0 then 1 else 0 end) as bigint) as buyers,
    cast(sum(order_count) as bigint) as orders,
    sum(spend_net) as spend_net
from customer_features
where is_current"""
KEY_FIGURES = """select
    segment_id,
    max(case when feature_name = 'spend_net' then segment_mean end) as spend_mean,
    max(case when feature_name = 'order_count' then segment_mean end) as orders_mean,
    max(case when feature_name = 'recency_days' then segment_median end) as recency_median
from segment_profiles
where segmentation = {segmentation}
group by segment_id
order by segment_id"""
# How segment_definitions begins the description of a rule.
RULE = "Rule: "
FACTS = {
    "spend_mean": "Net spend each",
    "orders_mean": "Orders each",
    "recency_median": "Days since order, median",
}


@dataclass(frozen=True)
class Card:
    """One segment as a reader meets it."""

    segment: Segment
    customers: str
    customer_share: str
    revenue_share: str
    bars: tuple[float, float]
    facts: list[tuple[str, str]]
    description: str
    traits: list[tuple[str, str]]
    stability: words.Verdict
    jaccard: str
    kept: str
    action: str
    channel: str
    is_reached: bool


@dataclass(frozen=True)
class Panel:
    """Everything the report says about one segmentation."""

    subject: Subject
    title: str
    method: str
    use: str
    description: str
    population: str
    verdict: str
    structure: words.Verdict
    stability: words.Verdict
    empty: str
    alarm: str
    briefs: list[Brief]
    cards: list[Card]

    def block(self, name: str) -> Block:
        """What the module of this name in `charts` shows."""
        return block(name, self.subject)


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
    known = tables.ask(SEGMENTATIONS, "The table segments has no rows.")
    if not known:
        raise ValueError(f"{known.missing} Run dbt build first.")
    names = known.rows["segmentation"].tolist()
    unknown = [name for name in chosen or [] if name not in names]
    if unknown:
        raise ValueError(
            f"no segmentation {', '.join(unknown)} in the table segments: choose from "
            f"{', '.join(names)}"
        )
    panels = [_panel(Subject(tables, name)) for name in chosen or names]
    if not chosen:
        # Fitted segmentations raise the questions that this report answers: they come first.
        panels.sort(key=lambda panel: (not panel.subject.is_fitted, panel.subject.name))
    return {
        "panels": panels,
        "overlaps": overlaps([panel.subject for panel in panels]),
        "totals": _totals(tables),
        "figures": read_figures(tables),
    }


def _totals(tables: Tables) -> dict[str, str]:
    figures = read_figures(tables)
    row = next(iter(tables.ask(TOTALS, "There are no current customers.")))
    return {
        "as_of_date": words.day(row["as_of_date"]),
        "customers": words.number(row["customers"]),
        "bought": words.bought(
            row["buyers"], row["orders"], figures.money(row["spend_net"], is_compact=True)
        ),
    }


def _panel(subject: Subject) -> Panel:
    champion = versions.champion(subject)
    selected = next(
        (row for row in candidates.best(subject) if row["is_selected"] is True),
        {"reference_share": None, "prediction_strength": None},
    )
    structure = words.structure_verdict(
        champion and champion["structure"],
        selected["reference_share"],
        sum(segment.segment_id != 0 for segment in subject.shown),
    )
    stability = words.overall_stability(
        subject.rows, subject.is_fitted, selected["prediction_strength"], checks.leaving(subject)
    )
    common = _common_description(subject.rows)
    return Panel(
        subject=subject,
        title=words.title_of(subject.name),
        method=_method(champion, subject.rows[0]),
        use=words.use_of(subject.rows[0]["method"], subject.rows[0]["objective"]),
        description=common,
        population=_population(subject.rows),
        verdict="" if champion is None else str(champion["verdict"]),
        structure=structure,
        stability=stability,
        empty=words.listed(subject.empty_names),
        alarm=_alarm(subject.rows),
        briefs=briefs(subject, structure, stability),
        cards=_cards(subject, common),
    )


def _population(rows: Sequence[Mapping[str, Any]]) -> str:
    """Of whom the segmentation speaks, where that is not everybody."""
    outside = int(rows[0]["outside_customers"])
    if not outside and rows[0]["population"] == words.EVERYBODY:
        return ""
    inside = sum(int(row["customer_count"]) for row in rows)
    return (
        f"This segmentation speaks of {inside:,} {rows[0]['population']}. The other {outside:,} "
        "are in no segment of it, and all shares and averages are without them."
    )


def _method(champion: Mapping[str, Any] | None, row: Mapping[str, Any]) -> str:
    purpose = words.OBJECTIVES.get(row["objective"], str(row["objective"]))
    made = words.DEFINITIONS.get(row["method"], "Found in the data")
    if champion is not None:
        algorithm = words.algorithm_label(champion["algorithm"])
        made = (
            f"Found by {algorithm}, version {int(champion['model_version'])} "
            f"of {words.day(champion['fitted_as_of_date'])}"
        )
    return f"{made}, {purpose}"


def _common_description(rows: Sequence[Mapping[str, Any]]) -> str:
    """The first sentence of all descriptions where they share it, which need not be said on each card."""
    sentences = {
        str(row["description"]).partition(". ")[0].removesuffix(".") + "."
        for row in rows
        if not words.is_null(row["description"]) and row["description"]
    }
    return sentences.pop() if len(sentences) == 1 and len(rows) > 1 else ""


def _alarm(rows: Sequence[Mapping[str, Any]]) -> str:
    """What is said loudly when nobody of any segment can be written to."""
    if any(row["reachable_customers"] for row in rows):
        return ""
    reasons = [row["action_channel"] for row in rows if not words.is_null(row["action_channel"])]
    return words.sentence(reasons[0]) if reasons else ""


def meaning(row: Mapping[str, Any], features: Mapping[str, Mapping[str, Any]]) -> str:
    """The description of a segment: a rule in plain words where it has any, else without its traits.

    Parameters
    ----------
    row : mapping
        description and population of the segment.
    features : mapping of str to mapping
        label and unit of each feature.
    """
    text = "" if words.is_null(row["description"]) else str(row["description"])
    if text.startswith(RULE):
        told = in_words(text.removeprefix(RULE).removesuffix("."), features)
        sentences = [sentence.removesuffix(".") for sentence in told]
        rest = [f"{sentence[:1].lower()}{sentence[1:]}" for sentence in sentences[1:]]
        return f"{', or '.join([sentences[0], *rest])}." if sentences else text
    return text.partition(f" Against {row['population']}:")[0]


def _cards(subject: Subject, common: str) -> list[Card]:
    figures = subject.ask(KEY_FIGURES, "There are no profiles of this segmentation.")
    facts = {int(row["segment_id"]): row for row in figures}
    widest = max(
        [row["customer_share"] for row in subject.rows]
        + [row["revenue_share"] for row in subject.rows if not words.is_null(row["revenue_share"])]
    )
    cards = []
    for row, segment in zip(subject.rows, subject.shown, strict=True):
        fact = facts.get(segment.segment_id, {})
        revenue = 0.0 if words.is_null(row["revenue_share"]) else max(0.0, row["revenue_share"])
        description = meaning(row, subject.features).removeprefix(common).lstrip()
        cards.append(
            Card(
                segment=segment,
                customers=words.number(row["customer_count"]),
                customer_share=words.percent(row["customer_share"]),
                revenue_share=words.percent(row["revenue_share"]),
                bars=(100 * row["customer_share"] / widest, 100 * revenue / widest),
                facts=[
                    (
                        label,
                        subject.figures.money(fact[column])
                        if column == "spend_mean"
                        else words.number(fact[column]),
                    )
                    for column, label in FACTS.items()
                    if not words.is_null(fact.get(column))
                ],
                description=words.sentence(description) if description else "",
                traits=words.traits_of(row["top_traits"]),
                stability=words.stability_verdict(
                    row["stability_jaccard"], row["stability_rating"], subject.is_fitted
                ),
                jaccard=""
                if words.is_null(row["stability_jaccard"])
                else f"{math.floor(100 * row['stability_jaccard'] + 1e-9) / 100:.2f}",
                kept=words.staying(row["members_kept"], words.is_there(row))
                if subject.is_movement_told
                else "",
                action=words.sentence(row["recommended_action"]),
                channel=words.sentence(row["action_channel"]),
                is_reached=bool(row["reachable_customers"]),
            )
        )
    return cards
