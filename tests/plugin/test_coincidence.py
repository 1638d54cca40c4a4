import numpy as np
import pandas as pd
import pytest

from customer_segmentation.fit.coincidence import coincidence, single_splits

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
    labels = condition(customers).astype(int).to_numpy().copy()
    splits = single_splits(customers, FEATURES)
    assert coincidence(labels, splits) == words
    labels[:4] = 1 - labels[:4]
    assert coincidence(labels, splits) == words


def test_groups_of_two_features_are_one(customers):
    labels = (customers["recency_days"] + customers["spend_net_365d"] > 400).astype(int).to_numpy()
    splits = single_splits(customers, FEATURES)
    assert coincidence(labels, splits) is None
    assert not any("country" in words for words in splits)


def test_what_hardly_anybody_shares_splits_nobody(customers):
    known = customers.assign(order_gap_days_mean=np.arange(500.0))
    assert not any("days between orders" in words for words in single_splits(known, FEATURES))
