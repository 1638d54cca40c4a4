import numpy as np
import pandas as pd
import pytest

from customer_segmentation.fit.coincidence import (
    cells_of,
    cuts_across,
    is_same,
    nearest_known,
    single_conditions,
)


def coincidence(labels, conditions):
    words, known = nearest_known(labels, cells_of(conditions))
    return words if is_same(labels, known) else None


FEATURES = [
    {
        "feature_name": "order_gap_days_mean",
        "label": "days between orders",
        "value_type": "numeric",
    },
    {"feature_name": "recency_days", "label": "days since last order", "value_type": "numeric"},
    {"feature_name": "spend_net_365d", "label": "yearly spend", "value_type": "numeric"},
    {"feature_name": "country", "label": "country", "value_type": "categorical"},
]


@pytest.fixture
def customers() -> pd.DataFrame:
    random = np.random.default_rng(3)
    recency = random.integers(1, 900, 500).astype(float)
    return pd.DataFrame(
        {
            "order_gap_days_mean": np.where(
                random.random(500) < 0.4, np.nan, random.gamma(2, 30, 500)
            ),
            "recency_days": recency,
            "spend_net_365d": np.where(recency > 500, 0, random.gamma(2, 50, 500)),
            "country": random.choice(["DE", "FR"], 500),
        }
    )


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (lambda rows: rows["order_gap_days_mean"].isna(), "days between orders is unknown"),
        (lambda rows: rows["spend_net_365d"] == 0, "yearly spend is 0"),
        (lambda rows: rows["recency_days"] > 365, "no order in the last 365 days"),
    ],
)
def test_one_condition_is_no_discovery(customers, condition, words):
    labels = condition(customers).astype(int).to_numpy() + 1
    conditions = single_conditions(customers, FEATURES)
    assert coincidence(labels, conditions) == words
    labels[:4] = 3 - labels[:4]
    assert coincidence(labels, conditions) == words


def test_a_pause_of_the_shop_is_no_discovery(customers):
    first = customers["recency_days"] + 600
    customers = customers.assign(days_since_first_order=first)
    closed = customers["recency_days"].between(120, 425) | first.between(120, 425)
    open_again = customers[~closed]
    labels = (open_again["recency_days"] > 120).astype(int).to_numpy() + 1
    assert coincidence(labels, single_conditions(open_again, FEATURES)) is not None
    three = labels + 2 * open_again["order_gap_days_mean"].isna().to_numpy()
    assert coincidence(three, single_conditions(open_again, FEATURES)) is not None


def test_customers_who_stay_away_are_no_pause_of_the_shop(customers):
    apart = customers[~customers["recency_days"].between(50, 300)]
    joined = apart["recency_days"] + np.random.default_rng(1).uniform(0, 400, len(apart))
    conditions = single_conditions(apart.assign(days_since_first_order=joined), FEATURES)
    assert not any("pause" in words for words in conditions)
    assert "no order in the last 90 days" not in conditions
    assert "no order in the last 365 days" in conditions


def test_groups_of_two_features_are_one(customers):
    labels = (customers["recency_days"] + customers["spend_net_365d"] > 400).astype(
        int
    ).to_numpy() + 1
    conditions = single_conditions(customers, FEATURES)
    assert coincidence(labels, conditions) is None
    assert not any("country" in words for words in conditions)


def test_what_hardly_anybody_shares_splits_nobody(customers):
    known = customers.assign(order_gap_days_mean=np.arange(500.0))
    assert not any("days between orders" in words for words in single_conditions(known, FEATURES))


def test_segments_of_several_conditions_each_are_no_discovery():
    """What is bought of three things, parted where two of them are bought and the third is not."""
    random = np.random.default_rng(3)
    first, second, third = random.random((3, 600)) < 0.5
    conditions = {"first": first, "second": second, "third": third}
    labels = np.select([first & ~second, first & second & ~third, third], [4, 3, 2], 1)
    assert coincidence(labels, conditions) == "first, second, third"
    labels = np.where(random.random(600) < 0.2, random.integers(1, 5, 600), labels)
    assert coincidence(labels, conditions) is None


def test_a_known_condition_may_not_cut_across_kinds():
    kinds = 1 + np.arange(600) // 200
    quiet = np.arange(600) % 3 == 0
    conditions = {"orders in the last quarter is 0": quiet}
    across = np.where(quiet & (kinds > 1), 4, kinds)
    assert cuts_across(across, kinds, conditions)
    across[:4] = 4
    assert cuts_across(across, kinds, conditions)
    # Who left one kind is a segment of it; and so is what no condition tells.
    assert not cuts_across(np.where(quiet & (kinds == 3), 4, kinds), kinds, conditions)
    assert not cuts_across(across, kinds, {"something else": np.arange(600) % 2 == 0})
    assert not cuts_across(kinds, np.where(kinds == 3, 2, kinds), conditions)
