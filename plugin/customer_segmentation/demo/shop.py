"""Parameters of the demo's shop: its days, products and planted behavioural segments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TABLES = ("orders", "customers", "order_items", "products", "events", "survey_responses")
ANSWERS = "demo_answers"
FIRST_DAY = np.datetime64("2023-01-01")
LAST_DAY = np.datetime64("2024-12-31")
DAYS = int((LAST_DAY - FIRST_DAY).astype(int)) + 1
SHIFT_DAYS = 90


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
BRANDS = ("Northwind", "Aster", "Bluebird", "Kestrel", "Own brand")

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
