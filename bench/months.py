"""Are the segments of a steady shop the same a month later?

python -m bench.months --shops steady weekly_grocer subscription --seed 701

Builds each shop as of the ends of successive months, each in a database of its own, so that nothing is
known of the month before, and prints a line per month: structure, segments, and the adjusted Rand index
with the month before over the customers of both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pandas as pd
from bench.shops import ROOT, SEGMENTATION, build_shop
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


def months_of(name: str, folder: Path, seed: int) -> Iterator[list[object]]:
    """Month, build, structure, number of segments and agreement with the month before."""
    before = None
    for month in pd.period_range(end=LAST_MONTH, periods=MONTHS, freq="M"):
        own = folder / name / str(month)
        outcome = build_shop(name, own, seed, as_of_date=str(month.end_time.date()))
        labels = labels_of(own / "shop.duckdb")
        agreement = "-"
        if before is not None:
            both = pd.concat([before, labels], axis=1, join="inner").to_numpy()
            agreement = f"{adjusted_rand_score(both[:, 0], both[:, 1]):.2f}"
        before = labels
        build = "green" if outcome.is_green else f"red: {', '.join(outcome.failed)}"
        yield [month, build, outcome.structure, outcome.segments, agreement]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.months", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--shops", nargs="+", choices=SHOPS, default=STEADY, metavar="NAME")
    parser.add_argument("--seed", type=int, default=JUDGEMENT_SEED)
    parser.add_argument("--folder", type=Path, default=ROOT / "bench_data" / "months")
    chosen = parser.parse_args(argv)
    heads = ["shop", "month", "build", "structure", "segments", "with the month before"]
    sys.stdout.write(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}\n")
    for name in chosen.shops:
        for cells in months_of(name, chosen.folder, chosen.seed):
            sys.stdout.write(f"| {' | '.join(map(str, [name, *cells]))} |\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
