"""Segments as readable conditions."""

import duckdb
import numpy as np
import pandas as pd
import pytest
import sqlglot

from customer_segmentation.explain.boxes import Interval, RuleSet, condition
from customer_segmentation.explain.rules import (
    DIALECTS,
    gaps_in_features,
    rfm_rules,
    rules_table,
    written_rules,
)
from customer_segmentation.explain.tree import fit_rules

CATALOG = [
    {"feature_name": "recency_days", "value_type": "numeric"},
    {"feature_name": "spend_net", "value_type": "numeric"},
    {"feature_name": "order_count", "value_type": "numeric"},
    {"feature_name": "is_subscribed", "value_type": "boolean"},
    {"feature_name": "country", "value_type": "categorical"},
]


CUT_POINTS = pd.DataFrame(
    [
        (measure, quantile, cut_point)
        for measure, cut_points in {
            "recency_days": [30, 90, 200, 400],
            "order_count": [1, 2, 2, 5],
            "spend_net": [20, 60, 120.5, 250],
        }.items()
        for quantile, cut_point in zip([0.2, 0.4, 0.6, 0.8], cut_points, strict=True)
    ],
    columns=["measure", "quantile", "cut_point"],
).assign(is_used=True)
GROUPS = pd.DataFrame(
    [
        (recency, value, 1 if recency + value >= 7 else 2)
        for recency in range(1, 6)
        for value in range(1, 6)
    ]
    + [(None, None, 3)],
    columns=["recency_score", "value_score", "segment_id"],
)


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    random = np.random.default_rng(7)
    count = 3000
    return pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in range(count)],
            "recency_days": np.where(
                random.random(count) < 0.1, np.nan, random.integers(0, 800, count)
            ),
            "spend_net": random.gamma(1, 100, count),
            "order_count": random.poisson(3, count),
            "is_subscribed": pd.array(random.random(count) < 0.3, dtype="boolean"),
            "country": random.choice(np.array(["DE", "GB", "O'Land", None]), count),
        }
    )


@pytest.fixture(scope="module")
def segment_ids(customers) -> np.ndarray:
    return np.select(
        [
            customers["recency_days"].isna(),
            customers["recency_days"] > 365,
            customers["spend_net"] > 150,
            customers["is_subscribed"].astype(bool) & (customers["country"] != "O'Land"),
        ],
        [4, 1, 2, 3],
        default=7,
    )


def matches(customers: pd.DataFrame, predicate: str) -> np.ndarray:
    with duckdb.connect() as connection:
        connection.register("customers", customers)
        query = f"select coalesce({predicate}, false) as holds from customers order by rowid"
        connection.sql("create table t as select row_number() over () as rowid, * from customers")
        return connection.sql(query.replace("from customers", "from t")).df()["holds"].to_numpy()


def predicates(rules: RuleSet, dialect: str = "duckdb") -> dict[int, str]:
    return {key: rule.unnest().sql(dialect) for key, rule in rules.conditions().items()}


def test_conditions_find_planted_rules(customers, segment_ids):
    rules = fit_rules(customers, segment_ids, CATALOG)
    found = predicates(rules)
    assert found[1] == "recency_days > 365"
    assert found[4] == "recency_days IS NULL"
    assert np.mean(rules.predict(customers) == segment_ids) == 1


def test_sql_says_what_python_says_also_for_nulls(customers, segment_ids):
    rules = fit_rules(customers, segment_ids, CATALOG)
    predicted = rules.predict(customers)
    for segment_id, predicate in predicates(rules).items():
        assert (matches(customers, predicate) == (predicted == segment_id)).all(), predicate


def test_every_customer_meets_exactly_one_condition(customers):
    noise = np.random.default_rng(1).integers(1, 6, len(customers))
    rules = fit_rules(customers, noise, CATALOG)
    held = sum(matches(customers, text).astype(int) for text in predicates(rules).values())
    assert (held == 1).all()


def test_conditions_parse_in_every_dialect(customers, segment_ids):
    rules = fit_rules(customers, segment_ids, CATALOG)
    for dialect in DIALECTS:
        for predicate in predicates(rules, dialect).values():
            sqlglot.parse_one(f"SELECT 1 FROM t WHERE {predicate}", read=dialect)


def test_same_customers_in_another_order_give_the_same_conditions(customers, segment_ids):
    order = np.random.default_rng(2).permutation(len(customers))
    first = predicates(fit_rules(customers, segment_ids, CATALOG))
    second = predicates(fit_rules(customers.iloc[order], segment_ids[order], CATALOG))
    assert first == second


def test_thresholds_are_short_numbers(customers):
    segment_ids = np.where(customers["spend_net"] > 123.4567, 2, 1)
    spread = customers[(customers["spend_net"] - 123.4567).abs() > 5]
    rules = fit_rules(spread, segment_ids[spread.index], CATALOG)
    assert predicates(rules)[2] == "spend_net > 120"


def test_one_segment_only(customers):
    rules = fit_rules(customers, np.full(len(customers), 3), CATALOG)
    assert predicates(rules) == {3: "TRUE"}


def test_a_segment_without_a_condition_is_false():
    assert condition([], {}).sql(dialect="duckdb") == "FALSE"


def test_no_customers_is_an_error_that_says_what_to_do(customers):
    with pytest.raises(ValueError, match="Run the whole build"):
        fit_rules(customers.head(0), [], CATALOG)


def test_interval_without_values_holds_null_only():
    only_null = Interval(low=np.inf, with_null=True)
    assert only_null.contains(np.array([1.0, np.nan])).tolist() == [False, True]


def test_written_rules_exclude_each_other_and_cover_everyone(customers):
    rules = [
        {"segment": "Prospect", "when": "order_count = 0"},
        {"segment": "Inactive", "when": "recency_days > 365 or country = 'GB'"},
        {"segment": "Big", "when": "not is_subscribed and spend_net between 50 and 90"},
        {"segment": "Inactive", "when": "lower(country) like 'd%'"},
        {"segment": "Rest"},
    ]
    expressions = written_rules(rules)
    held = {key: matches(customers, rule.sql("duckdb")) for key, rule in expressions.items()}
    expected = matches_first(customers, rules)
    for segment_id, name in enumerate(["Prospect", "Inactive", "Big", "Rest"], start=1):
        assert (held[segment_id] == (expected == name)).all(), name


def test_a_written_rule_reads_as_the_user_wrote_it():
    rules = [
        {"segment": "Gone", "when": "recency_days > 365 or order_count = 0"},
        {"segment": "Old", "when": "recency_days > 180"},
        {"segment": "Gone", "when": "spend_net < 1"},
        {"segment": "Rest"},
    ]
    written = {key: rule.sql("duckdb") for key, rule in written_rules(rules).items()}
    not_gone = "NOT COALESCE(recency_days > 365 OR order_count = 0, FALSE)"
    not_old = "NOT COALESCE(recency_days > 180, FALSE)"
    assert written == {
        1: f"(recency_days > 365 OR order_count = 0) OR (spend_net < 1 AND {not_old})",
        2: f"recency_days > 180 AND {not_gone}",
        3: f"{not_gone} AND {not_old} AND NOT COALESCE(spend_net < 1, FALSE)",
    }


def test_random_written_rules_name_the_customers_of_the_first_that_holds(customers):
    random = np.random.default_rng(3)

    def comparison() -> str:
        column = random.choice(["recency_days", "order_count", "spend_net"])
        operator = random.choice(["<", "<=", ">", ">=", "=", "<>"])
        return (
            f"{column} {operator} {random.integers(0, 6) * (1 if column == 'order_count' else 60)}"
        )

    for _ in range(20):
        rules = [
            {
                "segment": str(at),
                "when": f"({comparison()} {random.choice(['and', 'or'])} {comparison()}) "
                f"{random.choice(['and', 'or'])} {comparison()}",
            }
            for at in range(3)
        ] + [{"segment": "rest"}]
        expected = matches_first(customers, rules)
        for segment_id, rule in written_rules(rules).items():
            held = matches(customers, rule.sql("duckdb"))
            name = rules[segment_id - 1]["segment"]
            assert (held == (expected == name)).all(), (rules, rule.sql())


def test_boxes_keep_no_implied_condition(customers):
    segment_ids = np.where((customers["order_count"] <= 2) | (customers["spend_net"] <= 80), 1, 2)
    rules = fit_rules(customers, segment_ids, CATALOG)
    found = predicates(rules)
    assert sorted(found[1].split(" OR ")) == ["order_count <= 2", "spend_net <= 80"]
    assert sorted(found[2].split(" AND ")) == ["order_count > 2", "spend_net > 80"]


def matches_first(customers: pd.DataFrame, rules: list[dict]) -> np.ndarray:
    remaining = np.ones(len(customers), dtype=bool)
    names = np.full(len(customers), "", dtype=object)
    for rule in rules:
        own = remaining & matches(customers, rule.get("when", "true"))
        names[own] = rule["segment"]
        remaining &= ~own
    return names


def test_table_has_every_segment_in_every_dialect(customers, segment_ids):
    assigned = pd.DataFrame(
        {
            "segmentation": "behaviour",
            "customer_id": customers["customer_id"],
            "segment_id": segment_ids,
            "sample_rank": np.arange(len(customers)),
        }
    )
    settings = [
        {"name": "behaviour", "method": "clusters"},
        {
            "name": "lifecycle",
            "method": "rules",
            "rules": [{"segment": "Old", "when": "recency_days > 9"}, {"segment": "Other"}],
        },
        {"name": "not_fitted_yet", "method": "clusters"},
        {"name": "rfm", "method": "rfm"},
    ]
    table = rules_table(
        settings,
        pd.DataFrame(CATALOG),
        pd.DataFrame({"segmentation": "behaviour", "feature_name": ["recency_days", "spend_net"]}),
        customers,
        assigned,
        CUT_POINTS,
        GROUPS,
        "duckdb",
    )
    counts = table.groupby("segmentation").size().to_dict()
    assert counts == {
        "behaviour": 5 * len(DIALECTS),
        "lifecycle": 2 * len(DIALECTS),
        "rfm": 3 * len(DIALECTS),
    }
    rest = table.query("segmentation == 'lifecycle' and segment_id == 2 and dialect == 'spark'")
    assert rest["predicate"].item() == "NOT COALESCE(recency_days > 9, FALSE)"


def test_rfm_conditions_are_exact(customers):
    buyers = customers.assign(
        order_count=customers["order_count"].where(customers["recency_days"].notna(), 0)
    )
    buyers["recency_days"] = buyers["recency_days"].where(buyers["order_count"] > 0)

    def score(measure: str) -> pd.Series:
        own = CUT_POINTS.loc[CUT_POINTS["measure"] == measure, "cut_point"]
        return 1 + sum((buyers[measure] > cut_point).astype(int) for cut_point in own)

    value = (score("order_count") + score("spend_net") + 1) // 2
    expected = np.where(6 - score("recency_days") + value >= 7, 1, 2)
    expected = np.where(buyers["order_count"] > 0, expected, 3)
    rules = rfm_rules(CUT_POINTS, GROUPS)
    for segment_id, predicate in predicates(rules).items():
        assert (matches(buyers, predicate) == (expected == segment_id)).all(), predicate


@pytest.mark.parametrize("uses_orders", [True, False])
def test_rfm_conditions_in_the_shops_rhythm_are_exact(customers, uses_orders):
    buyers = customers.assign(
        order_count=1 + customers["order_count"],
        recency_days=customers["recency_days"].fillna(5),
        order_gap_days_mean=np.where(customers["order_count"] > 0, 12.5, np.nan),
        days_since_first_order=customers["recency_days"].fillna(5) + 40,
        return_share=0.0,
    )
    gaps = pd.DataFrame({"measure": "gaps_since_order", "cut_point": [1, 1.5, 3, 6]})
    gaps["quantile"] = [0.2, 0.4, 0.6, 0.8]
    cut_points = pd.concat([CUT_POINTS, gaps.assign(is_used=True)])
    cut_points["is_used"] &= cut_points["measure"] != "recency_days"
    cut_points["is_used"] &= uses_orders | (cut_points["measure"] != "order_count")
    groups = GROUPS.assign(segment_id=np.arange(1, len(GROUPS) + 1))
    rules = rfm_rules(cut_points, groups).conditions()

    def score(values: pd.Series, measure: str) -> pd.Series:
        own = cut_points.loc[cut_points["measure"] == measure, "cut_point"]
        return 1 + sum((values > cut_point).astype(int) for cut_point in own)

    own_gap = (buyers["order_gap_days_mean"].fillna(0) * (buyers["order_count"] - 1) + 2 * 33.0) / (
        buyers["order_count"] + 1
    )
    recency = 6 - score(buyers["recency_days"] / own_gap.clip(lower=10), "gaps_since_order")
    value = score(buyers["spend_net"], "spend_net")
    if uses_orders:
        value = (score(buyers["order_count"], "order_count") + value + 1) // 2
    # One order is no loyalty, however large.
    assert uses_orders or ((value > 3) & (buyers["order_count"] == 1)).any()
    value = value.where((buyers["order_count"] > 1) | (value <= 3), 3)
    is_old = buyers["days_since_first_order"] > 90
    recency = recency.where((recency < 5) | (value > 1) | ~is_old, 4)
    expected = 5 * (recency - 1) + value
    assert (recency == 4).any() and expected.nunique() > 10
    for segment_id, rule in rules.items():
        predicate = gaps_in_features(rule, 33.0).sql(dialect="duckdb")
        assert (matches(buyers, predicate) == (expected == segment_id)).all(), predicate


@pytest.mark.parametrize("without", ["order_count", "spend_net", "both", "neither"])
def test_rfm_conditions_go_without_a_score(customers, without):
    buyers = customers.assign(
        order_count=1 + customers["order_count"],
        recency_days=customers["recency_days"].fillna(5),
        spend_net=customers["spend_net"].where(customers["spend_net"] > 30),
    )
    left_out = {"both": ["order_count", "spend_net"], "neither": []}.get(without, [without])
    cut_points = CUT_POINTS.assign(is_used=~CUT_POINTS["measure"].isin(left_out))

    def score(measure: str) -> pd.Series:
        own = CUT_POINTS.loc[CUT_POINTS["measure"] == measure, "cut_point"]
        passed = 1 + sum((buyers[measure] > cut_point).astype(int) for cut_point in own)
        return passed.where(buyers[measure].notna() & (measure not in left_out))

    mean = pd.concat([score("order_count"), score("spend_net")], axis=1).mean(axis=1)
    value = np.floor(mean.fillna(3) + 0.5)
    expected = np.where(6 - score("recency_days") + value >= 7, 1, 2)
    rules = rfm_rules(cut_points, GROUPS, has_unknown_spend=True)
    for segment_id, predicate in predicates(rules).items():
        if segment_id != 3:
            assert (matches(buyers, predicate) == (expected == segment_id)).all(), predicate
