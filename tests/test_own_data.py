"""Raw columns of a user's own, from the raw tables to segments, in one project that installs this one."""

import re

import numpy as np
import pandas as pd
import pytest
import yaml
from project import ROOT, Project, with_packages
from sklearn.metrics import adjusted_rand_score

from customer_segmentation.demo.shop import ANSWERS, TABLES
from customer_segmentation.demo.write import write_demo

CUSTOMERS = 600
VARIABLES = """
use_demo_data: false
as_of_date: "2025-01-01"
effort: quick
raw_schema: raw
raw_tables:
  customers:
    columns:
      income_band: household_income
      member_since: "card_issued"
      is_big: "case when household_size = 3 then 'Ja' else 'nein' end"
  orders: {columns: {is_gift: gift_wrap}}
  survey_responses: {columns: {survey_type: question, score: points, answer: said}}
  order_items: {}
  products: {}
  events: {}
customer_columns:
  - {name: income_band, type: text, levels: [low, middle, high], label: income}
  - {name: children, type: number, role: feature, family: household, label: children}
  - {name: member_since, type: date, label: days with a card, unit: days}
  - {name: is_big, type: boolean, label: big household}
order_columns:
  - {name: gift_order_share, column: is_gift, type: boolean, aggregation: share, role: feature,
     family: gifts, label: gift orders, words: {high: gift givers, low: no gifts}}
  - {name: parcel_grams_mean, column: parcel_grams, type: number, aggregation: mean}
  - {name: parcel_grams_90d, column: parcel_grams, type: number, aggregation: sum, days: 90}
  - {name: last_channel, column: channel, aggregation: last}
  - {name: app_orders, column: channel, aggregation: count, of: App}
extra_spellings: {survey_type: {"how often do you shop?": how_often}}
survey_questions:
  how_often: {options: [weekly, rarely], label: shops}
  channel_liked: {options: {1: web, 2: store}}
segmentations:
  - name: behaviour
    method: clusters
    n_segments: 4
"""
DOCS = ("segmentations", "own_rules")
GIVERS = 3


def raw_tables(folder) -> dict[str, pd.DataFrame]:
    """The demo's tables with columns that the package does not know."""
    paths = write_demo(folder, CUSTOMERS, seed=3, attitudes=True)
    tables = {name: pd.read_parquet(paths[name]) for name in TABLES}
    random = np.random.default_rng(0)
    for name in ("customers", "orders"):
        tables[name] = tables[name].astype(
            dict.fromkeys(tables[name].select_dtypes("category"), object)
        )
    customers, orders = tables["customers"], tables["orders"]
    number = np.arange(len(customers))
    customers["household_income"] = np.array([" Low", "middle", "HIGH", "unsure"])[number % 4]
    customers["household_size"] = random.integers(1, 4, len(customers))
    customers["children"] = random.integers(0, 4, len(customers)).astype(str)
    customers.loc[0, "children"] = "some"
    customers["card_issued"] = "2024-12-01"
    customers.loc[1, "card_issued"] = "2026-01-01"
    gives = (orders["customer_id"].astype(str).str[1:].astype(int) % GIVERS == 0).to_numpy()
    orders["gift_wrap"] = np.where(gives & (random.random(len(orders)) < 0.8), "yes", "no")
    orders.loc[0, "gift_wrap"] = "perhaps"
    orders["parcel_grams"] = random.integers(100, 5000, len(orders))
    customers.loc[customers["city"] == "London", "country"] = "Blighty"
    planted = pd.read_parquet(paths[ANSWERS])
    customers.loc[planted["planted_attitude"].isna()[::-1].idxmax(), "email"] = (
        "someone@ourshop.test"
    )
    orders.loc[1:4, "coupon_code"] = "STAFF"
    orders.loc[7, "status"] = "shipped ok"
    tables["survey_responses"] = answers(tables["survey_responses"])
    return {**tables, ANSWERS: planted}


def answers(asked: pd.DataFrame) -> pd.DataFrame:
    """The demo's answers under foreign names, with questions that have no scale or are unknown."""
    asked = asked.astype({"survey_type": str, "customer_id": str})
    asked["survey_type"] = asked["survey_type"].str.replace("price_matters", "Price Matters")
    asked = asked.rename(columns={"survey_type": "question", "score": "points"})
    frames = [asked]
    for question, points, said in [
        ("How often do you shop?", None, "Weekly"),
        ("how often do you shop?", None, "every day"),
        ("channel liked", 2, None),
        ("shoe_size", 40, None),
    ]:
        more = asked[asked["question"] == "Price Matters"].copy()
        more = more.assign(question=question, points=points, said=said)
        more["response_id"] = question[:5] + (said or "") + more["response_id"]
        frames.append(more)
    wrong = asked[asked["question"] == "Price Matters"].head(1).assign(points=6, response_id="w")
    return pd.concat([*frames, wrong], ignore_index=True)


def documented(page: str) -> list[dict]:
    """The blocks of vars that a page of the documentation shows."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def variables() -> dict:
    """The vars of the project: its own and all that the documentation shows."""
    found = yaml.safe_load(VARIABLES)
    for block in [block for page in DOCS for block in documented(page)]:
        for name, value in block.items():
            if name not in found:
                found[name] = value
            elif isinstance(value, list):
                found[name] = found[name] + value
            else:
                found[name] = {**found[name], **value}
    for entry in found["segmentations"]:
        if entry["method"] == "clusters":
            entry["algorithms"] = ["kmeans"]
    return found


def own_shop(folder) -> Project:
    project = {
        "name": "ownshop",
        "profile": "customer_segmentation",
        "flags": {"require_ref_searches_node_package_before_root": True},
        "vars": {"customer_segmentation": variables()},
    }
    texts = {
        "packages.yml": f"packages: [{{local: {ROOT}}}]",
        "dbt_project.yml": yaml.safe_dump(project, sort_keys=False),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return with_packages(Project(folder / "build", root=folder))


BUILT = [
    "+rejected_values",
    "+rejected_rows",
    "+segments",
    "+segment_profiles",
    "+segment_rules",
    "+feature_lineage",
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Project:
    folder = tmp_path_factory.mktemp("own")
    project = own_shop(folder / "shop")
    project.load(raw_tables(folder / "raw"))
    project.variables.clear()
    options = ["--indirect-selection", "cautious"]
    result = project.dbt("build", "--select", *BUILT, *options)
    assert result.returncode == 0, result.stdout[-6000:]
    (project.folder / "log.txt").write_text(result.stdout)
    return project


def test_columns_of_the_crm_are_cleaned_like_the_packages(shop):
    found = shop.query(
        "select income_band, count(*) as n from customer_features_extended where is_current"
        " group by income_band order by income_band nulls last"
    )
    assert found["income_band"].tolist()[:3] == ["high", "low", "middle"]
    assert found["n"].min() > CUSTOMERS // 5
    days = shop.query("select distinct member_since from customer_features_extended")
    assert 31 in days["member_since"].tolist()
    rejected = shop.query(
        "select source_table, column_name, value, reason, count(*) as n from rejected_values"
        " where column_name in ('income_band', 'children', 'member_since', 'is_gift')"
        " group by all order by column_name"
    )
    assert rejected[["column_name", "value"]].to_numpy().tolist() == [
        ["children", "some"],
        ["income_band", "unsure"],
        ["is_gift", "perhaps"],
        ["member_since", "2026-01-01"],
    ]
    assert rejected["reason"].tolist()[1] == "none of low, middle, high"


def test_purchases_are_summed_up_by_customer_and_date(shop):
    """The same figures by hand from the raw tables, and an unreadable value costs no order."""
    differences = shop.query(
        """
        with by_hand as (
            select
                orders.customer_id,
                as_of_dates.as_of_date,
                avg(case gift_wrap when 'yes' then 1 when 'no' then 0 end) as gift_order_share,
                avg(parcel_grams) as parcel_grams_mean,
                sum(case when orders.ordered_at >= as_of_date - interval 90 day then parcel_grams else 0 end)
                as parcel_grams_90d,
                arg_max(orders.channel, (orders.ordered_at, orders.order_id)) as last_channel,
                count(case when orders.channel = 'app' then 1 end) as app_orders
            from raw.orders
            inner join as_of_dates on orders.ordered_at < as_of_dates.as_of_date
            inner join int_customer_orders as kept
                on orders.order_id = kept.order_id and kept.is_purchase
            group by all
        )

        select
            count(*) as customers,
            count(case when abs(mart.gift_order_share - by_hand.gift_order_share) < 1e-9 then 1 end)
            as shares,
            count(case when abs(mart.parcel_grams_mean - by_hand.parcel_grams_mean) < 1e-6 then 1 end)
            as means,
            count(case when mart.parcel_grams_90d = by_hand.parcel_grams_90d then 1 end) as sums,
            count(case when mart.last_channel = by_hand.last_channel then 1 end) as lasts,
            count(case when mart.app_orders = by_hand.app_orders then 1 end) as counts
        from by_hand
        inner join customer_features_extended as mart using (customer_id, as_of_date)
        """
    ).loc[0]
    assert differences["customers"] > CUSTOMERS
    assert (differences == differences["customers"]).all()
    assert shop.query("select * from rejected_rows where reason like '%is_gift%'").empty


def test_the_catalog_has_them(shop):
    catalog = shop.query(
        "select feature_name, role, family, label, value_type, is_usable, unit, words_high"
        " from feature_catalog"
        " where model_name in ('feat_customers__attributes', 'feat_customers__order_columns')"
    ).set_index("feature_name")
    assert catalog.loc["income_band", ["role", "family", "label", "value_type"]].tolist() == [
        "profile",
        "attributes",
        "income",
        "categorical",
    ]
    assert catalog.loc["gift_order_share", ["role", "family"]].tolist() == ["feature", "gifts"]
    assert catalog.loc["is_big", ["value_type", "unit", "words_high"]].tolist() == [
        "boolean",
        "share",
        "more often big household",
    ]
    by_hand = shop.query("select avg(cast(household_size = 3 as int)) as share from raw.customers")
    mart = shop.query(
        "select avg(cast(is_big as int)) as share from customer_features_extended where is_current"
    )
    assert mart["share"][0] == pytest.approx(by_hand["share"][0], abs=0.02)
    assert len(catalog) == 10 and catalog["is_usable"].all()


def test_answers_become_features_and_unknown_questions_are_named(shop):
    asked = shop.query(
        "select distinct customer_id from raw.demo_answers where planted_attitude is not null"
    )
    mart = shop.query(
        "select * from customer_features_extended where is_current and price_matters_last is not null"
    )
    assert len(mart) == len(asked)
    by_hand = shop.query(
        "select customer_id, points from raw.survey_responses"
        " where question = 'Price Matters' and response_id <> 'w'"
    )
    both = mart.merge(by_hand, on="customer_id")
    assert (both["price_matters_last"] == both["points"]).all()
    assert (both["price_matters_mean"] == both["points"]).all()
    assert set(mart["how_often_last"]) == {"weekly"} and set(mart["channel_liked_last"]) == {
        "store"
    }
    assert (mart["answered_question_share"] == 1).all()
    reasons = shop.query(
        "select reason, count(*) as n from rejected_rows where source_table = 'survey_responses'"
        " group by reason order by reason"
    ).set_index("reason")["n"]
    assert reasons["price_matters score not in 1 to 5"] == 1
    assert reasons["how_often answer not in weekly, rarely"] == len(asked)
    assert reasons["unknown survey_type shoe_size"] == len(asked)
    log = (shop.folder / "log.txt").read_text()
    assert f"unknown questions are rejected: shoe_size ({len(asked)})" in " ".join(log.split())


def test_planted_attitudes_are_found_again_among_those_asked(shop):
    found = shop.query(
        "select segment_id, planted_attitude from raw.demo_answers"
        " left join customer_segments using (customer_id) where segmentation = 'attitudes'"
    )
    assert len(found) > CUSTOMERS / 3 and found["planted_attitude"].notna().all()
    assert adjusted_rand_score(found["planted_attitude"], found["segment_id"]) > 0.9
    others = shop.query(
        "select distinct segmentation from segment_model_features where feature_name = 'price_matters_mean'"
    )
    assert others["segmentation"].tolist() == ["attitudes"]


def test_lineage_of_own_columns_reaches_the_raw_tables(shop):
    lineage = shop.query("select feature_name, raw_table, raw_column from feature_lineage")
    found = set(lineage.itertuples(index=False, name=None))
    assert {
        ("income_band", "customers", "household_income"),
        ("gift_order_share", "orders", "gift_wrap"),
        ("price_matters_mean", "survey_responses", "points"),
    } <= found


@pytest.mark.parametrize(
    ("segmentation", "names"),
    [
        (
            "demographic",
            "Families/Under 30/Women 30 to 49/Others 30 to 49/50 and older/Age unknown",
        ),
        ("geographic", "London/Rest of the United Kingdom/Bavaria/Rest of Germany/Elsewhere"),
        ("lifecycle", "Prospect/Inactive/Lapsing/New active/Active"),
    ],
)
def test_traditional_kinds_are_a_few_lines(shop, segmentation, names):
    rows = shop.query(
        "select segment_name, customer_count from segments"
        f" where segmentation = '{segmentation}' order by segment_id"
    )
    assert rows["segment_name"].tolist() == names.split("/")
    assert rows["customer_count"].sum() == current_customers(shop)
    assert (rows["customer_count"] > 0).sum() >= len(rows) - 2


def current_customers(shop) -> int:
    return shop.query("select count(*) as n from customer_features where is_current")["n"].item()


def test_rfm_groups_and_names_are_the_businesss(shop):
    rows = shop.query(
        "select segment_id, segment_name, description, recommended_action, customer_count"
        " from segments where segmentation = 'rfm' order by segment_id"
    )
    assert rows["segment_name"].tolist()[:4] == [
        "Our VIPs",
        "Regulars",
        "Slipping away",
        "Everyone else",
    ]
    assert rows["description"][0] == "The club." and rows["recommended_action"][0] == "Invite"
    assert rows["customer_count"].sum() == current_customers(shop)
    wrong = shop.query(
        "select count(*) as n from customer_segments"
        " inner join rfm_group_scores using (customer_id, as_of_date)"
        " where segmentation = 'rfm' and (segment_id = 1) <> (recency_score >= 4 and value_score = 5)"
    )
    assert wrong["n"].item() == 0


def test_actions_and_archetypes_are_the_businesss(shop):
    names = shop.query("select archetype, segment_name, meaning from archetypes").set_index(
        "archetype"
    )
    assert names.loc["regulars", "segment_name"] == "Faithful"
    assert names.loc["appreciative"].tolist() == ["Fans", "They like us."]
    actions = shop.query(
        "select action, offer, budget_weight from segment_levels"
        " where objective = 'targeted_marketing' and value_level = 'high'"
        " and activity_level = 'active'"
    )
    assert "Invite to the club" in set(actions["action"])
    assert not actions["action"].str.startswith("Keep: reward loyalty").any()


def test_spellings_and_rejections_are_the_businesss(shop):
    rows = shop.query(
        "select reason, row_key from rejected_rows where source_table in ('orders', 'customers')"
    )
    assert (rows["reason"] == "staff order").sum() == 4
    assert (rows["reason"] == "test customer").sum() >= 1
    london = shop.query("select distinct country from customer_features where city = 'London'")
    assert london["country"].tolist() == ["United Kingdom"]
    assert not rows["reason"].str.contains("shipped").any()
    assert "staff order" not in (shop.folder / "log.txt").read_text()
