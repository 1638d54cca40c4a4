"""A block of the report: heading, how to read it, a chart or a table, and the query behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from customer_segmentation.report import words
from customer_segmentation.report.chart import Chart
from customer_segmentation.report.subject import Segment, Subject
from customer_segmentation.report.tables import Answer

MAX_ROWS = 60


@dataclass(frozen=True)
class Table:
    """A table that the block shows; the first cell of a row is its heading.

    Attributes
    ----------
    columns : sequence of str
    rows : sequence of sequence
        A cell is a text or a Segment.
    has_figures : bool
        Whether the cells are figures, set to the right.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    has_figures: bool = False


@dataclass(frozen=True)
class Block:
    """What a module of `charts` shows of a segmentation.

    Attributes
    ----------
    note : str
        How to read it.
    chart : Chart or None
    table : Table or None
    key : sequence of Segment
        Segments that the chart shows by number.
    parts : sequence of Block
        Smaller charts side by side.
    extra : dict
        Whatever else the page template shows of this block.
    has_source_rows : bool
        Whether the rows of the query stand beside it.
    heading, answer
        Set by `block`.
    """

    note: str = ""
    chart: Chart | None = None
    table: Table | None = None
    key: Sequence[Segment] = ()
    parts: Sequence[Block] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    has_source_rows: bool = True
    heading: str = ""
    answer: Answer | None = None

    @property
    def source(self) -> tuple[list[str], list[list[str]], int] | None:
        """Column names and rows of the query as text, and the number of rows left out."""
        if self.answer is None or not self.has_source_rows:
            return None
        shown = self.answer.rows.head(MAX_ROWS)
        rows = [[words.cell(value) for value in row] for row in shown.itertuples(index=False)]
        return list(shown.columns), rows, len(self.answer.rows) - len(shown)


def block(name: str, subject: Subject) -> Block:
    """The block that the module of this name in `charts` makes.

    A module has a ``HEADING``, a function ``ask`` that gives the rows, and a function ``show`` that
    makes a `Block` of them and is called only when there are any.
    """
    module = import_module(f"customer_segmentation.report.charts.{name}")
    answer = module.ask(subject)
    shown = module.show(subject, answer) if answer else Block()
    return replace(shown, heading=module.HEADING, answer=answer)
