"""The figures of one segmentation, each with its heading and how to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from customer_segmentation.report import figures, queries, words
from customer_segmentation.report.chart import Chart, Segment
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


def blocks(
    tables: Tables,
    name: str,
    segments: Sequence[Segment],
    labels: Mapping[str, str],
    champion: Mapping[str, Any] | None,
    budget: Answer,
    membership: Answer,
) -> dict[str, Block]:
    """Every block of a segmentation by its name in the template."""
    return {
        "worth": _worth_block(queries.worth(tables, name)),
        "profile": _profile_block(queries.profile(tables, name), segments),
        "lineage": Block(
            "Why do these segments exist?",
            "The features that set the segments apart most, and the columns of the raw tables that "
            "each is computed from.",
            queries.lineage(tables, name),
        ),
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
        "A silhouette plot: customers of each segment from the clearest to the least clear. A "
        "full bar is a clear segment; a thin tail at 0 is customers who could as well be in the "
        "next one.",
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


def curves(answer: Answer) -> list[Block]:
    """One block per measure of the candidates."""
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
