-- depends_on: {{ ref('feature_catalog') }}
{% set catalog = customer_segmentation.table_rows(
    "feature_catalog", ["feature_name", "value_type"], "feature_name"
) %}
with

    customer_features as (select * from {{ ref("customer_features_extended") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    profile_values as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            customer_features.customer_id
            {%- for feature in catalog %}
                ,
                {{ customer_segmentation.profile_value(feature) }}
                as {{ feature.feature_name }}
            {%- endfor %}
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
    )

select *
from profile_values
