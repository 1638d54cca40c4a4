"""Fit what is due and write the log: the one entry point of the Python model `segment_fits`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation import __version__
from customer_segmentation.explain.archetypes import Archetype, read_archetypes
from customer_segmentation.fit.candidates import Candidate, candidate_rows
from customer_segmentation.fit.coincidence import Conditions, single_conditions
from customer_segmentation.fit.comparison import SIZE_MARGIN, Comparison, compare
from customer_segmentation.fit.dendrogram import dendrogram_rows
from customer_segmentation.fit.effort import EFFORT, REPEATED, draw, single_threaded
from customer_segmentation.fit.identity import (
    Champion,
    champion_of,
    renumbered,
    segment_ids,
    used_segment_ids,
    with_segments,
)
from customer_segmentation.fit.metrics import explained_variance
from customer_segmentation.fit.registry import Policy, refit_reason, rejection
from customer_segmentation.fit.reproduction import Reproduction, reproduce
from customer_segmentation.fit.resampling import refit_elsewhere
from customer_segmentation.fit.space import combined, into
from customer_segmentation.fit.stability import (
    bootstrap_checks,
    choice_checks,
    period_checks,
    prediction_checks,
)
from customer_segmentation.fit.value import expected_spend, next_spend, value_space
from customer_segmentation.fit.verdict import telling_features, verdict_in_words
from customer_segmentation.model.drift import feature_bins
from customer_segmentation.model.encoding import Encoder, fit_encoder
from customer_segmentation.model.segment_model import SegmentModel, to_json
from customer_segmentation.model.settings import (
    Segmentation,
    config_hash,
    parse_segmentations,
    select_features,
    unusable_features,
)
from customer_segmentation.model.tables import SEGMENT_FITS, typed_frame

SEED = 20240101


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

    def part(self, rows: np.ndarray) -> Sample:
        """Some of the current customers, with their earlier selves."""
        current = self.current.iloc[rows].reset_index(drop=True)
        earlier = self.previous["customer_id"].isin(current["customer_id"])
        return Sample(current, self.previous[earlier].reset_index(drop=True), self.is_test[rows])

    def drawn(self, most: int) -> Sample:
        """At most so many of the current customers, with their earlier selves."""
        if len(self.current) <= most:
            return self
        return self.part(draw(np.random.default_rng(SEED), len(self.current), most))


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


def inside_population(fit_sample: pd.DataFrame, segmentation: Segmentation) -> pd.DataFrame:
    """Rows of `fit_sample` that a segmentation divides: of customers in its population at the date."""
    if segmentation.population is None:
        return fit_sample
    inside = fit_sample[f"population_of_{segmentation.name}"].fillna(False).astype(bool)
    return fit_sample[inside]


def fit_segmentations(
    segmentations: Sequence[Mapping[str, Any]],
    catalog: pd.DataFrame,
    log: pd.DataFrame | None,
    as_of_date: Any,
    read_sample: Callable[[], pd.DataFrame],
    options: Mapping[str, Any],
    progress: Callable[[str], None] = lambda message: None,
    archetypes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Fit every segmentation that is due and return its rows of the log.

    Parameters
    ----------
    segmentations : sequence of mapping
        What `read_settings` gives.
    catalog : pandas.DataFrame
        `feature_catalog`.
    log : pandas.DataFrame or None
        `segment_fits` as it is; None before the first build.
    as_of_date : date-like
        The current as-of date.
    read_sample : callable
        Returns `fit_sample`. It is called only when something is due, or to look for drift in newer
        data.
    options : mapping
        The vars effort, refit, max_model_age_days, drift_threshold, min_segment_share and
        min_cell_customers.
    progress : callable, optional
        Takes one line of text at a time.
    archetypes : pandas.DataFrame, optional
        `archetypes`: what segments can be called. Without them activity and traits name them.

    Returns
    -------
    pandas.DataFrame
        Rows to append to `segment_fits`, in its columns; no rows when nothing is due.

    Raises
    ------
    ValueError
        Naming the setting or the table, and what to do.
    """
    policy = Policy(
        options["refit"], int(options["max_model_age_days"]), float(options["drift_threshold"])
    )
    rows = catalog.to_dict("records")
    known = () if archetypes is None else read_archetypes(archetypes)
    log = typed_frame([], SEGMENT_FITS) if log is None else log
    date = pd.Timestamp(as_of_date)
    read: list[pd.DataFrame] = []
    samples: dict[str, Sample] = {}

    def sample(segmentation: Segmentation) -> Sample:
        if not read:
            read.append(read_sample())
        if segmentation.name not in samples:
            samples[segmentation.name] = split_sample(inside_population(read[0], segmentation))
        return samples[segmentation.name]

    fits = []
    for segmentation in parse_segmentations(segmentations):

        def current(own: Segmentation = segmentation) -> pd.DataFrame:
            return sample(own).current

        reason = refit_reason(segmentation, rows, log, policy, date, __version__, current)
        if reason is None:
            continue
        progress(f"{segmentation.name}: fitting, because {reason[1]}")
        versions = log.loc[log["segmentation"] == segmentation.name, "model_version"]
        due = Due(segmentation, *reason, 1 if versions.empty else int(versions.max()) + 1)
        try:
            fits.append(
                _fit_one(due, rows, known, log, sample(segmentation), date, options, progress)
            )
        except ValueError as error:
            raise ValueError(f"segmentation {segmentation.name!r}: {error}") from error
    return typed_frame([asdict(fit) for fit in fits], SEGMENT_FITS)


@dataclass(frozen=True)
class FitRow:
    """A row of `segment_fits`; its columns are described there."""

    segmentation: str
    model_version: int
    fitted_as_of_date: pd.Timestamp
    algorithm: str
    n_segments: int
    hyperparameters: str
    fit_reason: str
    outcome: str
    rejection_reason: str | None
    structure: str
    reference_share: float
    verdict: str
    sample_customers: int
    notes: str
    config_hash: str
    plugin_version: str
    model_json: str
    candidates_json: str
    stability_json: str
    dendrogram_json: str


@dataclass(frozen=True)
class Encoded:
    """The current customers in numbers, made once for everything that a fit does with them.

    Attributes
    ----------
    encoder : Encoder
        Learnt from the train customers.
    points : numpy.ndarray of shape (n, dimensions)
    space : numpy.ndarray of shape (coordinates, dimensions) or None
        Loadings of the space that customers are compared in, see `value.value_space`.
    is_test : numpy.ndarray of shape (n,)
    conditions : mapping of str to numpy.ndarray of shape (train customers,)
        What divides the train customers without clustering, see `coincidence`.
    """

    encoder: Encoder
    points: np.ndarray
    space: np.ndarray | None
    is_test: np.ndarray
    conditions: Conditions


def _fit_one(
    due: Due,
    catalog: Sequence[Mapping[str, Any]],
    archetypes: Sequence[Archetype],
    log: pd.DataFrame,
    sample: Sample,
    as_of_date: pd.Timestamp,
    options: Mapping[str, Any],
    progress: Callable[[str], None],
) -> FitRow:
    segmentation = due.segmentation
    features = select_features(segmentation, catalog)
    left_out = unusable_features(segmentation, catalog)
    for sentence in left_out:
        progress(f"{segmentation.name}: {sentence}")
    effort = EFFORT[options["effort"]]
    sample = sample.drawn(effort.customers)
    min_share = least_share(options, len(sample.current), segmentation.min_segments)
    is_test = _held_out(sample, segmentation)

    @cache
    def halves() -> Reproduction | None:
        progress(f"{segmentation.name}: repeating the choice on halves of the customers")
        return _reproduction(effort.splits, min_share, sample, segmentation, features)

    def agreed(candidate: Candidate) -> list[float]:
        found = halves()
        own = candidate.labels.together(is_test)
        return [] if found is None else list(found.jaccard(own).values())

    with single_threaded():
        encoded = _encoded(sample, is_test, segmentation, features)
        comparison = compare(
            encoded.points[~is_test],
            encoded.points[is_test],
            segmentation,
            effort,
            min_share,
            SEED,
            progress,
            encoded.space,
            conditions=encoded.conditions,
            agreed=agreed,
        )
        champion = champion_of(log, segmentation.name, sample.current)
        selected = comparison.selected
        labels = selected.labels.together(is_test)
        numbers = [int(number) for number in np.unique(comparison.prototypes.segment_ids)]
        used = used_segment_ids(log, segmentation.name)
        ids = segment_ids(numbers, labels, champion, used, sample.current)
        labels = renumbered(labels, ids)
        model = _model(comparison, encoded, ids, sample, features)
        model = with_segments(model, labels, champion, sample.current, catalog, archetypes)
        refused = _rejection(due, comparison, champion, encoded, labels)
        reproduction = halves()
        stability = _stability(
            comparison, ids, labels, encoded, sample, segmentation, features, reproduction
        )
    words = {row["feature_name"]: row.get("label") or row["feature_name"] for row in features}
    telling = telling_features(encoded.encoder, encoded.points, labels, words)
    chosen_again = [] if reproduction is None else list(reproduction.jaccard(labels).values())
    verdict = verdict_in_words(
        comparison.structure, selected, len(numbers), telling, chosen_again, comparison.apart
    )
    progress(f"{segmentation.name}: {verdict}")
    recipe = selected.recipe
    return FitRow(
        segmentation=segmentation.name,
        model_version=due.model_version,
        fitted_as_of_date=as_of_date,
        algorithm=recipe.algorithm.name,
        n_segments=len(numbers),
        hyperparameters=json.dumps({"n_segments": recipe.n_segments, **recipe.hyperparameters}),
        fit_reason=due.reason,
        outcome="champion" if refused is None else "challenger_rejected",
        rejection_reason=refused,
        structure=comparison.structure,
        reference_share=selected.measures.reference_share,
        verdict=verdict,
        sample_customers=len(sample.current),
        notes="; ".join(
            [due.reason_in_words, *left_out, *encoded.encoder.notes, *_known_divisions(comparison)]
        ),
        config_hash=config_hash(segmentation, features),
        plugin_version=__version__,
        model_json=to_json(model),
        candidates_json=json.dumps(candidate_rows(comparison.candidates)),
        stability_json=json.dumps(stability),
        dendrogram_json=json.dumps(dendrogram_rows(comparison.merges)),
    )


def least_share(options: Mapping[str, Any], customers: int, min_segments: int) -> float:
    """Share of the customers that every segment has to hold in the end.

    `min_segment_share`, and of few customers so many that the fit leaves `min_cell_customers` in each: of
    fewer nothing is told. Where there are hardly as many, half of what equal segments would hold.
    """
    told = min(int(options["min_cell_customers"]) / max(customers, 1), 0.5 / min_segments)
    return max(float(options["min_segment_share"]), told / SIZE_MARGIN)


def _known_divisions(comparison: Comparison) -> list[str]:
    """What divides the customers clearly, and needs no clustering to be known."""
    found = {item.coincidence for item in comparison.candidates if item.coincidence is not None}
    return [
        f"customers divide by {words}, which is known without clustering" for words in sorted(found)
    ]


def _held_out(sample: Sample, segmentation: Segmentation) -> np.ndarray:
    """Which customers are held out: none when too few would be left to fit."""
    customers, least = len(sample.current), segmentation.min_segments
    if customers == 1:
        raise ValueError(
            "the only customer in fit_sample cannot be divided into segments (n_segments is at "
            f"least {least}). Load the orders of more customers, or raise fit_sample_size."
        )
    if 0 < customers < least:
        raise ValueError(
            f"n_segments: {least} segments from {customers} customers in fit_sample are not "
            "possible. Lower n_segments, or raise fit_sample_size."
        )
    if (~sample.is_test).sum() < 2 * least:
        return np.zeros(customers, dtype=bool)
    return sample.is_test


def _encoded(
    sample: Sample,
    is_test: np.ndarray,
    segmentation: Segmentation,
    features: Sequence[Mapping[str, Any]],
) -> Encoded:
    encoder = fit_encoder(sample.current[~is_test], features)
    points = encoder.transform(sample.current)
    space = None
    if segmentation.expected_spend_weight > 0:
        train, previous = sample.current[~is_test], sample.previous
        previous = previous[previous["customer_id"].isin(train["customer_id"])]
        spend = next_spend(previous, train)
        slopes = None if spend is None else expected_spend(encoder.transform(previous), spend)
        if slopes is not None:
            space = value_space(points[~is_test], slopes, segmentation.expected_spend_weight)
    conditions = single_conditions(sample.current[~is_test], features)
    return Encoded(encoder, points, space, is_test, conditions)


def _model(
    comparison: Comparison,
    encoded: Encoded,
    ids: Mapping[int, int],
    sample: Sample,
    features: Sequence[Mapping[str, Any]],
) -> SegmentModel:
    """The selected candidate as it is stored, without names of its segments."""
    prototypes = comparison.prototypes
    return SegmentModel(
        comparison.selected.recipe.algorithm.scorer,
        encoded.encoder,
        combined(comparison.loadings, encoded.space),
        replace(prototypes, segment_ids=renumbered(prototypes.segment_ids, ids)),
        bins=tuple(feature_bins(sample.current, features)),
    )


def _rejection(
    due: Due,
    comparison: Comparison,
    champion: Champion | None,
    encoded: Encoded,
    labels: np.ndarray,
) -> str | None:
    """Compare challenger and champion on the same customers, in the challenger's space."""
    if champion is None:
        return None
    selected, is_test = comparison.selected, encoded.is_test
    held_out = is_test if is_test.any() else np.ones(len(labels), dtype=bool)
    points = into(encoded.points[held_out], encoded.space)
    return rejection(
        due.reason,
        explained_variance(points, labels[held_out]),
        explained_variance(points, champion.labels[held_out]),
        selected.is_admissible,
        champion.is_admissible,
        "; ".join(selected.reasons),
    )


def _reproduction(
    splits: int,
    min_share: float,
    sample: Sample,
    segmentation: Segmentation,
    features: Sequence[Mapping[str, Any]],
) -> Reproduction | None:
    """Halves of the customers repeat everything: encoding, candidates, choice."""

    def fit(rows: np.ndarray) -> np.ndarray:
        part = sample.part(rows).drawn(REPEATED.customers)
        held_out = _held_out(part, segmentation)
        encoded = _encoded(part, held_out, segmentation, features)
        repeated = compare(
            encoded.points[~held_out],
            encoded.points[held_out],
            segmentation,
            REPEATED,
            min_share,
            SEED,
            space=encoded.space,
            conditions=encoded.conditions,
        )
        return repeated.labels(into(encoded.encoder.transform(sample.current), encoded.space))

    return reproduce(fit, len(sample.current), splits, SEED)


def _stability(
    comparison: Comparison,
    ids: Mapping[int, int],
    labels: np.ndarray,
    encoded: Encoded,
    sample: Sample,
    segmentation: Segmentation,
    features: Sequence[Mapping[str, Any]],
    reproduction: Reproduction | None,
) -> list[dict[str, Any]]:
    """Checks of each segment, as rows of `segment_stability` without the model's key."""
    selected = comparison.selected
    rows = [] if selected.bootstrap is None else bootstrap_checks(selected.bootstrap, ids)
    rows += prediction_checks(selected.segment_strength, ids)
    if reproduction is not None:
        rows += choice_checks(labels, reproduction)
    if len(sample.previous) <= 2 * selected.recipe.n_segments:
        return rows
    try:
        encoder = fit_encoder(sample.previous, features)
    except ValueError:
        return rows
    # Levels and nulls that the earlier date lacks make other dimensions, and the space is of these.
    if encoded.space is not None and encoder.names != encoded.encoder.names:
        encoder = encoded.encoder
    earlier = refit_elsewhere(
        selected.recipe,
        into(encoder.transform(sample.previous), encoded.space),
        into(encoder.transform(sample.current), encoded.space),
        segmentation.pca,
        comparison.terms,
        comparison.fitted,
    )
    return rows if earlier is None else rows + period_checks(labels, earlier)
