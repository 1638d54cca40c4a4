"""Tables of Spark as pandas frames and back, by Arrow over Spark Connect."""

from __future__ import annotations

import atexit
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import pandas as pd

from customer_segmentation.engines.frames import kind_of

# Both follow each column through all steps before it, which for the sums and products that score a
# customer takes minutes and the memory of the driver, before the first row is read.
_PLANNER = {
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.optimizer.dynamicPartitionPruning.enabled": "false",
}
_SQL_TYPES = {
    "boolean": "boolean",
    "integer": "bigint",
    "number": "double",
    "time": "timestamp",
    "text": "string",
}
_CLOCK = {"spark.sql.session.timeZone": "UTC"}
# What a driver hands on at once, in values: those of 95,000 customers with 65 features each were more
# than one of 2 GB found room for while it planned another query.
_VALUES_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class SparkFrame:
    """The rows of a query, read when they are asked for, in so many parts."""

    spark: Any
    query: str
    parts: int = 1

    def arrow(self) -> Any:
        """Read the rows as an Arrow table: times on UTC's clock, exact decimals as floats."""
        import pyarrow as pa

        frame = self.spark.sql(self.query)
        table = (
            pa.concat_tables(
                frame.where(f"pmod(xxhash64(*), {self.parts}) = {part}").toArrow()
                for part in range(self.parts)
            )
            if self.parts > 1
            else frame.toArrow()
        )
        for index, field in enumerate(table.schema):
            if pa.types.is_timestamp(field.type):
                kind = pa.timestamp("us")
            elif pa.types.is_decimal(field.type):
                kind = pa.float64()
            else:
                continue
            table = table.set_column(index, field.name, table.column(index).cast(kind))
        return table

    def df(self) -> pd.DataFrame:
        """Read the rows, with the types that DuckDB gives them."""
        rows = self.arrow().to_pandas(date_as_object=False)
        times = rows.columns[[str(kind).startswith("datetime64") for kind in rows.dtypes]]
        return rows.astype(dict.fromkeys(times, "datetime64[us]"))


@dataclass(frozen=True)
class SparkConnectSession:
    """Reads and writes tables over one session of Spark Connect.

    Attributes
    ----------
    spark : pyspark.sql.connect.session.SparkSession
    file_format : str
        Format of the tables that it writes: iceberg or parquet.
    """

    spark: Any
    file_format: str = "iceberg"

    def sql(self, query: str) -> SparkFrame:
        """The rows of a query."""
        return SparkFrame(self.spark, query)

    def table(self, name: str) -> SparkFrame:
        """The rows of a table, by its name in SQL: the driver never holds all of a large one."""
        query = f"select * from {name}"
        (counted,) = self.spark.sql(f"select count(*) from {name}").collect()
        values = counted[0] * len(self.spark.sql(query).columns)
        return SparkFrame(self.spark, query, values // _VALUES_AT_ONCE + 1)

    def names(self, schema: str) -> set[str]:
        """Names of the tables and views of a schema."""
        tables = self.sql(f"show tables in {schema}").df()["tableName"]
        return {*tables, *self.sql(f"show views in {schema}").df()["viewName"]}

    def exists(self, schema: str, name: str) -> bool:
        """Whether a schema has the table or view."""
        return name in self.names(schema)

    def write(self, rows: pd.DataFrame, name: str) -> None:
        """Make or replace a table of the rows, by its name in SQL."""
        self._save(self._frame(rows), name)

    replace = write

    def append(self, rows: pd.DataFrame, name: str) -> None:
        """Add rows to a table, by its name in SQL; it gains the columns that it lacks."""
        frame = self._frame(rows)
        known = {field.name for field in self.spark.table(name).schema}
        new = [field for field in frame.schema if field.name not in known]
        if new:
            added = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in new)
            self.execute(f"alter table {name} add columns ({added})")
        frame.createOrReplaceTempView("rows_to_append")
        columns = ", ".join(f"`{column}`" for column in rows)
        self.execute(f"insert into {name} ({columns}) select {columns} from rows_to_append")

    def _frame(self, rows: pd.DataFrame) -> Any:
        import pyarrow as pa

        kinds = {str(column): kind_of(rows[column]) for column in rows}
        if rows.empty:
            schema = ", ".join(f"`{column}` {_SQL_TYPES[kind]}" for column, kind in kinds.items())
            return self.spark.createDataFrame([], schema)
        types = {
            "boolean": pa.bool_(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "time": pa.timestamp("us", tz="UTC"),
            "text": pa.string(),
        }
        columns = {
            column: pa.array(rows[column], type=types[kind], from_pandas=True)
            for column, kind in kinds.items()
        }
        return self.spark.createDataFrame(pa.table(columns))

    def write_texts(
        self, rows: Mapping[str, Sequence[str | None]], name: str, types: Mapping[str, str]
    ) -> None:
        """Make or replace a table of texts that are cast to these SQL types.

        Parameters
        ----------
        rows : mapping from column to sequence of str or None
        name : str
            Name of the table in SQL.
        types : mapping from column to SQL type
        """
        import pyarrow as pa

        texts = pa.table({column: pa.array(values, pa.string()) for column, values in rows.items()})
        frame = self.spark.createDataFrame(texts).selectExpr(
            *(f"cast(`{column}` as {types[column]}) as `{column}`" for column in rows)
        )
        self._save(frame, name)

    def _save(self, frame: Any, name: str) -> None:
        frame.write.mode("overwrite").format(self.file_format).saveAsTable(name)

    def execute(self, statement: str) -> None:
        """Run a statement."""
        self.spark.sql(statement)


class SparkConnection:
    """What a reader of a DB-API 2.0 connection calls: each cursor reads one query."""

    def __init__(self, session: SparkConnectSession) -> None:
        self._session = session
        self._table: Any = None

    def cursor(self) -> SparkConnection:
        """A cursor of its own."""
        return SparkConnection(self._session)

    def execute(self, query: str) -> None:
        """Run a query."""
        self._table = self._session.sql(query).arrow()

    @property
    def description(self) -> list[tuple[str]]:
        """The names of the columns."""
        return [(name,) for name in self._table.column_names]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows."""
        columns = [column.to_pylist() for column in self._table.columns]
        return list(zip(*columns, strict=True))

    def close(self) -> None:
        """Forget the rows."""
        self._table = None


def _release(spark: Any, place: SplitResult) -> None:
    """End a session: a server keeps for an hour what those knew that do not say that they ended."""
    with suppress(OSError):
        _reach(place)
        spark.stop()


def _reach(place: SplitResult) -> None:
    """Try the address for ten seconds; the client itself would for ten minutes."""
    socket.create_connection((place.hostname or "", place.port or 15002), timeout=10).close()


def connect(
    remote: str, file_format: str = "iceberg", settings: Mapping[str, str] | None = None
) -> SparkConnectSession:
    """Open a session, or take the one that this process has open.

    Parameters
    ----------
    remote : str
        Address of the server, ``sc://host:port``.
    file_format : str
        Format of the tables that are written.
    settings : mapping, optional
        Spark settings of the session. Times are read on UTC's clock whatever they say.

    Returns
    -------
    SparkConnectSession

    Raises
    ------
    ValueError
        When pyspark is missing or nothing answers at the address.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ValueError(
            "Spark needs its client: pip install 'customer-segmentation[spark]'"
        ) from error
    place = urlsplit(remote)
    try:
        _reach(place)
        spark = SparkSession.builder.remote(remote).getOrCreate()
        for name, value in {**_PLANNER, **(settings or {}), **_CLOCK}.items():
            spark.conf.set(name, value)
        atexit.register(_release, spark, place)
    except (OSError, PySparkException) as error:
        raise ValueError(
            f"Spark Connect at {remote} cannot be reached: {str(error).strip().splitlines()[0]}"
        ) from error
    return SparkConnectSession(spark, file_format)
