"""Rules that forecast the next period: the two-part model, and the naive ones it has to beat.

Customers are rows of `prediction_samples` at one date: what was known of them then, and what they
did in the period after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from customer_segmentation.predict.bg_nbd import (
    WEEK,
    BgNbd,
    GammaGamma,
    fit_bg_nbd,
    fit_gamma_gamma,
)
from customer_segmentation.predict.two_part import Linear, fit_purchase, fit_two_part, logistic

# Columns of `prediction_samples` and, by the macro prediction_terms, of the SQL that scores.
TERMS = (
    "is_buyer",
    "is_repeat_buyer",
    "log_prospect_age",
    "log_recency",
    "log_age",
    "log_pauses_since_order",
    "log_usual_pause",
    "log_order_count",
    "log_order_count_90d",
    "log_orders",
    "log_order_pace",
    "log_order_value",
    "log_spend",
    "log_spend_pace",
    "bought_year_ago_90d",
    "bought_year_ago_180d",
)
# Customers that BG/NBD is fitted to: its four parameters need no more.
BUY_TILL_DIE_CUSTOMERS = 5000
HORIZON = 90
YEAR = 365
TWO_PART = "two_part"
LAST_PERIOD = "same_as_last_period"
YEAR_AGO = "same_period_a_year_ago"
BUY_TILL_DIE = "bg_nbd_gamma_gamma"


@dataclass(frozen=True)
class Rule:
    """A rule that was learnt.

    Attributes
    ----------
    probability : callable
        From customers to their probability to buy within `HORIZON` days.
    spend : callable
        From customers and 90 or 365 days to their net spend. The model knows no year: its level is
        set from outside.
    parameters : dict of (part, term) to float
        What SQL scores from.
    """

    name: str
    probability: Callable[[pd.DataFrame], np.ndarray]
    spend: Callable[[pd.DataFrame, int], np.ndarray]
    parameters: dict[tuple[str, str], float] = field(default_factory=dict)


def matrix(customers: pd.DataFrame) -> np.ndarray:
    return customers[list(TERMS)].to_numpy(dtype=float)


def column(customers: pd.DataFrame, name: str) -> np.ndarray:
    return customers[name].fillna(0).to_numpy(dtype=float)


def linear_parameters(part: str, linear: Linear, terms: Sequence[str]) -> dict:
    """An intercept and coefficients by part and term."""
    return {(part, "intercept"): linear.intercept} | {
        (part, term): float(value) for term, value in zip(terms, linear.coefficients, strict=True)
    }


def two_part(learnt: pd.DataFrame) -> Rule:
    """The two-part model, from `learnt_from`."""
    bought = column(learnt, f"orders_next_{HORIZON}d") > 0
    spent = column(learnt, f"spend_next_{HORIZON}d")
    model = fit_two_part(matrix(learnt), bought, spent, learnt["is_season"].to_numpy())
    parameters = (
        linear_parameters("purchase", model.purchase, TERMS)
        | linear_parameters("amount", model.amount, TERMS)
        | {
            ("amount", "lowest"): model.amount_low,
            ("amount", "highest"): model.amount_high,
            ("level", "learnt"): model.level,
        }
    )
    return Rule(
        TWO_PART,
        lambda customers: model.probability(matrix(customers)),
        lambda customers, days: model.spend(matrix(customers)) * days / HORIZON,
        parameters,
    )


def last_period(learnt: pd.DataFrame) -> Rule:
    """Everybody spends what they spent in the last period."""
    return _as_before(LAST_PERIOD, learnt, "spend_net_90d")


def year_ago(learnt: pd.DataFrame) -> Rule:
    """Everybody spends what they spent in the same period a year ago."""
    return _as_before(YEAR_AGO, learnt, "spend_year_ago_90d")


def _as_before(name: str, learnt: pd.DataFrame, spend_column: str) -> Rule:
    def terms(customers: pd.DataFrame) -> np.ndarray:
        return (column(customers, spend_column) > 0).astype(float)[:, None]

    def spend(customers: pd.DataFrame, days: int) -> np.ndarray:
        if days == YEAR and name == YEAR_AGO:
            return np.maximum(column(customers, "spend_net_365d"), 0)
        return np.maximum(column(customers, spend_column), 0) * days / HORIZON

    bought = column(learnt, f"orders_next_{HORIZON}d") > 0
    purchase = fit_purchase(terms(learnt), bought, learnt["is_season"].to_numpy())
    return Rule(
        name,
        lambda customers: logistic(purchase(terms(customers))),
        spend,
        linear_parameters("purchase", purchase, ["bought"]),
    )


def buy_till_die(learnt: pd.DataFrame) -> Rule:
    """BG/NBD and gamma-gamma from the orders before the date; what came after is not looked at."""
    buyers = learnt[(column(learnt, "order_count") > 0) & ~learnt["is_season"]]
    buyers = buyers.iloc[:: -(-len(buyers) // BUY_TILL_DIE_CUSTOMERS)]
    visits = fit_bg_nbd(*_times(buyers))
    paid = buyers[column(buyers, "average_order_value") > 0]
    values = None
    if len(paid):
        values = fit_gamma_gamma(column(paid, "order_count"), column(paid, "average_order_value"))

    def probability(customers: pd.DataFrame) -> np.ndarray:
        buys = visits.purchase_probability(*_times(customers), HORIZON / WEEK)
        return np.where(column(customers, "order_count") > 0, buys, 0)

    def spend(customers: pd.DataFrame, days: int) -> np.ndarray:
        if values is None:
            return np.zeros(len(customers))
        orders = visits.orders(*_times(customers), days / WEEK)
        own = np.maximum(column(customers, "average_order_value"), 0)
        worth = values.order_value(column(customers, "order_count"), own)
        return np.where(column(customers, "order_count") > 0, orders * worth, 0)

    return Rule(BUY_TILL_DIE, probability, spend, _parameters(visits, values))


def _times(customers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Repeats, weeks from the first to the last order, weeks since the first."""
    age = column(customers, "days_since_first_order") / WEEK
    silent = column(customers, "recency_days") / WEEK
    return np.maximum(column(customers, "order_count") - 1, 0), age - silent, age


def _parameters(visits: BgNbd, values: GammaGamma | None) -> dict[tuple[str, str], float]:
    found = {("visits", name): getattr(visits, name) for name in ("r", "alpha", "a", "b")}
    if values is not None:
        found |= {("values", name): getattr(values, name) for name in ("p", "q", "gamma")}
    return found


RULES: dict[str, Callable[[pd.DataFrame], Rule]] = {
    TWO_PART: two_part,
    LAST_PERIOD: last_period,
    YEAR_AGO: year_ago,
    BUY_TILL_DIE: buy_till_die,
}
