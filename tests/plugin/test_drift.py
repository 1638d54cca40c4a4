"""Population stability in the champion's bins."""

import numpy as np
import pandas as pd

from customer_segmentation.model.drift import (
    bin_counts,
    feature_bins,
    population_stability_index,
    psi_noise,
)

NUMBER = [{"feature_name": "x", "family": "monetary", "unit": "EUR", "value_type": "numeric"}]
SILENCE = [{**NUMBER[0], "family": "recency", "unit": "days"}]


def psi(before: np.ndarray, after: np.ndarray) -> float:
    bins = feature_bins(pd.DataFrame({"x": before}), NUMBER)
    counts = [bin_counts(pd.DataFrame({"x": values}), bins) for values in (before, after)]
    return population_stability_index(*counts)


def test_bins_hold_every_value_once():
    values = np.random.default_rng(0).normal(size=500)
    bins = feature_bins(pd.DataFrame({"x": values}), NUMBER)
    assert sum(row["customers"] for row in bins) == 500
    assert bin_counts(pd.DataFrame({"x": values}), bins).tolist() == [
        row["customers"] for row in bins
    ]


def test_unchanged_samples_stay_below_the_noise_level():
    random = np.random.default_rng(1)
    values = [psi(random.normal(size=200), random.normal(size=200)) for _ in range(200)]
    assert np.mean(np.array(values) > psi_noise(10, 200, 200)) <= 0.02
    assert max(values) > 0.1, "the plain 0.1 rule would have raised an alarm"


def test_shift_is_above_the_noise_level():
    random = np.random.default_rng(2)
    assert psi(random.normal(size=500), random.normal(0.8, 1, 500)) > psi_noise(10, 500, 500)


def test_values_that_shift_together_by_a_little_are_no_drift():
    values = np.random.default_rng(3).choice([0.2, 0.4, 0.6, 0.8], size=400)
    assert psi(values, values + 0.01) == 0


def test_constant_and_empty_columns_have_one_bin_or_none():
    constant = feature_bins(pd.DataFrame({"x": [1.0, 1.0, np.nan]}), NUMBER)
    assert [row["customers"] for row in constant] == [2]
    empty = feature_bins(pd.DataFrame({"x": [np.nan, np.nan]}), NUMBER)
    assert sum(row["customers"] for row in empty) == 0


def test_many_who_left_in_one_month_are_no_drift_when_they_pass_an_edge():
    buying = np.random.default_rng(2).uniform(0, 200, size=500)
    before, after = (np.append(buying, np.full(100, days)) for days in (500.0, 590.0))
    bins = feature_bins(pd.DataFrame({"x": after}), SILENCE)
    counts = [bin_counts(pd.DataFrame({"x": values}), bins) for values in (before, after)]
    assert population_stability_index(*counts) == 0
    of_numbers = feature_bins(pd.DataFrame({"x": after}), NUMBER)
    assert len(of_numbers) > len(bins)
