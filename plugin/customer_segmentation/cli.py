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
