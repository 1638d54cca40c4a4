"""Products and categories that each segment buys more than others do."""

from __future__ import annotations

from customer_segmentation.report import words
from customer_segmentation.report.block import Block
from customer_segmentation.report.subject import Subject
from customer_segmentation.report.tables import Answer

HEADING = "What they buy more than others"
TITLES = {"product": "Products", "category": "Categories"}
QUERY = """select
    segment_id,
    item_type,
    item_name as item,
    buyers,
    support,
    lift,
    segment_product_affinity.rank
from segment_product_affinity
where segmentation = {segmentation}
    and segment_product_affinity.rank <= 5
    and lift_lower_bound > 1
order by segment_id, item_type, segment_product_affinity.rank, item_name"""
QUALITY = """select list_name, customers, customers_hit, hit_rate_at_10, verdict
from recommendation_quality
where segmentation = {segmentation}
order by list_name"""


def ask(subject: Subject) -> Answer:
    """The items that are surely bought more, the surest first."""
    return subject.ask(
        QUERY, "No product stands out in any segment, or the build has no order lines."
    )


def show(subject: Subject, answer: Answer) -> Block:
    """Items per segment and kind, and whether they are worth recommending."""
    rows = answer.rows
    quality = subject.ask(QUALITY, "Recommendations were not measured for this segmentation.")
    measured = {"measured": _measured(quality), "quality": Block(answer=quality)}
    if not _beats_best_sellers(quality):
        said = "Not listed: " + (
            "the items of the segments do not beat best sellers. Recommend best sellers."
            if quality
            else "whether they beat best sellers was not measured for this segmentation (var "
            "recommendation_segmentation)."
        )
        return Block(said, extra={"lists": [], **measured}, has_source_rows=False)
    lists = []
    for segment in subject.segments:
        own = rows[rows["segment_id"] == segment.segment_id]
        groups = [
            (TITLES[kind], [_item(row) for row in group.to_dict("records")])
            for kind, group in own.groupby("item_type", sort=True)
        ]
        lists.append((segment, groups))
    return Block(
        "How many times as large a part of the segment's purchases an item is as of all customers' "
        "purchases, and the share of members who bought it; the surest first. Items that few have "
        "bought are left out.",
        extra={"lists": lists, **measured},
    )


def _beats_best_sellers(quality: Answer) -> bool:
    rates = {row["list_name"]: row["customers_hit"] for row in quality}
    return rates.get("segment_items", 0) > rates.get("best_sellers", 0)


def _item(row: dict[str, object]) -> tuple[str, str, str]:
    return str(row["item"]), words.ratio(row["lift"]), words.percent(row["support"])


def _measured(quality: Answer) -> str:
    """Whether the items of the segment hit the orders that were kept out of the count."""
    rates = {row["list_name"]: row for row in quality}
    if not {"segment_items", "best_sellers"} <= set(rates):
        return ""
    own, best = rates["segment_items"], rates["best_sellers"]
    return (
        f"Measured on the last orders of {words.number(own['customers'])} customers: ten items "
        f"of the segment hit {words.percent(own['hit_rate_at_10'])} of them, ten best sellers "
        f"{words.percent(best['hit_rate_at_10'])}. {words.sentence(own['verdict'])}"
    )
