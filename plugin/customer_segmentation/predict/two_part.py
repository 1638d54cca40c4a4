"""Whether a customer buys in the next period, and for how much: a two-part model.

A logistic regression gives the probability to buy, a Tweedie regression with a log link the amount of
those who buy (Duan et al. 1983, "A comparison of alternative models for the demand for medical care";
Jorgensen 1987, "Exponential dispersion models"). Both are linear in the same terms, so that SQL needs
coefficients only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Ridge penalty of the amounts per customer, on standardized terms; and the power of the mean that
# their variance follows, between Poisson (1) and gamma (2). Set on the demo, Complete Journey and
# Online Retail a quarter before their ends, among 1, 1.5 and 2 and penalties of 0.001, 0.01 and 0.1.
AMOUNT_PENALTY = 0.01
AMOUNT_POWER = 1.5
# Fewer buyers, or fewer who do not buy, teach nothing about who buys.
MIN_EACH = 5
# Linear predictors of a probability beyond this are certainties to any reader.
MAX_LOGIT = 30.0


@dataclass(frozen=True)
class Linear:
    """An intercept and one coefficient per term, in the units of the terms."""

    intercept: float
    coefficients: np.ndarray

    def __call__(self, terms: np.ndarray) -> np.ndarray:
        return self.intercept + terms @ self.coefficients


@dataclass(frozen=True)
class TwoPart:
    """A fitted model.

    Attributes
    ----------
    purchase : Linear
        Logit of the probability to buy.
    amount : Linear
        Logarithm of the amount, given that the customer buys.
    amount_low, amount_high : float
        Range of the logarithm among the customers that the model was learnt from; kept outside it.
    level : float
        What brings the sum of the forecasts to that of the customers learnt from, returns taken off.
    """

    purchase: Linear
    amount: Linear
    amount_low: float
    amount_high: float
    level: float

    def probability(self, terms: np.ndarray) -> np.ndarray:
        return logistic(self.purchase(terms))

    def spend(self, terms: np.ndarray) -> np.ndarray:
        amount = np.exp(np.clip(self.amount(terms), self.amount_low, self.amount_high))
        return self.probability(terms) * amount * self.level


def logistic(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(values, -MAX_LOGIT, MAX_LOGIT)))


def fit_purchase(terms: np.ndarray, bought: np.ndarray, is_season: np.ndarray) -> Linear:
    """Logistic regression on standardized terms with scikit-learn's usual ridge penalty.

    Parameters
    ----------
    terms : numpy.ndarray of shape (customers, terms)
    bought : numpy.ndarray of shape (customers,)
        Whether the customer bought in the period after.
    is_season : numpy.ndarray of shape (customers,)
        Whether that period was of the season that is forecast: as many as then are expected to buy.

    Returns
    -------
    Linear
        The same probability for all where hardly anybody buys, or hardly anybody does not.
    """
    bought, is_season = np.asarray(bought, dtype=bool), np.asarray(is_season, dtype=bool)
    fitted = _fit_purchase(terms, bought)
    return _at_share(fitted, terms[is_season], bought[is_season]) if is_season.any() else fitted


def _at_share(linear: Linear, terms: np.ndarray, bought: np.ndarray) -> Linear:
    """The intercept at which as many are expected to buy as did."""
    from scipy.optimize import brentq

    logits = linear(terms)
    share = (bought.sum() + 0.5) / (len(bought) + 1)
    furthest = float(np.abs(logits).max()) + MAX_LOGIT
    shift = brentq(lambda step: logistic(logits + step).mean() - share, -furthest, furthest)
    return Linear(linear.intercept + float(shift), linear.coefficients)


def _fit_purchase(terms: np.ndarray, bought: np.ndarray) -> Linear:
    from sklearn.linear_model import LogisticRegression

    if min(bought.sum(), (~bought).sum()) < MIN_EACH:
        share = (bought.sum() + 0.5) / (len(bought) + 1)
        return Linear(float(np.log(share / (1 - share))), np.zeros(terms.shape[1]))
    center, scale = standardization(terms)
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10, max_iter=200)
    model.fit((terms - center) / scale, bought)
    return in_units(float(model.intercept_[0]), model.coef_[0], center, scale)


def fit_amount(terms: np.ndarray, amount: np.ndarray) -> Linear:
    """Tweedie regression of positive amounts on standardized terms.

    Parameters
    ----------
    terms : numpy.ndarray of shape (buyers, terms)
    amount : numpy.ndarray of shape (buyers,)
        Above 0, in the shop's currency.

    Returns
    -------
    Linear
        The mean amount for all where there are fewer buyers than `MIN_EACH`.
    """
    from sklearn.linear_model import TweedieRegressor

    if len(amount) < MIN_EACH:
        mean = float(amount.mean()) if len(amount) else 1.0
        return Linear(float(np.log(mean)), np.zeros(terms.shape[1]))
    center, scale = standardization(terms)
    unit = float(amount.mean())
    model = TweedieRegressor(
        power=AMOUNT_POWER,
        link="log",
        alpha=AMOUNT_PENALTY,
        solver="newton-cholesky",
        tol=1e-10,
        max_iter=200,
    )
    model.fit((terms - center) / scale, amount / unit)
    return in_units(float(model.intercept_) + float(np.log(unit)), model.coef_, center, scale)


def fit_two_part(
    terms: np.ndarray, bought: np.ndarray, spend: np.ndarray, is_season: np.ndarray
) -> TwoPart:
    """Learn both parts from what customers did in the period after.

    Parameters
    ----------
    terms : numpy.ndarray of shape (customers, terms)
    bought : numpy.ndarray of shape (customers,)
    spend : numpy.ndarray of shape (customers,)
        Net of returns, in the shop's currency.
    is_season : numpy.ndarray of shape (customers,)
        See `fit_purchase`.
    """
    bought = np.asarray(bought, dtype=bool)
    purchase = fit_purchase(terms, bought, is_season)
    paid = bought & (spend > 0)
    amount = fit_amount(terms[paid], spend[paid])
    fitted = amount(terms[paid]) if paid.any() else np.array([amount.intercept])
    unscaled = TwoPart(purchase, amount, float(fitted.min()), float(fitted.max()), 1.0)
    total = float(unscaled.spend(terms).sum())
    level = max(float(spend.sum()), 0.0) / total if total > 0 else 0.0
    return TwoPart(purchase, amount, unscaled.amount_low, unscaled.amount_high, level)


def standardization(terms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each term, 1 where it does not vary."""
    scale = terms.std(axis=0)
    return terms.mean(axis=0), np.where(scale > 1e-9, scale, 1.0)


def in_units(
    intercept: float, coefficients: np.ndarray, center: np.ndarray, scale: np.ndarray
) -> Linear:
    own = coefficients / scale
    return Linear(intercept - float(own @ center), own)
