import numpy as np
import pytest
from synthetic import blobs, standardised

from customer_segmentation.fit.algorithms.nearest_center import nearest_centers
from customer_segmentation.fit.neighbours import nearest_neighbours
from customer_segmentation.fit.structure import (
    Reference,
    ReferenceMixing,
    border_sparsity,
    gap_ratio,
    inner_mixing,
    neighbour_mixing,
    reference_mixing,
    spread_ties,
    unimodal_margin,
)
from customer_segmentation.model.scoring import SCORERS


def test_ties_fill_the_gaps():
    rng = np.random.default_rng(0)
    spread = spread_ties(np.repeat([0.0, 1.0, 2.0], 100), rng)
    assert len(np.unique(spread)) == 300
    assert spread.min() >= -0.5
    assert spread.max() <= 2.5
    assert np.diff(np.sort(spread)).max() < 0.02


def test_values_without_ties_stay():
    values = np.random.default_rng(0).normal(size=50)
    np.testing.assert_array_equal(spread_ties(values, np.random.default_rng(1)), values)


def test_margin_has_one_mode_and_keeps_the_range():
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(-5, 1, 500), rng.normal(5, 1, 500)])
    edges, cumulative = unimodal_margin(values)
    density = np.diff(cumulative) / np.diff(edges)
    rises, falls = (np.flatnonzero(sign * np.diff(density) > 1e-9) for sign in (1, -1))
    assert (np.diff(cumulative) > -1e-12).all()
    assert cumulative[-1] == pytest.approx(1)
    assert rises.max(initial=-1) < falls.min(initial=len(density))
    assert (edges[0], edges[-1]) == (values.min(), values.max())


def test_reference_keeps_correlations_and_shared_values():
    rng = np.random.default_rng(0)
    first = rng.normal(size=2_000)
    second = first + rng.normal(scale=0.5, size=2_000)
    orders = np.where(first < -0.5, 0.0, np.round(np.exp(first)))
    reference = Reference(np.column_stack([first, second, orders]), rng)
    drawn = reference.sample(np.random.default_rng(1))
    assert np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1] == pytest.approx(0.89, abs=0.05)
    none = orders == 0
    assert drawn[none, 2].max() < drawn[~none, 2].min() + 0.5


def test_neighbours_and_mixing():
    points, labels = blobs(0)
    neighbours, radius = nearest_neighbours(points, 5)
    assert neighbours.shape == (len(points), 5)
    assert (neighbours != np.arange(len(points))[:, None]).all()
    assert (radius > 0).all()
    assert neighbour_mixing(neighbours, labels + 1) < 0.01
    halves = (points[:, 1] > np.median(points[:, 1])) + 1
    assert neighbour_mixing(neighbours, halves) > 0.05


def test_borders_through_a_crowd_and_through_a_gap():
    rng = np.random.default_rng(0)
    crowd = rng.normal(size=(1_000, 2))
    neighbours, radius = nearest_neighbours(crowd)
    assert border_sparsity(neighbours, radius, (crowd[:, 0] > 0) + 1) < 1.05
    gap = rng.normal(size=(1_000, 2))
    gap[:500, 0] += 4.5
    neighbours, radius = nearest_neighbours(gap)
    assert border_sparsity(neighbours, radius, (gap[:, 0] > 2.25) + 1) > 1.3


def test_pieces_of_a_bent_crowd_share_what_their_halves_share():
    rng = np.random.default_rng(0)
    turn = np.sort(4 * rng.random(900))
    radius = 1 + 0.1 * rng.normal(size=900)
    bent = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    pieces = 1 + np.arange(900) // 300
    neighbours, _ = nearest_neighbours(bent)
    inside = inner_mixing(bent, neighbours, pieces)
    assert 0.3 < neighbour_mixing(neighbours, pieces) / inside < 1
    # Moved apart, they share nothing, and a cut through their middle costs what it did.
    apart = bent + np.stack([9.0 * pieces, 0 * turn], axis=1)
    neighbours, _ = nearest_neighbours(apart)
    assert neighbour_mixing(neighbours, pieces) == 0
    assert inner_mixing(apart, neighbours, pieces) == pytest.approx(inside, rel=0.2)
    # Outliers have no halves.
    assert inner_mixing(apart, neighbours, np.where(pieces == 3, 0, pieces)) > 0


def test_a_chance_gap_in_a_thin_crowd_is_seen_through_among_more_neighbours():
    rng = np.random.default_rng(0)
    along = np.sort(4 * rng.random(240))
    gap = np.diff(along).argmax() + 1
    strip = np.stack([along, 0.15 * rng.normal(size=240)], axis=1)
    pieces = 1 + (np.arange(240) >= gap)
    ten, _ = nearest_neighbours(strip)
    assert gap_ratio(strip, ten, pieces) > 0.12
    moved = strip + 2.0 * np.stack([pieces, 0 * along], axis=1)
    assert gap_ratio(moved, nearest_neighbours(moved)[0], pieces) == 0


def test_the_nearest_neighbours_come_first():
    points = np.array([[0.0], [1.0], [3.0], [7.0], [15.0]])
    assert nearest_neighbours(points, 3)[0][0].tolist() == [1, 2, 3]
    assert nearest_neighbours(points, 3)[0][4].tolist() == [3, 2, 1]


def mixings(points: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Mixing of a partition, and of the best partitions without clusters."""
    reference = Reference(points, np.random.default_rng(0))
    neighbours, _ = nearest_neighbours(reference.points)
    mixing = reference_mixing(reference, [len(np.unique(labels))], 9, 0)
    best = np.median(mixing.of(labels))
    return neighbour_mixing(neighbours, labels), best


def test_groups_differ_from_the_reference():
    points, labels = blobs(0)
    mixing, best = mixings(standardised(points), labels + 1)
    assert mixing < 0.1 * best


@pytest.mark.parametrize("kind", ["gaussian", "uniform", "heavy"])
def test_one_crowd_equals_the_reference(kind):
    rng = np.random.default_rng(3)
    drawn = {
        "gaussian": rng.normal(size=(800, 3)),
        "uniform": rng.random((800, 3)),
        "heavy": np.log1p(rng.lognormal(sigma=1.5, size=(800, 3))),
    }
    points = standardised(drawn[kind])
    labels = SCORERS["nearest_center"].labels(points, nearest_centers(points, 3, 0, 10))
    mixing, best = mixings(points, labels)
    assert mixing == pytest.approx(best, rel=0.3)


def test_customers_without_orders_are_no_discovery():
    """All features of a quarter of the customers are zero: known, and so in the reference."""
    rng = np.random.default_rng(0)
    bought = rng.random(800) > 0.25
    points = np.log1p(rng.lognormal(3, 1, (800, 3))) * bought[:, None]
    mixing, best = mixings(standardised(points), bought + 1)
    assert mixing == pytest.approx(best, abs=0.01)


def test_division_adds_in_data_without_groups_what_it_divides():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(600, 3))
    mixing = reference_mixing(Reference(points, rng), [2, 3, 4], 5, 0)
    two = np.median(mixing.by_count[2])
    coarser = np.repeat([1, 2, 0], [400, 180, 20])
    halved = np.where(np.arange(600) < 200, 3, coarser)
    assert mixing.added(halved, coarser) == pytest.approx(two * 400 / 600)
    assert mixing.added(np.where(coarser == 2, np.arange(600) % 2 + 4, coarser), coarser) == (
        pytest.approx(two * 180 / 600)
    )
    assert mixing.added(coarser, coarser) == 0


def test_what_shared_values_part_is_no_measure_for_other_partitions():
    """Half of the customers share a value: that parts them in the reference, too."""
    rows = np.arange(400)
    shared, across = 1 + (rows < 200), 1 + rows % 2
    beside = (rows[:, None] + np.arange(1, 5)) % 200 + 200 * (rows[:, None] // 200)
    mixing = ReferenceMixing([beside], np.zeros((400, 1)), {2: np.array([0.3])})
    assert mixing.of(shared) == [0]
    assert mixing.of(across) == [0.3]
