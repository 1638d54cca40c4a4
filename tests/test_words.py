"""Sentences about what members do, over a grid of situations: true, and never of what is not there."""

import itertools
from pathlib import Path

import duckdb
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
LEVELS = ("active", "new", "slipping", "inactive", "prospect", "returns_only")
GRID = [
    {
        "situation": f"{level}, {once}, {customers} reached, {share} bought, {silent}, {wait}",
        "activity_level": level,
        "is_one_time": once,
        "is_outlier": False,
        "is_silent": True,
        "median_recency_days": silent,
        "median_gap_days": 62.0,
        "median_due_days": 70.6,
        "customer_count": 400,
        "reachable_customers": customers,
        "buyer_share_90d": share,
        "came_back_share": 0.24,
        "return_days": 185,
        "expected_share": None if wait is None else 0.83,
        "churn_horizon_days": 365,
        "median_wait_days": wait,
        "season_share": season,
    }
    for level, once, customers, share, silent, (wait, season) in itertools.product(
        LEVELS,
        (True, False),
        (0, 26, 105, 5000),
        (None, 0.0, 0.45, 0.86, 0.99, 1.0),
        (1.0, 33.0, 71.0, 1961.0),
        ((None, None), (30.0, 0.02), (204.0, 0.02), (205.0, 0.25)),
    )
    if not (once and level in ("prospect", "returns_only"))
]
GRID += [
    {
        **next(row for row in GRID if row["activity_level"] == "active" and not row["is_one_time"]),
        "situation": "once a year",
        "median_recency_days": 233.0,
        "median_gap_days": 365.0,
        "median_due_days": 198.0,
    }
]
OUTLIERS = {**GRID[0], "situation": "outliers", "is_one_time": False, "is_outlier": True}


@pytest.fixture(scope="module")
def told(situations) -> pd.DataFrame:
    return situations[~situations["is_outlier"]]


def test_of_customers_that_are_unlike_each_other_no_time_is_said(situations):
    timing = situations.loc[situations["is_outlier"], "timing"].item()
    assert timing == "When somebody has looked at them: they share no rhythm."


@pytest.fixture(scope="module")
def situations(demo) -> pd.DataFrame:
    sql = """
        with levels as (select * from situations), reach as (select * from situations),
        segment_forecasts as (select * from situations),
        tests as (
            select situations.*, measured.holdout_needed, measured.effect_with_halves
            from situations inner join measured using (situation)
        )
        select
            levels.*,
            {{ customer_segmentation.activity_in_words("levels") }} as activity,
            {{ customer_segmentation.timing_in_words() }} as timing,
            {{ customer_segmentation.test_in_words() }} as test
        from levels
        inner join reach using (situation)
        inner join segment_forecasts using (situation)
        inner join tests using (situation)
    """
    result = demo.dbt("compile", "--quiet", "--inline", sql)
    assert result.returncode == 0, result.stdout
    model = demo.root / "models" / "describe" / "segment_tests.sql"
    tests = demo.dbt("compile", "--quiet", "--inline", model.read_text())
    assert tests.returncode == 0, tests.stdout
    rows = pd.DataFrame([*GRID, OUTLIERS]).astype(
        {
            "buyer_share_90d": float,
            "expected_share": float,
            "season_share": float,
            "median_wait_days": float,
        }
    )
    with duckdb.connect() as connection:
        connection.register("situations", rows)
        reach = "select 's' as segmentation, situation as segment_id, * from situations"
        connection.sql(f"create view segment_reach as {reach}")
        connection.sql(f"create view segment_return_rates as {reach}")
        measured = connection.sql(own_tables(tests.stdout)).df()
        connection.register("measured", measured.rename(columns={"segment_id": "situation"}))
        return connection.sql(result.stdout).df()


def own_tables(sql: str) -> str:
    """The statement on views of this connection in place of the build's tables."""
    import re

    return re.sub(r'"[^"]+"\."[^"]+"\."(\w+)"', r"\1", sql)


def test_every_situation_has_sentences(told):
    assert len(told) == len(GRID)
    for column in ("activity", "timing", "test"):
        assert told[column].str.endswith(".").all()


def test_who_ordered_once_has_no_usual_gap(told):
    once = told[told["is_one_time"]]
    for column in ("activity", "timing"):
        assert not once[column].str.contains("usual gap").any()


def test_who_has_long_been_silent_is_not_said_to_buy(told):
    silent = told[told["activity_level"].isin(["inactive", "slipping"])]
    assert silent["activity"].str.contains("silent").all()
    assert not silent["timing"].str.contains("usual gap is").any()


def test_who_buys_in_another_season_is_not_written_to_by_the_mean_of_their_gaps(told):
    is_new = told["is_one_time"] & (told["median_recency_days"] <= 45)
    is_off_season = (
        told["activity_level"].isin(["active", "new", "slipping"])
        & (told["median_wait_days"] == 204)
        & ~(is_new & told["activity_level"].isin(["active", "new"]))
    )
    said = "Before their season: by the forecast half of them order again in 204 days or later."
    assert is_off_season.any() and (told["timing"] == said).equals(is_off_season)


def test_of_who_is_late_it_is_said_how_many_are_expected_back(told):
    says = told["activity"].str.endswith(
        "By the forecast 83 % of them order again within 365 days."
    )
    is_late = told["activity_level"] == "slipping"
    assert says.equals(is_late & told["median_wait_days"].notna())


def test_no_order_was_due_before_its_time(told):
    late = told[told["activity_level"].isin(["slipping", "inactive"]) & ~told["is_one_time"]]
    is_past = late["median_recency_days"] > late["median_due_days"].round()
    assert late["activity"].str.contains("next order was due").equals(is_past)
    assert late["activity"].str.contains("next order is due").equals(~is_past)


def test_of_who_is_inactive_it_is_said_how_many_came_back(told):
    for once, kind in ((True, "one order"), (False, "several orders")):
        said = f"Of inactive customers with {kind} 24 % came back within 185 days."
        says = told["activity"].str.contains(said)
        assert says.equals((told["activity_level"] == "inactive") & (told["is_one_time"] == once))


def test_a_day_is_one_day(told):
    for column in ("activity", "timing"):
        assert not told[column].str.contains(r"\b1 days").any()
        assert told[column].str.contains(r"\b1 day\b").any()


def test_a_trait_says_nothing_that_the_activity_has_said_or_denied(demo):
    traits = pd.DataFrame(
        [
            {"family": family, "standardized_difference": difference, "feature_name": "x_90d"}
            for family in ("recency", "frequency", "monetary", "rhythm", "basket", "engagement")
            for difference in (-0.5, 0.5)
        ]
    )
    states = pd.DataFrame(
        [
            {"activity_level": level, "is_one_time": once}
            for level in (*LEVELS, None)
            for once in (True, False)
        ]
    )
    sql = """
        select *, {{ customer_segmentation.fits_activity("traits", "states") }} as fits
        from traits cross join states
    """
    result = demo.dbt("compile", "--quiet", "--inline", sql)
    assert result.returncode == 0, result.stdout
    with duckdb.connect() as connection:
        connection.register("traits", traits)
        connection.register("states", states)
        told = connection.sql(result.stdout).df()
    fits = told["fits"].astype(bool)
    assert fits[told["family"].isin(["basket", "engagement"])].all()
    once = told["is_one_time"].astype(bool)
    assert not fits[once & told["family"].isin(["frequency", "rhythm"])].any()
    is_less = told["standardized_difference"] < 0
    assert not fits[once & is_less & (told["family"] == "monetary")].any()
    of_orders = told["family"].isin(["recency", "frequency", "monetary", "rhythm"])
    assert not fits[(told["activity_level"] == "prospect") & of_orders].any()
    plain = told["activity_level"].isna() | told["activity_level"].isin(["active", "new"])
    assert fits[plain & ~once].all()


def test_who_is_overdue_is_not_written_to_before_the_order_is_due(told):
    """A usual gap of 62 days has passed after 71; who orders once a year is not due after 233 days."""
    repeated = told[(told["activity_level"] == "active") & ~told["is_one_time"]]
    repeated = repeated[repeated["median_wait_days"] != 204]
    silent, timing = repeated["median_recency_days"], repeated["timing"]
    is_late = silent > repeated["median_gap_days"].round()
    is_overdue = is_late & (silent > repeated["median_due_days"].round())
    assert timing.str.startswith("Shortly before").equals(~is_late)
    assert timing.str.startswith("Now: half of the buyers").equals(is_overdue)
    assert timing[is_late & ~is_overdue].str.startswith("Soon: half of the buyers").all()
    assert not is_late[silent == 233].any() and (silent == 233).any()


def test_a_test_holds_out_fewer_than_can_be_reached_and_promises_what_can_be(told):
    for row in told.to_dict("records"):
        if row["test"].startswith("Hold out"):
            held_out = int(row["test"].split()[2].replace(",", ""))
            assert 0 < held_out < row["reachable_customers"]
            assert not row["buyer_share_90d"] > 0.95
        if row["buyer_share_90d"] in (0.99, 1.0) and row["reachable_customers"]:
            assert "spend per member" in row["test"]
        if "with half of the" in row["test"]:
            points = float(row["test"].split("held out ")[1].split(" points")[0])
            share = 0.5 if pd.isna(row["buyer_share_90d"]) else row["buyer_share_90d"]
            assert 100 * share + points <= 100.5


@pytest.mark.parametrize(
    "goods", ["subscription", "accessor", "used up", "use-up", "reorder", "refill"]
)
def test_no_action_speaks_of_what_only_some_shops_have(goods):
    """Guests of a hotel have no refill, members of a gym a subscription already."""
    actions = pd.read_csv(ROOT / "seeds/segment_actions.csv", dtype="string").fillna("")
    told = actions[["action", "offer", "goal", "measure"]].agg(" ".join, axis=1).str.lower()
    assert not told.str.contains(goods).any()
