"""Where the customers of each segment went over the last period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from customer_segmentation.report import palette, words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import FONT, Chart, chart, empty_figure
from customer_segmentation.report.subject import FILLING, Segment, Subject
from customer_segmentation.report.tables import Answer

HEADING = "Who moved"
# Keeps a label readable on a coloured band.
HALO = ", ".join(f"{x}px {y}px 2px #fff" for x in (-1, 1) for y in (-1, 1))
# Stands for no segment: customers who entered the population, or left it.
OUTSIDE = -1
QUERY = """select
    from_as_of_date,
    to_as_of_date,
    coalesce(from_segment_id, -1) as from_segment_id,
    coalesce(to_segment_id, -1) as to_segment_id,
    customer_count,
    share_of_from
from segment_migrations
where segmentation = {segmentation}
    and customer_count is not null
    and to_as_of_date = (
        select max(to_as_of_date)
        from segment_migrations
        where segmentation = {segmentation}
    )
order by from_segment_id, to_segment_id"""


def ask(subject: Subject) -> Answer:
    """Customers by the segment they were in and the one they are in."""
    answer = subject.ask(QUERY, "There is no earlier period to compare with.")
    return answer if subject.is_movement_told else replace(answer, missing=FILLING)


def show(subject: Subject, answer: Answer) -> Block:
    """Flows, and the largest of those that leave."""
    rows = answer.rows
    first = rows.iloc[0]
    moved = rows[rows["from_segment_id"] != rows["to_segment_id"]]
    share = moved["customer_count"].sum() / rows["customer_count"].sum()
    is_open = OUTSIDE in {*rows["from_segment_id"], *rows["to_segment_id"]}
    entered = ", entered the population or left it" if is_open else ""
    note = (
        f"From {words.day(first['from_as_of_date'])} (left) to "
        f"{words.day(first['to_as_of_date'])} (right), {words.percent(share)} of customers "
        f"changed segment{entered}. Grey bands stayed, coloured bands moved; moves of very few are left out."
    )
    if len(moved):
        top = moved.sort_values("customer_count", ascending=False).iloc[0]
        left, right = (
            _segment(subject.by_id, int(top[side])).name
            for side in ("from_segment_id", "to_segment_id")
        )
        note += (
            f" The largest move: {int(top['customer_count']):,} customers from {left} to {right}."
        )
    return Block(note, _flows(rows, subject.by_id, share), key=subject.segments)


def _segment(known: dict[int, Segment], segment_id: int) -> Segment:
    if segment_id == OUTSIDE:
        return Segment(OUTSIDE, "outside the population", palette.QUIET, "circle")
    former = Segment(segment_id, f"a former segment ({segment_id})", palette.QUIET, "circle")
    return known.get(segment_id, former)


def _of_former(link: Mapping[str, Any]) -> str:
    share = link["share_of_from"]
    return "" if words.is_null(share) else f", {words.percent(share)} of the former"


def _flows(rows: pd.DataFrame, known: dict[int, Segment], share: float) -> Chart:
    links = rows.to_dict("records")

    def side(column: str) -> list[Segment]:
        return [
            _segment(known, segment_id) for segment_id in sorted({int(x) for x in rows[column]})
        ]

    left, right = side("from_segment_id"), side("to_segment_id")
    places = {("from", segment.segment_id): i for i, segment in enumerate(left)}
    places |= {("to", segment.segment_id): len(left) + i for i, segment in enumerate(right)}
    nodes = [*left, *right]
    source = [places["from", int(link["from_segment_id"])] for link in links]
    target = [places["to", int(link["to_segment_id"])] for link in links]
    figure = empty_figure()
    figure.add_sankey(
        arrangement="fixed" if len(nodes) > 40 else "snap",
        node={
            "label": [segment.name for segment in nodes],
            "color": [segment.colour for segment in nodes],
            "pad": 14,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": "%{label}: %{value:,} customers<extra></extra>",
        },
        link={
            "source": source,
            "target": target,
            "value": [int(link["customer_count"]) for link in links],
            "color": [
                palette.translucent("#8a94a3", 0.28)
                if nodes[one].segment_id == nodes[other].segment_id
                else palette.translucent(nodes[one].colour, 0.5)
                for one, other in zip(source, target, strict=True)
            ],
            "customdata": [
                f"{nodes[one].name} to {nodes[other].name}<br>{int(link['customer_count']):,} customers"
                + _of_former(link)
                for one, other, link in zip(source, target, links, strict=True)
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"size": 12, "color": palette.INK, "family": FONT, "shadow": HALO},
    )
    return chart(
        figure,
        f"Flows between segments: {words.percent(share)} of {int(rows['customer_count'].sum()):,} "
        "customers changed segment.",
        height=max(300, 90 + 30 * max(len(left), len(right))),
        narrow={"data.0.node.label": [str(segment.segment_id) for segment in nodes]},
    )
