"""Expected spend as part of the distance between customers.

Segments that differ in behaviour need not differ in what they are worth next. The shop's own last
period tells which features went before spend, and a share of the distance is that expectation.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from customer_segmentation.model.encoding import log_unit, round_significant

SPEND = "spend_net"
ORDERS = "order_count"
# Fewer customers teach too little.
MIN_CUSTOMERS = 50
# Ridge penalty as a share of the customers' number; features of one family repeat each other.
PENALTY = 0.01


def next_spend(previous: pd.DataFrame, current: pd.DataFrame) -> np.ndarray | None:
    """log(1 + spend / unit) between the previous and the current as-of date.

    Parameters
    ----------
    previous, current : pandas.DataFrame
        customer_id, spend_net and order_count at the two dates.

    Returns
    -------
    numpy.ndarray of shape (previous customers,) or None
        NaN for customers without an order before, or gone; None when the columns are missing. The unit
        is that of the encoder's log1p.
    """
    if not {SPEND, ORDERS} <= set(previous.columns) & set(current.columns):
        return None
    after = current.set_index("customer_id")[SPEND].reindex(previous["customer_id"])
    spend = after.to_numpy(dtype=float) - previous[SPEND].to_numpy(dtype=float)
    spend = np.maximum(spend, 0)
    bought = previous[ORDERS].fillna(0).to_numpy(dtype=float) > 0
    return np.where(bought, np.log1p(spend / log_unit(spend[bought & (spend > 0)])), np.nan)


def expected_spend(encoded: np.ndarray, spend: np.ndarray) -> np.ndarray | None:
    """Direction of the encoded space in which spend in the next period rises.

    Parameters
    ----------
    encoded : numpy.ndarray of shape (n, dimensions)
        Customers at the previous date.
    spend : numpy.ndarray of shape (n,)
        From `next_spend`.

    Returns
    -------
    numpy.ndarray of shape (dimensions,) or None
        Coefficients of a ridge regression (Hoerl & Kennard 1970); None when there are too few
        customers or spend does not vary.
    """
    from sklearn.linear_model import Ridge

    known = ~np.isnan(spend)
    if known.sum() < MIN_CUSTOMERS or np.std(spend[known]) == 0:
        return None
    ridge = Ridge(alpha=PENALTY * known.sum(), solver="cholesky")
    slopes = ridge.fit(encoded[known], spend[known]).coef_
    return None if np.allclose(slopes, 0) else slopes


def value_space(encoded: np.ndarray, slopes: np.ndarray, share: float) -> np.ndarray | None:
    """Loadings of the encoded dimensions and, as one more coordinate, expected spend.

    Parameters
    ----------
    encoded : numpy.ndarray of shape (n, dimensions)
        Customers now.
    slopes : numpy.ndarray of shape (dimensions,)
        From `expected_spend`.
    share : float
        Share of the space's variance that expected spend makes up.

    Returns
    -------
    numpy.ndarray of shape (dimensions + 1, dimensions) or None
        None when expected spend does not vary between customers.
    """
    spread = float(np.std(encoded @ slopes))
    if spread <= 0 or share <= 0:
        return None
    total = float(encoded.var(axis=0).sum())
    scale = np.sqrt(share / (1 - share) * total) / spread
    return np.vstack([np.eye(len(slopes)), round_significant(slopes * scale)])
