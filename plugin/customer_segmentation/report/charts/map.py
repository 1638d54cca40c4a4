"""A sample of customers on two principal components, one colour and shape per segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from customer_segmentation.report import palette, words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import Chart, chart, empty_figure, finite
from customer_segmentation.report.subject import Segment, Subject
from customer_segmentation.report.tables import Answer

HEADING = "Map of the customers"
MAX_POINTS = 1500
# Correlation with an axis from which a feature may give the axis its name.
NAMES_AN_AXIS = 0.3
LABEL_LETTERS = 22
QUERY = f"""select segment_id, pc1, pc2, pc1_variance_share, pc2_variance_share
from customer_projection
where segmentation = {{segmentation}}
order by md5(customer_id), customer_id
limit {MAX_POINTS}"""
FEATURES = """select distinct feature_name
from segment_model_features
where segmentation = {segmentation} and category is null
order by feature_name"""


def ask(subject: Subject) -> Answer:
    """Customers drawn at random, on the first two principal components."""
    return subject.ask(
        QUERY, "There is no map: a segmentation by definition has no space of its own."
    )


def show(subject: Subject, answer: Answer) -> Block:
    """A scatter plot, its axes named after the features that follow them most closely."""
    first = next(iter(answer))
    share = first["pc1_variance_share"] + first["pc2_variance_share"]
    axes = _correlations(subject)
    titles = (
        _title(axes, "pc1", "First principal component", subject.labels),
        _title(axes, "pc2", "Second principal component", subject.labels),
    )
    return Block(
        f"{len(answer.rows):,} customers drawn at random, one dot each. Near dots behave alike. "
        f"The map keeps two directions of many ({words.percent(share)} of the variation), so "
        "segments may overlap here and still differ.",
        _map(answer.rows, subject.segments, titles),
        key=subject.segments,
        has_source_rows=False,
    )


def _correlations(subject: Subject) -> pd.DataFrame:
    """Correlation of the model's features with the axes, shape (features, 2)."""
    names = [row["feature_name"] for row in subject.ask(FEATURES, "Nothing was fitted.")]
    measured = [
        f"corr(customer_projection.{axis}, customer_features.{name})"
        for name in names
        for axis in ("pc1", "pc2")
    ]
    query = f"""select
    {("," + chr(10) + "    ").join(f"{sql} as r{at}" for at, sql in enumerate(measured))}
from customer_projection
inner join customer_features_extended as customer_features
    on customer_projection.customer_id = customer_features.customer_id
where customer_projection.segmentation = {{segmentation}} and customer_features.is_current"""
    found = subject.ask(query, "Nobody is placed.").rows.iloc[0].to_numpy(dtype=float)
    return pd.DataFrame(found.reshape(len(names), 2), index=names, columns=["pc1", "pc2"])


def _title(axes: pd.DataFrame, axis: str, fallback: str, labels: Mapping[str, str]) -> str:
    close = axes[axes[axis].abs() >= NAMES_AN_AXIS]
    order = sorted(close.index, key=lambda name: (-abs(close.loc[name, axis]), name))
    named = [
        f"{'higher' if close.loc[name, axis] > 0 else 'lower'} {labels.get(name, name)}"
        for name in order[:2]
    ]
    return f"{', '.join(named)} →" if named else fallback


def _map(rows: pd.DataFrame, segments: Sequence[Segment], axes: tuple[str, str]) -> Chart:
    """A sample of customers on two principal components, one colour and shape per segment."""
    figure = empty_figure()
    low = rows[["pc1", "pc2"]].min().to_numpy()
    span = np.maximum((rows[["pc1", "pc2"]].max() - rows[["pc1", "pc2"]].min()).to_numpy(), 1e-9)
    anchors = []
    for segment in segments:
        own = rows[rows["segment_id"] == segment.segment_id]
        if own.empty:
            continue
        figure.add_scatter(
            mode="markers",
            name=segment.name,
            x=finite(own["pc1"], 4),
            y=finite(own["pc2"], 4),
            marker={
                "color": segment.colour,
                "symbol": segment.symbol,
                "size": 6,
                "opacity": 0.55,
                "line": {"width": 0},
            },
            hovertemplate=f"{segment.name}<extra></extra>",
        )
        anchors.append((segment, *((own[["pc1", "pc2"]].median().to_numpy() - low) / span)))
    annotations = [
        {
            "x": low[0] + x * span[0],
            "y": low[1] + y * span[1],
            "text": f"<b>{words.wrapped(segment.name, LABEL_LETTERS)}</b>",
            "showarrow": False,
            "font": {"size": 12, "color": palette.INK},
            "bgcolor": "rgba(255,255,255,0.88)",
            "bordercolor": segment.colour,
            "borderwidth": 1,
            "borderpad": 3,
        }
        for segment, x, y in spread_labels(anchors, width_per_letter=0.0088, height_per_line=0.042)
    ]
    narrow = [
        {**annotation, "text": f"<b>{segment.segment_id}</b>", "borderpad": 2}
        | {"x": low[0] + x * span[0], "y": low[1] + y * span[1]}
        for annotation, (segment, x, y) in zip(
            annotations,
            spread_labels(anchors, width_per_letter=0.0, height_per_line=0.04, base=0.07),
            strict=True,
        )
    ]
    for axis, title in zip((figure.layout.xaxis, figure.layout.yaxis), axes, strict=True):
        axis.update(
            showticklabels=False,
            showgrid=False,
            showline=True,
            ticks="",
            title={"text": words.wrapped(title, 72), "standoff": 8},
        )
    figure.update_layout(annotations=annotations)
    return chart(
        figure,
        f"Map of {len(rows):,} customers, one dot each, coloured by segment: "
        + words.listed([segment.name for segment, _, _ in anchors])
        + ".",
        height=520,
        narrow={
            "annotations": narrow,
            "xaxis.title.text": words.wrapped(axes[0], 40),
            "yaxis.title.text": words.wrapped(axes[1], 40),
        },
        narrow_height=400,
        narrow_below=960,
    )


def spread_labels(
    anchors: Sequence[tuple[Segment, float, float]],
    width_per_letter: float,
    height_per_line: float,
    base: float = 0.02,
) -> list[tuple[Segment, float, float]]:
    """Move labels up and down until none covers another.

    Parameters
    ----------
    anchors : sequence of (Segment, x, y)
        Places in fractions of the figure.
    width_per_letter, height_per_line, base : float
        Size of a label in fractions of the figure; base is the room around the letters.

    Returns
    -------
    list of (Segment, x, y)
        In the order given.
    """
    places = [[x, y] for _, x, y in anchors]
    lines = [words.wrapped(segment.name, LABEL_LETTERS).split("<br>") for segment, _, _ in anchors]
    widths = [base + width_per_letter * max(map(len, label)) for label in lines]
    heights = [base + height_per_line * len(label) for label in lines]
    order = range(len(places))
    for _ in range(200):
        moved = False
        for i in order:
            for j in order:
                if i >= j:
                    continue
                apart_x = abs(places[i][0] - places[j][0]) >= (widths[i] + widths[j]) / 2
                gap = places[i][1] - places[j][1]
                height = (heights[i] + heights[j]) / 2
                if apart_x or abs(gap) >= height:
                    continue
                push = (height - abs(gap)) / 2 + 1e-3
                direction = 1 if gap >= 0 else -1
                places[i][1] += direction * push
                places[j][1] -= direction * push
                moved = True
        if not moved:
            break
    return [(segment, x, y) for (segment, _, _), (x, y) in zip(anchors, places, strict=True)]
