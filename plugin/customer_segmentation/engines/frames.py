"""Frames of whatever engine runs a Python model, as pandas frames."""

from __future__ import annotations

from typing import Any

import pandas as pd

# DuckDB and the adapters of this package; Snowpark and BigQuery DataFrames; Databricks and Spark.
_METHODS = ("df", "to_pandas", "toPandas")


def to_pandas(frame: Any) -> pd.DataFrame:
    """Read what ``dbt.ref`` gives a Python model.

    Parameters
    ----------
    frame : DuckDB relation, Snowpark, BigQuery, Spark or pandas DataFrame

    Returns
    -------
    pandas.DataFrame
        Its names are in lower case, as the models write them.

    Raises
    ------
    ValueError
        When the frame is of none of these kinds.
    """
    if isinstance(frame, pd.DataFrame):
        return frame
    for method in _METHODS:
        if callable(getattr(frame, method, None)):
            return getattr(frame, method)().rename(columns=str.lower)
    raise ValueError(
        f"a frame of type {type(frame).__name__} cannot be read: it has none of the methods "
        f"{', '.join(_METHODS)}"
    )
