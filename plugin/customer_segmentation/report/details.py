"""The parts of the report that are tables and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from customer_segmentation.report import words
from customer_segmentation.report.chart import Segment
from customer_segmentation.report.tables import Answer


def algorithms(answer: Answer) -> list[tuple[str, str, str]]:
    """Per algorithm: its name, what it reached, and what became of it."""
    shown = []
    for row in answer:
        name = words.ALGORITHM_NAMES.get(row["algorithm"], str(row["algorithm"]))
        count = int(row["n_segments"])
        reached = [f"{count} segment" if count == 1 else f"{count} segments"]
        for label, column in (
            ("silhouette", "silhouette_test"),
            ("prediction strength", "prediction_strength"),
            ("Jaccard", "jaccard_mean"),
        ):
            if not words.is_null(row[column]):
                reached.append(f"{label} {row[column]:.2f}")
        reason = "" if words.is_null(row["rejection_reason"]) else str(row["rejection_reason"])
        fate = "Chosen." if row["is_selected"] is True else words.sentence(reason) or "Not chosen."
        shown.append((name, ", ".join(reached), fate[:1].upper() + fate[1:]))
    return shown


def plan(
    rows: Sequence[Mapping[str, Any]], segments: Sequence[Segment], budget: Answer
) -> list[dict[str, str]]:
    """Action, budget and reason per segment, the largest budget first."""
    shares = {int(row["segment_id"]): row for row in budget}
    plan = []
    for row, segment in zip(rows, segments, strict=True):
        share = shares.get(segment.segment_id, {})
        recommended = share.get("recommended_share")
        plan.append(
            {
                "segment": segment,
                "action": words.sentence(row["recommended_action"]) or "No proposal.",
                "budget": "" if words.is_null(recommended) else words.percent(recommended),
                "reason": ""
                if words.is_null(share.get("reason"))
                else words.sentence(share.get("reason")),
                "rank": -(recommended if not words.is_null(recommended) else 0.0),
            }
        )
    return sorted(plan, key=lambda item: item["rank"])


def _predicate(predicate: Any) -> str:
    """A rule, or nothing where the build found none."""
    is_empty = words.is_null(predicate) or str(predicate).strip().upper() == "FALSE"
    return "" if is_empty else str(predicate).replace(") OR (", ")\nOR (")


def rules(answer: Answer, segments: Sequence[Segment]) -> tuple[list[dict[str, Any]], list[str]]:
    """Rules per segment with how well they pick it out, and the dialects they come in."""
    if not answer:
        return [], []
    rows = answer.rows
    dialects = sorted(rows["dialect"].unique(), key=lambda dialect: (dialect != "duckdb", dialect))
    rules = []
    for segment in segments:
        own = rows[rows["segment_id"] == segment.segment_id]
        if own.empty:
            continue
        first = own.iloc[0]
        rules.append(
            {
                "segment": segment,
                "predicates": {
                    row["dialect"]: _predicate(row["predicate"]) for row in own.to_dict("records")
                },
                "precision": words.percent(first["precision"]),
                "recall": words.percent(first["recall"]),
                "coverage": words.percent(first["coverage"]),
            }
        )
    return rules, dialects


def products(answer: Answer, segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """Items that each segment buys more than others, per kind of item."""
    if not answer:
        return []
    rows = answer.rows
    shown = []
    for segment in segments:
        own = rows[rows["segment_id"] == segment.segment_id]
        shown.append(
            {
                "segment": segment,
                "groups": [
                    (
                        {"product": "Products", "category": "Categories"}.get(kind, kind),
                        [
                            {
                                "item": row["item"],
                                "lift": words.ratio(row["lift"]),
                                "support": words.percent(row["support"]),
                                "buyers": words.number(row["buyers"]),
                            }
                            for row in group.to_dict("records")
                        ],
                    )
                    for kind, group in own.groupby("item_type", sort=True)
                ],
            }
        )
    return shown


def leaving(checks: Answer, segments: Sequence[Segment]) -> list[tuple[str, float]]:
    """Segments that keep too few of their members from one period to the next."""
    names = {segment.segment_id: segment.name for segment in segments}
    return [
        (names[int(row["segment_id"])], float(row["value"]))
        for row in checks
        if row["check_name"] == "members_kept"
        and not words.is_null(row["segment_id"])
        and int(row["segment_id"]) in names
        and row["value"] < row["threshold"]
    ]


def checks(answer: Answer, segments: Sequence[Segment]) -> dict[str, list[Any]]:
    """Stability checks as a grid: one column per check, one row per segment."""
    if not answer:
        return {}
    rows = answer.rows
    order = list(words.CHECKS)
    names = sorted(
        rows["check_name"].unique(),
        key=lambda name: (order.index(name) if name in order else len(order), name),
    )
    known = {segment.segment_id: segment for segment in segments}
    cells: dict[Any, dict[str, tuple[str, str]]] = {}
    for row in rows.to_dict("records"):
        key = None if words.is_null(row["segment_id"]) else known.get(int(row["segment_id"]))
        value = "" if words.is_null(row["value"]) else f"{row['value']:.2f}"
        rating = "" if words.is_null(row["rating"]) else str(row["rating"]).replace("_", " ")
        cells.setdefault(key, {})[row["check_name"]] = (value, rating)
    listed = [segment for segment in segments if segment in cells] + [None] * (None in cells)
    return {
        "columns": [words.check_title(name) for name in names],
        "rows": [
            (segment, [cells[segment].get(name, ("", "")) for name in names]) for segment in listed
        ],
    }


def recommendations(answer: Answer) -> str:
    """Whether the items of the segment are worth recommending, by orders kept out."""
    rates = {row["list_name"]: row for row in answer}
    if not {"segment_items", "best_sellers"} <= set(rates):
        return ""
    own, best = rates["segment_items"], rates["best_sellers"]
    return (
        f"Measured on the last orders of {words.number(own['customers'])} customers: ten items "
        f"of the segment hit {words.percent(own['hit_rate_at_10'])} of them, ten best sellers "
        f"{words.percent(best['hit_rate_at_10'])}. {words.sentence(own['verdict'])}"
    )


def money(answer: Answer, segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """Value of each segment in the shop's currency."""
    known = {segment.segment_id: segment for segment in segments}
    return [
        {
            "segment": known[int(row["segment_id"])],
            "figures": [
                words.number(None if words.is_null(row[column]) else round(row[column]))
                for column in (
                    "value_365d",
                    "expected_value_90d",
                    "value_at_risk_90d",
                    "growth_value_90d",
                    "lapsed_value_90d",
                )
            ],
        }
        for row in answer
        if int(row["segment_id"]) in known
    ]


def versions(models: Answer) -> list[dict[str, str]]:
    """The models that were fitted, the newest first."""
    return [
        {
            "version": words.number(row["model_version"]),
            "date": words.day(row["fitted_as_of_date"]),
            "algorithm": words.ALGORITHM_NAMES.get(row["algorithm"], str(row["algorithm"])),
            "segments": words.number(row["n_segments"]),
            "reason": str(row["fit_reason"]).replace("_", " "),
            "status": str(row["status"]).replace("_", " "),
        }
        for row in models
    ]
