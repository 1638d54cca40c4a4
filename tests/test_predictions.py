"""Forecasts end to end: what SQL scores is what Python says, and what the tables promise."""

import shutil

import duckdb
import numpy as np
import pytest
from project import Project

from customer_segmentation.predict import rules
from customer_segmentation.predict.backtest import learn
from customer_segmentation.predict.level import season, total, total_of_a_year
from customer_segmentation.predict.tables import read_history


@pytest.fixture(scope="module")
def history(demo):
    return read_history(
        demo.query("select * from prediction_samples"), demo.query("select * from prediction_dates")
    )


def used_rule(demo) -> str:
    [name] = demo.query("select rule from prediction_quality where is_used and horizon_days = 90")[
        "rule"
    ]
    return name


def scored(project: Project):
    return project.query("select * from customer_predictions where is_current order by customer_id")


def in_python(history, name: str):
    rule, now = learn(history, rules.HORIZON)[name], history.samples[0]
    spend = rule.spend(now, rules.HORIZON)
    return rule.probability(now), spend * level_of(history, name, spend)


def level_of(history, name: str, spend: np.ndarray) -> float:
    assert season(history) == "known"
    return total(history) / spend.sum()


def assert_equal_in_both(project: Project, history, name: str) -> None:
    found = scored(project)
    assert found["customer_id"].tolist() == history.samples[0]["customer_id"].tolist()
    assert set(found["rule"]) == {name}
    probability, spend = in_python(history, name)
    np.testing.assert_allclose(found["purchase_probability_90d"], probability, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found["expected_spend_90d"], spend, rtol=1e-9, atol=1e-9)


def test_sql_scores_what_python_says(demo, history):
    assert_equal_in_both(demo, history, used_rule(demo))


@pytest.mark.parametrize("name", [name for name in rules.RULES if name != rules.TWO_PART])
def test_sql_scores_every_rule_that_may_be_used(demo, history, tmp_path, name):
    copy = Project(tmp_path / "copy", parsed_with={}, writes_json=False)
    shutil.copy(demo.database, copy.database)
    parameters = learn(history, rules.HORIZON)[name].parameters
    spend = learn(history, rules.HORIZON)[name].spend(history.samples[0], rules.HORIZON)
    parameters = parameters | {("level", "season"): level_of(history, name, spend)}
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute("use main_segmentation_internal")
        kept = "('year_multiple', 'past_year', 'range_share', 'horizon_days')"
        connection.execute(
            "delete from prediction_model_rows where kind = 'parameter' and part <> 'churn' "
            f"and term not in {kept}"
        )
        connection.execute(f"update prediction_model_rows set rule = '{name}'")
        for (part, term), value in parameters.items():
            connection.execute(
                "insert into prediction_model_rows (kind, rule, part, term, value, season) "
                "select 'parameter', ?, ?, ?, ?, min(season) from prediction_model_rows "
                "where kind = 'parameter'",
                [name, part, term, value],
            )
    copy.build(
        "--select",
        "prediction_parameters",
        "customer_forecasts",
        "customer_predictions",
        "--exclude-resource-type",
        "test",
    )
    assert_equal_in_both(copy, history, name)


def test_a_year_is_the_past_one_where_that_is_the_better_forecast(demo, history, tmp_path):
    copy = Project(tmp_path / "copy", parsed_with={}, writes_json=False)
    shutil.copy(demo.database, copy.database)
    names = ("prediction_parameters", "customer_forecasts", "customer_predictions")
    before = np.maximum(history.samples[0]["spend_net_365d"].to_numpy(), 0)
    multiple = total_of_a_year(history) / total(history)
    for past_year in (0.0, 1.5):
        with duckdb.connect(str(copy.database)) as connection:
            connection.execute(
                "update main_segmentation_internal.prediction_model_rows set value = ? "
                "where part = 'level' and term = 'past_year'",
                [past_year],
            )
        copy.build("--select", *names, "--exclude-resource-type", "test")
        found = scored(copy)
        coming = found["expected_spend_90d"]
        wanted = np.maximum(before * past_year, coming) if past_year else coming * multiple
        np.testing.assert_allclose(found["expected_spend_365d"], wanted, rtol=1e-9, atol=1e-9)


def test_every_customer_has_a_forecast_at_every_date(demo):
    found = demo.query(
        """
        select count(*) as customers, count(customer_id) as forecast,
            count(purchase_probability_90d) as probabilities,
            count(expected_spend_365d) as spends
        from customer_features
        left join customer_predictions using (customer_id, as_of_date)
        """
    ).iloc[0]
    assert found.nunique() == 1


def test_quality_is_what_the_orders_say(demo):
    used = demo.query("select * from prediction_quality where horizon_days = 90").set_index("rule")
    assert used["is_used"].sum() == 1
    orders = demo.query(
        """
        select sum(net_amount) as total, count(distinct customer_id) as buyers
        from int_customer_orders
        inner join (
            select customer_id, as_of_date from customer_features
            where as_of_date = (select max(as_of_date) - 90 from as_of_dates)
        ) as known using (customer_id)
        where ordered_date >= as_of_date and is_purchase
        """
    ).iloc[0]
    assert (used["buyers"] == orders["buyers"]).all()
    last = demo.query(
        """
        select
            sum(greatest(earlier.spend_net_90d, 0)) as forecast,
            sum(later.spend_net_90d) as actual,
            avg(abs(greatest(earlier.spend_net_90d, 0) - later.spend_net_90d)) as error
        from customer_features as earlier
        inner join customer_features as later using (customer_id)
        where later.is_current and earlier.as_of_date = later.as_of_date - 90
        """
    ).iloc[0]
    naive = used.loc["same_as_last_period"]
    assert naive["forecast_total"] == pytest.approx(last["forecast"])
    assert naive["actual_total"] == pytest.approx(last["actual"])
    assert naive["mean_absolute_error"] == pytest.approx(last["error"])


def test_a_year_has_no_range(demo):
    years = demo.query("select * from prediction_quality where horizon_days = 365")
    assert len(years) and years["forecast_total"].notna().all()
    assert years[["forecast_low", "forecast_high"]].isna().all(axis=None)


def test_what_happened_lies_in_the_stated_range(demo):
    used = demo.query("select * from prediction_quality where is_used and horizon_days = 90").iloc[
        0
    ]
    assert used["season"] == "known"
    assert used["forecast_low"] <= used["actual_total"] <= used["forecast_high"]
    half = (used["forecast_high"] - used["forecast_low"]) / 2 / used["forecast_total"]
    assert half <= 0.2 + 1e-9
    assert set(scored(demo)["range_share"]) == {0.2}


def test_the_model_beats_the_naive_rules_on_the_demo(demo):
    assert used_rule(demo) == rules.TWO_PART
    deciles = demo.query("select * from prediction_calibration where is_used order by decile")
    assert len(deciles) == 10
    assert (deciles["mean_probability"] - deciles["buyer_share"]).abs().mean() < 0.06


def test_who_stays_away_for_longer_stays_away_for_90_days(demo):
    found = demo.query("select * from customer_predictions")
    stays_away = 1 - found["purchase_probability_90d"]
    is_longer = found["churn_horizon_days"] >= 90
    assert is_longer.any()
    assert (found["churn_probability"] <= stays_away + 1e-9)[is_longer].all()
    assert (found["churn_probability"] >= stays_away - 1e-9)[~is_longer].all()


def test_rhythm_says_when_the_next_order_is_due(demo):
    found = demo.query(
        """
        select customer_predictions.*, recency_days, order_count
        from customer_predictions inner join customer_features using (customer_id, as_of_date)
        """
    )
    buyers = found[found["order_count"] > 0]
    assert found.loc[found["order_count"] == 0, "days_overdue"].isna().all()
    assert buyers["days_overdue"].between(0, buyers["recency_days"]).all()
    due = found.dropna(subset=["expected_next_order_date"])
    assert (due["expected_next_order_date"] >= due["as_of_date"]).all()
    punctual = buyers[buyers["days_overdue"] == 0]
    comes_back = punctual["churn_probability"] < 0.5
    assert punctual.loc[comes_back, "expected_next_order_date"].notna().all()


def test_no_order_is_due_when_the_forecast_expects_none(demo):
    found = demo.query("select * from customer_predictions where churn_probability is not null")
    waits = (found["expected_next_order_date"] - found["as_of_date"]).dt.days.fillna(np.inf)
    assert ((waits <= 90) == (found["purchase_probability_90d"] >= 0.5)).all()
    horizon = found["churn_horizon_days"]
    assert ((waits <= horizon) == (found["churn_probability"] <= 0.5)).all()


def test_a_missed_forecast_warns(demo, tmp_path):
    copy = Project(tmp_path / "copy", parsed_with={}, writes_json=False)
    shutil.copy(demo.database, copy.database)
    for miss, warned in ((0.3, False), (0.001, True)):
        result = copy.dbt(
            "test",
            "--select",
            "prediction_quality,test_name:forecast_came_true",
            forecast_miss_warning=miss,
        )
        assert result.returncode == 0, result.stdout
        assert ("WARN 1" in result.stdout) == warned


def test_orders_of_a_month_give_no_forecast_but_a_rhythm(demo, tmp_path):
    copy = Project(tmp_path / "copy", parsed_with={}, writes_json=False)
    shutil.copy(demo.database, copy.database)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute("delete from main_segmentation_internal.prediction_model_rows")
    names = (
        "prediction_parameters",
        "customer_forecasts",
        "customer_predictions",
        "spend_year_ago",
        "customer_values",
        "segment_values",
        "segment_earnings",
        "segment_budget",
    )
    copy.build("--select", *names)
    found = scored(copy)
    learnt = ["purchase_probability_90d", "churn_probability", "expected_spend_90d", "rule"]
    assert found[learnt].isna().all(axis=None)
    assert found["days_overdue"].notna().any()
    budget = copy.query("select * from segment_budget where customer_share > 0")
    assert budget["expected_value_90d"].isna().all()
    assert not budget["reason"].str.contains("expected").any()
    assert budget["reason"].str.contains("there is no forecast yet").any()
    told = copy.dbt("test", "--select", "test_name:spend_is_forecast").stdout
    assert "WARN 1" in told and "nothing is forecast yet" in told
