"""Stability of each segment on the published scale from dissolved to highly stable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from customer_segmentation.fit.stability import HIGHLY_STABLE, PATTERN, STABLE
from customer_segmentation.report import palette
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import (
    Chart,
    category_axis,
    chart,
    empty_figure,
    finite,
    narrow_names,
    row_height,
)
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "Does each segment come back?"
QUERY = """select segment_id, segment_name, stability_jaccard, stability_rating
from segments
where segmentation = {segmentation} and stability_jaccard is not null
order by stability_jaccard desc, segment_id"""


def ask(subject: Subject) -> Answer:
    """Bootstrap Jaccard similarity of each segment, the most stable first."""
    return subject.ask(QUERY, "This build did not measure the stability.")


def show(subject: Subject, answer: Answer) -> Block:
    """A dot per segment on coloured bands."""
    rows = answer.rows
    told = "; ".join(f"{row['segment_name']} {row['stability_jaccard']:.2f}" for row in answer)
    return Block(
        "Customers are drawn again at random and segmented anew, many times. The dot is the mean "
        "share of a segment that comes back (Jaccard similarity, bands by Hennig 2007).",
        _dots(
            rows["segment_name"].tolist(),
            rows["stability_jaccard"].tolist(),
            [subject.by_id[int(segment_id)].colour for segment_id in rows["segment_id"]],
            f"Stability: {told}.",
        ),
    )


def _dots(names: Sequence[str], values: Sequence[Any], colours: Sequence[str], alt: str) -> Chart:
    low = min([0.4, *(value for value in finite(values) if value is not None)])
    bands = [
        (low - 0.03, PATTERN, "Not to be trusted", "#f6ece6"),
        (PATTERN, STABLE, "Pattern", "#f5f3ea"),
        (STABLE, HIGHLY_STABLE, "Stable", "#eaf0f8"),
        (HIGHLY_STABLE, 1.02, "Highly stable", "#dde8f5"),
    ]
    figure = empty_figure()
    figure.update_layout(
        margin={"t": 26},
        shapes=[
            {
                "type": "rect",
                "layer": "below",
                "xref": "x",
                "yref": "paper",
                "x0": start,
                "x1": end,
                "y0": 0,
                "y1": 1,
                "fillcolor": colour,
                "line": {"width": 0},
            }
            for start, end, _, colour in bands
        ],
        annotations=[
            {
                "x": (start + end) / 2,
                "y": 1,
                "xref": "x",
                "yref": "paper",
                "yanchor": "bottom",
                "text": label,
                "showarrow": False,
                "font": {"size": 11, "color": palette.MUTED},
            }
            for start, end, label, _ in bands
        ],
    )
    figure.add_scatter(
        mode="markers+text",
        x=finite(values),
        y=list(range(len(names))),
        text=[f"{value:.2f}" for value in values],
        textposition="middle left",
        textfont={"size": 12, "color": palette.INK},
        marker={"size": 12, "color": list(colours), "line": {"width": 1.5, "color": "#ffffff"}},
        customdata=list(names),
        hovertemplate="%{customdata}<br>Jaccard similarity %{x:.2f}<extra></extra>",
    )
    figure.update_xaxes(range=[low - 0.03, 1.02], showgrid=False, tickformat=".1f", dtick=0.1)
    figure.update_yaxes(**category_axis(names, 28))
    short = ["Weak", "Pattern", "Stable", "High"]
    return chart(
        figure,
        alt,
        height=70 + 34 * len(names),
        narrow={
            **narrow_names(names),
            "xaxis.dtick": 0.2,
            **{f"annotations.{i}.text": label for i, label in enumerate(short)},
        },
        narrow_height=70 + row_height(names, 42) * len(names),
    )
