"""From feature columns to the numeric space that customers are compared in.

Every dimension of the space is one row of `segment_model_features`, so that SQL computes the same value:
impute, clip at stored quantiles, transform, centre, scale, weight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

WINSOR_QUANTILES = (0.005, 0.995)
RANK_KNOTS = 101
MIN_LEVEL_SHARE = 0.05
# A rarer indicator would be scaled up until its few customers lie far from everybody else.
MIN_INDICATOR_SHARE = 0.02
# A small amount that the log1p transform counts in: this quantile of the amounts other than zero.
UNIT_QUANTILE = 0.1
MAX_LEVELS = 12
SIGNIFICANT_DIGITS = 12
_TINY = 1e-9


@dataclass(frozen=True)
class Dimension:
    """One coordinate of the encoded space, as it is stored.

    Attributes
    ----------
    feature_name : str
        Column of `customer_features`.
    family : str
        Family of the feature; columns of one family share one weight.
    category : str or None
        Level of a categorical feature that this dimension indicates.
    is_missing_indicator : bool
        Whether the dimension is 1 where the feature is null.
    transform : str
        none, log1p, sqrt or rank.
    impute_value, winsor_low, winsor_high : float or None
        In units of the feature; None for indicators.
    log_unit : float
        log1p takes values in this unit of the feature, so that cents and euros come out alike.
    knots : tuple of (float, float) or None
        Points (value, cumulative share) of the rank transform.
    center, scale, weight : float
        z = (transformed - center) / scale * weight.
    """

    feature_name: str
    family: str
    category: str | None = None
    is_missing_indicator: bool = False
    transform: str = "none"
    impute_value: float | None = None
    winsor_low: float | None = None
    winsor_high: float | None = None
    log_unit: float = 1.0
    knots: tuple[tuple[float, float], ...] | None = None
    center: float = 0.0
    scale: float = 1.0
    weight: float = 1.0


def round_significant(values: Any, digits: int = SIGNIFICANT_DIGITS) -> np.ndarray:
    """Round to a number of significant digits, so that stored parameters do not carry noise.

    Parameters
    ----------
    values : array_like of float
    digits : int

    Returns
    -------
    numpy.ndarray
        Same shape; zeros and values that are not finite are unchanged.
    """
    values = np.asarray(values, dtype=float)
    magnitude = np.where((values == 0) | ~np.isfinite(values), 1.0, np.abs(values))
    decimals = digits - 1 - np.floor(np.log10(magnitude))
    # Two factors, because 10 ** decimals overflows for values near 1e-308.
    half = np.floor(decimals / 2)
    up, rest = 10.0**half, 10.0 ** (decimals - half)
    return np.where(np.isfinite(values), np.round(values * up * rest) / up / rest, values)


def _rounded(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def numeric_column(frame: pd.DataFrame, feature: str) -> np.ndarray:
    """Column as floats: booleans become 0 and 1, nulls and infinities NaN.

    Raises
    ------
    ValueError
        When the column is absent or holds values that are not numbers.
    """
    if feature not in frame.columns:
        raise ValueError(
            f"column {feature!r} of feature_catalog is not in the frame. "
            "Rebuild customer_features and fit_sample."
        )
    column = frame[feature]
    if pd.api.types.is_any_real_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        values = np.array(column.to_numpy(dtype=float, na_value=np.nan))
        values[~np.isfinite(values)] = np.nan
        return values
    try:
        values = np.array(
            pd.to_numeric(column.astype("object").where(column.notna(), np.nan)), dtype=float
        )
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"column {feature!r} has values that are not numbers ({error}). "
            "Give it data_type text in the YAML of customer_features to treat it as categorical."
        ) from error
    values[~np.isfinite(values)] = np.nan
    return values


def text_column(frame: pd.DataFrame, feature: str) -> np.ndarray:
    """Column as text; nulls become None.

    Raises
    ------
    ValueError
        When the column is absent.
    """
    if feature not in frame.columns:
        raise ValueError(
            f"column {feature!r} of feature_catalog is not in the frame. "
            "Rebuild customer_features and fit_sample."
        )
    column = frame[feature]
    present = column.notna().to_numpy()
    values = np.full(len(column), None, dtype=object)
    values[present] = column[present].astype(str).to_numpy(dtype=object)
    return values


def _transformed(values: np.ndarray, dimension: Dimension) -> np.ndarray:
    if dimension.transform == "log1p":
        return np.sign(values) * np.log1p(np.abs(values) / dimension.log_unit)
    if dimension.transform == "sqrt":
        return np.sign(values) * np.sqrt(np.abs(values))
    if dimension.transform == "rank":
        knots = np.asarray(dimension.knots, dtype=float)
        return np.interp(values, knots[:, 0], knots[:, 1])
    return values


def _raw_dimension(frame: pd.DataFrame, dimension: Dimension, cache: dict[str, Any]) -> np.ndarray:
    feature = dimension.feature_name
    if dimension.category is not None:
        key = f"text:{feature}"
        if key not in cache:
            cache[key] = text_column(frame, feature)
        return (cache[key] == dimension.category).astype(float)
    if feature not in cache:
        cache[feature] = numeric_column(frame, feature)
    values = cache[feature]
    if dimension.is_missing_indicator:
        return np.isnan(values).astype(float)
    filled = np.where(np.isnan(values), dimension.impute_value, values)
    return _transformed(np.clip(filled, dimension.winsor_low, dimension.winsor_high), dimension)


@dataclass(frozen=True)
class Encoder:
    """The dimensions of the encoded space, in order."""

    dimensions: tuple[Dimension, ...]
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> list[tuple[str, str | None, bool]]:
        """What each dimension is of: feature, level, whether it tells nulls."""
        return [
            (item.feature_name, item.category, item.is_missing_indicator)
            for item in self.dimensions
        ]

    def transform(self, frame: pd.DataFrame) -> np.ndarray:
        """Encode customers.

        Parameters
        ----------
        frame : pandas.DataFrame
            n rows with the columns of the features.

        Returns
        -------
        numpy.ndarray of shape (n, dimensions)
        """
        cache: dict[str, Any] = {}
        encoded = np.empty((len(frame), len(self.dimensions)))
        for column, dimension in enumerate(self.dimensions):
            raw = _raw_dimension(frame, dimension, cache)
            encoded[:, column] = (raw - dimension.center) / dimension.scale * dimension.weight
        return encoded

    def to_rows(self) -> list[dict[str, Any]]:
        """Rows of `segment_model_features` without the model's key."""
        rows = []
        for position, dimension in enumerate(self.dimensions):
            row = {"dimension": position, **asdict(dimension)}
            row["knots"] = None if dimension.knots is None else json.dumps(dimension.knots)
            rows.append(row)
        return rows

    @classmethod
    def from_rows(cls, rows: Sequence[Mapping[str, Any]]) -> Encoder:
        """Inverse of `to_rows`."""
        dimensions = []
        for row in sorted(rows, key=lambda item: item["dimension"]):
            fields = {key: row[key] for key in Dimension.__dataclass_fields__ if key in row}
            if fields.get("knots") is not None:
                fields["knots"] = tuple(tuple(knot) for knot in json.loads(fields["knots"]))
            dimensions.append(Dimension(**fields))
        return cls(tuple(dimensions))


def _quantiles(values: np.ndarray, shares: Any) -> np.ndarray:
    return np.quantile(values, shares, method="linear")


def log_unit(values: np.ndarray) -> float:
    """A small amount for log1p to count in, in proportion to the values; 1 when all are zero."""
    sizes = np.abs(values[values != 0])
    return _rounded(float(_quantiles(sizes, UNIT_QUANTILE))) if len(sizes) else 1.0


def _rank_knots(values: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Piecewise linear distribution function at up to `RANK_KNOTS` values; ties get their mid-rank."""
    ordered = np.sort(values)
    points = np.unique(_quantiles(ordered, np.linspace(0, 1, RANK_KNOTS)))
    below = np.searchsorted(ordered, points, side="left")
    up_to = np.searchsorted(ordered, points, side="right")
    shares = (below + up_to) / (2 * len(ordered))
    return tuple((_rounded(x), _rounded(p)) for x, p in zip(points, shares, strict=True))


def _finish(
    raw: np.ndarray, fields: dict[str, Any], scale: float | None = None
) -> Dimension | None:
    """Centre and scale a raw dimension; None when it does not vary."""
    center = _rounded(float(np.mean(raw)))
    deviation = float(np.std(raw)) if scale is None else scale
    if float(np.std(raw)) <= _TINY * max(1.0, abs(center)):
        return None
    return Dimension(**fields, center=center, scale=_rounded(deviation))


def _numeric_dimensions(values: np.ndarray, row: Mapping[str, Any]) -> list[Dimension]:
    feature, family = row["feature_name"], row["family"]
    present = values[~np.isnan(values)]
    dimensions = []
    if len(present):
        median = float(np.median(present))
        impute = 0.0 if row["impute"] == "zero" else _rounded(median)
        filled = np.where(np.isnan(values), impute, values)
        low, high = (_rounded(float(x)) for x in _quantiles(filled, WINSOR_QUANTILES))
        if row["value_type"] == "boolean":
            low, high = 0.0, 1.0
        clipped = np.clip(filled, low, high)
        knots = _rank_knots(clipped) if row["transform"] == "rank" else None
        fields = {
            "feature_name": feature,
            "family": family,
            "transform": row["transform"] or "none",
            "impute_value": impute,
            "winsor_low": low,
            "winsor_high": high,
            "log_unit": log_unit(clipped) if row["transform"] == "log1p" else 1.0,
            "knots": knots,
        }
        if knots is None or len(knots) > 1:
            raw = _transformed(clipped, Dimension(**fields))
            dimensions.append(_finish(raw, fields))
    share_missing = 1 - len(present) / len(values)
    if (
        row["impute"] == "indicator"
        and MIN_INDICATOR_SHARE <= share_missing <= 1 - MIN_INDICATOR_SHARE
    ):
        fields = {"feature_name": feature, "family": family, "is_missing_indicator": True}
        dimensions.append(_finish(np.isnan(values).astype(float), fields))
    return [dimension for dimension in dimensions if dimension is not None]


def _categorical_dimensions(values: np.ndarray, row: Mapping[str, Any]) -> list[Dimension]:
    """One dimension per frequent level, scaled by the root of its share (FAMD, Pages 2004)."""
    levels, counts = np.unique([value for value in values if value is not None], return_counts=True)
    order = sorted(zip(-counts, levels, strict=True))
    dimensions = []
    for count, level in order[:MAX_LEVELS]:
        share = -count / len(values)
        if share < MIN_LEVEL_SHARE:
            break
        fields = {
            "feature_name": row["feature_name"],
            "family": row["family"],
            "category": str(level),
        }
        dimensions.append(_finish((values == level).astype(float), fields, scale=np.sqrt(share)))
    return [dimension for dimension in dimensions if dimension is not None]


def _family_weight(encoded: np.ndarray) -> float:
    """One over the root of the first eigenvalue of the family's covariance (MFA, Escofier & Pages 1994)."""
    covariance = np.atleast_2d(np.cov(encoded, rowvar=False, bias=True))
    return _rounded(1 / float(np.sqrt(np.linalg.eigvalsh(covariance)[-1])))


def fit_encoder(frame: pd.DataFrame, features: Sequence[Mapping[str, Any]]) -> Encoder:
    """Learn the encoding from a sample of customers.

    Parameters
    ----------
    frame : pandas.DataFrame
        n customers with the columns of the features.
    features : sequence of mapping
        Rows of `feature_catalog`: feature_name, family, transform, impute, value_type.

    Returns
    -------
    Encoder
        Columns that do not vary are left out, with a note.

    Raises
    ------
    ValueError
        When the sample is empty, has a single customer, or no feature varies.

    Notes
    -----
    Numeric columns are clipped at the stored 0.5 % and 99.5 % quantiles. A missing-value indicator needs 2 %
    of the customers on either side. Each family is divided by the root
    of its first eigenvalue, as multiple factor analysis does, so that five correlated columns about spend
    weigh no more than one about recency.
    """
    if len(frame) == 0:
        raise ValueError(
            "fit_sample has no customers at the current as_of_date. "
            "Check that orders or customers hold rows before as_of_date."
        )
    if len(frame) == 1:
        raise ValueError(
            "fit_sample has one single customer: there is nothing to segment. "
            "Load at least as many customers as segments."
        )
    dimensions: list[Dimension] = []
    notes: list[str] = []
    for row in sorted(features, key=lambda item: item["feature_name"]):
        if row["value_type"] == "categorical":
            found = _categorical_dimensions(text_column(frame, row["feature_name"]), row)
        else:
            found = _numeric_dimensions(numeric_column(frame, row["feature_name"]), row)
        if not found:
            notes.append(f"{row['feature_name']} does not vary and is left out")
        dimensions.extend(found)
    if not dimensions:
        raise ValueError(
            "all customers are identical: none of the features "
            f"{', '.join(row['feature_name'] for row in features)} varies in fit_sample. "
            "Choose other families, or check the raw tables."
        )
    unweighted = Encoder(tuple(dimensions)).transform(frame)
    families = np.array([dimension.family for dimension in dimensions])
    weights = {
        family: _family_weight(unweighted[:, families == family]) for family in np.unique(families)
    }
    weighted = tuple(
        Dimension(**{**asdict(dimension), "weight": weights[dimension.family]})
        for dimension in dimensions
    )
    return Encoder(weighted, tuple(notes))
