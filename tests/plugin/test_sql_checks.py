"""Checks on compiled SQL."""

import pytest
from sql_checks import check_folder, check_sql

GOOD = """
with
    orders as (select * from shop.orders where is_kept),
    ranked as (
        select
            order_id,
            row_number() over (partition by customer_id order by ordered_at, order_id) as position
        from orders
    ),
    doubled as (select *, position * 2 as twice from ranked)
select * from doubled
"""


def test_a_model_in_the_house_style_passes():
    assert check_sql("good", GOOD) == []


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        (
            "with orders as (select * from shop.orders), wide as (select orders.*, 1 as one "
            "from orders) select * from wide",
            "step wide passes on all columns of a table with 'orders.*'",
        ),
        (
            "with wide as (select *, 1 as one from shop.orders) select * from wide",
            "step wide passes on all columns",
        ),
        ("select random() as x from t", "another result every time"),
        ("select current_date as x from t", "as_of_date"),
        ("select now() as x from t", "another result every time"),
        ("select any_value(x) as x from t group by y", "another result every time"),
        ("select row_number() over (partition by a) as x from t", "has no order by"),
        ("with a as (select x from t limit 5) select * from a", "'limit' without 'order by'"),
        ("select x from t using sample 10", "hash of their key"),
        ("select from where", "cannot be read as duckdb"),
        ("select a as x, b as minus from t", "cannot be written for databricks"),
        ("select a as x from t union all select b as sample from t", "written for snowflake"),
        ("select a as x, b as y, map {'a': 1} as z from t", "cannot be written for postgres"),
        ("select case a when 1 then b when map {'a': 1} then c end as x from t", "for postgres"),
    ],
)
def test_the_message_says_what_is_wrong(sql, part):
    findings = check_sql("bad", sql)
    assert len(findings) >= 1
    assert findings[0].startswith("bad: ")
    assert any(part in finding for finding in findings), findings


def test_a_step_downstream_of_a_finding_is_not_reported_again():
    sql = (
        "with wide as (select *, 1 as one from shop.orders), next as (select *, 2 as two from wide)"
        " select * from next"
    )
    assert len(check_sql("bad", sql)) == 1


def test_a_folder_without_sql_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="run dbt compile first"):
        check_folder(tmp_path)


def test_a_folder_is_read_without_its_tests(tmp_path):
    (tmp_path / "models" / "_models.yml").mkdir(parents=True)
    (tmp_path / "models" / "_models.yml" / "a_test.sql").write_text("select random()")
    (tmp_path / "models" / "good.sql").write_text(GOOD)
    assert check_folder(tmp_path) == []
