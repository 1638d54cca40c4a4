"""Choose one of the candidates by a written rule, the same for all algorithms.

The rule (docs/selection.md gives its sources):

1. Gates. Size: every segment holds a minimum share of customers, none holds nearly all, few customers
   are outliers. Stability: every segment has a mean bootstrap Jaccard similarity of at least 0.75.
2. A candidate is separated when its worst segment shares at most half as many nearest neighbours with
   others as k-means finds in data without clusters (p <= 0.05), and its prediction strength is at
   least 0.6. If there are such candidates, the best separated ones and those that divide the groups of
   one of these further are kept, and the structure is `clustered`.
3. Otherwise all are kept, and the structure is `none`.
4. Of those kept, the one that explains the largest share of the variance of the test customers is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from customer_segmentation.fit.candidates import Candidate
from customer_segmentation.fit.effort import Effort
from customer_segmentation.fit.gates import reject_unstable
from customer_segmentation.fit.metrics import contingency
from customer_segmentation.fit.stability import DISSOLVED, STABLE
from customer_segmentation.model.prototypes import OUTLIER_SEGMENT

# Neighbour mixing relative to data without clusters that is no worse than that of the best separated.
SEPARATION_TOLERANCE = 0.1
REFINES = 0.95
# Below this the screening resamples are enough to reject.
SCREENING = 0.65
# A segment that dissolves in these is not stable in more.
FIRST_RESAMPLES = 3

Resample = Callable[[Candidate, int], None]


def choose(candidates: Sequence[Candidate], resample: Resample, effort: Effort) -> Candidate | None:
    """Take the best stable candidate, else the most stable one; the rest is screened for the record.

    Parameters
    ----------
    candidates : sequence of Candidate
        Their reasons grow by the gate of stability.
    resample : callable
        Brings a candidate to a number of resamples.
    effort : Effort

    Returns
    -------
    Candidate or None
        Marked as selected; None when no candidate has segments.
    """

    def judge(candidate: Candidate, is_finalist: bool = False) -> None:
        _judge(candidate, resample, effort, is_finalist)

    for item in candidates:
        if item.is_admissible and item.is_separated:
            judge(item)
    selected = None
    while selected is None and (best := _best(candidates)) is not None:
        judge(best, is_finalist=True)
        selected = best if best.is_admissible else None
    if effort.screen_all:
        for item in candidates:
            if item.is_admissible and item.bootstrap is None:
                judge(item)
    if selected is None:
        selected = _least_bad(candidates, resample, effort)
    if selected is not None:
        selected.is_selected = True
        for item in candidates:
            if item.is_admissible and not item.is_selected and item.bootstrap is not None:
                item.note = _lost_to(item, selected)
    return selected


def _judge(candidate: Candidate, resample: Resample, effort: Effort, is_finalist: bool) -> None:
    """Reject a candidate that is unstable; few resamples are enough for clear cases."""
    measures = candidate.measures
    resample(candidate, FIRST_RESAMPLES)
    if measures.jaccard_min > DISSOLVED:
        resample(candidate, effort.screening)
    least = measures.jaccard_min
    if least >= SCREENING and (is_finalist or (candidate.is_separated and least < STABLE)):
        resample(candidate, effort.resamples)
    reject_unstable(candidate)


def explained(candidate: Candidate) -> float:
    """Explained share of the variance of the test customers (train when there are none), times the
    share of customers who have a segment."""
    measures = candidate.measures
    test = measures.explained_variance_test
    share = measures.explained_variance_train if np.isnan(test) else test
    return share * (1 - measures.outlier_share)


def _mixing_ratio(candidate: Candidate) -> float:
    """Neighbour mixing relative to data without clusters: 0 is full separation."""
    return candidate.measures.neighbour_mixing / candidate.measures.reference_mixing


def _silhouette(candidate: Candidate) -> float:
    """Mean silhouette of the test customers (train when there are none)."""
    measures = candidate.measures
    test = measures.silhouette_test
    found = measures.silhouette_train if np.isnan(test) else test
    return -1.0 if np.isnan(found) else found


def _refines(finer: Candidate, coarser: Candidate) -> bool:
    """Whether a candidate divides the segments of the other further, between groups, not through one."""
    if _silhouette(finer) < _silhouette(coarser):
        return False
    fine, coarse = finer.labels.train, coarser.labels.train
    inside = (fine != OUTLIER_SEGMENT) & (coarse != OUTLIER_SEGMENT)
    table, rows, columns = contingency(fine[inside], coarse[inside])
    return len(rows) > len(columns) and table.max(axis=1).sum() >= REFINES * table.sum()


def _best(candidates: Sequence[Candidate]) -> Candidate | None:
    """First choice among the admissible candidates; see the rule at the top."""
    kept = [item for item in candidates if item.is_admissible]
    separated = [item for item in kept if item.is_separated]
    if separated:
        limit = min(_mixing_ratio(item) for item in separated) + SEPARATION_TOLERANCE
        clearest = [item for item in separated if _mixing_ratio(item) <= limit]
        kept = [
            item
            for item in separated
            if _mixing_ratio(item) <= limit or any(_refines(item, other) for other in clearest)
        ]
    return max(kept, key=lambda item: round(explained(item), 6), default=None)


def _least_bad(
    candidates: Sequence[Candidate], resample: Resample, effort: Effort
) -> Candidate | None:
    """The most stable candidate that has segments at all, when none is admissible."""
    fitted = [item for item in candidates if item.prototypes is not None]
    fitted = [item for item in fitted if _segments(item) > 1] or fitted
    judged = [item for item in fitted if item.bootstrap is not None] or fitted
    best = max(judged, key=lambda item: (_least_stable(item), explained(item)), default=None)
    if best is not None and _resamples(best) < effort.resamples:
        resample(best, effort.resamples)
    return best


def _segments(candidate: Candidate) -> int:
    prototypes = candidate.prototypes
    return 0 if prototypes is None else len(np.unique(prototypes.segment_ids))


def _least_stable(candidate: Candidate) -> float:
    return 0.0 if candidate.bootstrap is None else float(candidate.bootstrap.means.min())


def _resamples(candidate: Candidate) -> int:
    return 0 if candidate.bootstrap is None else len(candidate.bootstrap.similarities)


def _lost_to(item: Candidate, selected: Candidate) -> str:
    if selected.is_separated and (not item.is_separated or explained(item) > explained(selected)):
        return "the selected candidate is separated better"
    return "the selected candidate explains more of the variance"
