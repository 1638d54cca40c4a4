"""Print the segments of a build."""

import pandas as pd

from customer_segmentation.engines.target import Target
from customer_segmentation.report import words
from customer_segmentation.report.status import require_whole_build


def read_segments(target: Target) -> pd.DataFrame:
    """Read the public table ``segments``.

    Parameters
    ----------
    target : Target

    Returns
    -------
    DataFrame of shape (n_segments, n_columns), ordered by segmentation and segment.

    Raises
    ------
    ValueError
        When a table does not exist, or the tables are not of one build.
    """
    tables = target.tables(["segments", "build_status"])
    if len(tables) < 2:
        raise ValueError(
            f"{target.name} has no tables segments and build_status: run dbt build first"
        )
    require_whole_build(tables["build_status"])
    return tables["segments"].sort_values(["segmentation", "segment_id"], ignore_index=True)


def format_segments(segments: pd.DataFrame) -> str:
    """Lay out the segments as text, one block per segmentation."""
    lines = []
    for segmentation, rows in segments.groupby("segmentation", sort=True):
        whom = rows["population"].iloc[0]
        outside = int(rows["outside_customers"].iloc[0])
        lines.append(
            f"\n{segmentation}: {int(rows['customer_count'].sum()):,} "
            + ("customers" if whom == words.EVERYBODY else f"{whom}; {outside:,} outside")
        )
        is_reached = rows["reachable_customers"].sum() > 0
        width = max(rows["segment_name"].str.len())
        # Without orders nobody's revenue is known.
        is_worth_unknown = rows["revenue_share"].isna().all()
        for row in rows.itertuples():
            revenue, share = words.percent(row.revenue_share), words.percent(row.customer_share)
            worth = "" if is_worth_unknown else f"  {revenue:>6} of revenue so far"
            rating = "" if words.is_null(row.stability_rating) else f"  {row.stability_rating}"
            lines.append(
                f"  {row.segment_id:>3}  {row.segment_name:<{width}}  {row.customer_count:>9,}"
                f"  {share:>6} of customers{worth}{rating}"
            )
            if row.top_traits:
                lines.append(f"       {row.top_traits}")
            if row.customer_count and not words.is_null(row.recommended_action):
                channel = f" {row.action_channel}" if is_reached else ""
                lines.append(f"       -> {row.recommended_action}.{channel}")
        if not is_reached:
            reason = rows["action_channel"].dropna()
            lines.append(f"  AUDIENCE EMPTY. {reason.iloc[0] if len(reason) else ''}".rstrip())
    return "\n".join(lines)
