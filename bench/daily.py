"""Time the build of one more day against the first build and a full refresh, and compare the tables.

``make bench-daily CUSTOMERS=200000`` builds the generated shop as it was on the morning of its last
day, then with that day's rows, and then once more from the same state with ``--full-refresh``. The
first is also built without ``lookback_days``, as the yardstick of what keeping days costs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

import duckdb
from benchmark import ROOT, Run, prepare_data, run, segmentations

from customer_segmentation.compare import ABSOLUTE, KEYS, RELATIVE
from customer_segmentation.demo import shop

# When the rows of a raw table happened, as SQL; those of other tables are all there from the start.
HAPPENED = {
    "orders": "ordered_at",
    "events": "occurred_at",
    "survey_responses": "responded_at",
    "order_items": "(select ordered_at from '{raw}/orders.parquet' as o where o.order_id = t.order_id)",
}
DATABASE = "daily.duckdb"


def write_morning(raw: Path, folder: Path) -> int:
    """Copy the raw tables without the rows of the last day; how many those are."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    missing = 0
    with duckdb.connect() as connection:
        for table in shop.TABLES:
            happened = HAPPENED.get(table, "null").format(raw=raw)
            rows = f"(select *, {happened} as happened_at from '{raw}/{table}.parquet' as t)"
            is_new = f"coalesce(happened_at >= timestamp '{shop.LAST_DAY}', false)"
            connection.execute(
                f"copy (select * exclude (happened_at) from {rows} where not {is_new}) "
                f"to '{folder}/{table}.parquet'"
            )
            counted = f"select count(*) from {rows} where {is_new}"
            missing += connection.execute(counted).fetchall()[0][0]
    return missing


def show_day(raw: Path, folder: Path) -> None:
    """Put all rows in the place of those of the morning."""
    for table in shop.TABLES:
        (folder / f"{table}.parquet").unlink()
        os.link(raw / f"{table}.parquet", folder / f"{table}.parquet")


def build(
    folder: Path, raw: Path, chosen: argparse.Namespace, *flags: str
) -> tuple[Run, dict[str, float]]:
    """One ``dbt build`` of the database in a folder; seconds by node beside what it cost."""
    variables = {
        "use_demo_data": False,
        "lookback_days": chosen.lookback_days,
        "segmentations": segmentations(chosen.algorithms),
        "raw_tables": {
            table: {"external_location": str(raw / f"{table}.parquet")} for table in shop.TABLES
        },
    }
    command = [str(Path(sys.executable).with_name("dbt")), "build", *flags]
    command += ["--threads", str(chosen.threads), "--vars", json.dumps(variables)]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    measured = run(
        command,
        folder / "dbt.log",
        CUSTOMER_SEGMENTATION_DB=str(folder / DATABASE),
        DBT_PROFILES_DIR=str(ROOT / "profiles"),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    )
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    return measured, {node["unique_id"]: node["execution_time"] for node in results}


def different_tables(left: Path, right: Path) -> tuple[int, list[str]]:
    """Number of public tables and those in which two builds differ.

    Labels, counts and texts are equal when they are the same, floats when they differ by less than
    1e-9 of the larger one.
    """
    different, compared = [], 0
    with duckdb.connect() as connection:
        for name, file in (("a", left), ("b", right)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        tables = connection.execute(
            "select distinct table_name from duckdb_columns() "
            "where database_name in ('a', 'b') and schema_name = 'main'"
        ).fetchall()
        for table in sorted({name for (name,) in tables} & set(KEYS)):
            compared += 1
            columns = dict(
                connection.execute(
                    "select column_name, data_type from duckdb_columns() "
                    f"where database_name = 'a' and schema_name = 'main' and table_name = '{table}'"
                ).fetchall()
            )
            floats = [column for column, kind in columns.items() if kind in ("DOUBLE", "FLOAT")]
            exact = ", ".join(column for column in columns if column not in floats)
            sides = [f"select {exact} from {side}.main.{table}" for side in "ab"]
            count = " + ".join(
                f"(select count(*) from ({one} except all {other}))"
                for one, other in (sides, sides[::-1])
            )
            unequal = [
                f"(a.{c} is null) <> (b.{c} is null) or abs(a.{c} - b.{c}) > "
                f"{RELATIVE} * greatest(abs(a.{c}), abs(b.{c})) + {ABSOLUTE}"
                for c in floats
            ]
            if unequal:
                on = " and ".join(f"a.{key} is not distinct from b.{key}" for key in KEYS[table])
                count += (
                    f" + (select count(*) from a.main.{table} as a join b.main.{table} as b "
                    f"on {on} where {' or '.join(unequal)})"
                )
            if connection.execute(f"select {count}").fetchall()[0][0]:
                different.append(table)
    return compared, different


def main() -> int:
    """Build three times, print what each cost, and say whether the tables are equal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--lookback-days", type=int, default=7)
    parser.add_argument("--algorithms", nargs="+", default=["kmeans"])
    parser.add_argument("--folder", type=Path, default=ROOT / "bench_data")
    chosen = parser.parse_args()

    folder = chosen.folder.resolve() / str(chosen.customers)
    raw = prepare_data(folder, chosen.customers, chosen.seed)
    shown, daily, whole = folder / "shown", folder / "daily", folder / "whole"
    for made in (daily, whole):
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
    new_rows = write_morning(raw, shown)

    runs = {"first build": build(daily, shown, chosen)}
    shutil.copy(daily / DATABASE, whole / DATABASE)
    show_day(raw, shown)
    runs["one more day"] = build(daily, shown, chosen)
    log = (daily / "dbt.log").read_text()
    runs["full refresh"] = build(whole, shown, chosen, "--full-refresh")

    first = runs["first build"][0]
    print(f"\n{chosen.customers:,} customers; the last day brings {new_rows:,} rows")
    print(f"{'':14} seconds    CPU s  of the first build's   CPU")
    for name, (measured, _) in runs.items():
        print(
            f"{name:14} {measured.seconds:7.1f} {measured.cpu_seconds:8.1f} "
            f"{measured.seconds / first.seconds:23.2f} {measured.cpu_seconds / first.cpu_seconds:4.2f}"
        )
    for line in log.splitlines():
        if " days are read" in line:
            print(line.split("  ", 1)[-1].strip())
    print("\nSeconds of nodes: one more day, full refresh")
    nodes, others = runs["one more day"][1], runs["full refresh"][1]
    for node in sorted(nodes, key=lambda node: -others.get(node, 0))[:20]:
        print(f"{nodes[node]:8.2f} {others.get(node, 0):8.2f}  {node.split('.')[2]}")
    compared, different = different_tables(daily / DATABASE, whole / DATABASE)
    print(f"\n{compared} public tables compared; different: {', '.join(different) or 'none'}")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
