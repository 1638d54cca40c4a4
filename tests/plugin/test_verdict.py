"""What the verdict says, and that it lasts while a shop stays as it is."""

from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from synthetic import CATALOG

from customer_segmentation.demo.shops_tables import generate_shop
from customer_segmentation.fit import choose
from customer_segmentation.fit.candidates import Candidate
from customer_segmentation.fit.verdict import telling_features, verdict_in_words
from customer_segmentation.model.encoding import fit_encoder

END = pd.Timestamp("2025-01-01")
FEATURES = CATALOG[CATALOG["feature_name"].isin(["recency_days", "order_count", "nps_last"])]


def test_features_that_tell_segments_apart_are_named():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 100)
    frame = pd.DataFrame(
        {
            "recency_days": rng.uniform(0, 300, 300),
            "order_count": np.array([2, 20, 200])[labels] + rng.poisson(2, 300),
            "nps_last": np.where(labels == 1, np.nan, rng.integers(0, 11, 300)),
        }
    )
    encoder = fit_encoder(frame, FEATURES.to_dict("records"))
    words = {"order_count": "orders"}
    told = telling_features(encoder, encoder.transform(frame), labels, words)
    assert told == ["whether nps_last is known", "orders"]


def candidate(jaccard: float, variance: float = 0.5, shares=(0.5, 0.5)) -> Candidate:
    """A candidate that resamples bring back, as far as the verdict reads it."""
    measures = SimpleNamespace(
        jaccard_min=jaccard,
        explained_variance_test=variance,
        outlier_share=0.0,
    )
    labels = SimpleNamespace(shares=dict(enumerate(shares, start=1)))
    made = SimpleNamespace(is_admissible=True, measures=measures, labels=labels, found=len(shares))
    return cast(Candidate, made)


@pytest.mark.parametrize(
    ("chosen_again", "told"),
    [
        (
            (0.8, 0.91),
            "So it does for halves of the customers that repeat the whole choice, with 0.80",
        ),
        ((0.92, 0.29), "bring 1 of the 2 back with less than 0.75, the least with 0.29"),
        ((0.4, 0.29), "bring all back with less than 0.75"),
    ],
)
def test_stability_is_promised_for_the_choice_too(chosen_again, told):
    words = verdict_in_words("none", candidate(0.79), 2, (), chosen_again)
    assert (
        "Fitted again on resampled customers, every segment comes back with a Jaccard similarity of "
        "0.79 or more."
    ) in words
    assert told in words
    assert ("Name algorithms and n_segments" in words) == (min(chosen_again) < 0.75)


def test_groups_that_were_set_aside_are_told():
    words = verdict_in_words(
        "none", candidate(0.8, 0.77), 6, (), (), candidate(0.9, 0.2, (0.195, 0.805))
    )
    assert words.startswith(
        "2 groups of 80 % and 20 % of the customers stand apart, and explain only 20 % of what customers "
        "differ in. The 6 segments explain 77 %: a useful partition, not a discovery."
    )
    assert "No clearly separated groups" not in words


def test_groups_that_were_divided_further_are_told_with_both_numbers():
    words = verdict_in_words(
        "clustered", candidate(0.8, 0.97), 6, (), (), candidate(0.9, 0.79, (0.77, 0.17, 0.06))
    )
    assert words.startswith("The customers form 3 natural groups, ")
    assert "The 6 segments divide them further and explain 97 % " in words
    assert "of what customers differ in, the groups 79 %." in words


def test_groups_that_were_completed_are_told_with_both_numbers():
    groups = candidate(0.9, 0.57, (0.4, 0.3, 0.1))
    groups.measures.outlier_share = 0.2
    words = verdict_in_words("clustered", candidate(0.8, 0.75, (0.4, 0.3, 0.3)), 3, (), (), groups)
    assert words.startswith("The customers form 3 natural groups, ")
    assert (
        "The 3 segments take in the 20 % of the customers whom these leave out, too, and " in words
    )
    assert "explain 75 % of what customers differ in, the groups 46 %." in words


def at(tables: dict[str, pd.DataFrame], date: pd.Timestamp) -> pd.DataFrame:
    """Features of the customers who have ordered before a date, one row each."""
    orders = tables["orders"]
    orders = orders[orders["ordered_at"] < date]
    owner, moment = orders["customer_id"], orders["ordered_at"]
    grouped = orders.groupby("customer_id")
    day = pd.Timedelta(days=1)
    tenure = ((date - grouped["ordered_at"].min()) / day).clip(lower=30)
    return pd.DataFrame(
        {
            "recency": np.sqrt((date - grouped["ordered_at"].max()) / day),
            "orders": np.log1p(grouped.size()),
            "yearly": np.log(365 * grouped.size() / tenure),
            "basket": np.log(grouped["total_amount"].mean().clip(lower=1)),
            "coupons": orders["coupon_code"].notna().groupby(owner).mean(),
            "evening": (moment.dt.hour >= 17).groupby(owner).mean(),
            "morning": (moment.dt.hour < 12).groupby(owner).mean(),
            "app": (orders["channel"] == "app").groupby(owner).mean(),
        }
    )


@pytest.mark.parametrize("name", ["no_lines", "no_groups"])
def test_five_months_of_a_steady_shop_give_the_same_segments(name):
    tables = {key: rows.to_pandas() for key, rows in generate_shop(name, 300, 1).items()}
    months = []
    for ago in range(4, -1, -1):
        features = at(tables, END - pd.DateOffset(months=ago))
        choice = choose(features, (2, 8), effort="quick", for_use=True)
        months.append((choice, pd.Series(choice.labels, features.index)))
    assert len({choice.structure for choice, _ in months}) == 1
    for (before, earlier), (after, later) in pairwise(months):
        assert abs(before.n_segments - after.n_segments) <= 1
        if after.structure == "clustered":
            both = earlier.index.intersection(later.index)
            assert adjusted_rand_score(earlier[both], later[both]) >= 0.8
