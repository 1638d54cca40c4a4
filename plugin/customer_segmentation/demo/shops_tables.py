"""Raw tables and truth of the shops in `shops.py`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from customer_segmentation.demo.shop import ANSWERS
from customer_segmentation.demo.shops import SHOPS, YEAR, Shop
from customer_segmentation.demo.shops_purchases import (
    NEXT_DAYS,
    Purchases,
    draw_purchases,
    first_day,
)

if TYPE_CHECKING:
    import pyarrow as pa

EXPECTATIONS = "demo_expectations"
PRODUCTS_PER_CATEGORY = 20
SECONDS_PER_DAY = 86_400
CHANNELS = np.array(["web", "app", "store"])
# A share of the returns is a whole order.
WHOLE_RETURNS = 0.3


def _trait(rng: np.random.Generator, shop: Shop, kind: np.ndarray, name: str) -> np.ndarray:
    """A share of each customer, beta distributed around that of its kind."""
    mean = np.array([getattr(item, name) for item in shop.kinds])[kind]
    alike = np.array([item.loyalty for item in shop.kinds])[kind]
    mean = np.clip(mean, 0.001, 0.999)
    return rng.beta(mean * alike, (1 - mean) * alike)


def _level(shop: Shop, kind: np.ndarray, name: str) -> np.ndarray:
    return np.array([getattr(item, name) for item in shop.kinds], dtype=float)[kind]


def _channel(
    rng: np.random.Generator, shop: Shop, kind: np.ndarray, owner: np.ndarray
) -> np.ndarray:
    """Channel of each order: 0 web, 1 app, 2 store."""
    means = np.array([item.channels for item in shop.kinds])[kind]
    alike = np.array([item.loyalty for item in shop.kinds])[kind]
    weights = rng.gamma(np.maximum(means * alike[:, None], 0.05))
    cumulated = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    return (rng.random((len(owner), 1)) > cumulated[owner]).sum(axis=1).clip(0, 2)


def _second_of_day(
    rng: np.random.Generator, morning: np.ndarray, evening: np.ndarray
) -> np.ndarray:
    """Seconds after midnight: morning from 7, evening from 18, the rest from 12 o'clock."""
    pick = rng.random(len(morning))
    hour = np.where(pick < morning, 7, np.where(pick < morning + evening, 18, 12))
    return hour * 3600 + rng.integers(1, 5 * 3600, len(morning))


def _moments(shop: Shop, day: np.ndarray, second: np.ndarray) -> np.ndarray:
    seconds = day.astype(np.int64) * SECONDS_PER_DAY + second
    return first_day(shop).astype("datetime64[s]") + seconds.astype("timedelta64[s]")


def _ids(prefix: str, numbers: np.ndarray) -> np.ndarray:
    return np.char.add(prefix, (numbers + 1).astype(str)).astype(object)


def _products(rng: np.random.Generator, shop: Shop) -> tuple[dict[str, Any], np.ndarray]:
    """The assortment, and the price of each product."""
    names = [name for name, _ in shop.categories]
    category = np.repeat(np.arange(len(names)), PRODUCTS_PER_CATEGORY)
    medians = np.array([price for _, price in shop.categories])[category]
    prices = np.round(medians * np.exp(0.3 * rng.standard_normal(len(category))), 2)
    number = np.tile(np.arange(1, PRODUCTS_PER_CATEGORY + 1), len(names))
    table = {
        "product_id": _ids("p", np.arange(len(category))),
        "product_name": [f"{names[c]} {n}" for c, n in zip(category, number, strict=True)],
        "category": [names[c] for c in category],
        "brand": np.array(["Aster", "Kestrel", "Own brand"])[number % 3],
    }
    return table, prices


def _orders_and_lines(
    rng: np.random.Generator, shop: Shop, bought: Purchases, prices: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], np.ndarray]:
    """Orders, their lines, and the net amount of each order, those of the next period included."""
    kind, owner = bought.kind, bought.customer
    orders = len(owner)
    traits = {
        name: _trait(rng, shop, kind, name)[owner]
        for name in ("coupon", "returns", "morning", "evening")
    }
    channel = _channel(rng, shop, kind, owner)
    has_coupon = rng.random(orders) < traits["coupon"]
    cut = np.clip(_level(shop, kind, "discount")[owner] * rng.uniform(0.8, 1.2, orders), 0, 0.9)
    discount = np.where(has_coupon, cut, 0.0)
    spread = _level(shop, kind, "basket_spread")
    level = np.exp(spread * rng.standard_normal(len(kind))) * _level(shop, kind, "price")

    mean_lines = np.maximum(_level(shop, kind, "lines")[owner] - 1, 0)
    lines_per_order = 1 + rng.poisson(mean_lines * rng.gamma(8, 1 / 8, orders))
    order = np.repeat(np.arange(orders), lines_per_order)
    favourite = rng.integers(0, len(shop.categories), len(kind))[owner][order]
    category = np.where(
        rng.random(len(order)) < 0.4, favourite, rng.integers(0, len(shop.categories), len(order))
    )
    rank = (PRODUCTS_PER_CATEGORY * rng.random(len(order)) ** 1.7).astype(np.int64)
    product = category * PRODUCTS_PER_CATEGORY + rank
    extra = np.maximum(_level(shop, kind, "quantity")[owner][order] - 1, 0)
    quantity = 1 + rng.poisson(extra)
    price = np.round(prices[product] * level[owner][order], 2)

    is_returned = rng.random(orders) < WHOLE_RETURNS * traits["returns"]
    back = rng.random(len(order)) < (1 - WHOLE_RETURNS) * traits["returns"][order]
    back &= ~is_returned[order]
    refund = np.round(price[back] * (1 - discount[order[back]]), 2)
    order = np.concatenate((order, order[back]))
    product = np.concatenate((product, product[back]))
    quantity = np.concatenate((quantity, -quantity[back]))
    price = np.concatenate((price, refund))
    off = np.where(quantity > 0, np.round(quantity * price * discount[order], 2), 0.0)
    total = np.round(np.bincount(order, quantity * price - off, orders), 2)
    net = np.where(is_returned, 0.0, total)

    second = _second_of_day(rng, traits["morning"], traits["evening"])
    order_ids = _ids("o", np.arange(orders))
    table = {
        "order_id": order_ids,
        "customer_id": _ids("c", owner),
        "ordered_at": _moments(shop, bought.day, second),
        "status": np.where(is_returned, "returned", "completed"),
        "channel": CHANNELS[channel],
        "currency": np.full(orders, "EUR"),
        "total_amount": total,
        "discount_amount": np.round(np.bincount(order, off, orders), 2),
        "shipping_amount": np.where(channel == 2, 0.0, 3.9),
        "coupon_code": np.array([None, "SAVE"], dtype=object)[has_coupon.astype(int)],
    }
    in_order = np.argsort(order, kind="stable")
    lines = {
        "order_item_id": _ids("i", np.arange(len(order))),
        "order_id": order_ids[order[in_order]],
        "product_id": _ids("p", product[in_order]),
        "quantity": quantity[in_order],
        "unit_price": price[in_order],
        "discount_amount": off[in_order],
    }
    known = np.isin(order[in_order], np.flatnonzero(bought.day < shop.days))
    lines = {name: column[known] for name, column in lines.items()}
    return table, lines, net


def _events(rng: np.random.Generator, shop: Shop, bought: Purchases) -> dict[str, np.ndarray]:
    """Visits, mails, likes and tickets while a customer stays, by Poisson processes."""
    kind = bought.kind
    size = len(kind)
    # Who has left still looks in for a while.
    end = np.minimum(bought.end + 30, shop.days - 1)
    opened = _trait(rng, shop, kind, "opened")
    parts: dict[str, list[np.ndarray]] = {name: [] for name in ("owner", "day", "channel", "type")}

    def add(owner: np.ndarray, day: np.ndarray, channel: Any, event_type: Any) -> None:
        for name, values in zip(parts, (owner, day, channel, event_type), strict=True):
            parts[name].append(np.broadcast_to(values, owner.shape).astype(object))

    def moments(rate: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        span = np.maximum(end - bought.start + 1, 1)
        counts = rng.poisson(rate * rng.gamma(6, 1 / 6, size) * span / YEAR)
        owner = np.repeat(np.arange(size), counts)
        return owner, (bought.start[owner] + rng.random(len(owner)) * span[owner]).astype(np.int64)

    owner, day = moments(_level(shop, kind, "visits"))
    types = rng.choice(["page_view", "product_view", "search", "add_to_cart"], len(owner))
    add(owner, day, "web", types)
    owner, day = moments(_level(shop, kind, "mails"))
    add(owner, day, "email", "sent")
    is_read = rng.random(len(owner)) < opened[owner]
    add(owner[is_read], day[is_read], "email", "opened")
    is_clicked = is_read & (rng.random(len(owner)) < 0.3)
    add(owner[is_clicked], day[is_clicked], "email", "clicked")
    owner, day = moments(_level(shop, kind, "social"))
    add(owner, day, "social", rng.choice(["like", "share"], len(owner)))
    owner, day = moments(_level(shop, kind, "tickets"))
    add(owner, day, "support", "ticket_opened")

    column = {name: np.concatenate(values) for name, values in parts.items()}
    owner, day = column["owner"].astype(np.int64), column["day"].astype(np.int64)
    day = np.clip(day, 0, shop.days - 1)
    in_order = np.lexsort((day, owner))
    owner, day = owner[in_order], day[in_order]
    second = 9 * 3600 + rng.integers(0, 10 * 3600, len(owner))
    numbers = np.arange(len(owner))
    return {
        "event_id": _ids("e", numbers),
        "customer_id": _ids("c", owner),
        "occurred_at": _moments(shop, day, second),
        "channel": column["channel"][in_order],
        "event_type": column["type"][in_order],
        "session_id": _ids("s", numbers),
        "campaign_id": np.full(len(owner), "m1"),
    }


def _customers(rng: np.random.Generator, shop: Shop, bought: Purchases) -> dict[str, Any]:
    size = len(bought.kind)
    number = np.arange(size)
    before = np.minimum(rng.geometric(0.2, size) - 1, bought.start)
    birth = first_day(shop) - rng.integers(20 * 365, 75 * 365, size).astype("timedelta64[D]")
    signed_up = _moments(shop, bought.start - before, np.full(size, 6 * 3600))
    return {
        "customer_id": _ids("c", number),
        "email": np.char.add(_ids("customer.", number).astype(str), "@example.com"),
        "birth_date": birth,
        "gender": rng.choice(["female", "male", "other"], size, p=[0.5, 0.46, 0.04]),
        "country": rng.choice(["DE", "FR", "GB"], size),
        "signed_up_at": signed_up,
        "marketing_consent": rng.random(size) < 0.75,
        "updated_at": signed_up,
    }


def _survey_responses(
    rng: np.random.Generator, shop: Shop, bought: Purchases
) -> dict[str, np.ndarray]:
    owner = np.flatnonzero(rng.random(len(bought.kind)) < 0.1)
    span = np.maximum(np.minimum(bought.end, shop.days - 1) - bought.start, 0)[owner]
    day = (bought.start[owner] + rng.random(len(owner)) * span).astype(np.int64)
    is_nps = rng.random(len(owner)) < 0.6
    mood = rng.beta(6, 2, len(owner))
    return {
        "response_id": _ids("r", np.arange(len(owner))),
        "customer_id": _ids("c", owner),
        "responded_at": _moments(shop, day, np.full(len(owner), 12 * 3600)),
        "survey_type": np.where(is_nps, "nps", "csat"),
        "score": np.where(is_nps, np.round(10 * mood), 1 + np.round(4 * mood)).astype(np.int64),
    }


def shop_named(name: str) -> Shop:
    """The shop of a name.

    Raises
    ------
    ValueError
        When there is none.
    """
    if name not in SHOPS:
        raise ValueError(f"shop is {name!r}: use one of {', '.join(SHOPS)}.")
    return SHOPS[name]


def generate_shop(name: str, customers: int | None = None, seed: int = 1) -> dict[str, pa.Table]:
    """Raw tables of a shop, and its answers.

    Parameters
    ----------
    name : str
        Key of `SHOPS`.
    customers : int, optional
        As many as the shop usually has by default.
    seed : int
        Same arguments, same rows.

    Returns
    -------
    dict of str to pyarrow.Table
        The shop's raw tables, and `demo_answers`: customer_id, planted_segment (the kind; `none` in a
        shop without groups), has_left (for good, by the last day), next_order_count and next_spend_net
        (in the 90 days after the last day).

    Raises
    ------
    ValueError
        When there is no such shop, or fewer than one customer.
    """
    import pyarrow as pa

    shop = shop_named(name)
    customers = shop.customers if customers is None else customers
    if customers < 1:
        raise ValueError(f"customers is {customers}: ask for at least 1.")
    rng = np.random.default_rng([seed, list(SHOPS).index(name)])
    bought = draw_purchases(rng, shop, customers)
    products, prices = _products(rng, shop)
    orders, lines, net = _orders_and_lines(rng, shop, bought, prices)
    is_next = bought.day >= shop.days
    tables: dict[str, dict[str, Any]] = {
        "orders": {
            column: values[~is_next]
            for column, values in orders.items()
            if column not in shop.lacks
        },
        "customers": _customers(rng, shop, bought),
        "order_items": lines,
        "products": products,
        "events": _events(rng, shop, bought),
        "survey_responses": _survey_responses(rng, shop, bought),
    }
    after = bought.customer[is_next]
    answers = {
        "customer_id": _ids("c", np.arange(customers)),
        "planted_segment": np.array([kind.name for kind in shop.kinds], dtype=object)[bought.kind],
        "has_left": bought.end < shop.days,
        "next_order_count": np.bincount(after, minlength=customers),
        "next_spend_net": np.round(np.bincount(after, net[is_next], customers), 2),
    }
    tables = {table: tables[table] for table in shop.tables} | {ANSWERS: answers}
    return {table: pa.table(columns) for table, columns in tables.items()}


def write_shop(
    out: Path,
    name: str,
    customers: int | None = None,
    seed: int = 1,
    file_format: str = "parquet",
    prefix: str = "",
    answers: Path | None = None,
) -> dict[str, Path]:
    """Write the raw tables of a shop, its answers, and what a build of it must say.

    Parameters
    ----------
    out : Path
        Folder of the raw tables.
    name, customers, seed
        See `generate_shop`.
    file_format : {'parquet', 'csv'}
    prefix : str
        In front of the raw tables' names.
    answers : Path, optional
        Answer file; by default beside the raw tables.

    Returns
    -------
    dict of str to Path
        The file of every raw table, of `demo_answers` and of `demo_expectations` (JSON, the fields of
        `Expectation` and next_days).
    """
    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pa_parquet

    if file_format not in ("parquet", "csv"):
        raise ValueError(f"file_format is {file_format!r}: use 'parquet' or 'csv'.")
    out.mkdir(parents=True, exist_ok=True)
    paths = {}
    for table, rows in generate_shop(name, customers, seed).items():
        path = out / f"{'' if table == ANSWERS else prefix}{table}.{file_format}"
        path = answers if table == ANSWERS and answers is not None else path
        path.parent.mkdir(parents=True, exist_ok=True)
        write = pa_csv.write_csv if file_format == "csv" else pa_parquet.write_table
        write(rows, path)
        paths[table] = path
    paths[EXPECTATIONS] = paths[ANSWERS].with_name(f"{EXPECTATIONS}.json")
    truth = {**asdict(shop_named(name).expected), "next_days": NEXT_DAYS}
    paths[EXPECTATIONS].write_text(json.dumps(truth, indent=2) + "\n")
    return paths
