"""Does reported stability hold on customers who had no say in it?

Segments are chosen as for customers. What is reported of each, the lower of resamples of the recipe and of
halves that repeat the choice, is held against other halves, which decided nothing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from bench import suites

from customer_segmentation.fit.candidates import Candidate
from customer_segmentation.fit.coincidence import shared_values
from customer_segmentation.fit.comparison import Comparison, compare
from customer_segmentation.fit.effort import EFFORT, REPEATED, Effort, draw, single_threaded
from customer_segmentation.fit.fitting import MOST_REPEATED
from customer_segmentation.fit.points import (
    MIN_POINTS_PER_SEGMENT,
    MIN_TEST_POINTS,
    MOST_SEGMENTS,
    TEST_SHARE,
    standardised,
)
from customer_segmentation.fit.reproduction import Reproduction, reproduce
from customer_segmentation.model.settings import Segmentation

# Splits that show what is true; their seed is none that a fit uses.
FRESH_SPLITS, FRESH_SEED = 2, 7_777_777
MIN_SHARE = 0.01


def _held_out(customers: int, seed: int) -> np.ndarray:
    rows = np.zeros(customers, dtype=bool)
    count = round(TEST_SHARE * customers)
    if count >= MIN_TEST_POINTS:
        rows[np.random.default_rng([3, seed]).permutation(customers)[:count]] = True
    return rows


def _labels(candidate: Candidate, is_test: np.ndarray) -> np.ndarray:
    labels = np.zeros(len(is_test), dtype=int)
    labels[~is_test], labels[is_test] = candidate.labels.train, candidate.labels.test
    return labels


def hold_against_fresh_halves(data: suites.DataSet, effort: str) -> dict[str, Any]:
    """Choose segments of one data set, and repeat the choice on halves that had no say in it.

    Returns
    -------
    dict
        kind, form, seed, points, structure, and `segments`: for each what was reported, and what fresh
        halves show.
    """
    points, seed = standardised(data.points), data.seed
    most = max(2, min(MOST_SEGMENTS, len(points) // MIN_POINTS_PER_SEGMENT))
    segmentation = Segmentation("points", "", (), (), (), (), 2, most, None, 0.0)

    def chosen(own: np.ndarray, terms: Effort, **settings: Any) -> Comparison:
        is_test = _held_out(len(own), seed)
        train = own[~is_test]
        return compare(
            train,
            own[is_test],
            segmentation,
            terms,
            MIN_SHARE,
            seed,
            conditions=shared_values(train),
            **settings,
        )

    def by_part(rows: np.ndarray) -> np.ndarray:
        rows = rows[draw(np.random.default_rng(seed), len(rows), MOST_REPEATED)]
        return chosen(points[rows], REPEATED).labels(points)

    is_test = _held_out(len(points), seed)
    terms = replace(EFFORT[effort], record=0)

    @cache
    def halves() -> Reproduction:
        found = reproduce(by_part, len(points), terms.splits, seed)
        assert found is not None
        return found

    with single_threaded():
        comparison = chosen(
            points,
            terms,
            agreed=lambda candidate: halves().least_jaccard(_labels(candidate, is_test)),
        )
        selected = comparison.selected
        labels = _labels(selected, is_test)
        again = halves().jaccard(labels)
        fresh = reproduce(by_part, len(points), FRESH_SPLITS, FRESH_SEED + seed)
    assert fresh is not None and selected.bootstrap is not None
    bootstrap = dict(zip(selected.bootstrap.segment_ids, selected.bootstrap.means, strict=True))
    shown = fresh.jaccard(labels)
    return {
        "suite": "halves",
        "kind": data.kind,
        "form": data.form,
        "seed": seed,
        "points": len(points),
        "effort": effort,
        "structure": comparison.structure,
        "chosen": f"{selected.recipe.algorithm.name} {selected.found}",
        "segments": [
            {
                "bootstrap": round(float(bootstrap[number]), 4),
                "choice": round(again[number], 4),
                "fresh": round(shown[number], 4),
            }
            for number in again
        ],
    }
