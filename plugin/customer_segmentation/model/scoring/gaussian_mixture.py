"""The likeliest component wins: Gaussian mixtures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from customer_segmentation.model.prototypes import Prototypes
from customer_segmentation.model.scoring.scorer import nearest, rival, score_table
from customer_segmentation.model.scoring.sql import (
    CUSTOMER,
    Step,
    choice_steps,
    columns,
    number,
    scores_step,
    switch,
)


class GaussianMixture:
    """One component per segment, or several.

    confidence is the posterior probability of the segment, distance the Mahalanobis distance to the
    likeliest component.
    """

    name = "gaussian_mixture"
    has_outliers = False

    def labels(self, points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
        """Segment ids of points, shape (n,)."""
        return prototypes.segment_ids[nearest(-_log_densities(points, prototypes)[0])[0]]

    def score(self, points: np.ndarray, prototypes: Prototypes) -> pd.DataFrame:
        """Score points; see `Scorer`."""
        log_densities, mahalanobis = _log_densities(points, prototypes)
        position, cost = nearest(-log_densities)
        own = prototypes.segment_ids[position]
        runner_up, _ = rival(-log_densities, prototypes.segment_ids, own)
        ratios = np.exp(log_densities + cost[:, None])
        inside = np.where(prototypes.segment_ids == own[:, None], ratios, 0).sum(axis=1)
        posterior = inside / ratios.sum(axis=1)
        distance = np.sqrt(mahalanobis[np.arange(len(points)), position])
        return score_table(own, distance, posterior, runner_up)

    def steps(self, prototypes: Prototypes) -> list[Step]:
        """The same in SQL; see `Scorer`. A component's cost is its negative log density."""
        assert prototypes.log_weights is not None
        count = len(prototypes.centers)
        costs, squares = columns("k", count), columns("m", count)
        whitened = [_whitened(prototypes, component) for component in range(count)]
        parts = ", ".join(f"{sql} as {name}" for part in whitened for name, sql in part.items())
        mahalanobis = ", ".join(
            f"{' + '.join(f'{name} * {name}' for name in part)} as {square}"
            for part, square in zip(whitened, squares, strict=True)
        )
        negative_log_densities = ", ".join(
            f"0.5e0 * {square} - {number(log_weight)} as {cost}"
            for square, log_weight, cost in zip(squares, prototypes.log_weights, costs, strict=True)
        )
        segment_ids = prototypes.segment_ids.tolist()
        ratios = [f"exp(own_cost - {cost})" for cost in costs]
        inside = "1e0"
        if len(set(segment_ids)) < count:
            inside = " + ".join(
                f"case segment_id when {segment} then {ratio} else 0e0 end"
                for segment, ratio in zip(segment_ids, ratios, strict=True)
            )
        return [
            Step("whitened", f"select {CUSTOMER}, {parts} from coordinates"),
            Step("mahalanobis", f"select {CUSTOMER}, {mahalanobis} from whitened"),
            Step("densities", f"select *, {negative_log_densities} from mahalanobis"),
            *choice_steps("densities", costs, segment_ids),
            scores_step(
                "ranked",
                segment_id="segment_id",
                confidence=f"({inside}) / ({' + '.join(ratios)})",
                distance=f"sqrt({switch('own_cost', costs, squares)})",
                rival="runner_up_segment_id",
            ),
        ]


def _whitened(prototypes: Prototypes, component: int) -> dict[str, str]:
    """Column and expression of each coordinate in which a component is standard normal."""
    assert prototypes.precision_choleskys is not None
    offsets = [
        f"(c{index} - {number(value)})" for index, value in enumerate(prototypes.centers[component])
    ]
    cholesky = prototypes.precision_choleskys[component]
    return {
        f"w{component}_{column}": " + ".join(
            f"{offsets[row]} * {number(cholesky[row, column])}"
            for row in np.flatnonzero(cholesky[:, column])
        )
        for column in range(len(offsets))
    }


def _log_densities(points: np.ndarray, prototypes: Prototypes) -> tuple[np.ndarray, np.ndarray]:
    """Weighted log density of each component, and squared Mahalanobis distance: (n, components)."""
    assert prototypes.precision_choleskys is not None and prototypes.log_weights is not None
    mahalanobis = np.empty((len(points), len(prototypes.centers)))
    for component, cholesky in enumerate(prototypes.precision_choleskys):
        whitened = (points - prototypes.centers[component]) @ cholesky
        mahalanobis[:, component] = (whitened**2).sum(axis=1)
    return prototypes.log_weights - 0.5 * mahalanobis, mahalanobis
