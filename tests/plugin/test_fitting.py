import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from synthetic import CATALOG, customers, segmentation
from threadpoolctl import threadpool_limits

from customer_segmentation.fit import fitting
from customer_segmentation.fit.algorithms import ALGORITHMS
from customer_segmentation.fit.fitting import fit_segmentations, least_share
from customer_segmentation.model.scoring import SCORERS
from customer_segmentation.model.segment_model import from_json, predict
from customer_segmentation.model.tables import (
    MODEL_ROW_KINDS,
    MODEL_ROWS,
    SEGMENT_FITS,
    champions,
    model_rows,
)

OPTIONS = {
    "effort": "quick",
    "refit": "auto",
    "max_model_age_days": 365,
    "drift_threshold": 0.25,
    "min_segment_share": 0.01,
    "min_cell_customers": 5,
}


def fit(sample, entries=None, log=None, as_of_date="2024-01-01", **options):
    return fit_segmentations(
        entries or segmentation(),
        CATALOG,
        log,
        as_of_date,
        lambda: sample,
        {**OPTIONS, **options},
    )


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return customers(0)


@pytest.fixture(scope="module")
def log(sample) -> pd.DataFrame:
    return fit(sample)


def current(sample: pd.DataFrame) -> pd.DataFrame:
    rows = sample[sample["period_index"] == 0]
    return rows.sort_values("customer_id").reset_index(drop=True)


def labels(log: pd.DataFrame, sample: pd.DataFrame) -> np.ndarray:
    model = from_json(champions(log, segmentation()).iloc[0]["model_json"])
    return predict(model, current(sample))["segment_id"].to_numpy()


def rows_of_kind(log: pd.DataFrame, entries: list[dict], kind: str) -> pd.DataFrame:
    rows = model_rows(log, entries, CATALOG, "duckdb")
    return rows[rows["kind"] == kind]


def names(log: pd.DataFrame) -> dict[int, str]:
    rows = rows_of_kind(log, segmentation(), "segment")
    return dict(zip(rows["segment_id"], rows["segment_name"], strict=True))


def test_planted_groups_are_found_and_written_down(log, sample):
    row = log.iloc[0]
    assert list(log.columns) == list(SEGMENT_FITS)
    assert (row["model_version"], row["fit_reason"], row["outcome"]) == (1, "first_fit", "champion")
    assert row["structure"] == "clustered"
    assert "3 natural groups" in row["verdict"]
    assert adjusted_rand_score(current(sample)["group"], labels(log, sample)) > 0.98
    spend = current(sample).groupby(labels(log, sample))["spend_net"].mean()
    assert spend.is_monotonic_decreasing
    assert set(names(log)) == {1, 2, 3}
    assert len(set(names(log).values())) == 3


def test_tables_of_the_champion(log):
    rows = model_rows(log, segmentation(), CATALOG, "duckdb")
    assert dict(rows.dtypes.astype(str)) == MODEL_ROWS
    assert set(rows["kind"]) == set(MODEL_ROW_KINDS) - {"component", "merge"}
    for kind, columns in MODEL_ROW_KINDS.items():
        others = rows.columns.difference(["segmentation", "model_version", "kind", *columns])
        assert rows.loc[rows["kind"] == kind, others].isna().all(axis=None)
    assert rows["is_selected"].sum() == 1
    checks = rows[rows["kind"] == "stability_check"]
    assert {
        "bootstrap_jaccard",
        "bootstrap_dissolved_share",
        "bootstrap_recovered_share",
        "prediction_strength",
        "previous_period_jaccard",
        "previous_period_ari",
        "choice_agreement",
        "choice_jaccard",
    } == set(checks["check_name"])
    assert checks.loc[checks["check_name"] == "previous_period_ari", "value"].iloc[0] > 0.9


def test_no_fit_gives_typed_tables_without_rows():
    empty = fit(None, [{"name": "rfm", "method": "rfm"}])
    assert len(empty) == 0
    assert dict(empty.dtypes.astype(str)) == SEGMENT_FITS
    assert len(model_rows(empty, segmentation(), CATALOG, "duckdb")) == 0


def test_threads_do_not_matter(sample):
    entries = segmentation(algorithms=list(ALGORITHMS), expected_spend_weight=0.25)
    fits = []
    for count in (1, 2):
        with threadpool_limits(count):
            fits.append(fit(sample, entries))
    pd.testing.assert_frame_equal(*fits)


def test_row_order_does_not_matter(log, sample):
    shuffled = sample.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(fit(shuffled), log)


def test_a_fit_looks_at_no_more_customers_than_its_effort_says(sample, monkeypatch):
    few = replace(fitting.EFFORT["quick"], customers=250)
    monkeypatch.setitem(fitting.EFFORT, "quick", few)
    fitted = fit(sample)
    assert len(current(sample)) > 250
    assert fitted["sample_customers"].item() == 250
    assert adjusted_rand_score(current(sample)["group"], labels(fitted, sample)) > 0.98


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm(sample, algorithm):
    entries = segmentation(algorithms=[algorithm], n_segments=3)
    fitted = fit(sample, entries)
    model = from_json(fitted.iloc[0]["model_json"])
    found = predict(model, current(sample))["segment_id"].to_numpy()
    assert adjusted_rand_score(current(sample)["group"], found) > 0.9
    outliers = any(item["is_outlier"] for item in model.segments)
    assert outliers == SCORERS[ALGORITHMS[algorithm].scorer].has_outliers
    assert (fitted.iloc[0]["dendrogram_json"] != "[]") == (algorithm == "hierarchical")


def test_nobody_is_put_into_a_segment_too_small_to_be_told_of(sample):
    """Three of 92 customers are far from all others: with fewer than five nothing is told of them."""
    ids = current(sample).groupby("group")["customer_id"].apply(list)
    few = sample[sample["customer_id"].isin([*ids[0][:45], *ids[1][:44], *ids[2][:3]])].copy()
    few.loc[few["group"] == 2, "spend_net"] *= 1e6
    entries = segmentation(algorithms=["hierarchical"])
    for least, smallest in ((1, 3), (5, 45)):
        found = labels(fit(few, entries, min_cell_customers=least), few)
        assert np.unique(found, return_counts=True)[1].min() == smallest
    assert least_share(OPTIONS, 100_000, 2) == 0.01
    assert least_share(OPTIONS, 8, 2) == 0.125


def test_all_features_and_expected_spend(sample):
    entries = segmentation(
        features={
            "families": ["recency", "frequency", "monetary", "engagement", "survey"],
            "include": ["tier"],
        },
        expected_spend_weight=0.5,
        n_segments=3,
    )
    fitted = fit(sample, entries)
    components = rows_of_kind(fitted, entries, "component")
    dimensions = rows_of_kind(fitted, entries, "feature")
    assert components["component"].nunique() == len(dimensions) + 1
    assert dimensions["category"].notna().any()
    assert dimensions["is_missing_indicator"].any()


def test_the_earlier_date_may_lack_levels_and_nulls(sample):
    entries = segmentation(
        features={"families": ["recency", "frequency", "monetary"], "include": ["tier"]},
        expected_spend_weight=0.5,
        n_segments=3,
    )
    tier = sample["tier"].where(sample["period_index"] == 0, sample["tier"].dropna().iloc[0])
    fitted = fit(sample.assign(tier=tier), entries)
    checks = rows_of_kind(fitted, entries, "stability_check")
    assert "previous_period_jaccard" in set(checks["check_name"])


def test_nothing_to_do_reads_nothing(log):
    def unread():
        raise AssertionError("fit_sample was read")

    again = fit_segmentations(segmentation(), CATALOG, log, "2024-01-01", unread, OPTIONS)
    assert len(again) == 0


def test_nothing_to_do_imports_no_scikit_learn():
    code = (
        "import sys, customer_segmentation.fit.fitting, customer_segmentation.model.tables;"
        "assert 'sklearn' not in sys.modules and 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_later_date_without_drift_is_no_reason(log, sample):
    assert len(fit(sample, log=log, as_of_date="2024-03-01")) == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"refit": "always"}, "forced"),
        ({"as_of_date": "2025-06-01"}, "model_too_old"),
        ({"entries": segmentation(n_segments=4)}, "configuration_changed"),
        ({"as_of_date": "2024-04-01", "sample": customers(0, shift=1.5)}, "drift"),
    ],
)
def test_reasons(log, sample, change, reason):
    fitted = fit(**{"sample": sample, "log": log, **change})
    assert fitted["fit_reason"].tolist() == [reason]
    assert fitted["model_version"].tolist() == [2]
    if reason == "drift":
        assert "spend_net" in fitted.iloc[0]["notes"]


def test_plugin_change_is_a_reason(log, sample):
    older = log.assign(plugin_version="0.0.1")
    assert fit(sample, log=older)["fit_reason"].tolist() == ["plugin_changed"]


def test_never_still_makes_the_first_fit(log, sample):
    assert len(fit(sample, refit="never")) == 1
    assert len(fit(sample, log=log, refit="never", as_of_date="2030-01-01")) == 0


def ids_of_groups(log: pd.DataFrame, sample: pd.DataFrame) -> dict[int, int]:
    """The segment that most customers of each planted group are in."""
    groups = current(sample)["group"]
    return pd.Series(labels(log, sample)).groupby(groups).agg(lambda ids: ids.mode()[0]).to_dict()


def test_ids_and_names_stay_over_twenty_refits(log, sample, monkeypatch):
    history, shop = log, sample
    known, expected = names(log), ids_of_groups(log, sample)
    gone = 2
    for refit in range(1, 21):
        # The oldest 10 % of the customers leave, as many join, and the fit is seeded anew.
        monkeypatch.setattr(fitting, "SEED", refit)
        oldest = np.sort(shop["customer_id"].unique())[:60]
        joining = customers(refit, 60, first_id=1000 * refit)
        shop = pd.concat([shop[~shop["customer_id"].isin(oldest)], joining])
        # A group stays away for four fits, and half of it comes back.
        away = shop["group"].eq(gone) & (shop["customer_id"].str[-1].isin(list("13579")))
        away |= shop["group"].eq(gone) & (refit < 12)
        seen = shop[~away] if refit >= 8 else shop
        history = pd.concat([history, fit(seen, log=history, refit="always")])
        if refit == 8:
            retired = expected.pop(gone)
        if refit == 12:
            expected[gone] = ids_of_groups(history, seen)[gone]
            assert expected[gone] > max(known)
            known[expected[gone]] = names(history)[expected[gone]]
        assert ids_of_groups(history, seen) == expected
        assert names(history) == {number: known[number] for number in expected.values()}
        assert adjusted_rand_score(current(seen)["group"], labels(history, seen)) > 0.98
    assert retired not in expected.values()
    assert history["model_version"].tolist() == list(range(1, 22))


def test_new_segments_get_new_ids_for_good(log, sample):
    more = fit(sample, segmentation(n_segments=4), log=log)
    history = pd.concat([log, more])
    first = set(names(history))
    assert 4 in first
    back = pd.concat([history, fit(sample, segmentation(n_segments=3), log=history)])
    assert set(names(back)) == {1, 2, 3}
    again = pd.concat([back, fit(sample, segmentation(n_segments=4), log=back)])
    assert max(names(again)) == 5


def test_a_worse_challenger_is_rejected_and_not_tried_again_every_day(log, sample):
    rng = np.random.default_rng(0)
    noise = sample.copy()
    for column in ("recency_days", "order_count", "spend_net"):
        noise[column] = rng.lognormal(3, 1, len(noise))
    attempt = fit(noise, log=log, as_of_date="2024-02-01")
    assert attempt["fit_reason"].tolist() == ["drift"]
    history = pd.concat([log, attempt])
    champion = champions(history, segmentation()).iloc[0]
    if attempt.iloc[0]["outcome"] == "challenger_rejected":
        assert champion["model_version"] == 1
        assert attempt.iloc[0]["rejection_reason"]
    assert len(fit(noise, log=history, as_of_date="2024-02-02")) == 0


def test_a_champion_whose_feature_is_gone_is_replaced(log, sample):
    without = CATALOG[CATALOG["feature_name"] != "recency_days"]
    entries = segmentation(features={"families": ["frequency", "monetary"]})
    fitted = fit_segmentations(
        entries, without, log, "2024-01-01", lambda: sample.drop(columns="recency_days"), OPTIONS
    )
    assert fitted["outcome"].tolist() == ["champion"]
    assert 1 not in names(pd.concat([log, fitted]))


@pytest.mark.parametrize(
    ("entries", "change", "message"),
    [
        (segmentation(n_segments=30), lambda rows: rows.head(20), "30 segments from 20"),
        (segmentation(), lambda rows: rows.head(0), "no customers"),
        (segmentation(n_segments=2), lambda rows: rows.head(1), "the only customer"),
        (
            segmentation(),
            lambda rows: rows.assign(recency_days=1.0, order_count=2.0, spend_net=3.0),
            "identical",
        ),
        (segmentation(features={"families": ["mood"]}), lambda rows: rows, "none is left"),
    ],
)
def test_errors_name_the_segmentation(sample, entries, change, message):
    with pytest.raises(ValueError, match=message) as raised:
        fit(change(sample), entries)
    assert "behaviour" in str(raised.value)


def test_rows_with_nulls_only_are_customers_too(sample):
    unknown = customers(9, 30, first_id=5000)
    for column in ("recency_days", "order_count", "spend_net", "nps_last", "visit_count"):
        unknown[column] = np.nan
    fitted = fit(pd.concat([sample, unknown]))
    model = from_json(fitted.iloc[0]["model_json"])
    assert predict(model, current(unknown))["segment_id"].notna().all()
