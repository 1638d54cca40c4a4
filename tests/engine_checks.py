"""What the tests of every engine ask of a build."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from project import ROOT, Project

from customer_segmentation.compare import KEYS, Difference, compare_builds
from customer_segmentation.engines.target import open_target
from customer_segmentation.model.scoring import sql

PROFILES = ROOT / "profiles"
PLACE = ["--project-dir", str(ROOT), "--profiles-dir", str(PROFILES)]


def compared(left: Path | str, right: Path | str) -> list[Difference]:
    with (
        open_target(str(left), ROOT, PROFILES) as one,
        open_target(str(right), ROOT, PROFILES) as other,
    ):
        return list(compare_builds(one.tables(KEYS), other.tables(KEYS)))


def assert_every_public_table_is_equal(built: Project, found: list[Difference]) -> None:
    report = [
        f"{item.table:28}{item.rows:>7,} rows  {item.largest:.0e}  {' | '.join(item.lines)}"
        for item in found
    ]
    print("\n".join(report))
    manifest = json.loads((built.folder / "target" / "manifest.json").read_text())
    public = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["access"] == "public"
    }
    assert {item.table for item in found} == public == set(KEYS)
    assert not [line for item, line in zip(found, report, strict=True) if item.lines]


def assert_frames_survive(session) -> None:
    """Write rows of every kind, read them again."""
    rows = pd.DataFrame(
        {
            "text": pd.array(["a, \"b\"\n'c'", "", None, "None", "\\N."], dtype="str"),
            "number": [0.1 + 0.2, np.nan, -1e-300, 1e300, 3.0],
            "whole": pd.array([1, None, -(2**53) - 1, 2, 3], dtype="Int64"),
            "count": [1, 2, 3, 4, 5],
            "flag": pd.array([True, False, None, True, False], dtype="boolean"),
            "day": pd.to_datetime(["2024-02-29", None, "1900-01-01", "2024-01-01", "2024-01-02"]),
            "nothing": [None] * 5,
        }
    )
    session.write(rows, "round_trip")
    read = session.table("round_trip").df().sort_values("count", ignore_index=True)
    pd.testing.assert_series_equal(read["number"], rows["number"])
    assert read["text"].isna().tolist() == rows["text"].isna().tolist()
    assert read["text"].dropna().tolist() == rows["text"].dropna().tolist()
    assert read["flag"].tolist() == [True, False, None, True, False]
    assert read["day"].dropna().tolist() == rows["day"].dropna().tolist()
    assert read["count"].dtype == "int64"
    assert read["whole"].isna().sum() == 1
    assert read["nothing"].isna().all()
    session.write(rows.head(0), "empty_round_trip")
    assert list(session.table("empty_round_trip").df().columns) == list(rows.columns)


def assert_hostile_levels_stay_texts(session, dialect: str) -> None:
    """A level of a category that scoring compares with is data, whatever it looks like."""
    levels = [
        "O'Land",
        "a\\",
        "\\'; drop table orders; --",
        "a\\nb",
        'a"b`c',
        "{{ 1 / 0 }}",
        "%_%",
        "%s",
    ]
    session.write(pd.DataFrame({"country": [*levels, "DE"]}), "hostile_levels")
    flags = ", ".join(
        f"sum(case when country = {sql.text(level)} then 1 else 0 end) as is_level_{index}"
        for index, level in enumerate(levels)
    )
    query = sql.statement([sql.Step("levels", f"select {flags} from hostile_levels")], dialect)
    assert session.sql(query).df().iloc[0].tolist() == [1] * len(levels)
