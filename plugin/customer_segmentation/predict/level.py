"""How much all customers together will spend: the season's part of a forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from customer_segmentation.predict.rules import HORIZON, YEAR, column

KNOWN, ONE_YEAR, UNKNOWN = "known", "one year", "unknown"
# Half of the range of a total around its forecast, where the season is known: 30 of 38 quarters of
# unlike shops were within it.
KNOWN_RANGE = 0.2
# What a season that nobody has seen may multiply or divide a total by. Of 38 quarters of unlike shops
# without a year of history 35 were within it.
UNKNOWN_FACTOR = 1.5
# Of a period's spend, what the same customers spend in the next one: between these, whatever one
# period says.
KEPT = (0.5, 1.0)


@dataclass(frozen=True)
class History:
    """Customers of the sample at every date that is learnt from.

    Attributes
    ----------
    samples : dict of int to pandas.DataFrame
        Rows of `prediction_samples` by days before the current as-of date, ordered by customer.
    history_days : dict of int to int
        Days of orders before each of these dates.
    """

    samples: dict[int, pd.DataFrame]
    history_days: dict[int, int]

    def at(self, days_before: int, least_history: int = 1) -> pd.DataFrame | None:
        """Customers so many days ago; None where the orders do not reach back far enough."""
        if self.history_days.get(days_before, 0) < least_history:
            return None
        return self.samples.get(days_before)


def season(history: History, days_before: int = 0) -> str:
    """Whether the orders tell how the coming period differs from the one before.

    The same two periods a year ago do. With the first of them missing, a year ago is one year's level. A
    shop that sells now and sold nothing in that season was closed then, which tells nothing of the season.
    """
    days = history.history_days.get(days_before, 0)
    now = history.samples.get(days_before)
    if days < YEAR or (
        now is not None
        and column(now, "spend_net_90d").sum() > 0
        and not column(now, "spend_year_ago_90d").sum() > 0
    ):
        return UNKNOWN
    is_known = days >= YEAR + HORIZON and days_before + YEAR in history.samples
    return KNOWN if is_known else ONE_YEAR


def total(history: History, days_before: int = 0) -> float:
    """Net spend of the known customers in the coming period, all together.

    Where the season is known, two figures follow the same period a year ago: the last period times
    what that was to the one before it, and that itself, less what newcomers will spend. The first
    counts twice in their geometric mean. Where the orders do not reach back so far, the middle of a
    range around the last period; where they reach back one year, around the geometric mean of that
    and of the same period a year ago.
    """
    now = history.samples[days_before]
    last = max(float(column(now, "spend_net_90d").sum()), 0.0)
    known = season(history, days_before)
    middle = (UNKNOWN_FACTOR + 1 / UNKNOWN_FACTOR) / 2
    if known == UNKNOWN or last == 0:
        return middle * last
    year_ago = max(float(column(now, "spend_year_ago_90d").sum()), 0.0)
    year_ago *= share_of_known(history, days_before, last)
    if known == ONE_YEAR:
        return middle * float(np.sqrt(last * year_ago))
    before = history.samples[days_before + YEAR]
    earlier = float(column(before, "spend_net_90d").sum())
    later = max(float(column(before, f"spend_next_{HORIZON}d").sum()), 0.0)
    followed = last * later / earlier if earlier > 0 else last
    return float(np.cbrt(followed**2 * year_ago))


def share_of_known(history: History, days_before: int, last: float) -> float:
    """Part of the last period's spend that came from customers known at its beginning."""
    before = history.samples.get(days_before + HORIZON)
    if before is None:
        return 1.0
    return float(np.clip(column(before, f"spend_next_{HORIZON}d").sum() / last, 0, 1))


def range_share(history: History, days_before: int = 0) -> float:
    """Half of the stated range of a total, as a share of its forecast.

    That of unlike shops, or as far as this shop's own totals missed, where that is further.
    """
    unknown = (UNKNOWN_FACTOR - 1 / UNKNOWN_FACTOR) / (UNKNOWN_FACTOR + 1 / UNKNOWN_FACTOR)
    usual = KNOWN_RANGE if season(history, days_before) == KNOWN else unknown
    return max(usual, missed(history, days_before))


def missed(history: History, days_before: int = 0) -> float:
    """How far earlier totals were from what came, as a share of the forecast: the furthest.

    Of dates when as much was known of the season, and whose periods were over by then.
    """
    found = [0.0]
    for days, customers in history.samples.items():
        is_over = days - days_before >= HORIZON
        is_alike = season(history, days) == season(history, days_before)
        forecast = (
            total(history, days)
            if is_over and is_alike and history.at(days, HORIZON) is not None
            else 0.0
        )
        if forecast > 0:
            came = float(column(customers, f"spend_next_{HORIZON}d").sum())
            found.append(abs(came / forecast - 1))
    return max(found)


def year_multiple(history: History, days_before: int = 0) -> float:
    """Spend of the known customers in a year, as a multiple of that in the coming period."""
    year_before = history.at(days_before + YEAR, HORIZON)
    if year_before is not None:
        quarter = float(column(year_before, f"spend_next_{HORIZON}d").sum())
        year = float(column(year_before, f"spend_next_{YEAR}d").sum())
        if quarter > 0 and year > 0:
            return year / quarter
    half_year_before = history.at(days_before + 2 * HORIZON, HORIZON)
    kept = np.nan
    if half_year_before is not None:
        first = float(column(half_year_before, f"spend_next_{HORIZON}d").sum())
        both = float(column(half_year_before, f"spend_next_{2 * HORIZON}d").sum())
        kept = (both - first) / first if first > 0 else np.nan
    kept = float(np.clip(kept, *KEPT)) if np.isfinite(kept) else float(np.mean(KEPT))
    return YEAR / HORIZON * (1 + kept + kept**2 + kept**3) / 4
