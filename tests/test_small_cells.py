"""No public table says anything about a handful of people."""

import pytest

SMALLEST = 5


def test_moves_of_few_have_no_figures(demo):
    moves = demo.query("select * from segment_migrations")
    counted = demo.query("select * from segment_moves")
    assert len(moves) == len(counted)
    assert moves.customer_count.min() >= SMALLEST
    assert moves.customer_count.isna().sum() == (counted.customer_count < SMALLEST).sum() > 0
    assert (moves.customer_count.isna() == moves.share_of_from.isna()).all()


@pytest.fixture(scope="module")
def smallest(demo) -> int:
    """A setting that makes at least one segment of the demo a small one."""
    return int(
        demo.query(
            "select min(customer_count) + 1 as n from segment_sizes where customer_count > 0"
        ).n[0]
    )


def compiled(demo, model: str, smallest: int):
    """Rows of a model of the demo with another limit."""
    result = demo.dbt("compile", "--quiet", "--select", model, min_cell_customers=smallest)
    return demo.query(result.stdout)


def test_a_segment_below_the_limit_is_named_and_not_described(demo, smallest):
    segments = compiled(demo, "segments", smallest)
    few = segments.customer_count.between(1, smallest - 1)
    assert few.any()
    assert segments.loc[few, "segment_name"].notna().all()
    assert segments.loc[few, "revenue_share"].isna().all()
    fitted = few & (segments.method == "clusters")
    assert segments.loc[fitted, "description"].str.contains("too few to describe").all()
    ranks = compiled(demo, "segment_feature_ranks", smallest).merge(
        segments[["segmentation", "segment_id", "customer_count"]]
    )
    assert not ranks.loc[ranks.customer_count < smallest, "is_shown"].any()
    assert ranks.is_shown.any()
    plans = compiled(demo, "segment_plans", smallest).merge(
        segments[["segmentation", "segment_id"]][few]
    )
    assert len(plans) and plans.timing.str.contains("too few").all()
    assert plans.test.str.contains("too few").all()
    budget = compiled(demo, "segment_budget", smallest).merge(
        segments[["segmentation", "segment_id"]][few]
    )
    assert budget.reason.str.contains("too few").all()
    assert budget[["value_365d", "value_share", "expected_value_90d"]].isna().all(axis=None)
    metrics = compiled(demo, "segment_metrics", smallest)
    few = metrics.customer_count < smallest
    assert few.any()
    assert (
        metrics.loc[few, ["buyer_count_90d", "spend_net_90d", "spend_net_365d"]].isna().all().all()
    )
    assert metrics.loc[~few, "spend_net_365d"].notna().any()
    assert metrics.customer_share.notna().all()


def test_sales_to_few_are_not_told(demo):
    buyers = demo.query(
        "select buyer_count_90d as n from segment_totals where customer_count > 20"
    ).n
    limit = int(buyers[buyers > 0].min()) + 1
    metrics = compiled(demo, "segment_metrics", limit)
    totals = demo.query(
        "select segmentation, segment_id, as_of_date, buyer_count_90d as buyers from segment_totals"
    )
    metrics = metrics.merge(totals)
    few = metrics.buyers.between(1, limit - 1)
    figures = ["buyer_count_90d", "order_count_90d", "spend_net_90d", "average_order_value_90d"]
    assert few.any()
    assert metrics.loc[few, figures].isna().all(axis=None)
    assert metrics.loc[metrics.buyers >= limit, "order_count_90d"].notna().all()


def test_levels_and_items_of_few_are_left_out(demo):
    customers = demo.query("select count(*) as n from customer_features where is_current").n[0]
    limit = int(customers) // 10
    levels = compiled(demo, "segment_level_statistics", limit)
    assert (levels.population_mean * customers).min() > limit - 1
    assert compiled(demo, "segment_product_affinity", limit).buyers.min() >= limit


def test_a_feature_known_of_few_has_no_figures(demo):
    profiles = demo.query(
        """
        select profiles.*, ranks.is_shown
        from segment_profiles as profiles
        inner join segment_feature_ranks as ranks using (segmentation, segment_id, feature_name)
        """
    )
    figures = ["segment_mean", "segment_median", "standardized_difference", "lift", "trait"]
    assert 0 < (~profiles.is_shown).sum() < len(profiles)
    assert profiles.loc[~profiles.is_shown, figures].isna().all().all()
    assert profiles.loc[profiles.is_shown, "segment_mean"].notna().all()
