"""Kinds of data with groups, six forms each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from bench.suites.drawing import NOISE, Drawn, directions

Maker = Callable[[np.random.Generator, int, int], Drawn]
FORMS = 6


def _shares(
    rng: np.random.Generator, groups: int, customers: int, least: float = 0.06
) -> np.ndarray:
    shares = np.maximum(rng.dirichlet(4 * np.ones(groups)), least)
    return sorted_labels(shares / shares.sum(), customers)


def sorted_labels(shares: Sequence[float] | np.ndarray, customers: int) -> np.ndarray:
    """Labels with the given shares, in the order of the groups."""
    edges = np.round(np.cumsum(shares) * customers).astype(int)
    return np.searchsorted(edges, np.arange(customers), side="right").clip(max=len(edges) - 1)


def spaced_centers(
    rng: np.random.Generator, groups: int, dimensions: int, distance: float
) -> np.ndarray:
    """Centres of which the nearest two are exactly `distance` apart."""
    while True:
        centers = rng.normal(size=(groups, dimensions)) + rng.uniform(-1, 1, (groups, dimensions))
        gaps = np.sqrt(((centers[:, None] - centers[None]) ** 2).sum(axis=-1))
        gaps = gaps[np.triu_indices(groups, 1)]
        # One pair far closer than the others would leave a problem of two groups.
        if gaps.min() > 0.35 * np.median(gaps):
            return centers * distance / gaps.min()


def _unequal_sizes(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """60/25/10/5 and the like, Gaussian, 4 to 6 standard deviations apart."""
    shares = ([0.6, 0.25, 0.1, 0.05], [0.75, 0.15, 0.1], [0.9, 0.1])[form % 3]
    dimensions = (2, 3, 5, 8, 2, 4)[form]
    labels = sorted_labels(shares, customers)
    centers = spaced_centers(rng, len(shares), dimensions, (6, 5, 4, 5, 4, 6)[form])
    return centers[labels] + rng.normal(size=(customers, dimensions)), labels


def _distances(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Equal round Gaussian groups 2.5 to 6 standard deviations apart in 2 to 8 dimensions."""
    distance = (2.5, 3, 3.5, 4, 5, 6)[form]
    dimensions = (2, 4, 8, 3, 6, 2)[form]
    groups = int(rng.integers(2, 6))
    labels = sorted_labels(np.ones(groups) / groups, customers)
    centers = spaced_centers(rng, groups, dimensions, distance)
    return centers[labels] + rng.normal(size=(customers, dimensions)), labels


def _elongated(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Gaussian groups with axes of very unlike length and direction, and unlike spreads."""
    dimensions = (2, 2, 3, 2, 5, 3)[form]
    ratio = (4, 8, 6, 5, 5, 10)[form]
    groups = (2, 3, 3, 4, 3, 2)[form]
    labels = _shares(rng, groups, customers, 0.15)
    while True:
        centers = rng.uniform(-1, 1, (groups, dimensions)) * 3.2 * np.sqrt(ratio)
        shapes = []
        for _ in range(groups):
            axes, _ = np.linalg.qr(rng.normal(size=(dimensions, dimensions)))
            spread = np.ones(dimensions)
            spread[0] = ratio
            shapes.append(axes * np.sqrt(spread) * rng.uniform(0.6, 1.2))
        # Bayes error by the Bhattacharyya distance; overlapping draws have no truth to find.
        overlap = max(
            _bhattacharyya(centers[i], shapes[i], centers[j], shapes[j])
            for i in range(groups)
            for j in range(i)
        )
        if 0.002 < overlap < 0.04:
            break
    points = np.empty((customers, dimensions))
    for group in range(groups):
        own = labels == group
        noise = rng.normal(size=(own.sum(), dimensions))
        points[own] = centers[group] + noise @ shapes[group].T
    return points, labels


def _bhattacharyya(
    first: np.ndarray, first_root: np.ndarray, second: np.ndarray, second_root: np.ndarray
) -> float:
    """Bhattacharyya coefficient of two normal distributions, 0 apart to 1 equal."""
    one, two = first_root @ first_root.T, second_root @ second_root.T
    mean = (one + two) / 2
    gap = first - second
    distance = gap @ np.linalg.solve(mean, gap) / 8 + 0.5 * np.log(
        np.linalg.det(mean) / np.sqrt(np.linalg.det(one) * np.linalg.det(two))
    )
    return float(np.exp(-distance))


def _curved(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Bands along arcs, waves, letters, a helix with its axis."""
    groups = (2, 2, 3, 2, 3, 2)[form]
    labels = _shares(rng, groups, customers, 0.2)
    along = rng.random(customers)
    if form == 0:
        # Crescents of unlike size, one inside the other's opening.
        angle = np.pi * along * (1.1, 0.9)[0] - 0.1
        radius = np.where(labels == 0, 1.0, 0.7)
        points = np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1)
        points[labels == 1] = np.array([0.8, 0.3]) - points[labels == 1]
        noise = rng.uniform(0.05, 0.09)
    elif form == 1:
        # Two waves above one another.
        points = np.stack([5 * along, np.sin(5 * along * 1.3) + 1.1 * labels], axis=1)
        noise = rng.uniform(0.08, 0.14)
    elif form == 2:
        # Arms of a spiral.
        angle = 2 * np.pi * (0.25 + 0.75 * along)
        turn = angle + 2 * np.pi * labels / groups
        points = np.stack([angle * np.cos(turn), angle * np.sin(turn)], axis=1) / 4
        noise = rng.uniform(0.05, 0.1)
    elif form == 3:
        # A helix round a rod in three dimensions.
        angle = 5 * np.pi * along
        helix = np.stack([np.cos(angle), np.sin(angle), 3 * along], axis=1)
        rod = np.stack([0 * along, 0 * along, 3 * along], axis=1)
        points = np.where(labels[:, None] == 0, helix, rod)
        noise = rng.uniform(0.06, 0.1)
    elif form == 4:
        # An S, a straight bar, and a disc.
        angle = 3 * np.pi * (along - 0.5)
        letter = np.stack([np.sin(angle), np.sign(angle) * (np.cos(angle) - 1)], axis=1)
        bar = np.stack([1.9 + 0 * along, 4 * along - 2], axis=1)
        turn = 2 * np.pi * rng.random(customers)
        disc = np.array([3.2, 0]) + 0.6 * np.sqrt(along)[:, None] * np.stack(
            [np.cos(turn), np.sin(turn)], axis=1
        )
        points = np.choose(labels[:, None], [letter, bar, disc])
        noise = rng.uniform(0.06, 0.1)
    else:
        # A parabola over a compact group.
        x = 4 * along - 2
        bowl = np.stack([x, x**2], axis=1)
        group = np.array([0, 2.4]) + 0.35 * rng.normal(size=(customers, 2))
        points = np.where(labels[:, None] == 0, bowl, group)
        noise = rng.uniform(0.08, 0.14)
    return points + noise * rng.normal(size=points.shape), labels


def _nested(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Groups inside others: rings, shells, a dense core in a thin cloud."""
    dimensions = (2, 2, 3, 2, 2, 3)[form]
    shares = (
        [0.5, 0.5],
        [0.4, 0.35, 0.25],
        [0.6, 0.4],
        [0.7, 0.3],
        [0.5, 0.25, 0.25],
        [0.75, 0.25],
    )
    labels = sorted_labels(shares[form], customers)
    away = directions(rng, customers, dimensions)
    if form in (0, 2, 5):
        # A ring or shell round a group.
        radius = np.where(labels == 0, 1.0, 0.0)[:, None]
        inside = rng.uniform(0.12, 0.2) * rng.normal(size=(customers, dimensions))
        points = np.where(labels[:, None] == 0, away * radius, inside)
        points += np.where(labels == 0, 0.07, 0.0)[:, None] * rng.normal(size=points.shape)
    elif form == 1:
        radius = np.array([1.0, 0.62, 0.22])[labels][:, None]
        points = away * radius + 0.05 * rng.normal(size=(customers, 2))
    elif form == 3:
        # A dense core in a thin cloud: density alone tells them apart.
        spread = np.where(labels == 0, 1.6, 0.16)[:, None]
        points = spread * rng.normal(size=(customers, 2))
        points[labels == 1] += np.array([0.5, 0.3])
    else:
        # Two groups of dense points beside a big thin one.
        centers = np.array([[0, 0], [4.2, 0], [4.2, 1.6]])
        spread = np.array([1.2, 0.25, 0.25])[labels][:, None]
        points = centers[labels] + spread * rng.normal(size=(customers, 2))
    return points, labels


def _touching(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Groups with hardly a gap: rectangles, discs and a bridge, unlike densities side by side."""
    groups = (2, 2, 3, 2, 4, 2)[form]
    labels = _shares(rng, groups, customers, 0.18)
    square = rng.random((customers, 2))
    turn = 2 * np.pi * rng.random(customers)
    disc = np.sqrt(rng.random(customers))[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    if form == 0:
        # Squares on a corner.
        tilted = (square - 0.5) @ (np.array([[1, -1], [1, 1]]) / np.sqrt(2))
        points = tilted + np.array([1.47, 0.0]) * labels[:, None]
    elif form == 1:
        # Two discs joined by a narrow bridge of few points.
        points = disc + np.array([2.6, 0.3]) * labels[:, None]
        bridge = rng.random(customers) < 0.03
        points[bridge] = np.stack(
            [0.9 + 0.9 * rng.random(bridge.sum()), 0.1 + 0.15 * rng.random(bridge.sum())], axis=1
        )
        labels = np.where(bridge, NOISE, labels)
    elif form == 2:
        # A bar, a bar across its end, a disc.
        bars = square * np.array([[4.0, 0.6]]), square * np.array([[0.6, 3.0]]) + [4.3, 0]
        points = np.choose(labels[:, None], [*bars, 0.7 * disc + [1.5, 1.75]])
    elif form == 3:
        # Bands whose density falls off in opposite directions.
        x = 1 - np.sqrt(rng.random(customers))
        x = np.where(labels == 0, x, 1 - x)
        points = np.stack([2 * x, 0.45 * square[:, 1] + 0.55 * labels], axis=1)
    elif form == 4:
        # Four Gaussians at the corners of a square, 3.2 standard deviations apart.
        centers = 3.2 * np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
        points = centers[labels] + rng.normal(size=(customers, 2))
    else:
        # Discs of unlike density that nearly touch.
        labels = sorted_labels([0.8, 0.2], customers)
        points = disc + np.array([2.15, 0]) * labels[:, None]
    return points, labels


def _with_noise(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Groups in 5 to 20 % of points that lie anywhere."""
    share = (0.05, 0.1, 0.2, 0.1, 0.15, 0.05)[form]
    scattered = round(share * customers)
    inner = customers - scattered
    makers: tuple[Maker, ...] = (_distances, _curved, _distances, _unequal_sizes, _curved, _nested)
    points, labels = makers[form](rng, inner, (5, 1, 5, 0, 0, 0)[form])
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.1 * (high - low)
    noise = rng.uniform(low - margin, high + margin, (scattered, points.shape[1]))
    return np.vstack([points, noise]), np.append(labels, np.full(scattered, NOISE))


def _small(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """100 to 240 points, whatever is asked for."""
    customers = (100, 150, 200, 120, 240, 180)[form]
    makers: tuple[tuple[Maker, int], ...] = (
        (_distances, 5),
        (_unequal_sizes, 1),
        (_elongated, 1),
        (_distances, 3),
        (_curved, 0),
        (_nested, 4),
    )
    maker, form = makers[form]
    return maker(rng, customers, form)


def _many_groups(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Seven to ten groups, on grids, rings and at random, of unlike sizes."""
    groups = (7, 8, 9, 10, 7, 8)[form]
    labels = _shares(rng, groups, customers, 0.06)
    if form == 0:
        # A ring of groups.
        angle = 2 * np.pi * np.arange(groups) / groups
        centers = 6.5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    elif form == 2:
        centers = 5.0 * np.stack(np.divmod(np.arange(groups), 3), axis=1).astype(float)
    else:
        dimensions = (0, 3, 0, 4, 6, 2)[form]
        centers = spaced_centers(rng, groups, dimensions, 5)
    return centers[labels] + rng.normal(size=(customers, centers.shape[1])), labels


def _mixed_types(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Counts, amounts, rates and yes-no columns that follow the group, and some that do not."""
    groups = (2, 3, 3, 4, 2, 3)[form]
    labels = _shares(rng, groups, customers, 0.15)
    rate = rng.permutation(np.geomspace(2, 40, groups))
    level = rng.permutation(np.linspace(2, 2 + 1.6 * groups, groups))
    share = rng.permutation(np.linspace(0.12, 0.88, groups))
    columns = [
        np.log1p(rng.poisson(rate[labels])),
        level[labels] + 0.5 * rng.normal(size=customers),
        rng.beta(12 * share[labels], 12 * (1 - share[labels])),
        rng.random(customers) < 0.5,
    ]
    if form in (1, 3):
        columns.append(rng.random(customers) < np.linspace(0.05, 0.95, groups)[labels])
    if form in (2, 4):
        columns += [rng.normal(size=customers), rng.gamma(2, 1, customers)]
    return np.stack(columns, axis=1).astype(float), labels


# Orders a year, pauses' variation, mean order value, days since the last order, share of discounts.
PURCHASE_KINDS = (
    (26, 0.3, 45, 10, 0.1),
    (2, 1.0, 160, 120, 0.05),
    (8, 0.6, 30, 40, 0.75),
    (4, 0.8, 60, 420, 0.2),
    (14, 0.5, 220, 25, 0.03),
)


def _customers(rng: np.random.Generator, customers: int, form: int) -> Drawn:
    """Customers of planted kinds who buy for two years: orders, spend, recency, pauses, discounts."""
    kinds = ((0, 1), (0, 2, 3), (1, 2, 4), (0, 1, 2, 3), (0, 1, 2, 3, 4), (2, 3))[form]
    labels = _shares(rng, len(kinds), customers, 0.12)
    yearly, variation, value, recency, discount = np.array(PURCHASE_KINDS)[
        np.array(kinds)[labels]
    ].T
    tenure = rng.uniform(300, 730, customers)
    expected = yearly * rng.gamma(8, 1 / 8, customers) * tenure / 365
    orders = 1 + rng.poisson(expected)
    spend = orders * value * np.exp(0.25 * rng.normal(size=customers))
    days = np.minimum(rng.gamma(2, recency / 2), tenure)
    pause = tenure / orders * np.exp(0.2 * rng.normal(size=customers))
    columns = [
        np.log1p(orders),
        np.log1p(spend),
        np.log1p(days),
        np.log1p(pause * variation),
        rng.beta(8 * discount + 0.5, 8 * (1 - discount) + 0.5),
    ]
    return np.stack(columns, axis=1), labels


LABELLED: dict[str, Maker] = {
    "unequal sizes": _unequal_sizes,
    "distances": _distances,
    "elongated": _elongated,
    "curved": _curved,
    "nested": _nested,
    "touching": _touching,
    "with noise": _with_noise,
    "small": _small,
    "many groups": _many_groups,
    "mixed types": _mixed_types,
    "customers": _customers,
}
