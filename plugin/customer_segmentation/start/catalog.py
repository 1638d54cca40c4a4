"""The tables of the user's warehouse, read through the dbt profile of the user's project."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from customer_segmentation.start.matching import RawTable

SYSTEM_SCHEMAS = ("information_schema", "pg_catalog", "sys", "system")
# Schemas that builds of this package write to end with this.
INTERNAL = "segmentation_internal"
# A table that is in every schema of a build, and tables that have a view per segmentation there.
TELLS_OF_BUILD = "build_status"
VIEWED = frozenset({"segments", "segment_metrics"})
# So many rows at the beginning of a table, and at its end: cards, articles and statuses come and go.
SAMPLE_ROWS = 500
MOST_TABLES = 200
# Kinds of event that a log may have: Google Analytics 4 keeps 500 names of an app.
MOST_CODES = 500


def is_built(found: pd.DataFrame, built: frozenset[str]) -> pd.Series:
    """Which tables a build of this package made: those of its names, in a schema that tells of one.

    Parameters
    ----------
    found : pandas.DataFrame
        schema_name and name of tables.
    built : frozenset of str
        What its models are called; views of one segmentation begin with a model's name.
    """
    names = found["name"].str.lower()
    told = found.loc[names.eq(TELLS_OF_BUILD), "schema_name"]
    begins = names.str.startswith(tuple(f"{name}_" for name in VIEWED & built))
    return found["schema_name"].isin(told) & (names.isin(built) | begins)


@dataclass(frozen=True)
class Warehouse:
    """What a project's profile connects to.

    Attributes
    ----------
    project : Path
        Folder with dbt_project.yml.
    profiles : Path or None
        Folder with profiles.yml; dbt's own search by default.
    """

    project: Path
    profiles: Path | None = None

    def query(self, sql: str) -> pd.DataFrame:
        """Rows of a select, by `dbt show`.

        Raises
        ------
        ValueError
            When dbt cannot read the project, connect, or run the query; with dbt's words.
        """
        from dbt.cli.main import dbtRunner

        command = ["--quiet", "--no-send-anonymous-usage-stats", "show", "--inline", sql]
        command += ["--limit", "-1", "--project-dir", str(self.project)]
        if self.profiles is not None:
            command += ["--profiles-dir", str(self.profiles)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            finished = dbtRunner().invoke(command)
        table = getattr(finished.result, "results", [None])[0] if finished.success else None
        if table is None:
            reason = finished.exception or said.getvalue().strip() or "dbt show failed"
            raise ValueError(f"the warehouse cannot be read through the dbt profile: {reason}")
        table = table.agate_table
        return pd.DataFrame([list(row) for row in table.rows], columns=list(table.column_names))

    def tables(
        self, schemas: list[str] | None = None, built: frozenset[str] = frozenset()
    ) -> list[RawTable]:
        """Tables and views with some of their rows.

        Parameters
        ----------
        schemas : list of str, optional
            Only those; by default all but those of the system and of this package's builds.
        built : frozenset of str, optional
            What this package's models are called, see `names_of_models`.

        Raises
        ------
        ValueError
            When there are none, or too many to look at.
        """
        found = self.query(
            "select table_schema as schema_name, table_name as name, column_name, "
            "data_type as type_name from information_schema.columns "
            "order by table_schema, table_name, ordinal_position"
        )
        if len(found):
            lowered = found["schema_name"].str.lower()
            is_ours = lowered.isin(SYSTEM_SCHEMAS) | lowered.str.endswith(INTERNAL)
            found = found[~is_ours if schemas is None else found["schema_name"].isin(schemas)]
            found = found[~is_built(found, built)]
        if found.empty:
            where = "the warehouse" if schemas is None else f"the schemas {', '.join(schemas)}"
            raise ValueError(f"{where} has no tables: load your raw tables first")
        groups = found.groupby(["schema_name", "name"], sort=True)
        if groups.ngroups > MOST_TABLES:
            raise ValueError(
                f"there are {groups.ngroups} tables: name the schemas of the raw ones with --schema"
            )
        counts = self.query(
            " union all ".join(
                f"select {place} as place, count(*) as row_count from {relation(str(schema), str(name))}"
                for place, (schema, name) in enumerate(groups.groups)
            )
        )
        sizes = dict(zip(counts["place"].astype(int), counts["row_count"].astype(int), strict=True))
        return [
            RawTable(
                schema=str(schema),
                name=str(name),
                types=dict(zip(columns["column_name"], columns["type_name"], strict=True)),
                rows=self._rows(
                    relation(str(schema), str(name)), sizes[place], columns["column_name"]
                ),
            )
            for place, ((schema, name), columns) in enumerate(groups)
        ]

    def _rows(self, source: str, size: int, columns: Iterable[str]) -> pd.DataFrame:
        """The first and the last rows of a table, all of one that has no more."""
        sql = f"select * from {source} limit {SAMPLE_ROWS}"
        if size > SAMPLE_ROWS:
            last = f"limit {SAMPLE_ROWS} offset {max(size - SAMPLE_ROWS, SAMPLE_ROWS)}"
            sql = (
                f"select * from ({sql}) as first_rows union all "
                f"select * from (select * from {source} {last}) as last_rows"
            )
        rows = self.query(sql)
        return rows if len(rows.columns) else pd.DataFrame(columns=list(columns))

    def some_rows(self, raw: RawTable) -> pd.DataFrame:
        """Some of the rows of a table that are meant."""
        rows = self.query(f"select * from {_meant(raw)} limit {SAMPLE_ROWS}")
        return rows if len(rows.columns) else pd.DataFrame(columns=list(raw.types))

    def values(self, raw: RawTable, column: str) -> list[str]:
        """Different values of a column of codes, in order; none where they are too many for codes."""
        found = self.query(
            f"select distinct {quoted(column)} as found from {_meant(raw)} "
            f"where {quoted(column)} is not null order by 1 limit {MOST_CODES + 1}"
        )
        return list(found["found"].astype(str)) if 0 < len(found) <= MOST_CODES else []

    def rows_and_values(self, raw: RawTable, column: str) -> tuple[int, int]:
        """Number of rows of a table, and of different values of a column."""
        answer = self.query(
            f"select count(*) as row_count, count(distinct {quoted(column)}) as value_count "
            f"from {_meant(raw)}"
        )
        return int(answer.iloc[0, 0]), int(answer.iloc[0, 1])

    def constant_shares(self, raw: RawTable, key: str, columns: list[str]) -> dict[str, float]:
        """Column to the share of the key's values within which it has at most one value."""
        counted = ", ".join(
            f"count(distinct {quoted(column)}) as n_{place}" for place, column in enumerate(columns)
        )
        shares = ", ".join(
            f"avg(case when n_{place} <= 1 then 1.0 else 0.0 end) as share_{place}"
            for place in range(len(columns))
        )
        answer = self.query(
            f"select {shares} from (select {counted} from {_meant(raw)} "
            f"where {quoted(key)} is not null group by {quoted(key)}) as counted"
        )
        return {column: float(answer.iloc[0, place]) for place, column in enumerate(columns)}


def quoted(name: str) -> str:
    """A name as Jinja that quotes it in the warehouse's way; a plain one as it is."""
    is_plain = name.isidentifier() and name.isascii() and name == name.lower()
    return name if is_plain else '{{ adapter.quote("' + name.replace('"', '\\"') + '") }}'


def relation(schema: str, name: str) -> str:
    """A table in a query."""
    return f"{quoted(schema)}.{quoted(name)}"


def meant_rows(raw: RawTable, relation: Callable[[str, str], str]) -> str:
    """What follows `from`: a raw table, all its parts, or those of its rows that are meant.

    Parameters
    ----------
    raw : RawTable
    relation : callable
        From schema and name to how a query calls a table.
    """
    whole = relation(raw.schema, raw.name)
    if raw.parts:
        columns = ", ".join(quoted(name) for name in raw.types)
        selects = [f"select {columns} from {relation(raw.schema, name)}" for name in raw.parts]
        whole = f"({' union all '.join(selects)})"
    if raw.only is None:
        return whole
    name, values = raw.only
    texts = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"(select * from {whole}{' as parts' if raw.parts else ''} where {quoted(name)} in ({texts}))"


def _meant(raw: RawTable) -> str:
    return f"{meant_rows(raw, relation)} as meant"


def words_in(values: pd.Series) -> Iterator[str]:
    """Different values of a text column in lower case, in order."""
    known = values.dropna().astype("string").str.strip().str.lower()
    yield from sorted(set(known[known != ""]))
