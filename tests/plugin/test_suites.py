import numpy as np
import pytest
from bench import suites
from bench.suites.classic import CLASSIC
from bench.suites.labelled import FORMS, LABELLED
from bench.suites.without_groups import WITHOUT_GROUPS


def test_the_suite_is_as_wide_as_promised():
    drawn = list(suites.labelled([0], sizes=(300,)))
    assert len(drawn) >= 60
    assert len({data.kind for data in drawn}) >= 10
    assert len(WITHOUT_GROUPS) >= 15
    for data in drawn:
        assert np.isfinite(data.points).all()
        groups = np.unique(data.labels[data.labels != suites.NOISE])
        assert len(groups) >= 2
        assert data.labels.min() >= suites.NOISE


@pytest.mark.parametrize("kind", WITHOUT_GROUPS)
def test_data_without_groups_have_one_label(kind):
    data = suites.draw(kind, 0, 3, 300)
    assert data.points.shape[0] == 300
    assert np.isfinite(data.points).all()
    assert not data.labels.any()


def test_seeds_and_sizes_draw_different_data_and_a_seed_the_same():
    first, again = suites.draw("curved", 0, 1, 300), suites.draw("curved", 0, 1, 300)
    np.testing.assert_array_equal(first.points, again.points)
    other = suites.draw("curved", 0, suites.DEVELOPMENT_SEEDS, 300)
    assert not np.array_equal(first.points, other.points)


def test_sizes_take_turns_so_that_every_form_is_drawn_at_each():
    sizes = {
        (data.kind, data.form, len(data.points))
        for data in suites.labelled([0, 1, 2], sizes=(100, 200, 300))
        if data.kind != "small"
    }
    assert len(sizes) == (len(LABELLED) - 1) * FORMS * 3


def test_classic_data_are_published_ones():
    names = {data.kind for data in suites.classic([0])}
    assert names == set(CLASSIC)
    assert {"iris", "wine", "breast cancer", "digits"} <= names
