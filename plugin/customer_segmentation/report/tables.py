"""Read the public tables of a build: each answer keeps the query that gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Answer:
    """Rows that a part of the report shows.

    Attributes
    ----------
    sql : str
        The query on the public tables that gives the rows.
    rows : pandas.DataFrame
        No rows when there is nothing to show.
    missing : str or None
        Why there are no rows, in words.
    """

    sql: str
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    missing: str | None = None

    def __bool__(self) -> bool:
        return self.missing is None

    def __iter__(self) -> Iterable[Any]:
        return iter(self.rows.to_dict("records"))


class Tables:
    """The public tables of one schema.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    schema : str
        Schema of the public tables.
    """

    def __init__(self, connection: Any, schema: str = "main") -> None:
        self._connection = connection
        connection.execute(f"set schema = {literal(schema)}")
        columns = connection.execute(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = ? and table_catalog = current_database()",
            [schema],
        ).fetchall()
        self._columns: dict[str, set[str]] = {}
        for table, column in columns:
            self._columns.setdefault(table, set()).add(column)

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table exists and has these columns."""
        return table in self._columns and self._columns[table].issuperset(columns)

    def run(self, sql: str) -> pd.DataFrame:
        """Rows of a query."""
        return self._connection.execute(sql).df()

    def ask(self, sql: str, needs: Mapping[str, Sequence[str]], empty: str) -> Answer:
        """Run a query, or say in words why there is nothing to run it on.

        Parameters
        ----------
        sql : str
        needs : mapping of str to sequence of str
            Tables and their columns without which the query makes no sense.
        empty : str
            What it means that the query gives no rows.

        Returns
        -------
        Answer
        """
        for table, columns in needs.items():
            if table not in self._columns:
                return Answer(sql, missing=f"This build has no table {table}.")
            lacking = sorted(set(columns) - self._columns[table])
            if lacking:
                return Answer(
                    sql, missing=f"The table {table} of this build has no {', '.join(lacking)}."
                )
        rows = self.run(sql)
        return Answer(sql, rows, None if len(rows) else empty)


def literal(value: object) -> str:
    """Write a value as an SQL text literal."""
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'"


def open_tables(database: Path, schema: str = "main") -> Tables:
    """Open a DuckDB file read-only.

    Parameters
    ----------
    database : Path
        The file that ``dbt build`` wrote.
    schema : str
        Schema of the public tables.

    Returns
    -------
    Tables

    Raises
    ------
    ValueError
        When the file, the schema or the table ``segments`` does not exist, or another program
        holds the file.
    """
    import duckdb

    if not database.exists():
        raise ValueError(f"{database} does not exist: run dbt build first, or give its path")
    try:
        tables = Tables(duckdb.connect(str(database), read_only=True), schema)
    except duckdb.IOException as error:
        raise ValueError(
            f"{database} cannot be opened: {str(error).splitlines()[0]}. Close the program that "
            "writes to it, or give the path of a DuckDB file."
        ) from error
    except duckdb.CatalogException as error:
        raise ValueError(
            f"{database} has no schema {schema}: give the one that dbt wrote to with --schema"
        ) from error
    if not tables.has("segments"):
        raise ValueError(
            f"{database} has no table {schema}.segments: run dbt build first, or give the schema "
            "with --schema"
        )
    return tables
