"""What explains the segments of the demo: rules, lineage, projection."""

import numpy as np
import pandas as pd
import pytest
import sqlglot

from customer_segmentation.explain.rules import DIALECTS


@pytest.fixture(scope="module")
def rules(demo) -> pd.DataFrame:
    return demo.query("select * from segment_rules order by segmentation, segment_id, dialect")


def test_every_segment_has_a_rule_in_every_dialect(demo, rules):
    expected = demo.query("select count(*) as n from segments where customer_count > 0")["n"][0]
    with_members = rules[rules["recall"].notna()]
    assert len(with_members) == expected * len(DIALECTS)


def test_figures_are_those_of_the_predicate(demo, rules):
    for rule in rules[rules["dialect"] == "duckdb"].to_dict("records"):
        measured = demo.query(
            f"""
            select
                count(*) as customers,
                count(*) filter (segment_id = {rule["segment_id"]}) as members,
                count(*) filter ({rule["predicate"]}) as matches,
                count(*) filter (
                    segment_id = {rule["segment_id"]} and ({rule["predicate"]})
                ) as hits
            from customer_features
            inner join customer_segments using (customer_id, as_of_date)
            where is_current and segmentation = '{rule["segmentation"]}'
            """
        ).iloc[0]
        assert rule["coverage"] == measured["matches"] / measured["customers"]
        if measured["matches"]:
            assert rule["precision"] == measured["hits"] / measured["matches"]
        if measured["members"]:
            assert rule["recall"] == measured["hits"] / measured["members"]


def test_rules_cover_everyone_and_name_most_correctly(rules):
    own = rules[rules["dialect"] == "duckdb"]
    coverage = own.groupby("segmentation")["coverage"].sum()
    assert np.allclose(coverage, 1)
    accuracy = (own["precision"] * own["coverage"]).groupby(own["segmentation"]).sum()
    assert (accuracy >= 0.85).all(), accuracy
    assert accuracy[["lifecycle", "rfm"]].tolist() == pytest.approx([1, 1])
    assert (own["recall"].dropna() > 0).all()


def test_predicates_parse_in_their_dialect(rules):
    for rule in rules.itertuples():
        sqlglot.parse_one(f"SELECT 1 FROM t WHERE {rule.predicate}", read=rule.dialect)


def test_features_go_back_to_the_columns_that_they_are_made_of(demo):
    lineage = demo.query("select feature_name, raw_table, raw_column from feature_lineage")
    found = {
        feature: set(rows["raw_table"] + "." + rows["raw_column"])
        for feature, rows in lineage.groupby("feature_name")
    }
    assert set(found) == set(demo.query("select feature_name from feature_catalog")["feature_name"])
    assert found["age_years"] == {"raw_customers.birth_date"}
    assert {"raw_orders.ordered_at"} <= found["recency_days"]
    assert {"raw_order_items.quantity", "raw_order_items.unit_price"} <= found["spend_net"]
    assert {"raw_events.session_id", "raw_events.occurred_at"} <= found["visit_count_90d"]
    assert {"raw_survey_responses.score"} <= found["nps_last"]
    assert not any(column.startswith("raw_events") for column in found["order_count"])


def test_projection_is_centred_and_has_every_sampled_customer(demo):
    places = demo.query("select * from customer_projection where segmentation = 'behaviour'")
    customers = demo.query("select count(*) as n from customer_features where is_current")["n"][0]
    assert len(places) == customers
    assert places["pc1"].mean() == pytest.approx(0, abs=1e-6)
    assert places["pc1"].std() >= places["pc2"].std()
