"""Tables of DuckDB as pandas frames and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from customer_segmentation.engines.python_models import StandardTables


@dataclass(frozen=True)
class DuckDBSession(StandardTables):
    """Reads and writes tables over one connection."""

    connection: Any

    def sql(self, query: str) -> Any:
        """The rows of a query."""
        return self.connection.sql(query)

    def table(self, name: str) -> Any:
        """The rows of a table, by its name in SQL."""
        return self.sql(f"select * from {name}")

    def write(self, rows: pd.DataFrame, name: str) -> None:
        """Make a table of the rows, by its name in SQL."""
        self.connection.register("rows_to_write", rows)
        self.connection.execute(f"create table {name} as select * from rows_to_write")
        self.connection.unregister("rows_to_write")

    def execute(self, statement: str) -> None:
        """Run a statement."""
        self.connection.execute(statement)
