"""The console command ``customer-segmentation``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from customer_segmentation import __version__


def _summary(arguments: argparse.Namespace) -> None:
    from customer_segmentation.summary import format_segments, read_segments

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


def _parser() -> argparse.ArgumentParser:
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
