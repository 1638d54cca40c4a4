"""Read the public tables of a build: each answer keeps the query that gave it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from customer_segmentation.engines.target import Target, open_duckdb


@dataclass(frozen=True)
class Answer:
    """Rows that a part of the report shows.

    Attributes
    ----------
    sql : str
        The query on the public tables that gives the rows.
    rows : pandas.DataFrame
    missing : str or None
        What it means that there are no rows.
    """

    sql: str
    rows: pd.DataFrame
    missing: str | None = None

    def __bool__(self) -> bool:
        return self.missing is None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows.to_dict("records"))


class Tables:
    """The public tables behind a connection.

    Parameters
    ----------
    connection : DB-API 2.0 connection
        One on which the names of the public tables need no schema in front.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._answers: dict[str, Answer] = {}

    def ask(self, sql: str, empty: str) -> Answer:
        """Run a query once, however often it is asked.

        Parameters
        ----------
        sql : str
        empty : str
            What it means that the query gives no rows.

        Returns
        -------
        Answer

        Raises
        ------
        ValueError
            When the query fails: a table or a column of it is missing.
        """
        if sql not in self._answers:
            rows = self._rows(sql)
            self._answers[sql] = Answer(sql, rows, None if len(rows) else empty)
        return self._answers[sql]

    def _rows(self, sql: str) -> pd.DataFrame:
        with closing(self._connection.cursor()) as cursor:
            try:
                cursor.execute(sql)
            # Every driver has exceptions of its own, and what they say is what the reader needs.
            except Exception as error:
                raise ValueError(
                    f"the report cannot read the public tables: {str(error).splitlines()[0]}. Run "
                    "dbt build with this version of the project, all of it."
                ) from error
            columns = [column[0] for column in cursor.description]
            rows = pd.DataFrame(cursor.fetchall(), columns=columns)
        for column in columns:
            if any(isinstance(value, Decimal) for value in rows[column]):
                rows[column] = rows[column].astype(float)
        return rows


def literal(value: object) -> str:
    """Write a value as an SQL text literal."""
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"


@contextmanager
def open_tables(place: Path | Target, schema: str = "main") -> Iterator[Tables]:
    """Open the public tables of a build, read-only.

    Parameters
    ----------
    place : Path or Target
        The DuckDB file that ``dbt build`` wrote, or an opened target.
    schema : str
        Schema of the public tables in a file.

    Yields
    ------
    Tables
    """
    with nullcontext(place) if isinstance(place, Target) else open_duckdb(place, schema) as target:
        yield Tables(target.connection)
