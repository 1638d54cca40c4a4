"""What the demo's tables say of its segments is true of the members, and the check would tell."""

import shutil

import duckdb
import pytest
from bench.truth import untrue


def test_what_is_said_of_the_demo_is_true(demo):
    assert untrue(demo.database) == []


@pytest.fixture(scope="module")
def lies(demo, tmp_path_factory) -> list[str]:
    """What is found untrue after every fitted segment is told something that it is not."""
    database = tmp_path_factory.mktemp("lies") / "lies.duckdb"
    shutil.copy(demo.database, database)
    with duckdb.connect(str(database)) as connection:
        connection.sql(
            "update segments set "
            "segment_name = case when activity_level = 'active' then 'Lapsed regulars' "
            "else 'New frequent buyers' end, "
            "description = 'Half of the buyers ordered in the last 1 days.', "
            "action_channel = 'E-mail (3 of 5).', "
            "top_traits = 'taller (height 2 m, average 1)', "
            "recommended_action = case when activity_level = 'active' then 'Let rest' else 'Keep' end "
            "where method = 'clusters'"
        )
        connection.sql("update segments set segment_name = 'Champions' where segment_name = 'Lost'")
        connection.sql(
            "update segment_budget set reason = 'They are expected to spend 1 EUR in the next 90 days.'"
        )
    return untrue(database)


@pytest.mark.parametrize(
    "said",
    [
        "the same words",
        "the name is not true of half",
        "does not keep its promise",
        "description: 'Half of the buyers ordered in the last 1 days'",
        "action 'Keep'",
        "action 'Let rest'",
        "is not in the profile",
        "beside an audience of",
        "the members' forecasts come to",
    ],
)
def test_each_kind_of_untruth_is_found(lies, said):
    assert any(said in line for line in lies), lies
