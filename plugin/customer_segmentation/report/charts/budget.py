"""Recommended share of the budget beside the share of value."""

from customer_segmentation.report import words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import paired_bars
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "Where the budget goes"
QUERY = """select segment_id, value_share, recommended_share, reason, cost_in_words
from segment_budget
where segmentation = {segmentation}
order by recommended_share desc, segment_id"""


def ask(subject: Subject) -> Answer:
    """Segments, the one with most of the budget first."""
    return subject.ask(QUERY, "There is no budget for this segmentation.")


def show(subject: Subject, answer: Answer) -> Block:
    """Two bars per segment."""
    rows = answer.rows
    names = [subject.by_id[int(segment_id)].name for segment_id in rows["segment_id"]]
    told = "; ".join(
        f"{name} {words.percent(share)}"
        for name, share in zip(names, rows["recommended_share"], strict=True)
    )
    return Block(
        "Recommended share of the marketing budget beside the segment's share of value.",
        paired_bars(
            names,
            ("Share of value", rows["value_share"].tolist()),
            ("Recommended share of budget", rows["recommended_share"].tolist()),
            f"Recommended share of the budget: {told}.",
        ),
    )
