"""Build every shop of the zoo with default settings and compare with its truth.

make shops [SEED=101] [SHOPS="gift_shop fashion"]

Prints a line per shop: green or red and which tests, structure, segments, smallest stability, index
against planted kinds, forecast error, warnings; then every expectation that is not met. Seeds below 100
are for development, seeds from 100 on for judgement.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from bench.truth import untrue
from sklearn.metrics import adjusted_rand_score

from customer_segmentation.demo.shop import ANSWERS, TABLES
from customer_segmentation.demo.shops import SHOPS, Expectation
from customer_segmentation.demo.shops_tables import write_shop

ROOT = Path(__file__).parents[1]
SEGMENTATION = "behaviour"
DATABASE = "shop.duckdb"
JUDGEMENT_SEED = 101
# Where kinds are planted, those who have left are one more: nothing tells any longer how they bought.
PLANTED = "if(has_left and planted_segment <> 'none', 'left', planted_segment)"


@dataclass(frozen=True)
class Outcome:
    """What a build of a shop came to.

    Attributes
    ----------
    agreement : float or None
        Adjusted Rand index of segments against planted kinds, see `PLANTED`.
    failed, warned : dict of str to str
        Message of each test or model that failed or warned, by name.
    skipped : int
        Nodes that were not built after a failure.
    tables : dict of str to pandas.DataFrame
        Of the segmentation fitted; empty when there are none.
    untrue : tuple of str
        What is said of segments and not true of their members, see `bench.truth`.
    """

    shop: str
    failed: dict[str, str]
    warned: dict[str, str]
    skipped: int
    structure: str | None
    segments: int
    stability: float | None
    agreement: float | None
    forecast_error: float | None
    left_out: frozenset[str]
    rfm_groups: frozenset[str]
    untrue: tuple[str, ...]
    folder: Path

    @property
    def is_green(self) -> bool:
        """Whether the build ended without an error."""
        return not self.failed


def build_shop(
    name: str,
    folder: Path,
    seed: int = JUDGEMENT_SEED,
    customers: int | None = None,
    earlier: Path | None = None,
    **variables: Any,
) -> Outcome:
    """Generate a shop, run ``dbt build`` on it in a database of its own, and read what it says.

    Parameters
    ----------
    name : str
        Key of `SHOPS`.
    folder : Path
        Of raw tables, database and logs.
    seed, customers
        Of the generator.
    earlier : Path, optional
        Folder of an earlier build, which this one goes on from.
    **variables
        Vars other than the defaults.
    """
    folder = folder.resolve()
    paths = write_shop(folder / "raw", name, customers, seed)
    database = folder / DATABASE
    database.unlink(missing_ok=True)
    if earlier:
        shutil.copy(earlier / DATABASE, database)
    settings = {
        "use_demo_data": False,
        "effort": "quick",
        "raw_tables": {
            table: {"external_location": str(path)}
            for table, path in paths.items()
            if table in TABLES
        },
        **variables,
    }
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--threads", "1"]
    command += ["--vars", json.dumps(settings), "--target-path", str(folder / "target")]
    command += ["--log-path", str(folder / "logs")]
    finished = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "CUSTOMER_SEGMENTATION_DB": str(database),
            "DBT_PROFILES_DIR": str(ROOT / "profiles"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
    )
    (folder / "build.log").write_text(finished.stdout + finished.stderr)
    results = folder / "target" / "run_results.json"
    if not results.exists():
        raise RuntimeError(f"the build of {name} did not start:\n{finished.stdout[-3000:]}")
    return read_outcome(name, folder, paths[ANSWERS], json.loads(results.read_text())["results"])


def _by_status(results: Sequence[dict[str, Any]], *statuses: str) -> dict[str, str]:
    return {
        item["unique_id"].split(".")[2]: str(item.get("message") or "").strip()
        for item in results
        if item["status"] in statuses
    }


def read_outcome(
    name: str, folder: Path, answers: Path, results: Sequence[dict[str, Any]]
) -> Outcome:
    """Read a finished build; what it did not reach is None."""
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        found = connection.sql(
            "select distinct table_schema, table_name from information_schema.tables"
        ).df()
        schemas = ",".join(f'"{schema}"' for schema in sorted(set(found["table_schema"])))
        connection.execute(f"set search_path = '{schemas}'")
        built = set(found["table_name"])

        def query(table: str, sql: str) -> pd.DataFrame | None:
            return connection.sql(sql).df() if table in built else None

        model = query(
            "segment_models",
            "select structure, n_segments from segment_models "
            f"where segmentation = '{SEGMENTATION}' and status = 'champion'",
        )
        stability = query(
            "segment_stability",
            f"select min(value) as least from segment_stability where segmentation = '{SEGMENTATION}' "
            "and check_name = 'bootstrap_jaccard'",
        )
        labels = query(
            "customer_segments",
            f"select segment_id, {PLANTED} as planted from customer_segments "
            f"inner join '{answers}' using (customer_id) where segmentation = '{SEGMENTATION}'",
        )
        forecast = query(
            "customer_predictions",
            "select sum(expected_spend_90d) as expected, sum(next_spend_net) as actual "
            f"from customer_predictions inner join '{answers}' using (customer_id) "
            "where as_of_date = (select max(as_of_date) from customer_predictions)",
        )
        used = query(
            "segment_model_features", "select distinct feature_name from segment_model_features"
        )
        groups = query(
            "segments",
            "select segment_name from segments where segmentation = 'rfm' and customer_count > 0",
        )
    planted = None if labels is None else labels["planted"].nunique()
    features = frozenset(() if used is None else used["feature_name"])
    every = SHOPS[name].expected.left_out
    return Outcome(
        shop=name,
        failed=_by_status(results, "error", "fail"),
        warned=_by_status(results, "warn"),
        skipped=len(_by_status(results, "skipped")),
        structure=None if model is None or model.empty else model["structure"].iloc[0],
        segments=0 if model is None or model.empty else int(model["n_segments"].iloc[0]),
        stability=None if stability is None else float(stability["least"].iloc[0]),
        agreement=(
            float(adjusted_rand_score(labels["planted"], labels["segment_id"]))
            if labels is not None and planted and planted > 1
            else None
        ),
        forecast_error=(
            None
            if forecast is None or forecast.isna().any(axis=None) or not forecast["actual"].iloc[0]
            else float(forecast["expected"].iloc[0] / forecast["actual"].iloc[0] - 1)
        ),
        left_out=frozenset(every) - features,
        rfm_groups=frozenset(() if groups is None else groups["segment_name"]),
        untrue=tuple(untrue(folder / DATABASE) if "segment_budget" in built else ()),
        folder=folder,
    )


def unmet(outcome: Outcome, expected: Expectation | None = None) -> list[str]:
    """What a build should have said and did not, a sentence each."""
    expected = SHOPS[outcome.shop].expected if expected is None else expected
    found = []
    if not expected.has_changed and not outcome.is_green:
        found.append(f"the shop did not change, and these are red: {', '.join(outcome.failed)}")
    if outcome.structure is None:
        found.append("no model was fitted")
    elif expected.structure not in (None, outcome.structure):
        found.append(f"structure is {outcome.structure}, expected {expected.structure}")
    if expected.agreement is not None and (outcome.agreement or 0) < expected.agreement:
        found.append(
            f"index against planted kinds is {outcome.agreement or 0:.2f}, "
            f"expected {expected.agreement} or more"
        )
    found += [f"{name} does not warn" for name in expected.warnings if name not in outcome.warned]
    found += [f"not true: {sentence}" for sentence in outcome.untrue]
    if taking_part := [name for name in expected.left_out if name not in outcome.left_out]:
        found.append(f"these take part and should not: {', '.join(taking_part)}")
    if empty := [name for name in expected.rfm_groups if name not in outcome.rfm_groups]:
        found.append(f"RFM groups without members: {', '.join(empty)}")
    return found


def _number(value: float | None, form: str = ".2f") -> str:
    return "-" if value is None else format(value, form)


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Lines of a Markdown table, one row per shop."""
    heads = ["shop", "build", "structure", "segments", "stability", "index", "forecast", "warnings"]
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for outcome in outcomes:
        build = "green" if outcome.is_green else f"red: {', '.join(outcome.failed)}"
        if outcome.skipped:
            build += f" ({outcome.skipped} skipped)"
        cells = [
            outcome.shop,
            build,
            outcome.structure or "-",
            str(outcome.segments),
            _number(outcome.stability),
            _number(outcome.agreement),
            _number(outcome.forecast_error, "+.0%"),
            ", ".join(outcome.warned) or "-",
        ]
        yield "| " + " | ".join(cells) + " |"


def main(argv: Sequence[str] | None = None) -> int:
    """Build the shops and print the table; 1 when an expectation is not met."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.shops", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--shops", nargs="+", choices=SHOPS, default=list(SHOPS), metavar="NAME")
    parser.add_argument("--seed", type=int, default=JUDGEMENT_SEED)
    parser.add_argument("--customers", type=int, help="instead of what each shop has")
    parser.add_argument("--folder", type=Path, default=ROOT / "bench_data" / "shops")
    parser.add_argument("--jobs", type=int, default=2, help="builds at the same time")
    parser.add_argument("--vars", type=json.loads, default={}, help="other vars, as JSON")
    chosen = parser.parse_args(argv)

    def build(name: str) -> Outcome:
        outcome = build_shop(
            name, chosen.folder / name, chosen.seed, chosen.customers, **chosen.vars
        )
        sys.stderr.write(f"{name}: {'green' if outcome.is_green else 'red'}\n")
        return outcome

    with ThreadPoolExecutor(chosen.jobs) as pool:
        outcomes = list(pool.map(build, chosen.shops))
    for line in table(outcomes):
        sys.stdout.write(f"{line}\n")
    missed = {item.shop: unmet(item) for item in outcomes}
    for name, sentences in missed.items():
        for sentence in sentences:
            sys.stdout.write(f"{name}: {sentence}\n")
    return 1 if any(missed.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
