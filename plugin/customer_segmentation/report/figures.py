"""Turn rows of the public tables into plotly figures, for a wide and for a narrow screen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.report import palette, words
from customer_segmentation.report.chart import (
    FONT,
    Chart,
    Segment,
    category_axis,
    chart,
    empty_figure,
    finite,
    legend,
    narrow_names,
    row_height,
)

LABEL_LETTERS = 22
# Keeps a label readable on a coloured band.
HALO = ", ".join(f"{x}px {y}px 2px #fff" for x in (-1, 1) for y in (-1, 1))


def paired_bars(
    names: Sequence[str],
    first: tuple[str, Sequence[Any]],
    second: tuple[str, Sequence[Any]],
    alt: str,
) -> Chart:
    """Two shares of the whole per segment, side by side.

    Parameters
    ----------
    names : sequence of str
        Segments, the first on top.
    first, second : tuple of str and sequence of float
        Legend and shares from 0 to 1; the second is the one to look at.
    alt : str
    """
    figure = empty_figure(
        barmode="group",
        bargap=0.32,
        bargroupgap=0.06,
        showlegend=True,
        legend=legend(traceorder="normal"),
    )
    figure.update_layout(margin={"t": 34, "r": 48})
    for (label, shares), colour in zip(
        (first, second), (palette.QUIET, palette.ACCENT), strict=True
    ):
        figure.add_bar(
            name=label,
            orientation="h",
            y=list(range(len(names))),
            x=finite(shares),
            text=[words.percent(share) for share in shares],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": 12, "color": palette.INK},
            marker={"color": colour, "line": {"width": 0}},
            customdata=list(names),
            hovertemplate="%{customdata}<br>" + label + ": %{text}<extra></extra>",
        )
    figure.update_yaxes(**category_axis(names, 28), showline=False)
    figure.update_xaxes(
        showticklabels=False,
        showgrid=False,
        showline=False,
        zeroline=True,
        zerolinecolor=palette.QUIET,
        range=_bar_range([*first[1], *second[1]]),
    )
    return chart(
        figure,
        alt,
        height=52 + 46 * len(names),
        narrow={**narrow_names(names), "margin.r": 40},
        narrow_height=60 + row_height(names, 50) * len(names),
    )


def _bar_range(values: Sequence[Any]) -> list[float]:
    """Range of a bar axis that leaves room for the figure at the end of each bar."""
    known = [value for value in finite(values) if value is not None] or [1.0]
    low, high = min(0.0, *known), max(0.0, *known)
    room = 0.12 * ((high - low) or 1.0)
    return [low - room if low < 0 else 0.0, high + room]


def heat_map(rows: pd.DataFrame, segments: Sequence[Segment]) -> Chart:
    """Features by segments: colour is the difference from the average, the text is the mean."""
    features = rows.drop_duplicates("feature_name")
    shown = [segment for segment in segments if segment.segment_id in set(rows["segment_id"])]
    ids = [segment.segment_id for segment in shown]

    def grid(column: str) -> pd.DataFrame:
        wide = rows.pivot_table(
            index="feature_name", columns="segment_id", values=column, dropna=False
        )
        return wide.reindex(index=features["feature_name"], columns=ids)

    differences, means = grid("standardized_difference"), grid("segment_mean")
    labels = [_feature_label(row) for row in features.to_dict("records")]
    averages = features["population_mean"].tolist()
    units = [
        "share" if "=" in row["feature_name"] else row["unit"]
        for row in features.to_dict("records")
    ]
    text = [
        [words.percent(value) if unit == "share" else words.number(value) for value in row]
        for row, unit in zip(means.to_numpy(), units, strict=True)
    ]
    text = [["" if value == words.NOTHING else value for value in row] for row in text]
    hover = [
        [
            f"<b>{segment.name}</b><br>{labels[i]}: {words.amount(means.iloc[i, j], units[i])}"
            f"<br>Average: {words.amount(averages[i], units[i])}"
            f"<br>Difference: {_signed(differences.iloc[i, j])} standard deviations"
            for j, segment in enumerate(shown)
        ]
        for i in range(len(labels))
    ]
    figure = empty_figure()
    figure.add_heatmap(
        z=[finite(row, 4) for row in differences.to_numpy()],
        x=list(range(len(shown))),
        y=list(range(len(labels))),
        text=text,
        texttemplate="%{text}",
        textfont={"size": 12 if len(shown) <= 8 else 11},
        customdata=hover,
        hovertemplate="%{customdata}<extra></extra>",
        colorscale=[list(stop) for stop in palette.DIVERGING],
        zmid=0,
        zmin=-2,
        zmax=2,
        xgap=2,
        ygap=2,
        showscale=False,
        hoverongaps=False,
    )
    figure.update_xaxes(
        side="top",
        showgrid=False,
        tickmode="array",
        tickvals=list(range(len(shown))),
        ticktext=[words.wrapped(segment.name, 12) for segment in shown],
        tickangle=0,
        ticks="",
        tickfont={"size": 12 if len(shown) <= 8 else 11, "color": palette.INK},
    )
    figure.update_yaxes(**category_axis(labels, 40))
    figure.update_yaxes(range=[len(labels) - 0.5, -0.5])
    return chart(
        figure,
        "Heat map of segment means: "
        + "; ".join(_strongest(rows, segment) for segment in shown)
        + ".",
        height=76 + 31 * len(labels),
        narrow={"yaxis.ticktext": [words.wrapped(label, 20) for label in labels]},
        min_width=250 + 68 * len(shown),
    )


def _feature_label(row: Mapping[str, Any]) -> str:
    """Label of a profile row; a level of a category is named after its feature."""
    name, _, level = str(row["feature_name"]).partition("=")
    label = name if words.is_null(row["label"]) else str(row["label"])
    return f"{label}: {level}" if level and not label.endswith(level) else label


def _signed(value: Any) -> str:
    return words.NOTHING if words.is_null(value) else f"{value:+.1f}"


def _strongest(rows: pd.DataFrame, segment: Segment) -> str:
    own = rows[rows["segment_id"] == segment.segment_id]
    size = own["standardized_difference"].abs()
    if size.dropna().empty:
        return f"{segment.name} like the average"
    top = own.loc[size.idxmax()]
    side = "above" if top["standardized_difference"] > 0 else "below"
    return f"{segment.name} is furthest {side} the average in {_feature_label(top)}"


def customer_map(rows: pd.DataFrame, segments: Sequence[Segment], axes: tuple[str, str]) -> Chart:
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
    return [(segment, *place) for (segment, _, _), place in zip(anchors, places, strict=True)]


def dots_with_bands(
    names: Sequence[str], values: Sequence[Any], colours: Sequence[str], alt: str
) -> Chart:
    """Stability of each segment on the published scale from dissolved to highly stable."""
    low = min([0.4, *(value for value in finite(values) if value is not None)])
    bands = [
        (low - 0.03, words.PATTERN, "Not to be trusted", "#f6ece6"),
        (words.PATTERN, words.STABLE, "Pattern", "#f5f3ea"),
        (words.STABLE, words.HIGHLY_STABLE, "Stable", "#eaf0f8"),
        (words.HIGHLY_STABLE, 1.02, "Highly stable", "#dde8f5"),
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


def membership_ridges(rows: pd.DataFrame, segments: Sequence[Segment]) -> Chart:
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


def candidate_curve(rows: pd.DataFrame, measure: str, label: str, threshold: float | None) -> Chart:
    """One measure against the number of segments, one line per algorithm."""
    figure = empty_figure()
    drawn = rows[rows[measure].notna()]
    for algorithm, own in drawn.groupby("algorithm", sort=True):
        colour, symbol, dash = palette.ALGORITHM_STYLES.get(
            algorithm, (palette.INK, "circle", "solid")
        )
        name = words.ALGORITHM_NAMES.get(algorithm, algorithm)
        figure.add_scatter(
            mode="lines+markers",
            name=name,
            x=[int(value) for value in own["n_segments"]],
            y=finite(own[measure], 4),
            line={"color": colour, "width": 2, "dash": dash},
            marker={"color": colour, "symbol": symbol, "size": 7},
            hovertemplate=f"{name}, %{{x}} segments<br>{label} %{{y:.2f}}<extra></extra>",
        )
    chosen = drawn[drawn["is_selected"] == 1]
    if len(chosen):
        figure.add_scatter(
            mode="markers",
            name="Chosen",
            x=[int(value) for value in chosen["n_segments"]],
            y=finite(chosen[measure], 4),
            marker={
                "symbol": "circle-open",
                "size": 17,
                "color": palette.INK,
                "line": {"width": 2},
            },
            hoverinfo="skip",
        )
    measured = rows[rows[["silhouette", "prediction_strength", "jaccard"]].notna().any(axis=1)]
    counts = sorted({int(value) for value in measured["n_segments"]})
    figure.update_xaxes(
        title={"text": "Number of segments"},
        tickmode="array",
        tickvals=counts,
        range=[counts[0] - 0.5, counts[-1] + 0.5],
        showgrid=False,
    )
    values = [value for value in drawn[measure] if math.isfinite(value)]
    top = max([*values, threshold or 0.0])
    bottom = min([0.0, *values])
    figure.update_yaxes(range=[bottom - 0.02, top * 1.12 + 0.02], nticks=6, tickformat=".1f")
    if threshold is not None:
        figure.update_layout(
            shapes=[
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": threshold,
                    "y1": threshold,
                    "line": {"color": palette.MUTED, "width": 1, "dash": "dot"},
                }
            ],
        )
    best = drawn.loc[drawn[measure].idxmax()]
    return chart(
        figure,
        f"{label} against the number of segments; highest {best[measure]:.2f} with "
        f"{words.ALGORITHM_NAMES.get(best['algorithm'], best['algorithm'])} and "
        f"{int(best['n_segments'])} segments.",
        height=270,
    )


def dendrogram(rows: pd.DataFrame, cut: int | None) -> Chart:
    """The last merges of a hierarchical clustering as a tree, cut into a number of branches."""
    kept = {int(row["merge_id"]): row for row in rows.to_dict("records")}
    children = {int(row[side]) for row in kept.values() for side in ("left_id", "right_id")}
    roots = sorted(
        (merge_id for merge_id in kept if merge_id not in children),
        key=lambda merge_id: -kept[merge_id]["height"],
    )
    leaves: list[str] = []
    heights = sorted((row["height"] for row in kept.values()), reverse=True)
    level = None
    if cut and 2 <= cut <= len(heights):
        level = (heights[cut - 2] + heights[cut - 1]) / 2
    lines: dict[bool, tuple[list[Any], list[Any]]] = {True: ([], []), False: ([], [])}
    places: dict[int, tuple[float, float]] = {}

    def leaf(size: Any) -> tuple[float, float]:
        leaves.append("" if words.is_null(size) else f"{int(size):,}")
        return float(len(leaves) - 1), 0.0

    # Children have smaller heights than parents, but the tree may be deep: no recursion.
    stack = [(root, False) for root in reversed(roots)]
    pending: dict[tuple[int, str], tuple[float, float]] = {}
    while stack:
        merge_id, is_ready = stack.pop()
        row = kept[merge_id]
        if not is_ready:
            stack.append((merge_id, True))
            for side in ("right", "left"):
                child = int(row[f"{side}_id"])
                stack.append((child, False) if child in kept else (merge_id, side))
            continue
        if isinstance(is_ready, str):
            pending[(merge_id, is_ready)] = leaf(row[f"{is_ready}_size"])
            continue
        ends = [
            places.get(int(row[f"{side}_id"])) or pending[(merge_id, side)]
            for side in ("left", "right")
        ]
        (x1, y1), (x2, y2) = ends
        height = float(row["height"])
        x, y = lines[level is not None and height < level]
        x += [x1, x1, x2, x2, None]
        y += [y1, height, height, y2, None]
        places[merge_id] = ((x1 + x2) / 2, height)

    figure = empty_figure()
    for is_below, (x, y) in lines.items():
        figure.add_scatter(
            mode="lines",
            x=x,
            y=finite(y, 5),
            line={"color": palette.ACCENT if is_below else palette.MUTED, "width": 1.6},
            hoverinfo="skip",
        )
    figure.add_scatter(
        mode="markers",
        x=[places[merge_id][0] for merge_id in kept],
        y=finite([places[merge_id][1] for merge_id in kept], 5),
        marker={"size": 6, "color": palette.INK, "opacity": 0.75},
        customdata=[f"{int(row['size']):,}" for row in kept.values()],
        hovertemplate="%{customdata} customers joined at distance %{y:.1f}<extra></extra>",
    )
    if level is not None:
        figure.update_layout(
            shapes=[
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": level,
                    "y1": level,
                    "line": {"color": palette.INK, "width": 1, "dash": "dot"},
                }
            ],
            annotations=[
                {
                    "xref": "paper",
                    "x": 1,
                    "xanchor": "right",
                    "y": level,
                    "yanchor": "bottom",
                    "text": f"cut into {cut}",
                    "showarrow": False,
                    "font": {"size": 12, "color": palette.INK},
                    "bgcolor": "rgba(255,255,255,0.85)",
                }
            ],
        )
    figure.update_xaxes(
        tickmode="array",
        tickvals=list(range(len(leaves))),
        ticktext=leaves,
        tickangle=-90,
        tickfont={"size": 10, "color": palette.MUTED},
        showgrid=False,
        range=[-0.7, len(leaves) - 0.3],
        title={"text": "Customers of the sample in each branch"},
    )
    figure.update_yaxes(title={"text": "Distance when joined"}, rangemode="tozero")
    return chart(
        figure,
        f"Tree of the last {len(kept)} merges of hierarchical clustering"
        + (f", cut into {cut} branches." if level is not None else "."),
        height=380,
        narrow={
            "xaxis.showticklabels": False,
            "xaxis.title.text": "Branches of the sample",
        },
        narrow_height=320,
    )


def migration_flows(rows: pd.DataFrame, segments: Sequence[Segment]) -> Chart:
    """Where the customers of each segment went over one period."""
    known = {segment.segment_id: segment for segment in segments}

    def side(column: str) -> list[Segment]:
        ids = sorted({int(value) for value in rows[column]})
        return [known.get(i, Segment(i, f"Segment {i}", palette.QUIET, "circle")) for i in ids]

    left, right = side("from_segment_id"), side("to_segment_id")
    places = {("from", segment.segment_id): i for i, segment in enumerate(left)}
    places |= {("to", segment.segment_id): len(left) + i for i, segment in enumerate(right)}
    nodes = [*left, *right]
    names = {segment.segment_id: segment.name for segment in nodes}
    links = rows.to_dict("records")
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
            "source": [places[("from", int(link["from_segment_id"]))] for link in links],
            "target": [places[("to", int(link["to_segment_id"]))] for link in links],
            "value": [int(link["customer_count"]) for link in links],
            "color": [
                palette.translucent("#8a94a3", 0.28)
                if link["from_segment_id"] == link["to_segment_id"]
                else palette.translucent(
                    known[int(link["from_segment_id"])].colour
                    if int(link["from_segment_id"]) in known
                    else palette.QUIET,
                    0.5,
                )
                for link in links
            ],
            "customdata": [
                f"{names[int(link['from_segment_id'])]} to {names[int(link['to_segment_id'])]}"
                f"<br>{int(link['customer_count']):,} customers, "
                f"{words.percent(link['share_of_from'])} of the former"
                for link in links
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"size": 12, "color": palette.INK, "family": FONT, "shadow": HALO},
    )
    moved = rows[rows["from_segment_id"] != rows["to_segment_id"]]
    total = rows["customer_count"].sum()
    return chart(
        figure,
        f"Flows between segments: {words.percent(moved['customer_count'].sum() / total)} of "
        f"{int(total):,} customers changed segment.",
        height=max(300, 90 + 44 * max(len(left), len(right))),
        narrow={
            "data.0.node.label": [str(segment.segment_id) for segment in nodes],
        },
    )


def sizes_over_time(rows: pd.DataFrame, segments: Sequence[Segment]) -> Chart:
    """Share of customers per segment at each as-of date."""
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
            y=finite(own["customer_share"]),
            line={"color": segment.colour, "width": 2},
            marker={"color": segment.colour, "symbol": segment.symbol, "size": 8},
            text=[f"{int(value):,} customers" for value in own["customers"]],
            hovertemplate=(
                f"{segment.name}<br>%{{x|%-d %b %Y}}: %{{y:.1%}}, %{{text}}<extra></extra>"
            ),
        )
    figure.update_layout(showlegend=True, legend=legend(y=-0.18, yanchor="top"))
    figure.update_xaxes(
        type="date",
        tickmode="array",
        tickvals=[str(value.date()) for value in dates],
        ticktext=[words.short_day(value) for value in dates],
        showgrid=False,
    )
    figure.update_yaxes(tickformat=".0%", rangemode="tozero", nticks=6)
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


def drift_dots(rows: pd.DataFrame, names: Mapping[str, str]) -> Chart:
    """Population stability index of what changed most, the latest period filled."""
    latest = rows["to_as_of_date"].max()
    subjects = rows.drop_duplicates(["subject_type", "subject_name"])
    places = {
        (row["subject_type"], row["subject_name"]): i
        for i, row in enumerate(subjects.to_dict("records"))
    }
    labels = [names.get(name, name) for name in subjects["subject_name"]]
    figure = empty_figure(showlegend=True, legend=legend())
    figure.update_layout(margin={"t": 34})
    for to_date in sorted(rows["to_as_of_date"].unique()):
        own = rows[rows["to_as_of_date"] == to_date]
        is_latest = to_date == latest
        period = f"{words.short_day(own['from_as_of_date'].iloc[0])} to {words.short_day(to_date)}"
        figure.add_scatter(
            mode="markers",
            name=period,
            x=finite(own["psi"], 4),
            y=[places[key] for key in zip(own["subject_type"], own["subject_name"], strict=True)],
            marker={
                "size": 11,
                "symbol": "circle" if is_latest else "circle-open",
                "color": palette.ACCENT if is_latest else palette.MUTED,
                "line": {"width": 1.5},
            },
            customdata=[
                f"{names.get(row['subject_name'], row['subject_name'])}: "
                f"{words.drift_words(row['psi'], row['rating'])}"
                for row in own.to_dict("records")
            ],
            hovertemplate=f"%{{customdata}}<br>PSI %{{x:.3f}}<br>{period}<extra></extra>",
        )
    limits = rows[(rows["to_as_of_date"] == latest) & rows["threshold"].notna()]
    figure.add_scatter(
        mode="markers",
        name="Large from here",
        x=finite(limits["threshold"], 4),
        y=[places[key] for key in zip(limits["subject_type"], limits["subject_name"], strict=True)],
        marker={
            "symbol": "line-ns-open",
            "size": 18,
            "color": palette.ACTIVE,
            "line": {"width": 2},
        },
        hovertemplate="A shift above %{x:.3f} is large<extra></extra>",
    )
    top = 1.06 * max(0.1, float(rows["psi"].max()), float(limits["threshold"].max()))
    figure.update_xaxes(
        range=[-0.01 * top, top],
        nticks=6,
        title={"text": "Population stability index"},
    )
    figure.update_yaxes(**category_axis(labels, 34))
    figure.update_yaxes(showgrid=True)
    return chart(
        figure,
        f"Drift: the largest population stability index is {rows['psi'].max():.2f} "
        f"({names.get(rows.loc[rows['psi'].idxmax(), 'subject_name'], '')}).",
        height=100 + 28 * len(labels),
        narrow={
            **narrow_names(labels),
        },
        narrow_height=120 + row_height(labels, 36) * len(labels),
    )
