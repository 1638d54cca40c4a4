{#- The column adds up to the same in every segmentation of all customers, up to the last digits. -#}
{% test same_total_in_every_segmentation(model, column) %}
    with
        totals as (
            select segmentation, sum({{ column }}) as total
            from {{ model }} as segments
            where {{ customer_segmentation.population_of("segments") }} = ''
            group by segmentation
        ),

        extremes as (select min(total) as smallest, max(total) as largest from totals)

    select *
    from extremes
    where largest - smallest > 1e-9 * greatest(abs(largest), abs(smallest), 1)
{% endtest %}
