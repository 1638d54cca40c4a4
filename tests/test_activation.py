"""What is done with the segments of the demo: products, budget, audiences."""

import json
import re
import shutil

import duckdb
import numpy as np
import pytest
from project import ROOT, Project

from customer_segmentation.explain.archetypes import activity_of

SPEND_YEAR_AGO = """
    select segmentation, segment_id, sum(net_amount) as year_ago
    from customer_segments
    inner join customer_orders using (customer_id)
    inner join customer_features using (customer_id, as_of_date)
    where order_count_365d > 0
        and ordered_date >= customer_segments.as_of_date - 455
        and ordered_date < customer_segments.as_of_date - 365
    group by segmentation, segment_id
"""
DEMO_ANSWERS = ROOT / "tests" / "data" / "demo_answers.csv"


def test_affinity_is_counted_right_and_small_counts_do_not_win(demo):
    counted = demo.query(
        """
        select
            affinity.*,
            (
                select count(distinct customer_id)
                from int_customer_products
                inner join customer_segments using (customer_id)
                where customer_segments.segmentation = affinity.segmentation
                    and customer_segments.segment_id = affinity.segment_id
                    and case
                        when affinity.item_type = 'product' then product_id else category
                    end = affinity.item_id
            ) as counted_buyers,
            segments.customer_count
        from segment_product_affinity as affinity
        inner join segments using (segmentation, segment_id)
        where affinity.rank <= 3
        """
    )
    assert (counted["buyers"] == counted["counted_buyers"]).all()
    assert np.allclose(counted["support"], counted["buyers"] / counted["customer_count"])
    assert (counted["lift_lower_bound"] < counted["lift"]).all()
    assert (counted["buyers"] >= 5).all()


def test_lift_compares_what_is_bought_not_how_much(demo):
    affinity = demo.query("select * from segment_product_affinity where item_type = 'product'")
    pairs = demo.query(
        """
        select segmentation, segment_id, product_id as item_id, count(*) as buyers
        from int_customer_products
        inner join customer_segments using (customer_id)
        group by all
        """
    )
    everybody = pairs.groupby(["segmentation", "item_id"])["buyers"].sum()
    expected = everybody / everybody.groupby("segmentation").transform("sum")
    own = pairs.groupby(["segmentation", "segment_id"])["buyers"].transform("sum")
    pairs["lift"] = (
        pairs["buyers"]
        / own
        / [expected[key] for key in zip(pairs["segmentation"], pairs["item_id"], strict=True)]
    )
    joined = affinity.merge(pairs, on=["segmentation", "segment_id", "item_id"])
    assert len(joined) == len(affinity)
    assert np.allclose(joined["lift_x"], joined["lift_y"])
    # Segments that buy little have a taste too.
    stands_out = affinity[affinity["lift_lower_bound"] > 1]
    fitted = pairs.loc[pairs["segmentation"] == "behaviour", "segment_id"]
    found = stands_out.loc[stands_out["segmentation"] == "behaviour", "segment_id"]
    assert set(found) == set(fitted)


def test_an_action_that_withdraws_gets_no_budget(demo):
    budget = demo.query(
        """
        select segment_budget.*, segment_levels.objective, segment_levels.activity_level, action
        from segment_budget
        inner join segment_levels using (segmentation, segment_id)
        """
    )
    resting = budget[budget["action"].str.startswith("Let rest")]
    assert len(resting) > 0
    assert (resting["recommended_share"] < 0.2 * resting["customer_share"]).all()
    assert resting["reason"].str.contains("Held at 10 %").all()
    assert (budget.loc[budget["budget_weight"] == 0, "recommended_share"] == 0).all()


def test_the_action_fits_the_name(demo):
    actions = demo.query(
        "select segment_name, recommended_action from segments "
        "where method <> 'clusters' and customer_count > 0"
    ).set_index("segment_name")["recommended_action"]
    verbs = actions.str.partition(":")[0].to_dict()
    assert verbs == {
        "Prospect": "Convert",
        "Inactive": "Let rest",
        "Lapsing": "Let rest",
        "New active": "Welcome",
        "Active": "Keep",
        "Champions": "Keep",
        "Loyal customers": "Keep",
        "Potential loyalists": "Grow",
        "New customers": "Welcome",
        "Promising": "Welcome",
        "Need attention": "Retain",
        "About to sleep": "Second order",
        "At risk": "Win back",
        "Hibernating": "Let rest",
        "Lost": "One more try",
        "No purchase yet": "Convert",
    }


def test_every_objective_has_an_action_for_every_level(demo):
    counts = demo.query(
        """
        select objective, count(*) as actions, count(distinct action) as different,
            min(budget_weight) as least, max(budget_weight) as most,
            count(offer) as offers, count(goal) as goals, count(measure) as measures
        from segment_actions where archetype is null group by objective
        """
    )
    assert len(counts) == 3
    assert (counts[["actions", "different", "offers", "goals", "measures"]] == 9).all(axis=None)
    assert (counts["least"] >= 0).all() and (counts["most"] == 1).all()


def test_actions_are_for_archetypes_that_there_are(demo):
    unknown = demo.query(
        """
        select distinct segment_actions.archetype
        from segment_actions
        left join segment_archetypes using (archetype)
        where segment_actions.archetype is not null
            and segment_actions.archetype not in ('one_time_buyers', 'outliers')
            and (
                segment_archetypes.archetype is null
                or not contains(segment_archetypes.activity_levels, activity_level)
            )
        """
    )
    assert unknown.empty, unknown


def test_unlike_situations_have_unlike_actions(demo):
    segments = demo.query(
        """
        select segmentation, activity_level, value_level, segments.archetype,
            segment_levels.is_one_time, segment_levels.action, action_timing
        from segments
        inner join segment_levels using (segmentation, segment_id, activity_level)
        """
    )
    for _, own in segments.groupby("segmentation"):
        situations = own.drop_duplicates(["activity_level", "value_level", "is_one_time"])
        assert own["action"].nunique() >= len(situations.drop_duplicates("action"))
    fitted = segments[segments["segmentation"] == "behaviour"]
    assert fitted["action"].nunique() == len(fitted)
    once = segments[segments["is_one_time"]]
    assert not once["action_timing"].str.contains("usual gap").any()
    assert not once["action"].str.contains("usual").any()
    late = segments[segments["activity_level"].isin(["slipping", "inactive"])]
    assert not late["action"].str.startswith(("Keep", "Grow", "Reward")).any()
    bought = segments[segments["activity_level"].isin(["active", "new"])]
    assert not bought["action"].str.startswith(("Let rest", "Win back", "Retain")).any()


def test_reach_is_that_of_the_audience(demo):
    wrong = demo.query(
        """
        select segments.segmentation, segments.segment_id
        from segments
        left join (
            select segmentation, segment_id,
                count(distinct customer_id) as reachable,
                count(*) filter (channel = 'email') as by_email,
                count(*) filter (channel = 'phone') as by_phone,
                count(distinct case when is_holdout then customer_id end) as held_out
            from audience_members group by all
        ) as audience using (segmentation, segment_id)
        where reachable_customers <> coalesce(reachable, 0)
            or reachable_by_email <> coalesce(by_email, 0)
            or reachable_by_phone <> coalesce(by_phone, 0)
            or holdout_customers <> coalesce(held_out, 0)
        """
    )
    assert wrong.empty


def test_holding_out_so_many_gives_the_power_that_is_stated(demo):
    """The formula against a simulation of the test that it plans."""
    sql = compiled(demo, "segment_tests", audience_test_effect=0.1)
    reach = "select 'a' as segmentation, 1 as segment_id, 2000 as reachable_customers"
    rates = "select 'a' as segmentation, 1 as segment_id, cast(0.3 as double) as buyer_share_90d"
    planned = duckdb.sql(with_inputs(sql, segment_reach=reach, segment_return_rates=rates)).df()
    held_out = int(planned["holdout_needed"][0])
    random = np.random.default_rng(1)
    before = random.binomial(held_out, 0.3, 20_000) / held_out
    after = random.binomial(2000 - held_out, 0.4, 20_000) / (2000 - held_out)
    error = np.sqrt(before * (1 - before) / held_out + after * (1 - after) / (2000 - held_out))
    assert np.mean((after - before) / error > 1.96) == pytest.approx(0.8, abs=0.03)


def compiled(demo, model: str, **variables) -> str:
    result = demo.dbt("compile", "--quiet", "--select", model, **variables)
    assert result.returncode == 0, result.stdout
    return result.stdout


def with_inputs(sql: str, **inputs: str) -> str:
    """A compiled model that reads selects in place of tables."""
    for name, select in inputs.items():
        sql = re.sub(rf'select \* from "[^"]+"\."[^"]+"\."{name}"', select, sql)
    return sql


def test_description_and_traits_of_a_fitted_segment_agree(demo):
    fitted = demo.query("select * from segments where method = 'clusters' and top_traits <> ''")
    assert len(fitted)
    for segment in fitted.itertuples():
        names = [trait.partition(" (")[0] for trait in segment.top_traits.split("; ")]
        assert segment.description.endswith(f"Against all customers: {', '.join(names)}.")


def test_a_trait_speaks_of_ten_members_and_a_fifth_of_the_segment(demo):
    traits = demo.query(
        """
        select profiles.*, trait_members, segment_customers
        from segment_profiles as profiles
        inner join segment_feature_statistics using (segmentation, segment_id, feature_name)
        where trait_rank is not null
        """
    )
    assert (traits["trait_members"] >= 10).all()
    assert (traits["trait_members"] >= 0.2 * traits["segment_customers"]).all()
    row = traits[traits["feature_name"] == "order_count"].iloc[0]
    side = ">" if row["standardized_difference"] > 0 else "<"
    counted = demo.query(
        f"""
        select count(*) as members from customer_features
        inner join customer_segments using (customer_id, as_of_date)
        where segmentation = '{row["segmentation"]}' and segment_id = {row["segment_id"]}
            and order_count {side} {float(row["population_mean"])!r}
        """
    )
    assert counted["members"][0] == row["trait_members"]


def test_names_and_actions_agree_on_what_members_do(demo):
    """Python names by the activity that SQL proposes actions for."""
    rows = demo.query(
        """
        select segment_activity.*, activity_level, method
        from segment_activity
        inner join segments using (segmentation, segment_id)
        where method <> 'rfm'
        """
    )
    as_in_sql = {"dormant": "inactive", "mixed": "slipping"}
    for row in rows.to_dict("records"):
        shares = {
            name.removesuffix("_share"): row[name]
            for name in row
            if name.endswith("_share") and name not in ("one_order_share", "known_share")
        }
        assert sum(shares.values()) == pytest.approx(1)
        activity = activity_of(shares)
        assert as_in_sql.get(activity, activity) == row["activity_level"]


def test_names_of_planted_personas_say_what_they_are(demo):
    named = (
        demo.query(
            f"""
        select planted_segment, segment_name, activity_level, count(*) as customers
        from customer_segments
        inner join segments using (segmentation, segment_id, segment_name)
        inner join '{DEMO_ANSWERS}' using (customer_id)
        where segmentation = 'behaviour'
        group by all
        order by customers
        """
        )
        .drop_duplicates("planted_segment", keep="last")
        .set_index("planted_segment")
    )
    names = named["segment_name"].str.lower()
    assert "coupon" in names["bargain_hunter"] or "discount" in names["bargain_hunter"]
    assert "big-basket" in names["big_basket"]
    assert "lapsed" in names["lapsed"] and named.loc["lapsed", "activity_level"] == "inactive"
    assert "lapsed" not in names["loyal"] and named.loc["loyal", "activity_level"] == "active"


def test_traits_of_a_segment_are_of_different_measures(demo):
    traits = demo.query("select * from segment_profiles where trait_rank <= 3")
    measures = traits["feature_name"].str.replace(r"_[0-9]+d$", "", regex=True)
    keys = [traits["segmentation"], traits["segment_id"]]
    assert (measures.groupby(keys).nunique() == measures.groupby(keys).size()).all()
    texts = demo.query("select top_traits from segments where top_traits <> ''")["top_traits"]
    for text in texts:
        figures = [part.rpartition("(")[2].rstrip(")") for part in text.split("; ")]
        for figure in figures:
            words = [word.strip("0123456789.,%") for word in figure.split()]
            assert all(words.count(word) == 1 for word in set(words) & {"days", "orders", "visits"})


def test_recommended_products_are_the_best_not_bought_yet(demo):
    expected = demo.query(
        """
        with
            members as (
                select * from customer_segments where segmentation = 'behaviour'
            ),
            sizes as (select segment_id, count(*) as customers from members group by segment_id),
            counts as (
                select segment_id, product_id, any_value(category) as category, count(*) as buyers
                from int_customer_products inner join members using (customer_id)
                group by segment_id, product_id
                having max(first_purchase_date) >= (select max(as_of_date) - 365 from as_of_dates)
            ),
            shares as (
                select
                    segment_id, product_id, category,
                    (
                        buyers + 20 * sum(buyers) over (partition by product_id)
                        / (select sum(customers) from sizes)
                    ) / (customers + 20) as share
                from counts inner join sizes using (segment_id)
            ),
            candidates as (
                select
                    *,
                    row_number() over (
                        partition by segment_id order by round(share, 12) desc, product_id
                    ) as place
                from shares qualify place <= 50
            ),
            scored as (
                select
                    members.customer_id, candidates.product_id,
                    share * case when exists (
                        select 1 from int_customer_products as own
                        where own.customer_id = members.customer_id
                            and own.category = candidates.category
                    ) then 1.5 else 1 end - 1e-12 * place as score
                from members
                inner join customer_features using (customer_id, as_of_date)
                inner join candidates using (segment_id)
                anti join int_customer_products as own
                    on own.customer_id = members.customer_id
                    and own.product_id = candidates.product_id
                where coalesce(recency_days, 0) <= 365
            )
        select
            customer_id, product_id as item_id,
            row_number() over (partition by customer_id order by score desc) as rank
        from scored qualify rank <= 5
        order by customer_id, rank
        """
    )
    found = demo.query(
        "select customer_id, item_id, rank from customer_recommendations order by customer_id, rank"
    )
    assert len(found) > 0
    assert found.to_dict("list") == expected.to_dict("list")


def test_quality_of_the_recommendations_is_measured(demo):
    quality = demo.query("select * from recommendation_quality").set_index("list_name")
    assert set(quality.index) == {"segment_items", "best_sellers"}
    rates = quality["customers_hit"] / quality["customers"]
    assert np.allclose(quality["hit_rate_at_10"], rates)
    assert (
        quality.loc["segment_items", "hit_rate_at_10"]
        > quality.loc["best_sellers", "hit_rate_at_10"]
    )


def test_budget_adds_up(demo):
    budget = demo.query("select * from segment_budget")
    totals = budget.groupby("segmentation")[["customer_share", "value_share", "recommended_share"]]
    assert np.allclose(totals.sum(), 1)
    assert (budget["recommended_share"] >= 0).all()
    spend = demo.query(
        "select sum(spend_net_365d) as total from customer_features where is_current"
    )["total"][0]
    assert np.allclose(budget.groupby("segmentation")["value_365d"].sum(), spend)
    expected = demo.query(
        "select sum(expected_spend_90d) as total from customer_predictions where is_current"
    )["total"][0]
    assert np.allclose(budget.groupby("segmentation")["expected_value_90d"].sum(), expected)
    assert budget["reason"].str.len().min() > 20
    metrics = demo.query("select * from segment_totals where is_current")
    both = budget.merge(metrics, on=["segmentation", "segment_id"])
    assert (demo.query("select distinct season from customer_predictions") == "known").all().all()
    both = both.merge(demo.query(SPEND_YEAR_AGO), on=["segmentation", "segment_id"], how="left")
    lapsed = (both["year_ago"].fillna(0) - both["spend_net_90d"].clip(lower=0)).clip(lower=0)
    assert np.allclose(both["lapsed_value_90d"], lapsed)
    more = both[both["recommended_share"] > 1.1 * both["value_share"]]
    assert not more.loc[more["budget_weight"] == 1, "reason"].str.contains("Less budget").any()


def test_only_customers_who_agreed_are_in_an_audience(demo):
    wrong = demo.query(
        """
        select count(*) as members
        from audience_members
        inner join customer_features using (customer_id, as_of_date)
        inner join stg_crm__customers using (customer_id)
        where not coalesce(has_marketing_consent, false)
            or (channel = 'email' and is_email_unsubscribed)
            or (channel = 'email' and stg_crm__customers.email is null)
            or (channel = 'phone' and stg_crm__customers.phone is null)
        """
    )
    assert wrong["members"][0] == 0
    shares = demo.query(
        "select segmentation, avg(is_holdout::int) as share from audience_members group by all"
    )
    assert shares["share"].between(0.05, 0.15).all()


def test_unknown_consent_is_no_consent_and_is_said(demo, tmp_path):
    copy = Project(tmp_path / "copy", parsed_with={}, writes_json=False)
    shutil.copy(demo.database, copy.database)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute("update customer_features set has_marketing_consent = null")
    reached = ("build", "--select", "contact_consents", "reachable_customers", "audience_members")
    result = copy.dbt(*reached)
    assert result.returncode == 0, result.stdout
    assert copy.query("select count(*) as n from audience_members")["n"][0] == 0
    assert "nobody is known to have agreed to marketing" in result.stdout
    assert "map marketing_consent in raw_tables.customers" in result.stdout
    result = copy.dbt(*reached, audience_consent_default=True)
    assert copy.query("select count(*) as n from audience_members")["n"][0] > 0
    assert "nobody is known" not in result.stdout


def test_what_acts_on_segments_waits_for_their_tests(demo):
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    gate = next(
        node
        for node in manifest["nodes"].values()
        if node.get("test_metadata", {}).get("name") == "segments_can_be_trusted"
    )
    for name in ("audience_members", "customer_recommendations", "segment_budget"):
        above, queue = set(), [f"model.customer_segmentation.{name}"]
        while queue:
            parents = set(manifest["parent_map"][queue.pop()]) - above
            above |= parents
            queue.extend(parents)
        assert set(gate["depends_on"]["nodes"]) <= above


def test_entry_is_the_first_date_of_the_unbroken_stay(demo):
    history = demo.query(
        "select segmentation, customer_id, as_of_date, segment_id from customer_segment_history "
        "order by as_of_date desc"
    )
    entered = {}
    for (segmentation, customer_id), stays in history.groupby(
        ["segmentation", "customer_id"], sort=False
    ):
        unbroken = (stays["segment_id"] == stays["segment_id"].iloc[0]).cummin()
        entered[segmentation, customer_id] = stays.loc[unbroken, "as_of_date"].min()
    members = demo.query(
        "select distinct segmentation, customer_id, entered_at from audience_members"
    )
    assert all(
        entered[row.segmentation, row.customer_id] == row.entered_at for row in members.itertuples()
    )


def test_metrics_over_time_hold_every_customer(demo):
    totals = demo.query(
        """
        select segmentation, as_of_date, sum(customer_count) as customers,
            (
                select count(*) from customer_features
                where customer_features.as_of_date = segment_metrics.as_of_date
            ) as expected
        from segment_metrics group by all
        """
    )
    assert len(totals) == 9
    assert (totals["customers"] == totals["expected"]).all()


def test_an_override_names_a_segment(demo):
    overrides = [
        {"segmentation": "behaviour", "segment_id": 1, "segment_name": "Ann's friends"},
        {"segmentation": "rfm", "segment_id": 2, "description": "They come back."},
    ]
    result = demo.dbt(
        "compile", "--quiet", "--select", "segment_definitions", segment_overrides=overrides
    )
    assert result.returncode == 0, result.stdout
    named = demo.query(result.stdout).set_index(["segmentation", "segment_id"])
    before = demo.query("select * from segments").set_index(["segmentation", "segment_id"])
    assert named.loc[("behaviour", 1), "segment_name"] == "Ann's friends"
    assert named.loc[("rfm", 2), "description"] == "They come back."
    same = named.index.difference([("behaviour", 1)])
    assert (named.loc[same, "segment_name"] == before.loc[same, "segment_name"]).all()


def test_an_action_of_the_business_counts_in_full_unless_it_says_otherwise(demo, tmp_path):
    resting = demo.query(
        "select segment_id from segment_budget "
        "where segmentation = 'rfm' and budget_weight = 0.1 order by segment_id"
    )["segment_id"].tolist()
    overrides = [
        {"segmentation": "rfm", "segment_id": resting[0], "recommended_action": "Call them"},
        {
            "segmentation": "rfm",
            "segment_id": resting[1],
            "budget_weight": 0,
            "cost_per_member": 1.5,
        },
    ]
    copy = Project(tmp_path / "copy", parsed_with={}, writes_json=False)
    shutil.copy(demo.database, copy.database)
    copy.build("--select", "segment_earnings", "segment_budget", segment_overrides=overrides)
    budget = copy.query("select * from segment_budget where segmentation = 'rfm'")
    budget = budget.set_index("segment_id")
    assert budget.loc[resting[0], "budget_weight"] == 1
    assert budget.loc[resting[1], "recommended_share"] == 0
    assert budget["recommended_share"].sum() == pytest.approx(1)
    priced = budget.loc[resting[1]]
    reached = demo.query(
        "select reachable_customers - holdout_customers as customers from segments "
        f"where segmentation = 'rfm' and segment_id = {resting[1]}"
    )["customers"].item()
    assert priced["action_cost"] == 1.5 * reached
    assert f"1.50 for each of the {reached} who are written to" in priced["cost_in_words"]
    others = budget.drop(index=resting[1])
    assert others[["cost_per_member", "action_cost", "cost_in_words"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ({"segmentation": "behaviour", "segment_id": 99}, "names segment 99 of 'behaviour'"),
        ({"segmentation": "behavior", "segment_id": 1}, "one of behaviour, rfm, lifecycle"),
        ({"segmentation": "rfm", "segment_id": 1, "name": "X"}, "unknown key 'name'"),
        ({"segmentation": "rfm", "segment_id": 1, "budget_weight": 2}, "a number from 0 to 1"),
        ({"segmentation": "rfm", "segment_id": 1, "cost_per_member": -1}, "an amount"),
    ],
)
def test_an_override_of_no_segment_is_an_error(demo, override, message):
    result = demo.dbt("build", "--select", "segment_definitions", segment_overrides=[override])
    assert result.returncode != 0
    assert message in result.stdout


def test_overview_has_one_row_per_customer_and_no_contact(demo):
    overview = demo.query("select * from customer_segment_overview")
    current = demo.query("select customer_id from customer_features where is_current")
    assert sorted(overview["customer_id"]) == sorted(current["customer_id"])
    contact = {"email", "phone", "first_name", "last_name", "birth_date", "postal_code"}
    assert not contact & set(overview.columns)
    segments = demo.query("select * from customer_segments")
    for name, own in segments.groupby("segmentation"):
        both = overview.merge(own, on="customer_id", validate="one_to_one")
        assert (both[f"{name}_segment_id"] == both["segment_id"]).all()
        assert (both[f"{name}_segment_name"] == both["segment_name"]).all()
    predictions = demo.query("select * from customer_predictions where is_current")
    both = overview.merge(predictions, on="customer_id", suffixes=("", "_predicted"))
    assert np.allclose(both["expected_spend_90d"], both["expected_spend_90d_predicted"])


def test_moves_name_the_segments_that_they_are_between(demo):
    moves = demo.query("select * from segment_migrations")
    names = demo.query("select segmentation, segment_id, segment_name from segments")
    names = names.set_index(["segmentation", "segment_id"])["segment_name"]
    for side in ("from", "to"):
        keys = list(zip(moves["segmentation"], moves[f"{side}_segment_id"], strict=True))
        assert moves[f"{side}_segment_name"].tolist() == names[keys].tolist()


@pytest.mark.parametrize("table", ["segments", "segment_metrics"])
def test_a_view_per_segmentation_holds_its_rows(demo, table):
    rows = demo.query(f"select segmentation, count(*) as n from {table} group by segmentation")
    for segmentation, count in rows.itertuples(index=False):
        found = demo.query(f"select distinct segmentation from {table}_{segmentation}")
        assert found["segmentation"].tolist() == [segmentation]
        assert demo.query(f"select count(*) as n from {table}_{segmentation}")["n"][0] == count
