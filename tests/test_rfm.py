"""RFM groups keep what their names promise, and scores are the published ones."""

import shutil

import pytest
from project import Project

GROUPED = """
    select customer_segments.segment_name, scores.*, activity.activity_level,
        activity.gaps_since_order, features.days_since_first_order, features.order_count,
        predictions.churn_probability < 0.5
        and coalesce(
            features.recency_days / features.order_gap_days_mean <= limits.inactive_after_gaps, true
        ) as is_expected
    from customer_segments
    inner join customer_rfm_scores as scores using (customer_id, as_of_date)
    inner join customer_activity as activity using (customer_id, as_of_date)
    inner join customer_features as features using (customer_id, as_of_date)
    left join customer_predictions as predictions using (customer_id, as_of_date)
    inner join activity_limits as limits using (as_of_date)
    where segmentation = 'rfm'
"""
MEASURES = {
    "recency_days": "recency_score",
    "order_count": "frequency_score",
    "spend_net": "monetary_score",
}


@pytest.fixture(scope="module")
def without_rhythm(demo, tmp_path_factory) -> Project:
    """The demo with RFM groups from quintiles alone."""
    variables = {"rfm_rhythm": False}
    copy = Project(tmp_path_factory.mktemp("quintiles"), variables=variables, writes_json=False)
    shutil.copy(demo.database, copy.database)
    models = ("rfm_cut_points", "customer_rfm_scores", "rfm_group_scores")
    left_out = ("--exclude-resource-type", "test")
    copy.build("--select", *models, "customer_segment_history", "customer_segments", *left_out)
    return copy


def test_the_demo_is_bought_from_in_a_rhythm(demo, without_rhythm):
    used = "select measure from rfm_cut_points where is_used group by measure order by measure"
    assert demo.query(used)["measure"].tolist() == ["gaps_since_order", "order_count", "spend_net"]
    assert set(without_rhythm.query(used)["measure"]) == set(MEASURES)
    rows = without_rhythm.query("select measure, quantile from rfm_cut_points")
    assert not rows.duplicated().any()


def test_scores_are_quintiles_with_and_without_rhythm(demo, without_rhythm):
    for project in (demo, without_rhythm):
        for measure, score in MEASURES.items():
            wrong = project.query(
                f"""
                with cuts as (
                    select unnest(quantile_disc({measure}, [0.2, 0.4, 0.6, 0.8])) as cut_point
                    from customer_features where is_current and order_count > 0
                ),
                counted as (
                    select customer_id, count(*) filter ({measure} > cut_point) as passed
                    from customer_features cross join cuts
                    where is_current and order_count > 0
                    group by customer_id
                )
                select count(*) as n
                from counted
                inner join customer_rfm_scores using (customer_id)
                inner join customer_features using (customer_id, as_of_date)
                where is_current
                    and {score} <> {"5 - passed" if measure == "recency_days" else "1 + passed"}
                """
            )
            assert wrong["n"][0] == 0, measure


def test_without_rhythm_groups_are_those_of_the_published_cells(without_rhythm):
    wrong = without_rhythm.query(
        """
        select count(*) as n
        from customer_segments
        inner join customer_rfm_scores as scores using (customer_id, as_of_date)
        left join rfm_groups
            on scores.recency_score = rfm_groups.recency_score
            and scores.value_score = rfm_groups.value_score
        where segmentation = 'rfm' and scores.recency_score is not null
            and customer_segments.segment_id <> rfm_groups.segment_id
        """
    )
    assert wrong["n"][0] == 0


def test_a_group_is_described_by_what_its_members_do(demo):
    groups = demo.query("select * from segments where segmentation = 'rfm' and customer_count >= 5")
    plans = demo.query("select segmentation, segment_id, activity from segment_plans")
    told = groups.merge(plans, on=["segmentation", "segment_id"])
    assert len(told) > 5
    for group in told.itertuples():
        assert group.description.startswith("RFM group: ")
        assert group.description.endswith(f". {group.activity}")


def test_groups_keep_their_promises_in_the_shops_rhythm(demo):
    groups = demo.query(GROUPED)
    gone = groups[
        groups["segment_name"].isin(["Hibernating", "Lost", "At risk", "Cannot lose them"])
    ]
    assert len(gone) and (gone["gaps_since_order"] > 3).all()
    assert ((gone["activity_level"] == "inactive") | gone["is_expected"]).all()
    assert (gone["activity_level"] == "inactive").mean() > 0.9
    bought_lately = ["Champions", "Potential loyalists", "New customers", "Promising"]
    lately = groups[groups["segment_name"].isin(bought_lately)]
    assert len(lately) and (lately["gaps_since_order"] <= 1.5).all()
    new = groups[groups["segment_name"] == "New customers"]
    assert (new["days_since_first_order"] <= 90).all()
    loyal = groups[
        groups["segment_name"].isin(["Champions", "Loyal customers", "Cannot lose them"])
    ]
    assert (loyal["order_count"] > 1).all()
    sleepy = groups[groups["segment_name"].isin(["Need attention", "About to sleep"])]
    assert sleepy["gaps_since_order"].between(1.5, 3).all()


def test_who_only_returned_is_a_group(demo):
    groups = demo.query(GROUPED)
    returned = groups["activity_level"] == "returns_only"
    assert (groups.loc[returned, "segment_name"] == "Returns only").all()
    assert set(groups.loc[~returned & (groups["order_count"] == 0), "segment_name"]) == {
        "No purchase yet"
    }
