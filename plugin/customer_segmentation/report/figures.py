"""How this report writes figures, and what stands at its head."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer_segmentation.report import words
from customer_segmentation.report.tables import Tables

QUERY = "select title, logo, numbers, currency, min_cell_customers from report_settings"
THIN_SPACE, APOSTROPHE = "\N{NARROW NO-BREAK SPACE}", "\N{RIGHT SINGLE QUOTATION MARK}"
# Decimal mark and mark between thousands.
MARKS = {
    "en": (".", ","),
    "de": (",", "."),
    "fr": (",", THIN_SPACE),
    "ch": (".", APOSTROPHE),
}
# Numbers as the tables write them; dotted versions and dates are none.
_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w]|[.,]\d)")


@dataclass(frozen=True)
class Figures:
    """The row of `report_settings`; the columns are described there."""

    title: str | None = None
    logo: str | None = None
    numbers: str = "en"
    currency: str | None = None
    min_cell_customers: int = 5

    def money(self, value: Any, is_compact: bool = False) -> str:
        """An amount with its currency: 1,204 EUR; n/a without an amount."""
        text = words.compact(value) if is_compact else words.number(value)
        return text if words.is_null(value) or not self.currency else f"{text} {self.currency}"

    @property
    def separators(self) -> str:
        """Decimal mark and mark between thousands, as plotly takes them."""
        return "".join(MARKS[self.numbers])

    def localised(self, text: str) -> str:
        """A text with its numbers written in the language of `numbers`."""
        if self.numbers == "en":
            return text
        decimal, thousands = MARKS[self.numbers]

        def written(match: re.Match[str]) -> str:
            whole, rest = match[1].replace(",", thousands), match[2] or ""
            return whole + rest.replace(".", decimal)

        return _NUMBER.sub(written, text)


def read_figures(tables: Tables) -> Figures:
    """Read the only row of `report_settings`; without one the defaults hold."""
    row = next(iter(tables.ask(QUERY, "There are no settings of the report.")), None)
    if row is None:
        return Figures()
    known: Mapping[str, Any] = {
        name: None if words.is_null(value) else value for name, value in row.items()
    }
    return Figures(**{**known, "min_cell_customers": int(row["min_cell_customers"])})


def image_of(path: str | None) -> str:
    """An image file as a data URL, so that the page loads nothing; nothing without a path.

    Raises
    ------
    ValueError
        When there is no such file, or it is no image.
    """
    if not path:
        return ""
    kind = mimetypes.guess_type(path)[0] or ""
    if not kind.startswith("image/") or not Path(path).is_file():
        raise ValueError(
            f"report_logo is {path!r}: give the path of an image file (png, jpg, svg) that exists "
            "where the report is written"
        )
    return f"data:{kind};base64,{base64.b64encode(Path(path).read_bytes()).decode()}"
