import numpy as np

from customer_segmentation.fit.identity import match_segments


def members(*sizes: int) -> np.ndarray:
    return np.repeat(np.arange(1, len(sizes) + 1), sizes)


def test_same_segments_in_another_order():
    champion = members(50, 30, 20)
    challenger = np.array([0, 3, 1, 2])[champion]
    assert match_segments(champion, challenger) == {3: 1, 1: 2, 2: 3}


def test_of_a_split_the_larger_part_keeps_the_id():
    champion = members(100, 50)
    challenger = np.concatenate([np.full(60, 4), np.full(40, 5), np.full(50, 6)])
    assert match_segments(champion, challenger) == {4: 1, 6: 2}


def test_even_parts_are_new():
    champion = members(100, 50)
    challenger = np.concatenate([np.full(50, 4), np.full(50, 5), np.full(50, 6)])
    assert match_segments(champion, challenger) == {6: 2}


def test_a_merge_keeps_the_larger_id():
    champion = members(70, 30, 50)
    challenger = np.concatenate([np.full(100, 1), np.full(50, 2)])
    assert match_segments(champion, challenger) == {1: 1, 2: 3}


def test_outliers_match_nothing():
    champion = np.concatenate([np.zeros(50, dtype=int), np.full(50, 1)])
    challenger = np.concatenate([np.full(50, 2), np.zeros(50, dtype=int)])
    assert match_segments(champion, challenger) == {}
