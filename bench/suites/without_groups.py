"""Kinds of data without groups: what customers look like when they are one continuum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from bench.suites.drawing import directions


def _purchases(rng: np.random.Generator, customers: int) -> tuple[np.ndarray, ...]:
    """Orders, recency and tenure of the BG/NBD process (Fader, Hardie & Lee 2005)."""
    tenure = rng.uniform(30, 730, customers)
    rate = rng.gamma(1.2, 1 / 60, customers)
    dropout = rng.beta(1.0, 4.0, customers)
    orders = np.ones(customers)
    last = np.zeros(customers)
    active = np.ones(customers, dtype=bool)
    while active.any():
        last_try = last + rng.exponential(1 / rate)
        active &= last_try < tenure
        last = np.where(active, last_try, last)
        orders += active
        active &= rng.random(customers) > dropout
    return orders, tenure - last, tenure


def _bg_nbd(rng: np.random.Generator, customers: int) -> np.ndarray:
    orders, recency, tenure = _purchases(rng, customers)
    return np.stack([np.log(orders), np.log1p(recency), np.log1p(tenure)], axis=1)


def _bg_nbd_days(rng: np.random.Generator, customers: int) -> np.ndarray:
    orders, recency, tenure = _purchases(rng, customers)
    return np.stack([orders, recency, tenure], axis=1)


def _zero_inflated(rng: np.random.Generator, customers: int) -> np.ndarray:
    rate = rng.gamma(0.8, 2, (customers, 1))
    orders = rng.poisson(rate * np.ones(3))
    return np.log1p(orders * rng.gamma(3, 10, orders.shape))


def _lognormal_ties(rng: np.random.Generator, customers: int) -> np.ndarray:
    common = rng.normal(size=(customers, 1))
    return np.round(np.exp(0.7 * rng.normal(size=(customers, 4)) + 0.6 * common))


def _horseshoe(rng: np.random.Generator, customers: int) -> np.ndarray:
    angle = np.pi * rng.random(customers) * 1.3
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return points + 0.15 * rng.normal(size=points.shape)


def _truncated_recency(rng: np.random.Generator, customers: int) -> np.ndarray:
    recency = np.minimum(rng.exponential(150, customers), 365)
    orders = 1 + rng.poisson(rng.gamma(1.5, 2, customers))
    return np.stack([recency, np.log(orders), rng.normal(size=customers)], axis=1)


def _density_gradient(rng: np.random.Generator, customers: int) -> np.ndarray:
    return np.stack([rng.exponential(1, customers), rng.random(customers)], axis=1)


def _few_orders_shares(rng: np.random.Generator, customers: int) -> np.ndarray:
    orders = 1 + rng.poisson(3, customers)
    online = rng.binomial(orders, rng.beta(2, 2, customers)) / orders
    discounted = rng.binomial(orders, rng.beta(1.5, 4, customers)) / orders
    return np.stack([online, discounted, np.log(orders)], axis=1)


def _discrete_continuous(rng: np.random.Generator, customers: int) -> np.ndarray:
    return np.stack(
        [
            rng.integers(0, 2, customers),
            rng.integers(1, 6, customers),
            rng.normal(size=customers),
            rng.gamma(2, 1, customers),
        ],
        axis=1,
    ).astype(float)


def _gaussian(rng: np.random.Generator, customers: int) -> np.ndarray:
    dimensions = int(rng.integers(2, 9))
    mixing = rng.normal(size=(dimensions, dimensions))
    return rng.normal(size=(customers, dimensions)) @ mixing


def _cube(rng: np.random.Generator, customers: int) -> np.ndarray:
    return rng.random((customers, int(rng.integers(2, 7))))


def _ball(rng: np.random.Generator, customers: int) -> np.ndarray:
    dimensions = int(rng.integers(2, 7))
    radius = rng.random((customers, 1)) ** (1 / dimensions)
    return radius * directions(rng, customers, dimensions)


def _heavy_tails(rng: np.random.Generator, customers: int) -> np.ndarray:
    dimensions = int(rng.integers(2, 6))
    return rng.standard_t(3, (customers, dimensions))


def _ring(rng: np.random.Generator, customers: int) -> np.ndarray:
    return directions(rng, customers, 2) * (1 + 0.12 * rng.normal(size=(customers, 1)))


def _simplex(rng: np.random.Generator, customers: int) -> np.ndarray:
    """Shares of a basket over four categories."""
    return rng.dirichlet([1.2, 1.0, 0.8, 0.6], customers)


def _skewed_wedge(rng: np.random.Generator, customers: int) -> np.ndarray:
    """Spend never above a multiple of orders: a wedge with a sharp edge."""
    orders = rng.gamma(1.5, 2, customers)
    return np.stack([orders, orders * rng.beta(2, 1, customers), rng.exponential(1, customers)], 1)


def _unlike_variances(rng: np.random.Generator, customers: int) -> np.ndarray:
    """The spread of one column grows with another."""
    first = rng.uniform(0, 2, customers)
    return np.stack([first, np.exp(first) * rng.normal(size=customers)], axis=1)


WITHOUT_GROUPS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "purchases in logs": _bg_nbd,
    "purchases in days": _bg_nbd_days,
    "zero-inflated": _zero_inflated,
    "lognormal with ties": _lognormal_ties,
    "horseshoe": _horseshoe,
    "truncated recency": _truncated_recency,
    "density gradient": _density_gradient,
    "shares of few orders": _few_orders_shares,
    "discrete and continuous": _discrete_continuous,
    "gaussian": _gaussian,
    "cube": _cube,
    "ball": _ball,
    "heavy tails": _heavy_tails,
    "ring": _ring,
    "simplex": _simplex,
    "wedge": _skewed_wedge,
    "unlike variances": _unlike_variances,
}
