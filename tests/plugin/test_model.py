import numpy as np
import pandas as pd
import pytest
from synthetic import CATALOG, blobs, customers

from customer_segmentation.fit.algorithms import ALGORITHMS, Recipe, Terms
from customer_segmentation.fit.algorithms.expectation import mixture_of
from customer_segmentation.fit.algorithms.mixture import prototypes_of
from customer_segmentation.fit.effort import EFFORT
from customer_segmentation.fit.space import principal_axes
from customer_segmentation.model.encoding import fit_encoder
from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring import SCORERS
from customer_segmentation.model.segment_model import SegmentModel, from_json, predict, to_json


def two_centers(**parts) -> Prototypes:
    return Prototypes(np.array([[0.0, 0.0], [4.0, 0.0]]), np.array([1, 2]), **parts)


def test_nearest_center():
    points = np.array([[1.0, 0.0], [2.0, 0.0], [4.0, 0.0]])
    scores = SCORERS["nearest_center"].score(points, two_centers())
    assert scores["segment_id"].tolist() == [1, 1, 2]
    np.testing.assert_allclose(scores["distance"], [1, 2, 0])
    np.testing.assert_allclose(scores["confidence"], [1 - 1 / 3, 0, 1])
    assert scores["runner_up_segment_id"].tolist() == [2, 2, 1]


def test_density_and_its_outliers():
    points = np.array([[0.5, 0.0], [2.0, 0.0], [9.0, 0.0]])
    scores = SCORERS["density"].score(points, two_centers(radii=np.ones(2)))
    assert scores["segment_id"].tolist() == [1, 0, 0]
    assert scores["is_outlier"].tolist() == [False, True, True]
    np.testing.assert_allclose(scores["confidence"], [0.5, 0.5, 0.8])
    assert scores["runner_up_segment_id"].isna().tolist() == [True, False, False]
    assert scores["runner_up_segment_id"][2] == 2


@pytest.mark.parametrize("kind", ["full", "diag"])
def test_mixture_equals_scikit_learn(kind):
    from sklearn.mixture import GaussianMixture

    points = blobs(0)[0] + 100
    expected = GaussianMixture(3, covariance_type=kind, n_init=2, random_state=0).fit(points)
    fitted = mixture_of(points, kind, 1e-6, 3, seed=0, starts=2)
    assert fitted.bic == pytest.approx(expected.bic(points))
    scores = SCORERS["gaussian_mixture"].score(points, prototypes_of(fitted))
    assert scores["segment_id"].tolist() == (expected.predict(points) + 1).tolist()
    np.testing.assert_allclose(
        scores["confidence"], expected.predict_proba(points).max(axis=1), rtol=1e-6
    )


def test_one_segment_has_no_runner_up():
    prototypes = Prototypes(np.array([[4.0]]), np.array([7]))
    scores = SCORERS["nearest_center"].score(np.array([[3.0], [5.0]]), prototypes)
    assert scores["runner_up_segment_id"].isna().all()
    assert (scores["confidence"] == 1).all()


RECIPES = {
    "nearest_center": ("kmeans", 3, {}),
    "gaussian_mixture": ("gmm", 3, {"covariance_type": "full"}),
    "density": ("dbscan", 0, {"eps": 0.8, "min_samples": 5}),
}


def fitted(scorer: str, points: np.ndarray) -> Prototypes:
    algorithm, *settings = RECIPES[scorer]
    recipe = Recipe(ALGORITHMS[algorithm], *settings)
    return recipe.algorithm.fit(recipe, points, Terms(EFFORT["quick"], 0.005, 0)).prototypes


def test_density_counts_in_radii_of_the_core_point():
    """The wide core point takes what lies nearer to the narrow one, relative to their radii."""
    points = np.array([[1.0, 0.0], [1.9, 0.0], [2.0, 0.0], [-0.5, 0.0]])
    scores = SCORERS["density"].score(points, two_centers(radii=np.array([0.5, 3.0])))
    assert scores["segment_id"].tolist() == [2, 2, 2, 1]
    np.testing.assert_allclose(scores["distance"], [3, 2.1, 2, 0.5])
    np.testing.assert_allclose(scores["confidence"], [0, 0.3, 1 / 3, 0])
    assert scores["runner_up_segment_id"].isna().all()


@pytest.mark.parametrize("scorer", SCORERS)
def test_first_prototype_wins_a_tie(scorer):
    parts = {
        "nearest_center": {},
        "gaussian_mixture": {
            "log_weights": np.zeros(3),
            "precision_choleskys": np.stack([np.eye(1)] * 3),
        },
        "density": {"radii": np.full(3, 2.0)},
    }[scorer]
    prototypes = Prototypes(np.array([[4.0], [2.0], [3.5]]), np.array([9, 3, 1]), **parts)
    scores = SCORERS[scorer].score(np.array([[3.0]]), prototypes)
    assert scores["segment_id"].tolist() == [1]
    assert scores["runner_up_segment_id"].tolist() == [9]


@pytest.mark.parametrize("scorer", SCORERS)
def test_labels_equal_the_scores(scorer):
    points, _ = blobs(1)
    prototypes = fitted(scorer, points)
    labels = SCORERS[scorer].labels(points, prototypes)
    scores = SCORERS[scorer].score(points, prototypes)
    assert labels.tolist() == scores["segment_id"].tolist()


@pytest.mark.parametrize("scorer", SCORERS)
def test_json_round_trip(scorer):
    frame = customers(0, 200)
    encoder = fit_encoder(frame, CATALOG.to_dict("records"))
    points = encoder.transform(frame)
    loadings = principal_axes(points).loadings[:3]
    prototypes = fitted(scorer, points @ loadings.T)
    segments = ({"segment_id": 1, "segment_name": "A", "description": "", "is_outlier": False},)
    model = SegmentModel(scorer, encoder, loadings, prototypes, segments)
    again = from_json(to_json(model))
    pd.testing.assert_frame_equal(predict(again, frame), predict(model, frame))
    assert to_json(again) == to_json(model)


def test_no_customers_and_unseen_values():
    frame = customers(0, 200)
    encoder = fit_encoder(frame, CATALOG.to_dict("records"))
    prototypes = fitted("nearest_center", encoder.transform(frame))
    model = SegmentModel("nearest_center", encoder, None, prototypes)
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
