"""Lists of an audience, and the words when it is empty."""

import duckdb
import pandas as pd
import pytest

from customer_segmentation.cli import main

SEGMENTS = pd.DataFrame(
    {
        "segmentation": ["behaviour", "behaviour", "rfm"],
        "segment_id": [1, 2, 1],
        "reachable_customers": [3, 0, 0],
        "reachable_by_email": [2, 0, 0],
        "reachable_by_phone": [1, 0, 0],
        "action_channel": ["E-mail (2 of 9).", "Nobody can be written to: map email.", None],
    }
)
STATUS = pd.DataFrame({"segmentation": ["behaviour", "rfm"], "is_complete": True})
MEMBERS = pd.DataFrame(
    {
        "segmentation": "behaviour",
        "segment_id": 1,
        "segment_name": "Regulars",
        "customer_id": ["b", "a", "c"],
        "channel": ["email", "email", "phone"],
        "is_holdout": [False, False, True],
        "email": ["b@x.org", None, None],
        "phone": None,
        "first_name": None,
        "last_name": None,
    }
)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return written(tmp_path_factory.mktemp("export") / "build.duckdb", STATUS)


def written(path, status: pd.DataFrame):
    """A database with the tables that an export reads."""
    tables = {"segments": SEGMENTS, "audience_members": MEMBERS, "build_status": status}
    with duckdb.connect(str(path)) as connection:
        for name, table in tables.items():
            connection.register("incoming", table)
            connection.sql(f"create table {name} as from incoming")
    return path


def export(database, output, *arguments: str) -> int:
    return main(["export", "--database", str(database), "--output", str(output), *arguments])


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_list_leaves_out_who_is_held_out(database, tmp_path, suffix, capsys):
    output = tmp_path / f"list.{suffix}"
    assert export(database, output, "--segmentation", "behaviour", "--segment", "1") == 0
    assert "2 rows" in capsys.readouterr().out
    read = pd.read_csv if suffix == "csv" else duckdb.read_parquet
    written = read(str(output))
    written = written if suffix == "csv" else written.df()
    assert list(written.columns) == [
        "customer_id",
        "channel",
        "segment_id",
        "segment_name",
        "email",
    ]
    assert written["customer_id"].tolist() == ["a", "b"]


def test_the_held_out_are_marked_where_they_are_asked_for(database, tmp_path):
    output = tmp_path / "list.csv"
    assert export(database, output, "--segmentation", "behaviour", "--with-holdout") == 0
    assert pd.read_csv(output)["is_holdout"].tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--segmentation", "loyalty"], "choose from behaviour, rfm"),
        (["--segmentation", "behaviour", "--segment", "9"], "choose from 1, 2"),
        (["--segmentation", "behaviour", "--segment", "2"], "the audience is empty. Nobody can be"),
        (["--segmentation", "rfm"], "the segment has no customers"),
        (
            ["--segmentation", "behaviour", "--segment", "1", "--channel", "phone"],
            "held out: give --with-holdout",
        ),
    ],
)
def test_an_empty_list_says_why(database, tmp_path, arguments, message, capsys):
    assert export(database, tmp_path / "list.csv", *arguments) == 2
    assert message in capsys.readouterr().err


def test_a_file_of_another_kind_is_refused(database, tmp_path, capsys):
    assert export(database, tmp_path / "list.xlsx", "--segmentation", "behaviour") == 2
    assert "neither .csv nor .parquet" in capsys.readouterr().err


def test_a_half_state_is_written_to_nobody(tmp_path, capsys):
    half = written(tmp_path / "half.duckdb", STATUS.assign(is_complete=[False, True]))
    assert export(half, tmp_path / "list.csv", "--segmentation", "behaviour") == 2
    assert "not of one finished build" in capsys.readouterr().err
    assert not (tmp_path / "list.csv").exists()
