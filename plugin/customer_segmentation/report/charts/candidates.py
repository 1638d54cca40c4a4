"""The candidates: each measure against the number of segments, and each algorithm's best."""

from __future__ import annotations

import itertools
import math
from typing import Any

from customer_segmentation.fit.algorithms import ALGORITHMS
from customer_segmentation.fit.stability import PREDICTION_STRENGTH, STABLE
from customer_segmentation.report import palette, words
from customer_segmentation.report.block import Block, Table
from customer_segmentation.report.chart import Chart, chart, empty_figure, finite
from customer_segmentation.report.subject import NOT_FITTED, Subject
from customer_segmentation.report.tables import Answer

HEADING = "Would another algorithm be better?"
CURVES = """select
    algorithm,
    n_segments,
    max(silhouette_test) as silhouette,
    max(prediction_strength) as prediction_strength,
    max(jaccard_mean) as jaccard,
    count(*) as candidates,
    cast(sum(case when is_admissible then 1 else 0 end) as bigint) as admissible,
    max(case when is_selected then 1 else 0 end) as is_selected
from segment_candidates
where segmentation = {segmentation}
group by algorithm, n_segments
order by algorithm, n_segments"""
BEST = """with ranked as (
    select
        *,
        row_number() over (
            partition by algorithm
            order by
                case
                    when is_selected then 0
                    when is_admissible then 1
                    when jaccard_mean is not null then 2
                    else 3
                end,
                jaccard_mean desc nulls last,
                silhouette_test desc nulls last,
                n_segments,
                hyperparameters
        ) as place
    from segment_candidates
    where segmentation = {segmentation}
)
select
    algorithm,
    n_segments,
    silhouette_test,
    prediction_strength,
    jaccard_mean,
    smallest_share,
    reference_share,
    is_selected,
    rejection_reason
from ranked
where place = 1
order by case when is_selected then 0 else 1 end, algorithm"""
MEASURES = (
    (
        "silhouette",
        "Silhouette",
        "How far apart segments lie on customers kept out of the fit. Higher is better.",
        None,
    ),
    (
        "prediction_strength",
        "Prediction strength",
        "Whether two halves of the customers give the same segments. Dotted: good from "
        f"{PREDICTION_STRENGTH}.",
        PREDICTION_STRENGTH,
    ),
    (
        "jaccard",
        "Jaccard similarity",
        f"Whether segments come back when customers are drawn again. Dotted: stable from {STABLE}.",
        STABLE,
    ),
)


def ask(subject: Subject) -> Answer:
    """Per algorithm and number of segments the best setting by each measure."""
    return subject.ask(CURVES, NOT_FITTED)


def best(subject: Subject) -> Answer:
    """Per algorithm the candidate that came furthest, and why it was not chosen."""
    return subject.ask(BEST, NOT_FITTED)


def show(subject: Subject, answer: Answer) -> Block:
    """One chart per measure, and a table of the algorithms."""
    algorithms = [row["algorithm"] for row in best(subject)]
    tried = (
        f"{len(algorithms)} algorithms were tried with several numbers of segments. A line joins "
        "the best settings of one algorithm;"
        if len(algorithms) > 1
        else "Only one algorithm was tried. The line joins its best settings;"
    )
    return Block(
        f"{tried} the ring is the choice in force.",
        parts=[_part(answer, *measure) for measure in MEASURES],
        table=Table(
            ["Algorithm", "Its best candidate", "What became of it"],
            [_best_row(row) for row in best(subject)],
        ),
        extra={
            "legend": [
                (words.algorithm_title(name), *look) for name, look in _styles(answer).items()
            ]
        },
    )


def _styles(answer: Answer) -> dict[str, tuple[str, str, str]]:
    found = set(answer.rows["algorithm"])
    algorithms = [name for name in ALGORITHMS if name in found]
    algorithms += sorted(found - set(ALGORITHMS))
    return dict(zip(algorithms, itertools.cycle(palette.LINE_STYLES), strict=False))


def _part(answer: Answer, measure: str, label: str, note: str, threshold: float | None) -> Block:
    if answer.rows[measure].notna().sum() == 0:
        return Block("This build did not measure it.", heading=label)
    return Block(note, _curve(answer, measure, label, threshold), heading=label)


def _best_row(row: dict[str, Any]) -> list[str]:
    count = int(row["n_segments"])
    reached = [f"{count} segment" if count == 1 else f"{count} segments"]
    for label, column in (
        ("silhouette", "silhouette_test"),
        ("prediction strength", "prediction_strength"),
        ("Jaccard", "jaccard_mean"),
    ):
        if not words.is_null(row[column]):
            reached.append(f"{label} {row[column]:.2f}")
    fate = "Chosen." if row["is_selected"] is True else words.sentence(row["rejection_reason"])
    fate = fate or "Not chosen."
    return [
        words.algorithm_title(row["algorithm"]),
        ", ".join(reached),
        fate[:1].upper() + fate[1:],
    ]


def _curve(answer: Answer, measure: str, label: str, threshold: float | None) -> Chart:
    """One measure against the number of segments, one line per algorithm."""
    rows, styles = answer.rows, _styles(answer)
    figure = empty_figure()
    drawn = rows[rows[measure].notna()]
    for algorithm, own in drawn.groupby("algorithm", sort=True):
        colour, symbol, dash = styles[algorithm]
        name = words.algorithm_title(algorithm)
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
        figure.add_hline(threshold, line={"color": palette.MUTED, "width": 1, "dash": "dot"})
    highest = drawn.loc[drawn[measure].idxmax()]
    return chart(
        figure,
        f"{label} against the number of segments; highest {highest[measure]:.2f} with "
        f"{words.algorithm_title(highest['algorithm'])} and "
        f"{int(highest['n_segments'])} segments.",
        height=270,
    )
