{#- Scores that the RFM groups do without, because their measure is unknown or ties. -#}
{% test rfm_uses_every_score(model) %}
    select
        measure,
        case
            when max(cut_point) is null
            then
                'no value is known: map the amounts of orders in raw_tables; RFM groups go without them'
            else 'most buyers have the same value: RFM groups go without it'
        end as reason,
        max(cut_point) as value_of_most
    from {{ model }}
    where
        not is_used
        and measure <> 'recency_days'
        and {{ "1 = 1" if customer_segmentation.segmentations("rfm") else "1 = 0" }}
    group by measure
{% endtest %}
