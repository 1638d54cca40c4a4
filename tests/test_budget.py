"""Reasons of the budget over a grid of situations: one sentence, the figure that decides, true."""

import re

import duckdb
import pandas as pd
import pytest

USUAL = {
    "customer_count": 100,
    "customer_share": 0.1,
    "value_365d": 40000.0,
    "value_share": 0.2,
    "expected_value_90d": 10000.0,
    "earning_90d": 10000.0,
    "expected_share": 0.2,
    "customers_at_risk": 5,
    "churn_horizon_days": 180,
    "value_at_risk_90d": 400.0,
    "growth_value_90d": 0.0,
    "lapsed_value_90d": 0.0,
    "budget_weight": 1.0,
    "earned_share": 0.2,
    "recommended_share": 0.2,
    "activity_level": "active",
    "currency": None,
    "season": "unknown",
    "season_share": None,
    "customers_year_ago": 70,
}
SITUATIONS = {
    "steady": ({}, "in line with its 20 % of the past year's spend"),
    "falling champion": (
        {"expected_share": 0.15, "earned_share": 0.16, "recommended_share": 0.16},
        "15 % of the spend expected in the next 90 days is theirs, after 20 % of the past year's",
    ),
    "falling champion, slipping": (
        {
            "expected_share": 0.12,
            "earned_share": 0.15,
            "recommended_share": 0.15,
            "activity_level": "slipping",
            "customers_at_risk": 45,
        },
        "those who can still be won, as 45 % of them probably do not order in the next 180 days",
    ),
    "growing newcomer": (
        {
            "value_share": 0.05,
            "value_365d": 9000.0,
            "expected_share": 0.08,
            "growth_value_90d": 5000.0,
            "currency": "GBP",
            "earned_share": 0.1,
            "recommended_share": 0.1,
            "activity_level": "new",
        },
        "spent 5,000 GBP more in the last 90 days than in the 90 before and at their pace of that year",
    ),
    "rising": (
        {"expected_share": 0.3, "earned_share": 0.28, "recommended_share": 0.28},
        "30 % of the spend expected in the next 90 days is theirs, after 20 % of the past year's",
    ),
    "lapsed high value": (
        {
            "value_share": 0.1,
            "value_365d": 20000.0,
            "expected_share": 0.02,
            "expected_value_90d": 1000.0,
            "customers_at_risk": 80,
            "value_at_risk_90d": 4500.0,
            "lapsed_value_90d": 4000.0,
            "earned_share": 0.15,
            "recommended_share": 0.15,
            "activity_level": "inactive",
        },
        "of them, who spent 4,500 in 90 days of the past year, probably do not order in the next 180 days",
    ),
    "expected as before, others have more to win": (
        {
            "expected_share": 0.199,
            "growth_value_90d": 700.0,
            "earned_share": 0.16,
            "recommended_share": 0.16,
        },
        "other segments have more to keep or to win, here 1,100",
    ),
    "expected a little less, others have much more to win": (
        {
            "value_share": 0.45,
            "expected_share": 0.42,
            "earned_share": 0.31,
            "recommended_share": 0.31,
        },
        "other segments have more to keep or to win, here 400",
    ),
    "lapsed long ago": (
        {
            "value_share": 0.1,
            "expected_share": 0.01,
            "customers_at_risk": 95,
            "earned_share": 0.05,
            "recommended_share": 0.05,
            "activity_level": "inactive",
        },
        "those who can still be won, as 95 % of them probably do not order in the next 180 days",
    ),
    "late, but hardly anybody is lost": (
        {
            "customers_at_risk": 0,
            "value_at_risk_90d": 0.0,
            "earned_share": 0.16,
            "recommended_share": 0.16,
            "activity_level": "slipping",
        },
        "other segments have more to keep or to win, and 10,000 is expected here",
    ),
    "hardly any spend": (
        {
            "value_share": 0.0001,
            "expected_share": 0.0006,
            "expected_value_90d": 1133.0,
            "earned_share": 0.0005,
            "recommended_share": 0.0005,
            "activity_level": "new",
        },
        "they are expected to spend 1,133 in the next 90 days",
    ),
    "never bought": (
        {
            "value_365d": 0.0,
            "value_share": 0.0,
            "expected_share": 0.0,
            "expected_value_90d": 0.0,
            "customers_at_risk": 0,
            "value_at_risk_90d": 0.0,
            "earned_share": 0.0,
            "recommended_share": 0.0,
            "activity_level": "prospect",
        },
        "Next to no budget: they are expected to spend nothing in the next 90 days",
    ),
    "never bought, some begin": (
        {
            "value_365d": 0.0,
            "value_share": 0.0,
            "growth_value_90d": 800.0,
            "earned_share": 0.03,
            "recommended_share": 0.03,
            "activity_level": "prospect",
        },
        "such customers bring 800 more in 90 days",
    ),
    "returns only": (
        {
            "value_365d": -3000.0,
            "value_share": 0.0,
            "expected_share": 0.01,
            "expected_value_90d": 300.0,
            "earned_share": 0.01,
            "recommended_share": 0.01,
        },
        "returns were larger than its orders: they are expected to spend 300",
    ),
    "nothing in the past year": (
        {
            "value_365d": 0.0,
            "value_share": 0.0,
            "expected_share": 0.01,
            "expected_value_90d": 90.0,
            "activity_level": "inactive",
        },
        "the past year brought nothing net of returns: they are expected to spend 90",
    ),
    "late, though some of them spent more": (
        {
            "growth_value_90d": 3000.0,
            "lapsed_value_90d": 500.0,
            "value_at_risk_90d": 400.0,
            "earned_share": 0.25,
            "recommended_share": 0.25,
            "activity_level": "slipping",
        },
        "the last 90 days brought 500 less than their pace",
    ),
    "late, and nearly all are lost": (
        {
            "customers_at_risk": 97,
            "value_at_risk_90d": 4500.0,
            "earned_share": 0.25,
            "recommended_share": 0.25,
            "activity_level": "inactive",
        },
        "they are expected to spend 10,000 in the next 90 days",
    ),
    "late, and nothing is measured": (
        {
            "value_at_risk_90d": 0.0,
            "earned_share": 0.25,
            "recommended_share": 0.25,
            "activity_level": "slipping",
        },
        "they are expected to spend 10,000 in the next 90 days",
    ),
    "seasonal peak just over": (
        {
            "expected_share": 0.2,
            "expected_value_90d": 3000.0,
            "lapsed_value_90d": 0.0,
            "value_at_risk_90d": 6000.0,
            "customers_at_risk": 60,
            "earned_share": 0.25,
            "recommended_share": 0.25,
        },
        "60 % of them, who spent 6,000",
    ),
    "spends less than usual": (
        {
            "lapsed_value_90d": 5000.0,
            "earned_share": 0.25,
            "recommended_share": 0.25,
            "activity_level": "slipping",
        },
        "the last 90 days brought 5,000 less than their pace of the past year",
    ),
    "off season": (
        {
            "expected_share": 0.05,
            "season": "known",
            "season_share": 0.06,
            "earned_share": 0.08,
            "recommended_share": 0.08,
        },
        "is theirs, after 20 % of the past year's and 6 % of that in the same days a year ago.",
    ),
    "off season, when nothing is sold to them": (
        {
            "expected_share": 0.0,
            "season": "known",
            "season_share": 0.0,
            "earned_share": 0.01,
            "recommended_share": 0.01,
        },
        "is theirs, after 20 % of the past year's and 0 % of that in the same days a year ago.",
    ),
    "newcomers, who did not buy a year ago": (
        {
            "expected_share": 0.05,
            "season": "known",
            "season_share": 0.06,
            "customers_year_ago": 30,
            "earned_share": 0.08,
            "recommended_share": 0.08,
        },
        "5 % of the spend expected in the next 90 days is theirs, after 20 % of the past year's.",
    ),
    "not the season": (
        {
            "expected_share": 0.05,
            "season": "known",
            "season_share": 0.3,
            "earned_share": 0.08,
            "recommended_share": 0.08,
        },
        "5 % of the spend expected in the next 90 days is theirs, after 20 % of the past year's.",
    ),
    "spends less than in the season before": (
        {
            "lapsed_value_90d": 5000.0,
            "earned_share": 0.25,
            "recommended_share": 0.25,
            "activity_level": "slipping",
            "season": "known",
        },
        "who bought in the past year spent 5,000 less in the last 90 days than in the same days a year ago.",
    ),
    "growing, by more than the season": (
        {
            "expected_share": 0.18,
            "growth_value_90d": 5000.0,
            "earned_share": 0.25,
            "recommended_share": 0.25,
            "season": "known",
        },
        "than in the 90 before, at their pace of that year and in the same days a year ago.",
    ),
    "others need little": (
        {"earned_share": 0.19, "recommended_share": 0.25},
        "the actions for other segments cost little",
    ),
    "others have more to win": (
        {"earned_share": 0.15, "recommended_share": 0.15},
        "other segments have more to keep or to win, here 400",
    ),
    "resting": ({"budget_weight": 0.1, "recommended_share": 0.02}, "Held at 10 %"),
    "resting like all others": (
        {"budget_weight": 0.1},
        "as the actions for other segments cost as little or less: they are expected to spend 10,000",
    ),
    "withdrawn": ({"budget_weight": 0.0, "recommended_share": 0.0}, "No budget"),
    "empty": ({"customer_count": 0}, "No customers now"),
    "nobody is expected to buy": (
        {"expected_share": None, "expected_value_90d": 0.0},
        "Budget by what can be kept or won, 400: they are expected to spend nothing",
    ),
    "nobody is expected to buy, and here nothing is at stake": (
        {
            "expected_share": None,
            "expected_value_90d": 0.0,
            "value_at_risk_90d": 0.0,
            "recommended_share": 0.0,
        },
        "Next to no budget: they are expected to spend nothing",
    ),
    "nobody is expected to buy, and nowhere anything is at stake": (
        {"expected_share": None, "expected_value_90d": 0.0, "value_at_risk_90d": 0.0},
        "Budget by their number: they are expected to spend nothing",
    ),
    "no forecast": (
        {"expected_share": None, "expected_value_90d": None},
        "by what they spent in the last 90 days, 10,000: there is no forecast yet",
    ),
    "no forecast, resting": (
        {"expected_share": None, "expected_value_90d": None, "budget_weight": 0.1},
        "Held at 10 % of the budget that its spend of the last 90 days earns (10,000)",
    ),
    "no money": (
        {"expected_share": None, "expected_value_90d": None, "earning_90d": None},
        "Budget by their number, as it is not known what orders were worth",
    ),
}


@pytest.fixture(scope="module")
def reasons(demo) -> pd.Series:
    result = demo.dbt(
        "compile",
        "--quiet",
        "--inline",
        "select situation, {{ customer_segmentation.budget_reason() }} as reason from situations",
    )
    assert result.returncode == 0, result.stdout
    rows = [{"situation": name, **USUAL, **own} for name, (own, _) in SITUATIONS.items()]
    for row in rows:
        row["winnable_90d"] = (
            max(row["value_at_risk_90d"], row["lapsed_value_90d"]) + row["growth_value_90d"]
        )
    with duckdb.connect() as connection:
        connection.register("situations", pd.DataFrame(rows))
        return connection.sql(result.stdout).df().set_index("situation")["reason"]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_reason_is_one_sentence_with_the_figure_that_decides(reasons, situation):
    reason = reasons[situation]
    assert SITUATIONS[situation][1] in reason
    assert reason.endswith(".") and reason.count(". ") == 0


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_reason_contradicts_neither_the_share_nor_the_action(reasons, situation):
    row, reason = USUAL | SITUATIONS[situation][0], reasons[situation]
    if reason.startswith("More budget"):
        assert row["recommended_share"] > row["value_share"]
    if reason.startswith("Less budget"):
        assert row["recommended_share"] < row["value_share"]
        if row["activity_level"] in ("slipping", "inactive"):
            is_lost = row["customers_at_risk"] >= 0.2 * row["customer_count"]
            assert ("can still be won" in reason) == is_lost
    if row["activity_level"] in ("slipping", "inactive"):
        assert "more in the last 90 days" not in reason


def test_every_segment_of_the_demo_has_a_reason_that_fits_its_shares(demo):
    budget = demo.query("select * from segment_budget where budget_weight = 1")
    more = budget["reason"].str.startswith("More budget")
    less = budget["reason"].str.startswith("Less budget")
    assert (budget["recommended_share"] > budget["value_share"])[more].all()
    assert (budget["recommended_share"] < budget["value_share"])[less].all()
    every = demo.query("select reason from segment_budget")["reason"]
    assert every.str.endswith(".").all()
    assert (every.str.count(r"\. ") == 0).all()


def test_who_is_quiet_by_chance_gains_nothing_by_ordering_again(demo):
    """Spend of a quarter and a year at the date before, of the quarter since, and of that a year ago."""
    segments = {
        1: [(0.0, 400.0, 95.0), (0.0, 400.0, 97.0)],
        2: [(100.0, 400.0, 160.0), (100.0, 400.0, 140.0)],
        3: [(50.0, 50.0, 90.0)],
        4: [(0.0, 0.0, 60.0)],
        5: [(120.0, 400.0, 110.0)],
        6: [(10.0, 400.0, 150.0, 145.0), (10.0, 400.0, 250.0, 235.0)],
    }
    rows = [
        {
            "segment_id": segment,
            "customer_id": f"{segment}{i}",
            "then": then,
            "year": year,
            "now": now,
            "year_ago": sum(year_ago),
        }
        for segment, members in segments.items()
        for i, (then, year, now, *year_ago) in enumerate(members)
    ]
    model = (demo.root / "models/activate/segment_gains.sql").read_text(encoding="utf-8")
    compiled = demo.dbt("compile", "--quiet", "--inline", model)
    assert compiled.returncode == 0, compiled.stdout
    with duckdb.connect() as connection:
        connection.register("rows", pd.DataFrame(rows))
        connection.sql("""create view as_of_dates as select *
            from (values (date '2024-01-01', 1), (date '2024-04-01', 0)) as dates (as_of_date, period_index)
        """)
        connection.sql("""create view customer_segment_history as
            select 's' as segmentation, segment_id, customer_id, date '2024-01-01' as as_of_date from rows""")
        connection.sql("""create view customer_features as
            select customer_id, date '2024-01-01' as as_of_date, false as is_current, "then" as spend_net_90d,
                year as spend_net_365d from rows
            union all
            select customer_id, date '2024-04-01', true, now, year from rows""")
        connection.sql("""create view spend_year_ago as
            select customer_id, year_ago as last_90d from rows where year_ago > 0""")
        sql = re.sub(r'"[^"]+"\."[^"]+"\."(\w+)"', r"\1", compiled.stdout)
        gains = connection.sql(sql).df().set_index("segment_id")["gain_90d"].to_dict()
    assert gains[1] == pytest.approx(192 - 800 * 90 / 365) and gains[1] < 0
    assert gains[2] == 100
    assert gains[3] == 40 and gains[4] == 60 and gains[5] == -10
    assert gains[6] == 20
