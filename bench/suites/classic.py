"""Published shapes, by formulas of their own, and the small real data of scikit-learn.

Ultsch (2005), Fundamental clustering problems suite; Chang & Yeung (2008), path-based spectral
clustering; Jain & Law (2005); Fu & Medico (2007); Gionis, Mannila & Tsaparas (2007); Veenman,
Reinders & Backer (2002); Fränti & Sieranoja (2018).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from bench.suites.drawing import Drawn, directions


def _hepta(rng: np.random.Generator) -> Drawn:
    centers = np.vstack([np.zeros(3), 3 * np.eye(3), -3 * np.eye(3)])
    labels = np.repeat(np.arange(7), 30)
    ball = directions(rng, 210, 3) * rng.random((210, 1)) ** (1 / 3)
    return centers[labels] + ball, labels


def _tetra(rng: np.random.Generator) -> Drawn:
    centers = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3)
    labels = np.repeat(np.arange(4), 100)
    ball = directions(rng, 400, 3) * rng.random((400, 1)) ** (1 / 3)
    return centers[labels] + 0.78 * ball, labels


def _chainlink(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1], 500)
    angle = 2 * np.pi * rng.random(1_000)
    zero = np.zeros(1_000)
    first = np.stack([np.cos(angle), np.sin(angle), zero], axis=1)
    second = np.stack([1 + np.cos(angle), zero, np.sin(angle)], axis=1)
    points = np.where(labels[:, None] == 0, first, second)
    return points + rng.uniform(-0.15, 0.15, points.shape), labels


def _atom(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1], 400)
    away = directions(rng, 800, 3)
    core = 10 * rng.random((800, 1)) ** (1 / 3)
    shell = rng.uniform(45, 52, (800, 1))
    return away * np.where(labels[:, None] == 0, core, shell), labels


def _target(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1, 2, 3, 4, 5], [363, 395, 3, 3, 3, 3])
    away = directions(rng, len(labels), 2)
    radius = np.where(labels == 0, 0.7 * np.sqrt(rng.random(len(labels))), 0)
    radius = np.where(labels == 1, rng.uniform(2.1, 2.5, len(labels)), radius)
    corners = np.array([[0, 0], [0, 0], [3, 3], [-3, 3], [3, -3], [-3, -3]], dtype=float)
    small = np.where(labels >= 2, 0.1, 0.0)
    return away * (radius + small)[:, None] + corners[labels], labels


def _lsun(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1, 2], [200, 100, 100])
    square = rng.random((400, 2))
    upright, lying = square * [0.5, 3.5], square * [3.2, 0.5] + [0.75, 0]
    turn = 2 * np.pi * rng.random(400)
    disc = 0.75 * np.sqrt(square[:, :1]) * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return np.choose(labels[:, None], [upright, lying, disc + np.array([2.4, 2.4])]), labels


def _two_diamonds(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1], 400)
    tilted = (rng.random((800, 2)) - 0.5) @ np.array([[1, -1], [1, 1]])
    return tilted + np.array([2.0, 0]) * labels[:, None], labels


def _wing_nut(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1], 508)
    x, y = 3 * np.sqrt(rng.random(1_016)), rng.random(1_016)
    upper = np.stack([x, y * 2 + 0.2], axis=1)
    lower = np.stack([3 - x, -y * 2], axis=1)
    return np.where(labels[:, None] == 0, upper, lower), labels


def _engy_time(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1], 1_000)
    wide = rng.normal(size=(2_000, 2)) * [1.0, 0.7]
    narrow = rng.normal(size=(2_000, 2)) * [0.5, 0.7] + [2.7, 1.0]
    return np.where(labels[:, None] == 0, wide, narrow), labels


def _golf_ball(rng: np.random.Generator) -> Drawn:
    return directions(rng, 1_000, 3), np.zeros(1_000, dtype=int)


def _aggregation(rng: np.random.Generator) -> Drawn:
    sizes = [170, 34, 273, 102, 130, 45, 34]
    centers = np.array([[10, 22], [19, 22], [32, 22], [8, 8], [33, 9], [22, 8], [11, 14.5]])
    radii = np.array([5.5, 2.0, 6.5, 4.2, 4.8, 2.6, 1.8])
    labels = np.repeat(np.arange(7), sizes)
    away = directions(rng, len(labels), 2) * np.sqrt(rng.random((len(labels), 1)))
    return centers[labels] + radii[labels][:, None] * away, labels


def _jain(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1], [276, 97])
    angle = np.pi * rng.random(373)
    upper = np.stack([14 * np.cos(angle), 14 * np.sin(angle)], axis=1)
    lower = np.stack([14 + 14 * np.cos(angle), 7 - 14 * np.sin(angle)], axis=1)
    points = np.where(labels[:, None] == 1, upper, lower)
    return points + rng.uniform(-2, 2, points.shape), labels


def _flame(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1], [153, 87])
    turn = np.pi * (1.1 + 0.8 * rng.random(240))
    bowl = (
        5.2 * np.stack([np.cos(turn), 1.1 * np.sin(turn)], axis=1) + rng.normal(size=(240, 2)) * 0.8
    )
    disc = directions(rng, 240, 2) * 2.2 * np.sqrt(rng.random((240, 1))) + [0, 1.4]
    return np.where(labels[:, None] == 0, bowl, disc), labels


def _spiral(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1, 2], 104)
    along = np.tile(np.linspace(0.15, 1, 104), 3)
    turn = 1.9 * np.pi * along + 2 * np.pi * labels / 3
    return 14 * (along * np.array([np.cos(turn), np.sin(turn)])).T + rng.normal(
        size=(312, 2)
    ) * 0.15, labels


def _path_based(rng: np.random.Generator) -> Drawn:
    labels = np.repeat([0, 1, 2], [110, 97, 93])
    turn = np.pi * (-0.25 + 1.5 * rng.random(300))
    ring = 12 * np.stack([np.cos(turn), np.sin(turn)], axis=1) + 0.6 * rng.normal(size=(300, 2))
    left = rng.normal(size=(300, 2)) * [1.9, 2.2] + [-4.7, -1]
    right = rng.normal(size=(300, 2)) * [1.9, 2.2] + [4.7, -1]
    return np.choose(labels[:, None], [ring, left, right]), labels


def _compound(rng: np.random.Generator) -> Drawn:
    labels = np.repeat(np.arange(5), [50, 92, 38, 45, 158])
    count = len(labels)
    away, uniform = directions(rng, count, 2), np.sqrt(rng.random((count, 1)))
    ring = away * rng.uniform(3.6, 4.2, (count, 1)) + [10, 8]
    parts = [
        away * uniform * 2.2 + [10, 8],
        ring,
        away * uniform * 1.9 + [12, 21],
        away * uniform * 1.9 + [17, 18],
        rng.uniform(-1, 1, (count, 2)) * [4, 6] + [32, 12],
    ]
    return np.choose(labels[:, None], parts), labels


def _rings_of_groups(rng: np.random.Generator) -> Drawn:
    """Fifteen groups: one in the middle, seven near, seven far."""
    turn = 2 * np.pi * np.arange(7) / 7
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    centers = np.vstack([np.zeros((1, 2)), 2.3 * circle, 6.2 * circle])
    labels = np.repeat(np.arange(15), 40)
    return centers[labels] + 0.35 * rng.normal(size=(600, 2)), labels


def _unbalance(rng: np.random.Generator) -> Drawn:
    sizes = [500, 500, 500, 25, 25, 25, 25, 25]
    centers = np.array(
        [[0, 0], [0, 6], [4, 3], [40, 0], [40, 10], [46, 5], [52, 0], [52, 10]], dtype=float
    )
    labels = np.repeat(np.arange(8), sizes)
    return centers[labels] + 0.9 * rng.normal(size=(len(labels), 2)), labels


def _overlapping_groups(rng: np.random.Generator) -> Drawn:
    """Fifteen Gaussian groups that overlap a little, scattered over a square."""
    while True:
        centers = rng.uniform(0, 1, (15, 2))
        gaps = ((centers[:, None] - centers[None]) ** 2).sum(axis=-1)
        if np.sqrt(gaps[np.triu_indices(15, 1)].min()) > 0.15:
            break
    labels = np.repeat(np.arange(15), 80)
    return centers[labels] + 0.035 * rng.normal(size=(1_200, 2)), labels


def _from_sklearn(name: str) -> Callable[[np.random.Generator], Drawn]:
    def load(rng: np.random.Generator) -> Drawn:
        from sklearn import datasets

        points, labels = getattr(datasets, f"load_{name}")(return_X_y=True)
        if name == "digits":
            from sklearn.decomposition import PCA

            points = PCA(10, svd_solver="full").fit_transform(points)
        kept = rng.random(len(points)) < 0.9
        return points[kept], labels[kept]

    return load


def _sklearn_blobs(**settings: object) -> Callable[[np.random.Generator], Drawn]:
    def make(rng: np.random.Generator) -> Drawn:
        from sklearn.datasets import make_blobs

        return make_blobs(500, random_state=int(rng.integers(1 << 31)), **settings)

    return make


def _sklearn_shape(name: str, **settings: float) -> Callable[[np.random.Generator], Drawn]:
    def make(rng: np.random.Generator) -> Drawn:
        from sklearn import datasets

        maker = getattr(datasets, f"make_{name}")
        return maker(500, random_state=int(rng.integers(1 << 31)), **settings)

    return make


CLASSIC: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "iris": _from_sklearn("iris"),
    "wine": _from_sklearn("wine"),
    "breast cancer": _from_sklearn("breast_cancer"),
    "digits": _from_sklearn("digits"),
    "moons": _sklearn_shape("moons", noise=0.08),
    "circles": _sklearn_shape("circles", noise=0.06, factor=0.5),
    "blobs": _sklearn_blobs(centers=3),
    "blobs of unlike spread": _sklearn_blobs(cluster_std=[1.0, 2.5, 0.5]),
    "hepta": _hepta,
    "tetra": _tetra,
    "chainlink": _chainlink,
    "atom": _atom,
    "target": _target,
    "lsun": _lsun,
    "two diamonds": _two_diamonds,
    "wing nut": _wing_nut,
    "engy time": _engy_time,
    "golf ball": _golf_ball,
    "aggregation": _aggregation,
    "jain": _jain,
    "flame": _flame,
    "spiral": _spiral,
    "path-based": _path_based,
    "compound": _compound,
    "rings of groups": _rings_of_groups,
    "unbalance": _unbalance,
    "overlapping groups": _overlapping_groups,
}
