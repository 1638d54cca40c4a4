"""A small database with the public tables that the report reads, made without dbt."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import linkage

CUSTOMERS = 900
NAMES = {
    "behaviour": [
        "Frequent big spenders",
        "Weekend & gift shoppers",
        "Bargain hunters",
        "Recent first-time buyers",
        "Silent former regulars",
    ],
    "rfm": [
        "Champions",
        "Loyal customers",
        "Potential loyalists",
        "New customers",
        "Promising",
        "Need attention",
        "About to sleep",
        "Cannot lose them",
        "At risk",
        "Hibernating",
        "Lost",
        "No purchase yet",
    ],
}
FEATURES = {
    "recency_days": "days since last order",
    "order_count": "orders",
    "spend_net": "net spend",
    "average_order_value": "average order value",
    "discount_share": "share bought at a discount",
    "weekend_order_share": "share of orders at weekends",
}
DATES = ("2023-07-05", "2023-10-03", "2024-01-01")


def _customers(random: np.random.Generator) -> pd.DataFrame:
    group = random.choice(5, CUSTOMERS, p=[0.1, 0.25, 0.3, 0.2, 0.15])
    orders = random.poisson(np.array([24, 9, 6, 1, 11])[group]) + 1
    value = random.lognormal(np.log(np.array([90, 60, 25, 40, 45])[group]), 0.4)
    return pd.DataFrame(
        {
            "customer_id": [f"customer-{number:04d}" for number in range(CUSTOMERS)],
            "as_of_date": pd.Timestamp(DATES[-1]),
            "is_current": True,
            "group": group,
            "recency_days": random.poisson(np.array([12, 40, 45, 15, 300])[group]).astype(float),
            "order_count": orders,
            "spend_net": orders * value,
            "average_order_value": value,
            "discount_share": random.beta(np.array([2, 2, 8, 2, 2])[group], 6),
            "weekend_order_share": random.beta(np.array([2, 9, 2, 3, 2])[group], 5),
        }
    )


def _assigned(customers: pd.DataFrame, segmentation: str, random: np.random.Generator):
    if segmentation == "behaviour":
        ids = customers["group"].to_numpy() + 1
    else:
        rank = customers["spend_net"].rank(pct=True, ascending=False)
        ids = np.minimum((rank * 12).astype(int), 11) + 1
    is_fitted = segmentation == "behaviour"
    moved = random.random(CUSTOMERS) < 0.12
    before = np.where(moved, random.integers(1, ids.max() + 1, CUSTOMERS), ids)
    return pd.DataFrame(
        {
            "segmentation": segmentation,
            "customer_id": customers["customer_id"],
            "as_of_date": pd.Timestamp(DATES[-1]),
            "segment_id": ids,
            "segment_name": [NAMES[segmentation][i - 1] for i in ids],
            "confidence": random.beta(3, 2, CUSTOMERS) if is_fitted else 1.0,
            "distance": random.random(CUSTOMERS) if is_fitted else np.nan,
            "is_outlier": False,
            "previous_segment_id": before,
            "model_version": pd.array([2 if is_fitted else None] * CUSTOMERS, dtype="Int64"),
        }
    )


def _profiles(customers: pd.DataFrame, assigned: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for segment_id, members in assigned.groupby("segment_id"):
        own = customers[customers["customer_id"].isin(members["customer_id"])]
        for feature, label in FEATURES.items():
            mean, spread = customers[feature].mean(), customers[feature].std(ddof=0)
            rows.append(
                {
                    "segmentation": assigned["segmentation"].iloc[0],
                    "segment_id": segment_id,
                    "feature_name": feature,
                    "role": "feature",
                    "label": label,
                    "unit": "EUR" if feature == "spend_net" else None,
                    "segment_mean": own[feature].mean(),
                    "segment_median": own[feature].median(),
                    "population_mean": mean,
                    "population_stddev": spread,
                    "standardized_difference": (own[feature].mean() - mean) / spread,
                    "lift": own[feature].mean() / mean,
                    "coverage": 1.0,
                }
            )
    return pd.DataFrame(rows)


def _segments(customers: pd.DataFrame, assigned: pd.DataFrame) -> pd.DataFrame:
    joined = assigned.merge(customers[["customer_id", "spend_net"]], on="customer_id")
    sizes = joined.groupby("segment_id").agg(
        customer_count=("customer_id", "size"), spend=("spend_net", "sum")
    )
    segmentation = assigned["segmentation"].iloc[0]
    is_fitted = segmentation == "behaviour"
    jaccard = [0.94, 0.81, 0.78, 0.66, 0.9]
    return pd.DataFrame(
        {
            "segmentation": segmentation,
            "segment_id": sizes.index,
            "segment_name": [NAMES[segmentation][i - 1] for i in sizes.index],
            "description": "",
            "method": "clusters" if is_fitted else segmentation,
            "objective": "targeted_marketing",
            "population": "all customers",
            "outside_customers": 0,
            "customer_count": sizes["customer_count"].to_numpy(),
            "customer_share": sizes["customer_count"].to_numpy() / CUSTOMERS,
            "revenue_share": (sizes["spend"] / sizes["spend"].sum()).to_numpy(),
            "top_traits": (
                "big spenders (net spend 1204 EUR, average 310 EUR); buy often (orders 24.1, "
                "average 8.05); bought lately (days since last order 12.4, average 71.3)"
            ),
            "stability_jaccard": jaccard if is_fitted else np.nan,
            "stability_rating": ["highly stable", "stable", "stable", "pattern", "highly stable"]
            if is_fitted
            else None,
            "recommended_action": "Keep: reward loyalty, early access, no blanket discounts",
            "members_kept": np.linspace(0.2, 0.9, len(sizes)),
            "activity_level": "active",
            "is_outlier": False,
            "action_offer": "No price cut",
            "action_channel": "E-mail (12 of 200).",
            "action_timing": "Shortly before the next order is due: the usual gap is 30 days.",
            "action_goal": "They keep their yearly spend",
            "action_measure": "Spend per member",
            "action_test": "Hold out 6 of the 12 who can be reached.",
            "reachable_customers": 12,
            "reachable_by_email": 12,
            "reachable_by_phone": 0,
            "holdout_customers": 2,
        }
    )


def _migrations(assigned: pd.DataFrame) -> pd.DataFrame:
    moves = (
        assigned.groupby(["segmentation", "previous_segment_id", "segment_id"])
        .size()
        .rename("customer_count")
        .reset_index()
    )
    moves.insert(1, "from_as_of_date", pd.Timestamp(DATES[1]))
    moves.insert(2, "to_as_of_date", pd.Timestamp(DATES[2]))
    moves.insert(3, "has_full_year", True)
    moves = moves.rename(
        columns={"previous_segment_id": "from_segment_id", "segment_id": "to_segment_id"}
    )
    totals = moves.groupby("from_segment_id")["customer_count"].transform("sum")
    return moves.assign(share_of_from=moves["customer_count"] / totals)


def _history(assigned: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    parts = []
    for date in DATES:
        part = assigned.copy()
        part["as_of_date"] = pd.Timestamp(date)
        parts.append(part.sample(frac=1 if date == DATES[-1] else 0.9, random_state=1))
    return pd.concat(parts)


def _candidates() -> pd.DataFrame:
    rows = []
    for algorithm, bonus in (("kmeans", 0.05), ("hierarchical", 0.0), ("gmm", -0.05)):
        for count in range(2, 9):
            quality = 0.35 + bonus - 0.02 * abs(count - 5)
            is_selected = algorithm == "kmeans" and count == 5
            rows.append((algorithm, count, quality, 0.55 + quality, 0.5 + quality, is_selected))
    rows.append(("dbscan", 3, 0.12, 0.4, 0.52, False))
    return pd.DataFrame(
        [
            {
                "segmentation": "behaviour",
                "algorithm": algorithm,
                "n_segments": count,
                "hyperparameters": json.dumps({"n_segments": count}),
                "silhouette_train": silhouette + 0.01,
                "silhouette_test": silhouette,
                "prediction_strength": strength,
                "jaccard_mean": jaccard,
                "jaccard_min": jaccard - 0.1,
                "smallest_share": 0.08,
                "reference_share": 0.01,
                "structure_p_value": 0.01,
                "is_admissible": jaccard > 0.8,
                "rejection_reason": None
                if is_selected
                else "the least stable segment has a Jaccard similarity of 0.52, below 0.6",
                "is_selected": is_selected,
            }
            for algorithm, count, silhouette, strength, jaccard, is_selected in rows
        ]
    )


def _dendrogram(points: np.ndarray) -> pd.DataFrame:
    merges = linkage(points, "ward")
    return pd.DataFrame(
        {
            "segmentation": "behaviour",
            "merge_id": len(points) + np.arange(len(merges)),
            "left_id": merges[:, 0].astype(int),
            "right_id": merges[:, 1].astype(int),
            "height": merges[:, 2],
            "size": merges[:, 3].astype(int),
        }
    )


def public_tables() -> dict[str, pd.DataFrame]:
    """The public tables of two segmentations, one fitted and one by definition."""
    random = np.random.default_rng(7)
    customers = _customers(random)
    assigned = {name: _assigned(customers, name, random) for name in NAMES}
    encoded = customers[list(FEATURES)].to_numpy(dtype=float)
    encoded = (encoded - encoded.mean(axis=0)) / encoded.std(axis=0)
    _, _, axes = np.linalg.svd(encoded, full_matrices=False)
    placed = encoded @ axes[:2].T
    behaviour = assigned["behaviour"]
    segment_ids = range(1, 6)
    dialects = ("duckdb", "postgres", "snowflake")
    return {
        "build_status": pd.DataFrame(
            {"segmentation": list(NAMES), "as_of_date": DATES[2], "is_complete": True}
        ),
        "report_settings": pd.DataFrame(
            {
                "title": pd.array([None], dtype="string"),
                "logo": pd.array([None], dtype="string"),
                "numbers": ["en"],
                "currency": ["EUR"],
                "min_cell_customers": [5],
            }
        ),
        "as_of_dates": pd.DataFrame(
            {"as_of_date": pd.to_datetime(DATES), "period_index": [2, 1, 0], "has_full_year": True}
        ),
        "customer_features": customers.drop(columns="group"),
        "customer_features_extended": customers.drop(columns="group"),
        "feature_catalog": pd.DataFrame(
            {
                "feature_name": list(FEATURES),
                "label": list(FEATURES.values()),
                "measure": list(FEATURES),
                "unit": pd.array([None] * len(FEATURES), dtype="string"),
            }
        ),
        "feature_lineage": pd.DataFrame(
            {
                "feature_name": list(FEATURES),
                "raw_table": "orders",
                "raw_column": ["ordered_at", "order_id", *4 * ["total_amount"]],
            }
        ),
        "segments": pd.concat([_segments(customers, part) for part in assigned.values()]),
        "segment_profiles": pd.concat([_profiles(customers, part) for part in assigned.values()]),
        "customer_segments": pd.concat(assigned.values()),
        "customer_segment_history": pd.concat(
            [_history(part, random) for part in assigned.values()]
        ),
        "segment_migrations": pd.concat([_migrations(part) for part in assigned.values()]),
        "segment_models": pd.DataFrame(
            {
                "segmentation": "behaviour",
                "model_version": [1, 2],
                "fitted_as_of_date": pd.to_datetime([DATES[0], DATES[2]]),
                "algorithm": "kmeans",
                "n_segments": [4, 5],
                "hyperparameters": "{}",
                "fit_reason": ["first_fit", "drift"],
                "status": ["retired", "champion"],
                "structure": "clustered",
                "verdict": "The customers form 5 natural groups.",
            }
        ),
        "segment_model_features": pd.DataFrame(
            {
                "segmentation": "behaviour",
                "model_version": 2,
                "feature_name": list(FEATURES),
                "category": pd.array([None] * len(FEATURES), dtype="string"),
            }
        ),
        "segment_candidates": _candidates(),
        "segment_stability": pd.DataFrame(
            {
                "segmentation": "behaviour",
                "segment_id": list(segment_ids),
                "check_name": "bootstrap_jaccard",
                "value": [0.94, 0.81, 0.78, 0.66, 0.9],
                "threshold": 0.75,
                "rating": ["highly stable", "stable", "stable", "pattern", "highly stable"],
            }
        ),
        "segment_drift": pd.DataFrame(
            [
                {
                    "segmentation": "behaviour",
                    "from_as_of_date": pd.Timestamp(DATES[period]),
                    "to_as_of_date": pd.Timestamp(DATES[period + 1]),
                    "subject_type": "feature",
                    "subject_name": feature,
                    "psi": float(psi),
                    "threshold": 0.25,
                    "rating": "stable" if psi < 0.1 else "moderate",
                }
                for period in (0, 1)
                for feature, psi in zip(FEATURES, random.gamma(2, 0.03, 6), strict=True)
            ]
        ),
        "segment_rules": pd.DataFrame(
            [
                {
                    "segmentation": "behaviour",
                    "segment_id": segment_id,
                    "dialect": dialect,
                    "predicate": f"spend_net > {100 * segment_id} AND recency_days <= 40.5",
                    "precision": 0.9,
                    "recall": 0.8,
                    "coverage": 0.2,
                }
                for segment_id in segment_ids
                for dialect in dialects
            ]
        ),
        "customer_projection": pd.DataFrame(
            {
                "segmentation": "behaviour",
                "customer_id": behaviour["customer_id"],
                "segment_id": behaviour["segment_id"],
                "pc1": placed[:, 0],
                "pc2": placed[:, 1],
                "pc1_variance_share": 0.4,
                "pc2_variance_share": 0.2,
            }
        ),
        "segment_dendrogram": _dendrogram(placed[:120]),
        "segment_product_affinity": pd.DataFrame(
            [
                {
                    "segmentation": "behaviour",
                    "segment_id": segment_id,
                    "item_type": kind,
                    "item_id": f"{kind} {place}",
                    "item_name": f"{kind} {place} with a fairly long name",
                    "buyers": 40 - place,
                    "support": 0.3 / place,
                    "lift": 3.5 / place,
                    "lift_lower_bound": 3.4 / place,
                    "rank": place,
                }
                for segment_id in segment_ids
                for kind in ("product", "category")
                for place in (1, 2, 3)
            ]
        ),
        "customer_predictions": pd.DataFrame(
            {
                "is_current": [True, True, False],
                "expected_spend_90d": [1400.0, 1050.0, 9.0],
                "churn_horizon_days": 180,
                "range_share": 0.2,
                "season": "known",
            }
        ),
        "segment_budget": pd.DataFrame(
            {
                "segmentation": "behaviour",
                "segment_id": list(segment_ids),
                "customer_share": [0.2] * 5,
                "value_share": [0.45, 0.25, 0.15, 0.1, 0.05],
                "recommended_share": [0.3, 0.2, 0.1, 0.15, 0.25],
                "reason": "12 % of its value moved to weaker segments in the last period",
                "cost_in_words": ["The action costs 18.9 EUR.", None, None, None, None],
                "value_365d": [4500.0, 2500.4, 1500.0, 1000.0, 500.0],
                "expected_value_90d": [1100.0, 600.0, 400.0, 250.0, 100.0],
                "value_at_risk_90d": [100.0, 60.0, 40.0, 25.0, 10.0],
                "growth_value_90d": [0.0, 90.0, 80.0, 70.0, 60.0],
                "lapsed_value_90d": [0.0, 10.0, 0.0, 0.0, 300.0],
            }
        ),
        "recommendation_quality": pd.DataFrame(
            {
                "segmentation": "behaviour",
                "list_name": ["best_sellers", "segment_items"],
                "customers": 400,
                "customers_hit": [100, 130],
                "hit_rate_at_10": [0.25, 0.325],
                "verdict": "the items of the segment hit more often than the best sellers",
            }
        ),
    }


def write_public_tables(database: Path, tables: dict[str, pd.DataFrame]) -> Path:
    """Write tables into a new DuckDB file."""
    with duckdb.connect(str(database)) as connection:
        for name, table in tables.items():
            connection.register("incoming", table)
            connection.sql(f'create table "{name}" as select * from incoming')
            connection.unregister("incoming")
    return database
