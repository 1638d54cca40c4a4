"""Customers and points with known structure, for tests of the fit."""

import numpy as np
import pandas as pd


def blobs(seed: int, sizes: tuple[int, ...] = (300, 200, 150), dimensions: int = 3):
    """Well separated groups: points of shape (n, dimensions) and their labels."""
    rng = np.random.default_rng(seed)
    centers = 10 * np.eye(len(sizes), dimensions)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    order = rng.permutation(len(labels))
    return (centers[labels] + rng.normal(size=(len(labels), dimensions)))[order], labels[order]


def standardised(points: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and standard deviation 1."""
    return (points - points.mean(axis=0)) / points.std(axis=0)


def held_out(size: int) -> np.ndarray:
    """Every fifth customer."""
    return np.arange(size) % 5 == 0


CATALOG = pd.DataFrame(
    [
        ("recency_days", "recency", "sqrt", "median", "numeric", "days", "long inactive", "recent"),
        ("order_count", "frequency", "log1p", "zero", "numeric", "orders", "frequent", "rare"),
        ("spend_net", "monetary", "log1p", "zero", "numeric", None, "big spenders", "low spenders"),
        (
            "visit_count",
            "engagement",
            "log1p",
            "zero",
            "numeric",
            "visits",
            "high visit count",
            "low visit count",
        ),
        (
            "is_subscribed",
            "engagement",
            "none",
            "zero",
            "boolean",
            "share",
            "subscribed",
            "not subscribed",
        ),
        ("nps_last", "survey", "none", "indicator", "numeric", "points", "content", "discontent"),
        (
            "tier",
            "demographics",
            "none",
            "indicator",
            "categorical",
            None,
            "more with tier",
            "fewer with tier",
        ),
    ],
    columns=[
        "feature_name",
        "family",
        "transform",
        "impute",
        "value_type",
        "unit",
        "words_high",
        "words_low",
    ],
).assign(
    role=lambda rows: np.where(rows["family"] == "demographics", "profile", "feature"),
    label=lambda rows: rows["feature_name"].str.replace("_", " "),
    measure=lambda rows: rows["feature_name"],
    description="",
)


def customers(seed: int, size: int = 600, shift: float = 0.0, first_id: int = 0) -> pd.DataFrame:
    """Three planted groups at the current and the previous date, as `fit_sample` holds them.

    The column `group` is for the test only. `shift` moves the spend of everybody.
    """
    rng = np.random.default_rng(seed)
    group = np.arange(size) % 3
    periods = []
    for period in (0, 1):
        orders = np.round(np.array([10, 90, 25])[group] * rng.uniform(0.7, 1.4, size)).clip(1)
        periods.append(
            pd.DataFrame(
                {
                    "customer_id": [f"c{first_id + index:05d}" for index in range(size)],
                    "period_index": period,
                    "is_test": held_out(size),
                    "recency_days": np.array([300, 10, 15])[group] * rng.uniform(0.7, 1.3, size),
                    "order_count": orders,
                    "spend_net": orders
                    * np.array([20, 60, 200])[group]
                    * rng.lognormal(shift, 0.2, size)
                    * (1 - 0.1 * period),
                    "visit_count": rng.poisson(np.array([0.2, 10, 3])[group]).astype(float),
                    "is_subscribed": rng.random(size) < np.array([0.2, 0.7, 0.4])[group],
                    "nps_last": np.where(rng.random(size) < 0.6, np.nan, rng.integers(0, 11, size)),
                    "tier": pd.Series(
                        np.array(["basic", "gold", None], dtype=object)[rng.integers(0, 3, size)],
                        dtype="str",
                    ),
                    "group": group,
                }
            )
        )
    return pd.concat(periods, ignore_index=True)


def segmentation(n_segments=(2, 4), features=None, **settings) -> list[dict]:
    """One finished entry of the segmentations: three families, k-means."""
    low, high = (n_segments, n_segments) if isinstance(n_segments, int) else n_segments
    features = {"families": ["recency", "frequency", "monetary"]} if features is None else features
    entry = {
        "name": "behaviour",
        "method": "clusters",
        "objective": "targeted_marketing",
        "families": [],
        "include": [],
        "exclude": [],
        "algorithms": ["kmeans"],
        "min_segments": low,
        "max_segments": high,
        "pca": None,
        "expected_spend_weight": 0,
    }
    return [{**entry, **features, **settings}]
