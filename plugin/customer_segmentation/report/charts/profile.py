"""Features by segments: colour is the difference from the average, the text is the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.report import palette, words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import Chart, category_axis, chart, empty_figure, finite
from customer_segmentation.report.subject import Segment, Subject
from customer_segmentation.report.tables import Answer

HEADING = "What sets them apart"
MAX_FEATURES = 12
# Of fewer, or of a smaller part of the segment, a mean is shown without colour.
LEAST_CUSTOMERS, LEAST_COVERAGE = 10, 0.2
# Standard deviations from the average at which a colour is strongest.
FURTHEST = 2
# Each measure in its most telling window. Strength is the share of the variance of a feature that
# lies between the segments. What may be clustered on comes before what is only described, which
# often repeats it.
STRONGEST = f"""strengths as (
    select
        segment_profiles.feature_name,
        feature_catalog.feature_name as base_feature_name,
        feature_catalog.measure,
        case when max(segment_profiles.role) = 'feature' then 0 else 1 end as place,
        sum(segments.customer_share * power(segment_profiles.standardized_difference, 2))
            as strength
    from segment_profiles
    inner join segments
        on segment_profiles.segmentation = segments.segmentation
        and segment_profiles.segment_id = segments.segment_id
    inner join feature_catalog
        on split_part(segment_profiles.feature_name, '=', 1) = feature_catalog.feature_name
    where segment_profiles.segmentation = {{segmentation}}
        and segment_profiles.standardized_difference is not null
    group by
        segment_profiles.feature_name, feature_catalog.feature_name, feature_catalog.measure
),
windows as (
    select
        feature_name,
        base_feature_name,
        place,
        strength,
        row_number() over (
            partition by
                case when feature_name = base_feature_name then measure else feature_name end
            order by place, strength desc, feature_name
        ) as window_rank
    from strengths
),
strongest as (
    select feature_name, base_feature_name, place, strength
    from windows
    where window_rank = 1
    order by place, strength desc, feature_name
    limit {MAX_FEATURES}
)"""
QUERY = f"""with {STRONGEST}
select
    segment_profiles.feature_name,
    segment_profiles.label,
    segment_profiles.unit,
    segment_profiles.segment_id,
    segment_profiles.segment_mean,
    segment_profiles.population_mean,
    segment_profiles.standardized_difference,
    segment_profiles.coverage,
    segments.customer_count
from segment_profiles
inner join segments
    on segment_profiles.segmentation = segments.segmentation
    and segment_profiles.segment_id = segments.segment_id
inner join strongest on segment_profiles.feature_name = strongest.feature_name
where segment_profiles.segmentation = {{segmentation}}
order by
    strongest.place,
    strongest.strength desc,
    segment_profiles.feature_name,
    segment_profiles.segment_id"""


def ask(subject: Subject) -> Answer:
    """The features that set the segments apart most, segment by segment."""
    return subject.ask(QUERY, "There are no profiles of this segmentation.")


def show(subject: Subject, answer: Answer) -> Block:
    """A heat map."""
    return Block(
        "Each cell is the segment's mean. Orange is above the average of all customers, blue "
        "below; the stronger the colour, the further away. Cells without colour rest on fewer than "
        f"{LEAST_CUSTOMERS} customers or {words.percent(LEAST_COVERAGE)} of the segment.",
        _heat_map(answer.rows, subject.segments),
    )


def _heat_map(rows: pd.DataFrame, segments: Sequence[Segment]) -> Chart:
    features = rows.drop_duplicates("feature_name").to_dict("records")
    shown = [segment for segment in segments if segment.segment_id in set(rows["segment_id"])]
    ids = [segment.segment_id for segment in shown]
    cells = rows.set_index(["feature_name", "segment_id"])
    cells = cells.reindex([(row["feature_name"], own) for row in features for own in ids])
    shape = (len(features), len(ids))
    differences = cells["standardized_difference"].to_numpy(dtype=float).reshape(shape)
    known = (cells["coverage"] * cells["customer_count"]).to_numpy(dtype=float).reshape(shape)
    covered = cells["coverage"].to_numpy(dtype=float).reshape(shape)
    is_weak = (known < LEAST_CUSTOMERS) | (covered < LEAST_COVERAGE)
    means = cells["segment_mean"].to_numpy(dtype=float).reshape(shape)
    labels = [_feature_label(row) for row in features]
    text, hover = [], []
    for i, row in enumerate(features):
        unit = "share" if "=" in row["feature_name"] else row["unit"]
        short = unit if unit == "share" else None
        text.append(["" if words.is_null(x) else words.amount(x, short) for x in means[i]])
        hover.append(
            [
                f"<b>{segment.name}</b><br>{labels[i]}: {words.amount(means[i, j], unit)}"
                f"<br>Average: {words.amount(row['population_mean'], unit)}"
                f"<br>Difference: {_signed(differences[i, j])} standard deviations"
                f"<br>Known of {words.number(np.round(known[i, j]))} customers"
                for j, segment in enumerate(shown)
            ]
        )
    counts = rows.drop_duplicates("segment_id").set_index("segment_id")["customer_count"]
    heads = [
        f"{words.wrapped(segment.name, 12)}<br>n = {words.number(counts[segment.segment_id])}"
        for segment in shown
    ]
    size = 12 if len(shown) <= 8 else 11
    figure = empty_figure()
    figure.add_heatmap(
        z=[finite(row, 4) for row in np.where(is_weak, np.nan, differences)],
        x=list(range(len(shown))),
        y=list(range(len(labels))),
        customdata=hover,
        hovertemplate="%{customdata}<extra></extra>",
        colorscale=[list(stop) for stop in palette.DIVERGING],
        zmid=0,
        zmin=-FURTHEST,
        zmax=FURTHEST,
        xgap=2,
        ygap=2,
        showscale=False,
        hoverongaps=True,
    )
    # Texts of their own, so that each has the ink that its cell's colour needs.
    places = [(i, j) for i in range(len(labels)) for j in range(len(shown))]
    figure.add_scatter(
        mode="text",
        x=[j for _, j in places],
        y=[i for i, _ in places],
        text=[text[i][j] for i, j in places],
        textfont={
            "size": size,
            "color": [_ink(differences[i, j], bool(is_weak[i, j])) for i, j in places],
        },
        hoverinfo="skip",
    )
    figure.update_xaxes(
        side="top",
        range=[-0.5, len(shown) - 0.5],
        showgrid=False,
        tickmode="array",
        tickvals=list(range(len(shown))),
        ticktext=heads,
        tickangle=0,
        ticks="",
        tickfont={"size": size, "color": palette.INK},
    )
    figure.update_yaxes(**category_axis(labels, 40))
    figure.update_yaxes(range=[len(labels) - 0.5, -0.5])
    told = "; ".join(_strongest(rows, segment) for segment in shown)
    return chart(
        figure,
        f"Heat map of segment means: {told}.",
        height=30 + 16 * max(1 + head.count("<br>") for head in heads) + 30 * len(labels),
        narrow={"yaxis.ticktext": [words.wrapped(label, 20) for label in labels]},
        min_width=250 + 68 * len(shown),
    )


def _ink(difference: float, is_weak: bool) -> str:
    if is_weak or words.is_null(difference):
        return palette.INK
    return palette.ink_on(palette.diverging(0.5 + difference / (2 * FURTHEST)))


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
