"""The yardstick of the benchmark: the same segmentation written by hand, without this project.

One DuckDB script for the features at the current date and at earlier ones, one scikit-learn fit on a
sample, one scoring of all customers. It trusts its input: no cleaning, no tests, no profiles.
"""

import argparse
import json
import time
from pathlib import Path

import duckdb
import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

SAMPLE_CUSTOMERS = 50_000
SEGMENTS = range(2, 9)
STARTS = 10
SILHOUETTE_CUSTOMERS = 5_000
# Features of the segmentation: the rest of the mart is computed, as in the project.
CLUSTERED = (
    "recency_days", "order_count", "order_count_90d", "order_count_365d", "spend_net",
    "spend_net_90d", "spend_net_365d", "average_order_value", "largest_order_value",
    "units_per_order", "lines_per_order", "discount_share", "coupon_order_share",
    "visit_count_90d", "page_view_count_90d", "product_view_count_90d", "search_count_90d",
    "add_to_cart_count_90d", "cart_to_order_rate", "email_sent_count_365d", "email_open_rate",
    "email_click_rate", "days_since_last_touch", "social_interaction_count_365d",
    "ticket_count_365d",
)  # fmt: skip

LINES = """
create or replace temp table order_lines as
select
    order_id,
    count(*) filter (quantity > 0) as line_count,
    sum(quantity) filter (quantity > 0) as units,
    sum(quantity * unit_price - discount_amount) filter (quantity > 0) as gross_amount,
    coalesce(-sum(quantity * unit_price - discount_amount) filter (quantity < 0), 0)
        as return_amount,
    sum(discount_amount) as discount_amount
from order_items
group by order_id;
"""

FEATURES = """
create or replace temp table sales as
select
    customer_id, order_id, ordered_at, ordered_at::date as ordered_date, channel,
    line_count, units, gross_amount, l.discount_amount, coupon_code is not null as has_coupon,
    case when status = 'returned' then gross_amount else return_amount end as return_amount,
    gross_amount - case when status = 'returned' then gross_amount else return_amount end
        as net_amount,
    ordered_at::date - lag(ordered_at::date) over (
        partition by customer_id order by ordered_at, order_id
    ) as gap_days
from orders join order_lines as l using (order_id)
where status <> 'cancelled' and ordered_at < as_of();

create or replace temp table purchases as
select
    customer_id,
    as_of() - max(ordered_date) as recency_days,
    as_of() - min(ordered_date) as days_since_first_order,
    min(ordered_date) as first_order_date,
    count(*) as order_count,
    count(*) filter (ordered_date >= as_of() - 90) as order_count_90d,
    count(*) filter (ordered_date >= as_of() - 180 and ordered_date < as_of() - 90)
        as order_count_previous_90d,
    count(*) filter (ordered_date >= as_of() - 365) as order_count_365d,
    sum(net_amount) as spend_net,
    sum(gross_amount) as spend_gross,
    round(coalesce(sum(net_amount) filter (ordered_date >= as_of() - 90), 0), 8)
        as spend_net_90d,
    round(coalesce(
        sum(net_amount) filter (ordered_date >= as_of() - 180 and ordered_date < as_of() - 90), 0
    ), 8) as spend_net_previous_90d,
    coalesce(sum(net_amount) filter (ordered_date >= as_of() - 365), 0) as spend_net_365d,
    sum(net_amount) / count(*) as average_order_value,
    max(gross_amount) as largest_order_value,
    avg(gap_days) as order_gap_days_mean,
    case when count(gap_days) >= 2 then stddev_pop(gap_days) / nullif(avg(gap_days), 0) end
        as order_gap_days_cv,
    sum(units) / count(*) as units_per_order,
    sum(line_count) / count(*) as lines_per_order,
    sum(discount_amount) / nullif(sum(gross_amount + discount_amount), 0) as discount_share,
    avg(has_coupon::int) as coupon_order_share,
    sum(return_amount) / nullif(greatest(sum(gross_amount), sum(return_amount)), 0)
        as return_share,
    avg((channel = 'web')::int) as web_order_share,
    avg((channel = 'app')::int) as app_order_share,
    avg((channel = 'store')::int) as store_order_share,
    max((channel = 'web')::int) + max((channel = 'app')::int) + max((channel = 'store')::int)
        as order_channel_count,
    avg((dayofweek(ordered_date) in (0, 6))::int) as weekend_order_share,
    avg((hour(ordered_at) >= 18)::int) as evening_order_share,
    avg((hour(ordered_at) between 6 and 11)::int) as morning_order_share
from sales
group by customer_id;

create or replace temp table breadth as
with
    products_of_customers as (
        select distinct customer_id, product_id
        from order_items join sales using (order_id)
        where quantity > 0
    ),
    categories as (
        select customer_id, category, count(*) as products
        from products_of_customers join products using (product_id)
        group by customer_id, category
    )
select
    customer_id,
    sum(products) as product_count,
    count(*) as category_count,
    ln(sum(products)) - sum(products * ln(products)) / sum(products) as category_entropy,
    arg_max(category, (products, category)) as top_category
from categories
group by customer_id;

create or replace temp table touches as
select
    customer_id,
    count(distinct session_id) filter (channel in ('web', 'app') and occurred_at >= as_of() - 90)
        as visit_count_90d,
    count(*) filter (event_type = 'page_view' and occurred_at >= as_of() - 90)
        as page_view_count_90d,
    count(*) filter (event_type = 'product_view' and occurred_at >= as_of() - 90)
        as product_view_count_90d,
    count(*) filter (event_type = 'search' and occurred_at >= as_of() - 90) as search_count_90d,
    count(*) filter (event_type = 'add_to_cart' and occurred_at >= as_of() - 90)
        as add_to_cart_count_90d,
    count(*) filter (event_type = 'sent' and occurred_at >= as_of() - 365)
        as email_sent_count_365d,
    count(*) filter (event_type = 'opened' and occurred_at >= as_of() - 365) as opened,
    count(*) filter (event_type = 'clicked' and occurred_at >= as_of() - 365) as clicked,
    as_of() - max(occurred_at::date) filter (event_type not in ('sent', 'delivered'))
        as days_since_last_touch,
    count(*) filter (channel = 'social' and occurred_at >= as_of() - 365)
        as social_interaction_count_365d,
    count(*) filter (event_type = 'ticket_opened' and occurred_at >= as_of() - 365)
        as ticket_count_365d,
    bool_or(event_type = 'unsubscribed') as is_email_unsubscribed
from events
where occurred_at < as_of()
group by customer_id;

create or replace temp table answers as
select
    customer_id,
    arg_max(score, responded_at) filter (survey_type = 'nps') as nps_last,
    avg(score) filter (survey_type = 'nps') as nps_mean,
    arg_max(score, responded_at) filter (survey_type = 'csat') as csat_last,
    avg(score) filter (survey_type = 'csat') as csat_mean
from survey_responses
where responded_at < as_of()
group by customer_id;

create or replace temp table features_as_of as
with rates as (
    select
        sum(opened) / nullif(sum(email_sent_count_365d), 0) as open_rate,
        sum(clicked) / nullif(sum(email_sent_count_365d), 0) as click_rate
    from touches
)
select
    customers.customer_id,
    as_of() as as_of_date,
    purchases.* exclude (
        customer_id, first_order_date, order_count_previous_90d, spend_net_previous_90d
    ),
    as_of() - least(signed_up_at::date, first_order_date) as tenure_days,
    coalesce(
        (order_count_90d - order_count_previous_90d)
        / nullif(order_count_90d + order_count_previous_90d, 0), 0
    ) as order_count_change_90d,
    coalesce(
        (spend_net_90d - spend_net_previous_90d)
        / nullif(abs(spend_net_90d) + abs(spend_net_previous_90d), 0), 0
    ) as spend_net_change_90d,
    breadth.* exclude (customer_id),
    touches.* exclude (customer_id, opened, clicked, is_email_unsubscribed),
    coalesce(is_email_unsubscribed, false) as is_email_unsubscribed,
    least(coalesce(order_count_90d, 0), add_to_cart_count_90d)
        / nullif(add_to_cart_count_90d, 0) as cart_to_order_rate,
    case when email_sent_count_365d > 0
        then (opened + 10 * open_rate) / (email_sent_count_365d + 10) end as email_open_rate,
    case when email_sent_count_365d > 0
        then (clicked + 10 * click_rate) / (email_sent_count_365d + 10) end as email_click_rate,
    answers.* exclude (customer_id),
    date_sub('year', birth_date, as_of()) as age_years,
    gender, country, region, city, acquisition_channel, loyalty_tier,
    marketing_consent as has_marketing_consent
from customers
left join purchases using (customer_id)
left join breadth using (customer_id)
left join touches using (customer_id)
left join answers using (customer_id)
cross join rates
where coalesce(least(signed_up_at::date, first_order_date) < as_of(), true);
"""


def build_features(connection: duckdb.DuckDBPyConnection, data: Path, dates: int) -> None:
    """Make the table customer_features from the raw Parquet files, at dates 90 days apart."""
    for path in data.glob("*.parquet"):
        connection.execute(f"create temp view {path.stem} as from '{path}'")
    connection.execute(LINES)
    last_day = connection.execute("select max(ordered_at)::date + 1 from orders").fetchall()[0][0]
    for period in range(dates):
        connection.execute(
            f"create or replace temp macro as_of() as date '{last_day}' - {90 * period}"
        )
        connection.execute(FEATURES)
        columns = f"select *, {period == 0} as is_current from features_as_of"
        connection.execute(
            f"create table customer_features as {columns}"
            if period == 0
            else f"insert into customer_features {columns}"
        )


def read_points(
    connection: duckdb.DuckDBPyConnection, where: str
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Keys of rows of customer_features, and their values, of shape (rows, features)."""
    columns = ", ".join(f"coalesce({name}, 0)::double as {name}" for name in CLUSTERED)
    keys = ("customer_id", "as_of_date", "is_current")
    read = connection.execute(f"select {', '.join(keys)}, {columns} from customer_features {where}")
    arrays = read.fetchnumpy()
    return {key: arrays[key] for key in keys}, np.column_stack([arrays[name] for name in CLUSTERED])


def main() -> None:
    """Run the three steps and print their seconds as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the raw Parquet files")
    parser.add_argument("--database", type=Path, required=True, help="DuckDB file to write")
    parser.add_argument("--dates", type=int, default=1, help="as-of dates, 90 days apart")
    arguments = parser.parse_args()
    arguments.database.unlink(missing_ok=True)
    connection = duckdb.connect(str(arguments.database))
    seconds = {}

    started = time.perf_counter()
    build_features(connection, arguments.data, arguments.dates)
    seconds["features"] = time.perf_counter() - started

    started = time.perf_counter()
    _, sample = read_points(
        connection,
        f"where is_current order by hash(customer_id), customer_id limit {SAMPLE_CUSTOMERS}",
    )
    low, high = np.quantile(sample, [0.01, 0.99], axis=0)

    def transformed(points: np.ndarray) -> np.ndarray:
        clipped = np.clip(points, low, high)
        return np.sign(clipped) * np.log1p(np.abs(clipped))

    logs = transformed(sample)
    center, scale = logs.mean(axis=0), logs.std(axis=0)
    scale[scale == 0] = 1
    scaled = (logs - center) / scale
    fits = [KMeans(count, n_init=STARTS, random_state=0).fit(scaled) for count in SEGMENTS]
    checked = scaled[:SILHOUETTE_CUSTOMERS]
    silhouettes = [silhouette_score(checked, fit.predict(checked)) for fit in fits]
    best = fits[int(np.argmax(silhouettes))]
    seconds["fit"] = time.perf_counter() - started

    started = time.perf_counter()
    keys, points = read_points(connection, "")
    scored = (transformed(points) - center) / scale
    distances = best.transform(scored)
    nearest = distances.argmin(axis=1)
    result = {
        **keys,
        "segment_id": nearest + 1,
        "distance": distances[np.arange(len(nearest)), nearest],
    }
    connection.register("scored", {name: np.asarray(value) for name, value in result.items()})
    connection.execute("create or replace table customer_segments as from scored")
    connection.close()
    seconds["score"] = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "n_segments": int(best.n_clusters)}))


if __name__ == "__main__":
    main()
