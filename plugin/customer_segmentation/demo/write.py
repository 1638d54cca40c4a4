"""Files of the demo's raw tables, and the command line that asks for them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from customer_segmentation.demo.dirt import add_dirt, as_text
from customer_segmentation.demo.generate import generate
from customer_segmentation.demo.shop import ANSWERS, SHIFT_DAYS, TABLES
from customer_segmentation.demo.shops import SHOPS
from customer_segmentation.demo.shops_tables import write_shop

if TYPE_CHECKING:
    import pyarrow as pa

CUSTOMERS = 2000


def _writer(path: Path, schema: pa.Schema, file_format: str) -> Any:
    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pa_parquet

    if file_format == "csv":
        options = pa_csv.WriteOptions(quoting_style="none")
        return pa_csv.CSVWriter(path, schema, write_options=options)
    return pa_parquet.ParquetWriter(path, schema)


def write_demo(
    out: Path,
    customers: int,
    seed: int = 1,
    file_format: str = "parquet",
    dirty: bool = False,
    structure: str = "segments",
    shift: bool = False,
    events_per_customer: float = 50.0,
    prefix: str = "",
    answers: Path | None = None,
    attitudes: bool = False,
) -> dict[str, Path]:
    """Write the raw tables and the answer file; see :func:`generate` for the arguments.

    Returns
    -------
    dict of str to Path
        The file of every raw table and of ``demo_answers``.
    """
    import pyarrow as pa

    if file_format not in ("parquet", "csv"):
        raise ValueError(f"file_format is {file_format!r}: use 'parquet' or 'csv'.")
    out.mkdir(parents=True, exist_ok=True)
    paths = {name: out / f"{prefix}{name}.{file_format}" for name in TABLES}
    paths[ANSWERS] = answers or out / f"{ANSWERS}.{file_format}"
    paths[ANSWERS].parent.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Any] = {}
    try:
        chunks = generate(customers, seed, structure, shift, events_per_customer, attitudes)
        for chunk, tables in enumerate(chunks):
            if dirty:
                tables = add_dirt(tables, np.random.default_rng([seed, 3, chunk]))
            for name, table in tables.items():
                if file_format == "csv":
                    table = pa.table(as_text(table))
                if name not in writers:
                    writers[name] = _writer(paths[name], table.schema, file_format)
                writers[name].write_table(table)
    finally:
        for writer in writers.values():
            writer.close()
    return paths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command line, here and in ``customer-segmentation demo``."""
    parser.add_argument(
        "--customers", type=int, help=f"how many (default: {CUSTOMERS}, or what the shop has)"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, other rows (default: 1)")
    parser.add_argument("--out", type=Path, required=True, help="directory of the raw tables")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    dirt = parser.add_mutually_exclusive_group()
    dirt.add_argument("--dirty", action="store_true", help="spoil a small share of the rows")
    dirt.add_argument("--clean", action="store_false", dest="dirty", help="the default")
    parser.add_argument(
        "--shop", choices=SHOPS, metavar="NAME", help=f"another shop: {', '.join(SHOPS)}"
    )
    parser.add_argument(
        "--structure",
        choices=("segments", "none"),
        default="segments",
        help="planted segments (default), or customers without groups",
    )
    parser.add_argument(
        "--shift", action="store_true", help=f"other behaviour in the last {SHIFT_DAYS} days"
    )
    parser.add_argument(
        "--events-per-customer", type=float, default=50.0, help="mean number (default: 50)"
    )
    parser.add_argument(
        "--attitudes", action="store_true", help="ten more survey questions, asked of half"
    )
    parser.add_argument("--prefix", default="", help="in front of the raw tables' file names")
    parser.add_argument("--answers", type=Path, help="answer file (default: in --out)")


def write_chosen(chosen: argparse.Namespace) -> dict[str, Path]:
    """Write what the options of `add_arguments` ask for.

    Raises
    ------
    ValueError
        When an option of the demo is given for another shop.
    """
    if chosen.shop is not None:
        if chosen.dirty or chosen.shift or chosen.attitudes or chosen.structure != "segments":
            raise ValueError(
                "--dirty, --shift, --attitudes and --structure are for the demo, not for --shop."
            )
        return write_shop(
            chosen.out,
            chosen.shop,
            chosen.customers,
            chosen.seed,
            chosen.format,
            chosen.prefix,
            chosen.answers,
        )
    return write_demo(
        chosen.out,
        CUSTOMERS if chosen.customers is None else chosen.customers,
        chosen.seed,
        chosen.format,
        chosen.dirty,
        chosen.structure,
        chosen.shift,
        chosen.events_per_customer,
        chosen.prefix,
        chosen.answers,
        chosen.attitudes,
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line of ``python -m customer_segmentation.demo``."""
    parser = argparse.ArgumentParser(
        prog="python -m customer_segmentation.demo",
        description="Write synthetic raw tables with planted customer segments.",
    )
    add_arguments(parser)
    write_chosen(parser.parse_args(arguments))
    return 0
