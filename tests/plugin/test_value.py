import numpy as np
import pandas as pd
import pytest

from customer_segmentation.fit.value import expected_spend, next_spend, value_space


def test_next_spend_is_the_growth_of_spend():
    previous = pd.DataFrame(
        {
            "customer_id": ["a", "b", "c", "d"],
            "spend_net": [10.0, 10.0, 0.0, 5.0],
            "order_count": [1, 1, 0, 1],
        }
    )
    current = previous.assign(spend_net=[30.0, 4.0, 9.0, 5.0]).head(3)
    spend = next_spend(previous, current)
    np.testing.assert_allclose(spend, [np.log1p(1), 0, np.nan, np.nan])
    np.testing.assert_allclose(
        next_spend(
            previous.assign(spend_net=100 * previous["spend_net"]),
            current.assign(spend_net=100 * current["spend_net"]),
        ),
        spend,
    )
    assert next_spend(previous.drop(columns="order_count"), current) is None


def test_the_direction_of_spend_is_found():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(500, 3))
    slopes = expected_spend(points, 2 * points[:, 1] + rng.normal(size=500))
    assert np.abs(slopes).argmax() == 1
    space = value_space(points, slopes, 0.5)
    assert space.shape == (4, 3)
    variances = (points @ space.T).var(axis=0)
    assert variances[3] / variances.sum() == pytest.approx(0.5)


def test_nothing_to_learn_from():
    points = np.random.default_rng(0).normal(size=(100, 2))
    assert expected_spend(points, np.full(100, np.nan)) is None
    assert expected_spend(points, np.zeros(100)) is None
    assert expected_spend(points[:20], points[:20, 0]) is None
    assert value_space(points, np.ones(2), 0.0) is None
