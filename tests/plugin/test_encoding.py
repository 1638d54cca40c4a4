import numpy as np
import pandas as pd
import pytest

from customer_segmentation.model.encoding import (
    Encoder,
    fit_encoder,
    log_unit,
    numeric_column,
    round_significant,
    text_column,
)


def feature(name, transform="none", impute="zero", value_type="numeric", family=None):
    return {
        "feature_name": name,
        "family": family or name,
        "transform": transform,
        "impute": impute,
        "value_type": value_type,
    }


def test_numeric_dimension_follows_the_formula():
    values = [np.nan, -5.0, 0.0, 3.0, 1e6, 7.0]
    frame = pd.DataFrame({"spend": values})
    encoder = fit_encoder(frame, [feature("spend", "log1p", "median")])
    (dimension,) = encoder.dimensions
    assert dimension.impute_value == 3.0
    clipped = np.clip([3.0, *values[1:]], dimension.winsor_low, dimension.winsor_high)
    assert dimension.log_unit == pytest.approx(np.quantile(np.abs(clipped[clipped != 0]), 0.1))
    expected = np.sign(clipped) * np.log1p(np.abs(clipped) / dimension.log_unit)
    expected = (expected - dimension.center) / dimension.scale * dimension.weight
    np.testing.assert_allclose(encoder.transform(frame)[:, 0], expected, rtol=1e-12)
    assert dimension.winsor_high < 1e6


@pytest.mark.parametrize("transform", ["none", "log1p", "sqrt", "rank"])
def test_the_currency_makes_no_difference(transform):
    rng = np.random.default_rng(0)
    euros = pd.DataFrame(
        {"spend": np.where(rng.random(500) < 0.2, 0, rng.lognormal(4, 1, 500) - 9)}
    )
    features = [feature("spend", transform)]
    cents = 100 * euros
    np.testing.assert_allclose(
        fit_encoder(cents, features).transform(cents),
        fit_encoder(euros, features).transform(euros),
        rtol=1e-9,
        atol=1e-9,
    )


def test_log1p_of_nothing_but_zeros_counts_in_ones():
    assert log_unit(np.zeros(3)) == 1


@pytest.mark.parametrize("transform", ["none", "log1p", "sqrt", "rank"])
def test_transforms_keep_the_order(transform):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.lognormal(size=500) - 0.5})
    encoded = fit_encoder(frame, [feature("x", transform)]).transform(frame)[:, 0]
    order = np.argsort(frame["x"].to_numpy())
    assert (np.diff(encoded[order]) >= 0).all()
    assert encoded.std() == pytest.approx(1, abs=1e-6)


def test_missing_indicator_and_boolean():
    frame = pd.DataFrame(
        {
            "nps": [1.0, np.nan, 9.0, np.nan, 5.0, 5.0],
            "consent": pd.Series([True, False, None, True, False, True], dtype="boolean"),
        }
    )
    encoder = fit_encoder(
        frame, [feature("nps", impute="indicator"), feature("consent", value_type="boolean")]
    )
    indicator = [item for item in encoder.dimensions if item.is_missing_indicator]
    assert [item.feature_name for item in indicator] == ["nps"]
    consent = next(item for item in encoder.dimensions if item.feature_name == "consent")
    assert (consent.winsor_low, consent.winsor_high) == (0.0, 1.0)


@pytest.mark.parametrize(("missing", "expected"), [(1, 0), (3, 0), (10, 1), (190, 1), (199, 0)])
def test_a_rare_missing_value_is_no_dimension(missing, expected):
    values = np.random.default_rng(0).normal(size=200)
    values[:missing] = np.nan
    encoder = fit_encoder(
        pd.DataFrame({"nps": values, "x": range(200)}),
        [feature("nps", impute="indicator"), feature("x")],
    )
    assert sum(item.is_missing_indicator for item in encoder.dimensions) == expected


def test_categories_are_weighted_and_unseen_ones_are_zero():
    levels = ["gold"] * 20 + ["basic"] * 70 + ["rare"] * 2 + [None] * 8
    frame = pd.DataFrame({"tier": levels})
    encoder = fit_encoder(frame, [feature("tier", value_type="categorical")])
    assert [item.category for item in encoder.dimensions] == ["basic", "gold"]
    gold = encoder.dimensions[1]
    assert gold.scale == pytest.approx(np.sqrt(0.2))
    unseen = encoder.transform(pd.DataFrame({"tier": ["platinum", None, "rare"]}))
    assert (unseen == unseen[0]).all()


def test_a_family_weighs_no_more_than_one_feature():
    rng = np.random.default_rng(1)
    spend = rng.normal(size=400)
    frame = pd.DataFrame(
        {
            "spend": spend,
            "spend_90d": spend + rng.normal(scale=0.01, size=400),
            "recency": rng.normal(size=400),
        }
    )
    encoder = fit_encoder(
        frame,
        [
            feature("spend", family="monetary"),
            feature("spend_90d", family="monetary"),
            feature("recency", family="recency"),
        ],
    )
    weights = {item.feature_name: item.weight for item in encoder.dimensions}
    assert weights["recency"] == pytest.approx(1)
    assert weights["spend"] == pytest.approx(np.sqrt(0.5), rel=1e-3)


def test_constant_and_empty_columns_are_left_out_with_a_note():
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "same": [4.0] * 3, "nothing": [np.nan] * 3})
    encoder = fit_encoder(frame, [feature("x"), feature("same"), feature("nothing")])
    assert [item.feature_name for item in encoder.dimensions] == ["x"]
    assert len(encoder.notes) == 2


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"x": pd.Series([], dtype=float)}), "no customers"),
        (pd.DataFrame({"x": [1.0]}), "one single customer"),
        (pd.DataFrame({"x": [2.0, 2.0, 2.0]}), "identical"),
        (pd.DataFrame({"y": [2.0, 3.0]}), "'x'"),
        (pd.DataFrame({"x": ["a", "b"]}), "'x'"),
    ],
)
def test_unusable_samples(frame, message):
    with pytest.raises(ValueError, match=message):
        fit_encoder(frame, [feature("x")])


def test_rows_round_trip():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"a": rng.normal(size=50), "b": rng.choice(["x", "y"], 50)})
    encoder = fit_encoder(frame, [feature("a", "rank"), feature("b", value_type="categorical")])
    again = Encoder.from_rows(encoder.to_rows())
    np.testing.assert_array_equal(again.transform(frame), encoder.transform(frame))


def test_columns_of_any_type():
    frame = pd.DataFrame(
        {
            "flag": [True, False, None],
            "decimal": pd.Series([1, None, 3], dtype="Int64"),
            "wild": [np.inf, -np.inf, 1.0],
            "text": pd.Series(["a", None, "b"], dtype="str"),
        }
    )
    np.testing.assert_array_equal(numeric_column(frame, "flag"), [1, 0, np.nan])
    np.testing.assert_array_equal(numeric_column(frame, "decimal"), [1, np.nan, 3])
    np.testing.assert_array_equal(numeric_column(frame, "wild"), [np.nan, np.nan, 1])
    assert text_column(frame, "text").tolist() == ["a", None, "b"]


def test_round_significant():
    values = np.array([123456.789, -0.000123456789, 0.0, 1e300, np.inf])
    np.testing.assert_allclose(
        round_significant(values, 4), [123500, -0.0001235, 0, 1e300, np.inf], rtol=1e-12
    )
