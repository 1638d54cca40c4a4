"""Names of segments: what the members do by now, and what sets them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from customer_segmentation.explain.archetypes import (
    MOST,
    NOTABLE,
    Archetype,
    Condition,
    Segment,
    is_window,
    parse_conditions,
)
from customer_segmentation.model.encoding import numeric_column

# Features that rise and fall together among customers are one trait.
SAME_TRAIT = 0.9
# A trait that another segment has more of says less about this one.
SHARED = 0.7
# Nine in ten members and at most half of the others are in a range that a segment is called by.
WITHIN, OTHERS_WITHIN = 0.9, 0.5
# That people never bought, or only returned, comes before whatever else they do, unless that is
# very clear.
NO_ORDERS_STRENGTH = 1.5
# Never is said where at most one member in twenty has ordered.
NEVER = 0.95
# One-time is said where at most one member in ten has ordered again, else "mostly".
ONLY_ONCE = 0.9
# Who has ordered once has ordered little and spent little: one-time has said it.
_SAID_BY_ONE_ORDER = ("order_count", "spend_net", "spend_gross")
# Families that say when: the activity, which every name begins with, has said it. When people came
# who bought once and are not new is what tells them from others who did.
SAID_BY_ACTIVITY = ("recency", "tenure")
LAST_TOUCH = "days_since_last_touch"

_PREFIX = {
    "active": "",
    "new": "New",
    "slipping": "Lapsing",
    "inactive": "Lapsed",
    "dormant": "Dormant",
    "": "",
}
_ONE_TIME_PREFIX = {
    "active": "Recent one-time",
    "past year": "Past-year one-time",
    "new": "First-time",
    "slipping": "Lapsing one-time",
    "inactive": "One-time",
    "dormant": "Dormant",
    "mixed": "One-time",
    "": "One-time",
}
_MOSTLY_ONE_TIME_PREFIX = {
    "active": "Recent, mostly one-time",
    "past year": "Past-year, mostly one-time",
    "new": "New, mostly one-time",
    "slipping": "Lapsing, mostly one-time",
    "inactive": "Mostly one-time",
    "dormant": "Dormant",
    "mixed": "Mostly one-time",
    "": "Mostly one-time",
}
_PLAIN = {
    "active": "Active customers",
    "new": "New customers",
    "slipping": "Lapsing customers",
    "inactive": "Lapsed customers",
    "dormant": "Dormant contacts",
    "prospect": "Never ordered",
    "returns_only": "Returns only",
    "": "Typical customers",
}
# Of whom no level is that of most, the two largest parts: who buys, who has stopped, who never did.
_MIXED_PLAIN = {
    frozenset({"buying", "quiet"}): "Active and quiet customers",
    frozenset({"buying", "never"}): "Customers and contacts",
    frozenset({"quiet", "never"}): "Quiet customers and contacts",
}
_MIXED_SUFFIX = {"quiet": "some gone quiet", "never": "some without orders"}
# Pauses between orders say the opposite of the number of orders.
_SAME_MEASURE = {"order_gap_days_mean": "order_count"}
# Archetypes name levels of customers; a segment without one majority is near these.
_LEVEL = {"dormant": "inactive", "mixed": "slipping"}
_ALL_LEVELS = frozenset(_PLAIN) - set(_LEVEL) - {""}
_ONE_ORDER = Condition("order_count", "=", "1")


@dataclass(frozen=True)
class Name:
    """A name, and what must hold for it to stay.

    Attributes
    ----------
    segment_name : str
    archetype : str
        Key in `archetypes`; empty for a name that activity or traits give.
    activity : str
        What most members did when the name was given, see `archetypes.activity_of`.
    conditions : str
        What the name says of the members beside that, joined by "and"; may be empty.
    meaning : str
        The archetype's meaning, a sentence; empty without one.
    """

    segment_name: str
    archetype: str = ""
    activity: str = ""
    conditions: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class _Option:
    strength: float
    name: Name


_Theme = tuple[str, str, str]


def _joined(conditions: Iterable[Condition]) -> str:
    return " and ".join(map(str, conditions))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _said_of(noun: str, segment: Segment) -> str:
    """A noun with what the members do by now."""
    if segment.activity in ("prospect", "returns_only"):
        return f"{noun} without orders"
    prefix = _prefix(segment)
    said = f"{prefix} {_small(noun)}" if prefix else noun
    return f"{said}, {_mixed_suffix(segment)}" if segment.activity == "mixed" else said


def _prefix(segment: Segment) -> str:
    if not segment.is_one_time:
        return _PREFIX.get(segment.activity, "")
    is_all = segment.share(_ONE_ORDER) >= ONLY_ONCE
    return (_ONE_TIME_PREFIX if is_all else _MOSTLY_ONE_TIME_PREFIX).get(_since_when(segment), "")


def _since_when(segment: Segment) -> str:
    """The activity; where customers may wait for long and still be active, since when they have."""
    if segment.activity != "active" or "recency_days" not in segment.population.catalog:
        return segment.activity
    spans = {"active": 90, "past year": 365}
    shares = {
        span: segment.share(Condition("recency_days", "<=", str(days)))
        for span, days in spans.items()
    }
    return next((span for span, share in shares.items() if share >= MOST), "inactive")


def _mixed_suffix(segment: Segment) -> str:
    parts = segment.parts
    return _MIXED_SUFFIX["never" if parts["never"] > parts["quiet"] else "quiet"]


def _never_ordered(segment: Segment) -> bool:
    return segment.levels.get("prospect", 0.0) >= NEVER


def _plain_text(segment: Segment) -> str:
    """What the members do by now, as a name."""
    if segment.activity == "prospect" and not _never_ordered(segment):
        return "Mostly without orders"
    if segment.is_one_time and segment.activity not in ("dormant", "prospect", "returns_only"):
        return _said_of("buyers", segment)
    if segment.activity != "mixed":
        return _PLAIN[segment.activity]
    order = sorted(segment.parts, key=lambda part: -segment.parts[part])
    return _MIXED_PLAIN[frozenset(order[:2])]


def _theme(activity: str, conditions: Sequence[Condition], measures: Mapping[str, str]) -> _Theme:
    """What a name is about: the activity, and the measure that it names first with its direction.

    Two names of one theme would mean the same: many orders are short pauses between them.
    """
    if not conditions:
        return activity, "", ""
    lead = conditions[0]
    measure = measures.get(lead.feature, lead.feature)
    if [(c.feature, c.sign) for c in conditions] == [(lead.feature, ">="), (lead.feature, "<=")]:
        return activity, measure, _joined(conditions)
    direction = {">=": "high", ">": "high", "<=": "low", "<": "low"}.get(lead.sign, lead.sign)
    if measure in _SAME_MEASURE:
        opposite = {"low": "high", "high": "low"}
        return activity, _SAME_MEASURE[measure], opposite.get(direction, direction)
    return activity, measure, direction if direction in ("high", "low") else str(lead)


def _strength(archetype: Archetype, segment: Segment) -> float:
    """Length of the vector of differences that the archetype speaks of, times its weight.

    What is said twice counts once: many orders are short pauses between them.
    """
    catalog = segment.population.catalog
    measures: dict[str, float] = {}
    for condition in archetype.conditions:
        row = catalog.get(condition.feature, {})
        measure = str(row.get("measure", condition.feature))
        measure = _SAME_MEASURE.get(measure, measure)
        measures[measure] = max(measures.get(measure, 0.0), segment.strength(condition))
    return archetype.weight * float(np.sqrt(sum(value**2 for value in measures.values())))


def _archetype_options(
    archetypes: Sequence[Archetype], segments: Mapping[int, Segment]
) -> dict[int, list[_Option]]:
    options: dict[int, list[_Option]] = {label: [] for label in segments}
    for archetype in archetypes:
        strengths = {
            label: _strength(archetype, segment)
            for label, segment in segments.items()
            if _is_of_level(segment.activity, archetype)
            and segment.holds(archetype.conditions)
            and not _is_said_by_one_order(archetype, segment)
        }
        for label, strength in strengths.items():
            segment = segments[label]
            is_shared = strength < max(strengths.values())
            conditions = archetype.conditions + ((_ONE_ORDER,) if segment.is_one_time else ())
            name = Name(
                _said_of(archetype.segment_name, segment),
                archetype.archetype,
                segment.activity,
                _joined(conditions),
                archetype.meaning,
            )
            options[label].append(_Option(strength * (SHARED if is_shared else 1.0), name))
    return options


def _is_said_by_one_order(archetype: Archetype, segment: Segment) -> bool:
    lead = archetype.conditions[0]
    row = segment.population.catalog.get(lead.feature, {})
    measure = str(row.get("measure", lead.feature))
    return segment.is_one_time and lead.sign == "low" and measure in _SAID_BY_ONE_ORDER


def _is_of_level(activity: str, archetype: Archetype) -> bool:
    """Whether an archetype is of these members; where nobody knows what they do, one of all levels."""
    if activity == "":
        return archetype.activity_levels >= _ALL_LEVELS
    return _LEVEL.get(activity, activity) in archetype.activity_levels


def _plain_option(segment: Segment) -> _Option:
    if segment.is_one_time:
        name = Name(_plain_text(segment), "", segment.activity, _joined([_ONE_ORDER]))
        return _Option(segment.strength(Condition("order_count", "low")), name)
    is_without = segment.activity in ("prospect", "returns_only")
    name = Name(_plain_text(segment), "", segment.activity)
    return _Option(NO_ORDERS_STRENGTH if is_without else 0.0, name)


def _plain_options(segment: Segment) -> list[_Option]:
    """What members do by now; nothing where nobody knows, so that traits name the segment."""
    option = _plain_option(segment)
    return [] if segment.activity == "" and not segment.is_one_time else [option]


@dataclass(frozen=True)
class Trait:
    """One feature of one segment: its difference in mean standardised ranks, and its words."""

    feature_name: str
    family: str
    words: str
    difference: float

    @property
    def condition(self) -> Condition:
        """The trait as a condition that can be looked at again."""
        return Condition(self.feature_name, "high" if self.difference > 0 else "low")


def segment_traits(segment: Segment) -> list[Trait]:
    """What sets a segment apart from all customers, the most telling first.

    Returns
    -------
    list of Trait
        Numbers and yes-or-no features by the size of the difference; one trait per measure, whatever
        its window, and per set of features whose ranks are correlated beyond `SAME_TRAIT`. A trait is
        true of half of the members, and of the means that a profile shows. Of two that differ by
        as much, the one that is said in fewer letters comes first.
    """
    population = segment.population
    found: list[Trait] = []
    chosen: list[str] = []
    numbers = [name for name in population.catalog if not population.is_text(name)]
    differences = {name: round(segment.difference(name), 9) for name in sorted(numbers)}

    def words(name: str) -> str:
        return str(population.catalog[name]["words_high" if differences[name] > 0 else "words_low"])

    for name in sorted(
        differences, key=lambda name: (-abs(differences[name]), len(words(name)), name)
    ):
        row, difference = population.catalog[name], differences[name]
        if difference == 0 or _is_when(row["family"], segment) or not segment.is_told(name):
            continue
        values = numeric_column(population.frame, name)
        mean, everybody = np.nanmean(values[segment.members]), np.nanmean(values)
        if (mean - everybody) * difference <= 0:
            continue
        if not segment.is_beyond(name, difference > 0, 0.5):
            continue
        if any(
            row["measure"] == population.catalog[other]["measure"]
            or abs(_correlation(segment, name, other)) > SAME_TRAIT
            for other in chosen
        ):
            continue
        chosen.append(name)
        found.append(Trait(name, row["family"], words(name), difference))
    return found


def _is_when(family: str, segment: Segment) -> bool:
    came = family == "tenure" and segment.is_one_time and segment.activity != "new"
    return family in SAID_BY_ACTIVITY and not came


def _correlation(segment: Segment, first: str, second: str) -> float:
    one, other = (segment.population.ranks(name)[0] for name in (first, second))
    known = np.isfinite(one) & np.isfinite(other)
    return float(np.mean(one[known] * other[known])) if known.any() else 0.0


def _trait_options(
    segment: Segment,
    own: Sequence[Trait],
    others: Iterable[Sequence[Trait]],
    alike: Sequence[Segment],
) -> list[_Option]:
    """Names from one trait each, weaker where another segment goes further in it.

    From segments that do the same by now a name has to tell them apart: active customers of higher
    spend are not those who spend less than the other active ones.
    """
    furthest: dict[Condition, float] = {}
    for traits in others:
        for trait in traits:
            furthest[trait.condition] = max(
                furthest.get(trait.condition, 0.0), abs(trait.difference)
            )

    def strength(trait: Trait) -> float:
        size = abs(trait.difference)
        return size if size >= furthest.get(trait.condition, 0.0) else SHARED * size

    return [
        _Option(strength(trait), _told(segment, trait.words, str(trait.condition)))
        for trait in own
        if abs(trait.difference) >= NOTABLE
        and not _is_said(trait, segment)
        and all(_goes_further(trait, segment, other) for other in alike)
    ]


def _goes_further(trait: Trait, segment: Segment, other: Segment) -> bool:
    """Whether a trait is that of a segment against another one, by ranks and by the means."""
    name, sign = trait.feature_name, np.sign(trait.difference)
    values = numeric_column(segment.population.frame, name)
    own, theirs = (values[one.members] for one in (segment, other))
    if not np.isfinite(theirs).any():
        return True
    by_means = np.nanmean(own) - np.nanmean(theirs)
    return bool(sign * by_means > 0 and sign * (trait.difference - other.difference(name)) > 0)


def _told(segment: Segment, text: str, conditions: str) -> Name:
    """What the members do by now, where that is known, and something else of them."""
    told = f"{_plain_text(segment)}: {text}" if segment.activity else _capital(text)
    return Name(told, "", segment.activity, conditions)


def _range_option(segment: Segment) -> list[_Option]:
    """A name from the values that the members share and the fewest others have, if there is any."""
    population, found = segment.population, []
    for feature, row in sorted(population.catalog.items()):
        if population.is_text(feature) or not segment.is_told(feature):
            continue
        is_said = segment.is_one_time and row["measure"] in _SAID_BY_ONE_ORDER
        if is_said or row.get("role", "feature") != "feature":
            continue
        values = population.values(feature)
        own = values[segment.members]
        if np.isfinite(own).mean() < WITHIN:
            continue
        low, high = np.nanquantile(own, [(1 - WITHIN) / 2, (1 + WITHIN) / 2])
        known = own[np.isfinite(own)]
        low, high = _rounded(low, high, bool((known == np.floor(known)).all()))
        others = values[~segment.members]
        shared = float(np.mean((others >= low) & (others <= high))) if len(others) else 1.0
        if shared <= OTHERS_WITHIN:
            found.append((shared, feature, low, high))
    if not found:
        return []
    shared, feature, low, high = min(found)
    row = population.catalog[feature]
    scale, sign = (100, " %") if row.get("unit") == "share" else (1, "")
    span = " to ".join(f"{scale * value:,.10g}{sign}" for value in dict.fromkeys((low, high)))
    conditions = [Condition(feature, ">=", f"{low:.10g}"), Condition(feature, "<=", f"{high:.10g}")]
    text = f"{row.get('label', feature)} {span}"
    return [_Option(OTHERS_WITHIN - shared, _told(segment, text, _joined(conditions)))]


def _rounded(low: float, high: float, is_whole: bool) -> tuple[float, float]:
    """Limits to two digits of the distance between them, outwards; whole ones of whole numbers."""
    size = high - low or abs(high)
    unit = 10.0 ** (np.floor(np.log10(size)) - 1) if size else 1.0
    if is_whole:
        unit = max(unit, 1.0)
    floor, ceiling = np.floor(low / unit + 1e-9), np.ceil(high / unit - 1e-9)
    return float(round(floor * unit, 10)), float(round(ceiling * unit, 10))


def _is_said(trait: Trait, segment: Segment) -> bool:
    """Whether the activity has said it: how long they are silent, or that silent people buy less."""
    if trait.feature_name == LAST_TOUCH:
        return True
    measure = segment.population.catalog[trait.feature_name]["measure"]
    if segment.is_one_time and trait.difference < 0 and measure in _SAID_BY_ONE_ORDER:
        return True
    is_quiet = segment.activity in ("inactive", "dormant", "prospect", "returns_only")
    return is_quiet and trait.difference < 0 and is_window(trait.feature_name)


def is_still_true(name: Name, segment: Segment) -> bool:
    """Whether a name that a segment has may stay: by and large it is as it was."""
    if name.activity != segment.activity:
        return False
    if name.segment_name == _PLAIN["prospect"] and not _never_ordered(segment):
        return False
    conditions = parse_conditions(name.conditions) if name.conditions else ()
    if not all(segment.is_told(condition.feature) for condition in conditions):
        return False
    return segment.holds(conditions, is_kept=True)


def name_segments(
    segments: Mapping[int, Segment],
    archetypes: Sequence[Archetype],
    earlier: Mapping[int, Name] | None = None,
    taken: Iterable[str] = (),
) -> dict[int, Name]:
    """Name segments, no two with the same meaning.

    Parameters
    ----------
    segments : mapping of int to Segment
        By segment id.
    archetypes : sequence of Archetype
    earlier : mapping of int to Name, optional
        Names that the segments have. One stays as long as it is true.
    taken : iterable of str
        Names that are not to be given.

    Returns
    -------
    dict of int to Name
        Each segment gets the strongest archetype that holds and that no stronger segment of the same
        activity has taken, nor another archetype about the same measure; without one, what the members
        do by now; where that is taken too, that with the trait in which they go furthest, or with the
        values that few others have.
    """
    names = {
        label: name
        for label, name in (earlier or {}).items()
        if label in segments and is_still_true(name, segments[label])
    }
    used = {text.lower() for text in taken} | {n.segment_name.lower() for n in names.values()}
    measures = {
        feature: str(row.get("measure", feature))
        for segment in segments.values()
        for feature, row in segment.population.catalog.items()
    }

    def theme(name: Name) -> _Theme:
        conditions = parse_conditions(name.conditions) if name.conditions else ()
        return _theme(name.activity, conditions, measures)

    themes = {theme(name) for name in names.values()}

    def give(options: Mapping[int, Sequence[_Option]]) -> None:
        """The strongest first, to whoever has no name yet."""
        listed = [
            (option.strength, label, option.name)
            for label, own in options.items()
            for option in own
            if label not in names
        ]
        for _, label, name in sorted(listed, key=lambda item: (-item[0], item[1])):
            if (
                label not in names
                and name.segment_name.lower() not in used
                and theme(name) not in themes
            ):
                names[label] = name
                used.add(name.segment_name.lower())
                themes.add(theme(name))

    archetype_options = _archetype_options(archetypes, segments)
    give(
        {
            label: [*archetype_options[label], *_plain_options(segment)]
            for label, segment in segments.items()
        }
    )
    if len(names) < len(segments):
        traits = {label: segment_traits(segment) for label, segment in segments.items()}
        give(
            {
                label: _trait_options(
                    segment,
                    traits[label],
                    [own for other, own in traits.items() if other != label],
                    [
                        other
                        for key, other in segments.items()
                        if key != label and _plain_text(other) == _plain_text(segment)
                    ],
                )
                for label, segment in segments.items()
            }
        )
        left = {label: segment for label, segment in segments.items() if label not in names}
        give({label: _range_option(segment) for label, segment in left.items()})
    for label, segment in segments.items():
        if label not in names:
            names[label] = _numbered(segment, used)
            used.add(names[label].segment_name.lower())
    return {label: names[label] for label in segments}


def _numbered(segment: Segment, used: Iterable[str]) -> Name:
    """What the members do by now with a number: nothing else tells the segment from another."""
    plain = _plain_option(segment).name
    number = 2
    while f"{plain.segment_name} ({number})".lower() in used:
        number += 1
    return replace(plain, segment_name=f"{plain.segment_name} ({number})")
