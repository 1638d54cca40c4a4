"""What structure and stability of a fit mean for the reader, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from customer_segmentation.fit.candidates import Candidate
from customer_segmentation.fit.choice import explained
from customer_segmentation.fit.metrics import explained_variance
from customer_segmentation.fit.stability import STABLE
from customer_segmentation.model.encoding import Encoder

# So many features are named, each with at least this share of its variance between segments.
MOST_NAMED = 3
MIN_EXPLAINED = 0.25


def telling_features(
    encoder: Encoder, points: np.ndarray, labels: np.ndarray, words: Mapping[str, str]
) -> list[str]:
    """The features that segments differ in most, by the share of their variance between segments.

    Parameters
    ----------
    encoder : Encoder
    points : numpy.ndarray of shape (n, dimensions)
        Encoded customers.
    labels : numpy.ndarray of shape (n,)
        Outliers have a segment of their own here.
    words : mapping of str to str
        What features are called.

    Returns
    -------
    list of str
        At most `MOST_NAMED`, the most telling first.
    """
    explained: dict[str, float] = {}
    for dimension, values in zip(encoder.dimensions, points.T, strict=True):
        name = words.get(dimension.feature_name, dimension.feature_name)
        if dimension.is_missing_indicator:
            name = f"whether {name} is known"
        share = explained_variance(values[:, None], labels + 1)
        explained[name] = max(share, explained.get(name, 0.0))
    order = sorted(explained, key=lambda name: -explained[name])
    return [name for name in order[:MOST_NAMED] if explained[name] >= MIN_EXPLAINED]


def verdict_in_words(
    structure: str,
    selected: Candidate,
    segments: int,
    telling: Sequence[str] = (),
    chosen_again: Sequence[float] = (),
    apart: Candidate | None = None,
) -> str:
    """The verdict of `segment_models`.

    Parameters
    ----------
    structure : {'clustered', 'none'}
    selected : Candidate
    segments : int
        Their number.
    telling : sequence of str, optional
        Features that they differ in most.
    chosen_again : sequence of float, optional
        Jaccard similarity of each segment with those of halves of the customers that repeat the
        whole choice.
    apart : Candidate, optional
        Groups that stand apart where others were selected, as they explain little, or their parts.
    """
    if structure == "clustered" and apart is not None:
        outside = apart.measures.outlier_share
        what = "divide them further"
        if apart.found == selected.found:
            what = f"take in the {_percent(outside)} of the customers whom these leave out, too,"
        groups = (
            f"The customers form {apart.found} natural groups, much better separated than data without "
            f"groups would show. The {segments} segments {what} and explain "
            f"{_percent(explained(selected))} of what customers differ in, the groups "
            f"{_percent(explained(apart))}."
        )
    elif structure == "clustered":
        groups = (
            f"The customers form {segments} natural groups, much better separated than data without "
            "groups would show."
        )
    elif apart is not None:
        shares = sorted(apart.labels.shares.values(), reverse=True)
        groups = (
            f"{apart.found} groups of {_listed([_percent(share) for share in shares])} of the "
            f"customers stand apart, and explain only {_percent(explained(apart))} of what customers "
            f"differ in. The {segments} segments explain {_percent(explained(selected))}: a useful "
            "partition, not a discovery."
        )
    else:
        groups = (
            f"No clearly separated groups: the {segments} segments are a useful partition of the "
            "customers, not a discovery."
        )
    if telling:
        groups += f" They differ most in {_listed(telling)}."
    return f"{groups} {_stability(selected, chosen_again)}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _listed(items: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]]))


def _stability(selected: Candidate, chosen_again: Sequence[float]) -> str:
    lowest = selected.measures.jaccard_min
    if selected.is_admissible:
        return (
            "Fitted again on resampled customers, every segment comes back with a Jaccard similarity of "
            f"{lowest:.2f} or more.{_choice(chosen_again)}"
        )
    if lowest >= STABLE:
        return f"Use with care: {'; '.join(selected.reasons)}."
    return (
        "No candidate had only stable segments; this is the most stable one. Its least stable "
        f"segment comes back with a Jaccard similarity of {lowest:.2f}, stable is {STABLE:.2f}."
    )


def _choice(chosen_again: Sequence[float]) -> str:
    if not chosen_again:
        return ""
    halves = "halves of the customers that repeat the whole choice"
    doubtful = sum(value < STABLE for value in chosen_again)
    if not doubtful:
        return f" So it does for {halves}, with {min(chosen_again):.2f} or more."
    which = f"{doubtful} of the {len(chosen_again)}" if doubtful < len(chosen_again) else "all"
    return (
        f" But {halves} bring {which} back with less than {STABLE:.2f}, the least with "
        f"{min(chosen_again):.2f}: other customers would have been divided in another way. Name "
        "algorithms and n_segments to keep this division."
    )
