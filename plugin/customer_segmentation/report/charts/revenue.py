"""Share of customers beside share of revenue."""

from customer_segmentation.report import words
from customer_segmentation.report.block import Block
from customer_segmentation.report.chart import paired_bars
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "Share of customers and share of revenue so far"
QUERY = """select segment_id, segment_name, customer_count, customer_share, revenue_share
from segments
where segmentation = {segmentation} and customer_count > 0
order by revenue_share desc nulls last, customer_share desc, segment_id"""


def ask(subject: Subject) -> Answer:
    """Segments, the one with most revenue first."""
    return subject.ask(QUERY, "No segment has customers.")


def show(subject: Subject, answer: Answer) -> Block:
    """Two bars per segment."""
    rows = answer.rows
    told = "; ".join(
        f"{row['segment_name']} {words.percent(row['customer_share'])} and "
        f"{words.percent(row['revenue_share'])}"
        for row in answer
    )
    return Block(
        "Where the blue bar is the longer one, a segment earns more than its numbers.",
        paired_bars(
            rows["segment_name"].tolist(),
            ("Share of customers", rows["customer_share"].tolist()),
            ("Share of revenue so far", rows["revenue_share"].tolist()),
            f"Share of customers and of revenue so far: {told}.",
        ),
    )
