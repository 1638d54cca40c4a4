"""Choose one of the candidates by a written rule, the same for all algorithms.

The rule (docs/selection.md gives its sources):

1. Gates. Size: every segment holds a minimum share of customers, none holds nearly all, few customers
   are outliers. Stability: every segment has a mean bootstrap Jaccard similarity of at least 0.75.
2. Candidates are ranked by their support: completed log-likelihood per customer, and a little for few
   neighbours in other segments, for the stability of the least stable segment and for parting customers
   who share hardly any neighbours.
3. A candidate is separated when few customers have neighbours in other segments (at most half of what
   k-means finds in data without clusters, p <= 0.05), borders are sparser than insides, it is more
   likely than one segment or shares hardly any neighbours, and the same customers are much less so in
   data without clusters, as they would not be if a value that many share made them. If there are stable
   separated ones, the structure is `clustered`, and the one with most support is chosen, a finer one that
   is as likely but for chance, or a coarser one where what it divides more is not separated. One that
   explains less than half of the variance that a stable partition explains, and parts less than half as
   many customers, is told and not used: it sets few customers apart, and the rest differ as much. So is
   one whose segments a stable candidate divides further at borders without neighbours: a separated one
   that is as likely, or one that is much more plausible, as values that many share and what is known are
   no discovery, and divide customers nevertheless. More plausible is enough where halves of the customers
   bring the parts back and not the whole. The same holds of a stable candidate that is the same division
   and has a segment for those whom the first leaves out. Groups that halves of the customers do not find
   again are none, or give way to no fewer that they find.
4. Otherwise the structure is `none`, and the stable candidate that explains the largest share of the
   variance of the test customers is chosen; or, where halves of the customers would not choose its segments
   again, the one of those that explain about as much that they come nearest to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from customer_segmentation.fit.candidates import Candidate
from customer_segmentation.fit.effort import Effort
from customer_segmentation.fit.gates import (
    APART_RATIO,
    allowed_loss,
    builds_on,
    earns_place,
    is_apart,
    is_clearer,
    is_discovery,
    is_of_shared_values,
    parted,
    reject_unstable,
)
from customer_segmentation.fit.stability import DISSOLVED, STABLE

# What a candidate whose segments all come back is worth against one whose least stable segment never
# does, in nats per customer. Set on the development suite, where 0.05 to 0.2 do nearly as well.
STABILITY_WEIGHT = 0.1
# What parting all customers is worth where segments share hardly any neighbours, in nats per customer:
# one kernel density over groups far apart is nearly as likely as one for each. Set on the development
# suite, where 0.01 to 0.04 do nearly as well.
PARTING_WEIGHT = 0.02
# What it costs when all neighbours of all customers are in other segments, in nats per customer. Set on the
# development suite, where 0.75 to 1.5 do nearly as well; borders through a crowd have many such neighbours.
MIXING_WEIGHT = 1.0
# So much more plausible is a candidate that divides groups where data without groups show as much; a gain
# that groups have, see `gates.LIKELIHOOD_GAIN`.
DIVIDED_GAIN = 0.1
# So much likelihood is chance: the finer of two discoveries that are as likely but for that is taken, if it
# earns its place. Set on seeds 100 and 101 of the suite and 1101, 2001 and 2002 of the zoo, where 0.006 to
# 0.012 choose alike.
CHANCE = 0.01
# A discovery that explains less than this share of what a stable partition explains is of little use: few
# customers lie apart, and the rest is not divided. Half is a convention.
TELLING_RATIO = 0.5
# Candidates that explain this share of what the best one does explain about as much. Set on five shops of the
# zoo and four order logs, where 0.8 to 0.88 choose alike in all but one.
ABOUT_AS_MUCH = 0.8
# So much more often its least stable segment has to be chosen again; a convention.
AGREED_MORE = 0.05
# Below this the screening resamples are enough to reject.
SCREENING = 0.65
# So close to the border of a verdict, few resamples do not decide.
MARGIN = 0.05
# A segment that dissolves in these is not stable in more.
FIRST_RESAMPLES = 3
# Resamples come in steps of so many, until the verdict is so many standard errors away from the other one:
# looked at four times, a mean of ten is on the wrong side by chance in fewer than three cases in a hundred.
STEP = 10
DECIDED = 3.0
# So small are the standard errors of what is published of a finalist, of at least so many resamples.
PRECISION = 0.01
FEWEST_PUBLISHED = 20


class Resample(Protocol):
    """Brings a candidate to a number of resamples, of at most so many customers."""

    def __call__(self, candidate: Candidate, count: int, most: int | None = None) -> None: ...


Known = Callable[[Candidate], str | None]
Cuts = Callable[[Candidate, Candidate], bool]
Agreed = Callable[[Candidate], Sequence[float]]
Added = Callable[[Candidate, Candidate], float]


def _by_number(finer: Candidate, coarser: Candidate) -> float:
    """What more segments add in data without groups, whatever they divide."""
    return finer.measures.reference_mixing - coarser.measures.reference_mixing


def choose(
    candidates: Sequence[Candidate],
    resample: Resample,
    effort: Effort,
    for_use: bool = True,
    known: Known = lambda candidate: None,
    added: Added = _by_number,
    cuts: Cuts = lambda finer, coarser: False,
    agreed: Agreed | None = None,
) -> Candidate | None:
    """Take the best stable candidate, else the most stable one; the rest is screened for the record.

    Only those that compete are resampled often, and held against what is known without clustering.

    Parameters
    ----------
    candidates : sequence of Candidate
        Their reasons grow by the gate of stability.
    resample : callable
        See `Resample`.
    effort : Effort
    for_use : bool
        Whether segments have to be stable, and to explain much where there are no groups; else the
        candidate with most support is taken, of those that part customers at least as well as k-means does
        in data without groups.
    known : callable, optional
        What divides the customers as a candidate does, without clustering, so that it is no discovery.
    added : callable, optional
        Share of neighbours in other segments that a finer candidate adds to a coarser one where there are
        no groups.
    cuts : callable, optional
        Whether a candidate only cuts through the segments of a coarser one by something known, across them.
    agreed : callable, optional
        How far halves of the customers that choose for themselves bring a candidate's segments back: the
        Jaccard similarity of each. Empty where they are too few.

    Returns
    -------
    Candidate or None
        Marked as selected; None when no candidate has segments.
    """

    def judge(candidate: Candidate, is_finalist: bool = False) -> None:
        _judge(candidate, resample, effort, is_finalist)

    sized = [item for item in candidates if item.is_admissible]
    separated = [item for item in sized if item.is_separated]

    def look_for_discoveries() -> None:
        nonlocal separated
        while separated and not found_groups(candidates):
            separated = _without_known(separated, known)
            contenders = _contenders(separated)
            for item in contenders:
                judge(item)
            separated = [item for item in separated if item.bootstrap is None]

    look_for_discoveries()
    selected = None
    if not for_use and (contenders := _contenders(_parting(sized) or sized)):
        for item in contenders:
            if item.bootstrap is None:
                judge(item)
        selected = max(contenders, key=_support)
        judge(selected, is_finalist=True)
    while selected is None and (best := _best(candidates, for_use)) is not None:
        if is_discovery(best):
            best = _unbeaten(best, sized, judge, known, added, cuts)
        judge(best, is_finalist=True)
        if is_discovery(best) and agreed is not None and _mean(agreed(best)) <= DISSOLVED:
            best.is_separated, best.is_dissolved = False, True
        elif best.is_admissible:
            selected = best
        look_for_discoveries()
    first = selected
    if selected is not None and is_discovery(selected):
        if agreed is not None:
            selected = _found_again(selected, sized, judge, known, agreed)
        selected = _built_on(selected, sized, judge, known, agreed)
    elif selected is not None and agreed is not None:
        selected = _agreed_on(selected, sized, judge, agreed)
    if effort.record:
        for item in candidates:
            if item.is_admissible and item.bootstrap is None:
                resample(item, FIRST_RESAMPLES, effort.record)
                reject_unstable(item)
    if selected is None:
        first = selected = _least_bad(candidates, resample, effort)
    if selected is not None:
        selected.is_selected = True
        for item in candidates:
            if item.is_admissible and not item.is_selected and item.bootstrap is not None:
                item.note = _lost_to(item, selected, first)
    return selected


def _stays_separated(candidate: Candidate, known: Known) -> bool:
    """Whether a candidate is separated, also once it is held against what is known.

    What divides customers as something known does is not separated by clustering. One that was resampled
    was held against it before.
    """
    if candidate.is_separated and candidate.bootstrap is None:
        candidate.coincidence = known(candidate)
        candidate.is_separated = candidate.coincidence is None
    return candidate.is_separated


def _without_known(separated: list[Candidate], known: Known) -> list[Candidate]:
    """Drop contenders that divide customers as something known does, until those left do not."""
    asked: set[int] = set()
    while fresh := [item for item in _contenders(separated) if id(item) not in asked]:
        asked |= set(map(id, fresh))
        dropped = {id(item) for item in fresh if not _stays_separated(item, known)}
        separated = [item for item in separated if id(item) not in dropped]
    return separated


def _unbeaten(
    best: Candidate,
    sized: Sequence[Candidate],
    judge: Callable[[Candidate], None],
    known: Known,
    added: Added,
    cuts: Cuts,
) -> Candidate:
    """Of the discoveries that no coarser one goes before, a finer one that is as likely as this one but for
    chance, this one, or the most plausible.

    Neighbours in other segments speak against every finer division; whether they are too many is asked of a
    division that earns its place. None goes before one whose segments share hardly any.
    """

    def found(item: Candidate) -> bool:
        if item.bootstrap is None and _stays_separated(item, known):
            judge(item)
        return is_discovery(item)

    def is_beaten(item: Candidate) -> bool:
        """Whether a discovery is clearer with no more segments, or this one does not earn its place beside
        it, or cuts through it by something known."""
        return any(
            found(other)
            for other in by_plausibility
            if other.is_separated
            and (
                is_clearer(other, item)
                or not earns_place(item, other, added(item, other))
                or (other.found < item.found and cuts(item, other))
            )
        )

    by_plausibility = sorted(sized, key=_plausibility, reverse=True)
    finer = [
        item
        for item in by_plausibility
        if is_discovery(item)
        and item.found > best.found
        and not is_apart(best.measures)
        and item.measures.completed_log_likelihood
        >= best.measures.completed_log_likelihood - CHANCE
    ]
    ranked = [*sorted(finer, key=_support, reverse=True), best, *by_plausibility]
    return next((item for item in ranked if found(item) and not is_beaten(item)), best)


def _found_again(
    discovery: Candidate,
    sized: Sequence[Candidate],
    judge: Callable[[Candidate, bool], None],
    known: Known,
    agreed: Agreed,
) -> Candidate:
    """A discovery that halves of the customers find again, where they do not find this one.

    It has no fewer segments, as those of coarser divisions come back more easily, each of them comes back,
    and it is nearly as plausible. If there is none, this one.
    """
    if not _mean(agreed(discovery)) < STABLE:
        return discovery
    others = [
        item
        for item in sized
        if item.is_separated
        and item.found >= discovery.found
        and _plausibility(item) >= _plausibility(discovery) - DIVIDED_GAIN
        and _least(agreed(item)) >= STABLE
    ]
    for item in sorted(others, key=_plausibility, reverse=True):
        if _stays_separated(item, known):
            judge(item, True)
        if is_discovery(item):
            return item
    return discovery


def _built_on(
    discovery: Candidate,
    sized: Sequence[Candidate],
    judge: Callable[[Candidate, bool], None],
    known: Known,
    agreed: Agreed | None,
) -> Candidate:
    """The most plausible stable candidate that builds on the segments of a discovery, or that itself.

    One that is separated may be as much less likely as groups without common neighbours are by chance.
    Another has to be more plausible by as much as groups are, or by anything where halves of the customers
    bring its segments back and not those of the discovery.
    """

    def is_worth(item: Candidate) -> bool:
        likelihood = discovery.measures.completed_log_likelihood - allowed_loss(item.measures)
        is_as_likely = item.measures.completed_log_likelihood >= likelihood
        if _stays_separated(item, known) and is_as_likely:
            return True
        more = _plausibility(item) - _plausibility(discovery)
        if more >= DIVIDED_GAIN or agreed is None or not more > 0:
            return more >= DIVIDED_GAIN
        own = _least(agreed(discovery))
        return own < STABLE and _least(agreed(item)) >= own + AGREED_MORE

    finer = [item for item in sized if builds_on(item, discovery) and is_worth(item)]
    while contenders := _contenders([item for item in finer if item.is_admissible]):
        for item in contenders:
            judge(item, False)
        stable = [item for item in contenders if item.is_admissible]
        if stable:
            best = max(stable, key=_support)
            judge(best, True)
            if best.is_admissible:
                return best
    return discovery


def _agreed_on(
    selected: Candidate,
    sized: Sequence[Candidate],
    judge: Callable[[Candidate, bool], None],
    agreed: Agreed,
) -> Candidate:
    """The candidate nearest to what halves of the customers choose, where they do not choose this one."""
    own = _least(agreed(selected))
    if not own < STABLE:
        return selected
    enough = ABOUT_AS_MUCH * explained(selected)
    others = [
        (_least(agreed(item)), explained(item), item)
        for item in sized
        if item is not selected and item.is_admissible and explained(item) >= enough
    ]
    for value, _, item in sorted(others, key=lambda other: other[:2], reverse=True):
        if value < own + AGREED_MORE:
            break
        judge(item, True)
        if item.is_admissible:
            return item
    return selected


def _least(again: Sequence[float]) -> float:
    """The segment that comes back least; NaN when nothing is known."""
    return min(again, default=np.nan)


def _mean(again: Sequence[float]) -> float:
    """How far segments come back on the mean; NaN when nothing is known."""
    return float(np.mean(again)) if len(again) else np.nan


def most_supported(candidates: Sequence[Candidate]) -> Candidate | None:
    """The discovery with most support, if there is one."""
    return max(filter(is_discovery, candidates), key=_support, default=None)


def found_groups(candidates: Sequence[Candidate]) -> bool:
    """Whether a candidate is a discovery."""
    return most_supported(candidates) is not None


def _contenders(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that stability can still bring to the top."""
    if not candidates:
        return []
    known = [item for item in candidates if np.isfinite(_plausibility(item))]
    if not known:
        return list(candidates)
    least = max(map(_plausibility, known)) - STABILITY_WEIGHT
    return [item for item in known if _plausibility(item) >= least]


def _parting(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those whose segments share no more neighbours than k-means finds in data without groups.

    In many dimensions, two spreads of one crowd gain more likelihood than any neighbours cost.
    """
    return [
        item
        for item in candidates
        if not item.measures.neighbour_mixing > item.measures.reference_mixing
    ]


def _plausibility(candidate: Candidate) -> float:
    """Completed log-likelihood per customer, less for neighbours in other segments, and with a bonus
    for parting customers that lie apart."""
    measures = candidate.measures
    likelihood = measures.completed_log_likelihood - MIXING_WEIGHT * measures.wide_mixing
    if not measures.wide_mixing <= APART_RATIO * measures.reference_mixing:
        return likelihood
    return likelihood + PARTING_WEIGHT * parted(candidate)


def _support(candidate: Candidate) -> float:
    """Plausibility, with a bonus for the stability of the least stable segment."""
    return round(_plausibility(candidate) + STABILITY_WEIGHT * _least_stable(candidate), 9)


def _judge(candidate: Candidate, resample: Resample, effort: Effort, is_finalist: bool) -> None:
    """Reject a candidate that is unstable; few resamples are enough for clear cases."""
    measures = candidate.measures
    resample(candidate, FIRST_RESAMPLES)
    if measures.jaccard_min > DISSOLVED:
        resample(candidate, effort.screening)
    least = measures.jaccard_min
    if least >= SCREENING and (is_finalist or (candidate.is_separated and least < STABLE + MARGIN)):
        _resample_until_decided(candidate, resample, effort.resamples, is_finalist)
    reject_unstable(candidate)


def _resample_until_decided(
    candidate: Candidate, resample: Resample, most: int, is_finalist: bool
) -> None:
    """Resample on until more cannot change the verdict, and what is published of a finalist is precise."""
    while (done := _resamples(candidate)) < most:
        bootstrap = candidate.bootstrap
        assert bootstrap is not None
        doubt = DECIDED * bootstrap.errors
        is_decided = (bootstrap.means + doubt < STABLE).any() or (
            bootstrap.means - doubt >= STABLE
        ).all()
        is_precise = done >= FEWEST_PUBLISHED and (bootstrap.errors <= PRECISION).all()
        if is_decided and (is_precise or not is_finalist):
            return
        resample(candidate, min(done - done % STEP + STEP, most))


def explained(candidate: Candidate) -> float:
    """Explained share of the variance of the test customers (train when there are none), times the
    share of customers who have a segment."""
    measures = candidate.measures
    test = measures.explained_variance_test
    share = measures.explained_variance_train if np.isnan(test) else test
    return share * (1 - measures.outlier_share)


def _best(candidates: Sequence[Candidate], for_use: bool) -> Candidate | None:
    """First choice among the admissible candidates; see the rule at the top."""
    kept = [item for item in candidates if item.is_admissible]
    partition = max(kept, key=lambda item: round(explained(item), 6), default=None)
    best = most_supported(kept)
    if best is None or partition is None:
        return partition
    # Rings and crescents explain no variance, and divide all customers nevertheless.
    is_telling = explained(best) >= TELLING_RATIO * explained(partition) or (
        parted(best) >= TELLING_RATIO * parted(partition)
    )
    return best if is_telling or not for_use else partition


def _least_bad(
    candidates: Sequence[Candidate], resample: Resample, effort: Effort
) -> Candidate | None:
    """The most stable candidate that has segments at all, when none is admissible."""
    fitted = [item for item in candidates if item.prototypes is not None]
    fitted = [item for item in fitted if _segments(item) > 1] or fitted
    judged = [item for item in fitted if item.bootstrap is not None] or fitted
    best = max(judged, key=lambda item: (_least_stable(item), explained(item)), default=None)
    if best is not None:
        if best.bootstrap is None:
            resample(best, FIRST_RESAMPLES)
        _resample_until_decided(best, resample, effort.resamples, is_finalist=True)
    return best


def _segments(candidate: Candidate) -> int:
    prototypes = candidate.prototypes
    return 0 if prototypes is None else len(np.unique(prototypes.segment_ids))


def _least_stable(candidate: Candidate) -> float:
    return 0.0 if candidate.bootstrap is None else float(candidate.bootstrap.means.min())


def _resamples(candidate: Candidate) -> int:
    return 0 if candidate.bootstrap is None else len(candidate.bootstrap.similarities)


def _lost_to(item: Candidate, selected: Candidate, first: Candidate | None) -> str:
    if item.is_dissolved:
        return "halves of the customers do not find its groups again"
    if explained(item) <= explained(selected):
        return "the selected candidate explains more of the variance"
    if is_discovery(item) and builds_on(selected, item):
        return "the selected candidate divides it further, or leaves nobody out"
    if selected is not first and not (first is not None and is_discovery(first)):
        return "halves of the customers agree more on the selected candidate"
    if is_discovery(item) and _support(item) <= _support(selected):
        return "the selected candidate is more likely"
    if is_discovery(item) and item is first:
        return "halves of the customers find the groups of the selected candidate again, not these"
    if is_discovery(item):
        return "what it divides more is not separated, or the selected candidate is clearer"
    if item.coincidence is not None:
        return f"it divides customers by what is known without clustering: {item.coincidence}"
    if is_of_shared_values(item.measures):
        return "values that many customers share make its segments"
    return "the selected candidate is separated better"
