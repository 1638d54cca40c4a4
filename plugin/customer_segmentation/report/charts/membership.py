"""How clearly the customers of each segment belong to it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from customer_segmentation.report import palette, words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import (
    Chart,
    category_axis,
    chart,
    empty_figure,
    finite,
    narrow_names,
)
from customer_segmentation.report.subject import Segment, Subject
from customer_segmentation.report.tables import Answer

HEADING = "How clearly do customers belong?"
CURVE_POINTS = 60
BORDER_CONFIDENCE = 0.1
QUERY = f"""select
    segment_id,
    count(*) as customers,
    avg(confidence) as mean_confidence,
    avg(case when confidence < {BORDER_CONFIDENCE} then 1.0 else 0.0 end) as border_share
from customer_segments
where segmentation = {{segmentation}} and model_version is not null
group by segment_id
order by segment_id"""
CURVES = f"""with ordered as (
    select
        segment_id,
        confidence,
        row_number() over (
            partition by segment_id order by confidence desc, customer_id
        ) as place,
        count(*) over (partition by segment_id) as members
    from customer_segments
    where segmentation = {{segmentation}}
        and model_version is not null
        and confidence is not null
)
select segment_id, 1.0 * place / members as share_of_members, confidence
from ordered
where place = 1
    or floor(place * {CURVE_POINTS}.0 / members) > floor((place - 1) * {CURVE_POINTS}.0 / members)
order by segment_id, place"""


def ask(subject: Subject) -> Answer:
    """Mean confidence per segment, and how many customers stand close to a border."""
    return subject.ask(
        QUERY, "Every customer matches exactly one definition, so no membership is in doubt."
    )


def show(subject: Subject, answer: Answer) -> Block:
    """A silhouette plot of evenly spaced customers, the clearest members first."""
    curves = subject.ask(CURVES, "No customer has a confidence.")
    return Block(
        "A silhouette plot: customers of each segment from the clearest to the least clear. A "
        "full bar is a clear segment; a thin tail at 0 is customers who could as well be in the "
        "next one.",
        _ridges(curves.rows, subject.segments) if curves else None,
    )


def _ridges(rows: pd.DataFrame, segments: Sequence[Segment]) -> Chart:
    """One filled curve per segment: the confidence of its customers, clearest first."""
    figure = empty_figure()
    shown = [segment for segment in segments if segment.segment_id in set(rows["segment_id"])]
    names = [segment.name for segment in shown]
    for position, segment in enumerate(shown):
        own = rows[rows["segment_id"] == segment.segment_id]
        share, confidence = own["share_of_members"], own["confidence"]
        # The curve hangs from the top of the segment's row and is closed along the left edge.
        y = [position - 0.4, *(position - 0.4 + 0.8 * share), position + 0.4]
        x = [0.0, *confidence, 0.0]
        figure.add_scatter(
            mode="lines",
            name=segment.name,
            x=finite(x, 4),
            y=finite(y, 5),
            fill="toself",
            fillcolor=palette.translucent(segment.colour, 0.75),
            line={"width": 1, "color": segment.colour},
            text=[None, *(words.percent(value) for value in share), None],
            hoveron="points",
            hovertemplate=(
                f"{segment.name}<br>%{{text}} of members have a confidence of %{{x:.2f}} or more"
                "<extra></extra>"
            ),
        )
    figure.update_yaxes(**category_axis(names, 28))
    figure.update_xaxes(
        range=[0, 1.01],
        tickformat=".1f",
        title={"text": "Confidence: 0 on the border, 1 unmistakable"},
    )
    return chart(
        figure,
        "Confidence of membership by segment: "
        + words.listed(
            [
                f"{segment.name} median "
                f"{rows.loc[rows['segment_id'] == segment.segment_id, 'confidence'].median():.2f}"
                for segment in shown
            ]
        )
        + ".",
        height=64 + 56 * len(shown),
        narrow={**narrow_names(names), "xaxis.title.text": "Confidence"},
    )
