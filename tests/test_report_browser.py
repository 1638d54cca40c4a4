"""The report in a real browser: no errors, no network, every chart drawn, nothing too wide."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from public_tables import public_tables, write_public_tables

from customer_segmentation.report import write_report

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
WIDTHS = (1280, 390)

pytestmark = pytest.mark.skipif(
    BROWSER is None,
    reason="no headless browser: install chromium, or give its path in CHROMIUM",
)

COLLECT_ERRORS = """<script>
const errors = [];
addEventListener("error", (event) => errors.push(event.message));
addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
addEventListener("securitypolicyviolation", (event) => errors.push("blocked: " + event.blockedURI));
for (const level of ["error", "warn"]) {
  const original = console[level];
  console[level] = (...words) => { errors.push(words.join(" ")); original(...words); };
}
</script>"""

# Opens every segmentation in turn, waits until its charts are drawn and looks at each of them.
INSPECT = """<script>
const MARKS = {
  bar: ".barlayer .point path",
  scatter: ".scatterlayer .point, .scatterlayer .js-line, .scatterlayer .js-fill, .textpoint",
  heatmap: ".heatmaplayer image",
  sankey: ".sankey-link",
};
function settled(element) {
  return new Promise((resolve) => {
    const wait = () => element._fullData ? setTimeout(resolve, 50) : setTimeout(wait, 20);
    wait();
  });
}
(async () => {
  const charts = [];
  const tooWide = [];
  const heights = {};
  for (const panel of document.querySelectorAll(".panel")) {
    const tab = document.getElementById("tab-" + panel.id);
    if (tab) tab.click();
    panel.querySelectorAll("details.appendix").forEach((appendix) => { appendix.open = true; });
    for (const chart of panel.querySelectorAll(".chart")) {
      await settled(chart);
      const kinds = [...new Set(chart._fullData.map((trace) => trace.type))];
      charts.push({
        id: chart.id,
        marks: kinds.map((kind) => [kind, chart.querySelectorAll(MARKS[kind]).length]),
      });
    }
    if (document.documentElement.scrollWidth > innerWidth) tooWide.push(panel.id);
    const top = (element) => element.getBoundingClientRect().top;
    heights[panel.id] = top(panel.querySelector("details.appendix")) - top(panel);
  }
  const select = document.querySelector("[data-dialect]");
  select.value = "postgres";
  select.dispatchEvent(new Event("change"));
  const dialects = [...document.querySelectorAll("[data-for]")]
    .filter((rule) => !rule.hidden).map((rule) => rule.dataset.for);
  parent.postMessage(JSON.stringify({
    width: innerWidth, errors, charts, tooWide, dialects, heights,
    tables: document.querySelectorAll("table.plain, table.data").length,
    taken: document.querySelectorAll(".take").length,
    requests: performance.getEntriesByType("resource").map((entry) => entry.name),
  }), "*");
})();
</script>"""

FRAMES = """<!doctype html><title>frames</title><pre id="results"></pre>
<script>
const results = [];
addEventListener("message", (event) => {
  results.push(JSON.parse(event.data));
  document.getElementById("results").textContent = JSON.stringify(results);
});
</script>
"""


def inspect(report: Path, folder: Path) -> list[dict]:
    """What a browser sees of the report, once per width."""
    page = report.read_text(encoding="utf-8")
    page = page.replace("<head>", "<head>" + COLLECT_ERRORS, 1)
    page = page.replace("</body>", INSPECT + "</body>", 1)
    (folder / "inspected.html").write_text(page, encoding="utf-8")
    frames = folder / "frames.html"
    frames.write_text(
        FRAMES
        + "".join(
            f'<iframe src="inspected.html" style="width:{width}px;height:900px;border:0"></iframe>'
            for width in WIDTHS
        )
    )
    run = subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--enable-logging=stderr",
            "--v=0",
            f"--user-data-dir={folder / 'profile'}",
            "--window-size=1400,1000",
            "--virtual-time-budget=120000",
            "--dump-dom",
            frames.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert "CONSOLE" not in run.stderr, run.stderr
    results = re.search(r'<pre id="results">(.*?)</pre>', run.stdout, re.DOTALL).group(1)
    assert results, "the page did not finish: " + run.stderr
    return json.loads(html.unescape(results))


@pytest.fixture(scope="module")
def views(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    database = write_public_tables(folder / "public.duckdb", public_tables())
    return inspect(write_report(database, folder / "report.html"), folder)


def assert_healthy(views: list[dict]) -> None:
    assert sorted(view["width"] for view in views) == sorted(WIDTHS)
    for view in views:
        assert view["errors"] == []
        assert view["requests"] == []
        assert view["tooWide"] == []
        assert view["charts"]
        for chart in view["charts"]:
            assert all(marks > 0 for _, marks in chart["marks"]), chart


def test_the_report_opens_without_errors(views):
    assert_healthy(views)


def test_every_kind_of_chart_is_drawn(views):
    for view in views:
        names = {chart["id"].partition("-")[2] for chart in view["charts"]}
        assert names == {
            "profile",
            "map",
            "revenue",
            "moves",
            "sizes",
            "stability",
            "membership",
            "candidates1",
            "candidates2",
            "candidates3",
            "tree",
            "drift",
            "budget",
        }


SCREEN = 900


def test_a_segmentation_fits_on_six_screens_before_the_appendix(views):
    [wide] = [view for view in views if view["width"] == 1280]
    assert all(height <= 6 * SCREEN for height in wide["heights"].values()), wide["heights"]


def test_every_table_can_be_copied_and_downloaded(views):
    for view in views:
        assert view["taken"] == view["tables"] > 0


def test_the_dialect_of_the_rules_can_be_chosen(views):
    for view in views:
        assert set(view["dialects"]) == {"postgres"}


def test_the_report_of_the_demo_opens_without_errors(demo, tmp_path):
    views = inspect(write_report(demo.database, tmp_path / "report.html"), tmp_path)
    assert_healthy(views)
    [wide] = [view for view in views if view["width"] == 1280]
    # Eleven RFM groups, each with what its members do by now.
    assert all(height <= 6.5 * SCREEN for height in wide["heights"].values()), wide["heights"]
