"""Erased people are in nothing that a build leaves behind."""

import shutil

import duckdb
import pytest
from project import Project

from customer_segmentation.demo.shop import TABLES

RAW = {f"raw_{name}" for name in TABLES}


@pytest.fixture(scope="module")
def erased(demo, tmp_path_factory) -> tuple[Project, set[str], dict[str, int]]:
    """A second build of the demo without one person; texts that name the person; rows before."""
    person = demo.query(
        """
        select customer_aliases.customer_id, customer_aliases.canonical_customer_id
        from customer_aliases
        inner join audience_members
            on customer_aliases.canonical_customer_id = audience_members.customer_id
        order by customer_aliases.customer_id
        limit 1
        """
    )
    ids = set(person.iloc[0])
    listed = "(" + ", ".join(f"'{item}'" for item in ids) + ")"
    rows = demo.query(f"select * from raw_customers where trim(customer_id) in {listed}")
    orders = demo.query(f"select * from raw_orders where trim(customer_id) in {listed}")
    names = ids | set(orders.order_id)
    for column in ("email", "phone"):
        names |= set(rows[column].dropna().str.strip().str.lower())
    copy = Project(tmp_path_factory.mktemp("erased"))
    shutil.copy(demo.database, copy.database)
    before = demo.query("select * from row_counts").set_index("source_table").rejected_rows
    # One id of the two, with a blank, is enough.
    copy.build(erased_customers=[f" {min(ids)}"])
    return copy, names, dict(before)


def test_no_relation_names_an_erased_person(erased):
    project, names, _ = erased
    assert len(names) > 4
    found = []
    with duckdb.connect(str(project.database), read_only=True) as connection:
        texts = connection.sql(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where data_type = 'VARCHAR' and not internal"
        ).fetchall()
        assert len(texts) > 200
        connection.execute(
            "create temporary table names as select unnest($1) as name", [list(names)]
        )
        for schema, table, column in texts:
            if table in RAW:
                continue
            hits = connection.sql(
                f'''select distinct names.name from "{schema}"."{table}" as rows, names
                where lower(trim(rows."{column}")) = lower(names.name)
                    or contains(rows."{column}", '"' || names.name || '"')'''
            ).fetchall()
            found += [(table, column, name) for (name,) in hits]
    assert not found


def test_rows_of_erased_people_are_counted_and_say_nothing(erased):
    project, _, before = erased
    rows = project.query("select * from rejected_rows where reason = 'erased customer'")
    assert {"customers", "orders", "order_items", "events"} <= set(rows.source_table)
    assert rows[["row_key", "row_json"]].isna().all().all()
    after = project.query("select * from row_counts").set_index("source_table")
    assert (after.raw_rows == after.kept_rows + after.merged_rows + after.rejected_rows).all()
    assert after.rejected_rows["orders"] > before["orders"]


def test_an_audience_that_is_not_made_again_loses_who_says_no(demo, tmp_path):
    """As where a test of the segments is red: what acts on segments is not replaced."""
    project = Project(tmp_path, writes_json=False)
    shutil.copy(demo.database, project.database)
    members = project.query("select distinct customer_id from audience_members order by all")
    refuses, erased, *others = members.customer_id
    with duckdb.connect(str(project.database)) as connection:
        connection.execute(
            "update customer_features set has_marketing_consent = false where customer_id = ?",
            [refuses],
        )
    result = project.dbt(
        *("run", "--select", "erased_customer_keys", "contact_consents", "reachable_customers"),
        erased_customers=[erased],
    )
    assert result.returncode == 0, result.stdout
    left = project.query("select distinct customer_id from audience_members order by all")
    assert left.customer_id.tolist() == others
    for table in ("audience_history", "customer_recommendations", "customer_segment_log"):
        kept = set(project.query(f"select customer_id from {table}").customer_id)
        assert erased not in kept and refuses in kept
