"""Share of customers per segment at each as-of date."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from customer_segmentation.report import words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import Chart, chart, empty_figure, finite, legend
from customer_segmentation.report.subject import FILLING, Segment, Subject
from customer_segmentation.report.tables import Answer

HEADING = "Size over time"
QUERY = """select
    history.as_of_date,
    history.segment_id,
    as_of_dates.has_full_year,
    count(*) as customers,
    1.0 * count(*) / sum(count(*)) over (partition by history.as_of_date) as customer_share
from customer_segment_history as history
inner join as_of_dates on history.as_of_date = as_of_dates.as_of_date
where history.segmentation = {segmentation}
group by history.as_of_date, history.segment_id, as_of_dates.has_full_year
order by history.as_of_date, history.segment_id"""


def ask(subject: Subject) -> Answer:
    """Customers per segment at each as-of date; one date alone is no time."""
    answer = subject.ask(QUERY, "There is no history of this segmentation.")
    if answer and answer.rows["as_of_date"].nunique() < 2:
        return replace(answer, missing="There is only one date so far.")
    if answer and _full(answer.rows)["as_of_date"].nunique() < 2:
        return replace(answer, missing=FILLING)
    return answer


def _full(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["has_full_year"].eq(True)]


def show(subject: Subject, answer: Answer) -> Block:
    """One line per segment."""
    rows = _full(answer.rows)
    note = (
        "Share of customers in each segment, by today's definition of the segments, at each date."
    )
    if len(rows) < len(answer.rows):
        note += " Dates with less than a year of orders before them are left out."
    return Block(note, _lines(rows, subject.segments))


def _lines(rows: pd.DataFrame, segments: Sequence[Segment]) -> Chart:
    figure = empty_figure()
    dates = sorted({pd.Timestamp(value) for value in rows["as_of_date"]})
    for segment in segments:
        own = rows[rows["segment_id"] == segment.segment_id]
        if own.empty:
            continue
        figure.add_scatter(
            mode="lines+markers",
            name=segment.name,
            x=[str(pd.Timestamp(value).date()) for value in own["as_of_date"]],
            y=finite(100 * own["customer_share"]),
            line={"color": segment.colour, "width": 2},
            marker={"color": segment.colour, "symbol": segment.symbol, "size": 8},
            text=[
                f"{words.percent(row['customer_share'])}, {int(row['customers']):,} customers"
                for row in own.to_dict("records")
            ],
            hovertemplate=(f"{segment.name}<br>%{{x|%-d %b %Y}}: %{{text}}<extra></extra>"),
        )
    figure.update_layout(showlegend=True, legend=legend(y=-0.18, yanchor="top"))
    figure.update_xaxes(
        type="date",
        tickmode="array",
        tickvals=[str(value.date()) for value in dates],
        ticktext=[words.short_day(value) for value in dates],
        showgrid=False,
    )
    figure.update_yaxes(rangemode="tozero", nticks=6, ticksuffix=" %")
    return chart(
        figure,
        f"Share of customers per segment at {len(dates)} dates.",
        height=340 + 20 * math.ceil(len(segments) / 3),
        narrow={
            "xaxis.ticktext": [f"{date.day} {date:%b}<br>{date.year}" for date in dates],
            "legend.y": -0.28,
        },
        narrow_height=340 + 22 * math.ceil(len(segments) / 2),
    )
