"""Settings of the segmentations, checked before anything is fitted.

Everything here is plain Python: importing it costs nothing, so that a build which fits nothing
stays quick.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

METHODS = ("clusters", "rfm", "rules")
OBJECTIVES = ("targeted_marketing", "product_recommendations", "resource_allocation")
EFFORTS = ("quick", "standard", "thorough")
REFITS = ("auto", "always", "never")
MAX_SEGMENTS = 50

OBJECTIVE_FAMILIES = {
    "targeted_marketing": (
        "recency",
        "frequency",
        "monetary",
        "tenure",
        "rhythm",
        "breadth",
        "engagement",
    ),
    "product_recommendations": ("frequency", "basket", "breadth", "channel", "discount"),
    "resource_allocation": ("recency", "frequency", "monetary", "breadth"),
}
# How much of the distance between customers is their expected spend (docs/selection.md).
OBJECTIVE_VALUE_SHARE = {
    "targeted_marketing": 0.25,
    "product_recommendations": 0.0,
    "resource_allocation": 0.5,
}
FAMILIES = (
    "recency",
    "frequency",
    "monetary",
    "trend",
    "tenure",
    "rhythm",
    "basket",
    "breadth",
    "discount",
    "returns",
    "channel",
    "time",
    "engagement",
    "survey",
    "demographics",
    "geography",
)

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KEYS = {
    "name",
    "objective",
    "method",
    "features",
    "algorithms",
    "n_segments",
    "pca",
    "expected_spend_weight",
    "rules",
}
_FEATURE_KEYS = {"families", "include", "exclude"}


@dataclass(frozen=True)
class Segmentation:
    """One entry of the var `segmentations` with method `clusters`.

    Attributes
    ----------
    name : str
        Value of the column `segmentation` in every table.
    objective : str
        One of `OBJECTIVES`.
    families : tuple of str
        Families of features to cluster on; empty when `include` says it all.
    include, exclude : tuple of str
        Single features added to, or taken from, the families.
    algorithms : tuple of str
        Names in `fit.algorithms`; none is all of them.
    min_segments, max_segments : int
        Range of the number of segments, equal when the user fixed it.
    pca : float or None
        Share of variance kept by PCA before k-means and Ward; None is no PCA. Gaussian mixtures
        and DBSCAN bring their own PCA when there are more dimensions than they can take.
    """

    name: str
    objective: str
    families: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    algorithms: tuple[str, ...]
    min_segments: int
    max_segments: int
    pca: float | None
    expected_spend_weight: float


def _fail(where: str, problem: str, remedy: str) -> ValueError:
    return ValueError(f"{where}: {problem}. {remedy}")


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Sequence) or not all(isinstance(item, str) for item in value):
        raise _fail(where, f"expected a list of names, found {value!r}", "Write [name, name]")
    return tuple(dict.fromkeys(value))


def _choice(value: Any, allowed: Sequence[str], where: str) -> str:
    if value not in allowed:
        raise _fail(where, f"unknown value {value!r}", f"Use one of: {', '.join(allowed)}")
    return value


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _segment_range(value: Any, where: str) -> tuple[int, int]:
    if value is None:
        return 2, 8
    if _is_int(value):
        low = high = value
    elif isinstance(value, Mapping) and set(value) <= {"min", "max"}:
        low, high = value.get("min", 2), value.get("max", 8)
    else:
        raise _fail(
            where,
            f"expected a number or min and max, found {value!r}",
            "Write 5 or {min: 2, max: 8}",
        )
    if not (_is_int(low) and _is_int(high)) or not 2 <= low <= high <= MAX_SEGMENTS:
        raise _fail(
            where,
            f"found min {low!r} and max {high!r}",
            f"Use whole numbers with 2 <= min <= max <= {MAX_SEGMENTS}",
        )
    return low, high


def _pca_share(value: Any, where: str) -> float | None:
    if value is None or value is False:
        return None
    if value is True:
        return 0.9
    if isinstance(value, (int, float)) and 0 < value <= 1:
        return float(value)
    raise _fail(
        where, f"found {value!r}", "Use false, true (0.9) or a share of variance above 0, at most 1"
    )


def _expected_spend_weight(value: Any, objective: str, where: str) -> float:
    if value is None:
        return OBJECTIVE_VALUE_SHARE[objective]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1:
        return float(value)
    raise _fail(where, f"found {value!r}", "Use a number from 0 to below 1")


def parse_segmentations(entries: Any) -> tuple[Segmentation, ...]:
    """Read the var `segmentations` and return those that are fitted (method `clusters`).

    Parameters
    ----------
    entries : list of dict, or str
        The var as dbt holds it, or the same as a JSON text.

    Returns
    -------
    tuple of Segmentation
        In the order of the var.

    Raises
    ------
    ValueError
        Naming the setting, what is wrong with it and what to write instead.
    """
    if isinstance(entries, str):
        try:
            entries = json.loads(entries)
        except json.JSONDecodeError as error:
            raise _fail("var segmentations", f"not valid JSON ({error})", "Pass a list") from error
    if not isinstance(entries, Sequence) or not entries:
        raise _fail(
            "var segmentations",
            f"expected a list with at least one entry, found {entries!r}",
            "Write a list of {name: ..., method: ...}",
        )
    seen: set[str] = set()
    parsed = []
    for position, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            raise _fail(
                f"var segmentations, entry {position}",
                f"expected a mapping, found {entry!r}",
                "Write {name: ..., method: ...}",
            )
        name = entry.get("name")
        where = f"segmentations[{name!r}]" if name else f"segmentations, entry {position}"
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise _fail(
                where,
                f"name {name!r} is not usable",
                "Use lower-case letters, digits and underscores, starting with a letter",
            )
        if name in seen:
            raise _fail(where, "the name is used twice", "Give every segmentation its own name")
        seen.add(name)
        unknown = sorted(set(entry) - _KEYS)
        if unknown:
            raise _fail(
                where,
                f"unknown setting {', '.join(unknown)}",
                f"Known settings: {', '.join(sorted(_KEYS))}",
            )
        method = _choice(entry.get("method", "clusters"), METHODS, f"{where}.method")
        if method == "clusters":
            parsed.append(_parse_clusters(entry, name, where))
    return tuple(parsed)


def _parse_clusters(entry: Mapping[str, Any], name: str, where: str) -> Segmentation:
    objective = _choice(
        entry.get("objective", "targeted_marketing"), OBJECTIVES, f"{where}.objective"
    )
    features = entry.get("features") or {}
    if not isinstance(features, Mapping) or set(features) - _FEATURE_KEYS:
        raise _fail(
            f"{where}.features",
            f"found {features!r}",
            f"Use the keys {', '.join(sorted(_FEATURE_KEYS))}",
        )
    include = _strings(features.get("include"), f"{where}.features.include")
    families = _strings(features.get("families"), f"{where}.features.families")
    if not families and not include:
        families = OBJECTIVE_FAMILIES[objective]
    low, high = _segment_range(entry.get("n_segments"), f"{where}.n_segments")
    return Segmentation(
        name=name,
        objective=objective,
        families=families,
        include=include,
        exclude=_strings(features.get("exclude"), f"{where}.features.exclude"),
        algorithms=_strings(entry.get("algorithms"), f"{where}.algorithms"),
        min_segments=low,
        max_segments=high,
        pca=_pca_share(entry.get("pca"), f"{where}.pca"),
        expected_spend_weight=_expected_spend_weight(
            entry.get("expected_spend_weight"), objective, f"{where}.expected_spend_weight"
        ),
    )


def select_features(
    segmentation: Segmentation, catalog: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Pick the features that a segmentation clusters on.

    Parameters
    ----------
    segmentation : Segmentation
    catalog : sequence of mapping
        Rows of `feature_catalog`: feature_name, role, family, transform, impute, value_type.

    Returns
    -------
    list of mapping
        Catalog rows in the order of their names, so that the order of the catalog does not matter.

    Raises
    ------
    ValueError
        When a family or feature is not in the catalog, or nothing is left to cluster on.

    Notes
    -----
    Families bring only features of role `feature`; a `profile` feature has to be named in
    `include`. A family of this project whose raw table is not in use brings none, which is no error.
    """
    where = f"segmentations[{segmentation.name!r}].features"
    by_name = {row["feature_name"]: row for row in catalog}
    families = sorted({row["family"] for row in catalog})
    for family in segmentation.families:
        if family not in families and family not in FAMILIES:
            raise _fail(
                f"{where}.families",
                f"unknown family {family!r}",
                f"Families in feature_catalog: {', '.join(families)}",
            )
    for feature in segmentation.include + segmentation.exclude:
        if feature not in by_name:
            raise _fail(
                where,
                f"unknown feature {feature!r}",
                "Use a feature_name of feature_catalog, or map the raw table that it needs",
            )
    chosen = {
        name
        for name, row in by_name.items()
        if row["role"] == "feature" and row["family"] in segmentation.families
    }
    chosen = (chosen | set(segmentation.include)) - set(segmentation.exclude)
    if not chosen:
        raise _fail(
            where,
            "no feature is left to cluster on",
            f"Name families that have features here: {', '.join(families)}",
        )
    return [by_name[name] for name in sorted(chosen)]


def config_hash(segmentation: Segmentation, features: Sequence[Mapping[str, Any]]) -> str:
    """Digest of everything that the user decides about a fit.

    Returns
    -------
    str
        First 16 hexadecimal digits of a SHA-256; it changes when the settings or the metadata of a
        clustered feature change, and not when labels or descriptions do.
    """
    relevant = ("feature_name", "family", "transform", "impute", "value_type")
    payload = {
        "segmentation": {
            key: getattr(segmentation, key)
            for key in ("name", "min_segments", "max_segments", "pca", "expected_spend_weight")
        },
        "algorithms": sorted(segmentation.algorithms),
        "features": [{key: row[key] for key in relevant} for row in features],
    }
    text = json.dumps(payload, sort_keys=True, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
