"""Is what a build says of its segments true of their members?

    python -m bench.truth DATABASE...

Reads every sentence that a marketer reads in `segments` and `segment_budget` as a claim in absolute
terms, and looks it up in the orders, features, forecasts and audiences of the members themselves.
Prints each claim that does not hold; exits 1 when there is one. A name is held to what its words
say of half of the members or more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from customer_segmentation.explain.archetypes import (
    SHOP_GAP,
    TREND_DAYS,
    TREND_GAP_DAYS,
    Population,
    is_window,
    parse_conditions,
)
from customer_segmentation.explain.naming import ONLY_ONCE
from customer_segmentation.report.status import require_whole_build

# From orders alone, not from the features that names are made of.
MEMBERS = """
    with today as (select max(as_of_date) as as_of_date from customer_segments),
    orders as (
        select customer_id, ordered_date, has_coupon, as_of_date
        from customer_orders cross join today
        where is_purchase and ordered_date < as_of_date
    ),
    days as (select distinct customer_id, ordered_date, as_of_date from orders),
    gaps as (
        select
            customer_id,
            as_of_date,
            ordered_date,
            ordered_date - lag(ordered_date) over (
                partition by customer_id order by ordered_date
            ) as gap
        from days
    ),
    rhythms as (
        select
            customer_id,
            as_of_date - max(ordered_date) as silent_days,
            as_of_date - min(ordered_date) as known_days,
            avg(gap) as own_gap
        from gaps
        group by customer_id, as_of_date
    ),
    counts as (
        select
            customer_id,
            count(*) as orders,
            count(*) filter (where ordered_date >= as_of_date - 365) as orders_in_year,
            avg(has_coupon::int) as coupon_share
        from orders
        group by customer_id
    )
    select
        customer_segments.segmentation,
        customer_segments.segment_id,
        customer_segments.customer_id,
        coalesce(counts.orders, 0) as orders,
        coalesce(counts.orders_in_year, 0) as orders_in_year,
        counts.coupon_share,
        rhythms.silent_days,
        rhythms.known_days,
        rhythms.own_gap,
        customer_activity.usual_gap_days,
        customer_activity.gaps_since_order,
        activity_limits.late_after_gaps,
        activity_limits.inactive_after_gaps,
        activity_limits.came_back_share,
        activity_limits.return_days,
        customer_features.* exclude (customer_id, as_of_date),
        customer_predictions.expected_spend_90d,
        customer_predictions.churn_probability,
        customer_predictions.churn_horizon_days,
        customer_predictions.expected_next_order_date - as_of_date as days_to_order,
        coalesce(
            customer_predictions.churn_probability < 0.5 and customer_predictions.season = 'known',
            false
        ) and (
            rhythms.own_gap is null
            or rhythms.silent_days <= activity_limits.inactive_after_gaps * greatest(rhythms.own_gap, 10)
        ) as is_expected
    from customer_segments
    left join rhythms using (customer_id)
    left join counts using (customer_id)
    inner join customer_activity using (customer_id, as_of_date)
    inner join activity_limits using (as_of_date)
    inner join (
        select *, coalesce(return_share, 0) > 0 as has_returns from customer_features
    ) as customer_features using (customer_id, as_of_date)
    left join customer_predictions using (customer_id, as_of_date)
"""
# What the members of a period ago did since, by the segment that they had then.
RETURNED = """
    with dates as (select distinct as_of_date from customer_segment_history),
    today as (select max(as_of_date) as as_of_date from dates),
    earlier as (
        select max(dates.as_of_date) as as_of_date
        from dates cross join today
        where dates.as_of_date < today.as_of_date
    )
    select
        segmentation,
        segment_id,
        avg(
            exists (
                select 1 from customer_orders
                where customer_orders.customer_id = history.customer_id and is_purchase
                    and ordered_date >= history.as_of_date and ordered_date < today.as_of_date
            )::int
        ) as returned
    from customer_segment_history as history
    inner join earlier using (as_of_date)
    cross join today
    group by segmentation, segment_id
"""
# Whether the customers silent for longer than the limit, at dates of the year before, ordered again.
SILENCES = """
    with limits as (
        select *, as_of_date - return_days - (90 * quarter)::int as earlier_date
        from activity_limits cross join range(4) as quarters(quarter)
    ),
    silences as (
        select
            as_of_date,
            customer_id,
            earlier_date,
            max(ordered_date) filter (ordered_date < earlier_date) as last_date,
            min(ordered_date) as first_date,
            count(*) filter (ordered_date < earlier_date) - 1 as gaps,
            count(*) filter (ordered_date >= earlier_date) > 0 as is_back
        from customer_orders
        inner join limits on ordered_date < earlier_date + return_days
        where is_purchase
        group by as_of_date, customer_id, earlier_date
    )
    select as_of_date, inactive_after_gaps, came_back_share, gaps, is_back::int as is_back
    from silences
    inner join activity_limits using (as_of_date)
    where gaps >= 0 and (earlier_date - last_date) / greatest(
        (last_date - first_date + 2 * shop_gap_days) / (gaps + 2), 10
    ) > inactive_after_gaps
"""
HALF = 0.5
# A figure of a sentence is rounded.
ROUNDED = 0.51
NEW_DAYS = 90
# So long a silence is no farewell.
HOLIDAY_DAYS = 30
# A group of RFM may be called loyal or a champion's where they have ordered a second time.
REPEATED = 2


def share(condition: Any) -> float:
    """Share of the members of whom a condition is true, unknown is not; of nobody it is true of all."""
    values = pd.Series(condition).fillna(False).to_numpy(dtype=bool)
    return float(values.mean()) if len(values) else 1.0


@dataclass(frozen=True)
class Shop:
    """What words compare with: the days between orders that are usual in the shop, if it has any."""

    gap: float
    has_orders: bool = True


Claim = Callable[[pd.DataFrame, Shop], bool]


def _silence(members: pd.DataFrame) -> pd.Series:
    """Silence of buyers in their usual gaps; infinite for whoever never bought."""
    gaps = members["silent_days"] / members["usual_gap_days"].clip(lower=10)
    return gaps.where(members["orders"] > 0, np.inf)


def _scored_silence(members: pd.DataFrame) -> pd.Series:
    """Silence as RFM scores it, which knows no forecast; infinite for whoever never bought."""
    return members["gaps_since_order"].where(members["orders"] > 0, np.inf)


def _scores_late(members: pd.DataFrame, _: Shop) -> bool:
    return share(_scored_silence(members) > members["late_after_gaps"]) >= HALF


def _scores_silent(members: pd.DataFrame, _: Shop) -> bool:
    return share(_scored_silence(members) > members["inactive_after_gaps"]) >= HALF


def _is_just_in_time(members: pd.DataFrame) -> pd.Series:
    return _silence(members) <= members["late_after_gaps"]


def _has_left(members: pd.DataFrame) -> pd.Series:
    is_on_holiday = members["silent_days"] <= HOLIDAY_DAYS
    return (_silence(members) > members["inactive_after_gaps"]) & ~is_on_holiday


def _of_buyers(members: pd.DataFrame) -> pd.DataFrame:
    return members[members["orders"] > 0]


def _is_buying(members: pd.DataFrame, _: Shop) -> bool:
    """Half bought within their own rhythm, or came lately."""
    came = members["known_days"] <= NEW_DAYS
    return share(_is_just_in_time(members) | (came & ~_has_left(members))) >= HALF


def _is_late(members: pd.DataFrame, _: Shop) -> bool:
    return share(~_is_just_in_time(members)) >= HALF


def _is_silent(members: pd.DataFrame, _: Shop) -> bool:
    """Half have left, and are not said to come back by the forecast."""
    return share(_has_left(members) & ~members["is_expected"]) >= HALF


def _is_new(members: pd.DataFrame, _: Shop) -> bool:
    return share(members["known_days"] <= NEW_DAYS) >= HALF


def _ordered_once(members: pd.DataFrame, _: Shop) -> bool:
    return share(members["orders"] == 1) >= HALF


def _hardly_anybody_ordered_again(members: pd.DataFrame, _: Shop) -> bool:
    return share(members["orders"] <= 1) >= ONLY_ONCE


def _ordered_again(members: pd.DataFrame, _: Shop) -> bool:
    return share(members["orders"] >= REPEATED) >= HALF


def _never_bought(members: pd.DataFrame, _: Shop) -> bool:
    return share(members["orders"] == 0) >= HALF


def _is_frequent(members: pd.DataFrame, shop: Shop) -> bool:
    often = (members["orders"] >= 3) & (members["own_gap"] <= shop.gap)
    return share(often) >= HALF


def _uses_coupons(members: pd.DataFrame, _: Shop) -> bool:
    return share(members["coupon_share"] >= HALF) >= HALF


def _is_occasional(members: pd.DataFrame, shop: Shop) -> bool:
    return share((members["orders"] >= 2) & (members["own_gap"] >= shop.gap)) >= HALF


def _only_returned(members: pd.DataFrame, _: Shop) -> bool:
    return share((members["orders"] == 0) & members["has_returns"]) >= HALF


# What words of names say. A name of a fitted segment or a group of RFM says each that it contains.
WORDS: Mapping[str, Claim] = {
    r"^(new\b|first-time)": _is_new,
    r"one-time|first-time": _ordered_once,
    r"(?<!mostly )one-time|first-time": _hardly_anybody_ordered_again,
    r"^recent\b|^active customers": _is_buying,
    r"^lapsing": _is_late,
    r"^lapsed": _is_silent,
    r"^dormant|^quiet": _is_silent,
    r"never ordered|without orders$|no purchase yet": _never_bought,
    r"frequent buyers|top-up": _is_frequent,
    r"\bcoupon": _uses_coupons,
    r"occasional": _is_occasional,
    r"returns only": _only_returned,
    r"regulars|repeat buyers|top customers|loyal|champions": _ordered_again,
}
# Names that say nothing of the kind promise customers who buy.
STOPPED = re.compile(
    r"^(lapsed|lapsing|dormant|one-time|mostly one-time|never|returns|quiet|outliers)"
    r"|without orders|gone quiet|: |contacts|typical customers"
)
# Where groups judge recency by quintiles, as they say, these compare customers with each other.
QUINTILES = ("Need attention", "About to sleep", "Hibernating", "Lost")
RFM_WORDS: Mapping[str, Claim] = {
    "Champions": _is_buying,
    "Loyal customers": lambda members, _: share(~_has_left(members)) >= HALF,
    "Potential loyalists": _is_buying,
    "New customers": lambda members, shop: (
        _is_new(members, shop) and share(~_has_left(members)) >= HALF
    ),
    "Promising": lambda members, _: share(_is_just_in_time(members)) >= HALF,
    "About to sleep": lambda members, _: share(_scored_silence(members) > 1) >= HALF,
    "Need attention": lambda members, _: share(_scored_silence(members) > 1) >= HALF,
    "At risk": _scores_late,
    "Cannot lose them": _scores_late,
    "Hibernating": lambda members, _: share(_scored_silence(members) > 1) == 1.0,
    "Lost": _scores_silent,
}
NUMBER = r"([\d,]+(?:\.\d+)?)"


def _read(figure: str) -> float:
    return float(figure.replace(",", ""))


def _silent_for(members: pd.DataFrame, days: str) -> bool:
    return share(_of_buyers(members)["silent_days"] >= _read(days) - ROUNDED) >= HALF


def _ordered_within(members: pd.DataFrame, days: str) -> bool:
    return share(_of_buyers(members)["silent_days"] <= _read(days) + ROUNDED) >= HALF


def _has_gap(members: pd.DataFrame, days: str) -> bool:
    """The middle member's pauses are about so long: as counted, where there are pauses to count."""
    pauses = members["own_gap"].dropna()
    if len(pauses) < 10 or len(pauses) < HALF * len(_of_buyers(members)):
        return True
    return 0.5 <= _read(days) / max(float(pauses.median()), 1.0) <= 2


def _came_back(members: pd.DataFrame, orders: str, percent: str, days: str) -> bool:
    shares = 100 * members[f"{orders}_came_back"]
    is_so_many = (shares - float(percent)).abs() <= ROUNDED
    return bool((is_so_many & (members["return_days"] == _read(days))).all())


# Sentences of descriptions, timing and reasons, with the claim of each on the figures in it.
SENTENCES: Mapping[str, Callable[..., bool]] = {
    rf"[Hh]alf of the buyers ordered in the last {NUMBER} days?": _ordered_within,
    rf"[Hh]alf of the buyers have been silent for {NUMBER} days?": _silent_for,
    rf"half of the buyers for {NUMBER} days? or more": _silent_for,
    rf"usual gap between orders is {NUMBER} days?": _has_gap,
    rf"usual gap is {NUMBER} days?": _has_gap,
    rf"next order was due after {NUMBER} days?": lambda members, days: (
        share(_of_buyers(members)["silent_days"] > _read(days)) >= HALF
        and abs(_read(days) - float(members["usual_gap_days"].median())) <= ROUNDED
    ),
    rf"Shortly before the next order is due: the usual gap is {NUMBER} days?": lambda members, days: (
        share(_of_buyers(members)["silent_days"] <= _read(days) + ROUNDED) >= HALF
    ),
    rf"of half of the members it was {NUMBER} days? ago or more": _silent_for,
    rf"<?([\d.]+) % of them order again within {NUMBER} days?": lambda members, percent, days: (
        abs(100 * (1 - _of_buyers(members)["churn_probability"].mean()) - float(percent)) <= ROUNDED
        and (members["churn_horizon_days"].dropna() == _read(days)).all()
    ),
    rf"half of them order again in {NUMBER} days? or later": lambda members, days: (
        share(members["days_to_order"].astype(float).fillna(np.inf) >= _read(days)) >= HALF
    ),
    rf"Within {NUMBER} days? of an order": lambda members, days: (
        0.5 <= _read(days) / float(members["usual_gap_days"].median()) <= 2
    ),
    r"Most have been silent for long(?! or)": lambda members: (
        share(_has_left(members) & (members["orders"] > 0) & ~members["is_expected"]) >= HALF
    ),
    r"Most have been silent for long or never ordered": lambda members: (
        share(_has_left(members)) >= HALF and share(members["orders"] == 0) > 0
    ),
    rf"inactive customers with (one|several) orders? <?([\d.]+) % came back within {NUMBER} days?": (
        _came_back
    ),
    r"Most ordered first in the last 90 days": lambda members: (
        share(members["known_days"] <= NEW_DAYS) >= HALF
    ),
    r"most ordered exactly once": lambda members: share(members["orders"] == 1) >= HALF,
    r"Most have not ordered yet": lambda members: share(members["orders"] == 0) >= HALF,
    r"They ordered more than once": lambda members: share(members["orders"] >= 2) >= HALF,
    r"Half of their orders or more came with a coupon": lambda members: (
        share(members["coupon_share"] >= HALF) >= HALF
    ),
}
TEXTS = ("description", "action_timing", "action_channel", "action_test", "reason")


def _search_path(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.sql("select distinct table_schema from information_schema.tables").fetchall()
    path = ",".join(f'"{name}"' for (name,) in sorted(rows))
    connection.execute(f"set search_path = '{path}'")


def untrue(database: Path) -> list[str]:
    """Claims of a build that do not hold, a line each: segmentation, segment and what is wrong.

    Parameters
    ----------
    database : Path
        DuckDB file of a whole build.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        _search_path(connection)
        require_whole_build(connection.sql("from build_status").df())
        query = lambda sql: connection.sql(sql).df()  # noqa: E731
        members = query(MEMBERS)
        segments = query(
            "select segments.*, segment_budget.reason from segments "
            "left join segment_budget using (segmentation, segment_id, segment_name)"
        )
        profiles = query(
            "select segment_profiles.*, trait_members, segment_customers from segment_profiles "
            "left join segment_feature_statistics using (segmentation, segment_id, feature_name)"
        )
        archetypes = query("from archetypes").set_index("archetype")["conditions"].to_dict()
        catalog = query("from feature_catalog").to_dict("records")
        reached = query(
            "select segmentation, segment_id, channel, count(*) as customers "
            "from audience_members group by all"
        )
        silences = query(SILENCES)
        returned = query(RETURNED).set_index(["segmentation", "segment_id"])["returned"].to_dict()
    now = silences[silences["as_of_date"] == silences["as_of_date"].max()]
    members["one_came_back"] = now.loc[now["gaps"] == 0, "is_back"].mean()
    members["several_came_back"] = now.loc[now["gaps"] > 0, "is_back"].mean()
    counted = members[members["segmentation"] == members["segmentation"].iloc[0]]
    pauses = counted["own_gap"].dropna()
    has_orders = bool((members["orders"] > 0).any())
    shop = Shop(float(pauses.median()) if len(pauses) else 90.0, has_orders)
    found = [*_untrue_limits(silences), *_same_names(segments)]
    for segment in segments[segments["customer_count"] > 0].to_dict("records"):
        own = {
            name: table[
                (table["segmentation"] == segment["segmentation"])
                & (table["segment_id"] == segment["segment_id"])
            ]
            for name, table in (("members", members), ("profiles", profiles), ("reached", reached))
        }
        where = f"{segment['segmentation']}: {segment['segment_name']}"
        everybody = members[members["segmentation"] == segment["segmentation"]]
        population = Population(everybody, catalog)
        found += [
            f"{where}: {problem}"
            for problem in (
                *_untrue_names(segment, own["members"], shop),
                *_untrue_archetypes(segment, own["members"], archetypes, shop, population),
                *_untrue_sentences(segment, own["members"]),
                *_untrue_actions(segment, own["members"]),
                *_untrue_traits(segment, own["profiles"], own["members"]),
                *_untrue_reach(segment, own["reached"]),
                *_untrue_tests(segment, returned),
                *_untrue_reasons(segment, own["members"], everybody),
            )
        ]
    return found


def _untrue_limits(silences: pd.DataFrame) -> Iterator[str]:
    """Fewer than half of the customers silent for longer came back, as many as is said."""
    limits = silences.groupby(
        ["as_of_date", "inactive_after_gaps", "came_back_share"], as_index=False, dropna=False
    ).agg(counted=("is_back", "mean"))
    for row in limits.dropna(subset=["came_back_share"]).itertuples():
        if row.counted >= HALF or abs(row.counted - row.came_back_share) > 1e-9:
            yield (
                f"{row.as_of_date:%Y-%m-%d}: of customers silent for more than "
                f"{row.inactive_after_gaps} gaps {row.counted:.0%} came back"
            )


def _same_names(segments: pd.DataFrame) -> Iterator[str]:
    """No two names of a segmentation are the same words, whatever their order."""
    for segmentation, rows in segments.groupby("segmentation"):
        seen: dict[frozenset[str], str] = {}
        for name in rows["segment_name"]:
            words = frozenset(re.findall(r"[\w-]+", name.lower()))
            if words in seen:
                yield f"{segmentation}: {name} and {seen[words]} are the same words"
            seen[words] = name


def _untrue_names(segment: Mapping[str, Any], members: pd.DataFrame, shop: Shop) -> Iterator[str]:
    name = segment["segment_name"]
    if segment["method"] == "rfm":
        is_relative = "quintiles of recency" in segment["description"] and name in QUINTILES
        claim = None if is_relative else RFM_WORDS.get(name)
        if claim and not claim(members, shop):
            yield f"the group does not keep its promise {_told(members)}"
        return
    if segment["method"] != "clusters" or not shop.has_orders:
        return
    for words, claim in WORDS.items():
        if re.search(words, name.lower()) and not claim(members, shop):
            yield f"the name is not true of half {_told(members)}"
    if not STOPPED.search(name.lower()) and not _is_buying(members, shop):
        yield f"the name promises customers who buy {_told(members)}"


def _untrue_archetypes(
    segment: Mapping[str, Any],
    members: pd.DataFrame,
    archetypes: Mapping[str, str],
    shop: Shop,
    everybody: Population,
) -> Iterator[str]:
    """What an archetype says is true of half of the members, also "more than most customers"."""
    if segment["method"] != "clusters" or segment["archetype"] not in archetypes:
        return
    for condition in parse_conditions(archetypes[segment["archetype"]]):
        values = pd.to_numeric(members[condition.feature])
        if condition.sign in ("high", "low"):
            of_all = pd.to_numeric(everybody.frame[condition.feature])
            middle = (
                of_all[of_all != 0].median() if is_window(condition.feature) else of_all.median()
            )
            holds = values >= middle if condition.sign == "high" else values <= middle
        else:
            is_of_gaps = condition.value.endswith(SHOP_GAP)
            limit = shop.gap if is_of_gaps else everybody.limit(condition)
            # The shop's gap is of distinct days here.
            slack = 1.1 if is_of_gaps else 1.0
            holds = {
                ">=": values >= limit,
                ">": values > limit / slack,
                "<=": values <= limit,
                "<": values < limit * slack,
                "=": values == limit,
            }[condition.sign]
        if share(holds) < HALF:
            yield f"{condition} is true of {share(holds):.0%} of the members"


def _told(members: pd.DataFrame) -> str:
    buyers = _of_buyers(members)
    return (
        f"({len(members)} members, {len(buyers)} bought, median silence "
        f"{buyers['silent_days'].median()} days, {buyers['orders'].median()} orders, first "
        f"{buyers['known_days'].median()} days ago)"
    )


def _untrue_sentences(segment: Mapping[str, Any], members: pd.DataFrame) -> Iterator[str]:
    for column in TEXTS:
        text = "" if pd.isna(segment[column]) else str(segment[column])
        for sentence, holds in SENTENCES.items():
            for match in re.finditer(sentence, text):
                if not holds(members, *match.groups()):
                    yield f"{column}: {match[0]!r} {_told(members)}"


def _untrue_actions(segment: Mapping[str, Any], members: pd.DataFrame) -> Iterator[str]:
    """Nobody is kept who has gone, nor welcomed who is no newcomer, nor won back who never left."""
    action = str(segment["recommended_action"])
    claims: Mapping[str, Callable[[], bool]] = {
        r"^(Keep|Reward|Grow|Cross-sell|Protect|Make it easy)\b": lambda: (
            not _is_silent_buyers(members)
        ),
        r"^(Welcome|Follow up|Develop)\b": lambda: share(members["known_days"] <= NEW_DAYS) >= HALF,
        r"^(Win back|Let rest|Reintroduce|Withdraw)\b": lambda: (
            share(~_is_just_in_time(members)) >= HALF
        ),
        r"^(Convert|Start|Cap)\b": lambda: share(members["orders"] == 0) >= HALF,
        r"^Second order\b": lambda: share(members["orders"] == 1) >= HALF,
    }
    for words, holds in claims.items():
        if re.search(words, action) and not holds():
            yield f"action {action!r} {_told(members)}"


def _is_silent_buyers(members: pd.DataFrame) -> bool:
    return share(_has_left(_of_buyers(members))) > HALF


def _untrue_traits(
    segment: Mapping[str, Any], profiles: pd.DataFrame, members: pd.DataFrame
) -> Iterator[str]:
    """A trait compares means: it is above or below, as it says, and is found in the profile."""
    for trait in filter(None, str(segment["top_traits"] or "").split("; ")):
        rows = profiles[profiles["trait"] == trait]
        if len(rows) != 1:
            yield f"trait {trait!r} is not in the profile"
            continue
        row = rows.iloc[0]
        if (row["segment_mean"] - row["population_mean"]) * row["standardized_difference"] <= 0:
            yield f"trait {trait!r} says the opposite of its means"
        is_late = segment["activity_level"] in ("slipping", "inactive")
        if is_late and re.match(r"a more recent last order|a better trend", trait):
            yield f"trait {trait!r} of people who are late"
        there, pause = members["known_days"].median(), members["own_gap"].median()
        if " trend of " in trait and not (there >= TREND_DAYS and pause <= TREND_GAP_DAYS):
            yield f"trait {trait!r} of people who cannot have one {_told(members)}"
        least = max(10, 0.2 * row["segment_customers"])
        if row["trait_members"] < least:
            yield f"trait {trait!r} rests on {row['trait_members']} members"


def _untrue_reach(segment: Mapping[str, Any], reached: pd.DataFrame) -> Iterator[str]:
    text = str(segment["action_channel"] or "")
    counts = reached.set_index("channel")["customers"].to_dict()
    if "Nobody can be written to" in text and counts:
        yield f"{text!r} beside an audience of {counts}"
    for label, channel in (("E-mail", "email"), ("telephone", "phone")):
        told = re.search(rf"{label} \({NUMBER} of {NUMBER}\)", text)
        if (_read(told[1]) if told else 0) != counts.get(channel, 0):
            yield f"{text!r} beside an audience of {counts}"
        if told and _read(told[2]) != segment["customer_count"]:
            yield f"{text!r} of {segment['customer_count']} members"


def _untrue_tests(
    segment: Mapping[str, Any], returned: Mapping[tuple[str, int], float]
) -> Iterator[str]:
    text = str(segment["action_test"] or "")
    told = re.search(r"([\d.]+) % of the members of a period ago ordered since", text)
    share_returned = 100 * returned.get((segment["segmentation"], segment["segment_id"]), np.nan)
    if told and not abs(float(told[1]) - share_returned) <= 0.6:
        yield f"test {text!r}: {share_returned:.1f} % ordered since"
    told = re.search(rf"Hold out {NUMBER} of the {NUMBER}", text)
    if told and not _read(told[1]) < _read(told[2]) == segment["reachable_customers"]:
        yield f"test {text!r} of {segment['reachable_customers']} who can be reached"


def _untrue_reasons(
    segment: Mapping[str, Any], members: pd.DataFrame, everybody: pd.DataFrame
) -> Iterator[str]:
    reason = str(segment["reason"] or "")
    told = re.search(rf"expected to spend {NUMBER}|{NUMBER}(?: \w+)? is expected here", reason)
    expected = members["expected_spend_90d"].sum()
    said = _read(told[1] or told[2]) * _scale(reason, told) if told else np.nan
    if told and abs(said - expected) > 0.02 * abs(expected) + 1:
        yield f"reason {reason!r}: the members' forecasts come to {expected:,.0f}"
    told = re.search(r"([\d.]+) % of the spend expected in the next 90 days", reason)
    share_expected = 100 * expected / max(everybody["expected_spend_90d"].sum(), 1e-9)
    if told and abs(float(told[1]) - share_expected) > 0.6:
        yield f"reason {reason!r}: {share_expected:.1f} % of the forecasts is theirs"


def _scale(text: str, told: re.Match[str]) -> float:
    """What a figure is counted in: 62.7 million."""
    word = re.match(r" (million|billion)", text[told.end(1 if told[1] else 2) :])
    return {"million": 1e6, "billion": 1e9}[word[1]] if word else 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is untrue in each database; 1 when anything is."""
    count = 0
    for name in sys.argv[1:] if arguments is None else arguments:
        for line in untrue(Path(name)):
            sys.stdout.write(f"{name}: {line}\n")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    raise SystemExit(main())
