"""The segmentation that a part of the report is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from customer_segmentation.report import palette, words
from customer_segmentation.report.figures import Figures, read_figures
from customer_segmentation.report.tables import Answer, Tables, literal

NOT_FITTED = (
    "This segmentation is set by definition, not fitted to data, so there was nothing to choose."
)
FILLING = (
    "The orders reach back less than a year before the earlier date: what is counted in the last year "
    "still fills up there, and customers who go on as before would seem to move."
)
SEGMENTS = """select
    segment_id,
    segment_name,
    description,
    method,
    objective,
    population,
    outside_customers,
    customer_count,
    customer_share,
    revenue_share,
    revenue_share / nullif(customer_share, 0) as value_index,
    top_traits,
    stability_jaccard,
    stability_rating,
    members_kept,
    activity_level,
    is_outlier,
    recommended_action,
    action_offer,
    action_channel,
    action_timing,
    action_goal,
    action_measure,
    action_test,
    reachable_customers,
    holdout_customers
from segments
where segmentation = {segmentation}
order by segment_id"""
YEAR_BEHIND = "select has_full_year from as_of_dates where period_index = 1"
LABELS = "select feature_name, label, unit from feature_catalog order by feature_name"


@dataclass(frozen=True)
class Segment:
    """How a segment is shown in every figure."""

    segment_id: int
    name: str
    colour: str
    symbol: str


@dataclass(frozen=True)
class Subject:
    """One segmentation and what all parts of the report know of it.

    Attributes
    ----------
    tables : Tables
    name : str
        The segmentation.
    """

    tables: Tables
    name: str

    def ask(self, query: str, empty: str) -> Answer:
        """Ask the public tables; ``{segmentation}`` in the query is this one."""
        return self.tables.ask(query.replace("{segmentation}", literal(self.name)), empty)

    @cached_property
    def _all_rows(self) -> list[dict[str, Any]]:
        return list(self.ask(SEGMENTS, "The segmentation has no segments."))

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Segments that have customers; all of them when none has."""
        return [row for row in self._all_rows if row["customer_count"] > 0] or self._all_rows

    @cached_property
    def empty_names(self) -> list[str]:
        """Names of the segments without customers."""
        return [row["segment_name"] for row in self._all_rows if row["customer_count"] == 0]

    @cached_property
    def segments(self) -> Sequence[Segment]:
        """All segments, each with its colour; outliers (segment 0) are grey crosses."""
        ids = [int(row["segment_id"]) for row in self._all_rows]
        colours = palette.segment_colours(ids)
        symbols = palette.segment_symbols(ids)
        return [
            Segment(segment_id, str(row["segment_name"]), colours[segment_id], symbols[segment_id])
            for segment_id, row in zip(ids, self._all_rows, strict=True)
        ]

    @cached_property
    def by_id(self) -> dict[int, Segment]:
        """Segments by their id."""
        return {segment.segment_id: segment for segment in self.segments}

    @property
    def shown(self) -> list[Segment]:
        """The segment of each of `rows`."""
        return [self.by_id[int(row["segment_id"])] for row in self.rows]

    @property
    def is_fitted(self) -> bool:
        """Whether the segments were found in the data, not set by definition."""
        return bool(self.rows[0]["method"] == "clusters")

    @cached_property
    def is_movement_told(self) -> bool:
        """Whether movement is that of customers, not of yearly counts that still fill up."""
        return all(row["has_full_year"] for row in self.tables.ask(YEAR_BEHIND, "One date only."))

    @cached_property
    def figures(self) -> Figures:
        """How the report writes figures."""
        return read_figures(self.tables)

    @cached_property
    def features(self) -> Mapping[str, Mapping[str, Any]]:
        """Label and unit of each feature, in the business's words."""
        catalog = self.tables.ask(LABELS, "The feature catalog has no rows.")
        return {
            row["feature_name"]: {
                "label": row["feature_name"] if words.is_null(row["label"]) else row["label"],
                "unit": None if words.is_null(row["unit"]) else row["unit"],
            }
            for row in catalog
        }

    @property
    def labels(self) -> Mapping[str, str]:
        """The features in the business's words."""
        return {name: str(row["label"]) for name, row in self.features.items()}
