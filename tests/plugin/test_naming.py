import numpy as np
from synthetic import CATALOG, customers

from customer_segmentation.explain.naming import Trait, name_segments, segment_traits
from customer_segmentation.model.encoding import fit_encoder


def trait(words: str, difference: float, family: str | None = None) -> Trait:
    return Trait(words, family or words, words, difference)


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
    assert name_segments({1: []}) == {1: "Typical customers"}


def test_words_are_those_of_the_catalog_also_for_unknown_values():
    frame = customers(1)
    frame = frame[frame["period_index"] == 0].reset_index(drop=True)
    frame.loc[frame["group"] == 0, "recency_days"] = np.nan
    rows = CATALOG.to_dict("records")
    traits = segment_traits(fit_encoder(frame, rows), frame, frame["group"].to_numpy(), rows)
    words = {item.words for own in traits.values() for item in own}
    assert "high visit count" in words
    assert "recency_days" in {item.feature_name for item in traits[0]}


def test_a_measure_and_what_moves_with_it_are_one_trait():
    frame = customers(2)
    frame = frame[frame["period_index"] == 0].reset_index(drop=True)
    frame["spend_net_365d"] = frame["spend_net"].to_numpy()[::-1]
    frame["order_count_twice"] = 2 * frame["order_count"]
    rows = CATALOG.to_dict("records")
    known = {row["feature_name"]: row for row in rows}
    rows += [
        {**known["spend_net"], "feature_name": "spend_net_365d", "measure": "spend_net"},
        {**known["order_count"], "feature_name": "order_count_twice", "measure": "twice"},
    ]
    traits = segment_traits(fit_encoder(frame, rows), frame, frame["group"].to_numpy(), rows)
    for own in traits.values():
        names = {trait.feature_name for trait in own}
        assert len(names & {"spend_net", "spend_net_365d"}) <= 1
        assert len(names & {"order_count", "order_count_twice"}) <= 1


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
