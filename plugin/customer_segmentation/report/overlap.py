"""How segmentations divide the same customers: two tables per pair, one from each side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from customer_segmentation.report import words
from customer_segmentation.report.block import Table
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import literal

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
    """

    heading: str
    table: Table


def overlaps(subjects: Sequence[Subject]) -> list[Overlap]:
    """Each segmentation beside each of the others; nothing for a single one."""
    found = {}
    for first, second in combinations(subjects, 2):
        shared = _shared(first, second)
        found[first.name, second.name] = _overlap(first, second, shared)
        turned = {(column, row): count for (row, column), count in shared.items()}
        found[second.name, first.name] = _overlap(second, first, turned)
    return [found[one.name, other.name] for one, other in permutations(subjects, 2)]


def _shared(first: Subject, second: Subject) -> dict[tuple[int, int], int]:
    """Customers by segment of the first and segment of the second."""
    query = QUERY.replace("{rows}", literal(first.name)).replace("{columns}", literal(second.name))
    answer = first.tables.ask(query, "No customer is in both.")
    return {
        (int(row["segment_id"]), int(row["other_segment_id"])): int(row["customers"])
        for row in answer
    }


def _overlap(first: Subject, second: Subject, shared: Mapping[tuple[int, int], int]) -> Overlap:
    least = first.figures.min_cell_customers
    rows = []
    for segment, row in zip(first.shown, first.rows, strict=True):
        own = [shared.get((segment.segment_id, other.segment_id), 0) for other in second.shown]
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
    first_title, second_title = words.title_of(first.name), words.title_of(second.name)
    columns = [first_title, *(other.name for other in second.shown)]
    return Overlap(f"{first_title} in {second_title}", Table(columns, rows, has_figures=True))
