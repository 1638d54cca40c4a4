"""Names of segments: every word of a name is true of its members, in any shop."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from customer_segmentation.explain.archetypes import (
    Archetype,
    Condition,
    Population,
    Segment,
    activity_of,
    parse_conditions,
    read_archetypes,
)
from customer_segmentation.explain.naming import Name, is_still_true, name_segments, segment_traits

ARCHETYPES = read_archetypes(
    pd.read_csv(Path(__file__).parents[2] / "seeds" / "segment_archetypes.csv")
)
NUMBERS = (
    "order_count", "order_count_365d", "order_count_90d", "spend_net", "spend_net_365d",
    "average_order_value", "order_gap_days_mean", "order_gap_days_cv", "lines_per_order",
    "units_per_order", "category_entropy", "category_count", "coupon_order_share", "discount_share",
    "return_share", "web_order_share", "app_order_share", "store_order_share",
    "weekend_order_share", "evening_order_share", "morning_order_share", "visit_count_90d",
    "email_open_rate", "social_interaction_count_365d", "ticket_count_365d", "age_years",
    "order_count_change_90d", "spend_net_change_90d", "days_since_first_order", "recency_days",
)  # fmt: skip
FAMILIES = {
    "recency_days": "recency",
    "days_since_first_order": "tenure", "spend_net": "monetary", "spend_net_365d": "monetary",
    "order_count": "frequency", "order_count_365d": "frequency", "order_count_90d": "frequency",
}  # fmt: skip
CATALOG = [
    {
        "feature_name": name,
        "family": FAMILIES.get(name, name),
        "measure": re.sub(r"_\d+d$", "", name),
        "value_type": "numeric",
        "words_high": f"more {name}",
        "words_low": f"less {name}",
    }
    for name in NUMBERS
]
# What the kinds of customers of a shop do; a feature that is not given is alike for everybody.
BUYER = {
    "order_count": 4, "order_count_365d": 2, "order_count_90d": 1, "spend_net": 200,
    "spend_net_365d": 100, "average_order_value": 50, "order_gap_days_mean": 60,
    "order_gap_days_cv": 1.0, "lines_per_order": 2, "units_per_order": 3, "category_entropy": 1,
    "category_count": 3, "coupon_order_share": 0.1, "discount_share": 0.02, "return_share": 0.02,
    "web_order_share": 0.4, "app_order_share": 0.3, "store_order_share": 0.3,
    "weekend_order_share": 0.3, "evening_order_share": 0.3, "morning_order_share": 0.3,
    "visit_count_90d": 1, "email_open_rate": 0.2, "social_interaction_count_365d": 0,
    "ticket_count_365d": 0, "age_years": 40, "order_count_change_90d": 0,
    "spend_net_change_90d": 0, "days_since_first_order": 500, "recency_days": 30,
}  # fmt: skip
NO_ORDERS = {
    **dict.fromkeys(BUYER, np.nan),
    "order_count": 0, "order_count_365d": 0, "order_count_90d": 0, "spend_net": 0,
    "spend_net_365d": 0, "visit_count_90d": 1, "email_open_rate": 0.2, "age_years": 40,
    "social_interaction_count_365d": 0, "ticket_count_365d": 0,
}  # fmt: skip
ONCE = {**BUYER, "order_count": 1, "order_gap_days_mean": np.nan, "order_gap_days_cv": np.nan}
NO_AMOUNTS = dict.fromkeys(("spend_net", "spend_net_365d", "average_order_value"), np.nan)


def shop(*kinds: dict, seed: int = 0) -> tuple[Population, np.ndarray]:
    """Customers of some kinds: size, activity_level and what differs from a buyer."""
    rng = np.random.default_rng(seed)
    frames = []
    for label, kind in enumerate(kinds, start=1):
        own = {**kind.get("base", BUYER), **kind}
        size, levels = own["size"], own["activity_level"]
        levels = {levels: 1.0} if isinstance(levels, str) else levels
        frame = pd.DataFrame({name: np.full(size, float(own[name])) for name in NUMBERS})
        for name in NUMBERS:
            if name not in ("order_count", "order_count_365d", "order_count_90d", "category_count"):
                frame[name] *= rng.uniform(0.9, 1.1, size)
        counts = np.round(np.array(list(levels.values())) * size).astype(int)
        counts[0] += size - counts.sum()
        frame["activity_level"] = np.repeat(list(levels), counts)
        frames.append(frame.assign(segment=label))
    frame = pd.concat(frames, ignore_index=True)
    return Population(frame, CATALOG), frame["segment"].to_numpy()


def named(*kinds: dict, earlier=None, archetypes=ARCHETYPES) -> dict[int, Name]:
    population, labels = shop(*kinds)
    segments = {int(label): Segment(population, labels == label) for label in np.unique(labels)}
    return name_segments(segments, archetypes, earlier)


def texts(*kinds: dict, **settings) -> list[str]:
    return [name.segment_name for name in named(*kinds, **settings).values()]


ACTIVE = {"size": 100, "activity_level": "active"}
GONE = {"size": 100, "activity_level": "inactive"}
OFTEN = {"order_count": 20, "order_count_365d": 12, "spend_net": 900, "order_gap_days_mean": 30}

SITUATIONS = {
    "those who use coupons": ([ACTIVE, {**ACTIVE, "coupon_order_share": 0.86}], "Coupon hunters"),
    "those who used coupons": ([ACTIVE, {**GONE, "coupon_order_share": 0.86}], "Lapsed coupon hunters"),
    "one coupon more than others": ([ACTIVE, {**ACTIVE, "coupon_order_share": 0.2}], None),
    "never ordered": ([ACTIVE, {"size": 482, "base": NO_ORDERS,
        "activity_level": {"prospect": 0.97, "active": 0.03}}], "Never ordered"),
    "a quarter ordered": ([ACTIVE, {"size": 482, "base": NO_ORDERS,
        "activity_level": {"prospect": 0.76, "active": 0.24}}], "Mostly without orders"),
    "returns only": ([ACTIVE, {"size": 50, "base": NO_ORDERS, "return_share": 1, "spend_net": -20,
        "activity_level": "returns_only"}], "Returns only"),
    "one order, long ago": ([ACTIVE, {**GONE, "base": ONCE}], "One-time buyers"),
    "one order, lately": ([ACTIVE, {**ACTIVE, "base": ONCE}], "Recent one-time buyers"),
    "first order, lately": ([ACTIVE, {"size": 90, "base": ONCE, "activity_level": "new"}],
        "First-time buyers"),
    "the best": ([ACTIVE, {**ACTIVE, **OFTEN}], "Top customers"),
    "the best are leaving": ([ACTIVE, {**ACTIVE, **OFTEN, "activity_level": "slipping"}],
        "Lapsing top customers"),
    "the best are gone": ([ACTIVE, {**GONE, **OFTEN}], "Lapsed top customers"),
    "even intervals": ([ACTIVE, {**ACTIVE, "order_gap_days_cv": 0.3}], "Regulars"),
    "even intervals, long ago": ([ACTIVE, {**GONE, "order_gap_days_cv": 0.3}], "Lapsed regulars"),
    "more even than chaos": ([{**ACTIVE, "order_gap_days_cv": 3}, {**ACTIVE, "order_gap_days_cv": 1.5}],
        None),
    "large baskets": ([ACTIVE, {**ACTIVE, "lines_per_order": 7}], "Big-basket shoppers"),
    "baskets of two against one": ([{**ACTIVE, "lines_per_order": 1}, {**ACTIVE, "lines_per_order": 2}],
        None),
    "no amounts": ([{**ACTIVE, **NO_AMOUNTS}, {**ACTIVE, **OFTEN, **NO_AMOUNTS}], "Frequent buyers"),
    "readers without an order": ([ACTIVE, {"size": 60, "base": NO_ORDERS, "activity_level": "prospect"},
        {"size": 60, "base": NO_ORDERS, "activity_level": "prospect", "email_open_rate": 0.8}],
        "Newsletter readers without orders"),
    "half gone, half never there": ([ACTIVE, {**GONE, "activity_level": {"inactive": 0.4, "prospect": 0.4,
        "active": 0.2}}], "Dormant contacts"),
    "an even mix": ([ACTIVE, {**GONE, "activity_level": {"active": 0.4, "prospect": 0.35,
        "slipping": 0.25}}], "Customers and contacts"),
    "half of them quiet": ([ACTIVE, {**GONE, "activity_level": {"active": 0.55, "inactive": 0.45}}],
        "Active and quiet customers"),
    "coupons, half of them quiet": ([ACTIVE, {**GONE, "coupon_order_share": 0.86,
        "activity_level": {"active": 0.55, "inactive": 0.45}}], "Coupon hunters, some gone quiet"),
    "deep discounts where all is discounted": ([{**ACTIVE, "discount_share": 0.3},
        {**ACTIVE, "size": 60, "discount_share": 0.6}], "Discount seekers"),
    "a little more off where all is discounted": ([{**ACTIVE, "discount_share": 0.3},
        {**ACTIVE, "size": 60, "discount_share": 0.36}], None),
    "discounts where nobody else has any": ([{**ACTIVE, "discount_share": 0},
        {**ACTIVE, "size": 60, "discount_share": 0.15}], "Discount seekers"),
    "dear orders": ([ACTIVE, {**ACTIVE, "size": 40, "average_order_value": 100}], "Big-ticket buyers"),
    "orders a third dearer": ([ACTIVE, {**ACTIVE, "average_order_value": 66, "weekend_order_share": 0.9}],
        "Weekend shoppers"),
    "orders of half the worth": ([ACTIVE, {**ACTIVE, "size": 40, "average_order_value": 25}],
        "Small-order buyers"),
    "orders of most, worth little": ([{**ACTIVE, "average_order_value": 100},
        {**ACTIVE, "size": 250, "average_order_value": 45}], None),
    "one order, and so little spent": ([{**ACTIVE, "spend_net": 400}, {**GONE, "base": ONCE,
        "spend_net": 50}], "One-time buyers"),
    "half as much spent in a year": ([ACTIVE, {**ACTIVE, "size": 60, "spend_net_365d": 45}],
        "Small spenders"),
    "little spent since a few weeks": ([ACTIVE, {**ACTIVE, "size": 60, "spend_net_365d": 45,
        "activity_level": "new"}], "New customers"),
    "nothing spent in a year": ([ACTIVE, {**ACTIVE, "size": 60, "spend_net_365d": 0,
        "activity_level": "slipping"}], "Lapsing customers"),
    "twice as much spent in a year": ([ACTIVE, {**ACTIVE, "size": 60, "spend_net_365d": 200}],
        "Big spenders"),
    "a quarter more spent in a year": ([ACTIVE, {**ACTIVE, "size": 60, "spend_net_365d": 125}], None),
    "most spend a little more": ([ACTIVE, {**ACTIVE, **OFTEN, "spend_net": 260}], "Frequent buyers"),
    "twice as much where most have spent nothing": ([{**GONE, "size": 400, "spend_net_365d": 0}, ACTIVE,
        {**ACTIVE, "size": 60, "spend_net_365d": 120}], None),
    "every second week where others come weekly": ([{**ACTIVE, "order_gap_days_mean": 7},
        {**ACTIVE, "order_gap_days_mean": 16}], None),
    "every second month": ([ACTIVE, {**ACTIVE, "size": 60, "order_gap_days_mean": 120}], "Occasional buyers"),
    "a fifth longer between orders": ([ACTIVE, {**ACTIVE, "order_gap_days_mean": 75}], None),
    "again, where most ordered once": ([{**GONE, "size": 300, "base": ONCE}, {**ACTIVE, "order_count": 3}],
        "Repeat buyers"),
    "again, where everybody did": ([ACTIVE, {**ACTIVE, "order_count": 5}], None),
    "few members": ([ACTIVE, {"size": 6, "activity_level": "active", "coupon_order_share": 0.9}],
        "Active customers"),
}  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_name_says_what_members_do(situation):
    kinds, expected = SITUATIONS[situation]
    names = texts(*kinds)
    if expected is None:
        claims = (
            *("coupon hunters", "regulars", "big-basket", "small-order", "discount seekers"),
            *("spenders", "top", "occasional", "repeat"),
        )
        assert not any(claim in name.lower() for name in names for claim in claims)
    else:
        assert expected in names


def test_of_people_long_gone_nobody_is_regular_frequent_new_or_active():
    """Eleven years: seven customers in ten left; those who order once a year stand out."""
    crowd = [
        {**GONE, "size": 500, "base": ONCE},
        {**GONE, "size": 210, "order_count": 3, "order_gap_days_cv": 0.4, "spend_net": 300},
        {
            **ACTIVE,
            "size": 190,
            "order_count": 8,
            "order_count_365d": 1,
            "order_gap_days_mean": 200,
        },
        {**ACTIVE, "size": 100, **OFTEN, "order_gap_days_mean": 40},
    ]
    once, regular_once, yearly, often = texts(*crowd)
    assert once == "One-time buyers"
    assert regular_once.startswith("Lapsed")
    assert "frequent" not in yearly.lower()
    assert often == "Top customers"
    for name in (once, regular_once):
        assert not any(word in name.lower().split() for word in ("active", "new", "frequent"))


def test_one_extreme_member_makes_no_name():
    population, labels = shop({**ACTIVE, "size": 1000}, {**ACTIVE, "size": 1898})
    first = int(np.flatnonzero(labels == 2)[0])
    population.frame.loc[first, "spend_net_365d"] = 1e9
    segment = Segment(population, labels == 2)
    assert not segment.holds(parse_conditions("spend_net_365d is high"))
    assert abs(segment.difference("spend_net_365d")) < 0.1


@pytest.mark.parametrize("activity", ["active", "slipping", "inactive", "prospect", "new"])
def test_no_two_names_share_their_meaning(activity):
    base = NO_ORDERS if activity == "prospect" else BUYER
    kind = {"size": 80, "base": base, "activity_level": activity}
    names = named(
        *[{**kind, "age_years": 30 + 5 * index, "visit_count_90d": index} for index in range(6)]
    )
    assert len({name.segment_name.lower() for name in names.values()}) == 6
    by_traits = [name for name in names.values() if ": " in name.segment_name]
    leads = [name.conditions.partition(" and ")[0] for name in by_traits]
    assert len(leads) == len(set(leads))
    words = [name.segment_name.lower().partition(": ")[2] for name in by_traits]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("change", [-0.9, 0.9])
@pytest.mark.parametrize("pause", [20, 60, 365, None])
@pytest.mark.parametrize("since", [40, 120, 700])
def test_a_trend_is_of_those_who_could_have_one(since, pause, change):
    """Of who came a month ago or orders once a year nothing got better between two quarters."""
    kind = {**ACTIVE, "base": BUYER if pause else ONCE, "days_since_first_order": since}
    if pause:
        kind["order_gap_days_mean"] = pause
    changed = {**kind, "order_count_change_90d": change, "spend_net_change_90d": change}
    names = named(kind, changed)
    is_told = any("change" in name.segment_name for name in names.values())
    assert is_told == (since >= 200 and pause in (20, 60))
    late = [{**kind, "days_since_first_order": 500}, {**changed, "days_since_first_order": 40}]
    assert not any("change" in text for text in texts(*late, earlier=names))


@pytest.mark.parametrize("orders", [1, 2, 3])
def test_days_and_hours_are_a_trait_of_those_who_ordered_three_times(orders):
    """One order on a Sunday, of a hundred members by chance more, makes nobody a buyer of Sundays."""
    kind = {**ACTIVE, "base": BUYER if orders > 1 else ONCE, "order_count": orders}
    population, labels = shop(
        ACTIVE, {**kind, "weekend_order_share": 0.9, "evening_order_share": 0.9}
    )
    traits = segment_traits(Segment(population, labels == 2))
    told = {trait.feature_name for trait in traits}
    assert bool({"weekend_order_share", "evening_order_share"} & told) == (orders == 3)


def test_people_who_bought_once_are_told_apart_by_when_they_came():
    """One order less than others says nothing of them that their name has not said."""
    crowd = {**ACTIVE, "size": 300, "order_count": 6}
    late = {**GONE, "base": ONCE, "days_since_first_order": 50, "age_years": 39}
    early = {**GONE, "base": {**ONCE, "order_count": 2}, "days_since_first_order": 900}
    once = {**GONE, "base": ONCE, "days_since_first_order": 480}
    told = texts(crowd, once, late)
    assert told[1:] == ["One-time buyers", "One-time buyers: less days_since_first_order"]
    assert not any("order_count" in text for text in texts(crowd, late, early, once))


def test_one_order_on_a_weekend_makes_no_weekend_shopper():
    """Of a shop that opened on a Sunday all first orders are of that Sunday."""
    once = {"base": ONCE, "size": 300, "activity_level": "inactive", "weekend_order_share": 1.0}
    twice = {**once, "base": BUYER, "order_count": 2}
    often = {"size": 300, "activity_level": "active"}
    assert not [name for kind in (once, twice) for name in texts(kind, often) if "eekend" in name]
    assert "Lapsed weekend shoppers" in texts({**twice, "order_count": 5}, often)


@pytest.mark.parametrize(
    ("activity", "silence", "all_once", "most_once"),
    [
        ("active", 30, "Recent one-time buyers", "Recent, mostly one-time buyers"),
        ("active", 240, "Past-year one-time buyers", "Past-year, mostly one-time buyers"),
        ("active", 500, "One-time buyers", "Mostly one-time buyers"),
        ("new", 30, "First-time buyers", "New, mostly one-time buyers"),
        ("slipping", 240, "Lapsing one-time buyers", "Lapsing, mostly one-time buyers"),
        ("inactive", 240, "One-time buyers", "Mostly one-time buyers"),
    ],
)
def test_who_ordered_again_makes_one_time_a_word_about_most(activity, silence, all_once, most_once):
    """Of hundred members 5 or 30 ordered again; in a slow shop who waits for long is active."""
    for again, expected in ((5, all_once), (30, most_once)):
        once = {**GONE, "base": ONCE, "activity_level": activity, "recency_days": silence}
        population, labels = shop(ACTIVE, once)
        members = np.flatnonzero(labels == 2)
        population.frame.loc[members[:again], "order_count"] = 2
        segments = {label: Segment(population, labels == label) for label in (1, 2)}
        assert name_segments(segments, ARCHETYPES)[2].segment_name == expected


def test_who_goes_furthest_is_named_by_it_and_who_is_between_by_the_range():
    """Segments of a customer table cut by age: youngest and oldest have the words, the others years."""
    rng = np.random.default_rng(0)
    spans = [(33, 42), (18, 24), (25, 32), (56, 80), (43, 55)]
    ages = np.concatenate([rng.integers(low, high + 1, 80) for low, high in spans])
    labels = np.repeat(np.arange(1, 6), 80)
    row = {"value_type": "numeric", "measure": "age", "family": "own", "label": "age"}
    words = {"words_high": "high age", "words_low": "low age"}
    population = Population(
        pd.DataFrame({"age": ages, "noise": rng.normal(size=400)}),
        [{**row, **words, "feature_name": "age"}, {**row, "feature_name": "noise", "measure": "noise",
            "words_high": "high noise", "words_low": "low noise"}],
    )  # fmt: skip
    segments = {label: Segment(population, labels == label) for label in range(1, 6)}
    names = [name.segment_name for name in name_segments(segments, ARCHETYPES).values()]
    assert names == ["Age 33 to 42", "Low age", "Age 25 to 32", "High age", "Age 43 to 55"]
    assert name_segments(segments, ARCHETYPES, name_segments(segments, ARCHETYPES)).values()


def test_more_of_something_is_more_than_others_who_do_the_same_have():
    """Both kinds of active customers have spent more than who lapsed, one of them more than the other."""
    names = texts(
        {**ACTIVE, "spend_net": 340},
        {**ACTIVE, "spend_net": 300},
        {**GONE, "size": 500, "spend_net": 120},
        archetypes=[],
    )
    assert names[0] == "Active customers"
    assert "more spend_net" not in names[1] and names[1] != names[0]


def test_one_time_buyers_of_different_days_are_told_apart_by_the_days():
    kinds = [
        {**GONE, "base": ONCE, "activity_level": "new", "recency_days": days}
        for days in (1, 20, 60)
    ]
    names = texts(*kinds)
    assert len(set(names)) == 3 and not any("(" in name for name in names)


def test_of_two_measures_that_are_equal_the_shorter_words_are_said():
    """Where nothing comes back, spend before returns is spend."""
    frame = pd.DataFrame({"spend_gross": np.arange(40.0), "spend_net": np.arange(40.0)})
    catalog = [
        {"feature_name": name, "family": "monetary", "measure": name, "value_type": "numeric"}
        | {"words_high": words, "words_low": words}
        for name, words in (("spend_gross", "spend before returns"), ("spend_net", "spend"))
    ]
    segment = Segment(Population(frame, catalog), np.arange(40) >= 20)
    assert [trait.words for trait in segment_traits(segment)] == ["spend"]


def test_alike_segments_are_told_apart_by_number():
    assert len(set(texts(ACTIVE, ACTIVE, ACTIVE))) == 3


def test_a_true_name_stays_and_an_untrue_one_goes():
    kinds = [ACTIVE, {**ACTIVE, "coupon_order_share": 0.55}]
    first = named(*kinds)
    assert first[2].segment_name == "Coupon hunters"
    weaker = [{**ACTIVE, "coupon_order_share": 0.3}, {**ACTIVE, "coupon_order_share": 0.55}]
    own = {2: Name("Bargain friends", "", "active", "coupon_order_share >= 0.5")}
    assert named(*weaker, earlier=own)[2].segment_name == "Bargain friends"
    fewer = [ACTIVE, {**ACTIVE, "coupon_order_share": 0.2}]
    assert "hunters" not in named(*fewer, earlier=first)[2].segment_name
    gone = [ACTIVE, {**GONE, "coupon_order_share": 0.9}]
    assert named(*gone, earlier=first)[2].segment_name == "Lapsed coupon hunters"


def test_never_is_taken_back_when_some_ordered():
    never, some = (
        {"size": 100, "base": NO_ORDERS, "activity_level": {"prospect": share, "active": 1 - share}}
        for share in (0.98, 0.7)
    )
    first = named(ACTIVE, never)
    assert first[2].segment_name == "Never ordered"
    assert named(ACTIVE, never, earlier=first)[2].segment_name == "Never ordered"
    assert named(ACTIVE, some, earlier=first)[2].segment_name == "Mostly without orders"


def test_a_name_that_stays_is_not_given_twice():
    kept = {1: Name("Coupon hunters", "coupon_hunters", "active", "coupon_order_share >= 0.5")}
    names = texts(
        {**ACTIVE, "coupon_order_share": 0.86},
        {**ACTIVE, "coupon_order_share": 0.95},
        ACTIVE,
        earlier=kept,
    )
    assert names[0] == "Coupon hunters" and names.count("Coupon hunters") == 1


def test_an_archetype_of_the_business_wins_when_it_is_stronger():
    own = Archetype(
        "elders",
        "Silver agers",
        frozenset({"active"}),
        parse_conditions("age_years >= 60"),
        3.0,
        "",
    )
    kinds = [ACTIVE, {**ACTIVE, "age_years": 75, "coupon_order_share": 0.86}]
    assert texts(*kinds, archetypes=(*ARCHETYPES, own))[1] == "Silver agers"


def test_levels_of_a_category_are_compared_as_texts():
    population, labels = shop(ACTIVE, ACTIVE)
    population.frame["tier"] = np.where(labels == 2, "gold", "basic")
    population.catalog["tier"] = {"value_type": "categorical"}
    gold = parse_conditions("tier = gold")
    assert Segment(population, labels == 2).holds(gold)
    assert not Segment(population, labels == 1).holds(gold)
    assert Segment(population, labels == 2).strength(gold[0]) == pytest.approx(1)


def test_conditions_are_read_and_what_is_none_is_named():
    text = "order_gap_days_mean < shop_gap and spend_net is high"
    conditions = parse_conditions(text)
    assert conditions == (
        Condition("order_gap_days_mean", "<", "shop_gap"),
        Condition("spend_net", "high"),
    )
    assert " and ".join(map(str, conditions)) == text
    with pytest.raises(ValueError, match="archetype 'x': 'spend_net rather high' is no condition"):
        parse_conditions("spend_net rather high", "archetype 'x'")


def test_a_condition_on_what_the_shop_does_not_measure_is_named():
    population, labels = shop(ACTIVE, ACTIVE)
    misspelt = parse_conditions("average_order_value >= 1.5 shop_ordr")
    with pytest.raises(ValueError, match=r"'1.5 shop_ordr' is no number.*shop_gap, shop_order"):
        Segment(population, labels == 1).holds(misspelt)


@pytest.mark.parametrize(
    ("shares", "activity"),
    [
        ({"active": 0.6, "inactive": 0.4}, "active"),
        ({"active": 0.3, "new": 0.3, "inactive": 0.4}, "active"),
        ({"inactive": 0.51, "active": 0.49}, "inactive"),
        ({"prospect": 0.3, "returns_only": 0.3, "active": 0.4}, "prospect"),
        ({"returns_only": 0.6, "prospect": 0.4}, "returns_only"),
        ({"slipping": 0.3, "inactive": 0.3, "active": 0.4}, "slipping"),
        ({"prospect": 0.3, "inactive": 0.3, "active": 0.4}, "dormant"),
        ({"prospect": 0.15, "inactive": 0.37, "slipping": 0.06, "active": 0.42}, "mixed"),
        ({"prospect": 0.3, "slipping": 0.2, "active": 0.5}, "mixed"),
        ({"active": 0.4, "new": 0.15, "inactive": 0.25, "slipping": 0.2}, "mixed"),
        ({"new": 1.0}, "new"),
    ],
)
def test_activity_is_that_of_most(shares, activity):
    assert activity_of(shares) == activity


def test_without_activity_nothing_is_said_of_it():
    population, labels = shop(ACTIVE, {**ACTIVE, "coupon_order_share": 0.9})
    population.frame = population.frame.drop(columns="activity_level")
    segments = {int(label): Segment(population, labels == label) for label in np.unique(labels)}
    names = [name.segment_name for name in name_segments(segments, ()).values()]
    assert not any("active" in name.lower() for name in names)
    assert is_still_true(Name("X"), segments[1])
