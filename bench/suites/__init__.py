"""Labelled data sets and data sets without groups, for choosing the rule and for judging it.

Seeds below `DEVELOPMENT_SEEDS` are for development: rules and constants are chosen on them. Higher
seeds are for judgement, and so is the group `classic`, whose kinds no rule was chosen on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bench.suites.classic import CLASSIC
from bench.suites.drawing import NOISE
from bench.suites.labelled import FORMS, LABELLED
from bench.suites.power import DISTANCES, SHARES, draw_at
from bench.suites.published import published_sets
from bench.suites.without_groups import WITHOUT_GROUPS

__all__ = [
    "CLASSIC",
    "DEVELOPMENT_SEEDS",
    "DISTANCES",
    "LABELLED",
    "NOISE",
    "SHARES",
    "SIZES",
    "WITHOUT_GROUPS",
    "DataSet",
    "classic",
    "draw",
    "labelled",
    "power",
    "published",
    "without_groups",
]

DEVELOPMENT_SEEDS = 1_000
SIZES = (300, 1_500, 10_000)


@dataclass(frozen=True)
class DataSet:
    """Points with the groups that they were drawn from.

    Attributes
    ----------
    kind : str
    form : int
        Which of a kind's forms.
    seed : int
    points : numpy.ndarray of shape (n, dimensions)
        Unscaled, in random order.
    labels : numpy.ndarray of shape (n,)
        0, 1, ...; `NOISE` for points that belong to no group; all 0 without groups.
    """

    kind: str
    form: int
    seed: int
    points: np.ndarray
    labels: np.ndarray


def draw(kind: str, form: int, seed: int, customers: int) -> DataSet:
    """One data set of the suite, rows in random order.

    Parameters
    ----------
    kind : str
        A key of `LABELLED` or `WITHOUT_GROUPS`.
    form : int
        0 to `FORMS` - 1; ignored without groups.
    seed : int
    customers : int
        The kind `small` has fewer.
    """
    kinds = [*LABELLED, *WITHOUT_GROUPS]
    rng = np.random.default_rng([kinds.index(kind), form, seed, customers])
    if kind in LABELLED:
        points, labels = LABELLED[kind](rng, customers, form)
    else:
        points = WITHOUT_GROUPS[kind](rng, customers)
        labels = np.zeros(len(points), dtype=int)
    order = rng.permutation(len(points))
    return DataSet(kind, form, seed, points[order].astype(float), labels[order])


def labelled(seeds: Sequence[int], sizes: Sequence[int] = SIZES) -> Iterator[DataSet]:
    """Every kind and form once per seed; the sizes take turns."""
    for seed in seeds:
        for kind_number, kind in enumerate(LABELLED):
            for form in range(FORMS):
                size = sizes[(form + kind_number + seed) % len(sizes)]
                yield draw(kind, form, seed, size)


def without_groups(seeds: Sequence[int], sizes: Sequence[int] = SIZES) -> Iterator[DataSet]:
    """Every kind without groups once per seed; the sizes take turns."""
    for seed in seeds:
        for kind_number, kind in enumerate(WITHOUT_GROUPS):
            yield draw(kind, 0, seed, sizes[(kind_number + seed) % len(sizes)])


def classic(seeds: Sequence[int]) -> Iterator[DataSet]:
    """Published shapes and small real data, for judgement alone; real data less a random tenth."""
    for seed in seeds:
        for number, (name, maker) in enumerate(CLASSIC.items()):
            rng = np.random.default_rng([99, number, seed])
            points, labels = maker(rng)
            order = rng.permutation(len(points))
            yield DataSet(name, 0, seed, points[order].astype(float), labels[order])


def power(seeds: Sequence[int], sizes: Sequence[int]) -> Iterator[DataSet]:
    """Gaussian groups at every distance (the form), for every kind of shares and every size."""
    for seed in seeds:
        for kind in SHARES:
            for form in range(len(DISTANCES)):
                for size in sizes:
                    yield DataSet(kind, form, seed, *draw_at(kind, form, seed, size))


def published(folder: Path, seeds: Sequence[int], sizes: Sequence[int]) -> Iterator[DataSet]:
    """Published sets of a folder by battery, for judgement alone; at most the largest size of each."""
    for (battery, _), (points, labels) in published_sets(folder).items():
        for seed in seeds:
            drawn = np.random.default_rng([55, seed]).permutation(len(points))[: max(sizes)]
            yield DataSet(battery, 0, seed, points[drawn], labels[drawn])
