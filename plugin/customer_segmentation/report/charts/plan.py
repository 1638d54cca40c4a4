"""Action, budget and reason per segment."""

import shlex

from customer_segmentation.report import words
from customer_segmentation.report.block import Block, Table
from customer_segmentation.report.charts import budget
from customer_segmentation.report.subject import SEGMENTS, Subject
from customer_segmentation.report.tables import Answer

HEADING = "Plan by segment"


def ask(subject: Subject) -> Answer:
    """Segments with the action that is proposed for them."""
    return subject.ask(SEGMENTS, "The segmentation has no segments.")


def show(subject: Subject, answer: Answer) -> Block:
    """The largest budget first; without a budget the actions alone."""
    shares = {int(row["segment_id"]): row for row in budget.ask(subject)}
    places = {segment_id: place for place, segment_id in enumerate(shares)}
    plan = sorted(
        zip(subject.shown, subject.rows, strict=True),
        key=lambda item: places.get(item[0].segment_id, len(places)),
    )
    # Where nobody can be written to, the page says so above the table.
    is_reached = any(row["reachable_customers"] for row in subject.rows)
    rows: list[list[object]] = []
    tests: list[list[object]] = []
    for segment, row in plan:
        own = shares.get(segment.segment_id, {})
        reasons = (words.sentence(own.get(column)) for column in ("reason", "cost_in_words"))
        budgeted = [words.percent(own.get("recommended_share")), " ".join(filter(None, reasons))]
        action = words.sentence(row["recommended_action"]) or "No proposal."
        offer = "" if words.is_null(row["action_offer"]) else f"Offer: {row['action_offer']}."
        offer = "No offer." if row["action_offer"] == "None" else offer
        goal = (
            ""
            if words.is_null(row["action_goal"])
            else (f"{row['action_goal']}, by {_small(row['action_measure'])} against the hold-out.")
        )
        rows.append(
            [
                segment,
                " ".join(filter(None, [action, offer])),
                *([words.sentence(row["action_channel"])] if is_reached else []),
                words.sentence(row["action_timing"]),
                goal,
                *(budgeted if shares else []),
            ]
        )
        tests.append([segment, words.sentence(row["action_test"])])
    columns = ["Segment", "Action", *(["Channel"] if is_reached else []), "When", "Goal"]
    columns += ["Budget", "Reason"] if shares else []
    return Block(
        table=Table(columns, rows),
        extra={
            "tests": Table(["Segment", "How to find out whether it works"], tests),
            "export": _export(subject, plan[0][0].segment_id) if is_reached else None,
        },
        has_source_rows=False,
    )


def _export(subject: Subject, segment_id: int) -> str:
    """The command that writes the list of a segment."""
    return (
        f"customer-segmentation export --segmentation {shlex.quote(subject.name)} "
        f"--segment {segment_id} --output list.csv"
    )


def _small(value: object) -> str:
    text = str(value)
    return text[:1].lower() + text[1:]
