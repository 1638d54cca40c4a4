"""Build staging and features of dirty raw tables, and look for what does not hold.

``make fuzz MINUTES=30`` draws shops with hypothesis until the time is over, from another seed every
few builds. What breaks one is cut down to the fewest and simplest corruptions that break it still.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import hypothesis

sys.path.insert(0, str(Path(__file__).parents[1]))

from project import Project, read_only

from attack.check import violations
from attack.dirt import Shop, shops

SELECTED = (
    *("--select", "+reachable_customers", "+row_counts", "+rejected_values"),
    *("--indirect-selection", "cautious"),
)
# A build takes seconds, and examples of earlier runs are none of this one.
SETTINGS = hypothesis.settings(
    deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
)
BUILDS_PER_SEED = 10


def attack(project: Project, shop: Shop) -> list[str]:
    """What does not hold of the build of a shop."""
    tables = shop.tables()
    project.load(tables)
    with duckdb.connect(str(project.database)) as connection:
        for name, column, kind in shop.types:
            connection.sql(
                f"alter table raw.{name} alter {column} type {kind} using try_cast({column} as {kind})"
            )
    result = project.dbt("build", "--log-level-file", "none", "--no-write-json", *SELECTED)
    if result.returncode != 0:
        return [f"the build is red\n{result.stdout[-3000:]}"]
    with read_only(project.database) as connection:
        return violations(connection, tables)


class TimeIsOver(BaseException):
    """Ends hypothesis in the middle of its work."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    arguments = parser.parse_args()
    end = time.monotonic() + 60 * arguments.minutes
    results: dict[Shop, list[str]] = {}

    @hypothesis.settings(SETTINGS, max_examples=BUILDS_PER_SEED)
    @hypothesis.given(shops())
    def is_sound(shop: Shop) -> None:
        if shop not in results:
            if time.monotonic() > end:
                raise TimeIsOver
            results[shop] = attack(project, shop)
        assert not results[shop]

    found = 0
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        seed = arguments.seed
        while time.monotonic() < end:
            before = len(results)
            try:
                hypothesis.seed(seed)(is_sound)()
            except (AssertionError, TimeIsOver):
                broken = {shop: it for shop, it in list(results.items())[before:] if it}
                if broken:
                    found += 1
                    simplest = min(broken, key=lambda shop: len(shop.corruptions))
                    print(f"seed {seed}:", *broken[simplest], simplest, sep="\n", flush=True)
            seed += 1
    tried = {(name, column, how, what) for shop in results
             for name, _, column, how, what in shop.corruptions}  # fmt: skip
    print(f"{len(results)} builds, {len(tried)} different corruptions, {found} violations")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
