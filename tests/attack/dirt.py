"""Raw tables with one corruption in every few values, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pandas as pd

BLANKS = ["", " ", "\t", "\u00a0", "\u200b", "\ufeff", "\r\n"]
WORDS = [
    "NULL", "nan", "None", "n/a", "-", "0", "-1", "'; drop table raw.orders; --", '"', "\\", "%_%",
    "{{ 1 / 0 }}", "{% raw %}", "<script>", "a" * 500, "\U0001f600", "\u202etxt", "é", "?on hold",
    "".join(map(chr, range(1, 32))), "true", "1e400", "0x10", "١٢", "line\nbreak", "a,b;c|d",
]  # fmt: skip
NUMBERS = [
    "1,234.56", "1.234,56", "1e15", "-1e15", "1e12", "1e13", "1e308", "1e-320", "inf", "-inf", "NaN",
    "0.1", "-0", "00012", "12 EUR", "(5)", "5-", "1_000", ".5", "5.", "9" * 40,
]  # fmt: skip
TIMES = [
    "0000-00-00", "0001-01-01", "1899-12-31 23:59:59", "1900-01-01", "9999-12-31", "10000-01-01",
    "infinity", "-infinity", "epoch", "2023-02-30", "2023-13-01", "01/02/2023", "2023-01-01 24:00:00",
    "2023-01-01 10:00:00 PM", "2023-01-01T10:00:00Z", "2023-01-01 10:00:00+14:00", "20230101",
    "2023-01-01 10:00:00 o'clock", "1672531200", "2023-06-15 12:00 AM", "2031-01-01", "2024-12-31",
]  # fmt: skip
KEYS = [
    "17850.0",
    "17850.00",
    "1.785e4",
    "1E+05",
    "17850",
    " 17850",
    "17850\u00a0",
    "9007199254740993",
]


def _mutated(random_: random.Random, value: Any, known: list[Any]) -> Any:
    """Another value in place of one: none, a blank, a word, a number, a time, a key or a twin."""
    text = "" if value is None else str(value)
    kinds: list[Callable[[], Any]] = [
        lambda: None,
        lambda: random_.choice(BLANKS),
        lambda: random_.choice(WORDS),
        lambda: random_.choice(NUMBERS),
        lambda: random_.choice(TIMES),
        lambda: random_.choice(KEYS),
        lambda: random_.choice(known),
        lambda: random_.choice(BLANKS) + text + random_.choice(BLANKS),
        lambda: text.upper(),
        lambda: text[::-1],
        lambda: text + random_.choice(WORDS),
    ]
    return random_.choice(kinds)()


def sound_tables(random_: random.Random, customers: int) -> dict[str, list[dict[str, Any]]]:
    """Rows of a small shop whose every value is in order."""
    day = lambda: f"2023-{random_.randint(1, 12):02d}-{random_.randint(1, 28):02d}"  # noqa: E731
    ids = [f"c{number}" for number in range(customers)]
    orders = [
        {
            "order_id": f"o{number}",
            "customer_id": random_.choice(ids),
            "ordered_at": f"{day()} {random_.randint(0, 23):02d}:{random_.randint(0, 59):02d}:00",
            "status": random_.choice(["completed", "returned", "cancelled"]),
            "channel": random_.choice(["web", "store"]),
            "currency": "EUR",
            "total_amount": str(random_.randint(1, 500)),
            "discount_amount": "0",
            "coupon_code": None,
        }
        for number in range(customers * 4)
    ]
    return {
        "orders": orders,
        "customers": [
            {
                "customer_id": own,
                "canonical_customer_id": random_.choice([None, None, None, random_.choice(ids)]),
                "email": f"{own}@example.com",
                "birth_date": f"19{random_.randint(30, 99)}-05-05",
                "country": random_.choice(["DE", "FR", "uk"]),
                "signed_up_at": day(),
                "marketing_consent": random_.choice(["yes", "no", None]),
                "updated_at": random_.choice([None, day()]),
            }
            for own in [*ids, *random_.choices(ids, k=customers // 5)]
        ],
        "order_items": [
            {
                "order_item_id": f"i{number}",
                "order_id": random_.choice(orders)["order_id"],
                "product_id": f"p{random_.randint(0, 20)}",
                "quantity": str(random_.randint(-1, 4)),
                "unit_price": str(random_.randint(1, 90)),
                "discount_amount": None,
            }
            for number in range(customers * 8)
        ],
        "products": [
            {"product_id": f"p{number}", "product_name": f"thing {number}", "category": "things"}
            for number in range(21)
        ],
        "events": [
            {
                "event_id": f"e{number}",
                "customer_id": random_.choice(ids),
                "occurred_at": day(),
                "channel": random_.choice(["web", "email", None]),
                "event_type": random_.choice(["page_view", "opened", "sent", "unsubscribed"]),
                "session_id": f"s{number // 3}",
            }
            for number in range(customers * 6)
        ],
        "survey_responses": [
            {
                "response_id": f"r{number}",
                "customer_id": random_.choice(ids),
                "responded_at": day(),
                "survey_type": random_.choice(["nps", "csat"]),
                "score": str(random_.randint(1, 5)),
            }
            for number in range(customers)
        ],
    }


def dirty_tables(
    seed: int, customers: int = 60, share: float = 0.08
) -> tuple[dict[str, pd.DataFrame], set[tuple[str, str, str]]]:
    """Raw tables of which a share of all values was replaced, and rows come twice.

    Returns
    -------
    tables : dict of str to DataFrame
        Columns of text.
    corruptions : set of (table, column, value)
        What was tried.
    """
    random_ = random.Random(seed)
    tables = sound_tables(random_, customers)
    corruptions = set()
    for name, rows in tables.items():
        known = [value for row in rows for value in row.values()]
        for row in rows:
            for column in row:
                # Several currencies stop a build on purpose.
                if column != "currency" and random_.random() < share:
                    row[column] = _mutated(random_, row[column], known)
                    corruptions.add((name, column, str(row[column])))
        rows += [dict(row) for row in random_.choices(rows, k=len(rows) // 20)]
        random_.shuffle(rows)
    frames = {name: pd.DataFrame(rows, dtype="object") for name, rows in tables.items()}
    return frames, corruptions
