"""Tables of Postgres as pandas frames and back, over a psycopg2 connection."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pandas as pd

from customer_segmentation.engines.frames import kind_of
from customer_segmentation.engines.python_models import StandardTables

# What stands for null in the streams; an empty field is an empty text.
_NULL = r"\N"
_KINDS = {
    16: "boolean",
    20: "integer",
    21: "integer",
    23: "integer",
    700: "number",
    701: "number",
    1700: "number",
    1082: "time",
    1114: "time",
    1184: "time",
}
_SQL_TYPES = {
    "boolean": "boolean",
    "integer": "bigint",
    "number": "double precision",
    "time": "timestamp",
    "text": "text",
}


@dataclass(frozen=True)
class PostgresFrame:
    """The rows of a query, read when they are asked for."""

    connection: Any
    query: str

    def df(self) -> pd.DataFrame:
        """Read the rows, with the types that DuckDB gives them."""
        stream = io.BytesIO()
        with self.connection.cursor() as cursor:
            cursor.execute(f"select * from ({self.query}) as selected limit 0")
            kinds = {column.name: _KINDS.get(column.type_code) for column in cursor.description}
            cursor.copy_expert(
                f"copy ({self.query}) to stdout with (format csv, header, null '{_NULL}')", stream
            )
        stream.seek(0)
        rows = pd.read_csv(
            stream,
            dtype={name: _READ_AS.get(kind or "", "str") for name, kind in kinds.items()},
            na_values=[_NULL],
            keep_default_na=False,
        )
        return rows.assign(
            **{name: _converted(rows[name], kind) for name, kind in kinds.items() if kind}
        )


_READ_AS = {"integer": "Int64", "number": "float64"}


def _converted(column: pd.Series, kind: str) -> pd.Series:
    if kind == "integer":
        return column.astype("float64" if column.hasnans else "int64")
    if kind == "boolean":
        flags = column.astype(object).map({"t": True, "f": False})
        return flags.where(flags.notna(), None) if column.hasnans else flags.astype(bool)
    if kind == "time":
        return pd.to_datetime(column, format="ISO8601").astype("datetime64[us]")
    return column


@dataclass(frozen=True)
class PostgresSession(StandardTables):
    """Reads and writes tables over one connection, in its transaction.

    Attributes
    ----------
    connection : psycopg2 connection
    is_temporary : bool
        Whether the tables that it writes end with the connection.
    """

    connection: Any
    is_temporary: bool = True

    def sql(self, query: str) -> PostgresFrame:
        """The rows of a query."""
        return PostgresFrame(self.connection, query)

    def table(self, name: str) -> PostgresFrame:
        """The rows of a table, by its name in SQL."""
        return self.sql(f"select * from {name}")

    def write(self, rows: pd.DataFrame, name: str) -> None:
        """Make a table of the rows, by its name in SQL."""
        columns = ", ".join(f'"{column}" {_SQL_TYPES[kind_of(rows[column])]}' for column in rows)
        stream = io.StringIO()
        rows.to_csv(stream, index=False, header=False, na_rep=_NULL)
        stream.seek(0)
        kind = "temporary table" if self.is_temporary else "table"
        with self.connection.cursor() as cursor:
            cursor.execute(f"create {kind} {name} ({columns})")
            cursor.copy_expert(f"copy {name} from stdin with (format csv, null '{_NULL}')", stream)

    def execute(self, statement: str) -> None:
        """Run a statement."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
