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


def kind_of(column: pd.Series) -> str:
    """Which kind of SQL type holds a column: boolean, integer, number, time or text.

    Parameters
    ----------
    column : pandas.Series

    Returns
    -------
    str
    """
    dtype = column.convert_dtypes().dtype if column.dtype == object else column.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(dtype):
        return "integer"
    if pd.api.types.is_float_dtype(dtype):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "time"
    return "text"
