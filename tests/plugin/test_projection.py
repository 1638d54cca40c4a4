"""Customers on two axes."""

import numpy as np
import pandas as pd

from customer_segmentation.explain.projection import (
    CUSTOMER_PROJECTION,
    principal_plane,
    projection_table,
)
from customer_segmentation.model.encoding import fit_encoder
from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.segment_model import SegmentModel, to_json

SETTINGS = [{"name": "behaviour", "method": "clusters"}, {"name": "rfm", "method": "rfm"}]


def test_plane_keeps_the_distances_of_a_flat_cloud():
    random = np.random.default_rng(3)
    flat = random.normal(size=(200, 2)) * [5, 1]
    rotation = np.linalg.qr(random.normal(size=(6, 6)))[0][:2]
    places, shares = principal_plane(flat @ rotation)
    assert np.allclose(
        np.linalg.norm(places[0] - places[1:], axis=1), np.linalg.norm(flat[0] - flat[1:], axis=1)
    )
    assert np.isclose(shares.sum(), 1)
    assert shares[0] > shares[1]


def test_plane_has_the_same_sign_whatever_the_order_of_the_points():
    points = np.random.default_rng(4).normal(size=(100, 5))
    order = np.random.default_rng(5).permutation(100)
    assert np.allclose(principal_plane(points)[0][order], principal_plane(points[order])[0])


def test_plane_of_points_with_one_direction_or_none():
    places, shares = principal_plane(np.arange(4.0)[:, None])
    assert (places[:, 1] == 0).all()
    assert shares.tolist() == [1, 0]
    same, none = principal_plane(np.ones((3, 2)))
    assert (same == 0).all()
    assert (none == 0).all()


def test_projection_is_of_fitted_segmentations_and_bounded():
    count = 6000
    random = np.random.default_rng(6)
    customers = pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in range(count)],
            "spend_net": random.gamma(1, 100, count),
            "order_count": random.poisson(3, count),
        }
    )
    catalog = [
        {"feature_name": name, "family": name, "transform": "none", "impute": "zero"}
        | {"value_type": "numeric"}
        for name in ("order_count", "spend_net")
    ]
    model = SegmentModel(
        "nearest_center",
        fit_encoder(customers, catalog),
        None,
        Prototypes(np.zeros((1, 2)), np.array([1])),
    )
    log = pd.DataFrame(
        {
            "segmentation": ["behaviour"],
            "model_version": [1],
            "outcome": ["champion"],
            "model_json": [to_json(model)],
        }
    )
    assigned = pd.concat(
        pd.DataFrame(
            {
                "segmentation": name,
                "customer_id": customers["customer_id"],
                "segment_id": 1,
                "sample_rank": np.arange(1, count + 1),
            }
        )
        for name in ("behaviour", "rfm")
    )
    table = projection_table(log, SETTINGS, customers, assigned)
    assert list(table.columns) == list(CUSTOMER_PROJECTION)
    assert set(table["segmentation"]) == {"behaviour"}
    assert len(table) == 5000
