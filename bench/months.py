"""Are the segments of a steady shop the same a month later?

python -m bench.months --shops steady weekly_grocer subscription --seed 701

Builds each shop as of the ends of successive months, each in a database of its own, so that nothing is
known of the month before, and prints a line per month: structure, segments, and adjusted Rand indices over
the customers of both months. Customers move within a month, whatever the model: so each month is built once
more with the model of the month before.

- *same day*: the segments of the month by its own model and by that of the month before.
- *drawn anew*: the segments of the month and those of the month before, each by its own model.
- *same model*: the same, both by the model of the month before.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pandas as pd
from bench.shops import DATABASE, ROOT, SEGMENTATION, build_shop
from sklearn.metrics import adjusted_rand_score

from customer_segmentation.demo.shops import SHOPS

JUDGEMENT_SEED = 701
# Shops in which nothing happens but the weeks of the year.
STEADY = ("steady", "weekly_grocer", "subscription", "no_groups", "no_lines")
LAST_MONTH, MONTHS = "2024-12", 5


def labels_of(database: Path) -> pd.Series:
    """Segment of each customer, by customer_id."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.sql(
            "select customer_id, segment_id from customer_segments "
            f"where segmentation = '{SEGMENTATION}' order by customer_id"
        ).df()
    return rows.set_index("customer_id")["segment_id"]


def agreement(left: pd.Series, right: pd.Series) -> str:
    """Adjusted Rand index of two labellings, over the customers of both."""
    both = pd.concat([left, right], axis=1, join="inner").to_numpy()
    return f"{adjusted_rand_score(both[:, 0], both[:, 1]):.2f}"


def months_of(name: str, folder: Path, seed: int) -> Iterator[list[object]]:
    """Month, build, structure, number of segments and the three agreements, see above."""
    before = None
    for month in pd.period_range(end=LAST_MONTH, periods=MONTHS, freq="M"):
        own, day = folder / name / str(month), str(month.end_time.date())
        outcome = build_shop(name, own, seed, as_of_date=day)
        labels = labels_of(own / DATABASE)
        agreements = ["-"] * 3
        if before:
            old_labels = labels_of(before / DATABASE)
            again = own / "model of the month before"
            build_shop(name, again, seed, earlier=before, as_of_date=day, refit="never")
            kept = labels_of(again / DATABASE)
            pairs = ((labels, kept), (old_labels, labels), (old_labels, kept))
            agreements = [agreement(*pair) for pair in pairs]
        before = own
        build = "green" if outcome.is_green else f"red: {', '.join(outcome.failed)}"
        yield [month, build, outcome.structure, outcome.segments, *agreements]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.months", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--shops", nargs="+", choices=SHOPS, default=STEADY, metavar="NAME")
    parser.add_argument("--seed", type=int, default=JUDGEMENT_SEED)
    parser.add_argument("--folder", type=Path, default=ROOT / "bench_data" / "months")
    chosen = parser.parse_args(argv)
    heads = ["shop", "month", "build", "structure", "segments"]
    heads += ["same day", "drawn anew", "same model"]
    sys.stdout.write(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}\n")
    for name in chosen.shops:
        for cells in months_of(name, chosen.folder, chosen.seed):
            sys.stdout.write(f"| {' | '.join(map(str, [name, *cells]))} |\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
