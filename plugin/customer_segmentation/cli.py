"""The console command ``customer-segmentation``."""

import argparse
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from customer_segmentation import __version__


def _summary(arguments: argparse.Namespace) -> None:
    from customer_segmentation.report.summary import format_segments, read_segments

    print(format_segments(read_segments(arguments.database, arguments.schema)))
    print(f"\nTables: {arguments.database.resolve()} (schema {arguments.schema})")


def _report(arguments: argparse.Namespace) -> None:
    from customer_segmentation.report import write_report

    written = write_report(
        arguments.database,
        arguments.output,
        arguments.schema,
        arguments.segmentation,
        arguments.title,
    )
    print(f"Report: {written.resolve()} ({written.stat().st_size / 1e6:.1f} MB)")


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
        print(found)
        return input("Write this into the project? [Y/n] ").strip().lower() in ("", "y", "yes")

    print(
        initialize(
            arguments.project_dir,
            arguments.database,
            arguments.package,
            arguments.schema,
            None if arguments.yes else agree,
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

    database = argparse.ArgumentParser(add_help=False)
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
    report.add_argument("--title", default="Customer segments", help="title of the page")
    report.set_defaults(run=_report)

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
        arguments.run(arguments)
    except ValueError as error:
        print(f"customer-segmentation: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
