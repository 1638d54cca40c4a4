"""The parts of dbt-postgres that differ: a name of its own, Python models, types of contracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from dbt.adapters.contracts.connection import Connection, ConnectionState
from dbt.adapters.postgres import PostgresAdapter, PostgresConnectionManager, PostgresCredentials
from dbt.adapters.postgres.column import PostgresColumn

from customer_segmentation.engines.postgres import PostgresSession
from customer_segmentation.engines.python_models import PythonModels

TYPE = "postgres_python"


@dataclass
class PostgresPythonCredentials(PostgresCredentials):
    """Those of dbt-postgres."""

    @property
    def type(self) -> str:
        return TYPE


class PostgresPythonConnectionManager(PostgresConnectionManager):
    """That of dbt-postgres, in whose sessions queries are not compiled to machine code.

    Compiling the few hundred expressions of a feature model takes longer than is won: with it
    ``customer_features`` of 50,000 customers took 56 s on a busy machine, without it 42.
    """

    TYPE = TYPE

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        """Open a connection, as dbt-postgres does."""
        is_new = connection.state != ConnectionState.OPEN
        connection = super().open(connection)
        if is_new and connection.state == ConnectionState.OPEN:
            with connection.handle.cursor() as cursor:
                cursor.execute("set jit = off")
            connection.handle.commit()
        return connection


@dataclass(init=False)
class PostgresPythonColumn(PostgresColumn):
    """A column whose type may be named as in the contracts of other engines."""

    TYPE_LABELS: ClassVar[dict[str, str]] = {
        **PostgresColumn.TYPE_LABELS,
        "DOUBLE": "double precision",
    }


class PostgresPythonAdapter(PythonModels, PostgresAdapter):
    """dbt-postgres with Python models."""

    ConnectionManager = PostgresPythonConnectionManager
    Column = PostgresPythonColumn

    @classmethod
    def render_raw_columns_constraints(cls, raw_columns: dict[str, dict]) -> list[str]:
        """Columns of a table with a contract, with types that Postgres knows."""
        translated = {
            name: {**column, "data_type": cls.Column.translate_type(column["data_type"])}
            for name, column in raw_columns.items()
        }
        return super().render_raw_columns_constraints(raw_columns=translated)

    @classmethod
    def get_adapter_run_info(cls, config: Any) -> Any:
        """That of dbt-postgres: dbt looks for a module of the name of the class."""
        return PostgresAdapter.get_adapter_run_info(config)

    def python_session(self) -> PostgresSession:
        """A session on the connection of this thread."""
        return PostgresSession(self.connections.get_thread_connection().handle)
