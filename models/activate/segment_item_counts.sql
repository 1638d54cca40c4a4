{% set entries = customer_segmentation.segmentations() %}
-- Purchases are read by ref each time: DuckDB keeps a CTE that is read twice in memory.
-- Buyers are counted by the customer's key: it would group purchases before the join to
-- count rows, and hardly any are alike.
with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    -- One row per customer: purchases are counted once for all segmentations.
    customer_keys as (
        select
            customer_id
            {%- for entry in entries %}
                ,
                max(
                    case
                        when
                            segmentation
                            = {{ customer_segmentation.text_literal(entry.name) }}
                        then segment_id
                    end
                ) as segment_{{ loop.index }}
            {%- endfor %}
        from customer_segments
        group by customer_id
    ),

    customer_categories as (
        select
            customer_id, category, max(first_purchase_date) as last_first_purchase_date
        from {{ ref("int_customer_products") }}
        where category is not null
        group by customer_id, category
    ),

    item_counts as (
        select
            'product' as item_type,
            customer_products.product_id as item_id,
            {% for entry in entries %}
                customer_keys.segment_{{ loop.index }},
            {% endfor %}
            count(customer_keys.customer_id) as buyers,
            max(customer_products.first_purchase_date) as last_first_purchase_date
        from {{ ref("int_customer_products") }} as customer_products
        inner join
            customer_keys on customer_products.customer_id = customer_keys.customer_id
        group by
            customer_products.product_id
            {%- for entry in entries %}
                , customer_keys.segment_{{ loop.index }}
            {%- endfor %}
        union all
        select
            'category' as item_type,
            customer_categories.category as item_id,
            {% for entry in entries %}
                customer_keys.segment_{{ loop.index }},
            {% endfor %}
            count(*) as buyers,
            max(
                customer_categories.last_first_purchase_date
            ) as last_first_purchase_date
        from customer_categories
        inner join
            customer_keys on customer_categories.customer_id = customer_keys.customer_id
        group by
            customer_categories.category
            {%- for entry in entries %}
                , customer_keys.segment_{{ loop.index }}
            {%- endfor %}
    ),

    segment_item_counts as (
        {% for entry in entries %}
            select
                {{ customer_segmentation.text_literal(entry.name) }} as segmentation,
                segment_{{ loop.index }} as segment_id,
                item_type,
                item_id,
                cast(sum(buyers) as {{ dbt.type_bigint() }}) as buyers,
                max(last_first_purchase_date) as last_first_purchase_date
            from item_counts
            group by segment_{{ loop.index }}, item_type, item_id
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from segment_item_counts
