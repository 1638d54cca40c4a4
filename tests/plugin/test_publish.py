"""Readers see one whole build, whatever happens to the next."""

import sys
import threading
import time

import duckdb
import pytest

from customer_segmentation.publish import main, publish

BUILD = """
import duckdb, os, sys, time
with duckdb.connect(os.environ["CUSTOMER_SEGMENTATION_DB"]) as connection:
    connection.sql("create table if not exists builds (number int)")
    connection.sql("insert into builds select count(*) + 1 from builds")
    connection.sql("create or replace view newest as select max(number) as number from builds")
time.sleep(float(sys.argv[2]))
sys.exit(int(sys.argv[1]))
"""


def command(code: int = 0, seconds: float = 0) -> list[str]:
    return [sys.executable, "-c", BUILD, str(code), str(seconds)]


def newest(database) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql("select number from newest").fetchall()[0][0]


def test_a_reader_holds_the_published_file_while_a_build_runs(tmp_path):
    database = tmp_path / "shop.duckdb"
    assert publish(database, command()) == 0
    with duckdb.connect(str(database), read_only=True) as reader:
        assert publish(database, command()) == 0
        assert reader.sql("select number from newest").fetchall() == [(1,)]
    assert newest(database) == 2


def test_a_red_build_is_not_published(tmp_path):
    database = tmp_path / "shop.duckdb"
    publish(database, command())
    assert publish(database, command(code=1)) == 1
    assert newest(database) == 1
    assert newest(tmp_path / ".building" / "shop.duckdb") == 2
    assert publish(database, command()) == 0
    assert newest(database) == 2


def test_the_second_of_two_builds_stops_in_one_sentence(tmp_path, monkeypatch, capsys):
    database = tmp_path / "shop.duckdb"
    first = threading.Thread(target=publish, args=(database, command(seconds=3)))
    first.start()
    while not (tmp_path / ".building" / "shop.duckdb").exists():
        time.sleep(0.05)
    with pytest.raises(ValueError, match="another build of"):
        publish(database, command())
    monkeypatch.setenv("CUSTOMER_SEGMENTATION_DB", str(database))
    assert main(command()) == 2
    assert capsys.readouterr().err.count("\n") == 1
    first.join()
    assert newest(database) == 1
