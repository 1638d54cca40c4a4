"""Stability checks as a grid: one column per check, one row per segment."""

from __future__ import annotations

from markupsafe import Markup

from customer_segmentation.report import words
from customer_segmentation.report.block import Block, Table
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "All stability checks"
CHECKS = {
    "bootstrap_jaccard": "Jaccard in resamples",
    "bootstrap_recovered_share": "Resamples that find it again",
    "bootstrap_dissolved_share": "Resamples that lose it",
    "prediction_strength": "Prediction strength",
    "choice_jaccard": "Jaccard when halves choose again",
    "choice_agreement": "Agreement (ARI) of halves that choose again",
    "previous_period_jaccard": "Jaccard with a fit on the last period",
    "previous_period_ari": "Agreement (ARI) with a fit on the last period",
    "members_kept": "Members kept since the last period",
}
QUERY = """select segment_id, check_name, value, threshold, rating
from segment_stability
where segmentation = {segmentation}
order by check_name, segment_id"""


def ask(subject: Subject) -> Answer:
    """Every check of every segment."""
    return subject.ask(
        QUERY, "There are no stability checks: a segmentation by definition cannot vary."
    )


def leaving(subject: Subject) -> list[tuple[str, float]]:
    """Segments that keep too few of their members from one period to the next."""
    if not subject.is_movement_told:
        return []
    names = {segment.segment_id: segment.name for segment in subject.shown}
    return [
        (names[int(row["segment_id"])], float(row["value"]))
        for row in ask(subject)
        if row["check_name"] == "members_kept"
        and not words.is_null(row["segment_id"])
        and int(row["segment_id"]) in names
        and row["value"] < row["threshold"]
    ]


def show(subject: Subject, answer: Answer) -> Block:
    """Value and rating per check, those of all segments together in the last row."""
    order = list(CHECKS)
    names = sorted(
        answer.rows["check_name"].unique(),
        key=lambda name: (order.index(name) if name in order else len(order), name),
    )
    cells: dict[int | None, dict[str, Markup]] = {}
    for row in answer:
        key = None if words.is_null(row["segment_id"]) else int(row["segment_id"])
        if not words.is_null(row["value"]):
            rating = "" if words.is_null(row["rating"]) else str(row["rating"]).replace("_", " ")
            cell = Markup("<b>{:.2f}</b> {}").format(row["value"], rating)
            cells.setdefault(key, {})[row["check_name"]] = cell
    rows = [
        [heading, *(cells[key].get(name, "") for name in names)]
        for key, heading in (
            *((segment.segment_id, segment) for segment in subject.shown),
            (None, "All segments"),
        )
        if key in cells
    ]
    titles = [CHECKS.get(name) or words.title_of(name) for name in names]
    return Block(table=Table(["Segment", *titles], rows))
