"""Compare the public tables of two DuckDB files, row by row.

python bench/compare_builds.py LEFT.duckdb RIGHT.duckdb [--rename table.old=new ...]

As ``customer-segmentation compare``, for builds whose columns have changed their names.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from customer_segmentation.compare import KEYS, compare_builds
from customer_segmentation.engines.target import open_target


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("--rename", nargs="*", default=[], metavar="TABLE.OLD=NEW")
    chosen = parser.parse_args()
    renamed: dict[str, dict[str, str]] = {}
    for item in chosen.rename:
        old, new = item.split("=")
        table, column = old.split(".")
        renamed.setdefault(table, {})[column] = new
    with open_target(str(chosen.left)) as left, open_target(str(chosen.right)) as right:
        differences = list(compare_builds(left.tables(KEYS), right.tables(KEYS), renamed))
    for found in differences:
        print(f"{found.table}: {found.rows} rows, " + ("DIFFERENT" if found.lines else "equal"))
        for line in found.lines:
            print(f"    {line}")
    different = sum(1 for found in differences if found.lines)
    print(f"{different} tables differ")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
