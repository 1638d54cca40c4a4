"""Synthetic raw tables with planted behavioural segments.

``python -m customer_segmentation.demo --customers N --seed S --out DIR`` writes the six raw
tables of the contract and an answer file (customer_id, planted_segment). The answer file is
the only place where the planted segment is written. Work is done in chunks of customers, so
memory does not grow with ``N``, and every chunk has its own random stream, so the same
arguments always give the same rows.

Nothing happens to the shop as a whole unless ``--shift`` is given: newcomers arrive on every day,
and after their first months some leave and the others take on a lasting behaviour, so that the
shares of the segments and their behaviour are much the same on every date.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("orders", "customers", "order_items", "products", "events", "survey_responses")
ANSWERS = "demo_answers"
FIRST_DAY = np.datetime64("2023-01-01")
LAST_DAY = np.datetime64("2024-12-31")
DAYS = int((LAST_DAY - FIRST_DAY).astype(int)) + 1
CHUNK_CUSTOMERS = 25_000
SHIFT_DAYS = 90
# Gap inside a burst of orders, as a share of the customer's mean gap.
BURST_GAP = 0.15
SECONDS_PER_DAY = 86_400
# Mean events per customer that the rates of SEGMENTS amount to: by e-mail and all others.
MAIL_EVENTS_OF_RATES = 24.0
OTHER_EVENTS_OF_RATES = 57.0
MAX_MAIL_SHARE = 0.6


@dataclass(frozen=True)
class Segment:
    """Behaviour of one planted segment: rates are per year, shares are 0..1.

    ``share`` of all customers begin with this behaviour, on a day between the two of ``start``
    (days since ``FIRST_DAY``); ``joins`` of the newcomers take it on after their first months.
    Customers signed up ``member_days`` before their first order. Orders come in groups of
    ``burst``, with an irregularity of ``jitter`` (0 like a clock, 1 anywhere in their part of the
    time).
    """

    name: str
    share: float
    joins: float
    start: tuple[int, int]
    member_days: float
    orders: float
    burst: int
    jitter: float
    lines: float
    quantity: float
    coupon: float
    discount: float
    returns: float
    channels: tuple[float, float, float]
    morning: float
    evening: float
    weekend: float
    sessions: float
    session_events: float
    search: float
    cart: float
    emails: float
    opened: float
    clicked: float
    social: float
    tickets: float
    unsubscribed: float
    satisfaction: float
    age: float
    categories: tuple[float, ...]


# category: (name, median price in EUR)
CATEGORIES = (
    ("Groceries", 5.0),
    ("Household", 9.0),
    ("Beauty", 14.0),
    ("Books", 13.0),
    ("Toys", 18.0),
    ("Clothing", 28.0),
    ("Sports", 34.0),
    ("Garden", 30.0),
    ("Electronics", 75.0),
    ("Furniture", 95.0),
)
PRODUCTS_PER_CATEGORY = 24

SEGMENTS = (
    Segment(
        "loyal", share=0.1, joins=0.32, start=(0, 60),
        member_days=1.5, orders=19.5, burst=1, jitter=0.3,
        lines=2.0, quantity=1.3, coupon=0.05, discount=0.05, returns=0.01,
        channels=(0.08, 0.86, 0.06), morning=0.8, evening=0.08, weekend=0.1,
        sessions=8.0, session_events=4.0, search=0.12, cart=0.35,
        emails=9.0, opened=0.3, clicked=0.08, social=1.0, tickets=0.05, unsubscribed=0.01,
        satisfaction=0.9, age=44, categories=(6, 6, 4, 1, 1, 1, 1, 1, 0.3, 0.2),
    ),
    Segment(
        "bargain_hunter", share=0.19, joins=0.0, start=(0, 60),
        member_days=400, orders=5.6, burst=2, jitter=0.3,
        lines=1.5, quantity=2.2, coupon=0.88, discount=0.3, returns=0.12,
        channels=(0.92, 0.05, 0.03), morning=0.06, evening=0.85, weekend=0.25,
        sessions=3.2, session_events=3.5, search=0.35, cart=0.15,
        emails=10.0, opened=0.85, clicked=0.65, social=0.2, tickets=0.1, unsubscribed=0.01,
        satisfaction=0.7, age=36, categories=(1, 2, 1, 3, 3, 6, 1, 0.5, 0.5, 0.2),
    ),
    Segment(
        "big_basket", share=0.16, joins=0.0, start=(0, 60),
        member_days=900, orders=4.2, burst=1, jitter=0.5,
        lines=6.2, quantity=1.6, coupon=0.03, discount=0.04, returns=0.02,
        channels=(0.04, 0.03, 0.93), morning=0.3, evening=0.08, weekend=0.92,
        sessions=0.8, session_events=3.0, search=0.2, cart=0.1,
        emails=12.0, opened=0.15, clicked=0.03, social=0.05, tickets=0.05, unsubscribed=0.88,
        satisfaction=0.75, age=52, categories=(1, 1, 0.5, 0.5, 0.5, 1, 2, 5, 4, 5),
    ),
    Segment(
        "lapsed", share=0.0, joins=0.68, start=(0, 0),
        member_days=60, orders=0.0, burst=1, jitter=0.8,
        lines=2.0, quantity=1.3, coupon=0.05, discount=0.05, returns=0.03,
        channels=(0.88, 0.06, 0.06), morning=0.25, evening=0.1, weekend=0.15,
        sessions=0.0, session_events=3.2, search=0.2, cart=0.2,
        emails=9.0, opened=0.06, clicked=0.01, social=0.0, tickets=0.0, unsubscribed=0.01,
        satisfaction=0.4, age=41, categories=(1, 1, 1, 3, 2, 4, 3, 1, 1, 0.5),
    ),
    Segment(
        "browser", share=0.17, joins=0.0, start=(0, 420),
        member_days=20, orders=0.6, burst=1, jitter=0.9,
        lines=1.2, quantity=1.1, coupon=0.03, discount=0.05, returns=0.02,
        channels=(0.05, 0.92, 0.03), morning=0.06, evening=0.85, weekend=0.25,
        sessions=36.0, session_events=1.8, search=0.3, cart=0.1,
        emails=9.0, opened=0.35, clicked=0.1, social=14.0, tickets=0.05, unsubscribed=0.01,
        satisfaction=0.6, age=27, categories=(0.5, 0.5, 2, 2, 1, 4, 4, 0.5, 5, 1),
    ),
    Segment(
        "newcomer", share=0.38, joins=0.0, start=(0, DAYS - 2),
        member_days=1.5, orders=6.2, burst=1, jitter=0.3,
        lines=1.8, quantity=1.3, coupon=0.3, discount=0.12, returns=0.02,
        channels=(0.88, 0.08, 0.04), morning=0.2, evening=0.2, weekend=0.2,
        sessions=70.0, session_events=1.4, search=0.3, cart=0.35,
        emails=16.0, opened=0.6, clicked=0.3, social=0.2, tickets=5.0, unsubscribed=0.01,
        satisfaction=0.75, age=31, categories=(2, 2, 3, 2, 2, 3, 2, 1, 1, 0.5),
    ),
)  # fmt: skip

ORDER_CHANNELS = ("web", "app", "store")
COUPONS = ("SAVE10", "SAVE20", "SUMMER", "FRIENDS", "FLASH")
# city, region, postal code prefix, country
CITIES = (
    ("London", "England", "EC1", "GB"),
    ("Leeds", "England", "LS1", "GB"),
    ("Cardiff", "Wales", "CF10", "GB"),
    ("Dublin", "Leinster", "D02", "IE"),
    ("Berlin", "Berlin", "101", "DE"),
    ("Munich", "Bavaria", "803", "DE"),
    ("Hamburg", "Hamburg", "200", "DE"),
    ("Lyon", "Auvergne-Rhone-Alpes", "690", "FR"),
    ("Paris", "Ile-de-France", "750", "FR"),
    ("Madrid", "Madrid", "280", "ES"),
)
FIRST_NAMES = ("Anna", "Ben", "Clara", "David", "Emma", "Finn", "Grace", "Hugo", "Ida", "Jonas")
LAST_NAMES = ("Adams", "Becker", "Costa", "Dupont", "Evans", "Fischer", "Garcia", "Hughes")
ACQUISITION = ("organic_search", "paid_search", "social", "referral", "store", "marketplace")
TIERS = ("bronze", "silver", "gold")
WEB_EVENTS = ("page_view", "product_view", "search", "add_to_cart")
SOCIAL_EVENTS = ("like", "share", "comment", "mention")

NEWCOMER = next(index for index, item in enumerate(SEGMENTS) if item.name == "newcomer")
# Days for which a newcomer behaves like one. Much longer than a quarter, so that most of the
# newcomers of a quarter are still newcomers in the next.
FIRST_MONTHS = (240, 300)
# A newcomer's new behaviour is the answer when it has lasted for this many days.
ANSWER_DAYS = 60

RATES = (
    "member_days",
    "orders",
    "lines",
    "quantity",
    "sessions",
    "session_events",
    "emails",
    "social",
    "tickets",
)
PROBABILITIES = (
    "jitter", "coupon", "discount", "returns", "morning", "evening", "weekend", "search", "cart",
    "opened", "clicked", "unsubscribed", "satisfaction",
)  # fmt: skip
WEIGHTS = ("channels", "categories")
WITHIN_SEGMENT_SPREAD = 0.13
BLOB_SPREAD = {"rates": 0.75, "probabilities": 0.7, "weights": 0.5}


def _logit(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 0.003, 0.997)
    return np.log(share / (1 - share))


def _sigmoid(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def _spells(
    rng: np.random.Generator, size: int, structure: str
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Draw when each of ``size`` customers behaves like which segment.

    Returns
    -------
    spells : dict of array, shape (spells,)
        ``customer`` (ascending), ``segment`` (index into ``SEGMENTS``), ``start`` and ``end`` in
        days since ``FIRST_DAY``, ``is_first`` and ``is_last`` of its customer. A customer has one
        spell, or a second one after the first months.
    planted : array of int, shape (size,)
        Segment of most of the last quarter.
    """
    customer = np.arange(size)
    if structure == "none":
        start = 120 * rng.random(size)
        life = 900 * np.exp(rng.standard_normal(size))
        segment, second = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
        change = np.minimum(start + life, DAYS)
        planted = segment
    else:
        segment = rng.choice(len(SEGMENTS), size, p=[item.share for item in SEGMENTS])
        bounds = np.array([item.start for item in SEGMENTS])[segment]
        start = bounds[:, 0] + rng.random(size) * (bounds[:, 1] - bounds[:, 0])
        joined = rng.choice(len(SEGMENTS), size, p=[item.joins for item in SEGMENTS])
        months = FIRST_MONTHS[0] + rng.random(size) * (FIRST_MONTHS[1] - FIRST_MONTHS[0])
        second = (segment == NEWCOMER) & (start + months < DAYS - 1)
        change = np.where(second, start + months, DAYS)
        planted = np.where(second & (change < DAYS - ANSWER_DAYS), joined, segment)
    late = np.flatnonzero(second)
    in_order = np.argsort(np.concatenate((customer, late)), kind="stable")
    spells = {
        "customer": np.concatenate((customer, late))[in_order],
        "start": np.concatenate((start, change[late]))[in_order],
        "end": np.concatenate((change, np.full(len(late), DAYS)))[in_order],
        "is_first": in_order < size,
        "is_last": np.concatenate((~second, np.ones(len(late), dtype=bool)))[in_order],
    }
    if structure == "none":
        return spells | {"segment": segment}, planted
    return spells | {"segment": np.concatenate((segment, joined[late]))[in_order]}, planted


def _behaviour(
    rng: np.random.Generator, spells: dict[str, np.ndarray], structure: str
) -> dict[str, np.ndarray]:
    """Add to every spell its own rates, shares and mixes.

    With ``structure='none'`` all come from one distribution around the mean segment, with a
    common latent factor and no clusters.
    """
    segment = spells["segment"]
    size = len(segment)
    # The lapsed have no rates to take a mean of.
    shares = np.array([item.orders > 0 for item in SEGMENTS], dtype=float)
    shares /= shares.sum()
    factor = rng.standard_normal(size)

    def draw(transformed: np.ndarray, kind: str) -> np.ndarray:
        width = transformed.shape[1:]
        noise = rng.standard_normal((size, *width))
        if structure == "segments":
            return transformed[segment] + WITHIN_SEGMENT_SPREAD * noise
        common = factor.reshape(-1, *(1 for _ in width))
        mean = np.tensordot(shares, transformed, axes=1)
        return mean + BLOB_SPREAD[kind] * (0.6 * common + 0.8 * noise)

    drawn = dict(spells)
    for name in RATES:
        values = np.array([getattr(item, name) for item in SEGMENTS])
        drawn[name] = np.exp(draw(np.log(np.maximum(values, 1e-3)), "rates"))
    for name in PROBABILITIES:
        values = np.array([getattr(item, name) for item in SEGMENTS])
        drawn[name] = _sigmoid(draw(_logit(values), "probabilities"))
    for name in WEIGHTS:
        values = np.array([getattr(item, name) for item in SEGMENTS], dtype=float)
        weights = np.exp(draw(np.log(values), "weights"))
        drawn[name] = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    is_planted = structure == "segments"
    bursts = np.array([item.burst for item in SEGMENTS])
    drawn["burst"] = bursts[segment] if is_planted else np.ones(size, dtype=int)
    age = np.array([item.age for item in SEGMENTS])[segment] if is_planted else 40.0
    drawn["age"] = np.clip(age + 9 * rng.standard_normal(size), 18, 92)
    return drawn


def _heavy_poisson(rng: np.random.Generator, mean: np.ndarray, shape: float = 25.0) -> np.ndarray:
    """Counts with a gamma-mixed Poisson (negative binomial) distribution."""
    return rng.poisson(mean * rng.gamma(shape, 1 / shape, len(mean)))


def _spread_days(
    rng: np.random.Generator,
    counts: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    burst: np.ndarray | None = None,
    jitter: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Owner and day of ``counts`` moments per spell, spread over the spell's days.

    Each moment has an equal part of the spell and falls anywhere in it, or less freely with a
    ``jitter`` below 1; groups of ``burst`` moments are drawn together at the start of their part.
    The parts begin anywhere and go round, so that no day of a spell is special.
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    offset = rng.random(len(owner))
    if burst is not None and jitter is not None:
        size = burst[owner]
        offset = jitter[owner] * offset + rng.random(len(counts))[owner]
        rank = rank - (1 - BURST_GAP) * (rank % size)
    part = ((rank + offset) / counts[owner]) % 1
    day = np.floor(start[owner] + part * (end - start)[owner]).astype(np.int64)
    in_order = np.lexsort((day, owner))
    return owner[in_order], np.clip(day[in_order], 0, DAYS - 1)


def _weekend(rng: np.random.Generator, day: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Move days inside their own week so that ``share`` of them fall on a weekend."""
    # 2023-01-01 is a Sunday: weekday 6 when Monday is 0.
    weekday = (day + 6) % 7
    wanted = rng.random(len(day)) < share
    to_weekend = day - weekday + 5 + rng.integers(0, 2, len(day))
    to_weekend = np.where(to_weekend >= DAYS, to_weekend - 7, to_weekend)
    to_weekday = np.maximum(day - weekday + rng.integers(0, 5, len(day)), 1)
    moved = np.where(wanted & (weekday < 5), to_weekend, day)
    return np.clip(np.where(~wanted & (weekday >= 5), to_weekday, moved), 0, DAYS - 1)


def _second_of_day(
    rng: np.random.Generator, morning: np.ndarray, evening: np.ndarray
) -> np.ndarray:
    """Seconds after midnight: morning 7-11, evening 18-22, else 12-17 o'clock."""
    pick = rng.random(len(morning))
    first_hour = np.where(pick < morning, 7, np.where(pick < morning + evening, 18, 12))
    return first_hour * 3600 + rng.integers(0, 5 * 3600, len(morning))


def _moment(day: np.ndarray, second: np.ndarray) -> np.ndarray:
    seconds = day * SECONDS_PER_DAY + second
    return FIRST_DAY.astype("datetime64[s]") + seconds.astype("timedelta64[s]")


def _prices(seed: int) -> np.ndarray:
    """Price of every product, shape (categories * products per category,)."""
    rng = np.random.default_rng([seed, 1])
    medians = np.repeat([price for _, price in CATEGORIES], PRODUCTS_PER_CATEGORY)
    return np.round(medians * np.exp(0.45 * rng.standard_normal(len(medians))), 2)


def _labels(names: tuple[str, ...], codes: np.ndarray, missing: np.ndarray | None = None) -> Any:
    import pyarrow as pa

    distinct = list(dict.fromkeys(names))
    position = np.array([distinct.index(name) for name in names], dtype=np.int32)
    codes = position[np.asarray(codes, dtype=np.int64).clip(0)]
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), distinct)


def _ids(prefix: str, first: int, count: int) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = pc.cast(pa.array(np.arange(first, first + count)), pa.string())
    return pc.binary_join_element_wise(prefix, numbers, "")


@dataclass
class Counters:
    """Next free number of each id, so that ids stay unique over chunks."""

    customer: int = 1
    order: int = 1
    item: int = 1
    event: int = 1
    response: int = 1
    session: int = 1


def _activity(rng: np.random.Generator, who: dict[str, np.ndarray], rate: np.ndarray) -> np.ndarray:
    """Orders or visits per spell; every customer has one at least, in the first spell."""
    mean = rate * (who["end"] - who["start"]) / 365
    return who["is_first"] + _heavy_poisson(
        rng, np.where(who["is_first"], np.maximum(mean - 1, 0.05), mean)
    )


def _orders_and_items(
    rng: np.random.Generator,
    who: dict[str, np.ndarray],
    prices: np.ndarray,
    customer_ids: Any,
    counters: Counters,
    shift: bool,
) -> tuple[dict[str, pa.Table], np.ndarray]:
    import pyarrow as pa

    counts = _activity(rng, who, who["orders"])
    owner, day = _spread_days(rng, counts, who["start"], who["end"], who["burst"], who["jitter"])
    day = _weekend(rng, day, who["weekend"][owner])
    if shift:
        # Half of the orders of the last period move from everyone to the app at a deep discount.
        recent = day >= DAYS - SHIFT_DAYS
        keep = ~recent | (rng.random(len(day)) < 0.35)
        person = who["customer"][owner]
        keep |= np.concatenate(([True], person[1:] != person[:-1]))
        owner, day = owner[keep], day[keep]
    recent = (day >= DAYS - SHIFT_DAYS) & shift
    if counters.order == 1:
        day[int(np.argmax(day))] = DAYS - 1
    orders = len(owner)
    second = _second_of_day(rng, who["morning"][owner], who["evening"][owner])
    person = who["customer"][owner]
    first_day = np.full(len(customer_ids), DAYS, dtype=np.int64)
    np.minimum.at(first_day, person, day)

    channel = (rng.random((orders, 1)) > who["channels"][owner]).sum(axis=1).clip(0, 2)
    channel = np.where(recent & (rng.random(orders) < 0.7), 1, channel)
    has_coupon = (rng.random(orders) < who["coupon"][owner]) | recent
    discount = np.where(
        has_coupon, np.clip(who["discount"][owner] * (0.8 + 0.4 * rng.random(orders)), 0, 0.9), 0
    )
    discount = np.where(recent, np.maximum(discount, 0.3), discount)

    line_counts = 1 + _heavy_poisson(rng, np.maximum(who["lines"][owner] - 1, 0.02))
    order_of_line = np.repeat(np.arange(orders), line_counts)
    owner_of_line = owner[order_of_line]
    lines = len(order_of_line)
    category = (rng.random((lines, 1)) > who["categories"][owner_of_line]).sum(axis=1)
    rank = (PRODUCTS_PER_CATEGORY * rng.random(lines) ** 1.7).astype(np.int64)
    product = category.clip(0, len(CATEGORIES) - 1) * PRODUCTS_PER_CATEGORY + rank
    quantity = 1 + _heavy_poisson(rng, np.maximum(who["quantity"][owner_of_line] - 1, 0.05), 2.0)
    price = prices[product]

    # Only customers with three or more orders lose one: the planted segment stays visible.
    repeat = np.bincount(person)[person] >= 3
    pick = rng.random(orders)
    cancelled = repeat & (pick < 0.015)
    returned = repeat & (pick > 1 - 0.3 * who["returns"][owner])
    back = (
        (rng.random(lines) < 0.7 * who["returns"][owner_of_line])
        & repeat[order_of_line]
        & ~returned[order_of_line]
    )
    refund = np.round(price[back] * (1 - discount[order_of_line[back]]), 2)
    order_of_line = np.concatenate((order_of_line, order_of_line[back]))
    product = np.concatenate((product, product[back]))
    quantity = np.concatenate((quantity, -quantity[back]))
    price = np.concatenate((price, refund))
    in_order = np.argsort(order_of_line, kind="stable")
    order_of_line, product = order_of_line[in_order], product[in_order]
    quantity, price = quantity[in_order], price[in_order]
    lines = len(order_of_line)
    off = np.where(quantity > 0, np.round(quantity * price * discount[order_of_line], 2), 0.0)
    amount = quantity * price - off

    total = np.round(np.bincount(order_of_line, amount, orders), 2)
    order_ids = _ids("o", counters.order, orders)
    status = np.where(cancelled, 1, np.where(returned, 2, 0))
    shipping = np.where((channel == 2) | (total > 50), 0.0, 4.9)
    order_table = pa.table(
        {
            "order_id": order_ids,
            "customer_id": pa.DictionaryArray.from_arrays(person.astype(np.int32), customer_ids),
            "ordered_at": _moment(day, second),
            "status": _labels(("completed", "cancelled", "returned"), status),
            "channel": _labels(ORDER_CHANNELS, channel),
            "currency": _labels(("EUR",), np.zeros(orders)),
            "total_amount": total,
            "discount_amount": np.round(np.bincount(order_of_line, off, orders), 2),
            "shipping_amount": shipping,
            "coupon_code": _labels(COUPONS, rng.integers(0, len(COUPONS), orders), ~has_coupon),
        }
    )
    item_table = pa.table(
        {
            "order_item_id": _ids("i", counters.item, lines),
            "order_id": order_ids.take(pa.array(order_of_line)),
            "product_id": pa.DictionaryArray.from_arrays(
                product.astype(np.int32), _ids("p", 1, len(prices))
            ),
            "quantity": quantity,
            "unit_price": price,
            "discount_amount": off,
        }
    )
    counters.order += orders
    counters.item += lines
    return {"orders": order_table, "order_items": item_table}, first_day


def _events(
    rng: np.random.Generator,
    who: dict[str, np.ndarray],
    customer_ids: Any,
    counters: Counters,
    events_per_customer: float,
    shift: bool,
) -> pa.Table:
    import pyarrow as pa

    # The open rate of a few mailings is mostly noise: visits are cut first.
    mail_scale = min(1.0, MAX_MAIL_SHARE * events_per_customer / MAIL_EVENTS_OF_RATES)
    others = events_per_customer - mail_scale * MAIL_EVENTS_OF_RATES
    scale = others / OTHER_EVENTS_OF_RATES

    size = len(who["start"])
    years = (who["end"] - who["start"]) / 365

    # Everyone has signed up in one visit at least.
    visits = _activity(rng, who, scale * who["sessions"])
    visitor, visit_day = _spread_days(rng, visits, who["start"], who["end"])
    if shift:
        keep = (visit_day < DAYS - SHIFT_DAYS) | (rng.random(len(visit_day)) < 0.35)
        visitor, visit_day = visitor[keep], visit_day[keep]
    visit_second = _second_of_day(rng, who["morning"][visitor], who["evening"][visitor])
    app = who["channels"][visitor, 1] - who["channels"][visitor, 0] > rng.random(len(visitor))
    views = 1 + _heavy_poisson(rng, np.maximum(who["session_events"][visitor] - 1, 0.1))
    session = np.repeat(np.arange(len(visitor)), views)
    web_owner = visitor[session]
    step = np.arange(len(session)) - np.repeat(np.cumsum(views) - views, views)
    pick = rng.random(len(session))
    search = who["search"][web_owner]
    cart = who["cart"][web_owner]
    web_type = np.where(pick < search, 2, np.where(pick < search + cart, 3, 1))
    web_type = np.where(step == 0, 0, web_type)

    # The mailings go on after a customer has left, until an unsubscription.
    last_mail = np.where(who["is_last"], DAYS, who["end"])
    mails = _heavy_poisson(rng, mail_scale * who["emails"] * (last_mail - who["start"]) / 365)
    mailed, mail_day = _spread_days(rng, mails, who["start"], last_mail)
    leaves = who["is_last"] & (rng.random(size) < who["unsubscribed"])
    leave_day = who["start"] + 60 * rng.random(size)
    leave_day = np.minimum(leave_day, DAYS - 1).astype(np.int64)
    stays = ~leaves[mailed] | (mail_day <= leave_day[mailed])
    mailed, mail_day = mailed[stays], mail_day[stays]
    opened = rng.random(len(mailed)) < who["opened"][mailed]
    clicked = opened & (rng.random(len(mailed)) < (who["clicked"] / who["opened"])[mailed])
    leaver = np.flatnonzero(leaves)
    campaign = np.minimum(mail_day * 24 // DAYS, 23)

    social = _heavy_poisson(rng, scale * who["social"] * years)
    social_owner, social_day = _spread_days(rng, social, who["start"], who["end"])
    tickets = _heavy_poisson(rng, scale * who["tickets"] * years)
    ticket_owner, ticket_day = _spread_days(rng, tickets, who["start"], who["end"])

    mail_second = 8 * 3600 + rng.integers(0, 3600, len(mailed))
    # owner, day, second, channel, type, session, campaign of each kind of event
    channels = ("web", "app", "email", "social", "support")
    types = (*WEB_EVENTS, "sent", "opened", "clicked", "unsubscribed", *SOCIAL_EVENTS)
    types = (*types, "ticket_opened")
    none = np.int64(-1)
    parts = [
        (
            web_owner, visit_day[session], visit_second[session] + 40 * step,
            app[session].astype(np.int64), web_type, session, none,
        ),
        (mailed, mail_day, mail_second, 2, 4, none, campaign),
        (mailed[opened], mail_day[opened], mail_second[opened] + 5400, 2, 5, none,
         campaign[opened]),
        (mailed[clicked], mail_day[clicked], mail_second[clicked] + 5460, 2, 6, none,
         campaign[clicked]),
        (leaver, leave_day[leaver], 9 * 3600, 2, 7, none, none),
        (social_owner, social_day, 20 * 3600, 3, 8 + rng.integers(0, 4, len(social_owner)), none,
         none),
        (ticket_owner, ticket_day, 10 * 3600, 4, 12, none, none),
    ]  # fmt: skip
    columns = [
        np.concatenate([np.broadcast_to(part[index], len(part[0])) for part in parts])
        for index in range(7)
    ]
    columns[0] = who["customer"][columns[0]]
    by_customer = np.argsort(columns[0], kind="stable")
    owner, day, second, channel, kind, session, campaign = (
        column[by_customer] for column in columns
    )
    events = len(owner)
    session_ids = _ids("s", counters.session, len(visitor))
    campaign_ids = tuple(f"m{number:02d}" for number in range(1, 25))
    table = pa.table(
        {
            "event_id": _ids("e", counters.event, events),
            "customer_id": pa.DictionaryArray.from_arrays(owner.astype(np.int32), customer_ids),
            "occurred_at": _moment(day, np.minimum(second, SECONDS_PER_DAY - 1)),
            "channel": _labels(channels, channel),
            "event_type": _labels(types, kind),
            "session_id": session_ids.take(pa.array(session, mask=session < 0)),
            "campaign_id": _labels(campaign_ids, campaign, campaign < 0),
        }
    )
    counters.event += events
    counters.session += len(visitor)
    return table


def _survey_responses(
    rng: np.random.Generator, who: dict[str, np.ndarray], customer_ids: Any, counters: Counters
) -> pa.Table:
    import pyarrow as pa

    asked = 0.08 * np.where(who["is_first"] & who["is_last"], 1, 0.5)
    owner = np.flatnonzero(rng.random(len(who["start"])) < asked)
    owner = np.repeat(owner, 1 + (rng.random(len(owner)) < 0.25))
    span = (who["end"] - who["start"])[owner]
    day = (who["start"][owner] + rng.random(len(owner)) * span).astype(np.int64)
    is_nps = rng.random(len(owner)) < 0.6
    mood = np.clip(who["satisfaction"][owner] + 0.15 * rng.standard_normal(len(owner)), 0, 1)
    score = np.where(is_nps, np.round(10 * mood), 1 + np.round(4 * mood))
    table = pa.table(
        {
            "response_id": _ids("r", counters.response, len(owner)),
            "customer_id": pa.DictionaryArray.from_arrays(
                who["customer"][owner].astype(np.int32), customer_ids
            ),
            "responded_at": _moment(
                np.minimum(day, DAYS - 1), 9 * 3600 + rng.integers(0, 36_000, len(owner))
            ),
            "survey_type": _labels(("csat", "nps"), is_nps.astype(np.int64)),
            "score": score.astype(np.int64),
        }
    )
    counters.response += len(owner)
    return table


def _customers(
    rng: np.random.Generator,
    who: dict[str, np.ndarray],
    first_day: np.ndarray,
    customer_ids: Any,
    first_number: int,
) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    size = len(first_day)
    first_name = _labels(FIRST_NAMES, rng.integers(0, len(FIRST_NAMES), size))
    last_name = _labels(LAST_NAMES, rng.integers(0, len(LAST_NAMES), size))
    city = rng.integers(0, len(CITIES), size)
    numbers = pc.cast(pa.array(np.arange(first_number, first_number + size)), pa.string())
    email = pc.binary_join_element_wise(
        pc.utf8_lower(first_name.cast(pa.string())),
        pc.utf8_lower(last_name.cast(pa.string())),
        pc.binary_join_element_wise(numbers, "example.com", "@"),
        ".",
    )
    before = np.minimum(np.round(who["member_days"][who["is_first"]]), 2500).astype(np.int64)
    signed_up = _moment(first_day - before, rng.integers(0, 6 * 3600, size))
    birth = FIRST_DAY - (who["age"][who["is_last"]] * 365.25).astype("timedelta64[D]")
    gender = rng.choice(3, size, p=[0.49, 0.46, 0.05])
    expected = np.bincount(who["customer"], who["orders"] * (who["end"] - who["start"]))
    spend_rank = expected + 800 * rng.standard_normal(size)
    tier = np.where(spend_rank < 3500, 0, np.where(spend_rank < 9000, 1, 2))
    column = {
        "customer_id": customer_ids,
        "email": email,
        "phone": pc.binary_join_element_wise(
            "+44 20 7946", pc.utf8_lpad(numbers, width=4, padding="0"), " "
        ),
        "first_name": first_name,
        "last_name": last_name,
        "birth_date": birth,
        "gender": _labels(("female", "male", "other"), gender, rng.random(size) < 0.05),
        "city": _labels(tuple(row[0] for row in CITIES), city),
        "region": _labels(tuple(row[1] for row in CITIES), city),
        "postal_code": _labels(tuple(row[2] for row in CITIES), city),
        "country": _labels(tuple(row[3] for row in CITIES), city),
        "acquisition_channel": _labels(ACQUISITION, rng.integers(0, len(ACQUISITION), size)),
        "loyalty_tier": _labels(TIERS, tier),
        "signed_up_at": signed_up,
        "marketing_consent": rng.random(size) < 0.8,
        "canonical_customer_id": pa.nulls(size, pa.string()),
        "updated_at": np.minimum(
            signed_up + rng.integers(0, 300, size).astype("timedelta64[D]"),
            LAST_DAY.astype("datetime64[s]"),
        ),
    }
    return pa.table(column)


def _products(prices: np.ndarray) -> pa.Table:
    import pyarrow as pa

    category = np.repeat(np.arange(len(CATEGORIES)), PRODUCTS_PER_CATEGORY)
    number = np.tile(np.arange(1, PRODUCTS_PER_CATEGORY + 1), len(CATEGORIES))
    names = [f"{CATEGORIES[c][0]} item {n}" for c, n in zip(category, number, strict=True)]
    brands = ("Northwind", "Aster", "Bluebird", "Kestrel", "Own brand")
    return pa.table(
        {
            "product_id": _ids("p", 1, len(prices)),
            "product_name": names,
            "category": _labels(tuple(name for name, _ in CATEGORIES), category),
            "brand": _labels(brands, (number * 7 + category) % len(brands)),
        }
    )


def generate(
    customers: int,
    seed: int = 1,
    structure: str = "segments",
    shift: bool = False,
    events_per_customer: float = 50.0,
) -> Iterator[dict[str, pa.Table]]:
    """Yield the raw tables chunk by chunk, and the answers with them.

    Parameters
    ----------
    customers : int
        Number of planted customers.
    seed : int
        Same seed and arguments, same rows.
    structure : {'segments', 'none'}
        ``'none'`` draws one heavy-tailed population without clusters.
    shift : bool
        Change behaviour in the last ``SHIFT_DAYS`` days: fewer orders and visits, most orders
        by app with a deep discount.
    events_per_customer : float
        Mean number of events of a customer.

    Yields
    ------
    dict of str to pyarrow.Table
        The tables of ``TABLES`` (``products`` in the first chunk only) and ``demo_answers``.
    """
    import pyarrow as pa

    if customers < 1:
        raise ValueError(f"customers is {customers}: ask for at least 1.")
    if structure not in ("segments", "none"):
        raise ValueError(f"structure is {structure!r}: use 'segments' or 'none'.")
    prices = _prices(seed)
    counters = Counters()
    names = tuple(item.name for item in SEGMENTS)
    for chunk, first in enumerate(range(0, customers, CHUNK_CUSTOMERS)):
        rng = np.random.default_rng([seed, 2, chunk])
        size = min(CHUNK_CUSTOMERS, customers - first)
        spells, planted_segment = _spells(rng, size, structure)
        who = _behaviour(rng, spells, structure)
        ids = _ids("c", counters.customer, size)
        tables, first_day = _orders_and_items(rng, who, prices, ids, counters, shift)
        tables["customers"] = _customers(rng, who, first_day, ids, counters.customer)
        tables["events"] = _events(rng, who, ids, counters, events_per_customer, shift)
        tables["survey_responses"] = _survey_responses(rng, who, ids, counters)
        if chunk == 0:
            tables["products"] = _products(prices)
        planted = _labels(names, planted_segment) if structure == "segments" else ["none"] * size
        tables[ANSWERS] = pa.table({"customer_id": ids, "planted_segment": planted})
        counters.customer += size
        yield tables


def _as_text(table: pa.Table) -> dict[str, Any]:
    """Columns of a table as text, the way a landing zone holds them."""
    import pyarrow as pa

    columns = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("s"))
        columns[name] = column.cast(pa.string())
    return columns


class _Dirt:
    """Spoils a small share of the rows of one table; no row is spoilt twice."""

    def __init__(self, table: pa.Table, rng: np.random.Generator, share: float) -> None:
        self.columns = _as_text(table)
        self.rng = rng
        self.order = rng.permutation(table.num_rows)
        self.count = max(2, round(share * table.num_rows))
        self.extra: list[dict[str, Any]] = []

    def rows(self, factor: float = 1.0) -> np.ndarray:
        """Take the next untouched rows."""
        count = max(1, round(factor * self.count))
        picked, self.order = np.sort(self.order[:count]), self.order[count:]
        return picked

    def spoil(self, column: str, value: Any, factor: float = 1.0) -> None:
        """Overwrite a column in fresh rows by a text, null or a function of the old text."""
        import pyarrow as pa
        import pyarrow.compute as pc

        picked = self.rows(factor)
        if not len(picked):
            return
        old = self.columns[column]
        if callable(value):
            new = pa.array([value(text) for text in old.take(pa.array(picked)).to_pylist()])
            new = new.cast(pa.string())
        else:
            new = pa.array([value] * len(picked), pa.string())
        mask = np.zeros(len(old), dtype=bool)
        mask[picked] = True
        self.columns[column] = pc.replace_with_mask(old, mask, new)

    def copy(self, factor: float = 1.0, **changes: Any) -> dict[str, list[Any]]:
        """Append copies of fresh rows; a change is a text, null or a function of the row."""
        import pyarrow as pa

        picked = pa.array(self.rows(factor))
        old = {name: column.take(picked).to_pylist() for name, column in self.columns.items()}
        new = dict(old)
        for name, value in changes.items():
            new[name] = [
                value({key: column[row] for key, column in old.items()})
                if callable(value)
                else value
                for row in range(len(picked))
            ]
        self.extra.append(new)
        return new

    def append(self, rows: dict[str, list[Any]]) -> None:
        self.extra.append(rows)

    def table(self) -> pa.Table:
        import pyarrow as pa

        schema = pa.schema([(name, pa.string()) for name in self.columns])
        parts = [pa.table(self.columns, schema=schema)]
        parts += [pa.table(rows, schema=schema) for rows in self.extra]
        return pa.concat_tables(parts).combine_chunks()


def _suffixed(column: str, suffix: str) -> Any:
    return lambda row: f"{row[column]}{suffix}"


def add_dirt(
    tables: dict[str, pa.Table], rng: np.random.Generator, share: float = 0.004
) -> dict[str, pa.Table]:
    """Spoil about ``share`` of the rows of every raw table, per kind of dirt.

    All columns become text. Customers with a suffix on their id are no planted customers:
    ``x`` duplicates that name their canonical customer, ``y`` duplicates with the same e-mail
    in another case, ``n`` customers without orders, ``t`` test customers (at example.test).
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    customers = _Dirt(tables["customers"], rng, share)
    customers.copy()
    customers.copy(city="Lisbon", region="Lisbon", country="PT", updated_at="2024-12-31 08:00:00")
    known = customers.copy(
        customer_id=_suffixed("customer_id", "x"),
        canonical_customer_id=lambda row: row["customer_id"],
        email=lambda row: f"old.{row['email']}",
    )["canonical_customer_id"]
    twins = customers.copy(
        customer_id=_suffixed("customer_id", "y"), email=lambda row: f" {row['email'].upper()} "
    )["customer_id"]
    testers = customers.copy(
        customer_id=_suffixed("customer_id", "t"),
        email=lambda row: f"{row['customer_id']}@example.test",
    )["customer_id"]
    customers.copy(
        7.0,
        customer_id=_suffixed("customer_id", "n"),
        email=lambda row: f"new.{row['email']}",
        loyalty_tier=None,
    )
    customers.copy(0.5, customer_id=None, email=None)
    customers.spoil("email", lambda text: f"  {text.title()} ")
    customers.spoil("city", lambda text: f" {text.upper()}")
    customers.spoil("country", lambda text: f"{text.lower()} ")
    customers.spoil("gender", "F")
    customers.spoil("marketing_consent", "yes")
    customers.spoil("birth_date", "1850-01-01")
    customers.spoil("birth_date", "unknown", 0.5)
    customers.spoil("signed_up_at", "2031-01-01 00:00:00", 0.5)

    orders = _Dirt(tables["orders"], rng, share)
    items = _Dirt(tables["order_items"], rng, share)
    orders.copy()
    orders.copy(0.2, order_id=None)
    orders.spoil("customer_id", None)
    orders.spoil("total_amount", "n/a", 0.5)
    orders.spoil("ordered_at", "1899-12-30 00:00:00", 0.3)
    orders.spoil("ordered_at", "2031-06-01 12:00:00", 0.3)
    orders.spoil("ordered_at", "not a date", 0.3)
    orders.spoil("status", lambda text: f" {text.upper()} ")
    orders.spoil("channel", lambda text: f" {text.title()}")
    orders.spoil("currency", "eur ")
    guests = orders.copy(
        0.3, order_id=_suffixed("order_id", "g"), customer_id=_suffixed("order_id", "g")
    )
    tests = orders.copy(
        0.3,
        order_id=_suffixed("order_id", "t"),
        customer_id=lambda row: testers[len(row["order_id"]) % len(testers)],
        total_amount="99999.0",
    )
    adjustments = orders.copy(
        0.2, order_id=lambda row: f"ADJ-{row['order_id']}", total_amount="-5000.0"
    )
    returns = orders.copy(
        0.5, order_id=_suffixed("order_id", "r"), total_amount="-5.0", coupon_code=None
    )
    for rows, quantity, price in (
        (guests, "1", None),
        (tests, "1", "99999.0"),
        (adjustments, "-1", "5000.0"),
        (returns, "-1", "5.0"),
    ):
        items.append(
            {
                "order_item_id": [f"i-{order_id}" for order_id in rows["order_id"]],
                "order_id": rows["order_id"],
                "product_id": ["p1"] * len(rows["order_id"]),
                "quantity": [quantity] * len(rows["order_id"]),
                "unit_price": [price or total for total in rows["total_amount"]],
                "discount_amount": ["0"] * len(rows["order_id"]),
            }
        )
    items.copy()
    items.copy(
        order_item_id=_suffixed("order_item_id", "s"),
        product_id="SHIPPING", quantity="1", unit_price="4.9", discount_amount="0",
    )  # fmt: skip
    items.copy(
        0.3, order_item_id=_suffixed("order_item_id", "v"),
        product_id="GIFTCARD", quantity="1", unit_price="50.0", discount_amount="0",
    )  # fmt: skip
    items.spoil("order_id", "o0")
    items.spoil("order_id", None, 0.3)
    items.spoil("quantity", "two", 0.3)
    items.spoil("unit_price", "-9.99", 0.3)

    events = _Dirt(tables["events"], rng, share)
    events.copy()
    events.spoil("customer_id", None)
    events.spoil("event_type", "pageview_v2")
    events.spoil("event_type", lambda text: f" {text.upper()}")
    events.spoil("channel", lambda text: f"{text.title()} ")
    events.spoil("occurred_at", "1899-12-30 00:00:00", 0.3)
    events.spoil("occurred_at", "2031-06-01 12:00:00", 0.3)

    surveys = _Dirt(tables["survey_responses"], rng, share)
    surveys.copy(0.5)
    surveys.copy(0.5, response_id=_suffixed("response_id", "a"), score="11")
    surveys.copy(0.5, response_id=_suffixed("response_id", "b"), score="-1")
    surveys.copy(0.5, response_id=_suffixed("response_id", "c"), score="good")
    surveys.spoil("survey_type", lambda text: f" {text.upper()} ")

    # The duplicates have some of the orders and events of the customer they stand for.
    for dirt in (orders, events):
        for ids, suffix in ((known, "x"), (twins, "y")):
            column = dirt.columns["customer_id"]
            originals = [str(item).removesuffix(suffix) for item in ids]
            mask = pc.fill_null(pc.is_in(column, pa.array(originals, pa.string())), False)
            mask = pc.and_(mask, pa.array(rng.random(len(column)) < 0.3))
            renamed = pc.binary_join_element_wise(column, suffix, "")
            dirt.columns["customer_id"] = pc.if_else(mask, renamed, column)

    spoilt = dict(tables)
    spoilt |= {"customers": customers.table(), "orders": orders.table()}
    spoilt |= {"order_items": items.table(), "events": events.table()}
    spoilt["survey_responses"] = surveys.table()
    if "products" in tables:
        products = _Dirt(tables["products"], rng, share)
        products.copy()
        products.spoil("category", lambda text: f" {text.upper()}")
        products.spoil("product_name", lambda text: f"  {text} ")
        products.spoil("brand", None)
        spoilt["products"] = products.table()
    return spoilt


def write_demo(
    out: Path,
    customers: int,
    seed: int = 1,
    file_format: str = "parquet",
    dirty: bool = False,
    structure: str = "segments",
    shift: bool = False,
    events_per_customer: float = 50.0,
    prefix: str = "",
    answers: Path | None = None,
) -> dict[str, Path]:
    """Write the raw tables and the answer file; see :func:`generate` for the arguments.

    Returns
    -------
    dict of str to Path
        The file of every raw table and of ``demo_answers``.
    """
    import pyarrow as pa
    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pa_parquet

    if file_format not in ("parquet", "csv"):
        raise ValueError(f"file_format is {file_format!r}: use 'parquet' or 'csv'.")
    out.mkdir(parents=True, exist_ok=True)
    paths = {name: out / f"{prefix}{name}.{file_format}" for name in TABLES}
    paths[ANSWERS] = answers or out / f"{ANSWERS}.{file_format}"
    paths[ANSWERS].parent.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Any] = {}
    try:
        chunks = generate(customers, seed, structure, shift, events_per_customer)
        for chunk, tables in enumerate(chunks):
            if dirty:
                tables = add_dirt(tables, np.random.default_rng([seed, 3, chunk]))
            for name, table in tables.items():
                if file_format == "csv":
                    table = pa.table(_as_text(table))
                if name not in writers:
                    writers[name] = (
                        pa_csv.CSVWriter(
                            paths[name],
                            table.schema,
                            write_options=pa_csv.WriteOptions(quoting_style="none"),
                        )
                        if file_format == "csv"
                        else pa_parquet.ParquetWriter(paths[name], table.schema)
                    )
                writers[name].write_table(table)
    finally:
        for writer in writers.values():
            writer.close()
    return paths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command line, here and in ``customer-segmentation demo``."""
    parser.add_argument("--customers", type=int, default=2000, help="how many (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other rows (default: 1)")
    parser.add_argument("--out", type=Path, required=True, help="directory of the raw tables")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    dirt = parser.add_mutually_exclusive_group()
    dirt.add_argument("--dirty", action="store_true", help="spoil a small share of the rows")
    dirt.add_argument("--clean", action="store_false", dest="dirty", help="the default")
    parser.add_argument(
        "--structure",
        choices=("segments", "none"),
        default="segments",
        help="planted segments (default), or customers without groups",
    )
    parser.add_argument(
        "--shift", action="store_true", help=f"other behaviour in the last {SHIFT_DAYS} days"
    )
    parser.add_argument(
        "--events-per-customer", type=float, default=50.0, help="mean number (default: 50)"
    )
    parser.add_argument("--prefix", default="", help="in front of the raw tables' file names")
    parser.add_argument("--answers", type=Path, help="answer file (default: in --out)")


def write_chosen(chosen: argparse.Namespace) -> dict[str, Path]:
    """Write what the options of `add_arguments` ask for."""
    return write_demo(
        chosen.out,
        chosen.customers,
        chosen.seed,
        chosen.format,
        chosen.dirty,
        chosen.structure,
        chosen.shift,
        chosen.events_per_customer,
        chosen.prefix,
        chosen.answers,
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line of ``python -m customer_segmentation.demo``."""
    parser = argparse.ArgumentParser(
        prog="python -m customer_segmentation.demo",
        description="Write synthetic raw tables with planted customer segments.",
    )
    add_arguments(parser)
    write_chosen(parser.parse_args(arguments))
    return 0
