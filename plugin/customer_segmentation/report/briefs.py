"""Short answers to the four questions that a retailer asks of a segmentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from customer_segmentation.report import words
from customer_segmentation.report.charts import budget, membership
from customer_segmentation.report.subject import Subject


@dataclass(frozen=True)
class Brief:
    """The short answer to one of the four questions."""

    question: str
    headline: str
    text: str
    anchor: str
    level: str = "plain"


def briefs(subject: Subject, structure: words.Verdict, stability: words.Verdict) -> list[Brief]:
    """The four answers, in the order of the report."""
    rows = subject.rows
    largest = sorted(rows, key=lambda row: -row["customer_count"])[:3]
    who = Brief(
        "Who are they?",
        words.counted(len(rows), "segment"),
        "The largest: "
        + words.listed(
            [f"{row['segment_name']} ({words.percent(row['customer_share'])})" for row in largest]
        )
        + ".",
        "who",
    )
    return [_action(subject), who, _worth(rows), _sure(subject, structure, stability)]


def _worth(rows: Sequence[Mapping[str, Any]]) -> Brief:
    question = "What are they worth?"
    valued = [row for row in rows if not words.is_null(row["revenue_share"])]
    if not valued:
        reason = "Nobody has spent anything, or it is not known what orders were worth."
        return Brief(question, "No revenue known", reason, "worth")
    top = max(valued, key=lambda row: row["revenue_share"])
    text = (
        f"{top['segment_name']}: {words.percent(top['customer_share'])} of customers, "
        f"{words.percent(top['revenue_share'])} of revenue so far."
    )
    rich = max(valued, key=lambda row: row["value_index"] or 0)
    if rich["segment_id"] != top["segment_id"]:
        text += (
            f" Per head {rich['segment_name']} spend most, "
            f"{words.ratio(rich['value_index'])} the average."
        )
    elif not words.is_null(top["value_index"]):
        text += f" That is {words.ratio(top['value_index'])} the average per head."
    return Brief(
        question,
        f"{words.percent(top['revenue_share'])} of revenue so far from one segment",
        text,
        "worth",
    )


def _sure(subject: Subject, structure: words.Verdict, stability: words.Verdict) -> Brief:
    question = "How sure are we?"
    if not subject.is_fitted:
        return Brief(
            question,
            "Certain by definition",
            "Every customer matches one definition. Whether the definitions suit the business is "
            "a matter of judgement.",
            "sure",
        )
    border = ""
    belonging = membership.ask(subject)
    # Where halves of the customers draw other borders, how near one stands to these says little.
    if belonging and words.BORDERS_VARY not in stability.label:
        members = belonging.rows
        share = (members["border_share"] * members["customers"]).sum() / members["customers"].sum()
        few = "No customer stands" if share == 0 else f"{words.percent(share)} of customers stand"
        border = f" {few} close to a border."
    natural, meaning = {
        "good": ("natural groups", "The borders follow gaps in how customers behave."),
        "fair": (
            "no natural groups",
            "They divide a continuum, as price bands do: useful, not discovered.",
        ),
    }.get(structure.level, ("structure not known", structure.text))
    if stability.level == "poor":
        meaning = (
            "Other customers would have been divided in another way: use them for exploration."
        )
        border = ""
    order = ("poor", "fair", "good", "plain")
    level = min(structure.level, stability.level, key=order.index)
    return Brief(
        question,
        f"{stability.label}, {natural}"
        if stability.label != "Not measured"
        else f"Stability not measured, {natural}",
        meaning + border,
        "sure",
        level,
    )


def _action(subject: Subject) -> Brief:
    question = "What to do?"
    shares = {
        int(row["segment_id"]): row["recommended_share"]
        for row in budget.ask(subject)
        if not words.is_null(row["recommended_share"])
    }
    proposed = [row for row in subject.rows if not words.is_null(row["recommended_action"])]
    if not proposed:
        return Brief(
            question,
            "No action proposed",
            "Without orders it is not known what customers do by now. What each segment is to get can be "
            "written into the var segment_overrides.",
            "do",
        )
    if not shares and all(words.is_null(row["revenue_share"]) for row in subject.rows):
        return Brief(question, "Gather orders first", "", "do")
    first = max(
        proposed,
        key=lambda row: (
            shares.get(int(row["segment_id"]), 0.0),
            0.0 if words.is_null(row["revenue_share"]) else row["revenue_share"],
        ),
    )
    text = words.sentence(first["recommended_action"])
    if not first["reachable_customers"]:
        text += f" {words.sentence(first['action_channel'])}"
    if int(first["segment_id"]) in shares:
        text += f" {words.percent(shares[int(first['segment_id'])])} of the budget."
    return Brief(question, f"Start with {first['segment_name']}", text, "do")
