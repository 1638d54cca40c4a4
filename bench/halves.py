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

from customer_segmentation.fit.coincidence import shared_values
from customer_segmentation.fit.comparison import Comparison, compare
from customer_segmentation.fit.effort import EFFORT, REPEATED, Effort, draw, single_threaded
from customer_segmentation.fit.points import (
    MIN_POINTS_PER_SEGMENT,
    MOST_SEGMENTS,
    held_out,
    of_points,
    standardised,
)
from customer_segmentation.fit.reproduction import Reproduction, reproduce

# Splits that show what is true; their seed is none that a fit uses.
FRESH_SPLITS, FRESH_SEED = 2, 7_777_777
MIN_SHARE = 0.01


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
    segmentation = of_points(2, most)

    def chosen(own: np.ndarray, terms: Effort, **settings: Any) -> Comparison:
        is_test = held_out(len(own), seed)
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
        rows = rows[draw(np.random.default_rng(seed), len(rows), REPEATED.customers)]
        return chosen(points[rows], REPEATED).labels(points)

    is_test = held_out(len(points), seed)
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
            agreed=lambda candidate: list(
                halves().jaccard(candidate.labels.together(is_test)).values()
            ),
        )
        selected = comparison.selected
        labels = selected.labels.together(is_test)
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
