"""What a candidate has to pass: sizes, stability, and separation to be called a discovery."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from customer_segmentation.fit.candidates import Candidate, Measures
from customer_segmentation.fit.metrics import contingency
from customer_segmentation.fit.separation import HARDLY_ANY
from customer_segmentation.fit.stability import STABLE

SEPARATION_RATIO = 0.5
# Borders through data without clusters stay below this. Set on the development suite.
BORDER_SPARSITY = 1.05
# Groups show in one of four ways, all set on the development suite but for one figure. Segments are likelier
# than one segment by so many nats per customer; normal distributions along a ring or a horseshoe reach 0.056
# with 300 customers, 0.09 with 1,500, and 0.116 with 10,000 (seed 5000, judged before with 0.1).
CLEAR_LIKELIHOOD_GAIN = 0.15
# Or by so many, and they share few neighbours beside what their own halves share: pieces of a horseshoe share
# 0.4 to 0.6 of that, groups from 3.5 standard deviations apart on 0.2 and less.
LIKELIHOOD_GAIN, GAP_RATIO = 0.06, 0.35
# Or by so many, and they share fewer. Pieces of a horseshoe of 300 share 0.14 and more among ten neighbours
# in 23 of 26, groups of so small a gain up to 0.11.
MIN_LIKELIHOOD_GAIN, SMALL_GAP_RATIO = 0.03, 0.12
# Or they share hardly any neighbours, and no more than that. One kernel density follows such groups as well
# as one for each does, so that the likelihood is the same; where they overlap it is less, by 0.002 in groups
# and by 0.0045 and more at chance gaps of a horseshoe.
APART_RATIO = 0.1
MAX_LIKELIHOOD_LOSS = 0.003
# Compact groups, which Kaufman & Rousseeuw (1990) call a strong structure, may lose more to chance.
STRONG_SILHOUETTE, MAX_STRONG_LOSS = 0.7, 0.02
# Share of the gain that shared values alone may make. Set on the demo, where planted groups reach 0.1, and
# on zero-inflated columns of the development suite, where false ones start at 0.35.
REFERENCE_SHARE = 0.2
# Share of the customers who stay with those of their segment where one candidate divides another's segments;
# the rest is a handful at its borders, as in `coincidence.SAME_PARTITION`.
NESTED = 0.95
# Planted kinds reach 0.6 of what dividing their customers adds in data without groups; divisions of one kind
# reach 1.1 and more in the demo and the grocer, 0.7 in the gift shop (development seeds).
EARNED_RATIO = 0.75
# Parts of 45, 35 and 20 % have this of three equal ones; a handful apart from all others has much less.
NEARLY = 0.9
MAX_SHARE = 0.95
MAX_OUTLIER_SHARE = 0.3


def reject_sizes(
    candidates: Sequence[Candidate], floor: float, min_segments: int, max_segments: int
) -> None:
    """Give every candidate its reasons for segments that are too few, too many, small or large.

    Parameters
    ----------
    candidates : sequence of Candidate
    floor : float
        Smallest share of the customers that a segment may hold.
    min_segments, max_segments : int
    """
    for candidate in candidates:
        candidate.reasons += _wrong_sizes(candidate, floor, min_segments, max_segments)


def _wrong_sizes(
    candidate: Candidate, floor: float, min_segments: int, max_segments: int
) -> list[str]:
    if candidate.prototypes is None:
        return ["no group of customers is dense and large enough"]
    reasons = []
    found, largest = candidate.found, max(candidate.labels.shares.values(), default=0.0)
    outliers, smallest = candidate.measures.outlier_share, candidate.measures.smallest_share
    if outliers > MAX_OUTLIER_SHARE:
        reasons.append(
            f"{_percent(outliers)} of customers are outliers, at most "
            f"{_percent(MAX_OUTLIER_SHARE)} may be"
        )
    if largest > MAX_SHARE or found < 2:
        reasons.append(f"one giant segment holds {_percent(largest)} of customers")
    elif not min_segments <= found <= max_segments:
        reasons.append(f"it has {found} segments, asked for were {min_segments} to {max_segments}")
    if smallest < floor and found >= 2:
        reasons.append(
            f"the smallest segment holds {_percent(smallest)} of customers, "
            f"the floor is {_percent(floor)}"
        )
    return reasons


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def is_apart(measures: Measures) -> bool:
    """Whether the segments share hardly any neighbours."""
    return measures.neighbour_mixing <= APART_RATIO * measures.reference_mixing


def allowed_loss(measures: Measures) -> float:
    """Likelihood that groups which share hardly any neighbours may lose to chance, in nats per customer."""
    is_strong = measures.silhouette_train >= STRONG_SILHOUETTE
    return MAX_STRONG_LOSS if is_strong else MAX_LIKELIHOOD_LOSS


def may_be_separated(measures: Measures) -> bool:
    """Whether `is_separated` can hold, by the measures that cost little."""
    return (
        measures.neighbour_mixing <= SEPARATION_RATIO * measures.reference_mixing
        and measures.border_sparsity >= BORDER_SPARSITY
    )


def is_of_shared_values(measures: Measures) -> bool:
    """Whether data without clusters, with the values that many share, shows much of the gain too."""
    return measures.reference_gain >= max(REFERENCE_SHARE * measures.likelihood_gain, 0)


def is_separated(measures: Measures) -> bool:
    """Whether the segments are groups that data without clusters does not show."""
    return (
        measures.reference_share <= HARDLY_ANY
        and may_be_separated(measures)
        and not is_of_shared_values(measures)
        and (
            measures.likelihood_gain >= CLEAR_LIKELIHOOD_GAIN
            or (measures.likelihood_gain >= LIKELIHOOD_GAIN and measures.gap_ratio <= GAP_RATIO)
            or (
                measures.gap_ratio <= SMALL_GAP_RATIO
                and (
                    measures.likelihood_gain >= MIN_LIKELIHOOD_GAIN
                    or (is_apart(measures) and measures.likelihood_gain >= -allowed_loss(measures))
                )
            )
        )
    )


def earns_place(finer: Candidate, coarser: Candidate, added: float) -> bool:
    """Whether what a candidate divides more than a coarser one is separated, too.

    Its divisions may add `EARNED_RATIO` of the neighbours in other segments that they add in data without
    groups (`added`); customers who are left out as outliers may add none. A handful whom only the coarser one
    leaves out makes it no finer.
    """
    handful = 0.0 if finer.measures.outlier_share else 1 - NESTED
    if _divisions(finer) <= _divisions(coarser, handful):
        return True
    mixing = finer.measures.neighbour_mixing - coarser.measures.neighbour_mixing
    return mixing <= EARNED_RATIO * added


def is_clearer(other: Candidate, candidate: Candidate) -> bool:
    """Whether another one with no more segments shares hardly any neighbours, as this one does not, and
    parts nearly as many customers."""
    return (
        _divisions(other) <= _divisions(candidate)
        and is_apart(other.measures)
        and not is_apart(candidate.measures)
        and parted(other) >= NEARLY * parted(candidate)
    )


def parted(candidate: Candidate) -> float:
    """Chance that two customers of segments are in different ones."""
    shares = list(candidate.labels.shares.values())
    return 1 - sum((share / sum(shares)) ** 2 for share in shares)


def _divisions(candidate: Candidate, handful: float = 0.0) -> int:
    return candidate.found + int(candidate.measures.outlier_share > handful)


def is_discovery(candidate: Candidate) -> bool:
    """Whether its segments are separated, and come back in resamples."""
    return candidate.is_separated and candidate.is_admissible and candidate.bootstrap is not None


def divides_further(finer: Candidate, coarser: Candidate) -> bool:
    """Whether a candidate only divides the segments of a coarser one, at borders that hardly any neighbours
    lie across."""
    if finer.found <= coarser.found or finer.measures.outlier_share or not is_apart(finer.measures):
        return False
    table, _, _ = contingency(finer.labels.train, coarser.labels.train)
    return _is_nested(table)


def completes(whole: Candidate, groups: Candidate) -> bool:
    """Whether a candidate is the division of another one that leaves customers out, and leaves out none.

    Borders run through those who were left out, so that neighbours may lie across them.
    """
    if whole.measures.outlier_share or not groups.measures.outlier_share:
        return False
    if whole.found != groups.found or not groups.found:
        return False
    inside = groups.labels.train > 0
    table, _, _ = contingency(whole.labels.train[inside], groups.labels.train[inside])
    is_one_to_one = len(set(table.argmax(axis=1))) == groups.found
    return is_one_to_one and _is_nested(table)


def _is_nested(table: np.ndarray) -> bool:
    """Whether all but a handful of each row's customers are in one column."""
    return bool(table.max(axis=1).sum() >= NESTED * table.sum())


def builds_on(candidate: Candidate, groups: Candidate) -> bool:
    """Whether a candidate only divides the segments of another one further, or completes them."""
    return divides_further(candidate, groups) or completes(candidate, groups)


def reject_unstable(candidate: Candidate) -> None:
    """Reject a candidate whose least stable segment does not come back in resamples, as far as they say."""
    words = "its least stable segment has a bootstrap Jaccard of"
    least = candidate.measures.jaccard_min
    candidate.reasons = [reason for reason in candidate.reasons if not reason.startswith(words)]
    if least < STABLE:
        candidate.reasons.append(f"{words} {least:.2f}, stable is {STABLE:.2f}")
