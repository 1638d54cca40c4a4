"""Orders, order lines and products of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from customer_segmentation.demo.behaviour import (
    activity,
    heavy_poisson,
    second_of_day,
    spread_days,
    weekend,
)
from customer_segmentation.demo.columns import ids, labels, moment
from customer_segmentation.demo.shop import (
    BRANDS,
    CATEGORIES,
    COUPONS,
    DAYS,
    ORDER_CHANNELS,
    PRODUCTS_PER_CATEGORY,
    SHIFT_DAYS,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from customer_segmentation.demo.columns import Counters

ORDER_STATUSES = ("completed", "cancelled", "returned")


def product_prices(seed: int) -> np.ndarray:
    """Price of every product, shape (categories * products per category,)."""
    rng = np.random.default_rng([seed, 1])
    medians = np.repeat([price for _, price in CATEGORIES], PRODUCTS_PER_CATEGORY)
    return np.round(medians * np.exp(0.45 * rng.standard_normal(len(medians))), 2)


def product_table(prices: np.ndarray) -> pa.Table:
    """The table ``products``."""
    import pyarrow as pa

    category = np.repeat(np.arange(len(CATEGORIES)), PRODUCTS_PER_CATEGORY)
    number = np.tile(np.arange(1, PRODUCTS_PER_CATEGORY + 1), len(CATEGORIES))
    names = [f"{CATEGORIES[c][0]} item {n}" for c, n in zip(category, number, strict=True)]
    return pa.table(
        {
            "product_id": ids("p", 1, len(prices)),
            "product_name": names,
            "category": labels(tuple(name for name, _ in CATEGORIES), category),
            "brand": labels(BRANDS, (number * 7 + category) % len(BRANDS)),
        }
    )


def _order_days(
    rng: np.random.Generator, who: dict[str, np.ndarray], shift: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Spell and day of every order, in the order of the spells."""
    counts = activity(rng, who, who["orders"])
    owner, day = spread_days(rng, counts, who["start"], who["end"], who["burst"], who["jitter"])
    day = weekend(rng, day, who["weekend"][owner])
    if not shift:
        return owner, day
    # A third of the orders of the last days stay, and the first of every customer.
    person = who["customer"][owner]
    keep = (day < DAYS - SHIFT_DAYS) | (rng.random(len(day)) < 0.35)
    keep |= np.concatenate(([True], person[1:] != person[:-1]))
    return owner[keep], day[keep]


def _order_terms(
    rng: np.random.Generator, who: dict[str, np.ndarray], owner: np.ndarray, is_shifted: np.ndarray
) -> dict[str, np.ndarray]:
    """Channel, coupon and discount (share of the price) of every order.

    Shifted orders move to the app at a deep discount.
    """
    count = len(owner)
    channel = (rng.random((count, 1)) > who["channels"][owner]).sum(axis=1).clip(0, 2)
    channel = np.where(is_shifted & (rng.random(count) < 0.7), 1, channel)
    has_coupon = (rng.random(count) < who["coupon"][owner]) | is_shifted
    discount = np.where(
        has_coupon, np.clip(who["discount"][owner] * (0.8 + 0.4 * rng.random(count)), 0, 0.9), 0
    )
    discount = np.where(is_shifted, np.maximum(discount, 0.3), discount)
    return {"channel": channel, "has_coupon": has_coupon, "discount": discount}


def _bought_lines(
    rng: np.random.Generator, who: dict[str, np.ndarray], owner: np.ndarray, prices: np.ndarray
) -> dict[str, np.ndarray]:
    """Position of the order, product, quantity and price of every line, in the order of orders."""
    counts = 1 + heavy_poisson(rng, np.maximum(who["lines"][owner] - 1, 0.02))
    order = np.repeat(np.arange(len(owner)), counts)
    category = (rng.random((len(order), 1)) > who["categories"][owner[order]]).sum(axis=1)
    rank = (PRODUCTS_PER_CATEGORY * rng.random(len(order)) ** 1.7).astype(np.int64)
    product = category.clip(0, len(CATEGORIES) - 1) * PRODUCTS_PER_CATEGORY + rank
    mean_quantity = np.maximum(who["quantity"][owner[order]] - 1, 0.05)
    quantity = 1 + heavy_poisson(rng, mean_quantity, 2.0)
    return {"order": order, "product": product, "quantity": quantity, "price": prices[product]}


def _with_returns(
    rng: np.random.Generator,
    who: dict[str, np.ndarray],
    owner: np.ndarray,
    lines: dict[str, np.ndarray],
    discount: np.ndarray,
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Lines with those that came back (a negative quantity), and the status of every order."""
    # Only customers with three or more orders lose one: the planted segment stays visible.
    person = who["customer"][owner]
    repeat = np.bincount(person)[person] >= 3
    pick = rng.random(len(owner))
    cancelled = repeat & (pick < 0.015)
    returned = repeat & (pick > 1 - 0.3 * who["returns"][owner])

    order = lines["order"]
    back = rng.random(len(order)) < 0.7 * who["returns"][owner[order]]
    back &= (repeat & ~returned)[order]
    refund = np.round(lines["price"][back] * (1 - discount[order[back]]), 2)
    came_back = {
        "order": order[back],
        "product": lines["product"][back],
        "quantity": -lines["quantity"][back],
        "price": refund,
    }
    joined = {name: np.concatenate((lines[name], came_back[name])) for name in lines}
    in_order = np.argsort(joined["order"], kind="stable")
    status = np.where(cancelled, 1, np.where(returned, 2, 0))
    return {name: values[in_order] for name, values in joined.items()}, status


def order_tables(
    rng: np.random.Generator,
    who: dict[str, np.ndarray],
    prices: np.ndarray,
    customer_ids: Any,
    counters: Counters,
    shift: bool,
) -> tuple[dict[str, pa.Table], np.ndarray]:
    """The tables ``orders`` and ``order_items``, and the first order day of every customer."""
    import pyarrow as pa

    owner, day = _order_days(rng, who, shift)
    is_shifted = (day >= DAYS - SHIFT_DAYS) & shift
    if counters.order == 1:
        # The demo's last day has an order, whatever its size.
        day[int(np.argmax(day))] = DAYS - 1
    second = second_of_day(rng, who["morning"][owner], who["evening"][owner])
    person = who["customer"][owner]
    first_day = np.full(len(customer_ids), DAYS, dtype=np.int64)
    np.minimum.at(first_day, person, day)

    terms = _order_terms(rng, who, owner, is_shifted)
    lines = _bought_lines(rng, who, owner, prices)
    lines, status = _with_returns(rng, who, owner, lines, terms["discount"])
    order, quantity, price = lines["order"], lines["quantity"], lines["price"]
    off = np.where(quantity > 0, np.round(quantity * price * terms["discount"][order], 2), 0.0)
    total = np.round(np.bincount(order, quantity * price - off, len(owner)), 2)

    order_ids = ids("o", counters.order, len(owner))
    coupon = rng.integers(0, len(COUPONS), len(owner))
    orders = pa.table(
        {
            "order_id": order_ids,
            "customer_id": pa.DictionaryArray.from_arrays(person.astype(np.int32), customer_ids),
            "ordered_at": moment(day, second),
            "status": labels(ORDER_STATUSES, status),
            "channel": labels(ORDER_CHANNELS, terms["channel"]),
            "currency": labels(("EUR",), np.zeros(len(owner))),
            "total_amount": total,
            "discount_amount": np.round(np.bincount(order, off, len(owner)), 2),
            "shipping_amount": np.where((terms["channel"] == 2) | (total > 50), 0.0, 4.9),
            "coupon_code": labels(COUPONS, coupon, ~terms["has_coupon"]),
        }
    )
    order_items = pa.table(
        {
            "order_item_id": ids("i", counters.item, len(order)),
            "order_id": order_ids.take(pa.array(order)),
            "product_id": pa.DictionaryArray.from_arrays(
                lines["product"].astype(np.int32), ids("p", 1, len(prices))
            ),
            "quantity": quantity,
            "unit_price": price,
            "discount_amount": off,
        }
    )
    counters.order += len(owner)
    counters.item += len(order)
    return {"orders": orders, "order_items": order_items}, first_day
