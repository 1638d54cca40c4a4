"""Put the composed report into its template, with style, script and plotly.js inside."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from customer_segmentation.report import palette
from customer_segmentation.report.figures import image_of


def _unbroken(value: Any) -> Any:
    """Keep a percentage on one line; markup is left alone."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return re.sub(r"(?<=\d) %", "\N{NO-BREAK SPACE}%", value)


def render(content: dict[str, Any], title: str | None = None) -> str:
    """The report as one HTML page that loads nothing.

    Parameters
    ----------
    content : dict
        What `page.compose` gives.
    title : str, optional
        By default that of the settings.

    Returns
    -------
    str
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from plotly.offline import get_plotlyjs

    from customer_segmentation import __version__

    figures = content["figures"]

    def written(value: Any) -> Any:
        plain = isinstance(value, str) and not hasattr(value, "__html__")
        return _unbroken(figures.localised(value)) if plain else value

    assets = files("customer_segmentation.report") / "assets"
    environment = Environment(
        loader=PackageLoader("customer_segmentation.report", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=written,
    )
    return environment.get_template("report.html.j2").render(
        **content,
        title=title or figures.title or "Customer segments",
        logo=image_of(figures.logo),
        dark=palette.dark_colours(),
        version=__version__,
        css=(assets / "report.css").read_text(encoding="utf-8"),
        js=(assets / "report.js").read_text(encoding="utf-8"),
        plotly_js=get_plotlyjs(),
    )
