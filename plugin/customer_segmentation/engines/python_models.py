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
