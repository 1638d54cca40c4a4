import numpy as np
import pytest

from customer_segmentation.fit.reproduction import reproduce
from customer_segmentation.fit.stability import choice_checks

LABELS = np.repeat([1, 2], 50)


def test_halves_do_not_overlap_and_hold_everybody():
    seen = []

    def fit(rows):
        seen.append(rows)
        return LABELS

    reproduce(fit, 101, 2, seed=0)
    assert len(seen) == 4
    for first, second in (seen[:2], seen[2:]):
        assert sorted([*first, *second]) == list(range(101))
    assert not np.array_equal(seen[0], seen[2])


def test_the_same_choice_in_other_numbers_agrees():
    found = reproduce(lambda rows: 3 - LABELS, 100, 3, seed=0)
    assert found.agreement() == pytest.approx(1)
    assert found.jaccard(LABELS) == {1: 1.0, 2: 1.0}


def test_halves_that_agree_with_one_another_alone_are_told_apart():
    other = np.tile([1, 2], 50)
    found = reproduce(lambda rows: other, 100, 1, seed=0)
    assert found.agreement() == pytest.approx(1)
    assert max(found.jaccard(LABELS).values()) < 0.4


def test_too_few_customers_for_a_choice_are_no_error():
    def fit(rows):
        raise ValueError("too few")

    assert reproduce(fit, 3, 1, seed=0) is None
    assert reproduce(fit, 3, 0, seed=0) is None


def test_checks_of_each_segment_and_of_the_whole():
    coarse = np.where(np.arange(100) < 75, 1, 2)
    answers = iter([LABELS, coarse])
    found = reproduce(lambda rows: next(answers), 100, 1, seed=0)
    rows = {(row["check_name"], row["segment_id"]): row for row in choice_checks(LABELS, found)}
    assert rows["choice_jaccard", 1]["value"] == pytest.approx((1 + 50 / 75) / 2)
    assert rows["choice_jaccard", 2]["value"] == pytest.approx((1 + 25 / 50) / 2)
    assert rows["choice_jaccard", 2]["rating"] == "stable"
    assert ("choice_agreement", None) in rows
