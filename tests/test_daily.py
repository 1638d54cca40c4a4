"""Builds of successive mornings, and a full refresh on the last rows in another order: equal to the digit."""

import shutil
from collections.abc import Iterator

import pandas as pd
import pytest
from project import Project

from customer_segmentation.compare import KEYS, compare_builds
from customer_segmentation.demo.shop import TABLES
from customer_segmentation.demo.write import write_demo
from customer_segmentation.engines.target import open_target

FEATURES = ["--select", "+customer_features", "+row_counts"]
NO_TESTS = ["--exclude-resource-type", "test"]
COUNTS = ["page_views", "searches", "sends", "opens", "unsubscriptions", "touches"]
# What the days say, and what the events that are kept say themselves.
DAYS = f"""
select customer_id, occurred_date, is_visit, session_id,
    {", ".join(f"sum({name}) as {name}" for name in COUNTS)}
from int_customer_event_days group by all order by all
"""
EVENTS = """
select customer_id, occurred_date, channel in ('web', 'app') as is_visit,
    case when channel in ('web', 'app') then session_id end as session_id,
    count(*) filter (event_type = 'page_view') as page_views,
    count(*) filter (event_type = 'search') as searches,
    count(*) filter (event_type = 'sent') as sends,
    count(*) filter (event_type = 'opened') as opens,
    count(*) filter (event_type = 'unsubscribed') as unsubscriptions,
    count(*) filter (event_type not in ('sent', 'delivered', 'bounced')) as touches
from stg_engagement__events group by all order by all
"""


def mornings(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[dict, dict]]:
    """The raw tables of one morning after another, with what the settings become by then."""
    every, orders = tables["events"], tables["orders"]
    day, ordered = every.occurred_at.str[:10], orders.ordered_at.str[:10]
    known = every[every.customer_id.isin(tables["customers"].customer_id)]

    def morning(date: str, events: pd.DataFrame, **changed) -> dict:
        return {**tables, "orders": orders[ordered < date], "events": events, **changed}

    yield morning("2024-12-20", every[day < "2024-12-20"]), {}
    yield morning("2024-12-21", every[day < "2024-12-21"]), {}
    # Late, changed, of another day now, with the key of another day's event, a day without a row.
    late = every[(day < "2024-12-22") & (day != "2024-11-05")].copy()
    first, second, third = known.index[[10, 500, 900]]
    late.loc[first, "event_type"] = "search"
    late.loc[second, "occurred_at"] = "2024-03-03 10:00:00"
    again = known.loc[[third]].assign(occurred_at="2024-12-21 09:00:00")
    late = pd.concat([late, again, again.assign(event_id="came late", occurred_at="2024-06-01")])
    yield morning("2024-12-22", late), {}
    # Two customers turn out to be one, and another one is not known any more.
    merged = tables["customers"].copy()
    ids = known.customer_id.drop_duplicates()
    merged.loc[merged.customer_id == ids.iloc[3], "canonical_customer_id"] = ids.iloc[7]
    merged = merged[merged.customer_id != ids.iloc[11]]
    yield (
        morning("2024-12-23", every[day < "2024-12-23"], customers=merged),
        {
            "extra_event_types": ["wished"],
            "erased_customers": [ids.iloc[4]],
        },
    )
    yield (
        morning("2024-12-27", every[day < "2024-12-27"], customers=merged),
        {"erased_customers": [ids.iloc[4], ids.iloc[5]]},
    )


@pytest.fixture(scope="module")
def raw_tables(tmp_path_factory) -> dict[str, pd.DataFrame]:
    paths = write_demo(tmp_path_factory.mktemp("raw"), 300, seed=3, file_format="csv", dirty=True)
    return {name: pd.read_csv(paths[name], dtype=str) for name in TABLES}


@pytest.fixture(scope="module")
def daily(tmp_path_factory, raw_tables) -> Project:
    """A shop after five builds that keep the days of events, the last of them of everything."""
    project = Project(tmp_path_factory.mktemp("daily"))
    project.variables.update(lookback_days=3, effort="quick")
    for number, (tables, settings) in enumerate(mornings(raw_tables)):
        project.load(tables)
        project.variables.update(settings)
        # Who is erased is read from tables that nothing reads otherwise.
        is_other = "erased_customers" in project.variables
        project.parsed_with = None if is_other else project.parsed_with or dict(project.variables)
        done = project.dbt("build", *NO_TESTS, *([] if number == 4 else FEATURES))
        assert done.returncode == 0, done.stdout[-6000:]
        kept, said = project.query(DAYS), project.query(EVENTS)
        assert len(kept) > 5000
        pd.testing.assert_frame_equal(kept, said, check_dtype=False)
        rows = project.query("select * from row_counts")
        assert (rows.raw_rows == rows.kept_rows + rows.merged_rows + rows.rejected_rows).all()
        late = ["2024-11-05", "2024-03-03", "2024-06-01"]
        assert number != 2 or all(day in done.stdout for day in late)
    return project


class Elsewhere(Project):
    """A build whose process lives in another time zone."""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "TZ": "Pacific/Kiritimati"}


@pytest.fixture(scope="module")
def elsewhere(daily, tmp_path_factory) -> Project:
    """A full refresh on the rows of the last morning in another order, which keeps no day."""
    project = Elsewhere(tmp_path_factory.mktemp("elsewhere"), variables=dict(daily.variables))
    shutil.copy(daily.database, project.database)
    raw = {name: daily.query(f"from raw.{name}") for name in TABLES}
    project.load({name: table.sample(frac=1, random_state=1) for name, table in raw.items()})
    project.build(*NO_TESTS, "--full-refresh")
    return project


def test_a_build_of_the_kept_days_equals_a_full_refresh(daily, elsewhere):
    with open_target(str(daily.database)) as left, open_target(str(elsewhere.database)) as right:
        differences = list(compare_builds(left.tables(KEYS), right.tables(KEYS)))
    assert len(differences) > 30
    assert not [found for found in differences if found.lines]


@pytest.mark.parametrize("table", KEYS)
def test_a_build_repeats_itself_to_the_last_digit(daily, elsewhere, table):
    query = f"select * from {table} order by all"
    first, second = daily.query(query), elsewhere.query(query)
    assert len(first) > 0 or table == "segment_model_components"
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_kept_days_forget_erased_people(daily):
    kept = set(daily.query("select distinct customer_id from int_event_days").customer_id)
    assert len(kept) > 100
    assert not kept & set(daily.variables["erased_customers"])


def test_a_day_is_read_again_only_when_it_changed(daily):
    done = daily.dbt("run", "--select", "int_event_days")
    assert "were read again" not in done.stdout
    compiled = (
        daily.folder / "target/compiled/customer_segmentation/models/features/int_event_days.sql"
    )
    assert "1 = 0" in compiled.read_text()


@pytest.mark.parametrize(
    ("base", "read", "unread"),
    [
        ("base_engagement__events", "customer_id", ["event_id", "event_type", "channel"]),
        ("base_shop__orders", "customer_id", ["order_id", "status", "channel"]),
        ("base_shop__order_items", "order_id", ["order_item_id", "product_id", "quantity"]),
    ],
)
def test_what_nothing_reads_of_a_raw_table_is_not_scanned(daily, base, read, unread):
    plan = daily.query(f"explain select {read} from {base}").iloc[0, 1]
    assert read in plan
    assert not [column for column in unread if column in plan]
