"""The limit of activity is the shop's own, and learnt from before the date that it is for."""

from collections.abc import Sequence

import pandas as pd
import pytest
from bench.inactive import compiled_models, judged, table


@pytest.fixture(scope="module")
def models(demo) -> dict[str, str]:
    return compiled_models(demo.folder / "target")


def orders(days_of: dict[str, Sequence[int]]) -> pd.DataFrame:
    """A log of customers by the days of their orders."""
    rows = [(name, day) for name, days in days_of.items() for day in days]
    log = pd.DataFrame(rows, columns=["customer_id", "day"])
    start = pd.Timestamp("2022-01-01")
    return log.assign(ordered_date=start + pd.to_timedelta(log.pop("day"), unit="D"))


# Every 30 days; 60 customers stop one after the other.
LEAVING = {f"left {n}": range(n, 300 + 6 * n, 30) for n in range(60)}
STAYING = {f"stays {n}": range(n, 900, 30) for n in range(30)}
# Half a year of orders, half a year of rest; the log ends when all are back.
SEASONS = [day for year in range(4) for day in range(365 * year, 365 * year + 160, 20)][:-5]
RESTING = {f"rests {n}": [day + n for day in SEASONS] for n in range(60)}


def test_who_never_pauses_is_inactive_early(models):
    shop = judged("leaving", orders({**LEAVING, **STAYING}), models)
    assert shop["inactive_after_gaps"] == 1.5
    assert shop["came_back_share"] == shop["own limit"][0] == 0
    assert shop["active"][0] > 0.9


def test_who_always_returns_from_a_long_rest_is_not_inactive(models):
    shop = judged("resting", orders(RESTING), models)
    assert shop["inactive_after_gaps"] > 5
    assert shop["own limit"][1] == 0 and shop["three gaps"][1] > 30
    assert shop["slipping"][0] > 0.9
    assert "| resting |" in table([shop])


def test_the_limit_knows_nothing_of_what_came_later(models):
    before = judged("cut", orders({**LEAVING, **STAYING}), models)
    later = {
        name: range(days[0], 870 if name.startswith("left") else days[-1] + 1, 30)
        for name, days in {**LEAVING, **STAYING}.items()
    }
    log, cut = orders({**LEAVING, **STAYING}), 900 - before["return_days"]
    known = log[log["ordered_date"] < pd.Timestamp("2022-01-01") + pd.Timedelta(days=cut)]
    added = orders(later)
    added = added[added["ordered_date"] >= pd.Timestamp("2022-01-01") + pd.Timedelta(days=cut)]
    after = judged("cut", pd.concat([known, added]), models)
    assert after["inactive_after_gaps"] == before["inactive_after_gaps"]
    assert after["own limit"][0] > before["own limit"][0]
