"""Kill builds of the demo at random moments and look at what they leave behind.

``make kill ROUNDS=50`` runs it. Every third round refits. After each kill the file must open, the
log of fits must hold no version twice, readers must be told of a half state, and the next build
must be green, whole, and leave nothing temporary behind.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from project import Project, read_only

QUICK = {"effort": "quick"}


def killed_after(project: Project, seconds: float, **variables) -> bool:
    """Start a build and kill it with all it started; whether it was still running."""
    build = subprocess.Popen(
        project.command("build", "--exclude-resource-type", "unit_test", **variables),
        env=project.environment(),
        cwd=project.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        build.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        return True


def losses(project: Project, *, is_whole: bool) -> list[str]:
    """Sentences about what does not hold of the file that a build left."""
    found = []
    with read_only(project.database) as connection:
        tables = {
            name for (name,) in connection.sql("select table_name from duckdb_tables()").fetchall()
        }
        views = {
            name for (name,) in connection.sql("select view_name from duckdb_views()").fetchall()
        }
        if (
            "segment_fits" in tables
            and connection.sql(
                "select segmentation, model_version from segment_models "
                "group by all having count(*) > 1"
                if "segment_models" in tables
                else "select 1 where false"
            ).fetchall()
        ):
            found.append("a model version is in the registry twice")
        status = (
            connection.sql("select segmentation, is_complete from build_status").fetchall()
            if "build_status" in views and {"build_state", "customer_segments"} <= tables
            else []
        )
        if is_whole:
            if temporary := sorted(name for name in tables if "__dbt" in name):
                found.append(f"left behind: {', '.join(temporary)}")
            if not status or not all(complete for _, complete in status):
                found.append(f"a finished build is not whole: {status}")
        elif status:
            versions = connection.sql(
                "select count(*) from segment_models as models inner join customer_segments "
                "as segments using (segmentation) where models.status = 'champion' "
                "and models.model_version <> segments.model_version"
            ).fetchall()[0][0]
            if versions and any(complete for name, complete in status if name == "behaviour"):
                found.append("tables of two model versions pass for one build")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random_ = random.Random(arguments.seed)
    found, kills = [], 0
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder), variables=QUICK)
        started = time.monotonic()
        project.build("--exclude-resource-type", "unit_test")
        usual = time.monotonic() - started
        for number in range(arguments.rounds):
            if number % 10 == 9:
                project.database.unlink()
            refit = "always" if number % 3 == 2 else "auto"
            kills += killed_after(project, random_.uniform(0.2, 1) * usual, refit=refit)
            sentences = losses(project, is_whole=False) if project.database.exists() else []
            project.build("--exclude-resource-type", "unit_test")
            sentences += losses(project, is_whole=True)
            found += sentences
            print(*(f"round {number}: {sentence}" for sentence in sentences), sep="\n", flush=True)
    print(f"{arguments.rounds} rounds, {kills} kills, {len(found)} losses")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
