"""Public tables of two builds are compared by key."""

import pandas as pd

from customer_segmentation.compare import compare_builds


def _sizes(**changed) -> dict[str, pd.DataFrame]:
    columns = {
        "segmentation": ["rfm"] * 3,
        "segment_id": [1, 2, 3],
        "segment_name": ["Champions", "Lost", None],
        "customer_share": [0.5, 1 / 3, None],
        "is_outlier": [False, False, True],
    }
    return {"segments": pd.DataFrame({**columns, **changed})}


def _compare(right: dict[str, pd.DataFrame]):
    return list(compare_builds(_sizes(), right))


def test_neither_order_nor_width_of_numbers_makes_a_difference():
    [found] = _compare(
        {"segments": _sizes()["segments"].iloc[::-1].astype({"segment_id": "Int32"})}
    )
    assert (found.table, found.rows, found.largest, found.lines) == ("segments", 3, 0.0, ())


def test_last_digits_of_a_float_are_measured_and_pass():
    [found] = _compare(_sizes(customer_share=[0.5, 1 / 3 * (1 + 1e-10), None]))
    assert not found.lines
    assert 0.9e-10 < found.largest < 1.1e-10


def test_a_larger_difference_of_a_float_is_named_with_its_row():
    [found] = _compare(_sizes(customer_share=[0.5, 1 / 3 * (1 + 2e-9), None]))
    assert found.lines[0] == "customer_share: 1 of 3 rows differ"
    assert "rfm, 2" in found.lines[1]


def test_labels_texts_flags_and_nulls_must_be_the_same():
    for changed in (
        {"segment_name": ["Champions", "Lost", "None"]},
        {"segment_name": ["Champions", "lost", None]},
        {"is_outlier": [False, True, True]},
        {"customer_share": [0.5, 1 / 3, 0.0]},
    ):
        [found] = _compare(_sizes(**changed))
        assert found.lines[0] == f"{next(iter(changed))}: 1 of 3 rows differ"


def test_missing_rows_columns_and_tables_are_named():
    [fewer] = _compare({"segments": _sizes()["segments"].iloc[:2]})
    assert fewer.lines[0] == "3 rows on the left, 2 on the right"
    assert any("3" in line and "left_only" in line for line in fewer.lines)
    [narrower] = _compare({"segments": _sizes()["segments"].drop(columns="is_outlier")})
    assert "is_outlier" in narrower.lines[0]
    [missing] = _compare({})
    assert missing.lines == ("missing on the right",)
