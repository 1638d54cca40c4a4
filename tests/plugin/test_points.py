import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from customer_segmentation.fit import choose

RNG = np.random.default_rng(5)
LABELS = np.repeat([0, 1, 2], 60)
BLOBS = np.array([[0, 0], [8, 0], [0, 8]])[LABELS] + RNG.normal(size=(180, 2))


def test_three_groups_are_found():
    choice = choose(BLOBS, effort="quick")
    assert adjusted_rand_score(LABELS, choice.labels) > 0.95
    assert choice.structure == "clustered"
    assert choice.n_segments == 3
    assert sum(row["is_selected"] for row in choice.candidates) == 1


def test_the_unit_of_a_column_does_not_matter():
    first = choose(BLOBS, 3, "kmeans", "quick")
    other = choose(BLOBS * [1, 1e6] + [0, 1e9], 3, "kmeans", "quick")
    assert adjusted_rand_score(first.labels, other.labels) > 0.99


def test_comparable_coordinates_may_keep_their_scale():
    strips = np.repeat([0, 1], 100)
    points = np.stack([np.arange(200) % 100 / 10, 3.0 * strips], axis=1)
    points += 0.3 * np.random.default_rng(1).normal(size=points.shape)
    wide = choose(points * [20, 1], 2, "kmeans", "quick", scale=False)
    scaled = choose(points * [20, 1], 2, "kmeans", "quick")
    assert adjusted_rand_score(strips, wide.labels) < 0.1
    assert adjusted_rand_score(strips, scaled.labels) > 0.9


def test_a_number_of_segments_is_kept_to():
    assert choose(BLOBS, 4, ["kmeans", "gmm"], "quick").n_segments == 4
    assert 3 <= choose(BLOBS, (3, 4), "kmeans", "quick").n_segments <= 4


def test_a_seed_repeats_its_choice():
    first, again = (choose(BLOBS, None, "kmeans", "quick", 7) for _ in range(2))
    np.testing.assert_array_equal(first.labels, again.labels)
    assert first.candidates == again.candidates


@pytest.mark.parametrize("dimensions", [1, 60])
def test_few_points_in_few_and_many_dimensions(dimensions):
    points = np.random.default_rng(2).normal(size=(30, dimensions))
    choice = choose(points, effort="quick")
    assert choice.labels.shape == (30,)
    assert choice.structure == "none"


def test_constant_columns_and_repeated_points_are_no_problem():
    points = np.column_stack([np.repeat(BLOBS[::3], 3, axis=0), np.full(180, 7.0)])
    choice = choose(points, 3, "kmeans", "quick")
    assert adjusted_rand_score(LABELS, choice.labels) > 0.95


def test_equal_points_are_one_segment():
    choice = choose(np.ones((40, 3)))
    assert choice.n_segments == 1
    assert set(choice.labels) == {1}
    assert choice.structure == "none"


@pytest.mark.parametrize(
    ("points", "n_segments", "message"),
    [
        (np.array([[1.0, np.nan], [2.0, 3.0]]), None, r"columns \[1\] hold NaN"),
        (np.arange(5.0), None, "2-D"),
        (np.empty((0, 2)), None, "2-D"),
        (np.repeat([[0.0], [1.0]], 20, axis=0), 3, "3 segments of 2 different points"),
        (BLOBS, (4, 3), "n_segments"),
        (BLOBS, None, None),
    ],
)
def test_what_cannot_be_segmented_says_why(points, n_segments, message):
    if message is None:
        with pytest.raises(ValueError, match="effort"):
            choose(points, effort="hasty")
        return
    with pytest.raises(ValueError, match=message):
        choose(points, n_segments)


def test_values_that_many_share_are_no_groups():
    rng = np.random.default_rng(3)
    points = np.where(rng.random((300, 3)) < 0.4, 0, 1 + rng.gamma(2, 1, (300, 3)))
    assert choose(points, effort="quick").structure == "none"
