"""Forecasts: the two-part model, BG/NBD with the published figures, levels, and the choice of a rule."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from customer_segmentation.predict import backtest, level, rules, tables, two_part
from customer_segmentation.predict.bg_nbd import (
    BgNbd,
    GammaGamma,
    fit_bg_nbd,
    fit_gamma_gamma,
    negative_log_likelihood,
)

# Fader, Hardie & Lee (2005a), table 2; weeks.
PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)


def cdnow(name: str) -> pd.DataFrame:
    """The CDNOW sample of the papers, as installed with a package; its code is not run."""
    [folder] = importlib.util.find_spec("lifetimes").submodule_search_locations
    return pd.read_csv(Path(folder) / "datasets" / name)


def test_published_parameters_of_the_cdnow_sample():
    buyers = cdnow("cdnow_customers_summary.csv")
    assert len(buyers) == 2357
    orders = [buyers[name].to_numpy(float) for name in ("frequency", "recency", "T")]
    found = fit_bg_nbd(*orders)
    for name in ("r", "alpha", "a", "b"):
        assert getattr(found, name) == pytest.approx(getattr(PUBLISHED, name), abs=6e-4)
    logs = np.log([found.r, found.alpha, found.a, found.b])
    assert -2357 * negative_log_likelihood(*orders)(logs) == pytest.approx(-9582.4, abs=0.05)


def test_published_order_values_of_the_cdnow_sample():
    """Fader & Hardie (2013), "The gamma-gamma model of monetary value", the 946 repeat buyers."""
    buyers = cdnow("cdnow_customers_summary_with_transactions.csv").query("x > 0")
    assert len(buyers) == 946
    found = fit_gamma_gamma(buyers["x"].to_numpy(float), buyers["zbar"].to_numpy(float))
    assert (found.p, found.q) == pytest.approx((6.25, 3.74), abs=0.01)
    assert found.gamma == pytest.approx(15.44, abs=0.02)


def drawn_buyers(customers: int, weeks: float, seed: int = 1):
    """Repeats, time of the last order and age of customers who behave as the paper says."""
    random = np.random.default_rng(seed)
    rate = random.gamma(PUBLISHED.r, 1 / PUBLISHED.alpha, customers)
    dropout = random.beta(PUBLISHED.a, PUBLISHED.b, customers)
    age = random.uniform(weeks - 12, weeks, customers)
    repeats, last = np.zeros(customers), np.zeros(customers)
    for i in range(customers):
        now = 0.0
        while random.random() > (dropout[i] if repeats[i] else 0) and rate[i] > 0:
            now += random.exponential(1 / rate[i])
            if now > age[i]:
                break
            repeats[i] += 1
            last[i] = now
    return repeats, last, age


def test_expected_orders_are_those_of_the_paper():
    """The customer of the authors' worked example: x = 2, t_x = 30.43, T = 38.86, 39 weeks ahead."""
    x, last, age = np.array([2.0]), np.array([30.43]), np.array([38.86])
    assert PUBLISHED.orders(x, last, age, 39.0)[0] == pytest.approx(1.226, abs=5e-4)


def test_expected_orders_equal_the_hypergeometric_form():
    from scipy.special import hyp2f1

    x, age = np.array([0.0, 1.0, 7.0, 40.0]), np.array([2.0, 20.0, 38.0, 60.0])
    last = age * np.array([0.0, 0.5, 0.9, 0.99])
    r, alpha, a, b = 0.9, 6.0, 0.6, 2.0
    own = BgNbd(r, alpha, a, b)
    for ahead in (1.0, 13.0, 52.0):
        z = ahead / (alpha + age + ahead)
        mean = 1 - ((alpha + age) / (alpha + age + ahead)) ** (r + x) * hyp2f1(
            r + x, b + x, a + b + x - 1, z
        )
        expected = (a + b + x - 1) / (a - 1) * mean * own.alive(x, last, age)
        np.testing.assert_allclose(own.orders(x, last, age, ahead), expected, rtol=1e-7)


def test_parameters_of_a_drawn_shop_are_found_again():
    found = fit_bg_nbd(*drawn_buyers(8_000, 78.0))
    assert found.r == pytest.approx(PUBLISHED.r, rel=0.15)
    assert found.alpha == pytest.approx(PUBLISHED.alpha, rel=0.15)
    mean = found.a / (found.a + found.b)
    assert mean == pytest.approx(PUBLISHED.a / (PUBLISHED.a + PUBLISHED.b), rel=0.15)


def test_order_value_is_drawn_to_the_mean_of_all():
    """Figures of the authors' note on the gamma-gamma model: p = 6.25, q = 3.74, gamma = 15.44."""
    model = GammaGamma(p=6.25, q=3.74, gamma=15.44)
    everybody = model.p * model.gamma / (model.q - 1)
    assert everybody == pytest.approx(35.2, abs=0.05)
    values = model.order_value(np.array([1.0, 4.0, 1000.0]), np.array([100.0, 100.0, 100.0]))
    assert everybody < values[0] < values[1] < values[2]
    assert values[2] == pytest.approx(100, rel=1e-2)


def test_order_values_of_drawn_customers_are_found_again():
    random = np.random.default_rng(3)
    orders = random.integers(1, 12, 8000).astype(float)
    scale = random.gamma(3.74, 1 / 15.44, 8000)
    mean_value = random.gamma(6.25 * orders, 1 / scale) / orders
    found = fit_gamma_gamma(orders, mean_value)
    assert found.p == pytest.approx(6.25, rel=0.1)
    assert found.q == pytest.approx(3.74, rel=0.1)


def samples(customers: int = 1500, seed: int = 5, growth: float = 1.0) -> pd.DataFrame:
    """A shop of steady buyers: rows of `prediction_samples` at five dates."""
    random = np.random.default_rng(seed)
    rate = random.gamma(1.0, 2.0, customers)
    value = random.lognormal(3, 0.5, customers)
    frames = []
    for days in (0, 90, 180, 270, 360):
        before = random.poisson(np.outer(rate, np.ones(4)))
        after = random.poisson(rate * growth)
        count = before.sum(axis=1)
        has = (count > 0).astype(float)
        recency = np.where(count > 0, random.uniform(1, 90, customers), np.nan)
        frame = pd.DataFrame(
            {
                "customer_id": [f"c{i:05d}" for i in range(customers)],
                "is_test": np.arange(customers) % 5 == 0,
                "days_before": days,
                "tenure_days": 500,
                "recency_days": recency,
                "days_since_first_order": np.where(count > 0, 360.0, np.nan),
                "order_count": count,
                "order_count_90d": before[:, 0],
                "average_order_value": np.where(count > 0, value, np.nan),
                "spend_net_90d": before[:, 0] * value,
                "spend_net_365d": count * value,
                "spend_year_ago_90d": before[:, 3] * value,
                "usual_pause_days": 40.0,
                "usual_order_value": 25.0,
            }
        )
        for horizon in (30, 90, 180, 365):
            share = horizon / 90
            over = days >= horizon
            frame[f"orders_next_{horizon}d"] = np.ceil(after * share) if over else np.nan
            frame[f"spend_next_{horizon}d"] = after * share * value if over else np.nan
        for term in rules.TERMS:
            frame[term] = 0.0
        frame["is_buyer"] = has
        frame["log_recency"] = np.log1p(np.nan_to_num(recency))
        frame["log_orders"] = np.log1p((before[:, 0] + count / 4) / 2)
        frame["log_spend"] = np.log1p((before[:, 0] + count / 4) / 2 * value)
        frame["log_order_value"] = has * np.log1p(value)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def dates(history_days: int = 420) -> pd.DataFrame:
    days = [0, 90, 180, 270, 360]
    return pd.DataFrame({"days_before": days, "history_days": [history_days - d for d in days]})


def test_model_beats_what_was_spent_in_the_last_period():
    rows = tables.prediction_rows(samples(), dates())
    quality = rows[(rows["kind"] == "quality") & (rows["horizon_days"] == 90)].set_index("rule")
    model, naive = quality.loc["two_part"], quality.loc["same_as_last_period"]
    assert quality["is_used"].sum() == 1
    assert not naive["is_used"]
    assert model["auc"] > naive["auc"]
    assert model["mean_absolute_error"] < naive["mean_absolute_error"]
    assert model["spearman"] > naive["spearman"]
    used = rows[rows["kind"] == "parameter"]
    assert set(used["rule"]) == set(quality.index[quality["is_used"].astype(bool)])


def seasonal(first: int, second: int, customers: int = 2000) -> pd.DataFrame:
    """A shop of two years: half of the customers buy in the quarters `first`, the others in `second`."""
    is_first = np.arange(customers) % 2 == 0
    frames = []
    for days in (0, 90, 180, 365, 455, 545):
        frame = samples(customers).query("days_before == 0").assign(days_before=days)
        quarter = -(days // 90) % 4
        buys = np.where(is_first, quarter == first, quarter == second)
        before = np.where(is_first, (quarter - 1) % 4 == first, (quarter - 1) % 4 == second)
        frame["log_orders"] = np.log1p(before)
        frame["spend_net_90d"] = 20.0 * before
        frame["spend_year_ago_90d"] = 20.0 * buys
        frame["bought_year_ago_90d"] = 1.0 * buys
        for horizon in (30, 90, 180, 365):
            over = days >= horizon
            frame[f"orders_next_{horizon}d"] = 1.0 * buys if over else np.nan
            frame[f"spend_next_{horizon}d"] = 20.0 * buys if over else np.nan
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def test_who_buys_follows_the_season():
    days = [0, 90, 180, 365, 455, 545]
    known = pd.DataFrame({"days_before": days, "history_days": [1000 - d for d in days]})
    history = tables.read_history(seasonal(0, 1), known)
    assert level.season(history) == "known"
    learnt = level.learnt_from(history, 90)
    assert learnt["is_season"].mean() == 0.5
    probability = backtest.learn(history, 90)["two_part"].probability(history.samples[0])
    is_first = np.arange(len(probability)) % 2 == 0
    assert probability.mean() == pytest.approx(0.5, abs=0.01)
    assert probability[is_first].min() > 0.9
    assert probability[~is_first].max() < 0.1


def test_a_naive_rule_in_use_has_the_total_of_the_season(monkeypatch):
    """Skis are sold in winter, however little was in the summer before."""
    monkeypatch.setattr(tables, "best_rule", lambda *figures: "same_as_last_period")
    days = [0, 90, 180, 365, 455, 545]
    known = pd.DataFrame({"days_before": days, "history_days": [1000 - d for d in days]})
    shop = seasonal(0, 1)
    shop[["spend_net_90d", "spend_year_ago_90d"]] += 5.0
    history = tables.read_history(shop, known)
    rows = tables.prediction_rows(shop, known)
    level_of_season = rows[rows["part"] == "level"].set_index("term")["value"]["season"]
    last = history.samples[0]["spend_net_90d"].sum()
    assert last > 0
    assert last * level_of_season == pytest.approx(level.total(history))
    used = rows[(rows["kind"] == "quality") & rows["is_used"].eq(True)].iloc[0]
    assert used["forecast_total"] == pytest.approx(level.total(history, 90))


def test_over_a_year_the_rule_in_use_has_the_total_of_the_season(monkeypatch):
    monkeypatch.setattr(tables, "best_rule", lambda *figures: "same_as_last_period")
    shop = samples(growth=0.5)
    history = tables.read_history(shop, dates())
    rows = tables.prediction_rows(shop, dates())
    value = rows[rows["part"] == "level"].set_index("term")["value"]
    assert value["season"] == 1
    last = history.samples[0]["spend_net_90d"].sum()
    year = level.total_of_a_year(history)
    assert last * value["year_multiple"] == pytest.approx(year)
    assert year < 0.9 * last * level.year_multiple(history)


def test_who_buys_in_another_season_buys_within_the_year():
    """Everybody who buys does so once a year, and not in the same quarter."""
    days = [0, 90, 180, 365, 455, 545, 730, 820]
    known = pd.DataFrame({"days_before": days, "history_days": [1300 - d for d in days]})
    frames = []
    for day in days:
        bought = np.array([0, 1, 3, 9])[np.arange(1500) % 4]
        quarter = -(day // 90) % 4
        is_buyer, buys_now, bought_last = bought < 9, bought == quarter, bought == (quarter - 1) % 4
        frame = samples(1500).query("days_before == 0").assign(days_before=day)
        frame["log_orders"] = np.log1p(1.0 * bought_last)
        frame["spend_net_90d"] = 20.0 * bought_last
        frame["spend_year_ago_90d"] = 20.0 * buys_now
        frame["bought_year_ago_90d"] = 1.0 * buys_now
        frame["spend_net_365d"] = 20.0 * is_buyer
        for horizon in (30, 90, 180, 365):
            buys = is_buyer if horizon == 365 else buys_now
            over = day >= horizon
            frame[f"orders_next_{horizon}d"] = 1.0 * buys if over else np.nan
            frame[f"spend_next_{horizon}d"] = 20.0 * buys if over else np.nan
        frames.append(frame)
    rows = tables.prediction_rows(pd.concat(frames, ignore_index=True), known)
    year = rows[(rows["kind"] == "quality") & (rows["horizon_days"] == 365)].set_index("rule")
    assert year.index[year["is_used"].eq(True)].tolist() == ["same_period_a_year_ago"]
    assert year.loc["same_period_a_year_ago", "auc"] == 1
    assert year["range_share"].isna().all(), "a quarter's range is not that of a year"
    value = rows[(rows["part"] == "level") & (rows["term"] == "past_year")]["value"].item()
    assert value > 0
    steady = tables.prediction_rows(samples(), dates())
    assert (steady.loc[steady["term"] == "past_year", "value"] == 0).all()


def test_row_order_does_not_matter():
    mixed = samples().sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        tables.prediction_rows(samples(), dates()), tables.prediction_rows(mixed, dates())
    )


def test_probabilities_say_what_happens():
    rows = tables.prediction_rows(samples(3000), dates())
    deciles = rows[(rows["kind"] == "decile") & (rows["rule"] == "two_part")]
    assert len(deciles) == 10
    error = (deciles["mean_probability"] - deciles["buyer_share"]).abs()
    assert error.mean() < 0.04
    assert deciles["customers"].sum() == 3000


def quality(auc: float, deviance: float, spearman: float = 0.5, error: float = 10) -> dict:
    return {
        "auc": auc,
        "mean_deviance": deviance,
        "spearman": spearman,
        "mean_absolute_error": error,
        "customers": 4000,
        "buyers": 1300,
    }


@pytest.mark.parametrize(
    ("model", "naive", "best"),
    [
        (quality(0.8, 10), quality(0.7, 12), "two_part"),
        (quality(0.8, 13), quality(0.7, 12), "same_as_last_period"),
        (quality(0.7, 12), quality(0.7, 12), "two_part"),
        (quality(0.7, 12), quality(0.8, np.nan), "two_part"),
        # Without money who is told from whom decides, beyond chance.
        (quality(0.7, np.nan), quality(0.8, np.nan), "same_as_last_period"),
        (quality(0.50, np.nan), quality(0.51, np.nan), "two_part"),
        (quality(np.nan, np.nan), quality(np.nan, np.nan), "two_part"),
    ],
)
def test_a_naive_rule_is_used_where_it_beats_the_model(model, naive, best):
    figures = {"two_part": model, "same_as_last_period": naive}
    assert backtest.best_rule(figures) == best


def test_who_expects_nothing_of_most_is_not_the_best_forecast():
    """One in three of them spends: the absolute error is smaller, and the total a hundredth."""
    random = np.random.default_rng(3)
    spent = np.where(random.random(3000) < 0.3, 50.0, 0.0)
    nothing, mean = np.where(np.arange(3000) < 30, 15.0, 0.0), np.full(3000, 15.0)
    assert np.abs(nothing - spent).mean() < np.abs(mean - spent).mean()
    assert backtest.mean_deviance(nothing, spent) > 10 * backtest.mean_deviance(mean, spent)
    # Of forecasts for everybody the mean is the best.
    others = [backtest.mean_deviance(mean * factor, spent) for factor in (0.5, 0.9, 1.1, 2)]
    assert backtest.mean_deviance(np.full(3000, spent.mean()), spent) < min(others)
    assert np.isnan(backtest.mean_deviance(mean, np.zeros(3000)))


def test_a_rule_is_judged_by_the_season_that_comes_as_well():
    """BG/NBD knows no season: it may tell who buys in winter, and not who does in summer."""
    winter = {"two_part": quality(0.73, 46), "bg_nbd_gamma_gamma": quality(0.74, 44)}
    summer = {"two_part": quality(0.9, 11), "bg_nbd_gamma_gamma": quality(0.6, 15)}
    assert backtest.best_rule(winter) == "bg_nbd_gamma_gamma"
    assert backtest.best_rule(winter, summer) == "two_part"
    assert backtest.best_rule(winter, {}) == "bg_nbd_gamma_gamma"


@pytest.mark.parametrize(
    ("used", "past_year", "best"),
    [
        (quality(0.8, 9, 0.5, 10), quality(0.7, 9, 0.4, 12), "two_part"),
        (quality(0.7, 9, 0.4, 12), quality(0.7, 9, 0.4, 12), "two_part"),
        (quality(0.6, 9, 0.5, 13), quality(0.7, 9, 0.4, 12), "same_period_a_year_ago"),
        # Ranks that chance orders so.
        (quality(0.50, 9, -0.01, 11), quality(0.51, 9, 0.02, 12), "two_part"),
    ],
)
def test_the_past_year_is_the_next_where_that_beats_the_rule_in_use(used, past_year, best):
    figures = {"two_part": used, "same_period_a_year_ago": past_year}
    assert backtest.best_rule_of_a_year("two_part", figures) == best
    assert backtest.best_rule_of_a_year("two_part", {}) == "two_part"


def history_of(last: float, year_ago: tuple[float, float] | None, days: int) -> level.History:
    """One customer, with spend in the last period and in two periods a year ago."""
    now = pd.DataFrame(
        {
            "spend_net_90d": [last],
            "spend_net_365d": [600.0],
            "spend_year_ago_90d": [year_ago and year_ago[1]],
        }
    )
    before = pd.DataFrame(
        {
            "spend_net_90d": [year_ago and year_ago[0]],
            "spend_net_365d": [600.0],
            "spend_next_90d": [year_ago and year_ago[1]],
            "spend_next_365d": [year_ago and 4 * year_ago[1]],
        }
    )
    return level.History({0: now, 365: before}, {0: days, 365: days - 365})


@pytest.mark.parametrize(
    ("days", "season", "low", "high"),
    [(200, "unknown", 60, 140), (400, "unknown", 60, 140), (500, "known", 183.79, 275.69)],
)
def test_total_follows_the_season_and_states_its_range(days, season, low, high):
    year_ago = (200.0, 400.0)
    history = history_of(100.0, year_ago, days)
    total, share = level.total(history), level.range_share(history)
    assert level.season(history) == season
    assert total * (1 - share) == pytest.approx(low, rel=1e-4)
    assert total * (1 + share) == pytest.approx(high, rel=1e-4)


@pytest.mark.parametrize(
    ("comes_back", "low", "high"),
    [
        (1.0, 0.85, 1.15),  # Everybody goes on as before.
        (0.0, 0.0, 0.0),  # Nobody who was known ever came back: newcomers made the last period.
        (0.1, 0.0, 0.2),
    ],
)
def test_without_a_season_a_total_follows_those_who_come_back(comes_back, low, high):
    shop = samples()
    returns = np.random.default_rng(2).random(len(shop)) < comes_back
    for horizon in (30, 90, 180, 365):
        for figure in ("orders", "spend"):
            shop[f"{figure}_next_{horizon}d"] *= returns
    history = tables.read_history(shop, dates(300))
    last = history.samples[0]["spend_net_90d"].sum()
    assert level.season(history) == "unknown"
    assert low * last <= level.total(history) <= high * last


def test_a_shop_that_was_closed_a_year_ago_shows_no_season():
    closed = history_of(100.0, (200.0, 0.0), 500)
    assert level.season(closed) == "unknown"
    assert level.total(closed) == level.total(history_of(100.0, None, 200)) > 0
    # Who sells nothing now, either, is closed.
    assert level.total(history_of(0.0, (200.0, 0.0), 500)) == 0


def shop_of_one_season(quarter: int) -> level.History:
    """Half of the customers buy in one quarter of the coming four, each year, and nobody in another."""
    days = [0, 90, 180, 365, 455, 545, 730, 820]
    frames = []
    for day in days:
        sells, sold = ((-(day // 90) - ago) % 4 == quarter for ago in (0, 1))
        frame = samples(2000).query("days_before == 0").assign(days_before=day)
        buyer = 1.0 * (np.arange(2000) % 2 == 0)
        frame["log_orders"] = np.log1p(buyer * sold)
        frame["spend_net_90d"] = 20 * buyer * sold
        frame["spend_net_365d"] = 20 * buyer
        frame["spend_year_ago_90d"] = 20 * buyer * sells
        frame["bought_year_ago_90d"] = buyer * sells
        for horizon in (30, 90, 180, 365):
            buys = buyer * (sells or horizon == 365) if day >= horizon else np.nan
            frame[f"orders_next_{horizon}d"] = buys
            frame[f"spend_next_{horizon}d"] = 20 * buys
        frames.append(frame)
    known = pd.DataFrame({"days_before": days, "history_days": [1300 - day for day in days]})
    return tables.read_history(pd.concat(frames, ignore_index=True), known)


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_a_shop_that_closes_each_year_opens_again(quarter):
    """In the season, before it, and in the middle of the rest: the coming period and the coming year."""
    history = shop_of_one_season(quarter)
    coming = 20_000.0 if quarter == 0 else 0.0
    assert level.season(history) == "known"
    assert level.total(history) == pytest.approx(coming)
    assert level.total_of_a_year(history) == pytest.approx(20_000)
    probability = backtest.learn(history, 90)["two_part"].probability(history.samples[0])
    assert probability.mean() == pytest.approx(0.5 if quarter == 0 else 0, abs=0.01)
    rows = tables.prediction_rows(
        pd.concat(history.samples.values()),
        pd.DataFrame(history.history_days.items(), columns=["days_before", "history_days"]),
    )
    value = rows[rows["part"] == "level"].set_index("term")["value"]
    year = value["past_year"] * 20_000 or value["year_multiple"] * coming
    assert year == pytest.approx(20_000)


def test_who_spends_as_in_the_last_period_is_no_forecast_after_a_rest(monkeypatch):
    monkeypatch.setattr(tables, "best_rule", lambda figures, of_season: min(figures))
    history = shop_of_one_season(0)
    rows = tables.prediction_rows(
        pd.concat(history.samples.values()),
        pd.DataFrame(history.history_days.items(), columns=["days_before", "history_days"]),
    )
    used = rows.loc[rows["part"] == "purchase", "rule"].unique()
    assert "same_as_last_period" not in used


def test_a_shop_that_closed_for_good_does_not_open_again():
    history = history_of(0.0, (200.0, 400.0), 1000)
    assert level.total(history) == level.total_of_a_year(history) == 0


def test_a_range_is_as_wide_as_earlier_totals_missed():
    history = history_of(100.0, None, 200)
    history.history_days[90] = 110
    history.samples[90] = pd.DataFrame({"spend_net_90d": [100.0], "spend_next_90d": [210.0]})
    assert level.total(history, 90) == 100
    assert level.range_share(history) == pytest.approx(1.1)
    assert level.range_share(history, 90) == pytest.approx(0.4)
    # Before the shop had a whole period there was nothing to forecast from.
    history.history_days[90] = 20
    assert level.range_share(history) == pytest.approx(0.4)


def test_newcomers_of_a_year_ago_are_not_known_now():
    history = history_of(100.0, (200.0, 400.0), 500)
    everybody = level.total(history)
    history.samples[365]["spend_next_90d"] = 100.0
    history.samples[90] = pd.DataFrame({"spend_next_90d": [12.5]})
    history.history_days[90] = 410
    assert level.total(history) == pytest.approx(everybody / 4)
    # A season that brings few newcomers says more than the last period with many, and the other way round.
    history.samples[90]["spend_next_90d"] = 50.0
    assert level.total(history) == pytest.approx(everybody / 2)


def test_a_trend_is_twofold_at_most():
    fast, faster = (history_of(last, (100.0, 400.0), 500) for last in (200.0, 2000.0))
    assert level.total(history_of(100.0, (100.0, 400.0), 500)) == pytest.approx(400)
    assert 400 < level.total(fast) == level.total(faster) < 800


def test_a_year_is_the_period_times_what_it_was_a_year_ago():
    assert level.year_multiple(history_of(100.0, (200.0, 400.0), 500)) == pytest.approx(4)
    without = level.year_multiple(history_of(100.0, None, 100))
    assert 0.5 * 365 / 90 < without < 365 / 90


def test_a_year_is_the_past_year_less_what_is_lost_in_one():
    history = history_of(100.0, (200.0, 400.0), 500)
    assert level.total_of_a_year(history) == pytest.approx(600)
    history.samples[365]["spend_next_365d"] = 300.0
    assert level.total_of_a_year(history) == pytest.approx(300)
    history.samples[365]["spend_next_365d"] = 60.0
    assert level.total_of_a_year(history) == level.total(history) > 60


def test_nothing_to_learn_from_gives_no_rule():
    young = dates(60)
    rows = tables.prediction_rows(samples(), young[young["history_days"] > 0])
    assert rows.empty


def test_a_shop_where_nobody_comes_back_is_forecast_to_stay_so():
    silent = samples()
    for horizon in (30, 90, 180, 365):
        silent.loc[silent["days_before"] >= horizon, f"orders_next_{horizon}d"] = 0
        silent.loc[silent["days_before"] >= horizon, f"spend_next_{horizon}d"] = 0
    rows = tables.prediction_rows(silent, dates())
    assert rows.loc[rows["kind"] == "parameter", "value"].notna().all()
    nobody = np.zeros(50, dtype=bool)
    model = two_part.fit_two_part(np.zeros((50, 2)), nobody, np.zeros(50), nobody)
    assert model.spend(np.zeros((3, 2))).tolist() == [0, 0, 0]
    assert (model.probability(np.zeros((3, 2))) < 0.02).all()
