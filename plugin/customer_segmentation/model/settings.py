"""Settings of the segmentations, as dbt has checked and finished them.

Everything here is plain Python: importing it costs nothing, so that a build which fits nothing
stays quick.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Segmentation:
    """One entry of the var `segmentations` with method `clusters`.

    Attributes
    ----------
    name : str
        Value of the column `segmentation` in every table.
    objective : str
        What the segments are for.
    families : tuple of str
        Families of features to cluster on; empty when `include` says it all.
    include, exclude : tuple of str
        Single features added to, or taken from, the families.
    algorithms : tuple of str
        Names in `fit.algorithms`.
    min_segments, max_segments : int
        Range of the number of segments, equal when the user fixed it.
    pca : float or None
        Share of variance kept by PCA before k-means and Ward; None is no PCA. Gaussian mixtures
        and DBSCAN bring their own PCA when there are more dimensions than they can take.
    population : str or None
        SQL condition on the customers that are divided; None is all of them.
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
    population: str | None = None


def read_settings(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Read the table `segmentation_settings`.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per segmentation: position, settings (JSON).

    Returns
    -------
    list of dict
        The entries of the var `segmentations` in its order, every default filled in.
    """
    return [json.loads(text) for text in table.sort_values("position")["settings"]]


def parse_segmentations(entries: Iterable[Mapping[str, Any]]) -> tuple[Segmentation, ...]:
    """Those of the entries that are fitted (method `clusters`).

    Parameters
    ----------
    entries : iterable of mapping
        What `read_settings` gives.

    Returns
    -------
    tuple of Segmentation
        In the order of the entries.
    """
    return tuple(
        Segmentation(
            name=entry["name"],
            objective=entry["objective"],
            families=tuple(entry["families"]),
            include=tuple(entry["include"]),
            exclude=tuple(entry["exclude"]),
            algorithms=tuple(entry["algorithms"]),
            min_segments=entry["min_segments"],
            max_segments=entry["max_segments"],
            pca=entry["pca"],
            expected_spend_weight=entry["expected_spend_weight"],
            population=entry.get("population"),
        )
        for entry in entries
        if entry["method"] == "clusters"
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
        When nothing is left to cluster on.

    Notes
    -----
    Families bring only features of role `feature`; a `profile` feature has to be named in
    `include`, and so has one that the data cannot carry (`is_usable` is false). A family of this project
    whose raw table is not in use brings none, which is no error.
    """
    by_name = {row["feature_name"]: row for row in catalog}
    chosen = {
        name
        for name, row in by_name.items()
        if row["role"] == "feature" and row["family"] in segmentation.families
    }
    # With none left, the encoding says what is wrong with the customers.
    chosen = {name for name in chosen if by_name[name].get("is_usable", True)} or chosen
    chosen = (chosen | set(segmentation.include)) - set(segmentation.exclude)
    if not chosen:
        families = sorted({row["family"] for row in catalog})
        raise ValueError(
            f"segmentations.{segmentation.name}.features: none is left to cluster on. Name families "
            f"that have features here: {', '.join(families)}"
        )
    return [by_name[name] for name in sorted(chosen)]


def unusable_features(
    segmentation: Segmentation, catalog: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Features of the segmentation's families that take no part, each with the reason in words.

    Parameters
    ----------
    segmentation : Segmentation
    catalog : sequence of mapping
        Rows of `feature_catalog`, with is_usable and unusable_reason.
    """
    return [
        f"{row['feature_name']} takes no part: {row['unusable_reason']}"
        for row in sorted(catalog, key=lambda item: item["feature_name"])
        if row["role"] == "feature"
        and row["family"] in segmentation.families
        and row["feature_name"] not in segmentation.include + segmentation.exclude
        and not row.get("is_usable", True)
    ]


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
    if segmentation.population is not None:
        payload["population"] = segmentation.population
    text = json.dumps(payload, sort_keys=True, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
