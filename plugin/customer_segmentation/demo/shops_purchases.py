"""Orders from purchase processes: who buys when, until they leave.

A customer's rate comes from a gamma distribution (Ehrenberg 1959), the gaps from a gamma distribution
too, and after each order the customer leaves with a probability from a beta distribution (Fader, Hardie
& Lee 2005). All of it runs on a clock of demand that ticks faster in a season and stops while the shop
is closed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from customer_segmentation.demo.shop import LAST_DAY
from customer_segmentation.demo.shops import SEASONS, YEAR, Kind, Shop

NEXT_DAYS = 90


@dataclass(frozen=True)
class Purchases:
    """Orders of a shop's history and of the period after it, by customer and day.

    Attributes
    ----------
    kind : numpy.ndarray of shape (customers,)
        Index into the shop's kinds.
    start, end : numpy.ndarray of shape (customers,)
        First day, and the day after which a customer has left (the last of all days: never).
    customer, day : numpy.ndarray of shape (orders,)
        Ascending by customer, then by day. Days count from the shop's first; those from `shop.days`
        on are the next period.
    """

    kind: np.ndarray
    start: np.ndarray
    end: np.ndarray
    customer: np.ndarray
    day: np.ndarray


def first_day(shop: Shop) -> np.datetime64:
    """Date of day 0."""
    return LAST_DAY - np.timedelta64(shop.days - 1, "D")


def demand(shop: Shop, season: str) -> np.ndarray:
    """Demand up to the start of each day, shape (days + 1,); a mean day of the season adds 1."""
    days = shop.days + NEXT_DAYS
    dates = first_day(shop) + np.arange(days)
    weights = np.array(SEASONS[season], dtype=float)
    months = dates.astype("datetime64[M]").astype(int) % 12
    per_day = (weights / weights.mean())[months]
    if shop.closed is not None:
        per_day[shop.days - shop.closed[0] : shop.days - shop.closed[1]] = 0
    return np.concatenate(([0.0], np.cumsum(per_day)))


def _starts(rng: np.random.Generator, shop: Shop, size: int) -> np.ndarray:
    """First moment of each customer as a share of the history."""
    shares, low, high = np.array(shop.arrivals, dtype=float).T
    wave = rng.choice(len(shares), size, p=shares / shares.sum())
    return low[wave] + (high - low)[wave] * rng.random(size)


def _of_kind(
    rng: np.random.Generator, shop: Shop, kind: Kind, members: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customer and day of each order, and the last day of each member."""
    clock = demand(shop, kind.season)
    size = len(members)
    # Where the history is a share of time, demand decides on which of its days a customer comes.
    start = _starts(rng, shop, size) * clock[shop.days - 1]
    rate = kind.rate / YEAR * rng.gamma(kind.evenness, 1 / kind.evenness, size)
    rate = np.maximum(rate, 0.05 * kind.rate / YEAR)
    left = clock[-1] - start
    mean = rate * left
    most = np.ceil(mean + 6 * np.sqrt(mean + 1) + 6).astype(np.int64)
    owner = np.repeat(np.arange(size), most)
    first = np.cumsum(most) - most
    rank = np.arange(len(owner)) - first[owner]
    gaps = rng.gamma(kind.regularity, 1 / kind.regularity, len(owner)) / rate[owner]
    gaps[rank == 0] = 0
    total = np.cumsum(gaps)
    moment = start[owner] + total - total[first][owner]
    keep = moment < clock[-1]
    stays = np.full(size, np.iinfo(np.int64).max)
    if kind.leaving is not None:
        stays = rng.geometric(np.clip(rng.beta(*kind.leaving, size), 1e-3, 1))
        keep &= rank < stays[owner]
    day = np.searchsorted(clock, moment, side="right") - 1
    owner, day, rank = owner[keep], day[keep], rank[keep]
    last = np.zeros(size, dtype=np.int64)
    np.maximum.at(last, owner, day)
    has_left = np.bincount(owner, minlength=size) >= stays
    end = np.where(has_left, last, len(clock) - 1)
    return members[owner], day, end


def _towards_weekend(
    rng: np.random.Generator, shop: Shop, day: np.ndarray, share: np.ndarray
) -> np.ndarray:
    """Move orders inside their week so that `share` of them fall on a weekend, never over an edge."""
    # 1970-01-01 was a Thursday: weekday 3 when Monday is 0.
    offset = int(first_day(shop).astype(int)) + 3
    weekday = (day + offset) % 7
    wanted = rng.random(len(day)) < share
    moved = (
        day
        - weekday
        + np.where(wanted, 5 + rng.integers(0, 2, len(day)), rng.integers(0, 5, len(day)))
    )
    edges = np.array([0, shop.days])
    if shop.closed is not None:
        edges = np.array([0, shop.days - shop.closed[0], shop.days - shop.closed[1], shop.days])
    same_side = np.searchsorted(edges, moved, "right") == np.searchsorted(edges, day, "right")
    return np.where(((weekday >= 5) == wanted) | ~same_side, day, moved)


def draw_purchases(rng: np.random.Generator, shop: Shop, customers: int) -> Purchases:
    """Draw a shop's customers and all of their orders.

    Parameters
    ----------
    rng : numpy.random.Generator
    shop : Shop
    customers : int
        Each of them orders once or more before the end of the history.
    """
    shares = np.array([kind.share for kind in shop.kinds])
    kind = rng.choice(len(shares), customers, p=shares / shares.sum())
    end = np.empty(customers, dtype=np.int64)
    owners, days = [], []
    for index, item in enumerate(shop.kinds):
        members = np.flatnonzero(kind == index)
        owner, day, end[members] = _of_kind(rng, shop, item, members)
        share = rng.beta(item.weekend * item.loyalty, (1 - item.weekend) * item.loyalty, customers)
        owners.append(owner)
        days.append(_towards_weekend(rng, shop, day, share[owner]))
    owner, day = np.concatenate(owners), np.concatenate(days)
    # The newest order is on the last day, so that the default as-of date is the day after.
    newest = np.flatnonzero(day < shop.days)
    day[newest[np.argmax(day[newest])]] = shop.days - 1
    in_order = np.lexsort((day, owner))
    owner, day = owner[in_order], day[in_order]
    start = np.full(customers, shop.days + NEXT_DAYS)
    np.minimum.at(start, owner, day)
    return Purchases(kind, start, np.maximum(end, start), owner, day)
