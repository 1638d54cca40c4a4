{% set columns = [
    "order_id",
    "customer_id",
    "ordered_at",
    "status",
    "channel",
    "currency",
    "total_amount",
    "discount_amount",
    "shipping_amount",
    "coupon_code",
] %}

with
    orders as (select * from {{ ref("base_shop__orders") }}),

    current_date_of_run as (
        select as_of_date from {{ ref("as_of_dates") }} where is_current
    ),

    test_customers as (
        select distinct customer_id
        from {{ ref("customer_exceptions") }}
        where reason = 'test customer'
    ),

    repeated_keys as (
        {{ customer_segmentation.repeated_keys(ref("base_shop__orders"), "order_id") }}
    ),

    checked as (
        select
            {{ customer_segmentation.columns_of("orders", columns + ["invalid_column", "invalid_value"]) }},
            case
                when orders.order_id is null
                then 'no order_id'
                when orders.customer_id is null
                then 'no customer_id'
                when orders.invalid_column is not null
                then
                    'unreadable ' || orders.invalid_column
                    {{ customer_segmentation.when_date_is_wrong("ordered_at") }}
                    {{ customer_segmentation.when_code_is_unknown("status") }}
            end as error,
            case
                when orders.status = 'cancelled'
                then 'cancelled order'
                when
                    test_customers.customer_id is not null
                    or {{
                        customer_segmentation.matches_pattern(
                            "orders.customer_id",
                            var("test_customer_patterns").get("customer_id"),
                        )
                    }}
                then 'test customer'
                when
                    {{
                        customer_segmentation.matches_pattern(
                            "orders.order_id", var("adjustment_order_patterns")
                        )
                    }}
                then 'adjustment order'
            end as exclusion
        from orders
        cross join current_date_of_run
        left join test_customers on orders.customer_id = test_customers.customer_id
    ),

    suspects as (
        select *
        from checked
        where
            error is not null
            or exclusion is not null
            or {{ customer_segmentation.key_hash("order_id") }}
            in (select key_hash from repeated_keys)
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by order_id
                order by
                    case when error is null then 0 else 1 end,
                    case
                        status when 'cancelled' then 0 when 'returned' then 1 else 2
                    end,
                    ordered_at desc,
                    {{ columns | reject("in", ["order_id", "ordered_at", "status"]) | join(", ") }},
                    invalid_value
            ) as version
        from suspects
    ),

    order_exceptions as (
        select
            {{ columns | join(", ") }},
            order_id as row_key,
            case
                when error is not null
                then 'rejected'
                when version > 1
                then 'merged'
                when exclusion is not null
                then 'rejected'
                else 'kept'
            end as row_status,
            case
                when error is not null then error when version = 1 then exclusion
            end as reason,
            case
                when error is not null or (version = 1 and exclusion is not null)
                then
                    {{ customer_segmentation.row_as_json(columns + ["invalid_column", "invalid_value"]) }}
            end as row_json
        from versions
    )

select *
from order_exceptions
