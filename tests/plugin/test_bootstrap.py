import numpy as np
import pytest
from synthetic import blobs

from customer_segmentation.fit.algorithms.nearest_center import nearest_centers
from customer_segmentation.fit.stability import bootstrap_jaccard, stability_rating
from customer_segmentation.model.scoring import SCORERS


def refit(points, count):
    def labels(drawn, seed):
        centers = nearest_centers(points[drawn], count, seed, 3)
        return SCORERS["nearest_center"].labels(points[drawn], centers)

    return labels


def test_real_groups_come_back():
    points, labels = blobs(0)
    found = bootstrap_jaccard(labels + 1, refit(points, 3), range(10))
    assert found.segment_ids == (1, 2, 3)
    assert found.means.min() > 0.98
    assert found.recovered.tolist() == [10, 10, 10]
    assert found.dissolved.tolist() == [0, 0, 0]


def test_made_up_groups_dissolve():
    points, _ = blobs(0)
    labels = np.random.default_rng(0).integers(1, 4, len(points))
    found = bootstrap_jaccard(labels, refit(points, 3), range(10))
    assert found.means.max() < 0.5
    assert found.dissolved.min() > 0


def test_outliers_are_not_judged():
    points, labels = blobs(0)
    assert bootstrap_jaccard(labels, refit(points, 3), range(3)).segment_ids == (1, 2)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.9, "highly stable"),
        (0.8, "stable"),
        (0.7, "pattern with doubtful members"),
        (0.55, "not to be trusted"),
        (0.5, "dissolved"),
    ],
)
def test_published_words(value, words):
    assert stability_rating(value) == words
