"""A shop whose categories are code of several languages, and what must hold of its build."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd

LEVELS = [
    "o'land", "a\\", "\\'; drop table raw.orders; --", "a\\nb", 'a"b`c', "{{ 1 / 0 }}", "{% raw %}",
    "%_%s%(x)s", "$$x$$ $1 :b ?", "line\nend", "a/*b*/--c", "\U0001f600", "';select 1;'",
]  # fmt: skip
VARIABLES: dict[str, Any] = {
    "use_demo_data": False,
    "effort": "quick",
    "as_of_date": "2024-01-01",
    "history_periods": 1,
    "segmentations": [
        {
            "name": "tiers",
            "method": "clusters",
            "algorithms": ["kmeans"],
            "n_segments": 4,
            "features": {"families": ["monetary"], "include": ["loyalty_tier", "city"]},
        },
        {
            "name": "picked",
            "method": "rules",
            "rules": [
                {"segment": "Picked", "when": "customer_id in ('c1', 'it''s') and is_current"},
                {"segment": "Others"},
            ],
        },
    ],
    # The levels are planted to be read, not to be good segments.
    "stability_severity": "warn",
}
SELECTED = (
    *("--select", "+segment_rules", "+segment_drift", "+customer_segments"),
    *("--exclude-resource-type", "test"),
)


def shop() -> dict[str, pd.DataFrame]:
    """A few customers of each level, who spend as their level says."""
    random_ = random.Random(1)
    customers, orders = [], []
    for number in range(260):
        level = number % len(LEVELS)
        customers.append((f"c{number}", LEVELS[level], LEVELS[-level], "2023-01-01"))
        orders += [
            (
                f"o{number}_{order}",
                f"c{number}",
                f"2023-{month:02d}-{random_.randint(1, 28):02d}",
                str(10 * level + random_.randint(1, 9)),
            )
            for order, month in enumerate(random_.sample(range(1, 13), 3))
        ]
    return {
        "customers": pd.DataFrame(
            customers, columns=["customer_id", "loyalty_tier", "city", "signed_up_at"]
        ),
        "orders": pd.DataFrame(
            orders, columns=["order_id", "customer_id", "ordered_at", "total_amount"]
        ),
    }


def problems(query, dialect: str) -> list[str]:
    """What does not hold of a build; ``query`` gives the rows of a query as a frame."""
    from customer_segmentation.model.segment_model import from_json, predict

    found = []
    mart = query("select * from customer_features order by customer_id, as_of_date")
    if set(mart.loyalty_tier.dropna()) != set(LEVELS) or set(mart.city.dropna()) != set(LEVELS):
        found.append(f"levels are {sorted(set(mart.loyalty_tier.dropna()))}")
    model = from_json(
        query("select model_json from segment_fits where segmentation = 'tiers'").model_json[0]
    )
    scored = query(
        "select * from customer_segment_history where segmentation = 'tiers' "
        "order by customer_id, as_of_date"
    )
    expected = predict(model, mart)
    if scored.segment_id.tolist() != expected.segment_id.tolist():
        found.append("SQL scores other segments than Python")
    members = scored[scored.is_current].set_index("customer_id").segment_id
    rules = query(
        "select segment_id, predicate, precision from segment_rules "
        f"where segmentation = 'tiers' and dialect = '{dialect}'"
    )
    if not any(level.replace("'", "''") in rule for level in LEVELS for rule in rules.predicate):
        found.append(f"no rule names a level: {rules.predicate.tolist()}")
    for rule in rules.itertuples():
        matched = query(
            f"select customer_id from customer_features where is_current and ({rule.predicate})"
        ).customer_id
        own = (members[matched] == rule.segment_id).mean()
        if abs(own - rule.precision) > 1e-9:
            found.append(f"{rule.predicate} is true of {own:.0%}, not of {rule.precision:.0%}")
    picked = query(
        "select recall from segment_rules "
        f"where segmentation = 'picked' and dialect = '{dialect}' and precision = 1"
    )
    if picked.recall.tolist() != [1, 1]:
        found.append(f"rules on customer_id are not exact: {picked.recall.tolist()}")
    drift = query(
        "select * from segment_drift "
        "where segmentation = 'tiers' and subject_name in ('loyalty_tier', 'city')"
    )
    if len(drift) != 2 or not drift.psi.between(0, 0.01).all():
        found.append(f"levels that nobody changed drifted: {drift.psi.tolist()}")
    return found
