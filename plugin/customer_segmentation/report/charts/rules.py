"""Conditions that pick out each segment, per dialect of SQL."""

from __future__ import annotations

from typing import Any

from customer_segmentation.report import words
from customer_segmentation.report.block import Block
from customer_segmentation.report.sentences import in_words
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "How to pick them out"
# `precision` is a word of SQL: the name of the table in front makes it a column everywhere.
QUERY = """select
    segment_id,
    dialect,
    predicate,
    segment_rules.precision,
    recall,
    coverage
from segment_rules
where segmentation = {segmentation}
order by segment_id, dialect"""


def ask(subject: Subject) -> Answer:
    """One condition per segment and dialect."""
    return subject.ask(QUERY, "There are no rules for this segmentation.")


def show(subject: Subject, answer: Answer) -> Block:
    """The conditions with how well they pick the segment out."""
    rows = answer.rows
    dialects = sorted(rows["dialect"].unique(), key=lambda dialect: (dialect != "duckdb", dialect))
    rules = []
    for segment in subject.segments:
        own = rows[rows["segment_id"] == segment.segment_id].sort_values(
            "dialect", key=lambda column: column != dialects[0], kind="stable"
        )
        if own.empty:
            continue
        first = own.iloc[0]
        quality = (
            f"precision {words.percent(first['precision'])}, recall "
            f"{words.percent(first['recall'])}, matches {words.percent(first['coverage'])} of "
            "customers"
        )
        predicates = {row["dialect"]: _text(row["predicate"]) for row in own.to_dict("records")}
        told = in_words(str(own["predicate"].iloc[0]), subject.features, dialects[0])
        rules.append((segment, quality, told, predicates))
    return Block(
        "A readable stand-in for the segmentation, in words where it is short and as a condition on "
        "the feature table. "
        "Precision: of the customers that match, how many belong. Recall: of those that belong, "
        "how many match.",
        extra={"rules": rules, "dialects": dialects},
        has_source_rows=False,
    )


def _text(predicate: Any) -> str:
    """The condition with one alternative per line."""
    if words.is_null(predicate) or str(predicate).strip().upper() == "FALSE":
        return "no readable rule found"
    return str(predicate).replace(") OR (", ")\nOR (")
