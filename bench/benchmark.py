"""Time a whole dbt build on generated raw tables against a hand-written script.

``make bench CUSTOMERS=200000`` generates the raw tables as Parquet (kept in bench_data/ for the
next run), runs ``bench/handwritten.py``, ``dbt build`` and the script again on them one after the
other, and prints seconds, peak memory and their ratio to the mean of the script's two runs: the
speed of a shared machine drifts within minutes. The script computes the same as-of dates as the
build; it is also run once with the current one alone, and beside it a query that groups the raw
events by customer. Both results are compared: feature by feature, and against the planted segments
that only the generator knows.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml
from sklearn.metrics import adjusted_rand_score

from customer_segmentation.demo import shop

ROOT = Path(__file__).parents[1]
SEGMENTATION = "behaviour"
KILOBYTES_PER_GIGABYTE = 1024**2


@dataclass(frozen=True)
class Run:
    """What a finished command cost: wall seconds, CPU seconds, peak resident memory in GB."""

    seconds: float
    cpu_seconds: float
    peak_gb: float
    output: str


def run(command: list[str], log: Path, **environment: str) -> Run:
    """Run a command to its end and measure it; its output goes to ``log``.

    Raises
    ------
    RuntimeError
        When the command fails, with the end of its output.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with log.open("w") as sink:
        process = subprocess.Popen(
            command,
            stdout=sink,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, **environment},
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    output = log.read_text()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:3])} failed, see {log}:\n{output[-3000:]}")
    # Linux counts in kilobytes, macOS in bytes.
    peak = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu_seconds, peak / KILOBYTES_PER_GIGABYTE, output)


def prepare_data(folder: Path, customers: int, seed: int, events_per_customer: int = 50) -> Path:
    """Generate the raw tables, unless this generator has made them before."""
    raw = folder / "raw"
    stamp = folder / "generator.txt"
    sources = sorted(Path(shop.__file__).parent.glob("*.py"))
    generator = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    wanted = f"{generator.hexdigest()} {seed} {events_per_customer}"
    if not stamp.exists() or stamp.read_text() != wanted:
        stamp.unlink(missing_ok=True)
        generate = [sys.executable, "-m", "customer_segmentation.demo", "--out", str(raw)]
        generate += ["--customers", str(customers), "--seed", str(seed)]
        generate += ["--events-per-customer", str(events_per_customer)]
        made = run(generate, folder / "generate.log")
        stamp.write_text(wanted)
        print(f"Generated in {made.seconds:.0f} s, {made.peak_gb:.1f} GB")
    return raw


def run_handwritten(raw: Path, folder: Path, dates: int) -> tuple[Run, dict[str, Any]]:
    """Run the hand-written script for so many as-of dates."""
    script = [sys.executable, str(ROOT / "bench" / "handwritten.py"), "--data", str(raw)]
    script += ["--database", str(folder / "handwritten.duckdb"), "--dates", str(dates)]
    measured = run(script, folder / "handwritten.log")
    return measured, json.loads(measured.output.splitlines()[-1])


def calibrate(raw: Path) -> float:
    """CPU seconds of the engine's own grouping of the raw events by customer, the least of three."""
    seconds = []
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        for _ in range(3):
            started = time.process_time()
            connection.execute(
                "create or replace temp table grouped as select customer_id, count(*) as events, "
                "sum(length(event_type)) as letters, max(occurred_at) as last_at "
                f"from '{raw / 'events.parquet'}' group by customer_id"
            )
            seconds.append(time.process_time() - started)
    return min(seconds)


def settings() -> dict[str, Any]:
    """The vars of the project."""
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    return dict(project["vars"]["customer_segmentation"])


def segmentations(algorithms: list[str]) -> list[dict[str, Any]]:
    """The segmentations of the demo, the clustered ones with these algorithms."""
    return [
        {**entry, "algorithms": algorithms} if entry["method"] == "clusters" else entry
        for entry in settings()["segmentations"]
    ]


def run_project(
    raw: Path, folder: Path, threads: int, algorithms: list[str]
) -> tuple[Run, list[dict[str, Any]]]:
    """Run the whole ``dbt build`` on the Parquet files in a new database."""
    database = folder / "project.duckdb"
    for leftover in (database, database.with_name(f"{database.name}.wal")):
        leftover.unlink(missing_ok=True)
    target = folder / "target"
    shutil.rmtree(target, ignore_errors=True)
    variables = {
        "use_demo_data": False,
        "segmentations": segmentations(algorithms),
        "raw_tables": {
            table: {"external_location": str(raw / f"{table}.parquet")} for table in shop.TABLES
        },
    }
    build = [str(Path(sys.executable).with_name("dbt")), "build", "--threads", str(threads)]
    build += ["--vars", json.dumps(variables), "--target-path", str(target)]
    build += ["--log-path", str(folder / "logs")]
    measured = run(
        build,
        folder / "dbt.log",
        CUSTOMER_SEGMENTATION_DB=str(database),
        DBT_PROFILES_DIR=str(ROOT / "profiles"),
        DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    )
    return measured, json.loads((target / "run_results.json").read_text())["results"]


def compare_features(folder: Path) -> dict[str, int]:
    """Customers and dates whose value differs between the two scripts, per feature."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'project.duckdb'}' as project (read_only)")
        connection.execute(f"attach '{folder / 'handwritten.duckdb'}' as hand (read_only)")
        columns = connection.execute(
            """
            select p.column_name, p.data_type in ('VARCHAR', 'BOOLEAN', 'DATE') as is_exact
            from duckdb_columns() as p
            inner join duckdb_columns() as h using (column_name)
            where p.database_name = 'project' and h.database_name = 'hand'
                and p.table_name = 'customer_features' and h.table_name = 'customer_features'
                and column_name not in ('customer_id', 'as_of_date', 'is_current', 'country')
            """
        ).fetchall()
        conditions = [
            f"count(*) filter (p.{name} is distinct from h.{name})"
            if is_exact
            else f"count(*) filter (coalesce(p.{name}, 0) - coalesce(h.{name}, 0) not between "
            f"-1e-6 * (1 + abs(h.{name})) and 1e-6 * (1 + abs(h.{name})))"
            for name, is_exact in columns
        ]
        counts = connection.execute(
            f"""
            select {", ".join(conditions)}
            from project.main.customer_features as p
            inner join hand.main.customer_features as h using (customer_id, as_of_date)
            """
        ).fetchall()[0]
    return dict(zip((name for name, _ in columns), counts, strict=True))


def agreement(database: Path, raw: Path, where: str) -> tuple[int, float]:
    """Number of segments and their adjusted Rand index with the planted ones."""
    with duckdb.connect(str(database), read_only=True) as connection:
        labels = connection.execute(
            f"""
            select segment_id, cast(planted_segment as varchar) as planted
            from main.customer_segments
            inner join '{raw / f"{shop.ANSWERS}.parquet"}' using (customer_id)
            {where}
            """
        ).df()
    return labels["segment_id"].nunique(), float(
        adjusted_rand_score(labels["planted"], labels["segment_id"])
    )


def main() -> None:
    """Run both sides and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--algorithms",
        nargs="+",
        default=["kmeans"],
        help="of the project's build; the hand-written script has k-means",
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "bench_data")
    chosen = parser.parse_args()

    folder = chosen.folder.resolve() / str(chosen.customers)
    raw = prepare_data(folder, chosen.customers, chosen.seed)
    dates = 1 + settings()["history_periods"]
    calibration = calibrate(raw)
    one_date, _ = run_handwritten(raw, folder, 1)
    before, _ = run_handwritten(raw, folder, dates)
    project, nodes = run_project(raw, folder, chosen.threads, chosen.algorithms)
    after, hand_steps = run_handwritten(raw, folder, dates)
    hand = Run(
        seconds=(before.seconds + after.seconds) / 2,
        cpu_seconds=(before.cpu_seconds + after.cpu_seconds) / 2,
        peak_gb=max(before.peak_gb, after.peak_gb),
        output=after.output,
    )

    print(f"\nSeconds per node of dbt build, {chosen.customers:,} customers")
    nodes.sort(key=lambda node: -node["execution_time"])
    models = [node for node in nodes if not node["unique_id"].startswith(("test.", "unit_test."))]
    for node in models:
        print(f"{node['execution_time']:8.2f}  {node['unique_id'].split('.')[-1]}")
    tests = [node for node in nodes if node not in models]
    print(f"{sum(node['execution_time'] for node in tests):8.2f}  {len(tests)} tests together")
    for node in tests[:5]:
        print(f"{node['execution_time']:12.2f}  {node['unique_id'].split('.')[2]}")

    print("\nSeconds per step of the hand-written script")
    for step, seconds in hand_steps["seconds"].items():
        print(f"{seconds:8.2f}  {step}")

    differing = {name: count for name, count in compare_features(folder).items() if count}
    found = {
        "dbt build": agreement(
            folder / "project.duckdb", raw, f"where segmentation = '{SEGMENTATION}'"
        ),
        "hand-written": agreement(folder / "handwritten.duckdb", raw, "where is_current"),
    }
    print(f"\n{'':14}   seconds   CPU s   peak GB   segments   ARI with the planted ones")
    for name, measured in (("dbt build", project), ("hand-written", hand)):
        segments, index = found[name]
        print(
            f"{name:14} {measured.seconds:9.1f} {measured.cpu_seconds:7.1f} "
            f"{measured.peak_gb:9.2f} {segments:10} {index:8.3f}"
        )
    print("\nThe build, as a multiple        seconds   CPU s")
    for name, measured in (
        (f"hand-written, {dates} dates", hand),
        ("hand-written, 1 date", one_date),
    ):
        print(
            f"{name:30} {project.seconds / measured.seconds:8.2f} "
            f"{project.cpu_seconds / measured.cpu_seconds:7.2f}"
        )
    print(
        f"{f'calibration, {calibration:.2f} s':30} {'':8} {project.cpu_seconds / calibration:7.0f}"
    )
    print(f"\nFeatures that differ between the two: {differing or 'none'}")

    report = {
        "customers": chosen.customers,
        "calibration_cpu_seconds": calibration,
        "dbt_build": {
            "seconds": project.seconds,
            "cpu_seconds": project.cpu_seconds,
            "peak_gb": project.peak_gb,
            "nodes": {node["unique_id"]: node["execution_time"] for node in nodes},
        },
        "handwritten": {
            "seconds": hand.seconds,
            "seconds_of_runs": [before.seconds, after.seconds],
            "cpu_seconds": hand.cpu_seconds,
            "cpu_seconds_of_one_date": one_date.cpu_seconds,
            "peak_gb": hand.peak_gb,
            "steps": hand_steps["seconds"],
        },
        "segments_and_ari": found,
        "differing_features": differing,
    }
    (folder / "benchmark.json").write_text(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
