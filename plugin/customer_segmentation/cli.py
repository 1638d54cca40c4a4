"""The console command ``customer-segmentation``."""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from customer_segmentation import __version__

if TYPE_CHECKING:
    from customer_segmentation.engines.target import Target


def _opened(arguments: argparse.Namespace) -> AbstractContextManager[Target]:
    from customer_segmentation.engines.target import open_duckdb, open_target

    if arguments.target:
        return open_target(arguments.target, arguments.project_dir, arguments.profiles_dir)
    return open_duckdb(arguments.database, arguments.schema)


def _build(arguments: argparse.Namespace) -> int:
    from customer_segmentation.build import build

    rest = [item for item in arguments.arguments if item != "--"]
    return build(
        arguments.dbt, arguments.target, arguments.project_dir, arguments.profiles_dir, rest
    )


def _compare(arguments: argparse.Namespace) -> int:
    from customer_segmentation.compare import KEYS, compare_builds
    from customer_segmentation.engines.target import open_target

    places = (arguments.project_dir, arguments.profiles_dir)
    with (
        open_target(arguments.left, *places) as left,
        open_target(arguments.right, *places) as right,
    ):
        differences = list(compare_builds(left.tables(KEYS), right.tables(KEYS)))
    for found in differences:
        state = "DIFFERENT" if found.lines else "equal"
        print(f"{found.table:28}{found.rows:>9,} rows  {state:9}  {found.largest:.0e}")
        for line in found.lines:
            print(f"    {line}")
    different = sum(1 for found in differences if found.lines)
    print(f"{len(differences)} public tables, {different} different")
    if not differences:
        raise ValueError("neither build has a public table: run dbt build first")
    return 1 if different else 0


def _summary(arguments: argparse.Namespace) -> None:
    from customer_segmentation.report.summary import format_segments, read_segments

    with _opened(arguments) as target:
        print(format_segments(read_segments(target)))
        print(f"\nTables: {target.name}")


def _report(arguments: argparse.Namespace) -> None:
    from customer_segmentation.report import write_report

    with _opened(arguments) as target:
        written = write_report(
            target,
            arguments.output,
            segmentations=arguments.segmentation,
            title=arguments.title,
        )
    print(f"Report: {written.resolve()} ({written.stat().st_size / 1e6:.1f} MB)")


def _export(arguments: argparse.Namespace) -> None:
    from customer_segmentation.report.export import audience, write_list
    from customer_segmentation.report.tables import open_tables

    with _opened(arguments) as target, open_tables(target) as tables:
        members = audience(
            tables,
            arguments.segmentation,
            arguments.segment,
            arguments.channel,
            arguments.with_holdout,
        )
    written = write_list(members, arguments.output)
    print(f"{len(members):,} rows: {written.resolve()}")


def _demo(arguments: argparse.Namespace) -> None:
    from customer_segmentation.demo.write import write_chosen

    if importlib.util.find_spec("pyarrow") is None:
        raise ValueError("the demo data need pyarrow: pip install 'customer-segmentation[demo]'")
    for path in write_chosen(arguments).values():
        print(path)


def _init(arguments: argparse.Namespace) -> None:
    if importlib.util.find_spec("dbt") is None:
        raise ValueError("init reads the warehouse with dbt: pip install dbt-core and its adapter")
    from customer_segmentation.start.project import initialize

    def agree(found: str) -> bool:
        if arguments.yes:
            return True
        print(found)
        return input("Write this into the project? [Y/n] ").strip().lower() in ("", "y", "yes")

    print(
        initialize(
            arguments.project_dir,
            arguments.database,
            arguments.package,
            arguments.schema,
            agree,
        )
    )


def _benchmark(arguments: argparse.Namespace) -> None:
    script = arguments.project_dir / "bench" / "benchmark.py"
    if not script.is_file():
        raise ValueError(
            f"{script} does not exist: the benchmark comes with the dbt project, not with the "
            "installed plugin. Give the folder of a clone with --project-dir"
        )
    command = [sys.executable, str(script)]
    for name in ("customers", "seed", "threads", "folder"):
        value = getattr(arguments, name)
        if value is not None:
            command += [f"--{name}", str(value)]
    if arguments.algorithms:
        command += ["--algorithms", *arguments.algorithms]
    finished = subprocess.run(command, check=False)
    if finished.returncode != 0:
        raise ValueError(f"the benchmark stopped with exit code {finished.returncode}")


def _parser() -> argparse.ArgumentParser:
    from customer_segmentation.demo.write import add_arguments

    parser = argparse.ArgumentParser(prog="customer-segmentation", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)

    project = argparse.ArgumentParser(add_help=False)
    project.add_argument(
        "--project-dir", type=Path, default=Path(), help="folder of dbt_project.yml (default: .)"
    )
    project.add_argument(
        "--profiles-dir",
        type=Path,
        help="folder of profiles.yml (default: $DBT_PROFILES_DIR, else as dbt looks for it)",
    )

    database = argparse.ArgumentParser(add_help=False, parents=[project])
    database.add_argument(
        "--target", help="target of the dbt profile that was built, on any engine"
    )
    database.add_argument(
        "--database",
        type=Path,
        default=Path(os.environ.get("CUSTOMER_SEGMENTATION_DB", "customer_segmentation.duckdb")),
        help="DuckDB file of the build (default: $CUSTOMER_SEGMENTATION_DB)",
    )
    database.add_argument("--schema", default="main", help="schema of the public tables")

    summary = commands.add_parser(
        "summary", parents=[database], help="print the segments of a build"
    )
    summary.set_defaults(run=_summary)

    report = commands.add_parser(
        "report", parents=[database], help="write the report of a build as one HTML file"
    )
    report.add_argument("--output", type=Path, default=Path("report.html"), help="file to write")
    report.add_argument(
        "--segmentation",
        action="append",
        help="segmentation to show; give it several times for several (default: all)",
    )
    report.add_argument("--title", help="title of the page (default: the var report_title)")
    report.set_defaults(run=_report)

    beside = Path(sys.executable).with_name("dbt")
    build = commands.add_parser(
        "build",
        parents=[project],
        help="run dbt build with the Python models in this process",
        description="Run dbt build where dbt runs no Python: dbt up to each Python model, the model in "
        "this process, and dbt from there on. Reads and writes DuckDB and Postgres.",
    )
    build.add_argument("--target", required=True, help="target of the dbt profile")
    build.add_argument(
        "--dbt", default=str(beside) if beside.exists() else "dbt", help="the dbt program"
    )
    build.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        metavar="-- ...",
        help="further arguments of dbt build, such as -- --vars '{effort: quick}'",
    )
    build.set_defaults(run=_build)

    compare = commands.add_parser(
        "compare",
        parents=[project],
        help="compare the public tables of two builds, row by row",
        description="Compare the public tables of two builds by their keys: labels, counts and "
        "texts must be the same, floats to 1e-9 of the larger one. Prints rows and the largest "
        "relative difference of floats per table, and the first rows that differ.",
    )
    for side in ("left", "right"):
        compare.add_argument(
            f"--{side}",
            required=True,
            metavar="TARGET",
            help="target of the dbt profile, or path of a DuckDB file",
        )
    compare.set_defaults(run=_compare)

    export = commands.add_parser(
        "export", parents=[database], help="write the audience of a segment as CSV or Parquet"
    )
    export.add_argument("--segmentation", required=True, help="segmentation of the audience")
    export.add_argument("--segment", type=int, help="id of the segment (default: all)")
    export.add_argument("--channel", choices=["email", "phone"], help="channel (default: all)")
    export.add_argument(
        "--with-holdout",
        action="store_true",
        help="list the held-out customers too, with is_holdout: for comparing, not for writing to",
    )
    export.add_argument("--output", type=Path, required=True, help="FILE.csv or FILE.parquet")
    export.set_defaults(run=_export)

    raw_tables = commands.add_parser(
        "demo", help="write synthetic raw tables with planted customer segments"
    )
    add_arguments(raw_tables)
    raw_tables.set_defaults(run=_demo)

    init = commands.add_parser(
        "init",
        help="set up segmentation in a dbt project, or an empty folder, from your raw tables",
        description="Read the warehouse through the dbt profile, propose which tables and columns "
        "are the raw ones, and write packages.yml, vars, models and a CI workflow.",
    )
    init.add_argument(
        "--project-dir", type=Path, default=Path(), help="the project (default: this folder)"
    )
    init.add_argument(
        "--database", type=Path, help="DuckDB file with the raw tables, where there is no project"
    )
    init.add_argument("--schema", action="append", help="schema of raw tables; several times")
    init.add_argument(
        "--package", help="folder of the dbt package (default: where the plugin came from)"
    )
    init.add_argument("--yes", action="store_true", help="write without asking")
    init.set_defaults(run=_init)

    benchmark = commands.add_parser(
        "benchmark",
        help="time a build of generated data against a hand-written script",
        description="Time a build of generated data against a hand-written DuckDB and scikit-learn "
        "script. Needs a clone of the dbt project and the development requirements.",
    )
    benchmark.add_argument(
        "--project-dir",
        type=Path,
        default=Path(),
        help="folder of the clone (default: the current one)",
    )
    benchmark.add_argument("--customers", type=int, help="size of the shop (default: 200000)")
    benchmark.add_argument("--seed", type=int, help="seed of the generated data (default: 1)")
    benchmark.add_argument("--threads", type=int, help="threads of dbt and DuckDB (default: 2)")
    benchmark.add_argument(
        "--algorithms", nargs="+", help="of the project's build (default: kmeans)"
    )
    benchmark.add_argument(
        "--folder", type=Path, help="where data and results go (default: bench_data in the clone)"
    )
    benchmark.set_defaults(run=_benchmark)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; errors that the user can mend are one line on stderr."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments) or 0
    except ValueError as error:
        print(f"customer-segmentation: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
