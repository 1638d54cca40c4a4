from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from customer_segmentation.demo.shop import ANSWERS, LAST_DAY, SEGMENTS, TABLES
from customer_segmentation.demo.write import write_demo

AS_OF = pd.Timestamp(LAST_DAY) + pd.Timedelta(days=1)


def read(paths: dict[str, Path]) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(path) for name, path in paths.items()}


def quick_features(raw: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Nine features of the kinds that a first segmentation uses, one row per customer."""
    orders = raw["orders"][raw["orders"]["status"] != "cancelled"]
    lines = raw["order_items"].groupby("order_id").size().rename("lines")
    orders = orders.join(lines, on="order_id")
    by_customer = orders.groupby("customer_id")
    events = raw["events"]
    recent = events[events["occurred_at"] >= AS_OF - pd.Timedelta(days=90)]
    mail = pd.crosstab(events["customer_id"], events["event_type"])
    spend = by_customer["total_amount"].sum()
    features = pd.DataFrame(
        {
            "recency_days": (AS_OF - by_customer["ordered_at"].max()).dt.days,
            "order_count": by_customer.size(),
            "spend_net": spend,
            "average_order_value": by_customer["total_amount"].mean(),
            "lines_per_order": by_customer["lines"].mean(),
            "discount_share": by_customer["discount_amount"].sum() / spend.clip(lower=1),
            "visit_count_90d": recent.groupby("customer_id")["session_id"].nunique(),
            "product_view_count_90d": recent[recent["event_type"] == "product_view"]
            .groupby("customer_id")
            .size(),
            "email_open_rate": (mail["opened"] + 0.3) / (mail["sent"] + 1),
        }
    )
    return features.fillna({"email_open_rate": 0.3}).fillna(0).sort_index()


def standardised(features: pd.DataFrame) -> np.ndarray:
    values = np.log1p(features.clip(lower=0).to_numpy(dtype=float))
    return (values - values.mean(axis=0)) / values.std(axis=0)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return read(write_demo(tmp_path_factory.mktemp("clean"), customers=2000, seed=3))


@pytest.fixture(scope="module")
def dirty(tmp_path_factory):
    return read(write_demo(tmp_path_factory.mktemp("dirty"), customers=500, seed=3, dirty=True))


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_same_arguments_give_the_same_files(tmp_path, file_format):
    arguments = {"customers": 60, "seed": 9, "file_format": file_format, "dirty": True}
    first = write_demo(tmp_path / "first", **arguments)
    second = write_demo(tmp_path / "second", **arguments)
    for name, path in first.items():
        assert path.read_bytes() == second[name].read_bytes(), name
    other = write_demo(tmp_path / "other", **arguments | {"seed": 10})
    assert other["orders"].read_bytes() != first["orders"].read_bytes()


def test_sizes_per_customer(clean):
    wanted = {"orders": 10, "order_items": 25, "events": 50, "survey_responses": 0.1}
    sizes = {name: len(clean[name]) / 2000 for name in wanted}
    assert sizes == pytest.approx(wanted, rel=0.15)
    assert len(clean["customers"]) == len(clean[ANSWERS]) == 2000


def test_events_per_customer_is_an_option(tmp_path):
    paths = write_demo(tmp_path, customers=1000, seed=3, events_per_customer=10)
    assert len(pd.read_parquet(paths["events"])) / 1000 == pytest.approx(10, rel=0.15)


def test_keys_and_references(clean):
    keys = {
        "orders": "order_id",
        "customers": "customer_id",
        "order_items": "order_item_id",
        "products": "product_id",
        "events": "event_id",
        "survey_responses": "response_id",
    }
    assert set(keys) == set(TABLES)
    for table, key in keys.items():
        assert clean[table][key].is_unique, table
    for table in ("orders", "events", "survey_responses", ANSWERS):
        assert set(clean[table]["customer_id"]) <= set(clean["customers"]["customer_id"])
    assert set(clean["orders"]["customer_id"]) == set(clean["customers"]["customer_id"])
    assert set(clean["order_items"]["order_id"]) == set(clean["orders"]["order_id"])
    assert set(clean["order_items"]["product_id"]) <= set(clean["products"]["product_id"])


def test_total_amount_is_the_sum_of_the_lines(clean):
    lines = clean["order_items"]
    amount = lines["quantity"] * lines["unit_price"] - lines["discount_amount"]
    total = amount.groupby(lines["order_id"]).sum()
    orders = clean["orders"].set_index("order_id")
    difference = orders["total_amount"] - total.reindex(orders.index)
    assert difference.abs().max() < 0.006


def test_two_years_that_end_on_the_last_day(clean):
    ordered = clean["orders"]["ordered_at"]
    assert ordered.min() >= pd.Timestamp("2023-01-01")
    assert ordered.max().date() == pd.Timestamp(LAST_DAY).date()
    assert clean["events"]["occurred_at"].max() < AS_OF
    first = clean["orders"].groupby("customer_id")["ordered_at"].min()
    signed_up = clean["customers"].set_index("customer_id")["signed_up_at"]
    assert (signed_up.reindex(first.index) <= first).all()


def test_spend_has_a_heavy_tail(clean):
    spend = clean["orders"].groupby("customer_id")["total_amount"].sum()
    assert spend.skew() > 2
    assert spend.mean() > 1.3 * spend.median()


def test_segment_is_in_the_answer_file_only(clean):
    names = {segment.name for segment in SEGMENTS}
    assert set(clean[ANSWERS]["planted_segment"]) == names
    for table in TABLES:
        for column in clean[table].select_dtypes(exclude="number"):
            assert not names & set(clean[table][column].astype(str)), (table, column)


def test_k_means_finds_the_planted_segments(clean):
    features = quick_features(clean)
    planted = clean[ANSWERS].set_index("customer_id")["planted_segment"]
    points = standardised(features)
    found = KMeans(len(SEGMENTS), n_init=10, random_state=0).fit_predict(points)
    assert adjusted_rand_score(planted.reindex(features.index), found) >= 0.9


def test_structure_none_has_no_clusters(tmp_path, clean):
    blob = read(write_demo(tmp_path, customers=2000, seed=3, structure="none"))
    assert set(blob[ANSWERS]["planted_segment"]) == {"none"}

    def silhouette(raw):
        points = standardised(quick_features(raw))
        labels = KMeans(len(SEGMENTS), n_init=5, random_state=0).fit_predict(points)
        return silhouette_score(points, labels)

    assert silhouette(blob) < 0.25 < 0.35 < silhouette(clean)


def test_shift_changes_the_last_period_only(tmp_path, clean):
    shifted = read(write_demo(tmp_path, customers=2000, seed=3, shift=True))
    edge = AS_OF - pd.Timedelta(days=90)

    def orders(raw, recent):
        ordered = raw["orders"]["ordered_at"]
        return raw["orders"][(ordered >= edge) if recent else (ordered < edge)]

    before = [len(orders(raw, False)) for raw in (clean, shifted)]
    assert before[0] == pytest.approx(before[1], rel=0.01)
    assert len(orders(shifted, True)) < 0.6 * len(orders(clean, True))
    discounts = [
        recent["discount_amount"].sum() / (recent["discount_amount"] + recent["total_amount"]).sum()
        for recent in (orders(clean, True), orders(shifted, True))
    ]
    assert discounts[1] > 2 * discounts[0]


def test_customers_come_and_leave_steadily(clean):
    by_customer = clean["orders"].groupby("customer_id")["ordered_at"]
    lapsed = clean[ANSWERS].set_index("customer_id")["planted_segment"] == "lapsed"
    edges = [AS_OF - pd.Timedelta(days=days) for days in (450, 360, 270, 180, 90, 0)]
    came = pd.cut(by_customer.min(), edges).value_counts()
    left = pd.cut(by_customer.max()[lapsed[lapsed].index], edges[:-1]).value_counts()
    for counts in (came, left):
        assert counts.min() > 0.5 * counts.max() > 10


def test_dirty_rows_of_every_kind(dirty):
    customers, orders = dirty["customers"], dirty["orders"]
    items, events, surveys = dirty["order_items"], dirty["events"], dirty["survey_responses"]
    for table in TABLES:
        assert dirty[table].duplicated().any(), table
    versions = customers.drop_duplicates().groupby("customer_id").size()
    assert (versions > 1).any()
    assert customers["canonical_customer_id"].notna().any()
    email = customers["email"].str.strip()
    assert (email.str.lower().duplicated() & ~email.duplicated()).any()
    assert email.str.endswith("@example.test").any()
    assert (~customers["customer_id"].isin(orders["customer_id"])).sum() > 5
    assert orders["customer_id"].isna().any()
    assert pd.to_numeric(orders["total_amount"], errors="coerce").isna().any()
    assert orders["ordered_at"].str.startswith("18").any()
    assert orders["ordered_at"].str.startswith("2031").any()
    assert {"cancelled", "returned"} <= set(orders["status"])
    assert (~items["order_id"].isin(orders["order_id"])).any()
    assert {"SHIPPING", "GIFTCARD"} <= set(items["product_id"])
    assert items["quantity"].str.startswith("-").any()
    assert items["unit_price"].str.startswith("-").any()
    assert "pageview_v2" in set(events["event_type"])
    assert {"11", "-1", "good"} <= set(surveys["score"])
    assert set(dirty[ANSWERS]["customer_id"]) <= set(customers["customer_id"])
    assert len(dirty[ANSWERS]) == 500


def test_seeds_are_what_the_generator_writes(tmp_path):
    root = Path(__file__).parents[2]
    paths = write_demo(
        tmp_path,
        customers=500,
        seed=7,
        file_format="csv",
        dirty=True,
        events_per_customer=32,
        prefix="raw_",
    )
    for name in TABLES:
        assert paths[name].read_text() == (root / "seeds" / paths[name].name).read_text(), name
    answers = root / "tests" / "data" / "demo_answers.csv"
    assert paths[ANSWERS].read_text() == answers.read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"customers": 0}, "customers is 0"),
        ({"customers": 5, "structure": "some"}, "structure is 'some'"),
        ({"customers": 5, "file_format": "xls"}, "file_format is 'xls'"),
    ],
)
def test_wrong_arguments_are_named(tmp_path, arguments, message):
    with pytest.raises(ValueError, match=message):
        write_demo(tmp_path, **arguments)


def test_attitudes_are_asked_of_half_and_change_nothing_else(tmp_path):
    without = read(write_demo(tmp_path / "without", customers=300, seed=3))
    asked = read(write_demo(tmp_path / "asked", customers=300, seed=3, attitudes=True))
    for name in set(TABLES) - {"survey_responses"}:
        pd.testing.assert_frame_equal(asked[name], without[name])
    before, after = without["survey_responses"], asked["survey_responses"]
    pd.testing.assert_frame_equal(after.head(len(before)), before, check_categorical=False)
    answers = after.iloc[len(before) :]
    wide = answers.pivot_table(index="customer_id", columns="survey_type", values="score")
    assert wide.shape[1] == 10 and wide.notna().all(axis=None)
    assert 0.4 < len(wide) / 300 < 0.6
    planted = asked[ANSWERS].set_index("customer_id")["planted_attitude"].dropna()
    assert set(planted.index) == set(wide.index)
    found = KMeans(3, n_init=5, random_state=0).fit_predict(wide)
    assert adjusted_rand_score(planted.loc[wide.index], found) > 0.9
