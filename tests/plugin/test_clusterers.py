import numpy as np
import pytest
from sklearn.datasets import make_circles, make_moons
from synthetic import blobs, standardised

from customer_segmentation.fit import clusterers
from customer_segmentation.fit.metrics import adjusted_rand_index


def agreement(algorithm, points, prototypes, labels) -> float:
    return adjusted_rand_index(labels, clusterers.assign(algorithm, points, prototypes))


def test_kmeans_finds_groups():
    points, labels = blobs(0)
    assert agreement("kmeans", points, clusterers.fit_kmeans(points, 3, 0), labels) > 0.99


def test_ward_cut_is_consolidated_on_all_customers():
    points, labels = blobs(1)
    sample = points[:200]
    fitted = clusterers.fit_hierarchical(points, 3, sample, clusterers.ward_tree(sample))
    assert agreement("hierarchical", points, fitted, labels) > 0.99


@pytest.mark.parametrize("kind", ["full", "diag"])
def test_mixture_finds_groups_of_other_shapes(kind):
    points, labels = blobs(2)
    points = points * [1.0, 0.2, 3.0]
    fitted, bic = clusterers.fit_mixture(points, 3, kind, 0)
    assert agreement("gmm", points, fitted, labels) > 0.95
    assert bic < clusterers.fit_mixture(points, 1, kind, 0)[1]


def test_mixture_survives_equal_customers():
    points = np.concatenate([np.zeros((300, 2)), np.random.default_rng(0).normal(3, 1, (100, 2))])
    fitted, _ = clusterers.fit_mixture(points, 2, "full", 0)
    assert np.isfinite(fitted.log_weights).all()
    for kind in ("full", "diag"):
        fitted, _ = clusterers.fit_mixture(np.ones((4, 2)), 2, kind, 0)
        assert np.isfinite(fitted.log_weights).all()


@pytest.mark.parametrize(
    "shape",
    [make_moons(800, noise=0.05, random_state=0), make_circles(800, factor=0.5, noise=0.05)],
)
def test_dbscan_follows_shapes(shape):
    points, labels = standardised(shape[0]), shape[1]
    knee = clusterers.knee_distance(points, 10)
    fitted = clusterers.fit_dbscan(points, 1.3 * knee, 10, 20)
    assert len(fitted.centers) < len(points)
    assert agreement("dbscan", points, fitted, labels) > 0.95


def test_dbscan_keeps_every_core_point_and_bounds_their_number(monkeypatch):
    monkeypatch.setattr(clusterers, "MAX_CORE_POINTS", 20)
    points, labels = blobs(3)
    fitted = clusterers.fit_dbscan(points, 1.2, 8, 10)
    assert len(fitted.centers) <= 20
    found = clusterers.assign("dbscan", points, fitted)
    assert (found == 0).mean() < 0.1
    assert adjusted_rand_index(labels[found > 0], found[found > 0]) > 0.99


def test_dbscan_without_a_group():
    points = np.random.default_rng(0).normal(size=(50, 2))
    assert clusterers.fit_dbscan(points, 0.01, 5, 2) is None


def test_principal_axes_are_ordered_and_signed():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(500, 3)) * [1.0, 5.0, 2.0]
    loadings, variances = clusterers.principal_axes(points)
    assert (np.diff(variances) <= 0).all()
    np.testing.assert_allclose(loadings @ loadings.T, np.eye(3), atol=1e-9)
    assert loadings[0, 1] > 0.9
    assert clusterers.components_for_share(variances, 0.8) == 1
    assert clusterers.components_for_share(variances, 1.0) == 3


def test_spaces_are_bounded():
    loadings, variances = np.eye(20), np.linspace(2, 1, 20)
    assert clusterers.space_of("kmeans", loadings, variances, None) is None
    assert len(clusterers.space_of("kmeans", loadings, variances, 0.5)) == 9
    assert len(clusterers.space_of("gmm", loadings, variances, None)) == 12
    assert len(clusterers.space_of("dbscan", loadings, variances, None)) == 5
