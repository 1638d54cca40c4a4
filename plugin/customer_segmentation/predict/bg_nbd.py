"""BG/NBD and gamma-gamma: what customers will buy, from the times and amounts of their orders alone.

Fader, Hardie & Lee (2005a), "'Counting your customers' the easy way: an alternative to the Pareto/NBD
model", Marketing Science 24(2); (2005b), "RFM and CLV: using iso-value curves for customer base
analysis", Journal of Marketing Research 42(4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# Days of the unit in which time is counted: numbers near 1 are what an optimizer likes.
WEEK = 7.0
# Points of the logit of the dropout probability over which its distribution is summed. Its spread in
# logits is about one, so steps of a half are exact to nine digits (trapezoidal rule on the real line).
DROPOUT_LOGITS = np.arange(-72.0, 25.0) / 2


@dataclass(frozen=True)
class BgNbd:
    """Parameters: purchase rates are gamma(r, alpha) distributed, dropout probabilities beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Probability that a customer has not dropped out, see `fit_bg_nbd` for the arguments."""
        gone = self.a / (self.b + np.maximum(repeats, 1) - 1)
        gone = gone * ((self.alpha + age) / (self.alpha + last)) ** (self.r + repeats)
        return 1 / (1 + np.where(repeats > 0, gone, 0))

    def purchase_probability(
        self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray, ahead: float
    ) -> np.ndarray:
        """Probability of at least one order within `ahead`."""
        none = ((self.alpha + age) / (self.alpha + age + ahead)) ** (self.r + repeats)
        return self.alive(repeats, last, age) * (1 - none)

    def orders(
        self, repeats: np.ndarray, last: np.ndarray, age: np.ndarray, ahead: float
    ) -> np.ndarray:
        """Expected orders within `ahead`: eq. 10 of the paper.

        Written as the mean of (1 - (1 + p t / (alpha + T)) ** -(r + x)) / p over the dropout
        probabilities p of a customer who is still there, which needs no hypergeometric function.
        """
        # Customers of as many repeats and the same age differ in nothing but whether they are there.
        alike, customer = np.unique(np.column_stack([repeats, age]), axis=0, return_inverse=True)
        x, of_x = np.unique(alike[:, 0], return_inverse=True)
        logits = DROPOUT_LOGITS[:, None]
        log_p, log_stay = -np.logaddexp(0, -logits), -np.logaddexp(0, logits)
        log_weight = self.a * log_p + (self.b + x) * log_stay
        weight = np.exp(log_weight - log_weight.max(axis=0))
        chance = np.exp(log_p)
        growth = np.log1p(chance * ahead / (self.alpha + alike[:, 1]))
        expected = -np.expm1(-(self.r + alike[:, 0]) * growth) / chance
        mean = (weight[:, of_x] * expected).sum(axis=0) / weight.sum(axis=0)[of_x]
        return self.alive(repeats, last, age) * mean[customer.ravel()]


@dataclass(frozen=True)
class GammaGamma:
    """Parameters: amounts of a customer are gamma(p, nu) distributed, nu gamma(q, gamma)."""

    p: float
    q: float
    gamma: float

    def order_value(self, orders: np.ndarray, mean_value: np.ndarray) -> np.ndarray:
        """Expected value of a customer's orders, drawn from the own mean to that of all."""
        own = self.p * orders
        return (self.p * self.gamma + own * mean_value) / (own + self.q - 1)


def fit_bg_nbd(repeats: np.ndarray, last: np.ndarray, age: np.ndarray) -> BgNbd:
    """Maximum likelihood (eq. 6 of the paper).

    Parameters
    ----------
    repeats : numpy.ndarray of shape (customers,)
        Orders after the first one (x).
    last : numpy.ndarray of shape (customers,)
        Time from the first to the last order (t_x), 0 without a repeat.
    age : numpy.ndarray of shape (customers,)
        Time since the first order (T), in the same unit.

    Returns
    -------
    BgNbd
    """
    r, alpha, a, b = np.exp(_lowest(negative_log_likelihood(repeats, last, age), 4))
    return BgNbd(float(r), float(alpha), float(a), float(b))


def negative_log_likelihood(
    repeats: np.ndarray, last: np.ndarray, age: np.ndarray
) -> Callable[[np.ndarray], float]:
    """What `fit_bg_nbd` minimizes, per customer, as a function of the logarithms of r, alpha, a and b."""
    from scipy.special import gammaln

    rows, counts = np.unique(np.column_stack([repeats, last, age]), axis=0, return_counts=True)
    x, t_x, t = rows.T.astype(float)

    # Few customers differ in their repeats, or in the day of an order: logarithms once for each.
    xs, of_x = np.unique(x, return_inverse=True)
    ages, of_t = np.unique(t, return_inverse=True)
    lasts, of_t_x = np.unique(t_x, return_inverse=True)

    def negative(logs: np.ndarray) -> float:
        r, alpha, a, b = np.exp(logs)
        common = gammaln(r + xs) - gammaln(r) + r * np.log(alpha)
        common = common + gammaln(a + b) + gammaln(b + xs) - gammaln(b) - gammaln(a + b + xs)
        common = common[of_x]
        alive = -(r + x) * np.log(alpha + ages)[of_t]
        gone = (np.log(a) - np.log(b + np.maximum(xs, 1) - 1))[of_x]
        gone = gone - (r + x) * np.log(alpha + lasts)[of_t_x]
        both = common + np.where(x > 0, np.logaddexp(alive, gone), alive)
        return float(-(counts * both).sum() / counts.sum())

    return negative


def fit_gamma_gamma(orders: np.ndarray, mean_value: np.ndarray) -> GammaGamma:
    """Maximum likelihood of the mean order values of customers.

    Parameters
    ----------
    orders : numpy.ndarray of shape (customers,)
    mean_value : numpy.ndarray of shape (customers,)
        Above 0.
    """
    from scipy.special import gammaln

    x = np.asarray(orders, dtype=float)
    unit = float(np.mean(mean_value))
    m = np.asarray(mean_value, dtype=float) / unit
    log_m = np.log(m)
    xs, of_x = np.unique(x, return_inverse=True)

    def negative(logs: np.ndarray) -> float:
        p, spread, gamma = np.exp(logs)
        q = 1 + spread
        both = gammaln(p * xs + q) - gammaln(p * xs) - gammaln(q) + q * np.log(gamma)
        both = both[of_x] + (p * x - 1) * log_m + (p * xs * np.log(xs))[of_x]
        both = both - (p * x + q) * np.log(gamma + x * m)
        return float(-both.mean())

    p, spread, gamma = np.exp(_lowest(negative, 3))
    return GammaGamma(float(p), float(1 + spread), float(gamma * unit))


def _lowest(function: Callable[[np.ndarray], float], size: int) -> np.ndarray:
    """Logarithms of the parameters at the minimum, within e^-10 and e^10."""
    from scipy.optimize import minimize

    bounds = [(-10.0, 10.0)] * size
    start = minimize(function, np.zeros(size), method="L-BFGS-B", bounds=bounds).x
    polish = {"xatol": 1e-7, "fatol": 1e-12, "maxiter": 4000, "maxfev": 4000}
    return minimize(function, start, method="Nelder-Mead", bounds=bounds, options=polish).x
