"""Build staging and features of dirty raw tables, one seed after the other, and count violations.

``make fuzz MINUTES=30`` runs it; the seeds go on from the first, so that a finding can be repeated.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from project import Project, read_only

from attack.check import violations
from attack.dirt import dirty_tables

SELECTED = (
    *("--select", "+reachable_customers", "+row_counts", "+rejected_values"),
    *("--indirect-selection", "cautious", "--exclude-resource-type", "unit_test"),
)


def attack(project: Project, seed: int) -> tuple[int, list[str]]:
    """Corruptions tried in one build, and what did not hold afterwards."""
    tables, corruptions = dirty_tables(seed)
    project.load(tables)
    result = project.dbt("build", *SELECTED)
    if result.returncode != 0:
        return len(corruptions), [f"seed {seed}: the build is red\n{result.stdout[-3000:]}"]
    with read_only(project.database) as connection:
        found = violations(connection, tables)
    return len(corruptions), [f"seed {seed}: {sentence}" for sentence in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    arguments = parser.parse_args()
    end = time.monotonic() + 60 * arguments.minutes
    seed, tried, found = arguments.seed, 0, []
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        while time.monotonic() < end or seed == arguments.seed:
            corruptions, sentences = attack(project, seed)
            tried += corruptions
            found += sentences
            print(*sentences, sep="\n", end="\n" if sentences else "", flush=True)
            seed += 1
    print(f"{seed - arguments.seed} builds, {tried} corruptions, {len(found)} violations")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
