"""Fit what is due and write the log: the one entry point of the Python model `segment_fits`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from customer_segmentation import __version__
from customer_segmentation.explain.naming import describe_segment, name_segments, segment_traits
from customer_segmentation.fit.metrics import adjusted_rand_index, best_jaccard, spread_measures
from customer_segmentation.fit.registry import (
    Policy,
    match_segments,
    refit_reason,
    rejection,
    used_segment_ids,
)
from customer_segmentation.fit.value import expected_spend, next_spend, value_space
from customer_segmentation.model.drift import feature_bins
from customer_segmentation.model.encoding import Encoder, fit_encoder, round_significant
from customer_segmentation.model.scoring import SCORERS
from customer_segmentation.model.segment_model import (
    OUTLIER_SEGMENT,
    SegmentModel,
    from_json,
    predict,
    to_json,
)
from customer_segmentation.model.settings import (
    EFFORTS,
    Segmentation,
    config_hash,
    parse_segmentations,
    select_features,
)
from customer_segmentation.model.tables import SEGMENT_FITS, champions_by_name, typed_frame

if TYPE_CHECKING:
    from customer_segmentation.fit.candidates import Comparison

SEED = 20240101
# New segments are numbered by this feature's mean, highest first; by size where it is missing.
ORDER_FEATURE = "spend_net"
MAX_DENDROGRAM_LEAVES = 60


@dataclass(frozen=True)
class Due:
    """A segmentation to fit, why, and under which version number."""

    segmentation: Segmentation
    reason: str
    reason_in_words: str
    model_version: int


@dataclass(frozen=True)
class Sample:
    """Sampled customers, each part sorted by customer_id.

    Attributes
    ----------
    current, previous : pandas.DataFrame
        Customers at the current and at the previous as-of date.
    is_test : numpy.ndarray of shape (current customers,)
        Which of the current customers are held out.
    """

    current: pd.DataFrame
    previous: pd.DataFrame
    is_test: np.ndarray


def split_sample(fit_sample: pd.DataFrame) -> Sample:
    """Sort `fit_sample` and split it by period and by the hold-out.

    Parameters
    ----------
    fit_sample : pandas.DataFrame
        customer_id, period_index (0 current, 1 previous), is_test and the features.
    """
    rows = fit_sample.sort_values(["period_index", "customer_id"], kind="stable")
    current = rows[rows["period_index"] == 0].reset_index(drop=True)
    previous = rows[rows["period_index"] == 1].reset_index(drop=True)
    return Sample(current, previous, current["is_test"].fillna(False).to_numpy(dtype=bool))


def fit_segmentations(
    segmentations: Any,
    catalog: pd.DataFrame,
    log: pd.DataFrame | None,
    as_of_date: Any,
    read_sample: Callable[[], pd.DataFrame],
    options: Mapping[str, Any] | None = None,
    progress: Callable[[str], None] = lambda message: None,
) -> pd.DataFrame:
    """Fit every segmentation that is due and return its rows of the log.

    Parameters
    ----------
    segmentations : list of dict, or str
        The var `segmentations`, or the same as JSON.
    catalog : pandas.DataFrame
        `feature_catalog`.
    log : pandas.DataFrame or None
        `segment_fits` as it is; None before the first build.
    as_of_date : date-like
        The current as-of date.
    read_sample : callable
        Returns `fit_sample`. It is called only when something is due, or to look for drift in newer
        data.
    options : mapping, optional
        The vars effort, refit, max_model_age_days, drift_threshold, min_segment_share, and
        plugin_version of the dbt package.
    progress : callable, optional
        Takes one line of text at a time.

    Returns
    -------
    pandas.DataFrame
        Rows to append to `segment_fits`, in its columns; no rows when nothing is due.

    Raises
    ------
    ValueError
        Naming the setting or the table, and what to do.
    """
    options = {key: value for key, value in (options or {}).items() if value is not None}
    _check_options(options)
    policy = Policy(
        str(options.get("refit", "auto")),
        int(options.get("max_model_age_days", 365)),
        float(options.get("drift_threshold", 0.25)),
    )
    rows = catalog.to_dict("records")
    log = typed_frame([], SEGMENT_FITS) if log is None else log
    date = pd.Timestamp(as_of_date)
    read: list[Sample] = []

    def sample() -> Sample:
        if not read:
            read.append(split_sample(read_sample()))
        return read[0]

    fits = []
    for segmentation in parse_segmentations(segmentations):
        reason = refit_reason(
            segmentation, rows, log, policy, date, __version__, lambda: sample().current
        )
        if reason is None:
            continue
        progress(f"{segmentation.name}: fitting, because {reason[1]}")
        versions = log.loc[log["segmentation"] == segmentation.name, "model_version"]
        due = Due(segmentation, *reason, 1 if versions.empty else int(versions.max()) + 1)
        try:
            fits.append(_fit_one(due, rows, log, sample(), date, options, progress))
        except ValueError as error:
            raise ValueError(f"segmentation {segmentation.name!r}: {error}") from error
    return typed_frame(fits, SEGMENT_FITS)


def _check_options(options: Mapping[str, Any]) -> None:
    effort = options.get("effort", "standard")
    if effort not in EFFORTS:
        raise ValueError(f"var effort: unknown value {effort!r}. Use one of: {', '.join(EFFORTS)}")
    package = options.get("plugin_version", __version__)
    if package != __version__:
        raise ValueError(
            f"the dbt package is version {package} and the Python plugin is version {__version__}. "
            "Install the plugin of the dbt package: pip install dbt_packages/customer_segmentation"
        )


def _fit_one(
    due: Due,
    catalog: Sequence[Mapping[str, Any]],
    log: pd.DataFrame,
    sample: Sample,
    as_of_date: pd.Timestamp,
    options: Mapping[str, Any],
    progress: Callable[[str], None],
) -> dict[str, Any]:
    from customer_segmentation.fit.candidates import candidate_rows, compare, into
    from customer_segmentation.fit.clusterers import SCORER_OF
    from customer_segmentation.fit.effort import EFFORT, single_threaded

    segmentation = due.segmentation
    features = select_features(segmentation, catalog)
    current, is_test = sample.current, sample.is_test
    if len(current) == 1:
        raise ValueError(
            "the only customer in fit_sample cannot be divided into segments (n_segments is at "
            f"least {segmentation.min_segments}). Load the orders of more customers, or raise "
            "fit_sample_size."
        )
    if 0 < len(current) < segmentation.min_segments:
        raise ValueError(
            f"n_segments: {segmentation.min_segments} segments from {len(current)} customers in "
            "fit_sample are not possible. Lower n_segments, or raise fit_sample_size."
        )
    if (~is_test).sum() < 2 * segmentation.min_segments:
        is_test = np.zeros(len(current), dtype=bool)
    with single_threaded():
        encoder = fit_encoder(current[~is_test], features)
        space = _value_space(segmentation, encoder, sample, is_test)
        encoded = encoder.transform(current)
        comparison = compare(
            encoded[~is_test],
            encoded[is_test],
            segmentation,
            EFFORT[str(options.get("effort", "standard"))],
            float(options.get("min_segment_share", 0.01)),
            SEED,
            progress,
            space,
        )
        selected = comparison.selected
        model = SegmentModel(
            SCORER_OF[selected.recipe.algorithm],
            encoder,
            _combined(comparison.loadings, space),
            selected.prototypes,
            bins=tuple(feature_bins(current, features)),
        )
        champion = _champion(log, segmentation.name, current)
        model, ids = _identify(model, champion, current, log, segmentation.name)
        model = _named(model, champion, current, features)
        refused = None
        if champion is not None:
            refused = _rejection(due, comparison, champion, into(encoded, space), is_test)
        stability = _stability(comparison, model, ids, sample, features, space)
    candidates = candidate_rows(comparison)
    verdict = verdict_in_words(comparison, model)
    progress(f"{segmentation.name}: {verdict}")
    return {
        "segmentation": segmentation.name,
        "model_version": due.model_version,
        "fitted_as_of_date": as_of_date,
        "algorithm": selected.recipe.algorithm,
        "n_segments": len(np.unique(model.prototypes.segment_ids)),
        "hyperparameters": json.dumps(
            {"n_segments": selected.recipe.n_segments, **selected.recipe.hyperparameters}
        ),
        "fit_reason": due.reason,
        "outcome": "champion" if refused is None else "challenger_rejected",
        "rejection_reason": refused,
        "structure": comparison.structure,
        "structure_p_value": selected.measures.get("structure_p_value"),
        "verdict": verdict,
        "sample_customers": len(current),
        "notes": "; ".join([due.reason_in_words, *encoder.notes]),
        "config_hash": config_hash(segmentation, features),
        "plugin_version": __version__,
        "model_json": to_json(model),
        "candidates_json": json.dumps(candidates),
        "stability_json": json.dumps(stability),
        "dendrogram_json": json.dumps(dendrogram_rows(comparison.tree)),
    }


def _combined(outer: np.ndarray | None, inner: np.ndarray | None) -> np.ndarray | None:
    """Loadings of one projection after another."""
    if outer is None or inner is None:
        return outer if inner is None else inner
    return round_significant(outer @ inner)


def _value_space(
    segmentation: Segmentation, encoder: Encoder, sample: Sample, is_test: np.ndarray
) -> np.ndarray | None:
    """Expected spend as one more coordinate, learnt from train customers; None to do without."""
    if segmentation.value_share == 0:
        return None
    train = sample.current[~is_test]
    previous = sample.previous
    previous = previous[previous["customer_id"].isin(train["customer_id"])]
    spend = next_spend(previous, train)
    slopes = None if spend is None else expected_spend(encoder.transform(previous), spend)
    if slopes is None:
        return None
    return value_space(encoder.transform(train), slopes, segmentation.value_share)


@dataclass(frozen=True)
class Champion:
    """The model in force, and what it says about the current customers."""

    model: SegmentModel
    labels: np.ndarray
    is_admissible: bool


def _champion(log: pd.DataFrame, name: str, current: pd.DataFrame) -> Champion | None:
    """The champion, or None when there is none or a column that it needs is gone."""
    rows = champions_by_name(log, [name])
    if rows.empty:
        return None
    row = rows.iloc[0]
    model = from_json(row["model_json"])
    if {dimension.feature_name for dimension in model.encoder.dimensions} - set(current.columns):
        return None
    chosen = [item for item in json.loads(row["candidates_json"]) if item.get("is_selected")]
    return Champion(
        model,
        predict(model, current)["segment_id"].to_numpy(),
        all(item.get("is_admissible", False) for item in chosen),
    )


def _identify(
    model: SegmentModel,
    champion: Champion | None,
    current: pd.DataFrame,
    log: pd.DataFrame,
    name: str,
) -> tuple[SegmentModel, dict[int, int]]:
    """Give segments the ids of the champion's that they match, and new ids to the others.

    Returns the model, and the id that each number of the fit became.
    """
    labels = predict(model, current)["segment_id"].to_numpy()
    numbers = [int(number) for number in np.unique(model.prototypes.segment_ids)]
    ids = {} if champion is None else match_segments(champion.labels, labels)
    ids = {number: segment_id for number, segment_id in ids.items() if number in numbers}
    fresh = max(used_segment_ids(log, name) | {OUTLIER_SEGMENT}) + 1
    if ORDER_FEATURE in current.columns:
        value = pd.to_numeric(current[ORDER_FEATURE]).fillna(0).to_numpy(dtype=float)
    else:
        value = np.zeros(len(current))
    sizes = {number: int((labels == number).sum()) for number in numbers}
    means = {
        number: float(value[labels == number].mean()) if sizes[number] else -np.inf
        for number in numbers
    }
    order = sorted(numbers, key=lambda number: (-round(means[number], 6), -sizes[number], number))
    for number in order:
        if number not in ids:
            ids[number] = fresh
            fresh += 1
    renumbered = np.array([ids[int(number)] for number in model.prototypes.segment_ids])
    return replace(model, prototypes=replace(model.prototypes, segment_ids=renumbered)), ids


def _named(
    model: SegmentModel,
    champion: Champion | None,
    current: pd.DataFrame,
    features: Sequence[Mapping[str, Any]],
) -> SegmentModel:
    """Name the segments; one that the champion had keeps its name."""
    labels = predict(model, current)["segment_id"].to_numpy()
    ids = [int(segment_id) for segment_id in np.unique(model.prototypes.segment_ids)]
    earlier = (
        {} if champion is None else {item["segment_id"]: item for item in champion.model.segments}
    )
    kept = {
        segment_id: earlier[segment_id]["segment_name"]
        for segment_id in ids
        if segment_id in earlier
    }
    traits = segment_traits(model.encoder, current, labels, features)
    new = {segment_id: traits.get(segment_id, []) for segment_id in ids if segment_id not in kept}
    names = {**kept, **name_segments(new, [*kept.values(), "Outliers"])}
    segments = [
        {
            "segment_id": segment_id,
            "segment_name": names[segment_id],
            "description": describe_segment(traits.get(segment_id, [])),
            "is_outlier": False,
        }
        for segment_id in ids
    ]
    if SCORERS[model.scorer].has_outliers:
        segments.insert(
            0,
            {
                "segment_id": OUTLIER_SEGMENT,
                "segment_name": "Outliers",
                "description": "Customers that are unlike any segment.",
                "is_outlier": True,
            },
        )
    return replace(model, segments=tuple(segments))


def _rejection(
    due: Due,
    comparison: Comparison,
    champion: Champion,
    encoded: np.ndarray,
    is_test: np.ndarray,
) -> str | None:
    """Compare challenger and champion on the same customers, in the challenger's space."""
    from customer_segmentation.fit.candidates import into
    from customer_segmentation.fit.clusterers import assign

    selected = comparison.selected
    held_out = is_test if is_test.any() else np.ones(len(encoded), dtype=bool)
    points = encoded[held_out]
    labels = assign(
        selected.recipe.algorithm, into(points, comparison.loadings), selected.prototypes
    )
    return rejection(
        due.reason,
        spread_measures(points, labels)["explained_variance"],
        spread_measures(points, champion.labels[held_out])["explained_variance"],
        selected.is_admissible,
        champion.is_admissible,
        "; ".join(selected.reasons),
    )


def _stability(
    comparison: Comparison,
    model: SegmentModel,
    ids: Mapping[int, int],
    sample: Sample,
    features: Sequence[Mapping[str, Any]],
    space: np.ndarray | None,
) -> list[dict[str, Any]]:
    """Checks of each segment, as rows of `segment_stability` without the model's key."""
    from customer_segmentation.fit.candidates import PREDICTION_STRENGTH, into, refit_elsewhere
    from customer_segmentation.fit.stability import DISSOLVED, STABLE, stability_rating

    selected = comparison.selected
    rows: list[dict[str, Any]] = []

    def add(
        segment_id: int | None, check: str, value: float, threshold: float, rating: str
    ) -> None:
        rows.append(
            {
                "segment_id": segment_id,
                "check_name": check,
                "value": float(f"{value:.9g}"),
                "threshold": threshold,
                "rating": rating,
            }
        )

    if selected.bootstrap is not None:
        bootstrap = selected.bootstrap
        resamples = len(bootstrap.similarities)
        for position, number in enumerate(bootstrap.segment_ids):
            segment_id = ids[number]
            mean = float(bootstrap.means[position])
            dissolved = bootstrap.dissolved[position] / resamples
            recovered = bootstrap.recovered[position] / resamples
            add(segment_id, "bootstrap_jaccard", mean, STABLE, stability_rating(mean))
            add(
                segment_id,
                "bootstrap_dissolved_share",
                dissolved,
                DISSOLVED,
                "often dissolved" if dissolved > DISSOLVED else "seldom dissolved",
            )
            add(
                segment_id,
                "bootstrap_recovered_share",
                recovered,
                DISSOLVED,
                "mostly recovered" if recovered > DISSOLVED else "seldom recovered",
            )
    for number, strength in selected.segment_strength.items():
        rating = "well predicted" if strength >= PREDICTION_STRENGTH else "weakly predicted"
        add(ids[number], "prediction_strength", strength, PREDICTION_STRENGTH, rating)
    if len(sample.previous) > 2 * selected.recipe.n_segments:
        try:
            encoder = fit_encoder(sample.previous, features)
        except ValueError:
            return rows
        labels = predict(model, sample.current)["segment_id"].to_numpy()
        earlier = refit_elsewhere(
            selected.recipe,
            into(encoder.transform(sample.previous), space),
            into(encoder.transform(sample.current), space),
            comparison,
        )
        if earlier is not None:
            agreement = adjusted_rand_index(labels, earlier)
            rating = stability_rating(agreement)
            add(None, "previous_period_ari", agreement, DISSOLVED, rating)
            for segment_id, value in best_jaccard(labels, earlier).items():
                rating = stability_rating(value)
                add(segment_id, "previous_period_jaccard", value, DISSOLVED, rating)
    return rows


def verdict_in_words(comparison: Comparison, model: SegmentModel) -> str:
    """What structure and stability mean for the reader."""
    from customer_segmentation.fit.stability import STABLE

    selected = comparison.selected
    count = len(np.unique(model.prototypes.segment_ids))
    if comparison.structure == "clustered":
        structure = (
            f"The customers form {count} natural groups, much better separated than data without "
            "clusters would show."
        )
    else:
        structure = (
            f"No natural groups were found: the customers form a continuum, and the {count} segments "
            "are a useful partition of it, not a discovery."
        )
    lowest = selected.measures.get("jaccard_min", 0.0)
    if selected.is_admissible:
        stability = (
            f"Every segment is stable: resampled customers bring it back with a Jaccard similarity "
            f"of {lowest:.2f} or more."
        )
    elif lowest >= STABLE:
        stability = f"Use with care: {'; '.join(selected.reasons)}."
    else:
        stability = (
            "No candidate had only stable segments; this is the most stable one. Its least stable "
            f"segment comes back with a Jaccard similarity of {lowest:.2f}, stable is {STABLE:.2f}."
        )
    return f"{structure} {stability}"


def dendrogram_rows(tree: np.ndarray | None) -> list[dict[str, Any]]:
    """The top of a Ward tree, as rows of `segment_dendrogram` without the model's key.

    Parameters
    ----------
    tree : numpy.ndarray of shape (n - 1, 4) or None
        scipy's linkage.

    Returns
    -------
    list of dict
        merge_id, left_id, right_id, height, size of the last merges. Branches below them are leaves,
        numbered from 0; merge m joins two of them or earlier merges and is node leaves + m.
    """
    if tree is None or len(tree) == 0:
        return []
    merges = min(len(tree), MAX_DENDROGRAM_LEAVES - 1)
    first = len(tree) - merges
    customers = len(tree) + 1
    kept = {customers + first + position: merges + 1 + position for position in range(merges)}
    leaves: dict[int, int] = {}
    rows = []
    for position, (left, right, height, size) in enumerate(tree[first:]):
        nodes = [
            kept[int(node)] if int(node) in kept else leaves.setdefault(int(node), len(leaves))
            for node in (left, right)
        ]
        rows.append(
            {
                "merge_id": merges + 1 + position,
                "left_id": nodes[0],
                "right_id": nodes[1],
                "height": float(f"{height:.9g}"),
                "size": int(size),
            }
        )
    return rows
