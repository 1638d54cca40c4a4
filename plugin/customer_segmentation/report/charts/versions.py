"""The models that were fitted, the newest first."""

from __future__ import annotations

from typing import Any

from customer_segmentation.report import words
from customer_segmentation.report.block import Block, Table
from customer_segmentation.report.subject import NOT_FITTED, Subject
from customer_segmentation.report.tables import Answer

HEADING = "Versions of the model"
QUERY = """select
    model_version,
    fitted_as_of_date,
    algorithm,
    n_segments,
    hyperparameters,
    fit_reason,
    status,
    structure,
    verdict
from segment_models
where segmentation = {segmentation}
order by model_version desc"""


def ask(subject: Subject) -> Answer:
    """The model in force and those before it."""
    return subject.ask(QUERY, NOT_FITTED)


def champion(subject: Subject) -> dict[str, Any] | None:
    """The model in force; none for a segmentation by definition."""
    return next((row for row in ask(subject) if row["status"] == "champion"), None)


def show(subject: Subject, answer: Answer) -> Block:
    """One row per model."""
    rows = [
        [
            words.number(row["model_version"]),
            words.day(row["fitted_as_of_date"]),
            words.algorithm_title(row["algorithm"]),
            words.number(row["n_segments"]),
            str(row["fit_reason"]).replace("_", " "),
            str(row["status"]).replace("_", " "),
        ]
        for row in answer
    ]
    columns = ["Version", "As of", "Algorithm", "Segments", "Why it was fitted", "Status"]
    return Block(table=Table(columns, rows), has_source_rows=False)
