import numpy as np
import pytest

from customer_segmentation.fit.likelihood import KERNEL_CHARGE, PartitionLikelihood


def groups(distance: float, seed: int = 0, size: int = 150) -> tuple[np.ndarray, np.ndarray]:
    labels = np.repeat([1, 2], size)
    points = np.random.default_rng(seed).normal(size=(2 * size, 2))
    points[:, 0] += distance * (labels == 2)
    return points, labels


def moons(seed: int = 0, size: int = 300) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = np.repeat([1, 2], size)
    angle = np.pi * rng.random(2 * size)
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points[labels == 2] = [1.0, 0.4] - points[labels == 2]
    return points + 0.06 * rng.normal(size=points.shape), labels


@pytest.mark.parametrize("distance", [4, 6, 9])
def test_two_groups_are_likelier_than_one_and_than_four(distance):
    points, labels = groups(distance)
    likelihood = PartitionLikelihood(points)
    two = likelihood.of(labels)
    assert two > likelihood.of(np.ones(len(points), dtype=int))
    halves = labels + 2 * (points[:, 1] > 0)
    assert two > likelihood.of(halves)


def test_one_crowd_is_likelier_than_its_halves():
    points, _ = groups(0)
    likelihood = PartitionLikelihood(points)
    whole = likelihood.of(np.ones(len(points), dtype=int))
    assert whole > likelihood.of(1 + (points[:, 0] > 0)) + 0.1


def test_curved_groups_are_likelier_than_straight_cuts():
    points, labels = moons()
    likelihood = PartitionLikelihood(points)
    cut = 1 + (points[:, 0] > points[:, 0].mean())
    assert likelihood.of(labels) > likelihood.of(cut)


def test_scattered_points_are_likelier_as_outliers():
    points, labels = groups(8)
    scattered = np.random.default_rng(1).uniform(-40, 40, (15, 2))
    points = np.vstack([points, scattered])
    apart = np.append(labels, np.zeros(15, dtype=int))
    within = np.append(labels, np.full(15, 2))
    likelihood = PartitionLikelihood(points)
    assert likelihood.of(apart) > likelihood.of(within)


def test_it_is_a_log_density_of_normal_customers():
    points = np.random.default_rng(0).normal(size=(2_000, 2))
    found = PartitionLikelihood(points).of(np.ones(2_000, dtype=int))
    # The entropy of the standard normal distribution in two dimensions.
    assert found == pytest.approx(-np.log(2 * np.pi * np.e), abs=0.06)


def test_a_kernel_density_pays_its_charge():
    points, _ = moons()
    whole = np.ones(len(points), dtype=int)
    free = PartitionLikelihood(points)
    known = free._kernel(np.arange(len(points)))
    assert free.of(whole) == pytest.approx(known)
    assert known < np.log(1 / 0.5) - KERNEL_CHARGE


def test_numbers_of_segments_do_not_matter():
    points, labels = groups(5)
    likelihood = PartitionLikelihood(points)
    assert likelihood.of(labels) == pytest.approx(likelihood.of(3 - labels))


def test_more_customers_bear_more_segments():
    """Ten groups of unlike shapes are too many for a sample of 300, not for 3,000 customers."""
    rng = np.random.default_rng(0)
    labels = np.arange(3_000) % 10 + 1
    shapes = rng.normal(size=(10, 10, 10))
    points = 3 * rng.normal(size=(10, 10))[labels - 1]
    points += np.einsum("ni,nij->nj", rng.normal(size=(3_000, 10)), shapes[labels - 1])
    sample = slice(0, 300)
    halves = 1 + labels // 6
    alone = PartitionLikelihood(points[sample])
    assert alone.of(labels[sample]) < alone.of(halves[sample])
    among = PartitionLikelihood(points[sample], points)
    assert among.of(labels[sample], labels) > among.of(halves[sample], halves)


def test_groups_of_one_shape_are_charged_for_one():
    """Five round groups of 50 in eight dimensions: a covariance for each would cost too much."""
    rng = np.random.default_rng(0)
    labels = np.arange(250) % 5 + 1
    centres = 2.5 * np.vstack([np.zeros(8), np.eye(8)])
    points = centres[labels - 1] + rng.normal(size=(250, 8))
    likelihood = PartitionLikelihood(points)
    assert likelihood.of(labels) > likelihood.of(np.where(labels == 5, 4, labels))
