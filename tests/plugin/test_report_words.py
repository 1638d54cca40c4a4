"""What the report says in words: conditions as sentences, figures in other languages, colours by night."""

from types import SimpleNamespace

import pytest

from customer_segmentation.report import briefs, palette, words
from customer_segmentation.report.figures import Figures, image_of
from customer_segmentation.report.page import meaning
from customer_segmentation.report.sentences import NO_EARLIER, in_words

CATALOG = {
    "recency_days": {"label": "days since last order", "unit": "days"},
    "order_count": {"label": "orders so far", "unit": "orders"},
    "order_count_365d": {"label": "orders in the last year", "unit": "orders"},
    "coupon_order_share": {"label": "orders with a coupon", "unit": "share"},
    "spend_net": {"label": "spend so far", "unit": "EUR"},
    "country": {"label": "country", "unit": None},
    "is_email_unsubscribed": {"label": "unsubscribed from e-mail", "unit": "share"},
    "lines_per_order": {"label": "articles per order", "unit": "articles"},
}
CONDITIONS = {
    "recency_days <= 90 AND coupon_order_share > 0.5": [
        "At most 90 days since last order and orders with a coupon more than 50 %."
    ],
    "order_count_365d > 1 AND order_count_365d <= 4": ["2 to 4 orders in the last year."],
    "order_count > 0 AND order_count <= 1": ["Exactly 1 order so far."],
    "order_count <= 0": ["No orders so far."],
    "order_count = 0": ["No orders so far."],
    "lines_per_order > 0 AND lines_per_order <= 1": [
        "More than 0 and at most 1 articles per order."
    ],
    "spend_net > 1204.5": ["Spend so far more than 1,204 EUR."],
    "90 >= recency_days": ["At most 90 days since last order."],
    "country = 'DE' AND NOT is_email_unsubscribed": [
        "Country DE and not unsubscribed from e-mail."
    ],
    "country <> 'DE'": ["Country other than DE."],
    "country IN ('DE', 'FR')": ["Country DE or FR."],
    "recency_days > 180 AND NOT COALESCE(order_count = 0, FALSE) "
    "AND NOT COALESCE(recency_days > 365, FALSE)": [
        f"More than 180 days since last order and {NO_EARLIER}."
    ],
    "(recency_days > 10 OR recency_days IS NULL) AND order_count > 8": [
        "More than 10 days since last order or days since last order unknown and 9 or more orders so far."
    ],
    "order_count > 8 OR (order_count > 2 AND recency_days <= 30)": [
        "9 or more orders so far.",
        "3 or more orders so far and at most 30 days since last order.",
    ],
    "(recency_days / GREATEST((COALESCE(order_gap_days_mean, 0) + 2 * 61.5) / 3, 10)) <= 1.5": [
        "Usual gaps since the last order at most 1.50."
    ],
    "TRUE": ["Everybody."],
    # What cannot be said plainly is left to SQL.
    "FALSE": [],
    "no readable rule": [],
    "unknown_column > 3": [],
    "length(country) > 2": [],
    " OR ".join(f"order_count = {i}" for i in range(9)): [],
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_reads_as_a_sentence(condition):
    assert in_words(condition, CATALOG) == CONDITIONS[condition]


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("Rule: recency_days > 180.", "More than 180 days since last order."),
        (
            "Rule: recency_days is null or recency_days > 90.",
            "Days since last order unknown, or more than 90 days since last order.",
        ),
        ("Rule: everyone else.", "Rule: everyone else."),
        ("They come often. Against all customers: more orders.", "They come often."),
    ],
)
def test_a_rule_of_the_business_stands_in_words_on_its_card(description, told):
    row = {"description": description, "population": "all customers"}
    assert meaning(row, CATALOG) == told


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ("en", "1,204.5 EUR, 63 %, 3.4 %, -0.65, 12,040,000."),
        ("de", "1.204,5 EUR, 63 %, 3,4 %, -0,65, 12.040.000."),
        (
            "ch",
            "1\N{RIGHT SINGLE QUOTATION MARK}204.5 EUR, 63 %, 3.4 %, -0.65, "
            "12\N{RIGHT SINGLE QUOTATION MARK}040\N{RIGHT SINGLE QUOTATION MARK}000.",
        ),
    ],
)
def test_numbers_are_written_in_the_language_of_the_reader(numbers, told):
    figures = Figures(numbers=numbers)
    assert figures.localised("1,204.5 EUR, 63 %, 3.4 %, -0.65, 12,040,000.") == told
    for text in ("2024-01-01", "version 0.1.0", "1 January 2024", "#a4169b", "x1.5"):
        assert figures.localised(text) == text


def test_money_has_its_currency_where_it_is_known():
    assert Figures(currency="EUR").money(1204.4) == "1,204 EUR"
    assert Figures().money(1204.4) == "1,204"
    assert Figures(currency="EUR").money(None) == "n/a"


def test_a_logo_is_inside_the_page_or_an_error(tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg/>")
    assert image_of(str(logo)).startswith("data:image/svg+xml;base64,")
    assert image_of(None) == ""
    for path in (str(tmp_path / "none.png"), str(tmp_path)):
        with pytest.raises(ValueError, match="report_logo"):
            image_of(path)


def test_colours_by_night_stand_out_and_stay_apart():
    dark = palette.dark_colours()
    night = palette._luminance_of(palette.NIGHT)
    segments = [dark[colour] for colour in palette.SEGMENT_COLOURS]
    assert len(set(segments)) == len(segments)
    for colour in segments:
        assert (palette._luminance_of(colour) + 0.05) / (night + 0.05) >= 3


def test_figures_stand_out_on_the_colours_of_the_heat_map():
    def contrast(one, other):
        low, high = sorted(palette._luminance_of(colour) + 0.05 for colour in (one, other))
        return high / low

    dark = palette.dark_colours()
    for place in range(101):
        colour = palette.diverging(place / 100)
        assert contrast(palette.ink_on(colour), colour) >= 3.9
    for _, colour in palette.DIVERGING:
        ink = palette.ink_on(colour)
        assert contrast(dark.get(ink, ink), dark[colour]) >= 4


def test_unknown_worth_is_said_in_words():
    assert words.worth("1,204 EUR") == "1,204 EUR in net spend"
    assert words.worth(Figures().money(None)) == "of unknown worth"


@pytest.mark.parametrize("jaccard", [0.3, 0.7, 0.9])
def test_borders_that_do_not_come_back_are_not_said_to_follow_gaps(monkeypatch, jaccard):
    """Natural groups that other customers would not have brought are for exploration."""
    monkeypatch.setattr(briefs.membership, "ask", lambda subject: None)
    rows = [{"segment_name": "Top customers", "stability_jaccard": jaccard}]
    stability = words.overall_stability(rows, is_fitted=True)
    structure = words.structure_verdict("clustered", 0.0, 2)
    told = briefs._sure(SimpleNamespace(is_fitted=True), structure, stability)
    assert ("follow gaps" in told.text) == (jaccard >= 0.75)
    assert ("exploration" in told.text) == (jaccard < 0.75)


@pytest.mark.parametrize("level", ["active", "new", "slipping", "inactive", "prospect", None])
@pytest.mark.parametrize(("reached", "is_outlier"), [(40, False), (0, False), (40, True)])
def test_nobody_is_hurried_to_write_to_who_is_gone_or_cannot_be_reached(level, reached, is_outlier):
    row = {"activity_level": level, "reachable_customers": reached, "is_outlier": is_outlier}
    told = words.staying(0.5, words.is_there(row))
    is_hurried = level in ("active", "new", "slipping") and reached == 40 and not is_outlier
    assert told.endswith("write while they are there.") == is_hurried
    assert words.staying(0.9, words.is_there(row)).endswith("stayed since the period before.")


def test_what_nobody_knows_to_have_been_bought_is_not_counted():
    assert words.bought(62, 96, "158,500 EUR") == (
        "62 of them have bought: 96 orders, 158,500 EUR in net spend."
    )
    assert words.bought(0, None, "n/a") == "Without orders it is not known what they bought."


@pytest.mark.parametrize("actions", [(None, None), (None, "Keep them")])
def test_the_start_is_made_where_there_is_an_action(monkeypatch, actions):
    """Segment 1 has the larger part of the budget, and no action of its own."""
    shares = [
        {"segment_id": 1, "recommended_share": 0.7},
        {"segment_id": 2, "recommended_share": 0.3},
    ]
    monkeypatch.setattr(briefs.budget, "ask", lambda subject: shares)
    rows = [
        {"segment_id": i + 1, "segment_name": name, "revenue_share": None, "reachable_customers": 9,
            "recommended_action": action}
        for i, (name, action) in enumerate(zip(("Low age", "High age"), actions, strict=True))
    ]  # fmt: skip
    told = briefs._action(SimpleNamespace(rows=rows))
    assert told.headline == ("Start with High age" if any(actions) else "No action proposed")
    assert "budget" not in told.text or "30 % of the budget" in told.text
