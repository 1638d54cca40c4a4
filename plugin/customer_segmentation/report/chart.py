"""What a chart is, and the style that all charts share."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.report import palette, words
from customer_segmentation.report.figures import Figures

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif'
)


@dataclass(frozen=True)
class Chart:
    """A plotly figure as JSON, and what a reader who cannot see it is told.

    Attributes
    ----------
    traces, layout : list and dict
    narrow : dict
        Changes on a narrow screen, by dotted path in the layout, or in the traces after `data.`.
    height, narrow_height : int
        Pixels.
    narrow_below : int
        Width of the window in pixels below which the changes apply.
    min_width : int
        Pixels below which the figure scrolls sideways.
    alt : str
        The figure in words.
    """

    traces: list[dict[str, Any]]
    layout: dict[str, Any]
    height: int
    alt: str
    narrow: dict[str, Any] = field(default_factory=dict)
    narrow_height: int | None = None
    narrow_below: int = 640
    min_width: int = 0

    def json(self, figures: Figures) -> str:
        """The figure for a script element of an HTML page, numbers as `figures` writes them."""
        text = json.dumps(
            {
                "data": _localised(self.traces, figures),
                "layout": {
                    **_localised(self.layout, figures),
                    "separators": figures.separators,
                },
                "height": self.height,
                "narrow": _localised(self.narrow, figures),
                "narrowHeight": self.narrow_height or self.height,
                "narrowBelow": self.narrow_below,
            },
            default=_plain,
            allow_nan=False,
            separators=(",", ":"),
        )
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


# Where readers see texts; colours, formats and keys stay as they are.
_TEXTS = ("text", "customdata", "ticktext", "label", "name")


def _localised(value: Any, figures: Figures, is_text: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _localised(item, figures, is_text or key.rpartition(".")[2] in _TEXTS)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_localised(item, figures, is_text) for item in value]
    return figures.localised(value) if is_text and isinstance(value, str) else value


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return _number(value.item())
    if isinstance(value, np.ndarray):
        return [_number(item) for item in value.tolist()]
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")


def _number(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def finite(values: Sequence[Any], digits: int = 6) -> list[float | None]:
    """Numbers with so many significant digits, None for what is empty or infinite."""
    return [
        None
        if words.is_null(value) or not math.isfinite(float(value))
        else float(f"{float(value):.{digits}g}")
        for value in values
    ]


def chart(figure: Any, alt: str, **sizes: Any) -> Chart:
    """Take a plotly figure as plain data, without the template that plotly.js has anyway."""
    plain = figure.to_plotly_json()
    layout = {key: value for key, value in plain["layout"].items() if key != "template"}
    return Chart(traces=plain["data"], layout=layout, alt=alt, **sizes)


def empty_figure(**layout: Any) -> Any:
    """An empty figure in the report's calm style."""
    from plotly import graph_objects as go

    axis = {
        "gridcolor": palette.GRID,
        "zeroline": False,
        "linecolor": palette.GRID,
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"size": 12, "color": palette.MUTED},
        "title": {"font": {"size": 12, "color": palette.MUTED}},
    }
    figure = go.Figure()
    figure.update_layout(
        font={"family": FONT, "size": 13, "color": palette.INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        showlegend=False,
        dragmode=False,
        hoverlabel={
            "bgcolor": "#ffffff",
            "bordercolor": palette.QUIET,
            "font": {"family": FONT, "size": 13, "color": palette.INK},
            "align": "left",
        },
        xaxis=axis,
        yaxis=axis,
    )
    figure.update_layout(**layout)
    return figure


def legend(**place: Any) -> dict[str, Any]:
    """A legend in one line above the figure, unless placed elsewhere."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "font": {"size": 12, "color": palette.INK},
        "itemclick": False,
        "itemdoubleclick": False,
        "bgcolor": "rgba(0,0,0,0)",
        **place,
    }


NARROW_LETTERS = 18


def narrow_names(names: Sequence[str]) -> dict[str, Any]:
    """Changes that keep the names of rows readable on a narrow screen."""
    return {
        "yaxis.ticktext": [words.wrapped(name, NARROW_LETTERS) for name in names],
        "yaxis.tickfont.size": 11,
    }


def row_height(names: Sequence[str], least: int) -> int:
    """Pixels per row on a narrow screen, so that names of several lines do not touch."""
    lines = max(
        (words.wrapped(name, NARROW_LETTERS).count("<br>") + 1 for name in names), default=1
    )
    return max(least, 15 * lines + 8)


def category_axis(names: Sequence[str], width: int) -> dict[str, Any]:
    """Ticks for one row per name, the first on top, labels broken into lines."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [words.wrapped(name, width) for name in names],
        "range": [len(names) - 0.4, -0.6],
        "tickfont": {"size": 12, "color": palette.INK},
        "showgrid": False,
        "ticks": "",
    }


def paired_bars(
    names: Sequence[str],
    first: tuple[str, Sequence[Any]],
    second: tuple[str, Sequence[Any]],
    alt: str,
) -> Chart:
    """Two shares of the whole per segment, side by side.

    Parameters
    ----------
    names : sequence of str
        Segments, the first on top.
    first, second : tuple of str and sequence of float
        Legend and shares from 0 to 1; the second is the one to look at.
    alt : str
    """
    figure = empty_figure(
        barmode="group",
        bargap=0.32,
        bargroupgap=0.06,
        showlegend=True,
        legend=legend(traceorder="normal"),
    )
    figure.update_layout(margin={"t": 34, "r": 48})
    for (label, shares), colour in zip(
        (first, second), (palette.QUIET, palette.ACCENT), strict=True
    ):
        figure.add_bar(
            name=label,
            orientation="h",
            y=list(range(len(names))),
            x=finite(shares),
            text=[words.percent(share) for share in shares],
            textposition="outside",
            cliponaxis=False,
            textfont={"size": 12, "color": palette.INK},
            marker={"color": colour, "line": {"width": 0}},
            customdata=list(names),
            hovertemplate="%{customdata}<br>" + label + ": %{text}<extra></extra>",
        )
    figure.update_yaxes(**category_axis(names, 28), showline=False)
    figure.update_xaxes(
        showticklabels=False,
        showgrid=False,
        showline=False,
        zeroline=True,
        zerolinecolor=palette.QUIET,
        range=_bar_range([*first[1], *second[1]]),
    )
    return chart(
        figure,
        alt,
        height=52 + 38 * len(names),
        narrow={**narrow_names(names), "margin.r": 40},
        narrow_height=60 + row_height(names, 50) * len(names),
    )


def _bar_range(values: Sequence[Any]) -> list[float]:
    """Range of a bar axis that leaves room for the figure at the end of each bar."""
    known = [value for value in finite(values) if value is not None] or [1.0]
    low, high = min(0.0, *known), max(0.0, *known)
    room = 0.12 * ((high - low) or 1.0)
    return [low - room if low < 0 else 0.0, high + room]
