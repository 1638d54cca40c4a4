"""How the customers of the demo behave: when each is like which segment, and how often it acts.

Rates, shares and mixes of a customer are drawn around those of a segment; moments are drawn
from them. Every function takes the random stream it draws from.
"""

from __future__ import annotations

import numpy as np

from customer_segmentation.demo.shop import (
    ANSWER_DAYS,
    DAYS,
    FIRST_MONTHS,
    NEWCOMER,
    SEGMENTS,
)

# Gap inside a burst of orders, as a share of the customer's mean gap.
BURST_GAP = 0.15
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


def draw_spells(
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


def draw_behaviour(
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


def heavy_poisson(rng: np.random.Generator, mean: np.ndarray, shape: float = 25.0) -> np.ndarray:
    """Counts with a gamma-mixed Poisson (negative binomial) distribution."""
    return rng.poisson(mean * rng.gamma(shape, 1 / shape, len(mean)))


def spread_days(
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


def weekend(rng: np.random.Generator, day: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Move days inside their own week so that ``share`` of them fall on a weekend."""
    # 2023-01-01 is a Sunday: weekday 6 when Monday is 0.
    weekday = (day + 6) % 7
    wanted = rng.random(len(day)) < share
    to_weekend = day - weekday + 5 + rng.integers(0, 2, len(day))
    to_weekend = np.where(to_weekend >= DAYS, to_weekend - 7, to_weekend)
    to_weekday = np.maximum(day - weekday + rng.integers(0, 5, len(day)), 1)
    moved = np.where(wanted & (weekday < 5), to_weekend, day)
    return np.clip(np.where(~wanted & (weekday >= 5), to_weekday, moved), 0, DAYS - 1)


def second_of_day(rng: np.random.Generator, morning: np.ndarray, evening: np.ndarray) -> np.ndarray:
    """Seconds after midnight: morning 7-11, evening 18-22, else 12-17 o'clock."""
    pick = rng.random(len(morning))
    first_hour = np.where(pick < morning, 7, np.where(pick < morning + evening, 18, 12))
    return first_hour * 3600 + rng.integers(0, 5 * 3600, len(morning))


def activity(rng: np.random.Generator, who: dict[str, np.ndarray], rate: np.ndarray) -> np.ndarray:
    """Orders or visits per spell; every customer has one at least, in the first spell."""
    mean = rate * (who["end"] - who["start"]) / 365
    return who["is_first"] + heavy_poisson(
        rng, np.where(who["is_first"], np.maximum(mean - 1, 0.05), mean)
    )
