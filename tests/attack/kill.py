"""Kill builds of a small shop at random moments and look at what they leave behind.

``make kill ROUNDS=50`` runs it, with ``ENGINE=postgres`` on the server of ``make postgres-up``, with
``ENGINE=full_disk`` on a disk that is full instead of killing. Three builds of a new as-of date, at
which every public table is to change, are killed in a row; every third row refits, every fourth is
of first builds. After each every public table is wholly that of the build before or that of the
build that ends at last, and readers are told of a half state. That build is green (of every fifth row
the data tests too), whole, and leaves nothing temporary behind.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from project import PUBLIC_SCHEMA, ROOT, Project, read_only
from warm_dbt import become, load_dbt

from customer_segmentation.compare import KEYS
from customer_segmentation.demo.shop import TABLES
from customer_segmentation.demo.write import write_demo

SCHEMA = "attack"
OUTPUT = "output"
# Names the small disk, in the process that has it.
DISK, DISK_SIZE = "CUSTOMER_SEGMENTATION_SMALL_DISK", "1g"
# Builds that are hindered before one may end.
IN_A_ROW = 3
FIRST_DAY = date(2023, 10, 1)
SEGMENTATIONS = [
    {"name": "behaviour", "method": "clusters", "algorithms": ["kmeans"], "n_segments": 3},
    {"name": "rfm", "method": "rfm"},
]
# What says that segments are poor is no loss.
VARIABLES = {
    "effort": "quick",
    "segmentations": SEGMENTATIONS,
    **dict.fromkeys(
        (
            "stability_severity",
            "time_stability_severity",
            "drift_severity",
            "segment_size_severity",
        ),
        "warn",
    ),
}
QUIET = ("--log-level-file", "none")


class Shop(Project):
    """A small shop on DuckDB."""

    public, internal = PUBLIC_SCHEMA, f"{PUBLIC_SCHEMA}_segmentation_internal"
    hashed = "sum(hash(rows)::hugeint)::varchar"

    @contextmanager
    def rows(self) -> Iterator[Any]:
        """A function that gives the rows of a query."""
        if not self.database.exists():
            yield lambda sql: []
            return
        with read_only(self.database) as connection:
            yield lambda sql: connection.sql(sql).fetchall()

    def forget(self) -> None:
        """Leave nothing of all builds."""
        for path in self.database.parent.glob(f"{self.database.name}*"):
            path.unlink()
        self.fill()

    def fill(self) -> None:
        self.load(self.tables)

    def hindered(
        self, random_: random.Random, usual: float, **variables: Any
    ) -> tuple[bool, list[str]]:
        """Kill a build; whether it still ran, and what it did not say."""
        code, _ = run(self, random_.uniform(0, usual), **variables)
        return code is None, []

    def make(self, tables: dict[str, pd.DataFrame]) -> None:
        self.tables = tables
        self.fill()


class PostgresShop(Shop):
    """The same on Postgres."""

    public, internal = SCHEMA, f"{SCHEMA}_segmentation_internal"
    hashed = "md5(string_agg(rows::text, chr(10) order by rows::text))"

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "CUSTOMER_SEGMENTATION_SCHEMA": SCHEMA}

    @contextmanager
    def connection(self) -> Iterator[Any]:
        import psycopg2

        from customer_segmentation.engines.target import read_output

        output = read_output("postgres", ROOT, ROOT / "profiles")
        connection = psycopg2.connect(
            **{key: output[key] for key in ("host", "port", "user", "dbname")}
        )
        connection.autocommit = True
        yield connection
        connection.close()

    @contextmanager
    def rows(self) -> Iterator[Any]:
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.execute(f"set search_path = {self.public}, {self.internal}")

            def fetched(sql: str) -> list[tuple[Any, ...]]:
                cursor.execute(sql)
                return cursor.fetchall()

            yield fetched

    def forget(self) -> None:
        with self.connection() as connection, connection.cursor() as cursor:
            # A killed build's last statement may still run.
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid() and application_name = 'dbt'"
            )
            for schema in (self.public, self.internal):
                cursor.execute(f"drop schema if exists {schema} cascade")

    def fill(self) -> None:
        from customer_segmentation.engines.postgres import PostgresSession

        self.forget()
        with self.connection() as connection:
            session = PostgresSession(connection, is_temporary=False)
            session.execute(
                f"drop schema if exists {SCHEMA}_raw cascade; create schema {SCHEMA}_raw"
            )
            for name, table in self.tables.items():
                session.write(table, f"{SCHEMA}_raw.{name}")
        self.variables.update(
            use_demo_data=False,
            raw_schema=f"{SCHEMA}_raw",
            raw_tables={name: {} for name in self.tables},
        )


class FullDiskShop(Shop):
    """On DuckDB, on a disk of its own."""

    @property
    def database(self) -> Path:
        return self.folder / "disk" / "build.duckdb"

    def hindered(
        self, random_: random.Random, usual: float, **variables: Any
    ) -> tuple[bool, list[str]]:
        """Leave less room than a database takes; a build that fails has to say so."""
        filler = self.database.with_name("filler")
        free = shutil.disk_usage(filler.parent).free
        room = int(random_.uniform(0.05, 1.5) * self.database.stat().st_size)
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(free - room, 1))
        code, _ = run(self, **variables)
        filler.unlink()
        is_said = not code or "No space left on device" in (self.folder / OUTPUT).read_text()
        return bool(code), [] if is_said else ["a full disk is not named"]


SHOPS = {"duckdb": Shop, "postgres": PostgresShop, "full_disk": FullDiskShop}
State = dict[str, tuple[Any, ...]]


def state_of(shop: Shop) -> State:
    """Number of rows and a hash of the content of each public table that is there."""
    with shop.rows() as rows:
        tables = {
            name
            for (name,) in rows(
                "select table_name from information_schema.tables "
                f"where table_schema = '{shop.public}' and table_type = 'BASE TABLE'"
            )
        }
        return {
            name: rows(f"select count(*), {shop.hashed} from {shop.public}.{name} as rows")[0]
            for name in KEYS
            if name in tables
        }


def run(
    shop: Shop, seconds: float = math.inf, with_tests: bool = False, **variables: Any
) -> tuple[int | None, float]:
    """Build, and kill all of it so long after its first step began.

    Returns
    -------
    code : int or None
        Exit status; None when it was killed.
    seconds : float
        How long its steps took.
    """
    output = shop.folder / OUTPUT
    output.unlink(missing_ok=True)
    process = os.fork()
    if process == 0:
        os.setsid()
        left_out = () if with_tests else ("--exclude-resource-type", "test")
        command = shop.command("build", *QUIET, *left_out, **variables)[1:]
        become(command, str(shop.root), shop.environment(), [str(output), f"{output}.error"])
    began = math.inf
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return status, time.monotonic() - began
        if began == math.inf and output.exists() and " START " in output.read_text():
            began = time.monotonic()
        if time.monotonic() - began >= seconds:
            os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return None, seconds
        time.sleep(0.02)


def left_behind(before: State, killed: State, after: State) -> list[str]:
    """Sentences about what does not hold of what a killed build left."""
    found = [
        f"{name} is neither that of the build before nor that of the next"
        for name in killed
        if killed[name] not in (before.get(name), after[name])
    ]
    return found + [f"{name} is gone" for name in before if name not in killed]


def called_whole(shop: Shop) -> tuple[list[str], list[str]]:
    """Segmentations that build_status calls complete, and what went wrong with asking."""
    with shop.rows() as rows:
        try:
            complete = rows("select segmentation from build_status where is_complete")
        except Exception as error:
            # A table that it looks at is not there yet, or its view went with one.
            return [], [] if "exist" in str(error) else [f"build_status: {error}"]
    return [segmentation for (segmentation,) in complete], []


def half_state_passes(before: State, killed: State, after: State, complete: list[str]) -> list[str]:
    """Whether readers were told that some tables are new and some old, or not there."""
    new = sorted(name for name in killed if killed[name] != before.get(name))
    rest = sorted(name for name in after if killed.get(name) != after[name])
    if new and rest and complete:
        return [
            f"{complete} pass for whole, but {', '.join(new)} are new and {', '.join(rest)} not"
        ]
    return []


def losses(shop: Shop) -> list[str]:
    """Sentences about what does not hold of a build that ended well."""
    with shop.rows() as rows:
        temporary = rows(
            "select table_schema || '.' || table_name from information_schema.tables "
            f"where table_schema in ('{shop.public}', '{shop.internal}') and table_name like '%__dbt%'"
        )
        doubled = rows(
            "select segmentation, model_version from segment_models "
            "group by segmentation, model_version having count(*) > 1"
        )
        status = rows("select segmentation, is_complete from build_status")
    found = []
    if temporary:
        found.append(f"left behind: {temporary}")
    if doubled:
        found.append(f"in the registry twice: {doubled}")
    if len(status) != len(SEGMENTATIONS) or not all(complete for _, complete in status):
        found.append(f"a finished build is not whole: {status}")
    return found


def attack(
    shop: Shop, random_: random.Random, number: int, times: int, usual: float
) -> tuple[int, list[str]]:
    """Hinder so many builds of one day in a row: how many were, and what did not hold.

    Of every third row the first refits: more fits would make its tables neither old nor new.
    """
    if number % 4 == 3:
        shop.forget()
    before = state_of(shop)
    day = (FIRST_DAY + timedelta(days=number + 1)).isoformat()
    hindered, found, left = 0, list[str](), list[tuple[State, list[str]]]()
    for one in range(times):
        refit = "always" if one == 0 and number % 3 == 2 else "auto"
        was_hindered, sentences = shop.hindered(random_, usual, as_of_date=day, refit=refit)
        complete, unanswered = called_whole(shop) if was_hindered else ([], [])
        left.append((state_of(shop), complete))
        hindered += was_hindered
        found += sentences + unanswered
    code, _ = run(shop, with_tests=number % 5 == 4, as_of_date=day)
    if code:
        output = (shop.folder / OUTPUT).read_text()
        return hindered, [*found, f"the next build is red: {output[-3000:]}"]
    after = state_of(shop)
    for state, complete in left:
        found += left_behind(before, state, after)
        found += half_state_passes(before, state, after, complete)
    return hindered, found + losses(shop)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=math.inf, help="no round begins later")
    parser.add_argument("--engine", choices=SHOPS, default="duckdb")
    arguments = parser.parse_args()
    if arguments.engine == "full_disk" and DISK not in os.environ:
        with tempfile.TemporaryDirectory() as folder:
            mount = f'mount -t tmpfs -o size={DISK_SIZE} tmpfs {folder} && exec "$@"'
            command = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
            own = {**os.environ, DISK: folder}
            return subprocess.run([*command, sys.executable, *sys.argv], env=own).returncode
    random_ = random.Random(arguments.seed)
    end = time.monotonic() + 60 * arguments.minutes
    found: list[str] = []
    rounds = hindered = number = 0
    load_dbt()
    with tempfile.TemporaryDirectory() as folder:
        paths = write_demo(Path(folder) / "raw", 150, seed=5, file_format="csv", dirty=True)
        target = "postgres" if arguments.engine == "postgres" else "duckdb"
        shop = SHOPS[arguments.engine](
            Path(folder) / "build", variables=dict(VARIABLES), target=target
        )
        shop.folder.mkdir()
        if DISK in os.environ:
            (shop.folder / "disk").symlink_to(os.environ[DISK])
        shop.make({name: pd.read_csv(paths[name], dtype=str) for name in TABLES})
        code, usual = run(shop, as_of_date=FIRST_DAY.isoformat())
        assert code == 0, (shop.folder / OUTPUT).read_text()[-6000:]
        while rounds < arguments.rounds and time.monotonic() < end:
            times = min(IN_A_ROW, arguments.rounds - rounds)
            some, sentences = attack(shop, random_, number, times, usual)
            hindered += some
            found += sentences
            rounds += times
            number += 1
            print(*(f"round {rounds}: {sentence}" for sentence in sentences), sep="\n", flush=True)
        shop.forget()
    kind = "builds without room" if arguments.engine == "full_disk" else "kills"
    print(f"{rounds} rounds, {hindered} {kind}, {len(found)} losses")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
