"""Evidence for the choice of a model, on data whose structure is known.

python -m bench.evaluation shapes --out docs/algorithm_choice.md
python -m bench.evaluation structure --out docs/structure_test.md
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

import customer_segmentation.fit
from customer_segmentation.fit.algorithms import ALGORITHMS
from customer_segmentation.fit.effort import EFFORT, Effort

CUSTOMERS = 1_500
# Most groups that are planted; no more segments are tried where hundreds of data sets are.
MOST_GROUPS = 6

Drawn = tuple[np.ndarray, np.ndarray]


def _with_unequal_sizes(seed: int) -> Drawn:
    from sklearn.datasets import make_blobs

    return make_blobs(
        [1_000, 350, 150],
        centers=[[0, 0], [6, 0], [0, 6]],
        cluster_std=[1.0, 0.7, 0.5],
        random_state=seed,
    )


def _anisotropic(seed: int) -> Drawn:
    from sklearn.datasets import make_blobs

    points, labels = make_blobs(CUSTOMERS, random_state=170 + seed)
    return points @ np.array([[0.6, -0.6], [-0.4, 0.8]]), labels


def _shape(name: str, seed: int) -> Drawn:
    from sklearn import datasets

    rng = np.random.default_rng(seed)
    makers: dict[str, Callable[[], Drawn]] = {
        "blobs": lambda: datasets.make_blobs(CUSTOMERS, random_state=8 + seed),
        "blobs of unequal sizes": lambda: _with_unequal_sizes(seed),
        "blobs of unequal spreads": lambda: datasets.make_blobs(
            CUSTOMERS, cluster_std=[1.0, 2.5, 0.5], random_state=170 + seed
        ),
        "anisotropic blobs": lambda: _anisotropic(seed),
        "moons": lambda: datasets.make_moons(CUSTOMERS, noise=0.05, random_state=seed),
        "circles": lambda: datasets.make_circles(
            CUSTOMERS, factor=0.5, noise=0.05, random_state=seed
        ),
        "no structure": lambda: (
            rng.random((CUSTOMERS, 2)),
            np.zeros(CUSTOMERS, dtype=int),
        ),
    }
    return makers[name]()


SHAPES = (
    "blobs",
    "blobs of unequal sizes",
    "blobs of unequal spreads",
    "anisotropic blobs",
    "moons",
    "circles",
    "no structure",
)


def draw_structureless(name: str, seed: int) -> np.ndarray:
    """Data without clusters, in 2 to 8 dimensions.

    Parameters
    ----------
    name : {'gaussian', 'uniform', 'heavy-tailed', 'lognormal', 'skewed counts', 'many zeros'}
    seed : int

    Returns
    -------
    numpy.ndarray of shape (customers, dimensions)
    """
    rng = np.random.default_rng([1, seed])
    dimensions = int(rng.integers(2, 9))
    size = (CUSTOMERS, dimensions)
    mixing = rng.normal(size=(dimensions, dimensions))
    common = rng.normal(size=(CUSTOMERS, 1))
    if name == "gaussian":
        return rng.normal(size=size) @ mixing
    if name == "uniform":
        return rng.random(size)
    if name == "heavy-tailed":
        return rng.normal(size=size) @ mixing / np.sqrt(rng.chisquare(3, (CUSTOMERS, 1)) / 3)
    if name == "lognormal":
        return np.exp(0.8 * rng.normal(size=size) + common)
    if name == "skewed counts":
        return np.log1p(rng.poisson(np.exp(common + 0.5) * np.ones(dimensions))).astype(float)
    return np.where(rng.random(size) < 0.5, 0.0, np.log1p(rng.gamma(2, 2, size)))


STRUCTURELESS = (
    "gaussian",
    "uniform",
    "heavy-tailed",
    "lognormal",
    "skewed counts",
    "many zeros",
)


PLANTED = "planted groups"


def draw_planted(seed: int) -> Drawn:
    """Well separated Gaussian groups: 2 to 6, in 2 to 10 dimensions, of unequal sizes.

    The centres are at least 6 standard deviations apart, and each group has at least 5 % of the
    customers.
    """
    rng = np.random.default_rng([2, seed])
    dimensions, groups = int(rng.integers(2, 11)), int(rng.integers(2, MOST_GROUPS + 1))
    reach = 6.0
    while True:
        # Many groups do not fit into few dimensions: there they get more room.
        reach *= 1.01
        centers = rng.uniform(-reach, reach, (groups, dimensions))
        gaps = np.sqrt(((centers[:, None] - centers[None]) ** 2).sum(axis=-1))
        if gaps[np.triu_indices(groups, 1)].min() >= 6:
            break
    shares = np.maximum(rng.dirichlet(4 * np.ones(groups)), 0.06)
    labels = rng.choice(groups, CUSTOMERS, p=shares / shares.sum())
    return centers[labels] + rng.normal(size=(CUSTOMERS, dimensions)), labels


@dataclass(frozen=True)
class Outcome:
    """What a choice among candidates came to."""

    algorithm: str
    n_segments: int
    structure: str
    labels: np.ndarray


def choose(
    points: np.ndarray,
    algorithms: Sequence[str],
    effort: Effort,
    seed: int = 0,
    most_segments: int = 8,
) -> Outcome:
    """Choose a model for points as for encoded customers.

    Parameters
    ----------
    points : numpy.ndarray of shape (n, dimensions)
    algorithms : sequence of str
    effort : Effort
    seed : int
    most_segments : int

    Returns
    -------
    Outcome
        One segment for all when the algorithms find none.
    """
    try:
        choice = customer_segmentation.fit.choose(
            points, (2, most_segments), list(algorithms), effort, seed
        )
    except ValueError:
        return Outcome("none", 1, "none", np.zeros(len(points), dtype=int))
    return Outcome(choice.algorithm, choice.n_segments, choice.structure, choice.labels)


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def shapes_report(seeds: int, effort: Effort, kinds: Sequence[str]) -> Iterator[str]:
    """Lines of docs/algorithm_choice.md: the automatic choice against each single algorithm."""
    effort = replace(effort, screen_all=False)
    yield "# Which algorithm is chosen"
    yield ""
    yield (
        "Adjusted Rand index against the truth on scikit-learn's benchmark shapes, "
        f"{CUSTOMERS} points each, mean of {seeds} seeds. The first column is the automatic choice "
        "among all algorithms; the others are the same rule with one algorithm alone, each "
        "tuning its own hyperparameters (2 to 8 segments). Made by"
    )
    yield ""
    yield "    python -m bench.evaluation shapes --out docs/algorithm_choice.md"
    yield ""
    heads = ["shape", "automatic", *ALGORITHMS, "chosen", "structure"]
    yield _row(heads)
    yield _row(["---"] * len(heads))
    scores = []
    for name in kinds:
        found: dict[str, list[float]] = {key: [] for key in ("automatic", *ALGORITHMS)}
        chosen, structures = [], []
        for seed in range(seeds):
            points, labels = _shape(name, seed)
            for key in found:
                algorithms = ALGORITHMS if key == "automatic" else (key,)
                outcome = choose(points, algorithms, effort, seed)
                found[key].append(adjusted_rand_score(labels, outcome.labels))
                if key == "automatic":
                    chosen.append(f"{outcome.algorithm} {outcome.n_segments}")
                    structures.append(outcome.structure)
        means = [float(np.mean(values)) for values in found.values()]
        scores.append(means)
        yield _row(
            [
                name,
                *(f"{value:.3f}" for value in means),
                ", ".join(dict.fromkeys(chosen)),
                ", ".join(dict.fromkeys(structures)),
            ]
        )
    means = np.mean(scores, axis=0)
    yield _row(["**mean**", *(f"**{value:.3f}**" for value in means), "", ""])
    yield ""
    yield (
        f"The best single algorithm reaches {means[1:].max():.3f}, the automatic choice "
        f"{means[0]:.3f}. Without structure every partition has an index of 0; there the verdict "
        "counts."
    )


def structure_report(seeds: int, effort: Effort, kinds: Sequence[str]) -> Iterator[str]:
    """Lines of docs/structure_test.md: how often data with and without clusters is told apart."""
    effort = replace(effort, screen_all=False)
    yield "# Is there structure at all?"
    yield ""
    yield (
        f"Verdicts on {seeds} data sets of each kind, {CUSTOMERS} points in 2 to 8 dimensions "
        f"(groups: 2 to 10), all algorithms, 2 to {MOST_GROUPS} segments. Made by"
    )
    yield ""
    yield "    python -m bench.evaluation structure --out docs/structure_test.md"
    yield ""
    yield _row(["data", "right verdict", "said none", "said clustered"])
    yield _row(["---"] * 4)
    agreement = []
    for name in kinds:
        planted = name == PLANTED
        clustered = 0
        for seed in range(seeds):
            if planted:
                points, labels = draw_planted(seed)
            else:
                points = draw_structureless(name, seed)
            outcome = choose(points, ALGORITHMS, effort, seed, MOST_GROUPS)
            clustered += outcome.structure == "clustered"
            if planted:
                agreement.append(adjusted_rand_score(labels, outcome.labels))
        right = clustered if planted else seeds - clustered
        yield _row([name, f"{right} of {seeds}", seeds - clustered, clustered])
    if agreement:
        yield ""
        yield f"Mean adjusted Rand index of the planted groups: {np.mean(agreement):.3f}."


REPORTS = {
    "shapes": (shapes_report, 5, SHAPES),
    "structure": (structure_report, 100, (PLANTED, *STRUCTURELESS)),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Write one of the reports."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.evaluation", description=__doc__.splitlines()[0]
    )
    parser.add_argument("report", choices=sorted(REPORTS))
    parser.add_argument("--seeds", type=int, help="data sets of each kind")
    parser.add_argument("--kinds", nargs="+", help="only these kinds of data")
    parser.add_argument("--effort", choices=sorted(EFFORT), default="quick")
    parser.add_argument("--out", type=Path, help="file to write (default: the terminal)")
    arguments = parser.parse_args(argv)
    report, seeds, kinds = REPORTS[arguments.report]
    if unknown := set(arguments.kinds or ()) - set(kinds):
        parser.error(f"unknown kinds {sorted(unknown)}. Use some of: {', '.join(kinds)}")
    lines = []
    options = (arguments.seeds or seeds, EFFORT[arguments.effort], arguments.kinds or kinds)
    for line in report(*options):
        lines.append(line)
        sys.stderr.write(f"{line}\n")
    text = "\n".join(lines) + "\n"
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        arguments.out.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
