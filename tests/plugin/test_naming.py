import numpy as np
from synthetic import CATALOG, customers

from customer_segmentation.explain.naming import (
    Trait,
    _compared,
    describe_segment,
    name_segments,
    segment_traits,
)
from customer_segmentation.model.encoding import fit_encoder


def trait(words: str, difference: float, family: str | None = None) -> Trait:
    return Trait(words, family or words, words, difference, f"{words} 1 (average 2)")


def test_names_follow_the_profile():
    frame = customers(0)
    frame = frame[frame["period_index"] == 0].reset_index(drop=True)
    rows = CATALOG.to_dict("records")
    labels = frame["group"].to_numpy() + 1
    traits = segment_traits(fit_encoder(frame, rows), frame, labels, rows)
    names = name_segments(traits)
    assert len(set(names.values())) == 3
    assert "Long inactive" in names[1]
    assert "Frequent" in names[2]
    assert "days 300 (average" in describe_segment(traits[1]).lower()
    assert not any("cluster" in name.lower() for name in names.values())


def test_names_differ_even_for_alike_segments():
    alike = [trait("big spenders", 2.0), trait("frequent", 1.5), trait("recent", 0.1)]
    names = name_segments({1: alike, 2: alike, 3: alike, 4: alike}, ["Big spenders, frequent"])
    assert len({name.lower() for name in names.values()} | {"big spenders, frequent"}) == 5


def test_one_trait_per_family_comes_first():
    traits = [
        trait("big spenders", 2.0, "monetary"),
        trait("big baskets", 1.9, "monetary"),
        trait("recent", 1.0, "recency"),
    ]
    assert name_segments({1: traits}) == {1: "Big spenders, recent"}


def test_an_average_segment():
    average = [trait("big spenders", 0.1), trait("recent", -0.05)]
    assert name_segments({1: average}) == {1: "Typical customers"}
    assert "average" in describe_segment(average)
    assert name_segments({1: []}) == {1: "Typical customers"}


def test_features_without_words_and_unknown_values():
    frame = customers(1)
    frame = frame[frame["period_index"] == 0].reset_index(drop=True)
    frame.loc[frame["group"] == 0, "recency_days"] = np.nan
    rows = CATALOG.to_dict("records")
    traits = segment_traits(fit_encoder(frame, rows), frame, frame["group"].to_numpy(), rows)
    words = {item.words for own in traits.values() for item in own}
    assert "high visit count" in words
    recency = next(item for item in traits[0] if item.feature_name == "recency_days")
    assert "unknown" in recency.figures


def test_a_measure_and_what_moves_with_it_are_one_trait():
    frame = customers(2)
    frame = frame[frame["period_index"] == 0].reset_index(drop=True)
    frame["spend_net_365d"] = frame["spend_net"].to_numpy()[::-1]
    frame["order_count_twice"] = 2 * frame["order_count"]
    rows = CATALOG.to_dict("records")
    known = {row["feature_name"]: row for row in rows}
    rows += [
        {**known["spend_net"], "feature_name": "spend_net_365d"},
        {**known["order_count"], "feature_name": "order_count_twice"},
    ]
    traits = segment_traits(fit_encoder(frame, rows), frame, frame["group"].to_numpy(), rows)
    for own in traits.values():
        names = {trait.feature_name for trait in own}
        assert len(names & {"spend_net", "spend_net_365d"}) <= 1
        assert len(names & {"order_count", "order_count_twice"}) <= 1


def test_a_unit_is_named_once():
    assert _compared("days since last order", 12.0, 30.0, "days") == (
        "days since last order 12.0 (average 30.0)"
    )
    assert _compared("age", 41.0, 1500.0, "years") == "age 41.0 years (average 1,500)"
    assert _compared("open rate", 0.4, 0.2, "share") == "open rate 40 % (average 20 %)"
    assert _compared("age", None, 40.0, "years") == "age unknown (average 40.0 years)"


def test_customers_of_nearly_one_age_are_not_named_by_it():
    frame = customers(0)
    frame = frame[frame["period_index"] == 0].reset_index(drop=True)
    frame["recency_days"] = 500.0 + frame["group"]
    rows = CATALOG.to_dict("records")
    labels = frame["group"].to_numpy()
    traits = segment_traits(fit_encoder(frame, rows), frame, labels, rows)
    names = name_segments(traits)
    assert any(item.feature_name == "recency_days" for item in traits[2])
    assert not any("active" in name.lower() for name in names.values())
