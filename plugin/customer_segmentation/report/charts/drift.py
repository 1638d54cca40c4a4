"""Population stability index of what changed most, the latest period filled."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from customer_segmentation.report import palette, words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import (
    Chart,
    category_axis,
    chart,
    empty_figure,
    finite,
    legend,
    narrow_names,
    row_height,
)
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "Have customers changed?"
QUERY = """with own as (
    select
        from_as_of_date,
        to_as_of_date,
        subject_type,
        subject_name,
        psi,
        threshold,
        rating
    from segment_drift
    where segmentation = {segmentation} and psi is not null
),
latest as (
    select subject_type, subject_name, psi
    from own
    where to_as_of_date = (select max(to_as_of_date) from own)
    order by psi desc, subject_name
    limit 12
)
select
    own.from_as_of_date,
    own.to_as_of_date,
    own.subject_type,
    own.subject_name,
    own.psi,
    own.threshold,
    own.rating
from own
inner join latest
    on own.subject_type = latest.subject_type and own.subject_name = latest.subject_name
order by latest.psi desc, own.subject_name, own.to_as_of_date desc"""


def ask(subject: Subject) -> Answer:
    """The subjects that changed most lately, in every period."""
    return subject.ask(
        QUERY, "Drift was not measured: there is no earlier period, or nothing was fitted."
    )


def show(subject: Subject, answer: Answer) -> Block:
    """A dot per subject and period, and a mark from where a shift is large."""
    rows = answer.rows
    names = {**subject.labels, **{str(own.segment_id): own.name for own in subject.segments}}
    latest = rows[rows["to_as_of_date"] == rows["to_as_of_date"].max()]
    large = int((latest["psi"] > latest["threshold"]).sum())
    verdict = (
        "No feature has shifted by a large amount."
        if large == 0
        else f"{words.counted(large, 'measure')} shifted by a large amount: look at them before "
        "trusting comparisons over time."
    )
    return Block(
        f"The measures whose distribution moved most from one period to the next. {verdict}",
        _dots(rows, names),
    )


def _dots(rows: pd.DataFrame, names: Mapping[str, str]) -> Chart:
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
                f"{str(row['rating']).replace('_', ' ')}"
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
        range=[-0.01 * top, top], nticks=6, title={"text": "Population stability index"}
    )
    figure.update_yaxes(**category_axis(labels, 34))
    figure.update_yaxes(showgrid=True)
    return chart(
        figure,
        f"Drift: the largest population stability index is {rows['psi'].max():.2f} "
        f"({names.get(rows.loc[rows['psi'].idxmax(), 'subject_name'], '')}).",
        height=100 + 28 * len(labels),
        narrow=narrow_names(labels),
        narrow_height=120 + row_height(labels, 36) * len(labels),
    )
