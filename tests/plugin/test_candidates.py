import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_blobs, make_circles, make_moons
from sklearn.metrics import adjusted_rand_score
from synthetic import blobs, held_out, segmentation, standardised

from customer_segmentation.fit.algorithms import ALGORITHMS
from customer_segmentation.fit.candidates import candidate_rows
from customer_segmentation.fit.comparison import compare
from customer_segmentation.fit.effort import EFFORT, REPEATED, single_threaded
from customer_segmentation.model.settings import parse_segmentations

QUICK = dataclasses.replace(EFFORT["quick"], bootstrap=400, reference=400)


def choose(
    points, algorithms=("kmeans",), n_segments=None, effort=QUICK, conditions=None, **settings
):
    (parsed,) = parse_segmentations(
        segmentation(algorithms=list(algorithms), n_segments=n_segments or (2, 5), **settings)
    )
    points = standardised(points)
    test = held_out(len(points))
    known = {words: holds[~test] for words, holds in (conditions or {}).items()}
    with single_threaded():
        comparison = compare(points[~test], points[test], parsed, effort, 0.01, 0, conditions=known)
    labels = np.zeros(len(points), dtype=int)
    labels[~test], labels[test] = comparison.selected.labels.train, comparison.selected.labels.test
    return comparison, labels


def test_groups_are_found_and_called_natural():
    points, labels = blobs(0)
    comparison, found = choose(points, ALGORITHMS)
    assert comparison.structure == "clustered"
    assert comparison.selected.recipe.n_segments == 3
    assert adjusted_rand_score(labels, found) > 0.98
    rows = pd.DataFrame(candidate_rows(comparison.candidates))
    assert rows["is_selected"].sum() == 1
    assert set(rows["algorithm"]) == set(ALGORITHMS)
    chosen = rows[rows["is_selected"]].iloc[0]
    assert chosen["is_admissible"]
    # They come back whole each time: more resamples would say the same.
    assert chosen["jaccard_resamples"] == 20
    assert chosen["reference_share"] <= 0.05
    unlucky = rows[~rows["is_selected"]]
    assert unlucky["rejection_reason"].notna().all()


def test_screening_without_a_record_chooses_the_same():
    points, _ = blobs(0)
    found = []
    for describe in (True, False):
        effort = dataclasses.replace(REPEATED, describe=describe)
        comparison, labels = choose(points, ALGORITHMS, effort=effort)
        separated = [item.is_separated for item in comparison.candidates if item.is_admissible]
        found.append((separated, labels.tolist()))
    assert any(found[0][0])
    assert found[0] == found[1]


def test_groups_that_two_conditions_reproduce_are_no_discovery():
    points, labels = blobs(0)
    known = {"spend is unknown": labels == 1, "spend is 0": labels == 2}
    comparison, _ = choose(points, n_segments=(2, 3), conditions=known)
    assert comparison.structure == "none"
    rows = pd.DataFrame(candidate_rows(comparison.candidates))
    repeats = comparison.candidates[1].coincidence
    assert repeats == "spend is unknown, spend is 0"
    assert rows["is_selected"].sum() == 1
    alone, _ = choose(points, n_segments=(2, 3), conditions={"spend is 0": labels == 2})
    assert alone.structure == "clustered"


@pytest.mark.parametrize("kind", ["gaussian", "uniform", "heavy"])
def test_no_groups_are_called_none(kind):
    rng = np.random.default_rng(5)
    drawn = {
        "gaussian": rng.normal(size=(500, 3)),
        "uniform": rng.random((500, 3)),
        "heavy": np.log1p(rng.lognormal(sigma=1.5, size=(500, 3))),
    }
    effort = dataclasses.replace(QUICK, record=0)
    comparison, found = choose(drawn[kind], ALGORITHMS, (2, 4), effort)
    assert comparison.structure == "none"
    assert len(np.unique(found)) >= 2


@pytest.mark.parametrize(
    "shape",
    [
        make_moons(600, noise=0.05, random_state=0),
        make_circles(1_000, factor=0.5, noise=0.05, random_state=0),
    ],
)
def test_shapes_that_centres_cannot_describe(shape):
    points, labels = shape
    effort = dataclasses.replace(QUICK, bootstrap=800, record=0)
    comparison, found = choose(points, ["kmeans", "dbscan"], (2, 4), effort)
    assert comparison.selected.recipe.algorithm.name == "dbscan"
    assert adjusted_rand_score(labels, found) > 0.95


def test_long_groups_are_told_apart():
    drawn, labels = make_blobs(1_000, random_state=170)
    points = drawn @ np.array([[0.6, -0.6], [-0.4, 0.8]])
    comparison, found = choose(points, ["kmeans", "gmm"])
    assert comparison.selected.recipe.algorithm.name == "gmm"
    assert adjusted_rand_score(labels, found) > 0.95


def test_groups_within_groups_are_found():
    rng = np.random.default_rng(0)
    centers = np.array([[0, 0], [0, 7], [30, 0], [30, 7]])
    labels = rng.integers(0, 4, 800)
    comparison, found = choose(centers[labels] + rng.normal(size=(800, 2)))
    assert comparison.structure == "clustered"
    assert adjusted_rand_score(labels, found) > 0.98


def test_a_group_is_not_cut_in_two():
    rng = np.random.default_rng(3)
    points, labels = rng.random((900, 2)), np.arange(900) % 3
    comparison, found = choose(points + 4 * np.eye(3, 2)[labels])
    assert comparison.selected.recipe.n_segments == 3
    assert adjusted_rand_score(labels, found) == 1


def test_a_fixed_choice_is_honoured_and_measured():
    points, _ = blobs(1)
    comparison, found = choose(points, ["gmm"], 5)
    assert {item.recipe.algorithm.name for item in comparison.candidates} == {"gmm"}
    assert comparison.selected.recipe.n_segments == 5
    assert len(np.unique(found)) == 5
    assert comparison.selected.bootstrap is not None
    assert comparison.structure == "none"


def test_pca_before_kmeans():
    rng = np.random.default_rng(0)
    points, labels = blobs(2)
    noisy = np.column_stack([points, points[:, :2] + rng.normal(scale=0.1, size=(len(points), 2))])
    comparison, found = choose(noisy, ["kmeans"], 3, pca=0.9)
    assert comparison.loadings.shape[0] < noisy.shape[1]
    assert adjusted_rand_score(labels, found) > 0.98


def test_nothing_stable_still_gives_segments_and_says_so():
    points = np.random.default_rng(0).normal(size=(300, 8))
    comparison, found = choose(points, ["kmeans"], (4, 5))
    assert comparison.structure == "none"
    assert not comparison.selected.is_admissible
    assert "bootstrap Jaccard" in comparison.selected.reasons[0]
    assert len(np.unique(found)) >= 4


def test_dbscan_with_one_giant_segment_is_rejected_for_that():
    points = np.random.default_rng(0).normal(size=(400, 2))
    comparison, _ = choose(points, ["kmeans", "dbscan"], (2, 3))
    giants = [
        item
        for item in comparison.candidates
        if item.recipe.algorithm.name == "dbscan" and item.recipe.n_segments == 1
    ]
    assert giants
    assert all("giant" in item.reasons[0] or "outliers" in item.reasons[0] for item in giants)


def test_more_segments_than_different_customers():
    points = np.repeat(np.eye(3), 30, axis=0)
    with pytest.raises(ValueError, match="3 different customers"):
        choose(points, ["kmeans"], 4)


def test_tiny_samples_are_fitted_without_a_verdict():
    points, _ = blobs(0, (12, 10, 8))
    comparison, found = choose(points, ["kmeans", "hierarchical"], 3)
    assert len(np.unique(found)) == 3
    assert np.isnan(comparison.selected.measures.reference_share)
    assert comparison.structure == "none"
