import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    silhouette_samples,
)
from synthetic import blobs

from customer_segmentation.fit.metrics import (
    adjusted_rand,
    best_jaccard,
    centre_measures,
    explained_variance,
    prediction_strength,
    silhouettes,
)


@pytest.fixture
def partition():
    points, _ = blobs(0, (60, 40, 20))
    return points, np.random.default_rng(1).integers(1, 4, len(points))


def test_outliers_are_no_segment(partition):
    points, labels = partition
    outliers = np.arange(len(labels)) < 10
    with_outliers = np.where(outliers, 0, labels)
    scores = silhouettes(cdist(points, points), with_outliers)
    kept = points[~outliers]
    np.testing.assert_array_equal(np.isnan(scores), outliers)
    np.testing.assert_allclose(scores[~outliers], silhouettes(cdist(kept, kept), labels[~outliers]))
    assert centre_measures(points, with_outliers) == centre_measures(kept, labels[~outliers])
    assert set(best_jaccard(with_outliers, labels)) == {1, 2, 3}


def test_measures_equal_scikit_learn(partition):
    points, labels = partition
    labels[0] = 9  # alone
    distances = cdist(points, points)
    expected = silhouette_samples(distances, labels, metric="precomputed")
    np.testing.assert_allclose(silhouettes(distances, labels), expected, atol=1e-12)
    for other in (np.roll(labels, 1), labels):
        assert adjusted_rand(labels, other) == pytest.approx(adjusted_rand_score(labels, other))
    assert centre_measures(points, labels) == {
        "calinski_harabasz": pytest.approx(calinski_harabasz_score(points, labels)),
        "davies_bouldin": pytest.approx(davies_bouldin_score(points, labels)),
    }


def test_explained_variance_by_hand():
    points = np.array([[0.0], [2.0], [10.0], [12.0]])
    labels = np.array([1, 1, 2, 2])
    assert explained_variance(points, labels) == pytest.approx(100 / 104)
    # An outlier leaves its segment and explains nothing.
    assert explained_variance(points, np.array([1, 1, 2, 0])) == pytest.approx(1 - 38 / 104)
    assert explained_variance(np.ones((4, 1)), labels) == 0


def test_partitions_that_have_no_scores():
    points = np.random.default_rng(0).normal(size=(20, 2))
    for labels in (np.ones(20, dtype=int), np.zeros(20, dtype=int), np.arange(1, 21)):
        assert np.isnan(silhouettes(cdist(points, points), labels)).all()
        assert np.isnan(list(centre_measures(points, labels).values())).all()
    assert explained_variance(points, np.ones(20, dtype=int)) == 0


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
