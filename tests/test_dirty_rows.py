"""Dirty rows of every kind in one build: what becomes of each, and that the build stays green."""

import json
import os

import pandas as pd
import pytest
from project import Project

SELECTED = (
    *("--select", "+reachable_customers", "+row_counts", "+rejected_values"),
    *("--indirect-selection", "cautious"),
)
# Consent rows of one person each: (id, canonical id, consent, updated) -> whether to be reached.
CONSENTS = {
    "newer_no": ([("a", None, "yes", "2020-01-01"), ("b", "a", "no", "2023-01-01")], False),
    "newer_yes": ([("a", None, "no", "2020-01-01"), ("b", "a", "yes", "2023-01-01")], True),
    "own_newer_no": ([("a", None, "no", "2023-01-01"), ("b", "a", "yes", "2020-01-01")], False),
    "undated_both": ([("a", None, "yes", None), ("a", None, "no", None)], False),
    "undated_no": ([("a", None, "yes", "2020-01-01"), ("b", "a", "no", None)], False),
    "undated_yes": ([("a", None, "no", "2020-01-01"), ("b", "a", "yes", None)], False),
    "tied": ([("a", None, "yes", "2022-01-01"), ("b", "a", "no", "2022-01-01")], False),
    "silent_duplicate": ([("a", None, "yes", "2020-01-01"), ("b", "a", None, "2023-01-01")], True),
    "versions": ([("a", None, "yes", "2020-01-01"), ("a", None, "no", "2023-01-01")], False),
    "withdrawn": ([("a", None, "yes", "2020-01-01"), ("a", None, None, "2023-01-01")], False),
    "no_is_never_cleared": (
        [("a", None, "no", "2020-01-01"), ("a", None, None, "2023-01-01")],
        False,
    ),
    "year_9999": ([("a", None, "yes", "9999-12-31"), ("b", "a", "no", "2023-01-01")], False),
    "infinity": ([("a", None, "yes", "infinity"), ("b", "a", "no", "2023-01-01")], False),
    "unreadable": ([("a", None, "yes", "2020-01-01"), ("b", "a", "never!", "2023-01-01")], False),
    "single_unreadable": ([("a", None, "never!", None)], False),
    "single": ([("a", None, "yes", None)], True),
}
# Texts of a time -> the time in UTC; None is rejected.
TIMES = {
    "2023-01-01 10:00:00": "2023-01-01 10:00:00",
    "2023/1/2": "2023-01-02 00:00:00",
    "2023-01-01T10:00:00.25": "2023-01-01 10:00:00.25",
    "2023-01-01 10:00:00 PM": "2023-01-01 22:00:00",
    "2023-01-01 12:30 am": "2023-01-01 00:30:00",
    "2023-01-01 12:30PM": "2023-01-01 12:30:00",
    "2023-01-01 13:00:00 PM": None,
    "2023-01-01 23:00:00-05:00": "2023-01-02 04:00:00",
    "2023-01-01T10:00:00Z": "2023-01-01 10:00:00",
    "2023-01-01 10:00:00 +0530": "2023-01-01 04:30:00",
    "2023-01-01 10:00:00 UTC": "2023-01-01 10:00:00",
    "2023-01-01 10:00:00 o'clock": None,
    "2023-01-01 10:00:00 CETX": None,
    "2023-01-01 10:00:00+25:00": None,
    "2023-01-01 25:00:00": None,
    "infinity": None,
    "epoch": None,
    " \u00a02023-01-03\ufeff ": "2023-01-03 00:00:00",
}
# Ids as they come -> ids as they are; None is rejected as doubtful.
IDS = {
    "17850": "17850",
    "17851.0": "17851",
    "17852.00": "17852",
    "\t17853\r\n": "17853",
    "\u00a017854\u200b": "17854",
    "\ufeff17855": "17855",
    "\u200b": None,
    "1.785e4": None,
    "1E+05": None,
    "17856.": "17856",
    "-17857.0": "-17857",
    "NaN": None,
    "null": None,
    "<NA>": None,
    "12e7": "12e7",
    "Ü1": "Ü1",
    "1.5": "1.5",
}
# Lines (quantity, unit price) and total of an order -> its net amount.
MONEY = {
    "unreadable": ([("1", "50"), ("1", "1,234.56")], "100", 100.0),
    "no_price": ([("1", "50"), ("1", None)], "100", 100.0),
    "negative_price": ([("1", "50"), ("1", "-9")], "100", 100.0),
    "no_total": ([("1", "50"), ("1", "x")], None, 50.0),
    "total_of_nothing": ([("1", "50"), ("1", "x")], "0", 50.0),
    "sound": ([("1", "50"), ("2", "30")], "100", 110.0),
    "shipping": ([("1", "50"), ("1", "?")], "55", 50.0),
    "huge": ([("1", "50"), ("1e9", "1e9")], "80", 80.0),
}
# An event of a customer who agreed (id, type, time, channel) -> whether to be written to.
SAID = {
    "left": (None, "unsubscribed", "2023-02-01", None, False),
    "left_late": ("1", "unsubscribed", "2024-03-01", None, False),
    "left_someday": ("2", "unsubscribed", "tomorrow", None, False),
    "left_in_other_words": ("3", "Opt-Out", "2023-02-01", None, False),
    "left_on_a_page": ("4", "unsubscribed", "2023-02-01", "web", False),
    "left_by_telephone": ("5", "unsubscribed", "2023-02-01", "SMS", False),
    "left_under_the_id_of_another": ("0", "unsubscribed", "2023-01-01", "email", False),
    "left_the_app": ("6", "unsubscribed", "2023-02-01", "app", True),
    "complained": ("7", "spam report", "2023-02-01", None, False),
    "stayed": ("8", "opened", "2023-02-01", None, True),
}
# Addresses of two customers each: (consent, event of the second) -> whether they are written to.
SHARED = {
    "agreed": ("yes", None, True),
    "refused": ("no", None, False),
    "silent": (None, None, True),
    "unreadable": ("never!", None, False),
    "unsubscribed": ("yes", "unsubscribed", False),
}
# Telephone numbers of one who agreed, and of one who refuses -> whether the first is called.
NUMBERS = {
    "other blanks": ("+49 170 1234", "0049 (170) 12-34", False),
    "another number": ("+49 170 1234", "+49 170 1235", True),
}
HOSTILE = "".join(chr(code) for code in (1, 8, 9, 10, 11, 13, 27, 31, 34, 39, 92, 127)) + "é\u2028"


def raw_tables() -> dict[str, pd.DataFrame]:
    orders, customers, lines, events = [], [], [], []

    def order(order_id, customer, ordered_at="2023-01-05", total="10", status=None):
        orders.append((order_id, customer, ordered_at, total, status))

    for day in range(60):
        order(f"usual{day}", f"usual{day % 7}", f"2023-0{day % 6 + 1}-11", "10")
    for name, (rows, _) in CONSENTS.items():
        order(f"order of {name}", f"{name}_a")
        for number, (own, canonical, consent, updated) in enumerate(rows):
            customers.append(
                {
                    "customer_id": f"{name}_{own}",
                    "canonical_customer_id": canonical and f"{name}_{canonical}",
                    # The alphabet of the addresses prefers the consenting row.
                    "email": f"{number}{name}@example.com",
                    "marketing_consent": consent,
                    "updated_at": updated,
                    "city": f"city of {updated}",
                }
            )
    for number, text in enumerate(TIMES):
        order(f"time{number}", "usual1", text)
    for number, text in enumerate(IDS):
        order(f"id{number}", text)
    for name, (prices, total, _) in MONEY.items():
        order(f"money_{name}", "usual2", "2023-02-01", total)
        for number, (quantity, price) in enumerate(prices):
            product = "SHIPPING" if name == "shipping" and number else "p"
            lines.append((f"{name}{number}", f"money_{name}", product, quantity, price))
    chain = [f"chain{number}" for number in range(21)]
    for own, canonical in zip(chain, [*chain[1:], None], strict=True):
        customers.append({"customer_id": own, "canonical_customer_id": canonical})
        order(f"order of {own}", own)
    order("limbo", "usual3", "2023-02-01", "10", "In Limbo")
    order("two", "usual3", "yesterday", "ten", "completed")
    order(HOSTILE, "usual3", "2023-02-01", "10", HOSTILE)
    for birth, updated in [
        ("2023-04-01", None),
        ("infinity", "infinity"),
        ("9999-12-31", "9999-12-31"),
        ("-infinity", None),
        ("0001-01-01", None),
    ]:
        order(f"order of {birth}", f"born {birth}")
        customers.append(
            {"customer_id": f"born {birth}", "birth_date": birth, "updated_at": updated}
        )
    for amount in ("1e15", "-1e15", "1e999", "nan", "-1e12", "9e11"):
        order(f"amount {amount}", "rich", "2023-03-01", amount)

    def agreed(customer, address, consent="yes", phone=None):
        order(f"order of {customer}", customer)
        customers.append(
            {
                "customer_id": customer,
                "email": address,
                "phone": phone or customer,
                "marketing_consent": consent,
            }
        )

    events.append(("0", "usual1", "2023-02-02", "opened", "email"))
    for customer, (event_id, event_type, occurred_at, channel, _) in SAID.items():
        agreed(customer, f"{customer}@example.com")
        events.append((event_id, customer, occurred_at, event_type, channel))
    for name, (consent, event_type, _) in SHARED.items():
        agreed(f"shared {name} 1", f"Shared_{name}@example.com ")
        agreed(f"shared {name} 2", f"shared_{name}@example.com", consent)
        if event_type:
            events.append((f"shared {name}", f"shared {name} 2", "2023-02-01", event_type, None))
    for number, (name, (own, other, _)) in enumerate(NUMBERS.items()):
        agreed(f"phone {name}", None, phone=f"{own}{number}")
        agreed(f"phone {name} of another", None, "no", phone=f"{other}{number}")
    columns = ["order_id", "customer_id", "ordered_at", "total_amount", "status"]
    return {
        "orders": pd.DataFrame(orders, columns=columns),
        "customers": pd.DataFrame(customers),
        "order_items": pd.DataFrame(
            lines, columns=["order_item_id", "order_id", "product_id", "quantity", "unit_price"]
        ),
        "events": pd.DataFrame(
            events, columns=["event_id", "customer_id", "occurred_at", "event_type", "channel"]
        ),
    }


@pytest.fixture(scope="module")
def dirty(tmp_path_factory) -> Project:
    project = Project(tmp_path_factory.mktemp("dirty"), writes_json=False)
    project.load(raw_tables())
    project.parsed_with = dict(project.variables)
    result = project.dbt("build", *SELECTED, audience_channels=["email", "phone"])
    project.output = result.stdout
    project.is_green = result.returncode == 0
    return project


def test_no_dirty_row_stops_the_build(dirty):
    assert dirty.is_green, dirty.output[-4000:]


@pytest.mark.parametrize("name", CONSENTS)
def test_consent_is_the_newest_dated_statement(dirty, name):
    reached = dirty.query(
        f"select count(*) as n from reachable_customers where customer_id = '{name}_a'"
    )
    assert (reached.n[0] > 0) == CONSENTS[name][1]


def test_a_consent_that_cannot_be_read_is_not_unknown(dirty):
    result = dirty.dbt(
        "compile", "--quiet", "--select", "contact_consents", audience_consent_default=True
    )
    agreed = f"select customer_id from ({result.stdout}) where is_agreed and not is_refused"
    reached = set(dirty.query(agreed).customer_id)
    assert {"withdrawn_a", "single_a"} <= reached
    assert not reached & {"single_unreadable_a", "unreadable_a", "no_is_never_cleared_a"}


def test_totals_that_differ_from_their_lines_are_said(dirty):
    assert "total_amount=535.0, lines_net_amount=360.0" in dirty.output


def test_attributes_of_a_person_are_the_newest(dirty):
    cities = dirty.query("select customer_id, city from stg_crm__customers")
    cities = dict(cities.to_numpy().tolist())
    assert cities["newer_no_a"] == "city of 2023-01-01"
    assert cities["own_newer_no_a"] == "city of 2023-01-01"
    assert cities["year_9999_a"] == "city of 2023-01-01"


def test_who_unsubscribed_or_complained_is_not_reached(dirty):
    reached = set(
        dirty.query(
            "select customer_id from reachable_customers where channel = 'email'"
        ).customer_id
    )
    assert reached & set(SAID) == {name for name, said in SAID.items() if said[-1]}


def test_who_unsubscribed_on_an_unknown_channel_is_not_called(dirty):
    called = set(
        dirty.query(
            "select customer_id from reachable_customers where channel = 'phone'"
        ).customer_id
    )
    assert called & set(SAID) == set(SAID) - {"left_by_telephone"}


@pytest.mark.parametrize("name", SHARED)
def test_an_address_is_not_written_to_when_one_of_its_customers_refuses(dirty, name):
    reached = dirty.query(
        f"select customer_id from reachable_customers "
        f"where channel = 'email' and email = 'shared_{name}@example.com'"
    )
    assert (len(reached) > 0) == SHARED[name][-1]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_not_called_when_one_of_its_customers_refuses(dirty, name):
    reached = dirty.query(
        f"select customer_id from reachable_customers where customer_id = 'phone {name}'"
    )
    assert (len(reached) > 0) == NUMBERS[name][-1]


def test_keys_of_two_things_are_said(dirty):
    rows = dirty.query("select * from rejected_rows where reason like '% of another row %'")
    assert rows.row_key.tolist() == ["0"]
    assert rows.reason.tolist() == ["event_id of another row with another customer_id"]


@pytest.mark.parametrize(("number", "text"), list(enumerate(TIMES)), ids=list(map(repr, TIMES)))
def test_times_are_read_or_rejected(dirty, number, text):
    staged = dirty.query(f"select ordered_at from stg_shop__orders where order_id = 'time{number}'")
    expected = [] if TIMES[text] is None else [pd.Timestamp(TIMES[text])]
    assert staged.ordered_at.tolist() == expected


@pytest.mark.parametrize(("number", "text"), list(enumerate(IDS)), ids=list(map(repr, IDS)))
def test_ids_are_trimmed_or_doubtful(dirty, number, text):
    staged = dirty.query(f"select customer_id from stg_shop__orders where order_id = 'id{number}'")
    assert staged.customer_id.tolist() == ([] if IDS[text] is None else [IDS[text]])


@pytest.mark.parametrize("name", MONEY)
def test_money_survives_unreadable_lines(dirty, name):
    orders = dirty.query(
        f"select net_amount from int_customer_orders where order_id = 'money_{name}'"
    )
    assert orders.net_amount.tolist() == [MONEY[name][2]]


def test_the_gap_of_unreadable_lines_is_listed(dirty):
    gaps = dirty.query(
        "select row_key, value, reason from rejected_values where column_name = 'total_amount'"
    ).set_index("row_key")
    assert set(gaps.index) == {
        f"money_{name}" for name in ("unreadable", "no_price", "negative_price", "huge")
    }
    assert gaps.value["money_unreadable"] == "100.0"
    assert "50" in gaps.reason["money_unreadable"]


def test_a_long_chain_is_one_person(dirty):
    people = dirty.query(
        "select distinct customer_id from stg_shop__orders where customer_id like 'chain%'"
    )
    assert people.customer_id.tolist() == ["chain20"]


def test_ages_are_those_of_people(dirty):
    ages = dirty.query("select age_years from customer_features where age_years is not null")
    assert ages.age_years.between(0, 130).all()


def test_amounts_stay_within_what_the_mart_accepts(dirty):
    spend = dirty.query("select spend_net from customer_features where customer_id = 'rich'")
    assert spend.spend_net[0] == 9e11 - 1e12


def test_row_json_is_the_original_row(dirty):
    rows = dirty.query("select row_key, reason, row_json from rejected_rows")
    rows["row"] = [json.loads(text) for text in rows.row_json]
    rows = rows.set_index("row_key")
    assert rows.row["limbo"]["status"] == "In Limbo"
    assert rows.row["two"]["ordered_at"] == "yesterday"
    assert rows.row["two"]["total_amount"] == "ten"
    assert HOSTILE in [row.get("status") for row in rows.row]
    assert not any(row.get("invalid_column") for row in rows.row)


def test_every_row_is_accounted_for(dirty):
    counts = dirty.query("select * from row_counts").set_index("source_table")
    for name, table in raw_tables().items():
        row = counts.loc[name]
        assert row.raw_rows == len(table)
        assert row.kept_rows + row.merged_rows + row.rejected_rows == len(table)


@pytest.fixture(scope="module")
def zoned(tmp_path_factory) -> dict[str, pd.DataFrame]:
    """The same zoned rows, built and read by processes of two time zones."""
    found = {}
    before = os.environ.get("TZ")
    for zone in ("UTC", "Asia/Tokyo"):
        os.environ["TZ"] = zone
        project = Project(tmp_path_factory.mktemp("zone"), writes_json=False)
        project.load(
            {
                "orders": pd.DataFrame(
                    {
                        "order_id": ["1", "2", "3"],
                        "customer_id": ["a", "b", None],
                        "ordered_at": pd.to_datetime(
                            ["2023-01-01 23:30", "2023-06-30 22:30", "2023-06-30 22:30"], utc=True
                        ),
                    }
                )
            }
        )
        project.parsed_with = dict(project.variables)
        project.build(*SELECTED, time_zone="Europe/Berlin")
        found[zone] = {
            "orders": project.query("select * from stg_shop__orders order by order_id"),
            "rejected": project.query("select * from rejected_rows"),
            "dates": project.query("select * from as_of_dates order by as_of_date"),
        }
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    return found


def test_zoned_times_do_not_depend_on_the_process(zoned):
    for name, table in zoned["UTC"].items():
        pd.testing.assert_frame_equal(table, zoned["Asia/Tokyo"][name])
    assert [str(time) for time in zoned["UTC"]["orders"].ordered_at] == [
        "2023-01-02 00:30:00",
        "2023-07-01 00:30:00",
    ]


@pytest.fixture(scope="module")
def bulk(tmp_path_factory) -> str:
    """What the build says of events of unknown types and answers of an unknown survey."""
    project = Project(tmp_path_factory.mktemp("bulk"), writes_json=False)
    numbers = range(150)
    customers = [f"c{number % 9}" for number in numbers]
    project.load(
        {
            "orders": pd.DataFrame(
                {
                    "order_id": [f"o{number}" for number in numbers],
                    "customer_id": [f"c{number}" if number < 120 else "c0" for number in numbers],
                    "ordered_at": "2023-01-05",
                    "total_amount": 10,
                }
            ),
            "order_items": pd.DataFrame(
                {
                    "order_item_id": [str(number % 2) for number in numbers],
                    "order_id": [f"o{number // 2}" for number in numbers],
                    "quantity": 1,
                    "unit_price": 5,
                }
            ),
            "events": pd.DataFrame(
                {
                    "event_id": [f"e{number}" for number in numbers],
                    "customer_id": customers,
                    "occurred_at": "2023-01-02",
                    "event_type": ["Newsletter Sent" if n < 20 else "opened" for n in numbers],
                }
            ),
            "customers": pd.DataFrame({"customer_id": pd.Series([], dtype="str")}),
            "survey_responses": pd.DataFrame(
                {
                    "response_id": [f"r{number}" for number in numbers],
                    "customer_id": customers,
                    "responded_at": "2023-01-02",
                    "survey_type": "CES",
                    "score": 3,
                }
            ),
        }
    )
    result = project.dbt(
        *(
            "build",
            "--select",
            "+rejection_counts",
            "+customer_features",
            "--indirect-selection",
            "cautious",
        ),
    )
    assert result.returncode != 0
    return result.stdout


def test_rows_rejected_in_bulk_are_said_with_values_and_remedy(bulk):
    assert "20 of 150 rows of events: unknown event_type Newsletter Sent (20); " in bulk
    assert "extra_event_types" in bulk


def test_a_table_rejected_whole_is_an_error(bulk):
    assert "no_table_is_rejected_whole (fail)" in bulk
    assert "source_table=survey_responses" in bulk


def test_a_raw_table_without_rows_is_said(bulk):
    said = bulk.partition("raw_tables_have_rows_row_counts_ (warn)")[2]
    assert "source_table=customers, remedy=the raw table has no rows" in said


def test_keys_that_stand_for_several_rows_are_an_error(bulk):
    assert "keys_stand_for_one_row (fail)" in bulk
    assert (
        "148 of 150 rows of order_items: order_item_id of another row with another order_id; "
        in bulk
    )
    assert "map the key" in bulk


def test_a_customer_who_stands_for_many_is_said(bulk):
    assert "no_customer_stands_for_many (warn)" in bulk
    assert "customer_id=c0, order_count=31, all_orders=150" in bulk


def test_a_date_that_stands_for_many_is_said(bulk):
    assert "no_day_stands_for_many (warn)" in bulk
    assert "ordered_date=2023-01-05, order_count=150, all_orders=150" in bulk


def test_an_as_of_date_long_ago_is_said(bulk):
    assert "as_of_date_is_recent" in bulk
    assert "as_of_date=2023-01-06" in bulk


def test_people_under_two_ids_and_other_people_than_those_who_order_are_said(tmp_path):
    project = Project(tmp_path / "two_ids", writes_json=False)
    numbers = range(120)
    buyers = [f"B-{number:03}" for number in numbers]
    project.load(
        {
            "orders": pd.DataFrame(
                {"order_id": buyers, "customer_id": buyers, "ordered_at": "2023-01-05"}
            ),
            "customers": pd.DataFrame(
                {
                    "customer_id": [f"{number:03}" for number in numbers],
                    "email": [f"Who{number % 117}@Example.org" for number in numbers],
                }
            ),
        }
    )
    project.parsed_with = dict(project.variables)
    selected = (
        *("--select", "+stg_crm__customers", "+stg_shop__orders"),
        *("--indirect-selection", "cautious"),
    )
    said = project.dbt("build", *selected).stdout
    assert "customers_who_share_an_address=6, customers=120" in said
    assert (
        "buyers=120, known_buyers=0, customer_id_of_orders=B-000, customer_id_of_customers=000"
        in said
    )
    mapped = {
        "orders": {"columns": {"customer_id": "substring(customer_id, 3)"}},
        "customers": {},
    }
    said = project.dbt("build", *selected, merge_customers_by_email=True, raw_tables=mapped).stdout
    assert "customers_who_share" not in said and "known_buyers" not in said
