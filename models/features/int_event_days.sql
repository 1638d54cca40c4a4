-- Rejected rows are counted too, and taken off by int_customer_event_days: what
-- becomes of a row changes with other rows and with the as-of date, its day does not.
-- depends_on: {{ ref('as_of_dates') }}
-- depends_on: {{ ref('base_engagement__events') }}
-- depends_on: {{ ref('stg_engagement__events') }}
{% set is_kept = customer_segmentation.keeps_days() %}
{#- A unit test sees no graph and nothing of the raw tables. -#}
{% set has_recipe = is_kept and (graph.nodes or not execute) %}
{{ config(
    materialized="incremental" if is_kept else "table",
    incremental_strategy="delete+insert",
    unique_key="occurred_date",
    on_schema_change="sync_all_columns",
) }}
{% set is_overridden = customer_segmentation.is_overridden("events") %}
{% set relation = ref("stg_engagement__events" if is_overridden else "base_engagement__events") %}
{% set said = (
    ["customer_id", "occurred_at", "channel", "event_type", "session_id"]
    if is_overridden
    else customer_segmentation.raw_names("events")
) %}
{% set text = dbt.type_string() %}
{% set counts = customer_segmentation.event_counts() %}
{% set recipe = local_md5(
    customer_segmentation.cleaned_rows("events")
    ~ customer_segmentation.events_by_day("events")
) if has_recipe else "" %}
{% set days = customer_segmentation.changed_days("events", relation, said, recipe) %}
with

    counted_days as (
        {{ customer_segmentation.events_by_day(relation, days.condition) }}
    ),

    read_days as ({{ customer_segmentation.days_as_read(days, relation, said) }}),

    int_event_days as (
        select
            customer_id,
            occurred_date,
            is_visit,
            session_id,
            events,
            {% for name in counts %} {{ name }}, {% endfor %}
            cast(null as {{ text }}) as content,
            cast(null as {{ text }}) as recipe
        from counted_days
        union all
        select
            cast(null as {{ text }}) as customer_id,
            occurred_date,
            cast(null as {{ dbt.type_boolean() }}) as is_visit,
            cast(null as {{ text }}) as session_id,
            0 as events,
            {% for name in counts %} 0 as {{ name }}, {% endfor %}
            content,
            {{ customer_segmentation.text_literal(recipe) }} as recipe
        from read_days
    )

select *
from int_event_days
