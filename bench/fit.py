"""Processor time of one fit with all algorithms, beside that of another checkout on the same customers.

``make bench-fit CUSTOMERS=2500 BEFORE=path/to/another/checkout`` generates a shop, builds what a fit reads
(kept in bench_data/), fits with each effort, and prints CPU seconds and what was chosen. Seconds of a shared
machine differ from hour to hour: compare only those of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
from bench.benchmark import ROOT, prepare_data, run, segmentations

from customer_segmentation.demo import shop
from customer_segmentation.fit.algorithms import ALGORITHMS

READ = ("as_of_dates", "segmentation_settings", "feature_catalog", "fit_sample", "archetypes")


def prepare_fit(raw: Path, folder: Path) -> Path:
    """Build what a fit reads of raw tables, unless it is there."""
    database = folder / "fit.duckdb"
    if database.exists() and database.stat().st_mtime > (folder / "generator.txt").stat().st_mtime:
        return database
    database.unlink(missing_ok=True)
    variables = {
        "use_demo_data": False,
        "segmentations": segmentations(list(ALGORITHMS)),
        "raw_tables": {
            table: {"external_location": str(raw / f"{table}.parquet")} for table in shop.TABLES
        },
    }
    build = [str(Path(sys.executable).with_name("dbt")), "build", "--vars", json.dumps(variables)]
    build += ["--select", "+segment_fits", "--exclude", "segment_fits"]
    build += ["--exclude-resource-type", "test"]
    build += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    profiles = str(ROOT / "profiles")
    run(
        build,
        folder / "dbt.log",
        CUSTOMER_SEGMENTATION_DB=str(database),
        DBT_PROFILES_DIR=profiles,
    )
    return database


def read(database: Path) -> dict[str, Any]:
    """Tables that a fit reads, by name."""
    with duckdb.connect(str(database), read_only=True) as connection:
        schemas = dict(
            connection.execute(
                "select table_name, table_schema from information_schema.tables"
            ).fetchall()
        )
        return {
            table: connection.execute(f"select * from {schemas[table]}.{table}").df()
            for table in READ
        }


def fit(database: Path, effort: str) -> dict[str, Any]:
    """CPU seconds of a fit of the first segmentation, imports apart, and what it chose."""
    import sklearn.cluster
    import sklearn.mixture
    import sklearn.tree  # noqa: F401  (a build imports once, whatever it fits)

    from customer_segmentation.fit.fitting import fit_segmentations
    from customer_segmentation.model.settings import read_settings

    tables = read(database)
    dates = tables["as_of_dates"]
    started = time.process_time()
    fitted = fit_segmentations(
        read_settings(tables["segmentation_settings"]),
        tables["feature_catalog"],
        None,
        dates.loc[dates["is_current"], "as_of_date"].iloc[0],
        lambda: tables["fit_sample"],
        {
            "effort": effort,
            "refit": "auto",
            "max_model_age_days": 365,
            "drift_threshold": 0.25,
            "min_segment_share": 0.01,
            "min_cell_customers": 5,
        },
        archetypes=tables["archetypes"],
    ).iloc[0]
    seconds = time.process_time() - started
    chosen = f"{fitted['structure']}, {fitted['algorithm']} {fitted['n_segments']}"
    return {"seconds": round(seconds, 1), "chosen": chosen}


def main() -> None:
    """Fit with every effort, with each checkout in turn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=2_500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--efforts", nargs="+", default=["quick", "standard"])
    parser.add_argument("--before", type=Path, help="another checkout")
    parser.add_argument("--folder", type=Path, default=ROOT / "bench_data")
    parser.add_argument("--database", type=Path, help="fit this one, in this process")
    chosen = parser.parse_args()
    if chosen.database is not None:
        print(json.dumps(fit(chosen.database, chosen.efforts[0])))
        return
    folder = chosen.folder.resolve() / str(chosen.customers)
    database = prepare_fit(prepare_data(folder, chosen.customers, chosen.seed), folder)
    checkouts = {"this": ROOT} if chosen.before is None else {"before": chosen.before, "this": ROOT}
    for effort in chosen.efforts:
        for name, checkout in checkouts.items():
            command = [sys.executable, "-m", "bench.fit", "--database", str(database)]
            command += ["--efforts", effort]
            paths = os.pathsep.join([str(checkout.resolve() / "plugin"), str(ROOT)])
            done = subprocess.run(
                command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True
            )
            if done.returncode:
                raise RuntimeError(done.stderr[-3000:])
            found = json.loads(done.stdout.splitlines()[-1])
            print(
                f"{effort:10} {name:8} {found['seconds']:7.1f} CPU s   {found['chosen']}",
                flush=True,
            )


if __name__ == "__main__":
    main()
