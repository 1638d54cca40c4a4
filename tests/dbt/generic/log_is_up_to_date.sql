{#- Customers whose newest entry is not their segment; a build as of an earlier date is not logged. -#}
{% test log_is_up_to_date(model) %}
    with
        entries as (
            select
                segmentation,
                customer_id,
                segment_id,
                entry_number,
                max(entry_number) over (
                    partition by segmentation, customer_id
                ) as newest_number
            from {{ model }}
        )
    select segments.segmentation, segments.customer_id, segments.segment_id
    from {{ ref("customer_segments") }} as segments
    left join
        entries
        on segments.segmentation = entries.segmentation
        and segments.customer_id = entries.customer_id
        and entries.entry_number = entries.newest_number
    where
        coalesce(entries.segment_id, -1) <> segments.segment_id
        and segments.as_of_date >= (select max(as_of_date) from {{ model }})
{% endtest %}
