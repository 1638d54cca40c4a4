"""Read a written report: its text, its tables with their queries, and its charts."""

import json
from html.parser import HTMLParser
from pathlib import Path

import duckdb

from customer_segmentation.report import block, words


class Page(HTMLParser):
    """What a test reads from the report: its text, tables with their queries, and charts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.sources, self.charts, self.attributes = [], [], {}, []
        self._open, self._chart, self._details = [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.attributes += [(tag, name, value or "") for name, value in attributes.items()]
        self._open.append(tag)
        if tag == "script":
            self._chart = attributes.get("data-chart")
        if tag == "details" and attributes.get("class") == "source":
            self._details = {"columns": [], "rows": [], "sql": ""}
        if tag == "tr" and self._details is not None:
            self._details["rows"].append([])

    def handle_endtag(self, tag):
        if tag == "details" and self._details is not None:
            self.sources.append(self._details)
            self._details = None
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            if self._chart:
                self.charts[self._chart] = json.loads(data)
            return
        if inside == "style":
            return
        self.text.append(data)
        if self._details is None:
            return
        if inside == "code":
            self._details["sql"] += data
        elif inside == "th":
            self._details["columns"].append(data)
        elif inside == "td":
            self._details["rows"][-1].append(data)


def assert_tables_equal_their_queries(report: Page, database: Path) -> None:
    """Run the query beside each table and compare every cell that is shown."""
    with duckdb.connect(str(database), read_only=True) as connection:
        for source in report.sources:
            result = connection.sql(source["sql"]).df()
            if not source["columns"]:
                continue
            assert source["columns"] == list(result.columns)
            expected = [
                [text for text in (words.cell(value) for value in row) if text]
                for row in result.head(block.MAX_ROWS).itertuples(index=False)
            ]
            shown = [
                [text.replace("\N{NO-BREAK SPACE}%", " %") for text in row]
                for row in source["rows"]
                if row
            ]
            assert shown == expected, source["sql"]
