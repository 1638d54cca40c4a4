"""Colours of the report: told apart with colour-blind eyes, at least 3:1 against white."""

from itertools import pairwise

# Chosen by search: the smallest distance in OKLab between any two of the first eight, seen with
# normal, protan, deutan and tritan eyes (Machado et al. 2009), is as large as possible.
SEGMENT_COLOURS = (
    "#4169bb",
    "#a65110",
    "#209ace",
    "#47306c",
    "#af8a2f",
    "#ce689b",
    "#692717",
    "#854d7d",
    "#858552",
    "#96314a",
    "#583e8f",
    "#76480f",
)
OUTLIER_COLOUR = "#767676"
SEGMENT_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")

# Colour, symbol and dash of each line of a figure with few lines.
LINE_STYLES = (
    ("#4169bb", "circle", "solid"),
    ("#a65110", "square", "dash"),
    ("#47306c", "diamond", "dot"),
    ("#767676", "cross", "longdash"),
    ("#209ace", "triangle-up", "dashdot"),
    ("#692717", "triangle-down", "longdashdot"),
)

INK = "#1c2430"
MUTED = "#566070"
GRID = "#e6e9ee"
QUIET = "#b4bcc8"
ACCENT = "#2f5fa8"
ACTIVE = "#a65110"

# Below, at and above the average: blue and orange stay apart for colour-blind readers. By night all
# of them are dark, so that light figures can be read on each.
DIVERGING = (
    (0.0, "#2e5ea7"),
    (0.25, "#a9c0e2"),
    (0.5, "#f7f7f5"),
    (0.75, "#f0bd8e"),
    (1.0, "#b8560f"),
)
# Figures on a strong colour, by day and by night.
ON_STRONG = "#fefefe"


def segment_colours(segment_ids: list[int]) -> dict[int, str]:
    """Colour of each segment, the same in every figure; outliers (segment 0) are grey."""
    return _looks(segment_ids, SEGMENT_COLOURS, OUTLIER_COLOUR)


def segment_symbols(segment_ids: list[int]) -> dict[int, str]:
    """Symbol of each segment on the map; outliers (segment 0) are crosses of their own."""
    return _looks(segment_ids, SEGMENT_SYMBOLS, "x")


def diverging(place: float) -> str:
    """Colour at a place from 0 (far below the average) to 1 (far above), by day."""
    for (low, first), (high, second) in pairwise(DIVERGING):
        if place <= high:
            share = (max(place, low) - low) / (high - low)
            pairs = zip(_channels(first), _channels(second), strict=True)
            return _hex([round(one + (other - one) * share) for one, other in pairs])
    return DIVERGING[-1][1]


def ink_on(colour: str) -> str:
    """The ink that stands out more on a colour of the day: that of the page, or `ON_STRONG`."""
    ground = _luminance_of(colour) + 0.05
    dark, light = _luminance_of(INK) + 0.05, _luminance_of(ON_STRONG) + 0.05
    return INK if ground / dark >= light / ground else ON_STRONG


def _looks(segment_ids: list[int], looks: tuple[str, ...], of_outliers: str) -> dict[int, str]:
    regular = [segment_id for segment_id in segment_ids if segment_id != 0]
    found = {segment_id: looks[at % len(looks)] for at, segment_id in enumerate(regular)}
    return found | ({0: of_outliers} if 0 in segment_ids else {})


def translucent(colour: str, opacity: float) -> str:
    """`#rrggbb` with an opacity from 0 to 1, as `rgba()`."""
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{opacity})"


# Ground and inks of the page by night; the style sheet has the same.
NIGHT = "#14181e"
_NIGHT_INKS = {
    INK: "#e8ebef",
    MUTED: "#a3adba",
    GRID: "#2b323c",
    QUIET: "#5d6773",
    ACCENT: "#7ba4e0",
    ACTIVE: "#e29a5c",
    "#ffffff": NIGHT,
    "#2e5ea7": "#3f6fb5",
    "#a9c0e2": "#34507c",
    "#f7f7f5": "#222932",
    "#f0bd8e": "#7a4d24",
    "#b8560f": "#ab5519",
    "#f6ece6": "#33241c",
    "#f5f3ea": "#2e2b1c",
    "#eaf0f8": "#1c2838",
    "#dde8f5": "#22344c",
    "rgba(255,255,255,0.85)": "rgba(20,24,30,0.85)",
    "rgba(255,255,255,0.88)": "rgba(20,24,30,0.88)",
}
# At least 3:1 against the ground, as by day.
_LEAST_CONTRAST = 3.6


def dark_colours() -> dict[str, str]:
    """What each colour of the report becomes by night."""
    lines = [colour for colour, _, _ in LINE_STYLES]
    every = {*SEGMENT_COLOURS, *lines, OUTLIER_COLOUR} - set(_NIGHT_INKS)
    return {**{colour: _lightened(colour) for colour in sorted(every)}, **_NIGHT_INKS}


def _lightened(colour: str) -> str:
    """The colour with as much white in it as it needs to stand out by night."""
    channels = _channels(colour)
    for step in range(21):
        mixed = [round(value + (255 - value) * step / 20) for value in channels]
        if (_luminance(mixed) + 0.05) / (_luminance_of(NIGHT) + 0.05) >= _LEAST_CONTRAST:
            break
    return _hex(mixed)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _hex(channels: list[int]) -> str:
    return "#" + "".join(f"{value:02x}" for value in channels)


def _luminance_of(colour: str) -> float:
    return _luminance(_channels(colour))


def _luminance(channels: list[int]) -> float:
    """Relative luminance (WCAG 2)."""
    shares = [value / 255 for value in channels]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
