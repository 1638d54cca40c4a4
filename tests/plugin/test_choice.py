"""The rule, on candidates whose measures are made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from customer_segmentation.fit.algorithms import ALGORITHMS, Recipe
from customer_segmentation.fit.candidates import Candidate, Labels, Measures
from customer_segmentation.fit.choice import choose, found_groups
from customer_segmentation.fit.effort import EFFORT
from customer_segmentation.fit.gates import completes, is_separated
from customer_segmentation.fit.stability import Bootstrap
from customer_segmentation.model.prototypes import Prototypes

CUSTOMERS = 120


def candidate(segments: int, likelihood: float, mixing: float, outliers: int = 0, stable=0.9):
    """One with segments of equal size, separated, that resamples bring back."""
    labels = 1 + np.arange(CUSTOMERS) % segments
    labels[:outliers] = 0
    made = Candidate(
        Recipe(ALGORITHMS["kmeans"], segments),
        Prototypes(np.zeros((segments, 1)), np.arange(1, segments + 1)),
        Labels(labels, labels[:0]),
        Measures(
            completed_log_likelihood=likelihood,
            neighbour_mixing=mixing,
            wide_mixing=mixing,
            reference_mixing=0.06 * segments,
            explained_variance_train=0.1 * segments,
            outlier_share=outliers / CUSTOMERS,
            jaccard_min=stable,
        ),
    )
    made.is_separated = True
    return made


def chosen(*candidates: Candidate, known=lambda item: None, **settings) -> int:
    def resample(item: Candidate, count: int, most: int | None = None) -> None:
        ids = tuple(range(1, item.found + 1))
        item.bootstrap = Bootstrap(ids, np.full((count, item.found), item.measures.jaccard_min))

    selected = choose(candidates, resample, EFFORT["quick"], known=known, **settings)
    return next(place for place, item in enumerate(candidates) if item is selected)


def test_the_likelier_division_is_chosen_when_it_is_as_clear():
    assert chosen(candidate(3, -2.0, 0.01), candidate(4, -1.5, 0.02)) == 1


def test_a_gap_that_ten_neighbours_bridge_is_worth_little():
    bridged, apart = candidate(2, -1.95, 0.0), candidate(2, -2.0, 0.0)
    bridged.measures.wide_mixing = 0.1
    assert chosen(bridged, apart) == 1


def test_a_finer_division_through_a_crowd_does_not_earn_its_place():
    assert chosen(candidate(3, -2.0, 0.01), candidate(4, -1.5, 0.06)) == 0
    # An unstable one is no reason to go without the finer.
    assert chosen(candidate(3, -2.0, 0.01, stable=0.4), candidate(4, -1.5, 0.06)) == 1


def test_of_divisions_as_likely_but_for_chance_the_finer_is_chosen():
    assert chosen(candidate(2, -2.0, 0.02), candidate(3, -2.008, 0.03)) == 1
    assert chosen(candidate(2, -2.0, 0.02), candidate(3, -2.015, 0.03)) == 0
    # One that does not earn its place is no tie, and nothing is beside segments that lie apart.
    assert chosen(candidate(2, -2.0, 0.02), candidate(3, -2.008, 0.07)) == 0
    assert chosen(candidate(2, -2.0, 0.0), candidate(3, -2.008, 0.03)) == 0


def test_a_division_that_does_not_earn_its_place_gives_way_to_the_likeliest_that_does():
    def added(finer: Candidate, coarser: Candidate) -> float:
        return 0.01 if (finer.found, coarser.found) == (4, 2) else 1.0

    candidates = candidate(4, -1.0, 0.06), candidate(3, -1.2, 0.04), candidate(2, -2.0, 0.02)
    assert chosen(*candidates, added=added) == 1


def test_customers_are_left_out_only_where_that_makes_segments_clearer():
    assert chosen(candidate(2, -2.0, 0.01), candidate(2, -1.5, 0.02, outliers=12)) == 0
    assert chosen(candidate(2, -2.0, 0.03), candidate(2, -1.5, 0.02, outliers=12)) == 1


def test_a_handful_left_out_makes_a_division_no_finer():
    finer = candidate(4, -1.5, 0.06)
    assert chosen(candidate(3, -2.0, 0.01, outliers=4), finer) == 0
    assert chosen(candidate(3, -2.0, 0.01, outliers=12), finer) == 1


def test_segments_that_share_hardly_any_neighbours_go_before_likelier_ones_that_do():
    clear, likelier = candidate(3, -2.0, 0.01), candidate(3, -1.5, 0.03)
    assert chosen(clear, likelier) == 0
    # Not where one of them parts hardly anybody: a handful is apart from most.
    clear.labels.train[:] = np.where(np.arange(CUSTOMERS) < 108, 1, 2 + np.arange(CUSTOMERS) % 2)
    assert chosen(clear, likelier) == 1


def test_a_division_may_add_what_it_adds_in_data_without_groups():
    coarser, finer = candidate(3, -2.0, 0.03), candidate(4, -1.5, 0.06)
    assert chosen(coarser, finer, added=lambda *pair: 0.03) == 0
    assert chosen(coarser, finer, added=lambda *pair: 0.05) == 1


@pytest.mark.parametrize(
    ("mean", "spread", "resamples"),
    [(0.95, 0.01, 20), (0.66, 0.01, 20), (0.95, 0.08, 50), (0.76, 0.05, 50), (0.74, 0.05, 50)],
)
def test_a_candidate_is_resampled_until_the_verdict_is_beyond_doubt(mean, spread, resamples):
    only = candidate(3, -2.0, 0.01)
    drawn = mean + spread * np.tile([-1.0, 1.0], 25)

    def resample(item: Candidate, count: int, most: int | None = None) -> None:
        item.bootstrap = Bootstrap((1, 2, 3), np.repeat(drawn[:count, None], 3, axis=1))
        item.measures.jaccard_min = float(item.bootstrap.means.min())

    choose([only], resample, replace(EFFORT["quick"], record=0))
    assert len(only.bootstrap.similarities) == resamples
    assert only.is_admissible == (mean > 0.75)


@pytest.mark.parametrize(("known", "place"), [("spend is unknown", 1), (None, 0)])
def test_what_is_known_is_no_simpler_discovery(known, place):
    first = candidate(3, -2.0, 0.01)
    second = candidate(4, -1.5, 0.06)
    assert chosen(first, second, known=lambda item: known if item is first else None) == place


@pytest.mark.parametrize(("variance", "place"), [(0.2, 1), (0.5, 0)])
def test_groups_that_explain_little_are_not_the_segments_to_use(variance, place):
    """A few customers lie apart, and the rest would not be divided."""
    apart = candidate(2, -1.5, 0.0)
    apart.labels.train[:] = 1 + (np.arange(CUSTOMERS) < 10)
    apart.measures.explained_variance_train = variance
    partition = candidate(6, -1.9, 0.2)
    partition.is_separated = False
    partition.measures.explained_variance_train = 0.77
    assert chosen(apart, partition) == place


def test_groups_of_like_size_are_used_whatever_variance_they_explain():
    rings, partition = candidate(2, -1.5, 0.0), candidate(6, -1.9, 0.2)
    rings.measures.explained_variance_train = 0.0
    partition.is_separated = False
    assert chosen(rings, partition) == 0


def test_an_unstable_partition_is_no_reason_to_set_groups_aside():
    apart = candidate(2, -1.5, 0.0)
    partition = candidate(6, -1.9, 0.2, stable=0.4)
    partition.is_separated = False
    assert chosen(apart, partition) == 0


@pytest.mark.parametrize(
    ("likelihood", "mixing", "stable", "place"),
    [
        (-1.8, 0.01, 0.9, 1),  # parts of the groups, at borders without neighbours
        (-1.95, 0.01, 0.9, 0),  # hardly more plausible
        (-1.8, 0.06, 0.9, 0),  # through a crowd
        (-1.8, 0.01, 0.5, 0),  # that do not come back
    ],
)
def test_what_many_share_may_divide_groups_further(likelihood, mixing, stable, place):
    groups = candidate(2, -2.0, 0.01)
    parts = candidate(4, likelihood, mixing, stable=stable)
    parts.is_separated = False
    assert chosen(groups, parts) == place
    if place == 1:
        # Other segments than parts of the groups do not displace them.
        across = candidate(3, likelihood, mixing)
        across.is_separated = False
        assert chosen(candidate(2, -2.0, 0.01), across) == 0


@pytest.mark.parametrize(
    ("whole", "parts", "place"), [(0.6, 0.9, 1), (0.6, 0.62, 0), (0.8, 0.9, 0)]
)
def test_halves_that_bring_parts_back_divide_groups_further(whole, parts, place):
    groups, finer = candidate(2, -2.0, 0.01), candidate(4, -1.97, 0.01)
    finer.is_separated = False
    agreed = {id(groups): whole, id(finer): parts}
    assert chosen(groups, finer, agreed=lambda item: [agreed[id(item)]]) == place


@pytest.mark.parametrize(
    ("likelihood", "stable", "place"),
    [
        (-1.8, 0.9, 1),
        (-1.95, 0.9, 0),  # hardly more plausible
        (-1.8, 0.5, 0),  # that do not come back
    ],
)
def test_the_same_division_with_a_segment_for_everybody_is_the_one_to_use(
    likelihood, stable, place
):
    groups = candidate(3, -2.0, 0.01, outliers=24)
    whole = candidate(3, likelihood, 0.06, stable=stable)
    whole.is_separated = False
    assert chosen(groups, whole) == place


def test_a_division_that_was_completed_is_said_to_be():
    groups, whole = candidate(3, -2.0, 0.01, outliers=24), candidate(3, -1.8, 0.06)
    whole.is_separated = False
    groups.measures.explained_variance_train = 0.9
    chosen(groups, whole)
    assert groups.note == "the selected candidate divides it further, or leaves nobody out"


def test_another_division_does_not_take_in_who_was_left_out():
    groups = candidate(2, -2.0, 0.01, outliers=24)
    across = candidate(3, -1.5, 0.06)
    across.is_separated = False
    assert chosen(groups, across) == 0
    across.labels.train[:] = 1 + np.arange(CUSTOMERS) // 60
    assert chosen(groups, across) == 0
    nobody = candidate(1, -3.0, 0.0, outliers=CUSTOMERS)
    assert not completes(across, nobody) and not completes(candidate(1, -2.0, 0.0), nobody)


def test_a_candidate_looked_at_twice_is_rejected_once():
    unstable = candidate(3, -2.0, 0.01, stable=0.7)
    chosen(unstable, for_use=False)
    assert len(unstable.reasons) == 1


@pytest.mark.parametrize(("mixing", "place"), [(0.11, 1), (0.13, 0)])
def test_slices_that_data_without_groups_part_better_are_not_the_most_likely(mixing, place):
    """Points with 30 dimensions gain more by two spreads of one crowd than neighbours can cost."""
    groups, spreads = candidate(2, -2.0, 0.01), candidate(2, -1.0, mixing)
    spreads.is_separated = False
    assert chosen(groups, spreads, for_use=False) == place


def test_where_all_share_more_neighbours_the_most_likely_is_taken():
    groups, spreads = candidate(2, -2.0, 0.13), candidate(2, -1.0, 0.13)
    assert chosen(groups, spreads, for_use=False) == 1


def test_a_note_says_why_a_better_looking_candidate_is_none():
    groups, known, shared = (
        candidate(2, -2.0, 0.01),
        candidate(3, -1.95, 0.01),
        candidate(5, -2.1, 0.1),
    )
    shared.is_separated = False
    shared.measures.likelihood_gain, shared.measures.reference_gain = 0.2, 0.1
    chosen(groups, known, shared, known=lambda item: "x is unknown" if item is known else None)
    assert known.note == "it divides customers by what is known without clustering: x is unknown"
    assert shared.note == "values that many customers share make its segments"


@pytest.mark.parametrize(
    ("fewer", "more", "variance", "place"),
    [
        pytest.param([0.8], [0.4], 0.5, 0, id="halves agree on the coarser one"),
        pytest.param([0.44], [0.4], 0.5, 1, id="hardly more"),
        pytest.param([0.95], [0.8], 0.5, 1, id="they would choose the finer one again"),
        pytest.param([0.8], [0.4], 0.3, 1, id="the coarser one explains too little"),
        pytest.param([], [], 0.5, 1, id="too few for halves"),
    ],
)
def test_of_partitions_that_explain_about_as_much_that_of_the_halves_is_taken(
    fewer, more, variance, place
):
    coarse, fine = candidate(3, -2.0, 0.1), candidate(5, -2.0, 0.2)
    coarse.is_separated = fine.is_separated = False
    coarse.measures.explained_variance_train = variance
    fine.measures.explained_variance_train = 0.6
    again = {id(coarse): fewer, id(fine): more}
    assert chosen(coarse, fine, agreed=lambda item: again[id(item)]) == place
    if place == 0:
        assert fine.note == "halves of the customers agree more on the selected candidate"


def test_halves_do_not_choose_between_discoveries_nor_unstable_candidates():
    found, partition = candidate(3, -2.0, 0.01), candidate(6, -1.9, 0.2)
    partition.is_separated = False
    again = {id(found): [0.9, 0.9, 0.2], id(partition): [0.9]}
    assert chosen(found, partition, agreed=lambda item: again[id(item)]) == 0
    fine, unstable = candidate(5, -2.0, 0.2), candidate(4, -2.0, 0.2, stable=0.7)
    fine.is_separated = unstable.is_separated = False
    again = {id(fine): [0.3], id(unstable): [0.9]}
    assert chosen(fine, unstable, agreed=lambda item: again[id(item)]) == 0


@pytest.mark.parametrize(
    ("segments", "likelihood", "whole", "parts", "place"),
    [
        pytest.param(3, -2.06, [0.5, 0.9], [0.9, 0.8, 0.9], 1, id="found again"),
        pytest.param(3, -2.06, [0.6, 0.9], [0.9, 0.8, 0.9], 0, id="both are"),
        pytest.param(3, -2.06, [0.5, 0.9], [0.9, 0.7, 0.9], 0, id="not every segment is"),
        pytest.param(3, -2.15, [0.5, 0.9], [0.9, 0.8, 0.9], 0, id="much less likely"),
        pytest.param(2, -2.06, [0.1, 0.9, 0.9], [0.9, 0.9], 0, id="coarser ones are anyway"),
        pytest.param(3, -2.06, [], [], 0, id="too few for halves"),
    ],
)
def test_of_discoveries_nearly_as_likely_that_of_the_halves_is_taken(
    segments, likelihood, whole, parts, place
):
    first, other = candidate(max(len(whole), 2), -2.0, 0.01), candidate(segments, likelihood, 0.01)
    first.measures.explained_variance_train = other.measures.explained_variance_train = 0.5
    again = {id(first): whole, id(other): parts}
    assert chosen(first, other, agreed=lambda item: again[id(item)]) == place
    if place == 1:
        assert first.note == "the selected candidate explains more of the variance"


def test_groups_that_halves_do_not_find_again_are_none():
    lost, next_best, partition = (
        candidate(2, -2.0, 0.01),
        candidate(3, -2.05, 0.01),
        candidate(6, -2.5, 0.2),
    )
    partition.is_separated = False
    again = {id(lost): [0.45, 0.35], id(next_best): [0.9, 0.7, 0.8], id(partition): [0.8]}
    assert chosen(lost, next_best, partition, agreed=lambda item: again[id(item)]) == 1
    assert lost.note == "halves of the customers do not find its groups again"
    lost, partition = candidate(2, -2.0, 0.01), candidate(6, -2.5, 0.2)
    partition.is_separated = False
    partition.measures.explained_variance_train = 0.9
    assert chosen(lost, partition, agreed=lambda item: [0.8] if item is partition else [0.4]) == 1
    assert not found_groups([lost, partition])


@pytest.mark.parametrize(
    ("gain", "mixing", "gap", "groups"),
    [
        pytest.param(0.05, 0.02, 0.4, False, id="pieces of a horseshoe"),
        pytest.param(0.05, 0.006, 0.1, True, id="a little likelier, and few neighbours"),
        pytest.param(0.08, 0.02, 0.3, True, id="likelier, and not many neighbours"),
        pytest.param(0.09, 0.02, 0.4, False, id="pieces of a horseshoe of many"),
        pytest.param(0.11, 0.02, 0.5, False, id="pieces of a horseshoe of very many"),
        pytest.param(0.16, 0.02, 0.5, True, id="much likelier"),
        pytest.param(-0.005, 0.001, 0.02, False, id="a chance gap in a horseshoe"),
        pytest.param(-0.001, 0.001, 0.02, True, id="hardly any neighbours, as likely"),
        pytest.param(0.02, 0.0, 0.2, False, id="none among the nearest, many among ten"),
        pytest.param(-0.001, 0.008, 0.1, False, id="some neighbours, as likely"),
    ],
)
def test_groups_are_likelier_or_share_hardly_any_neighbours(gain, mixing, gap, groups):
    measures = Measures(
        likelihood_gain=gain,
        reference_gain=-0.5,
        neighbour_mixing=mixing,
        gap_ratio=gap,
        reference_mixing=0.05,
        border_sparsity=2.0,
        reference_share=0.0,
    )
    assert is_separated(measures) is groups
