"""Open what a target of a dbt profile has built, for reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from customer_segmentation.engines.duckdb import DuckDBSession
from customer_segmentation.engines.postgres import PostgresSession
from customer_segmentation.engines.python_models import TableSession
from customer_segmentation.engines.spark import SparkConnection, connect


@dataclass(frozen=True)
class Target:
    """The public tables of a build.

    Attributes
    ----------
    name : str
        Where they are, in words.
    connection : DB-API 2.0 connection
        One on which the public tables go by their bare names.
    schema : str
    read : function of a query that gives its rows
    listed : function that gives the names of the tables, optional
        By default they are read from the information schema.
    read_table : function of a table's name that gives its rows, optional
        By default they are read by a query.
    """

    name: str
    connection: Any
    schema: str
    read: Callable[[str], pd.DataFrame]
    listed: Callable[[], Iterable[str]] | None = None
    read_table: Callable[[str], pd.DataFrame] | None = None

    def tables(self, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        """Those of the tables that are there, by name."""
        found = set(self.listed() if self.listed else self._standard_names())
        read = self.read_table or (lambda name: self.read(f"select * from {name}"))
        return {name: read(name) for name in names if name in found}

    def _standard_names(self) -> Iterable[str]:
        return self.read(
            f"select table_name from information_schema.tables where table_schema = '{self.schema}'"
        )["table_name"]


def read_output(target: str | None, project_dir: Path, profiles_dir: Path | None) -> dict[str, Any]:
    """Read one output of the profile of a dbt project, as dbt does.

    Parameters
    ----------
    target : str or None
        Name of the output; the profile's own choice by default.
    project_dir : Path
        Folder of ``dbt_project.yml``.
    profiles_dir : Path or None
        Folder of ``profiles.yml``; by default $DBT_PROFILES_DIR, else the first of the project's
        folder, its folder ``profiles`` and ``~/.dbt`` that has one.

    Returns
    -------
    dict
        The output, with its environment variables filled in.

    Raises
    ------
    ValueError
        When dbt, a file, the profile or the output is missing, saying what to do.
    """
    try:
        import yaml
        from dbt.config.renderer import ProfileRenderer
        from dbt_common.context import set_invocation_context
    except ImportError as error:
        raise ValueError(
            "a target of a dbt profile needs dbt: pip install 'customer-segmentation[duckdb]'"
        ) from error
    project_file = project_dir / "dbt_project.yml"
    if not project_file.exists():
        raise ValueError(f"{project_file} does not exist: give the project's folder")
    named = os.environ.get("DBT_PROFILES_DIR")
    folders = [profiles_dir] if profiles_dir else [Path(named)] if named else []
    folders = folders or [project_dir, project_dir / "profiles", Path.home() / ".dbt"]
    files = [folder / "profiles.yml" for folder in folders]
    file = next((file for file in files if file.exists()), None)
    if file is None:
        raise ValueError(f"there is no {' or '.join(map(str, files))}: give --profiles-dir")
    profile_name = yaml.safe_load(project_file.read_text(encoding="utf-8"))["profile"]
    profiles = yaml.safe_load(file.read_text(encoding="utf-8"))
    if profile_name not in profiles:
        raise ValueError(f"{file} has no profile {profile_name}")
    set_invocation_context(dict(os.environ))
    renderer = ProfileRenderer({})
    profile = profiles[profile_name]
    chosen = target or renderer.render_value(profile["target"])
    if chosen not in profile["outputs"]:
        raise ValueError(
            f"{file} has no target {chosen}: give one of {', '.join(profile['outputs'])}"
        )
    return {"name": chosen, **renderer.render_data(profile["outputs"][chosen])}


@contextmanager
def open_target(
    target: str | None, project_dir: Path = Path(), profiles_dir: Path | None = None
) -> Iterator[Target]:
    """Open the public tables of a target, or of a DuckDB file, for reading.

    Parameters
    ----------
    target : str or None
        Name of an output of the profile, or path of a DuckDB file.
    project_dir, profiles_dir : Path
        See `read_output`.

    Yields
    ------
    Target

    Raises
    ------
    ValueError
        When the target cannot be opened, saying what to do.
    """
    if target and Path(target).is_file():
        output = {"type": "duckdb", "path": target, "name": target}
    else:
        output = read_output(target, project_dir, profiles_dir)
    engine = output["type"].removesuffix("_python")
    if engine == "duckdb":
        opened = open_duckdb(Path(output["path"]), output.get("schema", "main"))
    elif engine == "postgres":
        opened = _open_postgres(output)
    elif engine == "spark" and "remote" in output:
        opened = _open_spark(output)
    else:
        raise ValueError(f"target {output['name']}: tables of {engine} cannot be read from here")
    with opened as built:
        yield built


@contextmanager
def open_session(output: Mapping[str, Any]) -> Iterator[TableSession]:
    """Open the database of an output for writing; what was written is kept unless an error ends it.

    Spark has no transactions: there each table that was written is kept.

    Parameters
    ----------
    output : mapping
        What `read_output` gives.

    Yields
    ------
    TableSession

    Raises
    ------
    ValueError
        When the database cannot be opened, saying what to do.
    """
    engine = output["type"].removesuffix("_python")
    if engine == "duckdb":
        import duckdb

        with duckdb.connect(output["path"], config=output.get("config_options", {})) as connection:
            connection.begin()
            yield DuckDBSession(connection)
            connection.commit()
    elif engine == "postgres":
        connection = _connect_postgres(output)
        try:
            with connection:
                yield PostgresSession(connection, is_temporary=False)
        finally:
            connection.close()
    elif engine == "spark" and "remote" in output:
        yield connect(output["remote"], output.get("file_format", "iceberg"))
    else:
        raise ValueError(f"target {output['name']}: tables of {engine} cannot be written from here")


@contextmanager
def open_duckdb(database: Path, schema: str = "main") -> Iterator[Target]:
    """Open the public tables in a DuckDB file, read-only.

    Parameters
    ----------
    database : Path
        The file that ``dbt build`` wrote.
    schema : str
        Schema of the public tables.

    Yields
    ------
    Target

    Raises
    ------
    ValueError
        When the file or the schema does not exist, or another program holds the file.
    """
    import duckdb

    if not database.exists():
        raise ValueError(
            f"{database} does not exist: run dbt build first, or name the file of the build with "
            "--database, or the target of the dbt profile with --target"
        )
    try:
        connection = duckdb.connect(str(database), read_only=True)
    except duckdb.IOException as error:
        raise ValueError(
            f"{database} cannot be opened: {str(error).splitlines()[0]}. Close the program that "
            "writes to it, or give the path of a DuckDB file."
        ) from error
    with connection:
        try:
            connection.execute(f"set schema = '{schema}'")
        except duckdb.CatalogException as error:
            raise ValueError(
                f"{database} has no schema {schema}: give the one that dbt wrote to with --schema"
            ) from error
        name = f"{database.resolve()} (schema {schema})"
        yield Target(name, connection, schema, lambda query: connection.sql(query).df())


def _place(output: Mapping[str, Any]) -> str:
    database = output.get("dbname") or output.get("database")
    return f"Postgres database {database} on {output['host']}:{output['port']}"


def _connect_postgres(output: Mapping[str, Any]) -> Any:
    import psycopg2

    try:
        return psycopg2.connect(
            host=output["host"],
            port=output["port"],
            dbname=output.get("dbname") or output.get("database"),
            user=output["user"],
            password=output.get("password") or output.get("pass"),
        )
    except psycopg2.OperationalError as error:
        raise ValueError(
            f"{_place(output)} cannot be opened: {str(error).splitlines()[0]}"
        ) from error


@contextmanager
def _open_postgres(output: Mapping[str, Any]) -> Iterator[Target]:
    connection = _connect_postgres(output)
    try:
        connection.set_session(readonly=True, autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('search_path', %s, false)", [output["schema"]])
        session = PostgresSession(connection)
        yield Target(
            f"{_place(output)} (schema {output['schema']})",
            connection,
            output["schema"],
            lambda query: session.sql(query).df(),
        )
    finally:
        connection.close()


@contextmanager
def _open_spark(output: Mapping[str, Any]) -> Iterator[Target]:
    session, schema = connect(output["remote"]), output["schema"]
    session.execute(f"use {schema}")
    yield Target(
        f"Spark at {output['remote']} (schema {schema})",
        SparkConnection(session),
        schema,
        lambda query: session.sql(query).df(),
        lambda: session.names(schema),
        lambda name: session.table(name).df(),
    )
