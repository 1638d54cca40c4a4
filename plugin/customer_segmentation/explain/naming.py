"""Names of segments: what the members do by now, and what sets them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from customer_segmentation.explain.archetypes import (
    NOTABLE,
    Archetype,
    Condition,
    Segment,
    parse_conditions,
)
from customer_segmentation.model.encoding import numeric_column

# Features that rise and fall together among customers are one trait.
SAME_TRAIT = 0.9
# A trait that another segment has more of says less about this one.
SHARED = 0.7
TRAITS_IN_NAME = 2
# That people never bought, or only returned, comes before whatever else they do, unless that is
# very clear.
NO_ORDERS_STRENGTH = 1.5
# Families that say when: the activity, which every name begins with, has said it.
SAID_BY_ACTIVITY = ("recency", "tenure")

_PREFIX = {
    "active": "",
    "new": "New",
    "slipping": "Lapsing",
    "inactive": "Lapsed",
    "dormant": "Dormant",
    "mixed": "Partly active",
    "": "",
}
_ONE_TIME_PREFIX = {
    "active": "Recent one-time",
    "new": "First-time",
    "slipping": "Lapsing one-time",
    "inactive": "One-time",
    "dormant": "Dormant",
    "mixed": "Partly active",
    "": "One-time",
}
_PLAIN = {
    "active": "Active customers",
    "new": "New customers",
    "slipping": "Lapsing customers",
    "inactive": "Lapsed customers",
    "dormant": "Dormant contacts",
    "mixed": "Partly active customers",
    "prospect": "Never ordered",
    "returns_only": "Returns only",
    "": "Typical customers",
}
_ONE_TIME_PLAIN = {
    **_PLAIN,
    "active": "Recent one-time buyers",
    "new": "First-time buyers",
    "slipping": "Lapsing one-time buyers",
    "inactive": "One-time buyers",
    "": "One-time buyers",
}
# Archetypes name levels of customers; a segment without one majority is near these.
_LEVEL = {"dormant": "inactive", "mixed": "slipping"}
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
    prefixes = _ONE_TIME_PREFIX if segment.is_one_time else _PREFIX
    prefix = prefixes[segment.activity]
    return f"{prefix} {_small(noun)}" if prefix else noun


def _strength(archetype: Archetype, segment: Segment) -> float:
    """Length of the vector of differences that the archetype speaks of, times its weight."""
    features: dict[str, float] = {}
    for condition in archetype.conditions:
        strength = segment.strength(condition)
        features[condition.feature] = max(features.get(condition.feature, 0.0), strength)
    return archetype.weight * float(np.sqrt(sum(value**2 for value in features.values())))


def _archetype_options(
    archetypes: Sequence[Archetype], segments: Mapping[int, Segment]
) -> dict[int, list[_Option]]:
    options: dict[int, list[_Option]] = {label: [] for label in segments}
    for archetype in archetypes:
        strengths = {
            label: _strength(archetype, segment)
            for label, segment in segments.items()
            if _LEVEL.get(segment.activity, segment.activity) in archetype.activity_levels
            and segment.holds(archetype.conditions)
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


def _plain_option(segment: Segment) -> _Option:
    if segment.is_one_time:
        name = Name(_ONE_TIME_PLAIN[segment.activity], "", segment.activity, _joined([_ONE_ORDER]))
        return _Option(segment.strength(Condition("order_count", "low")), name)
    is_without = segment.activity in ("prospect", "returns_only")
    name = Name(_PLAIN[segment.activity], "", segment.activity)
    return _Option(NO_ORDERS_STRENGTH if is_without else 0.0, name)


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
        true of half of the members, and of the means that a profile shows.
    """
    population = segment.population
    found: list[Trait] = []
    chosen: list[str] = []
    numbers = [name for name in population.catalog if not population.is_text(name)]
    differences = {name: round(segment.difference(name), 9) for name in sorted(numbers)}
    for name in sorted(differences, key=lambda name: (-abs(differences[name]), name)):
        row, difference = population.catalog[name], differences[name]
        if difference == 0 or row["family"] in SAID_BY_ACTIVITY:
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
        words = str(row["words_high" if difference > 0 else "words_low"])
        found.append(Trait(name, row["family"], words, difference))
    return found


def _correlation(segment: Segment, first: str, second: str) -> float:
    one, other = (segment.population.ranks(name)[0] for name in (first, second))
    known = np.isfinite(one) & np.isfinite(other)
    return float(np.mean(one[known] * other[known])) if known.any() else 0.0


def _trait_names(
    segment: Segment, own: Sequence[Trait], others: Iterable[Sequence[Trait]]
) -> list[Name]:
    """Names from traits, each led by another one; those first in which no segment goes further."""
    furthest: dict[Condition, float] = {}
    for traits in others:
        for trait in traits:
            furthest[trait.condition] = max(
                furthest.get(trait.condition, 0.0), abs(trait.difference)
            )

    def strength(trait: Trait) -> float:
        size = abs(trait.difference)
        return size if size >= furthest.get(trait.condition, 0.0) else SHARED * size

    ordered = sorted(own, key=strength, reverse=True)
    names = []
    for lead in ordered:
        second = [
            trait
            for trait in ordered
            if trait.family != lead.family and abs(trait.difference) >= NOTABLE
        ]
        said = [lead, *second[: TRAITS_IN_NAME - 1]]
        words = ", ".join(trait.words for trait in said)
        activity = _PREFIX.get(segment.activity) or _PLAIN[segment.activity].partition(" c")[0]
        text = _capital(words) if segment.activity == "" else f"{activity}: {words}"
        conditions = _joined(trait.condition for trait in said)
        names.append(Name(text, "", segment.activity, conditions))
    return names


def is_still_true(name: Name, segment: Segment) -> bool:
    """Whether a name that a segment has may stay: by and large it is as it was."""
    if name.activity != segment.activity:
        return False
    conditions = parse_conditions(name.conditions) if name.conditions else ()
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
        activity has taken; without one, what the members do by now; where that is taken too, the two
        traits that lead.
    """
    names = {
        label: name
        for label, name in (earlier or {}).items()
        if label in segments and is_still_true(name, segments[label])
    }
    used = {text.lower() for text in taken} | {n.segment_name.lower() for n in names.values()}
    archetype_options = _archetype_options(archetypes, segments)
    options = [
        (option.strength, label, option.name)
        for label, segment in segments.items()
        if label not in names
        for option in [*archetype_options[label], _plain_option(segment)]
    ]
    for _, label, name in sorted(options, key=lambda item: (-item[0], item[1])):
        if label not in names and name.segment_name.lower() not in used:
            names[label] = name
            used.add(name.segment_name.lower())
    left = [label for label in segments if label not in names]
    if left:
        traits = {label: segment_traits(segment) for label, segment in segments.items()}
        for label in left:
            others = [own for other, own in traits.items() if other != label]
            names[label] = _first_free(segments[label], traits[label], others, names, used)
            used.add(names[label].segment_name.lower())
    return {label: names[label] for label in segments}


def _first_free(
    segment: Segment,
    own: Sequence[Trait],
    others: Iterable[Sequence[Trait]],
    names: Mapping[int, Name],
    used: Iterable[str],
) -> Name:
    """A name from traits whose leading one no segment of the same activity leads with; or a number."""
    leading = {
        name.conditions.partition(" and ")[0]
        for name in names.values()
        if name.activity == segment.activity and not name.archetype
    }
    for name in _trait_names(segment, own, others):
        if name.conditions.partition(" and ")[0] not in leading:
            return name
    plain = _plain_option(segment).name
    number = 2
    while f"{plain.segment_name} ({number})".lower() in used:
        number += 1
    return replace(plain, segment_name=f"{plain.segment_name} ({number})")
