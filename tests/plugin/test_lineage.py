"""Where features come from."""

import json
from pathlib import Path

import pytest

from customer_segmentation.explain.lineage import (
    RAW,
    Origin,
    SqlModel,
    Tracer,
    deep_recursion,
    read_models,
    target_folder,
    trace_features,
)

ORDERS = SqlModel(
    "orders",
    """
    with raw_orders as (
        select raw."id" as order_id, raw.buyer as customer_id, raw.at as ordered_at,
            raw.total as total, null as coupon
        from "db"."main"."purchases" as raw
    ),
    orders as (
        select order_id, customer_id, cast(ordered_at as date) as ordered_date,
            try_cast(total as double) as amount, coupon
        from raw_orders
    )
    select * from orders
    """,
    {},
)
MART = SqlModel(
    "customer_features",
    """
    with orders as (select * from "db"."main"."orders"),
    as_of_dates as (select * from "db"."main"."as_of_dates"),
    days as (select customer_id, ordered_date from orders where amount > 0
        group by customer_id, ordered_date),
    sums as (
        select customer_id, sum(amount) as spend, count(*) as orders, max(coupon) as coupon
        from orders group by customer_id
    ),
    day_counts as (select customer_id, count(*) as days from days group by customer_id),
    both_signs as (
        select spend from sums union all select -1 * spend as spend from sums
    )
    select sums.spend, sums.orders, day_counts.days, as_of_dates.as_of_date, sums.coupon,
        1 as constant,
        row_number() over (partition by sums.customer_id order by sums.spend) as position,
        (select max(spend) from both_signs) as largest
    from sums
    left join day_counts on sums.customer_id = day_counts.customer_id
    cross join as_of_dates
    """,
    {"db.main.orders": "orders", "db.main.as_of_dates": "as_of_dates"},
)
DATES = SqlModel("as_of_dates", "select max(at) as as_of_date from db.main.purchases", {})
MODELS = {model.name: model for model in (ORDERS, MART, DATES)}


def raw_columns(feature: str) -> set[str]:
    ways = Tracer(MODELS, "duckdb").paths("customer_features", feature)
    return {origin.label for origin in ways}


def test_a_sum_comes_from_the_summed_column():
    assert raw_columns("spend") == {"purchases.total"}


def test_an_expression_over_raw_columns_comes_from_them_whatever_their_aliases():
    customers = SqlModel(
        "customer_features",
        "select raw.wine as wine, wine + meat as spend from db.main.crm as raw",
        {},
    )
    ways = Tracer({"customer_features": customers}, "duckdb").paths("customer_features", "spend")
    assert {origin.label for origin in ways} == {"crm.wine", "crm.meat"}


def test_the_path_names_every_model_on_the_way():
    ways = Tracer(MODELS, "duckdb").paths("customer_features", "spend")
    path = ways[Origin(RAW + "purchases", "total")]
    assert [step.label for step in path] == [
        "customer_features.spend",
        "orders.amount",
        "purchases.total",
    ]


def test_a_count_of_rows_comes_from_what_makes_the_rows():
    assert raw_columns("days") == {"purchases.total", "purchases.at"}
    assert raw_columns("orders") == {"purchases.buyer"}


def test_a_count_of_grouped_rows_comes_from_what_tells_them_apart():
    pairs = SqlModel(
        "pairs",
        """
        with lines as (select * from db.main.lines),
        pairs as (select customer_id, product_id, min(bought_on) as first_date from lines
            group by customer_id, product_id)
        select * from pairs
        """,
        {},
    )
    mart = SqlModel(
        "customer_features",
        "select count(case when first_date < date '2024-01-01' then 1 end) as products "
        "from db.main.pairs group by customer_id",
        {"db.main.pairs": "pairs"},
    )
    models = {"pairs": pairs, "customer_features": mart}
    ways = Tracer(models, "duckdb").paths("customer_features", "products")
    assert {origin.label for origin in ways} == {"lines.bought_on", "lines.product_id"}


def test_the_calendar_is_no_origin():
    assert raw_columns("as_of_date") == set()


def test_the_key_of_a_window_is_no_origin():
    assert raw_columns("position") == {"purchases.total"}


def test_unions_and_subqueries_are_followed():
    assert raw_columns("largest") == {"purchases.total"}


def test_rows_of_the_table():
    features = dict.fromkeys(["spend", "constant", "coupon"], "customer_features")
    rows = list(trace_features(MODELS, features, "duckdb"))
    assert [row["feature_name"] for row in rows] == ["coupon", "spend"]
    assert rows[0]["raw_column"] is None
    assert rows[0]["path"].endswith("orders.coupon < not in the raw table")
    assert rows[1] == {
        "feature_name": "spend",
        "raw_table": "purchases",
        "raw_column": "total",
        "path": "customer_features.spend < orders.amount < purchases.total",
    }


def test_a_star_over_a_table_of_unknown_columns_is_passed_through():
    staging = SqlModel("orders", 'select * from "db"."main"."purchases"', ORDERS.inputs)
    mart = SqlModel("customer_features", "select amount as spend from db.main.orders", MART.inputs)
    models = {"orders": staging, "customer_features": mart}
    ways = Tracer(models, "duckdb").paths("customer_features", "spend")
    assert list(ways) == [Origin(RAW + "purchases", "amount")]


def test_a_raw_table_may_have_the_name_of_a_model():
    staging = SqlModel("orders", "select amount from db.raw.orders", {})
    mart = SqlModel("customer_features", "select amount as spend from db.main.orders", MART.inputs)
    models = {"orders": staging, "customer_features": mart}
    ways = Tracer(models, "duckdb").paths("customer_features", "spend")
    assert [origin.label for origin in ways] == ["orders.amount"]


def test_sql_that_cannot_be_read_names_the_model():
    broken = {"customer_features": SqlModel("customer_features", "select from where", {})}
    with pytest.raises(ValueError, match="customer_features cannot be read as duckdb"):
        Tracer(broken, "duckdb").paths("customer_features", "spend")


def test_deeply_nested_sql_is_read():
    nested = "amount"
    for _ in range(120):
        nested = f"coalesce({nested}, 0)"
    mart = SqlModel("customer_features", f"select {nested} as spend from db.main.orders", {})
    with deep_recursion():
        assert Tracer({"customer_features": mart}, "duckdb").paths("customer_features", "spend")


def write_target(folder: Path, compiled: dict[str, str]) -> None:
    def node(name: str, package: str, kind: str, before: list[str]) -> dict:
        return {
            "name": name,
            "package_name": package,
            "resource_type": kind,
            "language": "sql",
            "original_file_path": f"models/{name}.sql",
            "relation_name": f'"db"."main"."{name}"',
            "depends_on": {"nodes": before},
        }

    nodes = {
        "model.customer_segmentation.customer_features": node(
            "customer_features",
            "customer_segmentation",
            "model",
            ["model.shop.stg_orders", "model.shop.purchases"],
        ),
        "model.shop.stg_orders": node("stg_orders", "shop", "model", ["model.shop.purchases"]),
        "model.shop.purchases": node("purchases", "shop", "model", []),
    }
    disabled = {
        "model.customer_segmentation.stg_orders": [
            node("stg_orders", "customer_segmentation", "model", [])
        ]
    }
    manifest = {"nodes": nodes, "sources": {}, "disabled": disabled}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for place, sql in compiled.items():
        file = folder / "compiled" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sql)


def test_models_of_the_user_are_raw_tables_unless_they_replace_one(tmp_path):
    write_target(
        tmp_path,
        {
            "customer_segmentation/models/customer_features.sql": "select 1 as one",
            "shop/models/stg_orders.sql": "select 1 as one",
            "shop/models/purchases.sql": "select 1 as one",
        },
    )
    assert sorted(read_models(tmp_path, ["customer_features"])) == [
        "customer_features",
        "stg_orders",
    ]


def test_feature_models_are_followed_and_a_namesake_of_the_mart_is_not(tmp_path):
    write_target(
        tmp_path,
        {
            "customer_segmentation/models/customer_features.sql": "select 1 as one",
            "shop/models/stg_orders.sql": "select 1 as one",
            "shop/models/purchases.sql": "select 2 as two",
            "shop/models/customer_features.sql": "select 3 as three",
        },
    )
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    nodes = manifest["nodes"]
    namesake = nodes["model.shop.purchases"] | {
        "name": "customer_features",
        "original_file_path": "models/customer_features.sql",
    }
    manifest["nodes"] = {"model.shop.customer_features": namesake, **nodes}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    models = read_models(tmp_path, ["customer_features", "purchases"])
    assert models["customer_features"].sql == "select 1 as one"
    assert models["purchases"].sql == "select 2 as two"


def test_missing_compiled_sql_says_what_to_run(tmp_path):
    write_target(tmp_path, {"customer_segmentation/models/customer_features.sql": "select 1 as x"})
    with pytest.raises(
        ValueError, match=r"compiled SQL of stg_orders.*Run dbt build or dbt compile"
    ):
        read_models(tmp_path, ["customer_features"])


def test_missing_manifest_says_what_to_run(tmp_path):
    with pytest.raises(ValueError, match="no-write-json"):
        read_models(tmp_path, ["customer_features"])


@pytest.mark.parametrize(
    ("configured", "settings", "expected"),
    [
        ("", None, "target"),
        ("/elsewhere/out", None, "/elsewhere/out"),
        ("None", "name: shop\ntarget-path: 'out'  # here\n", "out"),
        ("", "name: shop\n", "target"),
    ],
)
def test_target_folder(tmp_path, configured, settings, expected):
    if settings is not None:
        (tmp_path / "dbt_project.yml").write_text(settings)
    assert target_folder(configured, tmp_path) == tmp_path / expected
