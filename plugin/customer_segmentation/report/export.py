"""Write the audience of a segment as a list that an audience tool takes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from customer_segmentation.report.status import QUERY, require_whole_build
from customer_segmentation.report.tables import Tables, literal

CONTACTS = ("email", "phone", "first_name", "last_name")


def audience(
    tables: Tables,
    segmentation: str,
    segment_id: int | None = None,
    channel: str | None = None,
    with_holdout: bool = False,
) -> pd.DataFrame:
    """Members of `audience_members` who are to be written to.

    Parameters
    ----------
    tables : Tables
    segmentation : str
    segment_id : int, optional
        All segments by default.
    channel : str, optional
        email or phone; all by default.
    with_holdout : bool
        Whether the held-out customers are in the list too, with `is_holdout`. They are for comparing
        only, and never to be written to.

    Returns
    -------
    pandas.DataFrame
        customer_id, channel, segment_id, segment_name and, where the build keeps them, contact data;
        ordered by segment, channel and customer.

    Raises
    ------
    ValueError
        When the tables are not of one build, the segmentation or segment does not exist, or nobody is in its
        audience, with the reason.
    """
    require_whole_build(tables.ask(QUERY, "There is no segmentation.").rows)
    chosen = f"segmentation = {literal(segmentation)}"
    segments = tables.ask("select * from segments", "The table segments has no rows.").rows
    known = sorted(segments["segmentation"].unique())
    if segmentation not in known:
        raise ValueError(f"no segmentation {segmentation}: choose from {', '.join(known)}")
    own = segments[segments["segmentation"] == segmentation]
    if segment_id is not None:
        own = own[own["segment_id"] == segment_id]
        if own.empty:
            ids = segments.loc[segments["segmentation"] == segmentation, "segment_id"]
            raise ValueError(
                f"no segment {segment_id} in {segmentation}: choose from "
                f"{', '.join(map(str, sorted(ids)))}"
            )
        chosen += f" and segment_id = {int(segment_id)}"
    if channel is not None:
        chosen += f" and channel = {literal(channel)}"
    if not with_holdout:
        chosen += " and not is_holdout"
    members = tables.ask(
        f"select * from audience_members where {chosen} order by segment_id, channel, customer_id",
        "Nobody is in the audience.",
    ).rows
    if members.empty:
        raise ValueError(_why_empty(own, channel))
    columns = ["customer_id", "channel", "segment_id", "segment_name"]
    columns += ["is_holdout"] if with_holdout else []
    columns += [name for name in CONTACTS if members[name].notna().any()]
    return members[columns]


def _why_empty(segments: pd.DataFrame, channel: str | None) -> str:
    reachable = segments["reachable_customers" if channel is None else f"reachable_by_{channel}"]
    if reachable.sum() > 0:
        return "everybody in this audience is held out: give --with-holdout to see them"
    if channel is not None and segments["reachable_customers"].sum() > 0:
        return f"nobody in this audience can be contacted by {channel}: choose another channel"
    reasons = [text for text in segments["action_channel"].dropna() if text]
    return f"the audience is empty. {reasons[0]}" if reasons else "the segment has no customers"


def write_list(members: pd.DataFrame, output: Path) -> Path:
    """Write a list as CSV or Parquet, by the name of the file.

    Raises
    ------
    ValueError
        When the name ends in neither.
    """
    if output.suffix == ".csv":
        members.to_csv(output, index=False)
    elif output.suffix == ".parquet":
        import duckdb

        with duckdb.connect() as connection:
            connection.from_df(members).write_parquet(str(output))
    else:
        raise ValueError(f"{output} is neither .csv nor .parquet: give a name that ends in one")
    return output
