"""Refuse tables that are not all of one build."""

import pandas as pd

QUERY = "select segmentation, is_complete from build_status order by segmentation"


def require_whole_build(status: pd.DataFrame) -> None:
    """Stop when tables are of a build that did not end.

    Parameters
    ----------
    status : DataFrame of shape (n_segmentations, 2 or more)
        The public table ``build_status``.

    Raises
    ------
    ValueError
        When a segmentation is not complete.
    """
    half = status.loc[~status["is_complete"].eq(True), "segmentation"].astype(str)
    if len(half):
        raise ValueError(
            f"the tables of {', '.join(sorted(half))} are not of one finished build: a build is "
            "running, was stopped, or made selected models only. Run dbt build, all of it"
        )
