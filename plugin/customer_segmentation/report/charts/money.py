"""Value of each segment in the shop's currency."""

from collections.abc import Mapping
from typing import Any

from customer_segmentation.report import words
from customer_segmentation.report.block import Block, Table
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "In money"
COLUMNS = {
    "value_365d": "Past 365 days",
    "expected_value_90d": "Expected in 90 days",
    "value_at_risk_90d": "At risk in 90 days",
    "growth_value_90d": "Gained in 90 days",
    "lapsed_value_90d": "Below their pace",
}
QUERY = f"""select
    segment_id,
    {("," + chr(10) + "    ").join(COLUMNS)}
from segment_budget
where segmentation = {{segmentation}} and customer_share > 0
order by value_365d desc, segment_id"""

RANGE = """select
    max(churn_horizon_days) as churn_days,
    sum(expected_spend_90d) as expected,
    max(range_share) as range_share,
    max(season) as season
from customer_predictions
where is_current"""


def ask(subject: Subject) -> Answer:
    """Spend of the past year, and what the next quarter is expected to bring."""
    return subject.ask(QUERY, "There is no budget for this segmentation.")


def show(subject: Subject, answer: Answer) -> Block:
    """One row per segment, the most valuable first."""
    rows = [
        [
            subject.by_id[int(row["segment_id"])],
            *(
                words.number(None if words.is_null(row[column]) else round(row[column]))
                for column in COLUMNS
            ),
        ]
        for row in answer
    ]
    currency = f"In {subject.figures.currency}. " if subject.figures.currency else ""
    return Block(
        f"{currency}Net spend of the past 365 days, and what the members are expected to spend in the "
        f"next 90. At risk: what members who probably do not order {_for_long(subject)} spent in 90 days of "
        "the past year. "
        "Gained: how much more such customers spent in the past 90 days than in the 90 before and at "
        "their pace of that year. Below their pace: what the past 90 days lack of the pace of the past 365."
        + _range(subject),
        table=Table(["Segment", *COLUMNS.values()], rows, has_figures=True),
    )


def _totals(subject: Subject) -> Mapping[str, Any]:
    return next(iter(subject.tables.ask(RANGE, "There are no customers.")))


def _for_long(subject: Subject) -> str:
    days = _totals(subject)["churn_days"]
    return "again" if words.is_null(days) else f"in the next {int(days)} days"


def _range(subject: Subject) -> str:
    """How far the forecast of all customers may be off, a sentence; empty without a forecast."""
    row = _totals(subject)
    if words.is_null(row["range_share"]) or words.is_null(row["expected"]):
        return ""
    told = (
        f" All customers together are expected to spend "
        f"{subject.figures.money(row['expected'], is_compact=True)} in 90 days, give or take "
        f"{words.percent(row['range_share'])}"
    )
    return f"{told}." if row["season"] == "known" else f"{told}: the season is not known yet."
