"""End to end: the report of the demo."""

import pandas as pd
import pytest
from project import ROOT
from report_page import Page, assert_tables_equal_their_queries

from customer_segmentation.report import write_report


@pytest.fixture(scope="module")
def html(demo, tmp_path_factory) -> str:
    output = tmp_path_factory.mktemp("report") / "report.html"
    return write_report(demo.database, output).read_text(encoding="utf-8")


def test_every_table_of_the_demo_equals_its_query(html, demo):
    assert_tables_equal_their_queries(Page(html), demo.database)


def test_the_report_of_the_demo_answers_the_four_questions(html, demo):
    text = " ".join(Page(html).text)
    segments = demo.query("select * from segments where customer_count > 0")
    for name in segments["segment_name"]:
        assert name in text
    for heading in ("Who they are", "What they are worth", "How sure we are", "What to do"):
        assert html.count(f"<span>{heading}</span>") == segments["segmentation"].nunique()


def test_the_report_of_the_demo_holds_no_personal_data(html):
    text = " ".join(Page(html).text).lower()
    people = pd.read_csv(ROOT / "seeds" / "raw_customers.csv", dtype=str)
    emails = people["email"].dropna().str.strip().str.lower().unique()
    assert not [email for email in emails if "@" in email and email in text]
    names = (people["first_name"] + " " + people["last_name"]).dropna().str.lower().unique()
    assert not [name for name in names if name in text]
    phones = people["phone"].dropna().unique()
    assert not [phone for phone in phones if phone in text]


def test_what_all_segments_share_is_said_once(html, demo):
    (shared,) = {
        f"{text.partition('. ')[0].removesuffix('.')}."
        for text in demo.query("select description from segments where segmentation = 'rfm'")[
            "description"
        ]
    }
    assert " ".join(Page(html).text).count(shared) == 1
