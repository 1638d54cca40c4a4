"""From an empty folder and raw tables under foreign names to a build, with what init writes."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from project import read_only
from warm_dbt import run_dbt

from customer_segmentation.demo.shop import TABLES
from customer_segmentation.demo.write import write_demo

# What the tables and columns of the demo are called in this shop; the others are not there.
NAMES = {
    "orders": (
        "Purchases",
        {"order_id": "ReceiptNo", "customer_id": "MemberNo", "ordered_at": "SoldAt",
         "total_amount": "AmountPaid", "status": "State", "coupon_code": "Voucher"},
    ),
    "order_items": (
        "PurchaseLines",
        {"order_id": "ReceiptNo", "product_id": "ArticleNo", "quantity": "Pieces",
         "unit_price": "PriceEach"},
    ),
    "customers": (
        "Members",
        {"customer_id": "MemberNo", "email": "Mail", "country": "Nation",
         "marketing_consent": "Newsletter", "birth_date": "DateOfBirth"},
    ),
    "products": ("Articles", {"product_id": "ArticleNo", "category": "Department"}),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def no_profiles_of_others():
    """The folder's own profiles.yml is the one that dbt finds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DBT_PROFILES_DIR", raising=False)
        patch.delenv("CUSTOMER_SEGMENTATION_DB", raising=False)
        yield


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Path:
    """A folder with a project that init made of a shop's database."""
    folder = tmp_path_factory.mktemp("init")
    paths = write_demo(folder / "raw", 500, seed=4)
    with duckdb.connect(str(folder / "shop.duckdb")) as connection:
        connection.sql("create schema till")
        for table in set(TABLES) & set(NAMES):
            name, columns = NAMES[table]
            selected = ", ".join(f'{old} as "{new}"' for old, new in columns.items())
            connection.sql(
                f"create table till.\"{name}\" as select {selected} from '{paths[table]}'"
            )
        connection.sql("create table till.Weather as select 1 as station, 2.5 as temperature")
    project = folder / "my-shop"
    project.mkdir()
    command = [Path(sys.executable).with_name("customer-segmentation"), "init", "--yes"]
    said = subprocess.run(
        [*command, "--database", folder / "shop.duckdb"],
        cwd=project,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    (folder / "said.txt").write_text(said.stdout)
    return project


def test_it_says_what_it_did_not_map(shop):
    said = (shop.parent / "said.txt").read_text()
    assert "tables not used: till.Weather" in said
    read = f"customer-segmentation report --database {shop.parent / 'shop.duckdb'}"
    assert said.strip().endswith(f"Next: dbt deps && dbt build\nThen: {read}")
    assert "events: no table found" in said
    assert "order_items: till.PurchaseLines\n" in said
    assert "  made: order_item_id (rows are numbered)" in said


def test_a_second_run_stops(shop):
    command = [Path(sys.executable).with_name("customer-segmentation"), "init", "--yes"]
    again = subprocess.run(command, cwd=shop, capture_output=True, text=True)
    assert again.returncode == 2
    assert "has vars of customer_segmentation already" in again.stderr


def test_it_builds(shop):
    assert run_dbt(["deps"], shop, dict(os.environ)).returncode == 0
    built = run_dbt(
        ["build", "--select", "+segments", "+row_counts",
         "--indirect-selection", "cautious", "--vars", "{effort: quick}"],
        shop,
        dict(os.environ),
    )  # fmt: skip
    assert built.returncode == 0, built.stdout[-4000:]
    with read_only(shop.parent / "shop.duckdb") as connection:
        counts = connection.sql(
            "select source_table, raw_rows, rejected_rows from row_counts where raw_rows > 0"
        ).fetchall()
        raw = connection.sql("select count(*) from till.Purchases").fetchall()[0][0]
        segmentations = connection.sql("select distinct segmentation from segments").fetchall()
        known = connection.sql(
            "select count(age_years) > 0, count(country) > 0, count(category_count) > 0, "
            "count(has_marketing_consent) > 0 from customer_features"
        ).fetchall()[0]
    assert {table for table, _, _ in counts} == set(NAMES)
    assert ("orders", raw) in {(table, rows) for table, rows, _ in counts}
    assert sorted(segmentations) == [("behaviour",), ("rfm",)]
    assert known == (True, True, True, True)
