"""Python models of dbt in dbt's own process, for adapters that run SQL only."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd


class Frame(Protocol):
    """Rows that are read when they are asked for."""

    def df(self) -> pd.DataFrame:
        """Read them."""


class Session(Protocol):
    """What a Python model gets as its session."""

    def table(self, name: str) -> Frame:
        """The rows of a table, by its name in SQL."""

    def sql(self, query: str) -> Frame:
        """The rows of a query."""

    def write(self, rows: pd.DataFrame, name: str) -> None:
        """Make a table of the rows, by its name in SQL."""

    def execute(self, statement: str) -> None:
        """Run a statement."""


class TableSession(Session, Protocol):
    """A session that also keeps tables as dbt's materializations table and incremental do."""

    def exists(self, schema: str, name: str) -> bool:
        """Whether a schema has the table."""

    def replace(self, rows: pd.DataFrame, name: str) -> None:
        """Make or replace a table of the rows, by its name in SQL."""

    def append(self, rows: pd.DataFrame, name: str) -> None:
        """Add rows to a table, by its name in SQL; it gains the columns that it lacks."""


class StandardTables:
    """Mixin of a session whose database has an information schema and quotes names with ``"``."""

    def exists(self: Session, schema: str, name: str) -> bool:
        """Whether a schema has the table."""
        found = self.sql(
            "select table_name from information_schema.tables "
            f"where table_schema = '{schema}' and table_name = '{name}'"
        ).df()
        return len(found) > 0

    def replace(self: Session, rows: pd.DataFrame, name: str) -> None:
        """Make or replace a table of the rows, by its name in SQL."""
        self.execute(f"drop table if exists {name} cascade")
        self.write(rows, name)

    def append(self: Session, rows: pd.DataFrame, name: str) -> None:
        """Add rows to a table, by its quoted name in SQL; it gains the columns that it lacks."""
        known = set(self.sql(f"select * from {name} limit 0").df().columns)
        frame = name.rstrip('"') + '__frame"'
        schema, table = ["", *frame.replace('"', "").split(".")][-2:]
        self.execute(f"drop table if exists {frame}")
        self.write(rows, frame)
        types = self.sql(
            "select column_name, data_type from information_schema.columns "
            f"where table_name = '{table}'" + (f" and table_schema = '{schema}'" if schema else "")
        ).df()
        for column, data_type in types[~types["column_name"].isin(known)].itertuples(index=False):
            self.execute(f'alter table {name} add column "{column}" {data_type}')
        columns = ", ".join(f'"{column}"' for column in rows)
        self.execute(f"insert into {name} ({columns}) select {columns} from {frame}")
        self.execute(f"drop table {frame}")


class PythonModels:
    """Mixin of a dbt adapter: runs Python models where dbt runs.

    The adapter's materializations append a function ``write(rows, session)`` to a model's code.
    """

    def python_session(self) -> Session:
        """A session on the adapter's connection."""
        raise NotImplementedError

    def submit_python_job(self, parsed_model: dict[str, Any], compiled_code: str) -> Any:
        """Run a Python model and write its rows; dbt calls this."""
        from dbt.adapters.contracts.connection import AdapterResponse

        names: dict[str, Any] = {}
        exec(compile(compiled_code, parsed_model["original_file_path"], "exec"), names)
        session = self.python_session()
        rows = names["model"](names["dbtObj"](session.table), session)
        names["write"](rows, session)
        return AdapterResponse(_message=f"PYTHON {len(rows)}", rows_affected=len(rows))
