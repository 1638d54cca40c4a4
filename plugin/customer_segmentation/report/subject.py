"""The segmentation that a part of the report is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from customer_segmentation.report import palette, words
from customer_segmentation.report.tables import Answer, Tables, literal

NOT_FITTED = (
    "This segmentation is set by definition, not fitted to data, so there was nothing to choose."
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
LABELS = "select feature_name, label from feature_catalog order by feature_name"


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
    def labels(self) -> Mapping[str, str]:
        """The features in the business's words."""
        catalog = self.tables.ask(LABELS, "The feature catalog has no rows.")
        return {
            row["feature_name"]: row["feature_name"]
            if words.is_null(row["label"])
            else row["label"]
            for row in catalog
        }
