"""The automatic choice on labelled data, beside what anybody would try first.

python -m bench.judgement run labelled --seeds 1000 1001 --out judged.jsonl
python -m bench.judgement run without_groups --seeds 1000 1010 --out judged.jsonl
python -m bench.judgement run classic --seeds 1000 1001 --out judged.jsonl
python -m bench.judgement run power --seeds 1000 1009 --sizes 600 --out judged.jsonl
python -m bench.judgement run published --folder FOLDER --seeds 1000 1000 --sizes 2000 --out judged.jsonl
python -m bench.judgement halves labelled --seeds 1000 1000 --sizes 300 --out halves.jsonl
python -m bench.judgement table judged.jsonl halves.jsonl --out docs/judgement.md
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from bench import suites
from bench.baselines import AUTOMATIC, WITH_NUMBER, labels_of
from bench.halves import hold_against_fresh_halves

from customer_segmentation.fit import choose
from customer_segmentation.fit.effort import EFFORT, single_threaded
from customer_segmentation.fit.points import MOST_SEGMENTS, standardised

SUITES = {
    "labelled": suites.labelled,
    "without_groups": suites.without_groups,
    "classic": lambda seeds, sizes: suites.classic(seeds),
    "power": suites.power,
}

PUBLISHED = "published"
# Kinds that are drawn here; those of published sets are their batteries.
OURS = {*suites.LABELLED, *suites.CLASSIC, *suites.WITHOUT_GROUPS, *suites.SHARES}


def index(truth: np.ndarray, labels: np.ndarray) -> float:
    """Adjusted Rand index over the points that belong to a group."""
    from sklearn.metrics import adjusted_rand_score

    known = truth != suites.NOISE
    return float(adjusted_rand_score(truth[known], labels[known]))


def judge(data: suites.DataSet, effort: str) -> dict[str, Any]:
    """One data set: index of the choice, of the best candidate fitted, and of every baseline.

    Data that tell power alone are held against no baseline.
    """
    known = data.labels[data.labels != suites.NOISE]
    groups = len(np.unique(known))
    scaled = standardised(data.points)
    started = time.process_time()
    choice = choose(data.points, effort=effort, seed=data.seed)
    row: dict[str, Any] = {
        "kind": data.kind,
        "form": data.form,
        "seed": data.seed,
        "points": len(data.points),
        "groups": groups,
        "seconds": round(time.process_time() - started, 2),
        "structure": choice.structure,
        "chosen": f"{choice.algorithm} {choice.n_segments}",
        "stability": choice.stability,
        "automatic": index(data.labels, choice.labels),
        "fitted": max(
            [index(data.labels, labels) for labels in choice.candidate_labels], default=0.0
        ),
    }
    if groups < 2 or data.kind in suites.SHARES:
        return row
    most = min(MOST_SEGMENTS, len(scaled) // 5)
    with single_threaded():
        for name in AUTOMATIC:
            row[name] = index(data.labels, labels_of(name, scaled, most))
        given = choose(data.points, groups, effort=effort, seed=data.seed)
        row["given"] = index(data.labels, given.labels)
        for name in WITH_NUMBER:
            row[name] = index(data.labels, labels_of(name, scaled, groups))
    return row


HEAD = """# The automatic choice on seeds that no rule was chosen on

Adjusted Rand index against the truth, points without a group left out. *fitted* is the best candidate
that the fit itself made, *automatic* the one that it chose; beside them what anybody would try first, on
the same standardised points. Rules and constants were set on other seeds. Made by `python -m
bench.judgement run`, one line of JSON per data set, and `python -m bench.judgement table`.
"""


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _means(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> list[str]:
    return [
        f"{np.mean([row[name] for row in rows if name in row] or [np.nan]):.3f}" for name in names
    ]


def _side_by_side(rows: list[dict[str, Any]], names: Sequence[str]) -> Iterator[str]:
    yield _row(["data", "sets", *names])
    yield _row(["---"] * (len(names) + 2))
    for kind in dict.fromkeys(row["kind"] for row in rows):
        own = [row for row in rows if row["kind"] == kind]
        yield _row([kind, len(own), *_means(own, names)])
    yield _row(["**mean of sets**", len(rows), *(f"**{mean}**" for mean in _means(rows, names))])
    yield ""


def upper_bound(errors: int, trials: int, confidence: float = 0.95) -> float:
    """One-sided upper confidence bound of a share (Clopper & Pearson 1934)."""
    from scipy.stats import beta

    return 1.0 if errors == trials else float(beta.ppf(confidence, errors + 1, trials - errors))


def report(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Lines of docs/judgement.md."""
    promises = [row for row in rows if row.get("suite") == "halves"]
    rows = [row for row in rows if row.get("suite") != "halves"]
    seeds = sorted({row["seed"] for row in (*promises, *rows)})
    yield from HEAD.splitlines()
    yield f"Seeds {seeds[0]} to {seeds[-1]}."
    yield ""
    suite = {
        "Kinds with groups": [row for row in rows if row["kind"] in suites.LABELLED],
        "Published shapes and small real data": [
            row for row in rows if row["kind"] in suites.CLASSIC and row["groups"] > 1
        ],
        "Published batteries": [row for row in rows if row["kind"] not in OURS],
    }
    automatic = ["fitted", "automatic", *AUTOMATIC]
    for title, own in suite.items():
        if own:
            yield f"## {title}"
            yield ""
            yield from _side_by_side(own, automatic)
            yield "With the true number of groups given:"
            yield ""
            yield from _side_by_side(own, ["given", *WITH_NUMBER])
            best = sum(row["automatic"] >= 0.9 * row["fitted"] for row in own)
            yield (
                f"In {best} of {len(own)} sets the choice reaches 0.9 of the best candidate that was fitted."
            )
            yield ""
    none = [row for row in rows if row["groups"] < 2]
    if none:
        yield "## Kinds without groups"
        yield ""
        yield _row(["data", "sets", "said clustered"])
        yield _row(["---"] * 3)
        for kind in dict.fromkeys(row["kind"] for row in none):
            own = [row["structure"] == "clustered" for row in none if row["kind"] == kind]
            yield _row([kind, len(own), sum(own)])
        yield ""
        for size in sorted({row["points"] for row in none}):
            own = [row["structure"] == "clustered" for row in none if row["points"] == size]
            yield (
                f"- {size} points: {sum(own)} of {len(own)} called clustered, "
                f"{100 * np.mean(own):.1f} %, below {100 * upper_bound(sum(own), len(own)):.1f} % "
                "with 95 % confidence"
            )
        yield ""
    for kind in suites.SHARES:
        if own := [row for row in rows if row["kind"] == kind]:
            yield f"## Power: four Gaussian groups, {kind}"
            yield ""
            yield f"{' and '.join(map(str, sorted({row['points'] for row in own})))} points each."
            yield ""
            yield _row(["standard deviations apart", "sets", "said clustered", "index"])
            yield _row(["---"] * 4)
            for form, distance in enumerate(suites.DISTANCES):
                at = [row for row in own if row["form"] == form]
                if not at:
                    continue
                said = sum(row["structure"] == "clustered" for row in at)
                yield _row([distance, len(at), said, *_means(at, ["automatic"])])
            yield ""
    if promises:
        yield from _promises(promises)


HIGH, LOW = 0.85, 0.6


def _promises(rows: list[dict[str, Any]]) -> Iterator[str]:
    """What was reported of segments, beside what halves show that had no say in it."""
    yield "## Reported stability"
    yield ""
    yield "Segments chosen as for customers. *Reported* is the lower of two mean Jaccard similarities, with"
    yield "resamples of the recipe and with halves that repeat the choice; *fresh* is that with two more"
    yield "splits into halves, which decided nothing."
    yield ""
    yield _row(
        [
            "effort",
            "sets",
            "segments",
            "reported",
            "fresh",
            f"reported {HIGH} or more",
            f"of these fresh under {LOW}",
        ]
    )
    yield _row(["---"] * 7)
    for effort in dict.fromkeys(row["effort"] for row in rows):
        own = [row for row in rows if row["effort"] == effort]
        segments = [segment for row in own for segment in row["segments"]]
        pairs = np.array(
            [(min(item["bootstrap"], item["choice"]), item["fresh"]) for item in segments]
        )
        high = pairs[pairs[:, 0] >= HIGH]
        low = int((high[:, 1] < LOW).sum())
        told = f"{low} ({100 * low / max(len(high), 1):.1f} %)"
        means = (f"{mean:.3f}" for mean in pairs.mean(axis=0))
        yield _row([effort, len(own), len(segments), *means, len(high), told])
    yield ""


def main(argv: Sequence[str] | None = None) -> int:
    """Judge a suite, or write the report."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.judgement", description=__doc__.splitlines()[0]
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (
        ("run", "judge the data sets of a suite, one line of JSON each"),
        ("halves", "hold reported stability against halves that had no say in it"),
    ):
        run = commands.add_parser(name, help=words)
        run.add_argument("suite", choices=sorted([*SUITES, PUBLISHED]))
        run.add_argument("--folder", type=Path, help="copy of clustering-data-v1, for published")
        run.add_argument("--seeds", nargs=2, type=int, metavar=("FIRST", "LAST"), required=True)
        run.add_argument("--sizes", nargs="+", type=int, default=list(suites.SIZES))
        run.add_argument("--effort", choices=sorted(EFFORT), default="quick")
        run.add_argument("--kinds", nargs="+", help="only these kinds")
        run.add_argument("--forms", nargs="+", type=int, help="only these forms of a kind")
        run.add_argument("--out", type=Path, required=True)
    table = commands.add_parser("table", help="write the report of judged data sets")
    table.add_argument("judged", type=Path, nargs="+")
    table.add_argument("--out", type=Path)
    arguments = parser.parse_args(argv)
    if arguments.command != "table":
        look = judge if arguments.command == "run" else hold_against_fresh_halves
        seeds = range(arguments.seeds[0], arguments.seeds[1] + 1)
        if arguments.suite != PUBLISHED:
            drawn = SUITES[arguments.suite](seeds, arguments.sizes)
        elif arguments.folder is None:
            parser.error("published needs --folder")
        else:
            drawn = suites.published(arguments.folder, seeds, arguments.sizes)
        with arguments.out.open("a") as file:
            for data in drawn:
                if arguments.kinds and data.kind not in arguments.kinds:
                    continue
                if arguments.forms and data.form not in arguments.forms:
                    continue
                file.write(json.dumps(look(data, arguments.effort)) + "\n")
                file.flush()
        return 0
    rows = [json.loads(line) for path in arguments.judged for line in path.read_text().splitlines()]
    text = "\n".join(report(rows)) + "\n"
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        arguments.out.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
