"""Hypothesis strategies of raw tables: a sound shop, and what is wrong with it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pandas as pd
from hypothesis import strategies as st

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


# Characters of any script; a text of a database holds neither NUL nor half a surrogate pair.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
# Another value in place of one: (how, with what).
REPLACEMENTS = st.one_of(
    st.tuples(st.just("nothing"), st.none()),
    st.tuples(st.just("is"), st.sampled_from([*BLANKS, *WORDS])),
    st.tuples(st.just("is"), st.sampled_from(NUMBERS)),
    st.tuples(st.just("is"), st.sampled_from(TIMES)),
    st.tuples(st.just("is"), st.sampled_from(KEYS)),
    st.tuples(st.just("is"), TEXTS),
    st.tuples(st.just("is"), st.floats().map(repr)),
    st.tuples(st.just("is"), st.datetimes().map(str)),
    st.tuples(st.just("is that of row"), st.integers(0, 999)),
    st.tuples(st.just("begins with"), st.sampled_from(BLANKS)),
    st.tuples(st.just("ends with"), st.sampled_from([*BLANKS, *WORDS])),
    st.tuples(st.just("is in capitals"), st.none()),
    st.tuples(st.just("is written backwards"), st.none()),
)
# Several currencies stop a build on purpose.
SPARED = {"currency"}
# Columns that may be stored as what they hold; what cannot be read is nothing then.
TYPES = {
    ("orders", "ordered_at"): ["timestamp", "timestamptz", "date"],
    ("orders", "total_amount"): ["double", "decimal(18, 2)", "float", "bigint"],
    ("order_items", "quantity"): ["double", "integer", "decimal(18, 2)"],
    ("order_items", "unit_price"): ["double", "decimal(18, 2)"],
    ("customers", "birth_date"): ["date", "timestamp"],
    ("customers", "updated_at"): ["date", "timestamp", "timestamptz"],
    ("events", "occurred_at"): ["timestamp", "timestamptz", "date"],
    ("survey_responses", "score"): ["integer", "double"],
}


@dataclass(frozen=True)
class Shop:
    """Raw tables of which some values were replaced.

    Attributes
    ----------
    seed : int
        Of the sound shop.
    corruptions : tuple of (table, row, column, how, with what)
        In the order in which they were made; a column of ``None`` doubles the row.
    types : mapping of (table, column) to str
        Columns that are not stored as text.
    """

    seed: int
    corruptions: tuple[tuple[str, int, str | None, str, Any], ...]
    types: tuple[tuple[str, str, str], ...]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Columns of text, or what SQL casts of it; rows in no order."""
        random_ = random.Random(self.seed)
        tables = sound_tables(random_, CUSTOMERS)
        for name, number, column, how, what in self.corruptions:
            rows = tables[name]
            row = rows[number % len(rows)]
            if column is None:
                rows.append(dict(row))
            else:
                row[column] = _replaced(row[column], how, what, column, rows)
        for rows in tables.values():
            random_.shuffle(rows)
        return {name: pd.DataFrame(rows, dtype="object") for name, rows in tables.items()}


def _replaced(
    value: str | None, how: str, what: Any, column: str, rows: list[dict[str, Any]]
) -> str | None:
    text = value or ""
    if how == "is":
        return what
    if how == "is that of row":
        return rows[what % len(rows)][column]
    return {
        "nothing": None,
        "begins with": f"{what}{text}",
        "ends with": f"{text}{what}",
        "is in capitals": text.upper(),
        "is written backwards": text[::-1],
    }[how]


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    """Up to 600 corruptions, about one value in eight; the simplest shop has none."""
    corruptions = []
    for _ in range(draw(st.integers(0, 600))):
        name, column = draw(st.sampled_from(PLACES))
        row = draw(st.integers(0, 999))
        how, what = ("twice", None) if column is None else draw(REPLACEMENTS)
        corruptions.append((name, row, column, how, what))
    types = [
        (name, column, kind)
        for (name, column), kinds in TYPES.items()
        if (kind := draw(st.sampled_from([None, None, *kinds]))) is not None
    ]
    return Shop(draw(st.integers(0, 99)), tuple(corruptions), tuple(types))


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


CUSTOMERS = 60
PLACES = [
    (name, column)
    for name, rows in sound_tables(random.Random(0), 10).items()
    for column in [*rows[0], None]
    if column not in SPARED
]
