"""Compose the report: what each part says, and the figures that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from customer_segmentation.report import figures, palette, queries, words
from customer_segmentation.report.figures import Chart, Segment
from customer_segmentation.report.tables import Answer, Tables

MAX_TABLE_ROWS = 60


@dataclass(frozen=True)
class Block:
    """A figure with its heading, how to read it, and the rows it shows."""

    heading: str
    note: str
    answer: Answer
    chart: Chart | None = None
    has_table: bool = True
    key: Sequence[Segment] = ()

    @property
    def table(self) -> tuple[list[str], list[list[str]], int]:
        """Column names, rows as text, and the number of rows left out."""
        shown = self.answer.rows.head(MAX_TABLE_ROWS)
        rows = [[words.cell(value) for value in row] for row in shown.itertuples(index=False)]
        return list(shown.columns), rows, len(self.answer.rows) - len(shown)


@dataclass(frozen=True)
class Brief:
    """The short answer to one of the four questions."""

    question: str
    headline: str
    text: str
    anchor: str
    level: str = "plain"


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
            "x-thin-open"
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
    is_fitted = champion is not None or any(
        not words.is_null(row["stability_jaccard"]) for row in rows
    )
    if is_fitted and champion is None:
        structure = words.Verdict("Not known", str(models.missing), "plain")
    else:
        structure = words.structure_verdict(
            champion and champion["structure"],
            selected and selected["structure_p_value"],
            sum(segment.segment_id != 0 for segment in segments),
        )
    checks = queries.stability(tables, name)
    stability = words.overall_stability(rows, is_fitted, _leaving(checks, shown))
    membership = queries.membership(tables, name)
    budget = queries.budget(tables, name)
    rules, dialects = _rules(queries.rules(tables, name), segments)
    return Panel(
        key=name,
        title=words.title_of(name),
        method=_method(champion, is_fitted),
        is_fitted=is_fitted,
        description=_common_description(rows),
        structure=structure,
        stability=stability,
        segment_count=len(rows),
        empty=words.listed(empty),
        briefs=_briefs(rows, structure, stability, membership, budget, is_fitted),
        cards=_cards(rows, shown, queries.key_figures(tables, name), is_fitted),
        blocks=_blocks(tables, name, segments, labels, champion, budget, membership),
        curves=_curves(queries.candidate_curves(tables, name)),
        algorithms=_algorithms(candidates),
        algorithm_keys=[row["algorithm"] for row in candidates],
        plan=_plan(rows, shown, budget),
        has_budget=bool(budget),
        rules=rules,
        dialects=dialects,
        products=_products(queries.affinity(tables, name), segments),
        recommendations=_recommendations(queries.recommendation_quality(tables, name)),
        money=_money(queries.money(tables, name), shown),
        checks=_checks(checks, shown),
        versions=_versions(models),
    )


def _method(champion: Mapping[str, Any] | None, is_fitted: bool) -> str:
    if champion is None and is_fitted:
        return "Found in the data"
    if champion is None:
        return "Set by definition: fixed scores or rules"
    algorithm = words.ALGORITHMS.get(champion["algorithm"], champion["algorithm"])
    return (
        f"Found by {algorithm}, version {int(champion['model_version'])} "
        f"of {words.day(champion['fitted_as_of_date'])}"
    )


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


def _briefs(
    rows: Sequence[Mapping[str, Any]],
    structure: words.Verdict,
    stability: words.Verdict,
    membership: Answer,
    budget: Answer,
    is_fitted: bool,
) -> list[Brief]:
    largest = sorted(rows, key=lambda row: -row["customer_count"])[:3]
    who = Brief(
        "Who are they?",
        words.counted(len(rows), "segment"),
        "The largest: "
        + words.listed(
            [f"{row['segment_name']} ({words.percent(row['customer_share'])})" for row in largest]
        )
        + ".",
        "who",
    )
    return [
        who,
        _worth(rows),
        _sure(structure, stability, membership, is_fitted),
        _action(rows, budget),
    ]


def _worth(rows: Sequence[Mapping[str, Any]]) -> Brief:
    question = "What are they worth?"
    valued = [row for row in rows if not words.is_null(row["revenue_share"])]
    if not valued:
        return Brief(question, "No revenue yet", "Nobody has spent anything.", "worth")
    top = max(valued, key=lambda row: row["revenue_share"])
    text = (
        f"{top['segment_name']}: {words.percent(top['customer_share'])} of customers, "
        f"{words.percent(top['revenue_share'])} of revenue."
    )
    rich = max(valued, key=lambda row: row["value_index"] or 0)
    if rich["segment_id"] != top["segment_id"]:
        text += (
            f" Per head {rich['segment_name']} spend most, "
            f"{words.ratio(rich['value_index'])} the average."
        )
    elif not words.is_null(top["value_index"]):
        text += f" That is {words.ratio(top['value_index'])} the average per head."
    return Brief(
        question,
        f"{words.percent(top['revenue_share'])} of revenue from one segment",
        text,
        "worth",
    )


def _sure(
    structure: words.Verdict,
    stability: words.Verdict,
    membership: Answer,
    is_fitted: bool,
) -> Brief:
    question = "How sure are we?"
    if not is_fitted:
        return Brief(
            question,
            "Certain by definition",
            "Every customer matches one definition. Whether the definitions suit the business is "
            "a matter of judgement.",
            "sure",
        )
    border = ""
    if membership:
        members = membership.rows
        share = (members["border_share"] * members["customers"]).sum() / members["customers"].sum()
        few = "No customer stands" if share == 0 else f"{words.percent(share)} of customers stand"
        border = f" {few} close to a border."
    natural, meaning = {
        "good": ("natural groups", "The borders follow gaps in how customers behave."),
        "fair": (
            "no natural groups",
            "They divide a continuum, as price bands do: useful, not discovered.",
        ),
    }.get(structure.level, ("structure not known", structure.text))
    order = ("poor", "fair", "good", "plain")
    level = min(structure.level, stability.level, key=order.index)
    return Brief(
        question,
        f"{stability.label}, {natural}"
        if stability.label != "Not measured"
        else f"Stability not measured, {natural}",
        meaning + border,
        "sure",
        level,
    )


def _action(rows: Sequence[Mapping[str, Any]], budget: Answer) -> Brief:
    names = {int(row["segment_id"]): row for row in rows}
    question = "What to do?"
    if budget:
        first = next(iter(budget))
        row = names.get(int(first["segment_id"]))
        if row is not None and not words.is_null(first["recommended_share"]):
            return Brief(
                question,
                f"Start with {row['segment_name']}",
                f"{_sentence(row['recommended_action'])} "
                f"{words.percent(first['recommended_share'])} of the budget.",
                "do",
            )
    valued = [row for row in rows if not words.is_null(row["revenue_share"])]
    if not valued:
        return Brief(question, "Gather orders first", "", "do")
    top = max(valued, key=lambda row: row["revenue_share"])
    return Brief(
        question,
        f"Start with {top['segment_name']}",
        _sentence(top["recommended_action"]),
        "do",
    )


def _sentence(text: Any) -> str:
    if words.is_null(text):
        return ""
    return str(text).rstrip(".") + "."


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
                action=_sentence(row["recommended_action"]),
            )
        )
    return cards


def _blocks(
    tables: Tables,
    name: str,
    segments: Sequence[Segment],
    labels: Mapping[str, str],
    champion: Mapping[str, Any] | None,
    budget: Answer,
    membership: Answer,
) -> dict[str, Block]:
    return {
        "worth": _worth_block(queries.worth(tables, name)),
        "profile": _profile_block(queries.profile(tables, name), segments),
        "lineage": Block("", "", queries.lineage(tables, name)),
        "map": _map_block(
            queries.projection(tables, name),
            queries.projection_axes(tables, name),
            queries.variance_shares(tables, name),
            segments,
            labels,
        ),
        "moves": _moves_block(queries.migrations(tables, name), segments),
        "sizes": _sizes_block(queries.sizes_over_time(tables, name), segments),
        "stability": _stability_block(queries.segment_stability(tables, name), segments),
        "checks": Block("", "", queries.stability(tables, name)),
        "membership": _membership_block(
            queries.membership_curves(tables, name), membership, segments
        ),
        "tree": _tree_block(queries.dendrogram(tables, name), champion),
        "drift": _drift_block(queries.drift(tables, name), labels, segments),
        "budget": _budget_block(budget, segments),
        "rules": Block("", "", queries.rules(tables, name)),
        "products": Block("", "", queries.affinity(tables, name)),
        "candidates": Block("", "", queries.best_candidates(tables, name)),
        "money": Block("", "", queries.money(tables, name)),
        "recommendations": Block("", "", queries.recommendation_quality(tables, name)),
    }


def _worth_block(answer: Answer) -> Block:
    heading = "Share of customers and share of revenue"
    if not answer:
        return Block(heading, "", answer)
    rows = answer.rows
    return Block(
        heading,
        "Where the blue bar is the longer one, a segment earns more than its numbers.",
        answer,
        figures.paired_bars(
            rows["segment_name"].tolist(),
            ("Share of customers", rows["customer_share"].tolist()),
            ("Share of revenue", rows["revenue_share"].tolist()),
            "Share of customers and of revenue: "
            + "; ".join(
                f"{row['segment_name']} {words.percent(row['customer_share'])} and "
                f"{words.percent(row['revenue_share'])}"
                for row in answer
            )
            + ".",
        ),
    )


def _profile_block(answer: Answer, segments: Sequence[Segment]) -> Block:
    return Block(
        "What sets them apart",
        "Each cell is the segment's mean. Orange is above the average of all customers, blue "
        "below; the stronger the colour, the further away.",
        answer,
        figures.heat_map(answer.rows, segments) if answer else None,
    )


def _map_block(
    answer: Answer,
    axes: Answer,
    variance: Answer,
    segments: Sequence[Segment],
    labels: Mapping[str, str],
) -> Block:
    heading = "Map of the customers"
    if not answer:
        return Block(heading, "", answer)
    titles = (_axis(axes, "pc1", labels), _axis(axes, "pc2", labels))
    share = variance.rows["variance_share"].iloc[0] if variance else None
    kept = "" if words.is_null(share) else f" ({words.percent(share)} of the variation)"
    return Block(
        heading,
        f"{len(answer.rows):,} customers drawn at random, one dot each. Near dots behave alike. "
        f"The map keeps two directions of many{kept}, so segments may overlap here and still "
        "differ.",
        answer,
        figures.customer_map(answer.rows, segments, titles),
        has_table=False,
        key=segments,
    )


def _axis(axes: Answer, component: str, labels: Mapping[str, str]) -> str:
    """Name an axis of the map after the two features that follow it most closely."""
    fallback = {"pc1": "First principal component", "pc2": "Second principal component"}[component]
    if not axes:
        return fallback
    column = f"correlation_{component}"
    rows = axes.rows[axes.rows[column].notna()].copy()
    rows["strength"] = rows[column].abs()
    rows = rows[rows["strength"] >= 0.3].sort_values(
        ["strength", "feature_name"], ascending=[False, True]
    )
    named = [
        ("higher " if row[column] > 0 else "lower ")
        + (labels.get(row["feature_name"]) or row["feature_name"])
        for row in rows.head(2).to_dict("records")
    ]
    return f"{', '.join(named)} →" if named else fallback


def _moves_block(answer: Answer, segments: Sequence[Segment]) -> Block:
    heading = "Who moved"
    if not answer:
        return Block(heading, "", answer)
    rows = answer.rows
    names = {segment.segment_id: segment.name for segment in segments}
    first = rows.iloc[0]
    moved = rows[rows["from_segment_id"] != rows["to_segment_id"]]
    share = moved["customer_count"].sum() / rows["customer_count"].sum()
    note = (
        f"From {words.day(first['from_as_of_date'])} (left) to "
        f"{words.day(first['to_as_of_date'])} (right), {words.percent(share)} of customers "
        "changed segment. Grey bands stayed, coloured bands moved."
    )
    if len(moved):
        top = moved.sort_values("customer_count", ascending=False).iloc[0]
        note += (
            f" The largest move: {int(top['customer_count']):,} customers from "
            f"{names.get(int(top['from_segment_id']), 'a former segment')} to "
            f"{names.get(int(top['to_segment_id']), 'a former segment')}."
        )
    return Block(heading, note, answer, figures.migration_flows(rows, segments), key=segments)


def _sizes_block(answer: Answer, segments: Sequence[Segment]) -> Block:
    heading = "Size over time"
    if not answer:
        return Block(heading, "", answer)
    if answer.rows["as_of_date"].nunique() < 2:
        return Block(heading, "", Answer(answer.sql, missing="There is only one date so far."))
    return Block(
        heading,
        "Share of customers in each segment, by today's definition of the segments, at each date.",
        answer,
        figures.sizes_over_time(answer.rows, segments),
    )


def _stability_block(answer: Answer, segments: Sequence[Segment]) -> Block:
    heading = "Does each segment come back?"
    if not answer:
        return Block(heading, "", answer)
    colours = {segment.segment_id: segment.colour for segment in segments}
    rows = answer.rows
    return Block(
        heading,
        "Customers are drawn again at random and segmented anew, many times. The dot is the mean "
        "share of a segment that comes back (Jaccard similarity, bands by Hennig 2007).",
        answer,
        figures.dots_with_bands(
            rows["segment_name"].tolist(),
            rows["stability_jaccard"].tolist(),
            [colours[int(segment_id)] for segment_id in rows["segment_id"]],
            "Stability: "
            + "; ".join(f"{row['segment_name']} {row['stability_jaccard']:.2f}" for row in answer)
            + ".",
        ),
    )


def _membership_block(curves: Answer, membership: Answer, segments: Sequence[Segment]) -> Block:
    heading = "How clearly do customers belong?"
    if not curves:
        return Block(heading, "", curves)
    return Block(
        heading,
        "Customers of each segment from the clearest to the least clear. A full bar is a clear "
        "segment; a thin tail is customers who could as well be in the next one.",
        membership,
        figures.membership_ridges(curves.rows, segments),
    )


def _tree_block(answer: Answer, champion: Mapping[str, Any] | None) -> Block:
    heading = "How the segments would merge"
    if not answer:
        return Block(heading, "", answer)
    cut = int(champion["n_segments"]) if champion is not None else None
    return Block(
        heading,
        "Hierarchical clustering joins the most alike customers first. Long vertical lines before "
        "a join mean groups that differ; short ones mean that the number of segments is a choice.",
        answer,
        figures.dendrogram(answer.rows, cut),
    )


def _drift_block(answer: Answer, labels: Mapping[str, str], segments: Sequence[Segment]) -> Block:
    heading = "Have customers changed?"
    if not answer:
        return Block(heading, "", answer)
    names = {**labels, **{str(segment.segment_id): segment.name for segment in segments}}
    latest = answer.rows[answer.rows["to_as_of_date"] == answer.rows["to_as_of_date"].max()]
    large = int((latest["psi"] > latest["threshold"]).sum())
    verdict = (
        "No feature has shifted by a large amount."
        if large == 0
        else f"{words.counted(large, 'measure')} shifted by a large amount: look at them before "
        "trusting comparisons over time."
    )
    return Block(
        heading,
        f"The measures whose distribution moved most from one period to the next. {verdict}",
        answer,
        figures.drift_dots(answer.rows, names),
    )


def _budget_block(answer: Answer, segments: Sequence[Segment]) -> Block:
    heading = "Where the budget goes"
    if not answer:
        return Block(heading, "", answer)
    names = {segment.segment_id: segment.name for segment in segments}
    rows = answer.rows
    labels = [names.get(int(value), f"Segment {value}") for value in rows["segment_id"]]
    return Block(
        heading,
        "Recommended share of the marketing budget beside the segment's share of value.",
        answer,
        figures.paired_bars(
            labels,
            ("Share of value", rows["value_share"].tolist()),
            ("Recommended share of budget", rows["recommended_share"].tolist()),
            "Recommended share of the budget: "
            + "; ".join(
                f"{label} {words.percent(share)}"
                for label, share in zip(labels, rows["recommended_share"], strict=True)
            )
            + ".",
        ),
    )


def _curves(answer: Answer) -> list[Block]:
    measures = (
        (
            "silhouette",
            "Silhouette",
            "How far apart segments lie on customers kept out of the fit. Higher is better.",
            None,
        ),
        (
            "prediction_strength",
            "Prediction strength",
            "Whether two halves of the customers give the same segments. Dotted: good from 0.8.",
            words.PREDICTION_STRENGTH,
        ),
        (
            "jaccard",
            "Jaccard similarity",
            "Whether segments come back when customers are drawn again. Dotted: stable from 0.75.",
            words.STABLE,
        ),
    )
    blocks = []
    for column, label, note, threshold in measures:
        if not answer:
            blocks.append(Block(label, note, answer))
        elif answer.rows[column].notna().sum() == 0:
            missing = Answer(answer.sql, missing="This build did not measure it.")
            blocks.append(Block(label, note, missing))
        else:
            chart = figures.candidate_curve(answer.rows, column, label, threshold)
            blocks.append(Block(label, note, answer, chart))
    return blocks


def _algorithms(answer: Answer) -> list[tuple[str, str, str]]:
    """Per algorithm: its name, what it reached, and what became of it."""
    shown = []
    for row in answer:
        name = words.ALGORITHM_NAMES.get(row["algorithm"], str(row["algorithm"]))
        reached = [f"{int(row['n_segments'])} segments"]
        for label, column in (
            ("silhouette", "silhouette_test"),
            ("prediction strength", "prediction_strength"),
            ("Jaccard", "jaccard_mean"),
        ):
            if not words.is_null(row[column]):
                reached.append(f"{label} {row[column]:.2f}")
        reason = "" if words.is_null(row["rejection_reason"]) else str(row["rejection_reason"])
        fate = "Chosen." if row["is_selected"] is True else _sentence(reason) or "Not chosen."
        shown.append((name, ", ".join(reached), fate[:1].upper() + fate[1:]))
    return shown


def _plan(
    rows: Sequence[Mapping[str, Any]], segments: Sequence[Segment], budget: Answer
) -> list[dict[str, str]]:
    shares = {int(row["segment_id"]): row for row in budget}
    plan = []
    for row, segment in zip(rows, segments, strict=True):
        share = shares.get(segment.segment_id, {})
        recommended = share.get("recommended_share")
        plan.append(
            {
                "segment": segment,
                "action": _sentence(row["recommended_action"]) or "No proposal.",
                "budget": "" if words.is_null(recommended) else words.percent(recommended),
                "reason": ""
                if words.is_null(share.get("reason"))
                else _sentence(share.get("reason")),
                "rank": -(recommended if not words.is_null(recommended) else 0.0),
            }
        )
    return sorted(plan, key=lambda item: item["rank"])


def _predicate(predicate: Any) -> str:
    """A rule, or nothing where the build found none."""
    is_empty = words.is_null(predicate) or str(predicate).strip().upper() == "FALSE"
    return "" if is_empty else str(predicate)


def _rules(answer: Answer, segments: Sequence[Segment]) -> tuple[list[dict[str, Any]], list[str]]:
    if not answer:
        return [], []
    rows = answer.rows
    dialects = sorted(rows["dialect"].unique(), key=lambda dialect: (dialect != "duckdb", dialect))
    rules = []
    for segment in segments:
        own = rows[rows["segment_id"] == segment.segment_id]
        if own.empty:
            continue
        first = own.iloc[0]
        rules.append(
            {
                "segment": segment,
                "predicates": {
                    row["dialect"]: _predicate(row["predicate"]) for row in own.to_dict("records")
                },
                "precision": words.percent(first["precision"]),
                "recall": words.percent(first["recall"]),
                "coverage": words.percent(first["coverage"]),
            }
        )
    return rules, dialects


def _products(answer: Answer, segments: Sequence[Segment]) -> list[dict[str, Any]]:
    if not answer:
        return []
    rows = answer.rows
    shown = []
    for segment in segments:
        own = rows[rows["segment_id"] == segment.segment_id]
        if own.empty:
            continue
        shown.append(
            {
                "segment": segment,
                "groups": [
                    (
                        {"product": "Products", "category": "Categories"}.get(kind, kind),
                        [
                            {
                                "item": row["item"],
                                "lift": words.ratio(row["lift"]),
                                "support": words.percent(row["support"]),
                                "buyers": words.number(row["buyers"]),
                            }
                            for row in group.to_dict("records")
                        ],
                    )
                    for kind, group in own.groupby("item_type", sort=True)
                ],
            }
        )
    return shown


def _leaving(checks: Answer, segments: Sequence[Segment]) -> list[tuple[str, float]]:
    """Segments that keep too few of their members from one period to the next."""
    names = {segment.segment_id: segment.name for segment in segments}
    return [
        (names[int(row["segment_id"])], float(row["value"]))
        for row in checks
        if row["check_name"] == "members_kept"
        and not words.is_null(row["segment_id"])
        and int(row["segment_id"]) in names
        and row["value"] < row["threshold"]
    ]


def _checks(answer: Answer, segments: Sequence[Segment]) -> dict[str, list[Any]]:
    """Stability checks as a grid: one column per check, one row per segment."""
    if not answer:
        return {}
    rows = answer.rows
    order = list(words.CHECKS)
    names = sorted(
        rows["check_name"].unique(),
        key=lambda name: (order.index(name) if name in order else len(order), name),
    )
    known = {segment.segment_id: segment for segment in segments}
    cells: dict[Any, dict[str, tuple[str, str]]] = {}
    for row in rows.to_dict("records"):
        key = None if words.is_null(row["segment_id"]) else known.get(int(row["segment_id"]))
        value = "" if words.is_null(row["value"]) else f"{row['value']:.2f}"
        rating = "" if words.is_null(row["rating"]) else str(row["rating"]).replace("_", " ")
        cells.setdefault(key, {})[row["check_name"]] = (value, rating)
    listed = [segment for segment in segments if segment in cells] + [None] * (None in cells)
    return {
        "columns": [words.check_title(name) for name in names],
        "rows": [
            (segment, [cells[segment].get(name, ("", "")) for name in names]) for segment in listed
        ],
    }


def _recommendations(answer: Answer) -> str:
    """Whether the items of the segment are worth recommending, by orders kept out."""
    rates = {row["list_name"]: row for row in answer}
    if not {"segment_items", "best_sellers"} <= set(rates):
        return ""
    own, best = rates["segment_items"], rates["best_sellers"]
    return (
        f"Measured on the last orders of {words.number(own['customers'])} customers: ten items "
        f"of the segment hit {words.percent(own['hit_rate_at_10'])} of them, ten best sellers "
        f"{words.percent(best['hit_rate_at_10'])}. {_sentence(own['verdict'])}"
    )


def _money(answer: Answer, segments: Sequence[Segment]) -> list[dict[str, Any]]:
    known = {segment.segment_id: segment for segment in segments}
    return [
        {
            "segment": known[int(row["segment_id"])],
            "figures": [
                words.number(None if words.is_null(row[column]) else round(row[column]))
                for column in (
                    "value_365d",
                    "expected_value_90d",
                    "value_at_risk_90d",
                    "growth_value_90d",
                )
            ],
        }
        for row in answer
        if int(row["segment_id"]) in known
    ]


def _versions(models: Answer) -> list[dict[str, str]]:
    return [
        {
            "version": words.number(row["model_version"]),
            "date": words.day(row["fitted_as_of_date"]),
            "algorithm": words.ALGORITHM_NAMES.get(row["algorithm"], str(row["algorithm"])),
            "segments": words.number(row["n_segments"]),
            "reason": str(row["fit_reason"]).replace("_", " "),
            "status": str(row["status"]).replace("_", " "),
        }
        for row in models
    ]
