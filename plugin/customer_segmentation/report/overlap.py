"""How segmentations divide the same customers: one table per pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customer_segmentation.report import words
from customer_segmentation.report.block import Table
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer, literal

QUERY = """select
    rows_of.segment_id as segment_id,
    columns_of.segment_id as other_segment_id,
    count(*) as customers
from customer_segments as rows_of
inner join customer_segments as columns_of
    on rows_of.customer_id = columns_of.customer_id
where rows_of.segmentation = {rows} and columns_of.segmentation = {columns}
group by rows_of.segment_id, columns_of.segment_id
order by rows_of.segment_id, columns_of.segment_id"""


@dataclass(frozen=True)
class Overlap:
    """Where the customers of one segmentation's segments are in another.

    Attributes
    ----------
    heading : str
    table : Table
        A row per segment of the first, a column per segment of the second, shares of the row.
    answer : Answer
    """

    heading: str
    table: Table
    answer: Answer


def overlaps(subjects: Sequence[Subject]) -> list[Overlap]:
    """The first segmentation beside each of the others; nothing for a single one."""
    return [_overlap(subjects[0], other) for other in subjects[1:]]


def _overlap(first: Subject, second: Subject) -> Overlap:
    query = QUERY.replace("{rows}", literal(first.name)).replace("{columns}", literal(second.name))
    answer = first.tables.ask(query, "No customer is in both.")
    counts = {
        (int(row["segment_id"]), int(row["other_segment_id"])): int(row["customers"])
        for row in answer
    }
    least = first.figures.min_cell_customers
    columns = [segment for segment in second.shown]
    rows = []
    for segment, row in zip(first.shown, first.rows, strict=True):
        own = [counts.get((segment.segment_id, other.segment_id), 0) for other in columns]
        rows.append(
            [
                segment,
                *(
                    ""
                    if count == 0
                    else f"<{least}"
                    if count < least
                    else words.percent(count / row["customer_count"])
                    for count in own
                ),
            ]
        )
    return Overlap(
        f"{words.title_of(first.name)} in {words.title_of(second.name)}",
        Table(
            [words.title_of(first.name), *(other.name for other in columns)], rows, has_figures=True
        ),
        answer,
    )
