import numpy as np
import pandas as pd
import pytest
from synthetic import CATALOG, blobs, customers

from customer_segmentation.fit import clusterers
from customer_segmentation.model.encoding import fit_encoder
from customer_segmentation.model.segment_model import (
    Prototypes,
    SegmentModel,
    from_json,
    predict,
    predict_points,
    to_json,
)


def two_centers(**parts) -> Prototypes:
    return Prototypes(np.array([[0.0, 0.0], [4.0, 0.0]]), np.array([1, 2]), **parts)


def test_nearest_center():
    points = np.array([[1.0, 0.0], [2.0, 0.0], [4.0, 0.0]])
    scores = predict_points("kmeans", points, two_centers())
    assert scores["segment_id"].tolist() == [1, 1, 2]
    np.testing.assert_allclose(scores["distance"], [1, 2, 0])
    np.testing.assert_allclose(scores["confidence"], [1 - 1 / 3, 0, 1])
    assert scores["runner_up_segment_id"].tolist() == [2, 2, 1]


def test_density_and_its_outliers():
    points = np.array([[0.5, 0.0], [2.0, 0.0], [9.0, 0.0]])
    scores = predict_points("dbscan", points, two_centers(radius=1.0))
    assert scores["segment_id"].tolist() == [1, 0, 0]
    assert scores["is_outlier"].tolist() == [False, True, True]
    np.testing.assert_allclose(scores["confidence"], [0.5, 0.5, 0.8])
    assert scores["runner_up_segment_id"].isna().tolist() == [True, False, False]
    assert scores["runner_up_segment_id"][2] == 2


def test_mixture_equals_scikit_learn():
    from sklearn.mixture import GaussianMixture

    points, _ = blobs(0)
    fitted = GaussianMixture(3, random_state=0).fit(points)
    scores = predict_points("gmm", points, clusterers._from_mixture(fitted))
    assert scores["segment_id"].tolist() == (fitted.predict(points) + 1).tolist()
    np.testing.assert_allclose(
        scores["confidence"], fitted.predict_proba(points).max(axis=1), rtol=1e-6
    )


def test_one_segment_has_no_runner_up():
    scores = predict_points(
        "kmeans", np.array([[3.0], [5.0]]), Prototypes(np.array([[4.0]]), np.array([7]))
    )
    assert scores["runner_up_segment_id"].isna().all()
    assert (scores["confidence"] == 1).all()


@pytest.mark.parametrize("algorithm", ["kmeans", "gmm", "dbscan"])
def test_quick_labels_equal_the_scores(algorithm):
    points, _ = blobs(1)
    if algorithm == "kmeans":
        prototypes = clusterers.fit_kmeans(points, 4, 0)
    elif algorithm == "gmm":
        prototypes, _ = clusterers.fit_mixture(points, 4, "full", 0)
    else:
        prototypes = clusterers.fit_dbscan(points, 1.2, 8, 10)
    quick = clusterers.assign(algorithm, points, prototypes)
    assert quick.tolist() == predict_points(algorithm, points, prototypes)["segment_id"].tolist()


@pytest.mark.parametrize("algorithm", ["kmeans", "gmm", "dbscan"])
def test_json_round_trip(algorithm):
    frame = customers(0, 200)
    encoder = fit_encoder(frame, CATALOG.to_dict("records"))
    points = encoder.transform(frame)
    loadings = clusterers.principal_axes(points)[0][:3]
    space = points @ loadings.T
    if algorithm == "kmeans":
        prototypes = clusterers.fit_kmeans(space, 3, 0)
    elif algorithm == "gmm":
        prototypes, _ = clusterers.fit_mixture(space, 3, "diag", 0)
    else:
        prototypes = clusterers.fit_dbscan(space, 0.8, 5, 5)
    segments = ({"segment_id": 1, "segment_name": "A", "description": "", "is_outlier": False},)
    model = SegmentModel(algorithm, encoder, loadings, prototypes, segments)
    again = from_json(to_json(model))
    pd.testing.assert_frame_equal(predict(again, frame), predict(model, frame))
    assert to_json(again) == to_json(model)


def test_no_customers_and_unseen_values():
    frame = customers(0, 200)
    encoder = fit_encoder(frame, CATALOG.to_dict("records"))
    prototypes = clusterers.fit_kmeans(encoder.transform(frame), 3, 0)
    model = SegmentModel("kmeans", encoder, None, prototypes)
    assert len(predict(model, frame.head(0))) == 0
    strange = frame.head(4).assign(
        tier=["platinum", None, "gold", "basic"],
        spend_net=[-1e9, 0.0, np.nan, 1e12],
        order_count=[np.nan, 0.0, -3.0, np.inf],
        nps_last=np.nan,
    )
    scores = predict(model, strange)
    assert np.isfinite(scores["distance"]).all()
    assert scores["confidence"].between(0, 1).all()
