"""Print the segments of a built DuckDB database."""

from pathlib import Path

import pandas as pd

from customer_segmentation.report import words


def read_segments(database: Path, schema: str = "main") -> pd.DataFrame:
    """Read the public table ``segments`` from a DuckDB file.

    Parameters
    ----------
    database : Path
        The DuckDB file that ``dbt build`` wrote.
    schema : str
        Schema of the public tables.

    Returns
    -------
    DataFrame of shape (n_segments, n_columns), ordered by segmentation and segment.

    Raises
    ------
    ValueError
        When the file or the table does not exist.
    """
    import duckdb

    if not database.exists():
        raise ValueError(f"{database} does not exist: run dbt build first, or give its path")
    with duckdb.connect(str(database), read_only=True) as connection:
        try:
            return connection.sql(
                f'select * from "{schema}".segments order by segmentation, segment_id'
            ).df()
        except duckdb.CatalogException as error:
            raise ValueError(
                f"{database} has no table {schema}.segments: run dbt build first"
            ) from error


def format_segments(segments: pd.DataFrame) -> str:
    """Lay out the segments as text, one block per segmentation."""
    lines = []
    for segmentation, rows in segments.groupby("segmentation", sort=True):
        lines.append(f"\n{segmentation}: {int(rows['customer_count'].sum()):,} customers")
        width = max(rows["segment_name"].str.len())
        for row in rows.itertuples():
            revenue, share = words.percent(row.revenue_share), words.percent(row.customer_share)
            lines.append(
                f"  {row.segment_id:>3}  {row.segment_name:<{width}}  {row.customer_count:>9,}"
                f"  {share:>6} of customers  {revenue:>6} of revenue"
            )
            if row.top_traits:
                lines.append(f"       {row.top_traits}")
    return "\n".join(lines)
