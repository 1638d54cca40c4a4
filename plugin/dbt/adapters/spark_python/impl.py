"""The parts of dbt-spark that differ: Spark Connect, Python models, seeds by Arrow, Iceberg."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dbt.adapters.base import available
from dbt.adapters.base.relation import BaseRelation
from dbt.adapters.contracts.connection import Connection, ConnectionState
from dbt.adapters.contracts.relation import RelationType
from dbt.adapters.exceptions import FailedToConnectError
from dbt.adapters.spark import SparkAdapter, SparkConnectionManager, SparkCredentials
from dbt.adapters.spark.connections import SparkConnectionMethod
from dbt.adapters.spark.impl import SCHEMA_NOT_FOUND_MESSAGES
from dbt.adapters.spark.session import Connection as SessionConnection
from dbt.adapters.spark.session import Cursor, SessionConnectionWrapper
from dbt_common.exceptions import DbtRuntimeError
from pyspark.errors import PySparkException

from customer_segmentation.engines.python_models import PythonModels
from customer_segmentation.engines.spark import SparkConnectSession, connect

TYPE = "spark_python"
_PLAN = re.compile(r"(SQLSTATE: \w+(; line \d+ pos \d+)?).*", re.DOTALL)
# pyspark prints each error as JSON, and dbt says it again.
logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)


@dataclass
class SparkPythonCredentials(SparkCredentials):
    """Where Spark Connect listens, and how tables are stored.

    Attributes
    ----------
    remote : str
        Address of the Spark Connect server, ``sc://host:port``.
    file_format : str
        ``iceberg``, or ``parquet`` without history: no snapshots, and a table is gone while it is replaced.
    """

    host: str | None = "Spark Connect"
    method: SparkConnectionMethod = SparkConnectionMethod.SESSION
    remote: str = "sc://127.0.0.1:15002"
    file_format: str = "iceberg"

    def __post_init__(self) -> None:
        super().__post_init__()
        # dbt-spark turns it off: what cannot be computed would become null without a word.
        self.server_side_parameters["spark.sql.ansi.enabled"] = "true"

    @property
    def type(self) -> str:
        return TYPE

    def _connection_keys(self) -> tuple[str, ...]:
        return "remote", "schema", "file_format"


@contextmanager
def _short_errors() -> Iterator[None]:
    """What Spark says, without its plan and the stack of its own calls."""
    try:
        yield
    except PySparkException as error:
        said = str(error).partition("\n\nJVM stacktrace:")[0]
        raise DbtRuntimeError(_PLAN.sub(r"\1", said)) from error


class ConnectCursor(Cursor):
    """A cursor on a session that is open already."""

    def __init__(self, session: SparkConnectSession) -> None:
        super().__init__()
        self._session = session

    def execute(self, sql: str, *parameters: Any) -> None:
        """Run a statement; the rows of a query are computed when they are fetched."""
        self._rows = None
        with _short_errors():
            self._df = self._session.spark.sql(sql % parameters if parameters else sql)

    def fetchall(self) -> Any:
        """The rows of the query."""
        with _short_errors():
            return super().fetchall()


class ConnectConnection(SessionConnection):
    """A connection whose cursors share one session."""

    def __init__(self, session: SparkConnectSession) -> None:
        super().__init__()
        self.session = session

    def cursor(self) -> ConnectCursor:
        return ConnectCursor(self.session)


class ConnectWrapper(SessionConnectionWrapper):
    """dbt-spark's, but that null is bound as null and a quote ends no text."""

    @classmethod
    def _fix_binding(cls, value: Any) -> Any:
        if value is None:
            return "null"
        if isinstance(value, str):
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return super()._fix_binding(value)


class SparkPythonConnectionManager(SparkConnectionManager):
    """Connections to Spark Connect."""

    TYPE = TYPE

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        if connection.state == ConnectionState.OPEN:
            return connection
        credentials = connection.credentials
        try:
            session = connect(
                credentials.remote, credentials.file_format, credentials.server_side_parameters
            )
        except ValueError as error:
            connection.state = ConnectionState.FAIL
            raise FailedToConnectError(str(error)) from error
        connection.handle = ConnectWrapper(ConnectConnection(session))
        connection.state = ConnectionState.OPEN
        return connection


class SparkPythonAdapter(PythonModels, SparkAdapter):
    """dbt-spark with Python models."""

    ConnectionManager = SparkPythonConnectionManager

    @classmethod
    def get_adapter_run_info(cls, config: Any) -> Any:
        """That of dbt-spark: dbt looks for a module of the name of the class."""
        return SparkAdapter.get_adapter_run_info(config)

    def python_session(self) -> SparkConnectSession:
        """The session of the connection of this thread."""
        return self.connections.get_thread_connection().handle.handle.session

    def pre_model_hook(self, config: Mapping[str, Any]) -> None:
        """Store a node's table in the target's format, unless the node names another."""
        node_config = config.model.config  # type: ignore[attr-defined]
        if not node_config.get("file_format"):
            node_config["file_format"] = self.config.credentials.file_format

    @available
    def write_seed(self, table: Any, relation: BaseRelation, types: Mapping[str, str]) -> None:
        """Make a table of a seed's rows, with these types of its columns."""
        rows = {
            name: [None if value is None else str(value) for value in column.values()]
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
        self.python_session().write_texts(rows, str(relation), types)

    def list_relations_without_caching(self, schema_relation: BaseRelation) -> list[BaseRelation]:
        """Tables and views of a schema; dbt-spark describes each, one after another."""
        schema = schema_relation.schema
        try:
            found = {
                kind: self.execute(f"show {kind}s in {schema}", fetch=True)[1]
                for kind in ("table", "view")
            }
        except DbtRuntimeError as error:
            if any(message in str(error) for message in SCHEMA_NOT_FOUND_MESSAGES):
                return []
            raise
        is_temporary = {kind: {row[1]: row[2] for row in rows.rows} for kind, rows in found.items()}
        views = {name for name, temporary in is_temporary["view"].items() if not temporary}
        tables = {name for name, temporary in is_temporary["table"].items() if not temporary}
        is_iceberg = self.config.credentials.file_format == "iceberg"
        return [
            self.Relation.create(
                schema=schema,
                identifier=name,
                type=RelationType.View if name in views else RelationType.Table,
                is_iceberg=is_iceberg and name not in views,
            )
            for name in sorted(tables | views)
        ]
