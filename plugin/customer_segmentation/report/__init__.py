"""The report: one self-contained HTML file, made from the public tables alone."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from customer_segmentation.engines.target import Target

_NEEDED = ("plotly", "duckdb", "jinja2")


def write_report(
    place: Path | Target,
    output: Path,
    schema: str = "main",
    segmentations: Sequence[str] | None = None,
    title: str | None = None,
) -> Path:
    """Write the report of a build.

    Parameters
    ----------
    place : Path or Target
        The DuckDB file that ``dbt build`` wrote, or an opened target.
    output : Path
        HTML file to write; its folder is made when it does not exist.
    schema : str
        Schema of the public tables in a file.
    segmentations : sequence of str, optional
        Segmentations to show, in this order; all of them by default.
    title : str, optional
        Title of the page; by default that of the var report_title.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        When a library, the database or a segmentation is missing, or the tables are not of one
        build, saying what to do.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise ValueError(
            f"the report needs {', '.join(missing)}: pip install 'customer-segmentation[report]'"
        )
    from customer_segmentation.report.page import compose
    from customer_segmentation.report.render import render
    from customer_segmentation.report.status import QUERY, require_whole_build
    from customer_segmentation.report.tables import open_tables

    with open_tables(place, schema) as tables:
        require_whole_build(tables.ask(QUERY, "There is no segmentation.").rows)
        html = render(compose(tables, segmentations), title)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(html, encoding="utf-8")
    return output
