"""Near a core point, within its radius: DBSCAN and its kin."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from customer_segmentation.model.prototypes import OUTLIER_SEGMENT, Prototypes
from customer_segmentation.model.scoring.scorer import nearest, rival, score_table
from customer_segmentation.model.scoring.sql import (
    CUSTOMER,
    Step,
    columns,
    number,
    scores_step,
    squared_distance,
    switch,
)

# Up to so many distances, all of them are computed sooner than a tree is built.
MOST_PAIRS = 1_000_000
BOX_MARGIN = 1e-6


class Density:
    """Many core points per segment, each with its radius.

    Distances count in radii of the core point. A customer at most one radius away joins the segment
    of the core point with the smallest ratio; the others are outliers. confidence is 1 - ratio
    for members and 1 - 1 / ratio for outliers, distance the Euclidean distance to that core point. A
    member's runner-up is another segment within one radius, an outlier's the nearest.
    """

    name = "density"
    has_outliers = True

    def labels(self, points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
        """Segment ids of points, shape (n,); 0 for outliers."""
        if len(points) * len(prototypes.centers) <= MOST_PAIRS:
            position, ratio = nearest(_distance_table(points, prototypes))
            return np.where(ratio <= 1, prototypes.segment_ids[position], OUTLIER_SEGMENT)
        groups = list(_groups(prototypes))
        ratios = np.stack(
            [_distances(points, centers, radius) / radius for _, radius, centers in groups], axis=1
        )
        position, ratio = nearest(ratios)
        segment_ids = np.array([segment_id for segment_id, _, _ in groups])
        return np.where(ratio <= 1, segment_ids[position], OUTLIER_SEGMENT)

    def score(self, points: np.ndarray, prototypes: Prototypes) -> pd.DataFrame:
        """Score points; see `Scorer`."""
        groups = list(_groups(prototypes))
        segment_ids = np.array([segment_id for segment_id, _, _ in groups])
        radii = np.array([radius for _, radius, _ in groups])
        distances = np.stack([_distances(points, centers) for _, _, centers in groups], axis=1)
        position, ratio = nearest(distances / radii)
        own = segment_ids[position]
        runner_up, second = rival(distances / radii, segment_ids, own)
        is_outlier = ratio > 1
        return score_table(
            np.where(is_outlier, OUTLIER_SEGMENT, own),
            distances[np.arange(len(points)), position],
            np.where(is_outlier, 1 - 1 / np.maximum(ratio, 1), 1 - ratio),
            np.where(is_outlier, own, np.where(second <= 1, runner_up, -1)),
            is_outlier,
        )

    def steps(self, prototypes: Prototypes) -> list[Step]:
        """The same in SQL; see `Scorer`.

        There are too many core points to compare every customer with each. In a grid as wide as the
        widest radius, a core point reaches no further than the cells next to its own: customers
        meet those that reach their cell in an equality join. Only outliers are compared with all.
        """
        assert prototypes.radii is not None
        width = prototypes.centers.shape[1]
        coordinates, places, cells = (columns(prefix, width) for prefix in "cpg")
        side = number(prototypes.radii.max())
        distance = f"sqrt({squared_distance(coordinates, places)})"
        order = list(dict.fromkeys(prototypes.segment_ids.tolist()))
        pairs = f"select {CUSTOMER}, segment_id, radius, {distance} as distance from"
        return [
            Step("located", f"select *, {_cells(coordinates, side, cells)} from coordinates"),
            Step(
                "core_points",
                f"""
                select
                    prototype_id,
                    segment_id,
                    max(case when parameter = 'radius' then value end) as radius,
                    {_pivoted(places)}
                from prototypes
                group by prototype_id, segment_id
                """,
            ),
            Step("shifts", "select -1 as shift union all select 0 union all select 1"),
            Step(
                "neighbourhoods",
                f"""
                select segment_id, radius, {", ".join(places)}, {_shifted(places, side, cells)}
                from core_points {_touched(places, side)}
                """,
            ),
            Step(
                "near_pairs",
                f"{pairs} located inner join neighbourhoods using ({', '.join(cells)})",
            ),
            Step("near", f"{_CLOSEST} from near_pairs where distance <= radius {_PER_SEGMENT}"),
            Step(
                "outliers",
                """
                select * from located where not exists (
                    select 1 from near
                    where near.customer_id = located.customer_id
                    and near.as_of_date = located.as_of_date
                )
                """,
            ),
            Step("far_pairs", f"{pairs} outliers cross join core_points"),
            Step("far", f"{_CLOSEST} from far_pairs {_PER_SEGMENT}"),
            Step("measured", "select * from near union all select * from far"),
            Step(
                "ranked",
                f"""
                select *, row_number() over (
                    partition by {CUSTOMER}
                    order by ratio, {switch("segment_id", map(str, order), range(len(order)))}
                ) as rank_in_customer
                from measured
                """,
            ),
            Step(
                "chosen",
                f"""
                select
                    {CUSTOMER},
                    max(case when rank_in_customer = 1 then segment_id end) as own_segment_id,
                    max(case when rank_in_customer = 1 then ratio end) as ratio,
                    max(case when rank_in_customer = 1 then distance end) as distance,
                    max(case when rank_in_customer = 2 then segment_id end) as rival_segment_id
                from ranked
                group by {CUSTOMER}
                """,
            ),
            scores_step(
                "chosen",
                segment_id=f"case when ratio <= 1e0 then own_segment_id else {OUTLIER_SEGMENT} end",
                confidence="case when ratio <= 1e0 then 1e0 - ratio else 1e0 - 1e0 / ratio end",
                distance="distance",
                rival="case when ratio <= 1e0 then rival_segment_id else own_segment_id end",
            ),
        ]


# Of a segment's core points, the one that is nearest in its own radii.
_CLOSEST = f"""
select
    {CUSTOMER},
    segment_id,
    min(distance / radius) as ratio,
    arg_min(distance, distance / radius) as distance
"""
_PER_SEGMENT = f"group by {CUSTOMER}, segment_id"


def _cells(points: list[str], side: str, cells: list[str]) -> str:
    return ", ".join(f"floor({p} / {side}) as {g}" for p, g in zip(points, cells, strict=True))


def _shifted(points: list[str], side: str, cells: list[str]) -> str:
    return ", ".join(
        f"floor({point} / {side}) + shift{axis}.shift as {cell}"
        for axis, (point, cell) in enumerate(zip(points, cells, strict=True))
    )


def _touched(points: list[str], side: str) -> str:
    return " ".join(
        f"inner join shifts as shift{axis} on floor({point} / {side}) + shift{axis}.shift between "
        f"floor(({point} - radius) / {side}) and floor(({point} + radius) / {side})"
        for axis, point in enumerate(points)
    )


def _pivoted(places: list[str]) -> str:
    return ", ".join(
        f"max(case when parameter = 'center' and row_index = {axis} then value end) as {place}"
        for axis, place in enumerate(places)
    )


def _groups(prototypes: Prototypes) -> Iterator[tuple[int, float, np.ndarray]]:
    """Core points with the same segment and radius, the first prototypes first.

    Within a group the nearest core point has the smallest ratio, which a tree finds quickly.
    """
    groups = pd.DataFrame({"segment_id": prototypes.segment_ids, "radius": prototypes.radii})
    for (segment_id, radius), own in groups.groupby(["segment_id", "radius"], sort=False):
        yield int(segment_id), float(radius), prototypes.centers[own.index]


def _distance_table(points: np.ndarray, prototypes: Prototypes) -> np.ndarray:
    """Distance of points to core points in their radii, shape (n, prototypes)."""
    from scipy.spatial.distance import cdist

    assert prototypes.radii is not None
    return cdist(points, prototypes.centers) / prototypes.radii


def _distances(points: np.ndarray, centers: np.ndarray, radius: float = np.inf) -> np.ndarray:
    """Distance of points to the nearest centre, shape (n,); infinity where it exceeds the radius."""
    from scipy.spatial import cKDTree

    found = np.full(len(points), np.inf)
    # Most customers lie outside of the box that the balls fill; wider by what rounding takes.
    reach = radius * (1 + BOX_MARGIN)
    low, high = centers.min(axis=0) - reach, centers.max(axis=0) + reach
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    # The bound itself is excluded by scipy.
    bound = np.nextafter(radius, np.inf)
    found[near] = cKDTree(centers).query(points[near], distance_upper_bound=bound)[0]
    return found
