"""How good each rule would have been: forecasts of periods that are over, beside what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from customer_segmentation.predict.level import (
    KNOWN,
    History,
    learnt_from,
    season,
    total,
    total_of_a_year,
)
from customer_segmentation.predict.rules import (
    BUY_TILL_DIE,
    HORIZON,
    RULES,
    TWO_PART,
    YEAR,
    YEAR_AGO,
    Rule,
    column,
)
from customer_segmentation.predict.two_part import AMOUNT_POWER

DECILES = 10
# Rules that say who buys more than whom; how much all buy together is the season's part.
LEVELLED = (TWO_PART, BUY_TILL_DIE)
# A forecast of nothing, as a share of the mean: that of the deviance is infinite.
NEXT_TO_NOTHING = 1e-6
# Standard errors above no order at all within which a rank may be chance.
CHANCE = 2.0


@dataclass(frozen=True)
class Outcome:
    """Forecast of a rule for customers, and what they did.

    Attributes
    ----------
    probability : numpy.ndarray of shape (customers,)
        To buy within `HORIZON`; over a year what orders customers alike, the spend.
    spend : numpy.ndarray of shape (customers,)
    bought, spent : numpy.ndarray of shape (customers,)
    """

    probability: np.ndarray
    spend: np.ndarray
    bought: np.ndarray
    spent: np.ndarray


def learn(history: History, days_before: int) -> dict[str, Rule]:
    """Learn every rule from what train customers did so many days ago, see `learnt_from`.

    Returns
    -------
    dict of str to Rule
        Without those for which there is nothing to learn from: no customer, no order, no year.
    """
    learnt = learnt_from(history, days_before)
    if learnt is None:
        return {}
    has_orders = bool((column(learnt, "order_count") > 0)[~learnt["is_season"]].any())
    has_year = history.history_days[days_before] >= YEAR - HORIZON
    return {
        name: learn_rule(learnt)
        for name, learn_rule in RULES.items()
        if (has_orders or name != BUY_TILL_DIE) and (has_year or name != YEAR_AGO)
    }


def outcome(
    rule: Rule, history: History, days_before: int, horizon: int, is_used: bool = False
) -> Outcome:
    """What the rule says of all customers so many days ago.

    At its level, see `is_levelled`.
    """
    customers = history.samples[days_before]
    spend = rule.spend(customers, horizon)
    if is_levelled(rule, history, days_before, horizon, is_used):
        total_of = total_of_a_year if horizon == YEAR else total
        target = total_of(history, days_before)
        spend = spend * (target / spend.sum() if spend.sum() > 0 else 0.0)
    return Outcome(
        # No probability is stated of a year: who is expected to spend more is the likelier buyer.
        rule.probability(customers) if horizon == HORIZON else spend,
        spend,
        column(customers, f"orders_next_{horizon}d") > 0,
        column(customers, f"spend_next_{horizon}d"),
    )


def is_levelled(
    rule: Rule, history: History, days_before: int, horizon: int, is_used: bool
) -> bool:
    """Whether the season says how much all buy together, and the rule only who more than whom.

    As the rule in use also that of a naive one, which expects the same season again, and over a year that
    nobody leaves.
    """
    follows = horizon == YEAR or season(history, days_before) == KNOWN
    return rule.name in LEVELLED or (is_used and follows)


def quality(found: Outcome, chosen: np.ndarray | None = None) -> dict[str, float]:
    """Figures of a forecast among the chosen customers, all by default.

    Returns
    -------
    dict of str to float
        auc: probability that a buyer was given a higher probability than someone who did not buy.
        spearman: rank correlation of forecast and spend. NaN where all are alike. mean_deviance: see there.
    """
    chosen = np.ones(len(found.bought), dtype=bool) if chosen is None else chosen
    bought, spent = found.bought[chosen], found.spent[chosen]
    spend = found.spend[chosen]
    return {
        "customers": int(chosen.sum()),
        "buyers": int(bought.sum()),
        "auc": auc(found.probability[chosen], bought),
        "forecast_total": float(spend.sum()),
        "actual_total": float(spent.sum()),
        "mean_absolute_error": float(np.abs(spend - spent).mean()) if len(spent) else np.nan,
        "mean_deviance": mean_deviance(spend, spent),
        "spearman": spearman(spend, spent),
    }


def mean_deviance(spend: np.ndarray, spent: np.ndarray) -> float:
    """Mean Tweedie deviance of a forecast per customer; NaN where nothing is expected, or came.

    The mean of what a customer spends is the forecast for which it is smallest (Gneiting 2011, "Making and
    evaluating point forecasts"); of the absolute error it is the median, which is nothing where most do not
    order. To expect nothing at all of somebody counts as `NEXT_TO_NOTHING`.
    """
    from sklearn.metrics import mean_tweedie_deviance

    came = np.maximum(spent, 0)
    if not (spend > 0).any() or not came.any():
        return float("nan")
    expected = np.maximum(spend, NEXT_TO_NOTHING * came.mean())
    return float(mean_tweedie_deviance(came, expected, power=AMOUNT_POWER))


def auc(probability: np.ndarray, bought: np.ndarray) -> float:
    """Area under the ROC curve; NaN when all or none bought."""
    from scipy.stats import rankdata

    buyers, others = int(bought.sum()), int((~bought).sum())
    if not buyers or not others:
        return float("nan")
    ranks = rankdata(np.round(probability, 12))[bought].sum()
    return float((ranks - buyers * (buyers + 1) / 2) / (buyers * others))


def spearman(left: np.ndarray, right: np.ndarray) -> float:
    """Spearman's rank correlation, ties at their mean rank; NaN where one side does not vary."""
    from scipy.stats import rankdata

    if not len(left):
        return float("nan")
    ranks = [rankdata(np.round(values, 8)) for values in (left, right)]
    if any(np.ptp(values) == 0 for values in ranks):
        return float("nan")
    return float(np.corrcoef(*ranks)[0, 1])


def calibration(found: Outcome) -> list[dict[str, Any]]:
    """Customers in ten equal groups by their probability to buy: what was said and what happened."""
    order = np.argsort(-np.round(found.probability, 12), kind="stable")
    return [
        {
            "decile": number,
            "customers": len(members),
            "mean_probability": float(found.probability[members].mean()),
            "buyer_share": float(found.bought[members].mean()),
            "forecast_total": float(found.spend[members].sum()),
            "actual_total": float(found.spent[members].sum()),
        }
        for number, members in enumerate(np.array_split(order, DECILES), start=1)
        if len(members)
    ]


def best_rule(
    figures: dict[str, dict[str, float]], of_season: dict[str, dict[str, float]] | None = None
) -> str:
    """The model, unless a naive rule forecasts spend with less deviance; then the best naive rule.

    Where no money is known, the rule with the larger area: areas that chance alone may bring about are equal.

    Parameters
    ----------
    figures : dict of str to dict of str to float
        `quality` by rule.
    of_season : dict of str to dict of str to float, optional
        The same of the season that is forecast, a year ago, where that is known: it counts, too.
    """
    is_known = of_season and of_season.keys() >= figures.keys()
    tests = [figures, of_season] if is_known and of_season else [figures]

    def deviance(name: str) -> float:
        return sum(test[name]["mean_deviance"] for test in tests)

    def area_missed(name: str) -> float:
        return -sum(
            max(np.nan_to_num(test[name]["auc"], nan=0.5), 0.5 + CHANCE * auc_error(test[name]))
            for test in tests
        )

    has_money = any(not np.isnan(deviance(name)) for name in figures)
    error = deviance if has_money else area_missed
    return min(
        figures, key=lambda name: (np.nan_to_num(error(name), nan=np.inf), name != TWO_PART, name)
    )


def best_rule_of_a_year(used: str, figures: dict[str, dict[str, float]]) -> str:
    """What each customer spent in the past year, where it beats the rule in use, times periods a year.

    By more of auc, spearman and mean_absolute_error than it is worse by; ranks that chance alone may bring
    about are equal.

    Parameters
    ----------
    used : str
        Rule of the coming period: whoever buys in another season is nothing to it.
    figures : dict of str to dict of str to float
        `quality` of a year by rule; empty where there is none.
    """
    if used not in figures or YEAR_AGO not in figures:
        return used
    own, other = figures[used], figures[YEAR_AGO]
    return YEAR_AGO if _wins(other, own) > _wins(own, other) else used


def auc_error(figures: dict[str, float]) -> float:
    """Standard error of the area where nothing tells buyers from others (Mann & Whitney 1947)."""
    buyers, others = figures["buyers"], figures["customers"] - figures["buyers"]
    pairs = buyers * others
    return float(np.sqrt((buyers + others + 1) / (12 * pairs))) if pairs else 0.0


def _wins(own: dict[str, float], other: dict[str, float]) -> int:
    return sum(
        [
            _above(own["auc"], other["auc"], 0.5 + CHANCE * auc_error(own)),
            _above(own["spearman"], other["spearman"], CHANCE / np.sqrt(own["customers"])),
            own["mean_absolute_error"] < other["mean_absolute_error"],
        ]
    )


def _above(left: float, right: float, chance: float) -> bool:
    if np.isnan(left) or np.isnan(right):
        return np.isnan(right) and not np.isnan(left)
    return max(left, chance) > max(right, chance)
