"""How much all customers together will spend: the season's part of a forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from customer_segmentation.predict.rules import HORIZON, YEAR, column, two_part

KNOWN, UNKNOWN = "known", "unknown"
# Half of the range of a total around its forecast, as a share of it, where the season is known and where
# it is not. Of quarters of unlike shops 109 of 137 were within it where it is known, 88 of 99 where it is not
# (on 55 of these it was looked at; DECISIONS.md, Forecasts).
RANGES = {KNOWN: 0.2, UNKNOWN: 0.4}
# What the model expects, or the same season brought a year ago, may be doubled or halved by what the last
# period brought, no more: where nearly all of that came from newcomers it tells nothing of those who are
# known. Set on the first 55 quarters.
LAST_PERIOD_COUNTS = 2.0
# Power of the year's trend that is followed. Set with the share of the known on 115 quarters of 29 shops
# whose season was known, among 0.5, 2/3, 0.8 and 1. On 137 quarters of 30 other shops the mean absolute
# logarithm of the error is 0.14, where the season alone gives 0.25 and the last period 0.36.
TREND = 0.8
# Of a period's spend, what the same customers spend in the next one: between these, whatever one
# period says.
KEPT = (0.5, 1.0)
# A period brings nothing to speak of below this share of a quarter of its year's spend: a convention.
RESTS = 0.05


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

    def train(self, days_before: int, least_history: int = 1) -> pd.DataFrame | None:
        """Those that rules are learnt from: the train customers, all where there are none."""
        customers = self.at(days_before, least_history)
        if customers is None or customers.empty:
            return None
        train = customers[~customers["is_test"].to_numpy(dtype=bool)]
        return customers if train.empty else train


def season(history: History, days_before: int = 0) -> str:
    """Whether the orders tell how the coming period differs from the one before.

    The same two periods a year ago do. A shop that sells now and sold nothing in that season was closed
    then, which tells nothing of the season, unless it sold nothing in it the year before that, either.
    """
    if (
        history.history_days.get(days_before, 0) < YEAR + HORIZON
        or days_before + YEAR not in history.samples
    ):
        return UNKNOWN
    now = history.samples[days_before]
    is_closed_a_year_ago = (
        column(now, "spend_net_90d").sum() > 0 and not column(now, "spend_year_ago_90d").sum() > 0
    )
    return (
        UNKNOWN if is_closed_a_year_ago and not _closes_each_year(history, days_before) else KNOWN
    )


def _closes_each_year(history: History, days_before: int) -> bool:
    """Whether the shop had opened two years ago, and sold nothing in the season that comes."""
    earlier = history.at(days_before + 2 * YEAR, HORIZON)
    return earlier is not None and not column(earlier, f"spend_next_{HORIZON}d").sum() > 0


def learnt_from(history: History, days_before: int, horizon: int = HORIZON) -> pd.DataFrame | None:
    """Train customers so many days ago, whose `horizon` after is over; None without history.

    Where the season of the days that are forecast is known, those of a year before them as well; their
    column is_season is true. Learnt from the last period alone, who buys would be that of its season.
    """
    train = history.train(days_before, min(horizon, HORIZON))
    if train is None:
        return None
    forecast = days_before - horizon
    year_before = history.train(forecast + YEAR)
    if horizon == YEAR or season(history, forecast) == UNKNOWN or year_before is None:
        return train.assign(is_season=False)
    return pd.concat(
        [train.assign(is_season=False), year_before.assign(is_season=True)], ignore_index=True
    )


def total(history: History, days_before: int = 0) -> float:
    """Net spend of the known customers in the coming period, all together.

    Where the season is known, what they spent in the same period a year ago, times the trend (the last
    period by the same a year ago, see `TREND`), less what newcomers will spend. After a season in which the
    shop rests each year there is no such trend: less what its customers spent less in the past year than in
    the one before. Where the season is not known, the geometric mean of the last period and of what the
    two-part model expects of the known customers, one period after the date that it was learnt at.
    """
    now = history.samples[days_before]
    last = max(float(column(now, "spend_net_90d").sum()), 0.0)
    if season(history, days_before) == UNKNOWN:
        return _without_season(history, days_before, last) if last > 0 else 0.0
    year_ago = max(float(column(now, "spend_year_ago_90d").sum()), 0.0)
    if rests_each_year(history, days_before):
        return year_ago * kept_of_a_year(history, days_before)
    if last == 0:
        return 0.0
    earlier = float(column(history.samples[days_before + YEAR], "spend_net_90d").sum())
    growth = last / earlier if earlier > 0 else 1.0
    trend = np.clip(growth, 1 / LAST_PERIOD_COUNTS, LAST_PERIOD_COUNTS) ** TREND
    return float(year_ago * trend * share_of_known(history, days_before, last, year_ago))


def rests_each_year(history: History, days_before: int) -> bool:
    """Whether the last period is a season that brings hardly anything, this year as the year before."""
    if season(history, days_before) == UNKNOWN:
        return False
    return all(
        column(customers, "spend_net_90d").sum()
        < RESTS * HORIZON / YEAR * column(customers, "spend_net_365d").sum()
        for customers in (history.samples[days_before], history.samples[days_before + YEAR])
    )


def kept_of_a_year(history: History, days_before: int) -> float:
    """What the customers of a year ago spent since then, as a share of their year before: 1 at most."""
    before = history.samples[days_before + YEAR]
    earlier = float(column(before, "spend_net_365d").sum())
    later = max(float(column(before, f"spend_next_{YEAR}d").sum()), 0.0)
    return min(later / earlier, 1.0) if earlier > 0 else 1.0


def _without_season(history: History, days_before: int, last: float) -> float:
    learnt = learnt_from(history, days_before + HORIZON)
    if learnt is None:
        return last
    expected = float(two_part(learnt).spend(history.samples[days_before], HORIZON).sum())
    counted = np.clip(last, expected / LAST_PERIOD_COUNTS, expected * LAST_PERIOD_COUNTS)
    return float(np.sqrt(expected * counted))


def share_of_known(history: History, days_before: int, last: float, year_ago: float) -> float:
    """Part of a period's spend that comes from customers known at its beginning.

    That of the last period or of the same season a year ago, the larger: a young shop had more newcomers
    then, and another season may bring more of them.
    """
    shares = [
        column(customers, f"spend_next_{HORIZON}d").sum() / spend
        for days, spend in ((HORIZON, last), (YEAR, year_ago))
        if (customers := history.samples.get(days_before + days)) is not None and spend > 0
    ]
    return float(np.clip(max(shares, default=1.0), 0, 1))


def range_share(history: History, days_before: int = 0) -> float:
    """Half of the stated range of a total, as a share of its forecast.

    That of unlike shops, or as far as this shop's own totals missed, where that is further.
    """
    return max(RANGES[season(history, days_before)], missed(history, days_before))


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


def total_of_a_year(history: History, days_before: int = 0) -> float:
    """Net spend of the known customers in the coming year, all together.

    Where the season is known and the shop has not closed, the past year's times what was kept of the year
    before, and no less than that of the coming period; else that of the coming period times `year_multiple`.
    """
    coming = total(history, days_before)
    if season(history, days_before) == UNKNOWN:
        return coming * year_multiple(history, days_before)
    now = history.samples[days_before]
    sells = float(column(now, "spend_net_90d").sum()) > 0
    if not sells and not rests_each_year(history, days_before):
        return coming
    past_year = max(float(column(now, "spend_net_365d").sum()), 0.0)
    return max(past_year * kept_of_a_year(history, days_before), coming)


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
