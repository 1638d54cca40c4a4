"""Build the same raw tables on several engines, time each, and compare every public table with DuckDB's.

``make bench-engines CUSTOMERS=50000 ENGINES="postgres"`` generates a shop; with ``--project`` the raw
tables are the models that another project hands over (``raw_tables: {orders: {model: ...}}``), read
from the DuckDB file that it built. ``--only-time`` leaves out tests and the comparison. The servers
are those of ``make postgres-up`` and ``make spark-up``. Memory is that of dbt's own process, which
fits the models; servers have their own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import yaml
from benchmark import ROOT, Run, prepare_data, run, segmentations

from customer_segmentation.compare import KEYS, compare_builds
from customer_segmentation.demo import shop
from customer_segmentation.engines.target import open_session, open_target, read_output

PROFILES = ROOT / "profiles"
SCHEMA = "bench_engines"
RAW = f"{SCHEMA}_raw"
POSTGRES_TYPES = {"VARCHAR": "text", "DOUBLE": "double precision", "FLOAT": "double precision"}
SHOWN_NODES = 12


def hand_over(project: Path, database: Path, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Write a project's raw tables as Parquet; where they are, and its own settings."""
    settings = yaml.safe_load((project / "dbt_project.yml").read_text())
    variables: dict[str, Any] = settings["vars"]["customer_segmentation"]
    raw = folder / "raw"
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir(parents=True)
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, source in variables["raw_tables"].items():
            connection.execute(f"copy (from {source['model']}) to '{raw / table}.parquet'")
    return raw, variables


def raw_files(raw: Path) -> list[Path]:
    """The files of raw tables in a folder, which may hold others."""
    return [file for file in sorted(raw.glob("*.parquet")) if file.stem in shop.TABLES]


def load_duckdb(raw: Path, output: Mapping[str, Any]) -> None:
    """Make tables of the Parquet files in a new database."""
    Path(output["path"]).unlink(missing_ok=True)
    with open_session(output) as session:
        session.execute(f"create schema {RAW}")
        for file in raw_files(raw):
            session.execute(f"create table {RAW}.{file.stem} as from '{file}'")


def load_postgres(raw: Path, output: Mapping[str, Any]) -> None:
    """Copy the raw tables into a schema of their own, which is empty before."""
    with (
        open_session(output) as session,
        duckdb.connect() as files,
        tempfile.TemporaryDirectory() as folder,
    ):
        session.execute(f"drop schema if exists {RAW} cascade")
        session.execute(f"create schema {RAW}")
        for schema in (SCHEMA, f"{SCHEMA}_segmentation_internal"):
            session.execute(f"drop schema if exists {schema} cascade")
        for file in raw_files(raw):
            described = files.execute(f"describe from '{file}'").fetchall()
            columns = ", ".join(
                f'"{name}" {POSTGRES_TYPES.get(kind, kind)}' for name, kind, *_ in described
            )
            session.execute(f"create table {RAW}.{file.stem} ({columns})")
            text = Path(folder) / "rows.csv"
            files.execute(rf"copy (from '{file}') to '{text}' (header false, nullstr '\N')")
            with text.open() as stream, session.connection.cursor() as cursor:
                cursor.copy_expert(
                    rf"copy {RAW}.{file.stem} from stdin with (format csv, null '\N')", stream
                )
            text.unlink()
        # What autovacuum would have done by the next morning.
        session.execute("analyze")


def load_spark(raw: Path, output: Mapping[str, Any]) -> None:
    """Make tables of the Parquet files, which the executors have to reach."""
    with open_session(output) as session:
        for schema in (SCHEMA, f"{SCHEMA}_segmentation_internal", RAW):
            session.execute(f"create schema if not exists {schema}")
            for name in session.names(schema):
                kind = "view" if name in views(session, schema) else "table"
                session.execute(f"drop {kind} {schema}.{name}")
        for file in raw_files(raw):
            session.execute(
                f"create table {RAW}.{file.stem} using {session.file_format} "
                f"as select * from parquet.`{file}`"
            )


def views(session: Any, schema: str) -> set[str]:
    """Names of the views of a schema on Spark."""
    return set(session.sql(f"show views in {schema}").df()["viewName"])


LOADERS = {"duckdb": load_duckdb, "postgres": load_postgres, "spark": load_spark}


def build(
    engine: str, raw: Path, folder: Path, variables: dict[str, Any], without: list[str]
) -> tuple[Run, list[Any]]:
    """One ``dbt build`` without some types of nodes; what it cost, and the results of its nodes."""
    database = folder / "engines.duckdb"
    os.environ["CUSTOMER_SEGMENTATION_DB"] = str(database)
    os.environ["CUSTOMER_SEGMENTATION_SCHEMA"] = SCHEMA
    LOADERS[engine](raw, read_output(engine, ROOT, PROFILES))
    tables: dict[str, Any] = {file.stem: {} for file in raw_files(raw)}
    variables = {**variables, "raw_tables": tables, "raw_schema": RAW}
    target = folder / f"target_{engine}"
    shutil.rmtree(target, ignore_errors=True)
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--target", engine]
    command += ["--vars", json.dumps(variables), "--target-path", str(target)]
    command += ["--log-path", str(folder / f"logs_{engine}")]
    command += [word for kind in without for word in ("--exclude-resource-type", kind)]
    measured = run(
        command,
        folder / f"{engine}.log",
        DBT_PROFILES_DIR=str(PROFILES),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    )
    return measured, json.loads((target / "run_results.json").read_text())["results"]


def print_nodes(results: Mapping[str, list[Any]]) -> None:
    """Seconds of the nodes that took longest on any engine, and of all tests together."""
    seconds = {
        engine: {node["unique_id"]: node["execution_time"] for node in nodes}
        for engine, nodes in results.items()
    }
    every = {name for nodes in seconds.values() for name in nodes}
    models = [name for name in every if not name.startswith(("test.", "unit_test.", "operation."))]
    models.sort(key=lambda name: -max(nodes.get(name, 0) for nodes in seconds.values()))
    print("\nSeconds per node\n" + "".join(f"{engine:>10}" for engine in seconds))
    for name in models[:SHOWN_NODES]:
        print("".join(f"{nodes.get(name, 0):10.1f}" for nodes in seconds.values()), name)
    tests = [name for name in every if name.startswith("test.")]
    sums = [sum(nodes.get(name, 0) for name in tests) for nodes in seconds.values()]
    print("".join(f"{total:10.1f}" for total in sums), f"{len(tests)} data tests together")


def print_differences(engine: str, database: Path) -> int:
    """Number of public tables in which an engine differs from DuckDB."""
    with (
        open_target(str(database), ROOT, PROFILES) as left,
        open_target(engine, ROOT, PROFILES) as right,
    ):
        found = list(compare_builds(left.tables(KEYS), right.tables(KEYS)))
    print(f"\n{engine}: rows, largest relative difference of a float, what differs from DuckDB")
    for item in found:
        print(f"{item.table:28}{item.rows:>10,}  {item.largest:.0e}  {' | '.join(item.lines)}")
    return sum(bool(item.lines) for item in found)


def main() -> int:
    """Build on each engine, print what it cost and in which tables it differs from DuckDB."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--engines", nargs="+", choices=[*LOADERS][1:], default=["postgres"])
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events-per-customer", type=int, default=50)
    parser.add_argument("--algorithms", nargs="+", default=["kmeans"])
    parser.add_argument("--only-time", action="store_true", help="no tests, no comparison")
    parser.add_argument("--project", type=Path, help="whose raw tables and settings are used")
    parser.add_argument("--database", type=Path, help="the DuckDB file that this project built")
    parser.add_argument("--folder", type=Path, default=ROOT / "bench_data")
    chosen = parser.parse_args()

    variables: dict[str, Any]
    if chosen.project:
        if chosen.database is None:
            parser.error("--project needs --database, the DuckDB file that the project built")
        folder = chosen.folder.resolve() / chosen.project.name
        raw, variables = hand_over(chosen.project, chosen.database, folder)
    else:
        folder = chosen.folder.resolve() / str(chosen.customers)
        raw = prepare_data(folder, chosen.customers, chosen.seed, chosen.events_per_customer)
        variables = {"segmentations": segmentations(chosen.algorithms)}
    variables = {**variables, "use_demo_data": False}
    without = ["test"] if chosen.only_time else []
    different, costs, results = 0, {}, {}
    for engine in ("duckdb", *chosen.engines):
        costs[engine], results[engine] = build(engine, raw, folder, variables, without)
        if engine != "duckdb" and not chosen.only_time:
            different += print_differences(engine, folder / "engines.duckdb")
    print_nodes(results)
    print(f"\n{'':10}   seconds   of DuckDB's   CPU s of dbt   peak GB of dbt")
    for engine, cost in costs.items():
        ratio = cost.seconds / costs["duckdb"].seconds
        print(
            f"{engine:10} {cost.seconds:9.1f} {ratio:13.2f} {cost.cpu_seconds:14.1f} {cost.peak_gb:16.2f}"
        )
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())
