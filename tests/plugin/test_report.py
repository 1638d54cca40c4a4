"""The report: every figure is a query on the public tables, and what is missing is said."""

import importlib.util
import pkgutil
import re
from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
import pytest
from public_tables import FEATURES, public_tables, write_public_tables
from report_page import Page, assert_tables_equal_their_queries

from customer_segmentation.cli import main
from customer_segmentation.report import palette, words, write_report
from customer_segmentation.report.charts import map as customer_map
from customer_segmentation.report.charts import membership, profile, tree
from customer_segmentation.report.overlap import overlaps
from customer_segmentation.report.page import compose
from customer_segmentation.report.render import render
from customer_segmentation.report.subject import Segment, Subject
from customer_segmentation.report.tables import Answer, Tables, open_tables


@pytest.fixture(scope="module")
def tables():
    return public_tables()


@pytest.fixture(scope="module")
def database(tables, tmp_path_factory):
    return write_public_tables(tmp_path_factory.mktemp("public") / "public.duckdb", tables)


@pytest.fixture(scope="module")
def html(database):
    return write_report(database, database.with_suffix(".html")).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def report(html):
    return Page(html)


def rows(database, sql):
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql(sql).df()


def test_every_table_equals_its_query(report, database):
    assert len(report.sources) >= 18
    assert_tables_equal_their_queries(report, database)


def test_cards_state_the_public_figures(report, database):
    text = " ".join(" ".join(report.text).split())
    for row in rows(database, "select * from segments").to_dict("records"):
        assert row["segment_name"] in text
        assert words.percent(row["customer_share"]) in text
        assert words.percent(row["revenue_share"]) in text
    profiles = rows(
        database,
        "select segment_mean from segment_profiles where feature_name = 'spend_net'",
    )
    assert all(words.number(value) in text for value in profiles["segment_mean"])


def test_totals_are_those_of_the_feature_table(report, database):
    [total] = rows(
        database,
        "select count(*) as customers, sum(order_count) as orders, sum(spend_net) as spend "
        "from customer_features where is_current",
    ).to_dict("records")
    text = " ".join(report.text)
    assert f"{words.number(total['customers'])} customers as of 1 January 2024" in text
    assert f"{words.number(total['orders'])} orders" in text
    assert f"{words.compact(total['spend'])} EUR in net spend" in text


def test_the_page_says_how_to_get_the_list_of_a_segment(report):
    commands = [text for text in report.text if text.startswith("customer-segmentation export")]
    assert commands and all(" --segmentation " in command for command in commands)


def test_the_forecast_of_all_customers_has_a_range(report):
    text = " ".join(report.text).replace("\N{NO-BREAK SPACE}", " ")
    assert "expected to spend 2,450 EUR in 90 days, give or take 20 %." in text


def test_charts_draw_the_public_figures(report, database):
    worth = report.charts["p1-revenue"]["data"]
    shares = rows(
        database,
        "select customer_share, revenue_share from segments where segmentation = 'behaviour' "
        "order by revenue_share desc",
    )
    assert worth[0]["x"] == pytest.approx(shares["customer_share"].tolist(), rel=1e-5)
    assert worth[1]["x"] == pytest.approx(shares["revenue_share"].tolist(), rel=1e-5)

    heat, means = report.charts["p1-profile"]["data"]
    assert np.shape(heat["z"]) == (len(FEATURES), 5)
    assert len(means["text"]) == len(means["textfont"]["color"]) == 5 * len(FEATURES)

    [sankey] = report.charts["p1-moves"]["data"]
    [moved] = rows(
        database,
        "select sum(customer_count) as customers from segment_migrations "
        "where segmentation = 'behaviour'",
    )["customers"]
    assert sum(sankey["link"]["value"]) == moved

    dots = sum(len(trace["x"]) for trace in report.charts["p1-map"]["data"])
    [placed] = rows(database, "select count(*) as n from customer_projection")["n"]
    assert dots == min(placed, customer_map.MAX_POINTS)

    curves = report.charts["p1-candidates1"]["data"]
    best = rows(database, "select max(silhouette_test) as best from segment_candidates")["best"][0]
    assert max(max(trace["y"]) for trace in curves) == pytest.approx(best, abs=1e-4)
    assert [trace["name"] for trace in curves][-1] == "Chosen"

    budget = report.charts["p1-budget"]["data"][1]["x"]
    assert sum(budget) == pytest.approx(1)
    assert len(report.charts["p1-drift"]["data"]) == 3

    lines, crossings, joins = report.charts["p1-tree"]["data"]
    assert len(joins["x"]) == tree.MAX_MERGES
    assert len(lines["x"]) + len(crossings["x"]) == 5 * tree.MAX_MERGES


def test_membership_curves_keep_the_order(report):
    for trace in report.charts["p1-membership"]["data"]:
        confidence = trace["x"][1:-1]
        assert confidence == sorted(confidence, reverse=True)
        assert 50 <= len(confidence) <= membership.CURVE_POINTS + 1


def test_a_definition_claims_no_discovery(report):
    text = " ".join(report.text)
    assert "These segments are defined, not discovered." in text
    assert not any(
        name.startswith(("p2-tree", "p2-candidates", "p2-map")) for name in report.charts
    )


def test_the_page_loads_nothing_and_is_small(html, report):
    assert "default-src 'none'" in html
    assert not [
        value
        for tag, name, value in report.attributes
        if name in {"src", "srcset", "action"} or (name == "href" and not value.startswith("#"))
    ]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)
    assert "url(" not in style
    assert "@import" not in style
    assert len(html.encode()) < 8e6


def test_the_page_names_no_customer(html, tables):
    ids = tables["customer_features"]["customer_id"]
    assert not [customer_id for customer_id in ids if customer_id in html]


def test_two_reports_are_the_same(html, database, tmp_path):
    assert write_report(database, tmp_path / "again.html").read_text(encoding="utf-8") == html


def test_chosen_segmentations_come_in_the_order_given(database, tmp_path):
    written = write_report(
        database, tmp_path / "rfm.html", segmentations=["rfm"], title="A <b> & a title"
    )
    text = written.read_text(encoding="utf-8")
    assert 'id="p2"' not in text
    assert "<h1>A &lt;b&gt; &amp; a title</h1>" in text


def test_an_unknown_segmentation_is_named(database, tmp_path):
    with pytest.raises(ValueError, match=r"no segmentation loyalty .* behaviour, rfm"):
        write_report(database, tmp_path / "report.html", segmentations=["loyalty"])


@pytest.mark.parametrize(
    "name",
    [
        "customer_features",
        "customer_features_extended",
        "customer_projection",
        "customer_segment_history",
        "customer_segments",
        "feature_catalog",
        "feature_lineage",
        "recommendation_quality",
        "segment_budget",
        "segment_candidates",
        "customer_predictions",
        "segment_dendrogram",
        "segment_drift",
        "segment_migrations",
        "segment_model_features",
        "segment_models",
        "segment_product_affinity",
        "segment_profiles",
        "segment_rules",
        "segment_stability",
        "segments",
    ],
)
def test_a_missing_table_is_named(tables, name, tmp_path):
    kept = {key: table for key, table in tables.items() if key != name}
    database = write_public_tables(tmp_path / "lacking.duckdb", kept)
    with pytest.raises(ValueError, match=rf"{name} does not exist.* Run dbt build"):
        write_report(database, tmp_path / "r.html")


@pytest.mark.parametrize("command", ["summary", "report"])
def test_a_half_state_is_refused(tables, command, tmp_path, capsys):
    half = tables["build_status"].assign(is_complete=[True, False])
    database = write_public_tables(tmp_path / "half.duckdb", {**tables, "build_status": half})
    output = [] if command == "summary" else ["--output", str(tmp_path / "r.html")]
    assert main([command, "--database", str(database), *output]) == 2
    said = capsys.readouterr().err
    assert half["segmentation"][1] in said and "Run dbt build" in said
    assert not (tmp_path / "r.html").exists()


def test_empty_tables_are_said_in_words(tables, tmp_path):
    empty = {
        name: table if name == "segments" else table.iloc[:0] for name, table in tables.items()
    }
    database = write_public_tables(tmp_path / "empty.duckdb", empty)
    text = write_report(database, tmp_path / "r.html").read_text(encoding="utf-8")
    assert "There is no earlier period to compare with." in text
    assert "There is no budget for this segmentation." in text


def test_a_name_cannot_break_the_page(tables, tmp_path):
    name = "</script><script>alert('x')</script>"
    odd = {key: table.copy() for key, table in tables.items()}
    for table in ("segments", "customer_segments"):
        is_first = odd[table]["segment_id"] == 1
        odd[table].loc[is_first, "segment_name"] = name
    odd = {
        key: table.replace({"segmentation": {"behaviour": "it's ours"}})
        if "segmentation" in table
        else table
        for key, table in odd.items()
    }
    database = write_public_tables(tmp_path / "odd.duckdb", odd)
    html = write_report(database, tmp_path / "r.html").read_text(encoding="utf-8")
    assert name not in html
    assert "&lt;script&gt;alert" in html
    assert Page(html).charts["p1-revenue"]["data"][0]["customdata"].count(name) == 1


def test_outliers_are_grey_and_marked_apart(tables, tmp_path):
    outliers = {
        name: table.replace({"segment_id": {5: 0}}) if "segment_id" in table else table
        for name, table in tables.items()
    }
    database = write_public_tables(tmp_path / "outliers.duckdb", outliers)
    written = write_report(database, tmp_path / "r.html", segmentations=["behaviour"])
    dots = Page(written.read_text(encoding="utf-8")).charts["p1-map"]["data"]
    [marker] = [trace["marker"] for trace in dots if trace["name"] == "Silent former regulars"]
    assert (marker["color"], marker["symbol"]) == (palette.OUTLIER_COLOUR, "x")


def test_an_empty_segment_is_named_but_has_no_card(tables, tmp_path):
    segments = tables["segments"].copy()
    is_empty = segments["segment_name"] == "Lost"
    segments.loc[is_empty, ["customer_count", "customer_share", "revenue_share"]] = 0
    database = write_public_tables(tmp_path / "e.duckdb", {**tables, "segments": segments})
    text = write_report(database, tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Without customers at present: Lost." in text
    assert not re.search(r"<h3>Lost", text)


def test_a_missing_library_names_the_extra(database, tmp_path, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "plotly" else find(name)
    )
    with pytest.raises(ValueError, match=r"plotly: pip install 'customer-segmentation\[report\]'"):
        write_report(database, tmp_path / "report.html")


def test_the_command_writes_the_report(database, tmp_path, capsys):
    output = tmp_path / "new folder" / "report.html"
    assert main(["report", "--database", str(database), "--output", str(output)]) == 0
    assert output.exists()
    assert "report.html" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--database", "nowhere.duckdb"], "does not exist: run dbt build first"),
        (["--schema", "elsewhere"], "elsewhere"),
        (["--segmentation", "loyalty"], "choose from behaviour, rfm"),
    ],
)
def test_the_command_says_what_is_wrong(database, arguments, message, capsys, tmp_path):
    call = ["report", "--database", str(database), "--output", str(tmp_path / "r.html")]
    assert main(call + arguments) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path):
    (tmp_path / "x.duckdb").write_text("not a database")
    with (
        pytest.raises(ValueError, match="cannot be opened"),
        open_tables(tmp_path / "x.duckdb"),
    ):
        pass


def test_figures_in_words():
    assert [words.percent(x) for x in (0.41, 0.034, 0.0004, 0, None, 1, -0.029)] == [
        "41 %",
        "3.4 %",
        "<0.1 %",
        "0 %",
        "n/a",
        "100 %",
        "-2.9 %",
    ]
    assert [words.number(x) for x in (1204.4, 31.54, 4.251, 7.0, None)] == [
        "1,204",
        "31.5",
        "4.25",
        "7",
        "n/a",
    ]
    assert [words.compact(x) for x in (8911407.9, 412000, 2.5e9)] == [
        "8.9 million",
        "412,000",
        "2.5 billion",
    ]
    assert words.amount(0.58, "share") == "58 %"
    assert words.title_of("rfm") == "RFM"
    assert words.title_of("weekly_habits") == "Weekly habits"
    assert words.traits_of("big spenders (a 1, average 2); loyal") == [
        ("Big spenders", "a 1, average 2"),
        ("Loyal", ""),
    ]


@pytest.mark.parametrize(
    ("jaccard", "label", "level"),
    [
        (0.85, "Highly stable", "good"),
        (0.849, "Stable", "good"),
        (0.75, "Stable", "good"),
        (0.749, "Pattern", "fair"),
        (0.599, "Not to be trusted", "poor"),
        (0.5, "Dissolved", "poor"),
        (None, "Fixed by definition", "plain"),
    ],
)
def test_stability_in_the_published_words(jaccard, label, level):
    verdict = words.stability_verdict(jaccard)
    assert (verdict.label, verdict.level) == (label, level)


def test_stability_names_its_doubts():
    rows = [{"segment_name": "Loyal", "stability_jaccard": 0.9}]
    assert words.overall_stability(rows, True, 0.9).level == "good"
    doubtful = words.overall_stability(rows, True, 0.34, [("Loyal", 0.44)])
    assert doubtful.level == "fair"
    assert "prediction strength 0.34" in doubtful.text
    assert "Loyal (44 % stay)" in doubtful.text


def test_what_limits_the_stability_is_said():
    rating = "dissolved, limited by the choice"
    rows = [
        {"segment_name": "Loyal", "stability_jaccard": 0.9, "stability_rating": "highly stable"},
        {"segment_name": "Rare", "stability_jaccard": 0.3, "stability_rating": rating},
    ]
    text = words.overall_stability(rows, True, 0.9).text
    assert text.startswith("1 of 2 segments come back when halves of the customers choose")
    assert words.stability_verdict(0.3, rating).label == "Dissolved when halves choose anew"


def test_no_structure_is_said_in_words():
    verdict = words.structure_verdict("none", 0.4, 6)
    assert verdict.level == "fair"
    assert "no natural groups" in verdict.label
    assert "(40 % of which are as clear)" in verdict.text
    assert "The 6 segments divide a continuum" in verdict.text


def test_labels_on_the_map_do_not_cover_each_other():
    segments = [Segment(i, f"Segment {i}", "#000000", "circle") for i in range(8)]
    anchors = [(segment, 0.5 + 0.001 * i, 0.5) for i, segment in enumerate(segments)]
    placed = customer_map.spread_labels(anchors, width_per_letter=0.01, height_per_line=0.05)
    heights = sorted(y for _, _, y in placed)
    assert min(np.diff(heights)) >= 0.07 - 1e-9


def test_a_single_merge_is_a_tree():
    merge = pd.DataFrame(
        {
            "merge_id": [2],
            "left_id": [0],
            "right_id": [1],
            "height": [1.0],
            "size": [2],
            "left_size": [1],
            "right_size": [1],
        }
    )
    chart = tree.dendrogram(Answer("", merge), cut=5)
    assert chart.traces[-1]["x"] == [0.5]


# Machado, Oliveira and Fernandes (2009), severity 1: protan, deutan and tritan eyes.
EYES = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def _linear(colours):
    values = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in colours])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _oklab(linear):
    to_lms = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.cbrt(np.clip(linear, 0, 1) @ np.transpose(to_lms)) @ np.transpose(to_lab)


@pytest.mark.parametrize("eyes", EYES)
def test_segments_can_be_told_apart(eyes):
    seen = _oklab(_linear(palette.SEGMENT_COLOURS) @ np.transpose(EYES[eyes]))
    for count, distance in ((8, 0.07), (12, 0.05)):
        assert min(np.linalg.norm(a - b) for a, b in combinations(seen[:count], 2)) > distance


def _contrast(colour, background="#ffffff"):
    luminance = _linear([colour, background]) @ [0.2126, 0.7152, 0.0722]
    return (luminance.max() + 0.05) / (luminance.min() + 0.05)


def test_colours_stand_out_from_the_page():
    for colour in (*palette.SEGMENT_COLOURS, palette.OUTLIER_COLOUR, palette.ACCENT):
        assert _contrast(colour) >= 3
    for colour in (palette.INK, palette.MUTED, "#17603f", "#7a4a00", "#96231f"):
        assert _contrast(colour) >= 4.5
    assert _contrast(palette.MUTED, "#f5f6f8") >= 4.5


def test_the_profile_shows_a_measure_in_one_window(tables, tmp_path):
    profiles = tables["segment_profiles"]
    window = profiles[profiles["feature_name"] == "spend_net"].assign(
        feature_name="spend_net_365d",
        standardized_difference=lambda rows: 0.9 * rows["standardized_difference"],
    )
    catalog = tables["feature_catalog"]
    longer = catalog[catalog["feature_name"] == "spend_net"].assign(feature_name="spend_net_365d")
    changed = {
        **tables,
        "segment_profiles": pd.concat([profiles, window]),
        "feature_catalog": pd.concat([catalog, longer]),
    }
    database = write_public_tables(tmp_path / "public.duckdb", changed)
    with open_tables(database) as opened:
        shown = set(profile.ask(Subject(opened, "behaviour")).rows["feature_name"])
    assert "spend_net" in shown
    assert "spend_net_365d" not in shown


def test_percentages_stay_on_one_line(report):
    text = " ".join(report.text)
    assert "12\N{NO-BREAK SPACE}% of its value moved" in text
    assert not re.search(r"\d %", text)


def test_a_doubt_shows_in_the_label():
    rows = [{"segment_name": "Loyal", "stability_jaccard": 0.9}] * 2
    assert words.overall_stability(rows, True, 0.9).label == "All segments found again"
    doubtful = words.overall_stability(rows, True, 0.5, [("Loyal", 0.2)])
    assert doubtful.label == "All segments found again, borders vary, members move on"


def test_every_module_of_charts_is_on_the_page(report):
    package = importlib.import_module("customer_segmentation.report.charts")
    headings = {
        importlib.import_module(f"{package.__name__}.{module.name}").HEADING
        for module in pkgutil.iter_modules(package.__path__)
    }
    assert len(headings) >= 18
    assert headings <= {text.strip() for text in report.text}


def test_a_query_runs_once(database):
    asked = []

    class Connection:
        def __init__(self, connection):
            self._connection = connection

        def cursor(self):
            cursor = self._connection.cursor()
            execute = cursor.execute

            class Cursor:
                description = property(lambda _: cursor.description)

                def execute(self, sql):
                    asked.append(sql)
                    execute(sql)

                def fetchall(self):
                    return cursor.fetchall()

                def close(self):
                    cursor.close()

            return Cursor()

    with duckdb.connect(str(database), read_only=True) as connection:
        render(compose(Tables(Connection(connection))), "Any connection")
    assert len(asked) > 30
    assert len(asked) == len(set(asked))


def test_each_segmentation_is_shown_in_each_of_the_others(database):
    with duckdb.connect(str(database), read_only=True) as connection:
        subjects = [Subject(Tables(connection), name) for name in ("behaviour", "rfm")]
        both = connection.sql(
            "select one.segment_id as own, other.segment_id as beside, count(*) as customers "
            "from customer_segments as one inner join customer_segments as other using (customer_id) "
            "where one.segmentation = 'behaviour' and other.segmentation = 'rfm' group by all"
        ).df()
        found = overlaps(subjects)
    assert [overlap.heading for overlap in found] == ["Behaviour in RFM", "RFM in Behaviour"]
    for overlap, (own, beside) in zip(found, (("own", "beside"), ("beside", "own")), strict=True):
        counts = both.pivot_table("customers", own, beside, fill_value=0)
        shares = counts.div(counts.sum(axis=1), axis=0)
        for segment, *cells in overlap.table.rows:
            assert [cell for cell in cells if cell and not cell.startswith("<")]
            told = [words.percent(share) for share in shares.loc[segment.segment_id] if share]
            assert set(cells) - set(told) <= {"", "<5"}
