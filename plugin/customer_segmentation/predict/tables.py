"""Rows of the prediction tables, from the customers that a forecast is learnt from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.fit.effort import single_threaded
from customer_segmentation.model.tables import FLAG, INTEGER, NUMBER, TEXT, typed_frame
from customer_segmentation.predict.backtest import (
    Outcome,
    best_rule,
    best_rule_of_a_year,
    calibration,
    is_levelled,
    learn,
    outcome,
    quality,
)
from customer_segmentation.predict.level import (
    UNKNOWN,
    History,
    learnt_from,
    range_share,
    season,
    total,
    total_of_a_year,
)
from customer_segmentation.predict.rules import (
    HORIZON,
    TERMS,
    YEAR,
    YEAR_AGO,
    Rule,
    column,
    linear_parameters,
    matrix,
)
from customer_segmentation.predict.two_part import fit_purchase

# Churn is no order within three usual pauses: of customers who buy at random moments one in twenty
# is silent so long. One of the horizons that outcomes are counted for.
CHURN_PAUSES = 3
CHURN_HORIZONS = (30, 90, 180, 365)
FIGURES = {
    "customers": INTEGER,
    "buyers": INTEGER,
    "auc": NUMBER,
    "forecast_total": NUMBER,
    "actual_total": NUMBER,
    "mean_absolute_error": NUMBER,
    "mean_deviance": NUMBER,
    "spearman": NUMBER,
}
COLUMNS = {
    "kind": TEXT,
    "rule": TEXT,
    "horizon_days": INTEGER,
    "is_used": FLAG,
    "part": TEXT,
    "term": TEXT,
    "value": NUMBER,
    "season": TEXT,
    "range_share": NUMBER,
    **FIGURES,
    **{f"test_{name}": dtype for name, dtype in FIGURES.items()},
    "decile": INTEGER,
    "mean_probability": NUMBER,
    "buyer_share": NUMBER,
}


def prediction_rows(samples: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """Learn the rules, measure them on periods that are over, and write out the one to use.

    Parameters
    ----------
    samples : pandas.DataFrame
        `prediction_samples`, in any order.
    dates : pandas.DataFrame
        `prediction_dates`.

    Returns
    -------
    pandas.DataFrame
        Rows of `prediction_model_rows`. `kind` is parameter, quality or decile.
    """
    history = read_history(samples, dates)
    if 0 not in history.samples:
        return typed_frame([], COLUMNS)
    with single_threaded():
        rows = _rows(history)
    return typed_frame(rows, COLUMNS)


def read_history(samples: pd.DataFrame, dates: pd.DataFrame) -> History:
    """Customers by date, in a fixed order."""
    ordered = samples.sort_values(["days_before", "customer_id"], ignore_index=True)
    return History(
        {
            int(days): own.reset_index(drop=True)
            for days, own in ordered.groupby("days_before", sort=True)
        },
        {int(row["days_before"]): int(row["history_days"]) for row in dates.to_dict("records")},
    )


def _rows(history: History) -> list[dict[str, Any]]:
    rules = _that_tell(learn(history, HORIZON), history)
    earlier, year_before = learn(history, 2 * HORIZON), _year_before(history)
    # Forecasts as they would have been made one period ago, for the period that is just over.
    found = {
        name: outcome(rule, history, HORIZON, HORIZON)
        for name, rule in earlier.items()
        if name in rules
    }
    figures = {name: quality(own) for name, own in found.items()}
    tested = {name: _test_figures(rule, history) for name, rule in rules.items()}
    used = best_rule(figures or tested, _season_figures(history, year_before)) if rules else None
    if used in found:
        found[used] = outcome(earlier[used], history, HORIZON, HORIZON, is_used=True)
        figures[used] = quality(found[used])
    rows = [
        {
            "kind": "quality",
            "rule": name,
            "horizon_days": HORIZON,
            "is_used": name == used,
            "season": season(history, HORIZON),
            "range_share": range_share(history, HORIZON),
            **figures.get(name, {}),
            **{f"test_{figure}": value for figure, value in tested[name].items()},
        }
        for name in rules
    ]
    rows += [
        {"kind": "decile", "rule": name, "horizon_days": HORIZON, "is_used": name == used, **row}
        for name, own in found.items()
        for row in calibration(own)
    ]
    if used is not None:
        years = {
            name: outcome(rule, history, YEAR, YEAR, is_used=name in (used, YEAR_AGO))
            for name, rule in year_before.items()
        }
        used_of_a_year = best_rule_of_a_year(
            used, {name: quality(own) for name, own in years.items()}
        )
        rows += _year_rows(history, used_of_a_year, years)
        rows += _parameter_rows(rules[used], history, used_of_a_year)
    return rows


def _that_tell(rules: dict[str, Rule], history: History) -> dict[str, Rule]:
    """Without those by which nobody spends anything, after a rest, where something is expected."""
    if not total(history) > 0:
        return rules
    return {
        name: rule
        for name, rule in rules.items()
        if rule.spend(history.samples[0], HORIZON).sum() > 0
    }


def _test_figures(rule: Rule, history: History) -> dict[str, float]:
    """Figures of the rule in use now among customers that it was not learnt from."""
    found = outcome(rule, history, HORIZON, HORIZON)
    return quality(found, history.samples[HORIZON]["is_test"].to_numpy(dtype=bool))


def _year_before(history: History) -> dict[str, Rule]:
    """The rules as they would have been learnt a year ago."""
    return {} if history.at(YEAR, HORIZON) is None else learn(history, YEAR + HORIZON)


def _season_figures(history: History, year_before: dict[str, Rule]) -> dict[str, dict[str, float]]:
    """Figures of a year ago, of the season that is forecast: who buys in winter is told by other signs
    than who buys in summer. Empty where as much was not known of the season then as now."""
    if season(history) == UNKNOWN or season(history, YEAR) == UNKNOWN:
        return {}
    return {
        name: quality(outcome(rule, history, YEAR, HORIZON)) for name, rule in year_before.items()
    }


def _year_rows(
    history: History, used_of_a_year: str, years: dict[str, Outcome]
) -> list[dict[str, Any]]:
    """Without a range: how far a year's total may be off was measured nowhere."""
    return [
        {
            "kind": "quality",
            "rule": name,
            "horizon_days": YEAR,
            "is_used": name == used_of_a_year,
            "season": season(history, YEAR),
            **quality(found),
        }
        for name, found in years.items()
    ]


def _parameter_rows(rule: Rule, history: History, used_of_a_year: str) -> list[dict[str, Any]]:
    now = history.samples[0]
    forecast = rule.spend(now, HORIZON).sum()
    past_year = np.maximum(column(now, "spend_net_365d"), 0).sum()
    target = total(history) if is_levelled(rule, history, 0, HORIZON, True) else forecast
    year = total_of_a_year(history)
    horizon, churn = _churn(history)
    # Shares of a quarter that brings nothing say nothing of the year.
    is_past_year = (used_of_a_year == YEAR_AGO or not target > 0) and past_year > 0
    parameters = rule.parameters | {
        ("level", "season"): target / forecast if forecast > 0 else 0.0,
        ("level", "year_multiple"): year / target if target > 0 else 0.0,
        ("level", "past_year"): year / past_year if is_past_year else 0.0,
        ("level", "range_share"): range_share(history, 0),
        ("churn", "horizon_days"): float(horizon),
        **churn,
    }
    return [
        {
            "kind": "parameter",
            "rule": rule.name,
            "part": part,
            "term": term,
            "value": value,
            "season": season(history),
        }
        for (part, term), value in sorted(parameters.items())
    ]


def _churn(history: History) -> tuple[int, dict[tuple[str, str], float]]:
    """Horizon of churn in days, and the coefficients of the logit of buying within it."""
    pause = float(history.samples[0]["usual_pause_days"].iloc[0])
    wanted = next((days for days in CHURN_HORIZONS if days >= CHURN_PAUSES * pause), YEAR)
    possible = {
        days: learnt
        for days in CHURN_HORIZONS
        if days <= wanted and (learnt := learnt_from(history, days, days)) is not None
    }
    if not possible:
        return HORIZON, {}
    horizon, learnt = possible.popitem()
    bought = column(learnt, f"orders_next_{horizon}d") > 0
    fitted = fit_purchase(matrix(learnt), bought, learnt["is_season"].to_numpy())
    return horizon, linear_parameters("churn", fitted, TERMS)
