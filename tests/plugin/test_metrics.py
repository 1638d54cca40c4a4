import numpy as np
import pytest
from synthetic import blobs

from customer_segmentation.fit.metrics import (
    adjusted_rand_index,
    best_jaccard,
    prediction_strength,
    silhouettes,
    spread_measures,
    squared_distances,
)


@pytest.fixture
def partition():
    points, _ = blobs(0, (60, 40, 20))
    return points, np.random.default_rng(1).integers(1, 4, len(points))


def test_scores_equal_scikit_learn(partition):
    from sklearn import metrics

    points, labels = partition
    distances = np.sqrt(squared_distances(points, points))
    np.fill_diagonal(distances, 0)
    measured = spread_measures(points, labels)
    assert silhouettes(distances, labels).mean() == pytest.approx(
        metrics.silhouette_score(points, labels)
    )
    assert measured["calinski_harabasz"] == pytest.approx(
        metrics.calinski_harabasz_score(points, labels)
    )
    assert measured["davies_bouldin"] == pytest.approx(metrics.davies_bouldin_score(points, labels))


def test_adjusted_rand_index_equals_scikit_learn(partition):
    from sklearn import metrics

    _, labels = partition
    other = np.roll(labels, 3) % 3
    expected = metrics.adjusted_rand_score(labels, other)
    assert adjusted_rand_index(labels, other) == pytest.approx(expected)
    assert adjusted_rand_index(labels, labels) == 1
    assert adjusted_rand_index(np.zeros(5), np.zeros(5)) == 1


def test_outliers_are_no_segment(partition):
    points, labels = partition
    with_outliers = np.where(np.arange(len(labels)) < 10, 0, labels)
    distances = np.sqrt(squared_distances(points, points))
    assert np.isnan(silhouettes(distances, with_outliers)[:10]).all()
    assert set(best_jaccard(with_outliers, labels)) == {1, 2, 3}
    whole = spread_measures(points, labels)["explained_variance"]
    assert spread_measures(points, with_outliers)["explained_variance"] != whole


def test_one_segment_has_no_scores():
    points = np.random.default_rng(0).normal(size=(20, 2))
    labels = np.ones(20, dtype=int)
    assert np.isnan(silhouettes(squared_distances(points, points), labels)).all()
    assert spread_measures(points, labels)["explained_variance"] == 0


def test_best_jaccard_by_hand():
    found = best_jaccard(np.array([1, 1, 1, 1, 2, 2]), np.array([7, 7, 7, 8, 8, 8]))
    assert found == {1: 3 / 4, 2: 2 / 3}
    assert best_jaccard(np.array([1, 1]), np.array([0, 0])) == {1: 0.0}


def test_prediction_strength_by_hand():
    test_labels = np.array([1, 1, 1, 1, 2, 2])
    predicted = np.array([5, 5, 5, 6, 6, 6])
    strengths = prediction_strength(test_labels, predicted)
    assert strengths == {1: 6 / 12, 2: 1.0}
    assert prediction_strength(test_labels, np.zeros(6, dtype=int)) == {1: 0.0, 2: 0.0}
