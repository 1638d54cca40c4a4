"""The demo on a Spark cluster: unit and data tests pass, and every public table equals DuckDB's.

Needs the cluster: make spark-up.
"""

import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
from engine_checks import (
    PLACE,
    assert_every_public_table_is_equal,
    assert_frames_survive,
    assert_hostile_levels_stay_texts,
    compared,
)
from project import ROOT, Project

from customer_segmentation.cli import main
from customer_segmentation.engines.spark import connect

PORT = int(os.environ.get("SPARK_CONNECT_PORT", "15002"))
FOLDER = Path(tempfile.gettempdir()) / f"customer_segmentation_spark_{PORT}"
SCHEMA = "test_demo"


@pytest.fixture(scope="module")
def session():
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CUSTOMER_SEGMENTATION_SCHEMA", SCHEMA)
        environment.setenv("SPARK_REMOTE", f"sc://127.0.0.1:{PORT}")
        opened = connect(f"sc://127.0.0.1:{PORT}")
        opened.execute(f"create schema if not exists {SCHEMA}")
        opened.execute(f"use {SCHEMA}")
        yield opened


@pytest.fixture(scope="module")
def built(session, tmp_path_factory) -> Project:
    project = Project(tmp_path_factory.mktemp("spark"), target="spark", has_unit_tests=True)
    project.build()
    return project


def executors() -> dict[str, dict]:
    """What Spark's REST API says of each executor, by its id; the driver is none."""
    api = f"http://127.0.0.1:{PORT + 2}/api/v1/applications"
    with urllib.request.urlopen(api) as answer:
        (application,) = json.load(answer)
    with urllib.request.urlopen(f"{api}/{application['id']}/allexecutors") as answer:
        found = {entry["id"]: entry for entry in json.load(answer) if entry["id"] != "driver"}
    for key, entry in found.items():
        print(
            f"{application['id']} executor {key} on {entry['hostPort']}: "
            f"{entry['completedTasks']} tasks, {entry['failedTasks']} failed, "
            f"{'at work' if entry['isActive'] else 'gone'}"
        )
    return found


def test_frames_survive_the_way_to_spark_and_back(session):
    assert_frames_survive(session)


def test_hostile_levels_stay_texts_on_spark(session):
    assert_hostile_levels_stay_texts(session, "spark")


def test_a_doubled_quote_in_a_rule_is_a_quote(session):
    assert session.sql("select 'O''Land' = \"O'Land\" as same").df()["same"].tolist() == [True]


def test_a_large_table_is_read_in_parts(session, monkeypatch):
    monkeypatch.setattr("customer_segmentation.engines.spark._VALUES_AT_ONCE", 200)
    rows = pd.DataFrame({"number": range(450), "text": [None, "a", "b"] * 150})
    session.write(rows, "parts")
    frame = session.table("parts")
    assert frame.parts == 5
    read = frame.df().sort_values("number", ignore_index=True)
    assert read["number"].tolist() == list(range(450))
    assert read["text"].isna().sum() == 150


def test_a_table_is_replaced_and_appended_to(session):
    rows = pd.DataFrame({"count": [1, 2]})
    for _ in range(2):
        session.replace(rows, "written")
    assert session.exists(SCHEMA, "written")
    session.append(rows.assign(text=["a", None]), "written")
    read = session.table("written").df().sort_values(["count", "text"], ignore_index=True)
    assert read["count"].tolist() == [1, 1, 2, 2]
    assert read["text"].fillna("none").tolist() == ["a", "none", "none", "none"]


def test_null_is_bound_as_null_and_quotes_are_data():
    from dbt.adapters.spark_python.impl import ConnectWrapper

    assert ConnectWrapper._fix_binding(None) == "null"
    assert ConnectWrapper._fix_binding("None") == "'None'"
    assert ConnectWrapper._fix_binding("o'neill \\") == "'o\\'neill \\\\'"


def test_public_tables_equal_those_of_duckdb(built, demo):
    assert_every_public_table_is_equal(built, compared(demo.database, "spark"))


def test_executors_of_both_workers_did_the_work(built, capsys):
    with capsys.disabled():
        print()
        done = [entry["completedTasks"] for entry in executors().values()]
    assert len(done) == 2
    assert min(done) > 0.2 * sum(done)


def test_a_second_run_fits_and_logs_nothing_new(built, session):
    def counts():
        return {
            name: len(session.table(name).df())
            for name in (
                f"{SCHEMA}_segmentation_internal.segment_fits",
                f"{SCHEMA}.customer_segment_log",
                f"{SCHEMA}.audience_history",
            )
        }

    before = counts()
    result = built.dbt(
        "build", "--select", "segment_fits", "customer_segment_log", "audience_history"
    )
    assert result.returncode == 0, result.stdout
    assert counts() == before
    assert min(before.values()) > 0


def test_the_snapshot_closes_a_stay_and_begins_another(built, session):
    table, listed = f"{SCHEMA}.audience_history", "segmentation = 'rfm' and channel = 'email'"
    (customer,) = session.sql(f"select min(customer_id) from {table} where {listed}").df().iloc[0]
    own = f"customer_id = '{customer}' and {listed}"
    session.execute(f"update {table} set segment_id = segment_id + 100 where {own}")
    result = built.dbt("snapshot")
    assert result.returncode == 0, result.stdout
    # Iceberg's catalog keeps what a session has read of a table for 30 seconds.
    session.execute(f"refresh table {table}")
    stays = session.sql(f"select * from {table} where {own} order by segment_id").df()
    assert stays["dbt_valid_to"].isna().tolist() == [True, False]
    assert stays["segment_id"].diff().iloc[1] == 100


def test_summary_reads_the_target(built, demo, capsys):
    assert main(["summary", "--target", "spark", *PLACE]) == 0
    on_spark = capsys.readouterr().out.rpartition("\nTables:")[0]
    assert main(["summary", "--database", str(demo.database)]) == 0
    assert capsys.readouterr().out.rpartition("\nTables:")[0] == on_spark


def test_a_build_outlives_a_worker(built, demo, capsys):
    """Spark does a lost executor's tasks again on the other worker, and the next build is right too."""
    again = "run", "--select", "int_customer_orders+1", "customer_features+1"

    def differing():
        same = {item.table: item.lines for item in compared(demo.database, "spark")}
        return {table: lines for table, lines in same.items() if lines}

    with subprocess.Popen(
        built.command(*again), cwd=ROOT, env=built.environment(), stdout=subprocess.PIPE, text=True
    ) as running:
        said = []
        for line in running.stdout:
            said.append(line)
            if "START sql table model" in line and ".customer_features " in line:
                time.sleep(1)
                os.kill(int((FOLDER / "worker1.pid").read_text()), signal.SIGKILL)
    assert running.returncode == 0, "".join(said)[-3000:]
    with capsys.disabled():
        print()
        assert [entry["isActive"] for entry in executors().values()].count(True) == 1
    assert not differing()
    server = ROOT / "tests" / "servers" / "spark.sh"
    subprocess.run([str(server), "worker", "1"], check=True, cwd=ROOT)
    result = built.dbt(*again)
    assert result.returncode == 0, result.stdout
    with capsys.disabled():
        assert [entry["isActive"] for entry in executors().values()].count(True) == 2
    assert not differing()
