"""The demo on Postgres: unit and data tests pass, and every public table equals DuckDB's.

Needs a server: make postgres-up.
"""

from contextlib import contextmanager

import duckdb
import psycopg2
import pytest
from attack import levels
from engine_checks import (
    PLACE,
    PROFILES,
    assert_every_public_table_is_equal,
    assert_frames_survive,
    assert_hostile_levels_stay_texts,
    compared,
)
from project import ROOT, Project
from warm_dbt import run_dbt

from customer_segmentation.cli import main
from customer_segmentation.compare import KEYS
from customer_segmentation.engines.postgres import PostgresSession
from customer_segmentation.engines.target import open_target, read_output


@contextmanager
def own_schema(schema: str):
    """The target postgres means this schema, which is empty before and gone afterwards."""

    def empty():
        with connection.cursor() as cursor:
            for name in (schema, f"{schema}_segmentation_internal"):
                cursor.execute(f'drop schema if exists "{name}" cascade')

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CUSTOMER_SEGMENTATION_SCHEMA", schema)
        output = read_output("postgres", ROOT, PROFILES)
        place = {key: output[key] for key in ("host", "port", "user", "dbname")}
        connection = psycopg2.connect(**place)
        connection.autocommit = True
        empty()
        yield connection
        empty()
        connection.close()


@pytest.fixture(scope="module")
def postgres():
    with own_schema("test_demo") as connection:
        yield connection


@pytest.fixture(scope="module")
def built(postgres, tmp_path_factory) -> Project:
    project = Project(tmp_path_factory.mktemp("postgres"), target="postgres", has_unit_tests=True)
    project.build()
    return project


def test_public_tables_equal_those_of_duckdb(built, demo):
    assert_every_public_table_is_equal(built, compared(demo.database, "postgres"))


def test_a_second_run_fits_and_logs_nothing_new(built, postgres):
    def counts():
        with postgres.cursor() as cursor:
            cursor.execute(
                "select schemaname || '.' || relname from pg_stat_user_tables "
                "where relname in ('segment_fits', 'customer_segment_log') "
                "and schemaname like 'test_demo%'"
            )
            names = sorted(name for (name,) in cursor.fetchall())
            rows = []
            for name in names:
                cursor.execute(f"select count(*) from {name}")
                rows.append((name, cursor.fetchone()[0]))
        return rows

    before = counts()
    result = built.dbt("run", "--select", "segment_fits", "customer_segment_log")
    assert result.returncode == 0, result.stdout
    assert counts() == before
    assert len(before) == 2
    assert all(count > 0 for _, count in before)


def test_summary_report_and_export_read_the_target(built, demo, tmp_path, capsys):
    assert main(["summary", "--target", "postgres", *PLACE]) == 0
    on_postgres = capsys.readouterr().out.rpartition("\nTables:")[0]
    assert main(["summary", "--database", str(demo.database)]) == 0
    assert capsys.readouterr().out.rpartition("\nTables:")[0] == on_postgres
    report = tmp_path / "report.html"
    assert main(["report", "--target", "postgres", "--output", str(report), *PLACE]) == 0
    assert "How sure we are" in report.read_text(encoding="utf-8")
    lists = [tmp_path / f"{engine}.csv" for engine in ("duckdb", "postgres")]
    for place, output in zip(
        (["--database", str(demo.database)], ["--target", "postgres", *PLACE]), lists, strict=True
    ):
        assert main(["export", *place, "--segmentation", "rfm", "--output", str(output)]) == 0
    assert lists[0].read_text() == lists[1].read_text()


def test_frames_survive_the_way_to_postgres_and_back(postgres):
    assert_frames_survive(PostgresSession(postgres))


def test_hostile_levels_stay_texts_on_postgres(postgres):
    assert_hostile_levels_stay_texts(PostgresSession(postgres), "postgres")


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_the_command_build_gives_the_rows_of_dbt_build(target, built, demo, tmp_path, monkeypatch):
    """The same code has read the same rows on the same engine: to the last bit on Postgres.

    DuckDB's averages depend on which of two threads read which rows, in the last digits.
    """
    monkeypatch.setenv("CUSTOMER_SEGMENTATION_DB", str(tmp_path / "build.duckdb"))
    tolerance = 0.0 if target == "postgres" else 1e-12
    monkeypatch.setattr("customer_segmentation.compare.RELATIVE", tolerance)
    monkeypatch.setattr("customer_segmentation.compare.ABSOLUTE", tolerance)
    native = demo.database
    if target == "postgres":
        native = tmp_path / "native.duckdb"
        with open_target("postgres", ROOT, PROFILES) as source, duckdb.connect(native) as copy:
            for name, table in source.tables(KEYS).items():
                copy.register("rows", table)
                copy.execute(f'create table "{name}" as select * from rows')
    with own_schema("test_command"):
        places = ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path)]
        assert main(["build", "--target", target, *PLACE, "--", *places]) == 0
        found = compared(native, target)
    assert {item.table for item in found} == set(KEYS)
    assert not [(item.table, item.lines) for item in found if item.lines]


def test_levels_are_data(tmp_path):
    with own_schema("test_levels") as connection:
        session = PostgresSession(connection, is_temporary=False)
        session.execute("create schema test_levels")
        for name, table in levels.shop().items():
            session.write(table, f"test_levels.{name}")
        mapped = {"raw_schema": "test_levels", "raw_tables": {"orders": {}, "customers": {}}}
        project = Project(tmp_path, target="postgres", variables={**levels.VARIABLES, **mapped})
        project.build(*levels.SELECTED)
        session.execute("set search_path = test_levels, test_levels_segmentation_internal")
        assert levels.problems(lambda query: session.sql(query).df(), "postgres") == []


READERS = """
name: shop
version: 1.0.0
profile: customer_segmentation
models:
  customer_segmentation:
    +grants: {select: [bi_reader]}
    activate:
      audience_members: {+grants: {select: []}}
"""


def test_a_reader_sees_public_tables_alone(built, postgres, tmp_path):
    """The last of the module: tables that are made again take the views on them along."""
    (tmp_path / "packages.yml").write_text(f"packages: [{{local: {ROOT}}}]")
    (tmp_path / "dbt_project.yml").write_text(READERS)
    run_dbt(["deps", "--profiles-dir", str(PROFILES)], tmp_path, built.environment())
    with postgres.cursor() as cursor:
        cursor.execute("drop role if exists bi_reader")
        cursor.execute("create role bi_reader login")
        cursor.execute("grant usage on schema test_demo to bi_reader")
    models = ["segments", "customer_segments", "audience_members", "segment_sizes"]
    shop = Project(tmp_path / "build", root=tmp_path, target="postgres")
    result = shop.dbt("run", "--select", *models)
    assert result.returncode == 0, result.stdout
    place = read_output("postgres", ROOT, PROFILES)
    reader = psycopg2.connect(
        **{key: place[key] for key in ("host", "port", "dbname")}, user="bi_reader"
    )
    reader.autocommit = True
    with reader.cursor() as cursor:
        for name in ("segments", "segments_rfm", "customer_segments"):
            cursor.execute(f"select count(*) from test_demo.{name}")
            assert cursor.fetchone()[0] > 0
        internal = "test_demo_segmentation_internal"
        for name in (
            "test_demo.audience_members",
            f"{internal}.segment_sizes",
            f"{internal}.stg_crm__customers",
            f"{internal}.raw_customers",
            f"{internal}.fit_sample",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(f"select * from {name}")
    reader.close()
    with postgres.cursor() as cursor:
        cursor.execute("drop owned by bi_reader; drop role bi_reader")
