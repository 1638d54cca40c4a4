import numpy as np
import pytest
from sklearn.cluster import HDBSCAN
from sklearn.datasets import make_circles, make_moons
from sklearn.metrics import adjusted_rand_score
from synthetic import blobs, standardised

from customer_segmentation.fit.algorithms import (
    ALGORITHMS,
    Recipe,
    Terms,
    algorithms_named,
    density,
)
from customer_segmentation.fit.algorithms.mixture import invariant_coordinates
from customer_segmentation.fit.algorithms.nearest_center import nearest_centers
from customer_segmentation.fit.effort import EFFORT, SAMPLES
from customer_segmentation.fit.space import PrincipalAxes, principal_axes

TERMS = Terms(EFFORT["quick"], 0.02, 0)


def fit(algorithm: str, points: np.ndarray, n_segments: int = 3, floor: float = 0.02, **settings):
    recipe = Recipe(ALGORITHMS[algorithm], n_segments, settings)
    return recipe.algorithm.fit(recipe, points, Terms(TERMS.effort, floor, 0))


def agreement(algorithm: str, points: np.ndarray, prototypes, labels: np.ndarray) -> float:
    return adjusted_rand_score(labels, ALGORITHMS[algorithm].labels(points, prototypes))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_groups_are_found_and_found_again(algorithm):
    points, labels = blobs(0)
    own = ALGORITHMS[algorithm]
    fits = [own.fit(recipe, points, TERMS) for recipe in own.recipes(points, [3])]
    scores = [agreement(algorithm, points, fit.prototypes, labels) for fit in fits]
    best = fits[int(np.argmax(scores))]
    assert max(scores) > 0.95
    assert best.recipe.n_segments == 3
    again = own.refit(best.recipe, points[::2], TERMS, 0.5)
    assert agreement(algorithm, points, again, labels) > 0.95
    drawn = np.random.default_rng(0).integers(0, len(points), len(points))
    found = own.labels_of_resample(best.recipe, points, drawn, TERMS, len(points))
    assert adjusted_rand_score(labels[drawn], found) > 0.95


def test_centres_of_few_different_and_of_many_points():
    few = np.repeat([[0.0, 0.0], [4.0, 0.0]], 5, axis=0)
    centers = nearest_centers(few, 3).centers
    assert centers.shape == (3, 2)
    assert set(map(tuple, centers)) == {(0.0, 0.0), (4.0, 0.0)}
    many, truth = blobs(3, (4000, 3000, 500))
    centers = nearest_centers(many, 3, starts=3).centers
    labels = ((many[:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)
    assert adjusted_rand_score(truth, labels) > 0.99


@pytest.mark.parametrize("shape", [make_moons, make_circles])
def test_merged_components_follow_shapes(shape):
    factor = {"factor": 0.4} if shape is make_circles else {}
    points, labels = shape(600, noise=0.06, random_state=0, **factor)
    own = ALGORITHMS["gmm"]
    recipe = next(
        item for item in own.recipes(points, [2]) if "merged_from" in item.hyperparameters
    )
    tree = own.tree(points, dict.fromkeys(SAMPLES, np.arange(len(points))))
    fitted = own.fit(recipe, points, TERMS, tree)
    assert agreement("gmm", points, fitted.prototypes, labels) > 0.95
    assert (np.diff(fitted.prototypes.segment_ids) >= 0).all()
    again = own.refit(recipe, points[::2], TERMS)
    assert agreement("gmm", points, again, labels) > 0.95


def hidden_groups() -> tuple[np.ndarray, np.ndarray]:
    """Three groups six standard deviations apart in a plane of ten dimensions, of which others vary more."""
    rng = np.random.default_rng(1)
    labels = np.repeat([0, 1, 2], [200, 150, 150])
    corners = np.array([[0, 0], [6, 0], [3, 5.2]])
    points = np.column_stack([corners[labels] + rng.normal(size=(500, 2)), np.zeros((500, 8))])
    points[:, 2:] = 5 * rng.normal(size=(500, 8))
    turned, _ = np.linalg.qr(rng.normal(size=(10, 10)))
    return points @ turned, labels


def test_groups_along_few_directions_are_found_in_invariant_coordinates():
    points, labels = hidden_groups()
    settings = {"covariance_type": "full"}
    plain = fit("gmm", points, **settings)
    turned = fit("gmm", points, **settings, start="invariant coordinates")
    assert agreement("gmm", points, plain.prototypes, labels) < 0.5
    assert agreement("gmm", points, turned.prototypes, labels) > 0.95
    assert turned.bic < plain.bic


def test_invariant_coordinates_do_not_depend_on_units():
    points, _ = hidden_groups()
    rng = np.random.default_rng(2)
    mixed = points @ rng.normal(size=(10, 10)) + 5
    own, other = (invariant_coordinates(item)[:, :2] for item in (points, mixed))
    np.testing.assert_allclose(np.abs(own), np.abs(other), atol=1e-6)


def test_few_points_have_no_components_to_merge():
    points = np.random.default_rng(0).normal(size=(12, 8))
    own = ALGORITHMS["gmm"]
    assert own.tree(points, dict.fromkeys(SAMPLES, np.arange(len(points)))) is None
    assert not any("merged_from" in item.hyperparameters for item in own.recipes(points, [2]))


def test_names_in_any_order():
    assert [item.name for item in algorithms_named(["gmm", "kmeans"])] == ["kmeans", "gmm"]
    assert [item.name for item in algorithms_named([])] == list(ALGORITHMS)
    with pytest.raises(ValueError, match="kmedoids"):
        algorithms_named(["kmedoids"])


def test_ward_cut_is_consolidated_on_all_customers():
    points, labels = blobs(1)
    own = ALGORITHMS["hierarchical"]
    tree = own.tree(points, {name: np.arange(200) for name in SAMPLES})
    assert len(tree.merges) == 199
    fitted = own.fit(Recipe(own, 3), points, TERMS, tree)
    assert agreement("hierarchical", points, fitted.prototypes, labels) > 0.99


@pytest.mark.parametrize("kind", ["full", "diag"])
def test_mixture_finds_groups_of_other_shapes(kind):
    points, labels = blobs(2)
    points = points * [1.0, 0.2, 3.0]
    fitted = fit("gmm", points, 3, covariance_type=kind)
    assert agreement("gmm", points, fitted.prototypes, labels) > 0.95
    assert fitted.bic < fit("gmm", points, 1, covariance_type=kind).bic


def test_mixture_survives_equal_customers():
    points = np.concatenate([np.zeros((300, 2)), np.random.default_rng(0).normal(3, 1, (100, 2))])
    fitted = fit("gmm", points, 2, covariance_type="full").prototypes
    assert np.isfinite(fitted.log_weights).all()
    for kind in ("full", "diag"):
        fitted = fit("gmm", np.ones((4, 2)), 2, covariance_type=kind).prototypes
        assert np.isfinite(fitted.log_weights).all()


@pytest.mark.parametrize(
    "shape",
    [make_moons(800, noise=0.05, random_state=0), make_circles(800, factor=0.5, noise=0.05)],
)
def test_dbscan_follows_shapes(shape):
    points, labels = standardised(shape[0]), shape[1]
    knee = density.knee_distance(points, 10)
    fitted = fit("dbscan", points, eps=1.3 * knee, min_samples=10).prototypes
    assert len(fitted.centers) < len(points)
    assert agreement("dbscan", points, fitted, labels) > 0.95


def test_dbscan_keeps_every_core_point_and_bounds_their_number(monkeypatch):
    monkeypatch.setattr(density, "MAX_CORE_POINTS", 20)
    points, labels = blobs(3)
    fitted = fit("dbscan", points, eps=1.2, min_samples=8).prototypes
    assert len(fitted.centers) <= 20
    found = ALGORITHMS["dbscan"].labels(points, fitted)
    assert (found == 0).mean() < 0.1
    assert adjusted_rand_score(labels[found > 0], found[found > 0]) > 0.99


def test_dbscan_without_a_group():
    points = np.random.default_rng(0).normal(size=(50, 2))
    fitted = fit("dbscan", points, eps=0.01, min_samples=5)
    assert fitted.prototypes is None
    assert fitted.recipe.n_segments == 0
    assert (ALGORITHMS["dbscan"].labels(points, None) == 0).all()


def test_principal_axes_are_ordered_and_signed():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(500, 3)) * [1.0, 5.0, 2.0]
    axes = principal_axes(points)
    assert (np.diff(axes.variances) <= 0).all()
    np.testing.assert_allclose(axes.loadings @ axes.loadings.T, np.eye(3), atol=1e-9)
    assert axes.loadings[0, 1] > 0.9
    assert axes.count_for_share(0.8) == 1
    assert axes.count_for_share(1.0) == 3


def test_spaces_are_bounded():
    axes = PrincipalAxes(np.eye(20), np.linspace(2, 1, 20))
    assert ALGORITHMS["kmeans"].space(axes, None) is None
    assert len(ALGORITHMS["kmeans"].space(axes, 0.5)) == 9
    assert len(ALGORITHMS["gmm"].space(axes, None)) == 12
    assert len(ALGORITHMS["dbscan"].space(axes, None)) == 5
    noise = PrincipalAxes(np.eye(3), np.array([3.0, 2.0, 1e-9]))
    assert len(ALGORITHMS["dbscan"].space(noise, None)) == 2


def unlike_shapes():
    """Dense and sparse groups, bent ones, with and without customers who belong nowhere."""
    rng = np.random.default_rng(0)
    yield "moons", make_moons(900, noise=0.07, random_state=0)[0]
    yield "circles", make_circles(900, factor=0.5, noise=0.06, random_state=0)[0]
    groups = np.array([[0, 0], [4, 0], [14, 0]])[np.arange(900) % 3]
    spread = np.array([0.4, 0.6, 3.0])[np.arange(900) % 3]
    yield "densities", groups + rng.normal(size=(900, 2)) * spread[:, None]
    noisy = make_moons(900, noise=0.05, random_state=1)[0]
    noisy[:150] = rng.uniform(noisy.min(axis=0) - 0.5, noisy.max(axis=0) + 0.5, (150, 2))
    yield "noise", noisy
    yield "five dimensions", blobs(0, (400, 200, 100), 5)[0]


@pytest.mark.parametrize(
    ("name", "points"), list(unlike_shapes()), ids=lambda value: str(value)[:12]
)
@pytest.mark.parametrize("min_samples", [6, 25])
def test_prototypes_give_the_labels_of_hdbscan_outliers_included(name, points, min_samples):
    points = standardised(points)
    settings = {"min_cluster_size": 25, "min_samples": min_samples}
    fitted = fit("hdbscan", points, **settings).prototypes
    expected = HDBSCAN(**settings, copy=True).fit(points).labels_
    assert expected.max() > 0
    assert adjusted_rand_score(expected, ALGORITHMS["hdbscan"].labels(points, fitted)) > 0.99
    assert len(fitted.centers) < 0.6 * len(points)
    assert len(np.unique(fitted.radii)) < 25
    assert (np.diff(fitted.segment_ids) >= 0).all()


def test_hdbscan_assigns_customers_that_it_has_not_seen():
    points, labels = make_moons(2_000, noise=0.07, random_state=0)
    points = standardised(points)
    fitted = fit("hdbscan", points[:1_000], min_cluster_size=30, min_samples=5).prototypes
    found = ALGORITHMS["hdbscan"].labels(points[1_000:], fitted)
    assert adjusted_rand_score(labels[1_000:], found) > 0.95
    assert (ALGORITHMS["hdbscan"].labels(points + 100, fitted) == 0).all()


def test_hdbscan_survives_equal_customers_and_finds_nothing_in_a_crowd():
    rng = np.random.default_rng(0)
    equal = np.concatenate([np.zeros((300, 2)), rng.normal(8, 1, (100, 2))])
    fitted = fit("hdbscan", equal, min_cluster_size=30, min_samples=5).prototypes
    assert np.isfinite(fitted.radii).all()
    assert (fitted.radii > 0).all()
    found = ALGORITHMS["hdbscan"].labels(equal, fitted)
    assert len(np.unique(found[:300])) == 1
    crowd = fit("hdbscan", rng.normal(size=(500, 3)), min_cluster_size=25, min_samples=25)
    assert crowd.prototypes is None
