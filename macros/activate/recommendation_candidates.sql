{#-
    The items that a segment buys most, from a CTE with segment_id, item_id, category,
    buyers and segment_customers. Shares of small segments are drawn towards the share of all
    customers, as if the segment had 20 average customers more.
-#}
{% macro recommendation_candidates(counts, candidates=50) %}
    {% set prior_customers = 20 %}
    select
        segment_id, item_id, category, segment_share, population_share, candidate_rank
    from
        (
            select
                segment_id,
                item_id,
                category,
                segment_share,
                population_share,
                row_number() over (
                    partition by segment_id
                    order by
                        {{ customer_segmentation.rounded("segment_share", 12) }} desc,
                        item_id
                ) as candidate_rank
            from
                (
                    select
                        segment_id,
                        item_id,
                        category,
                        (buyers + {{ prior_customers }} * population_share)
                        / (segment_customers + {{ prior_customers }}) as segment_share,
                        population_share
                    from
                        (
                            select
                                item_counts.segment_id,
                                item_counts.item_id,
                                item_counts.category,
                                item_counts.buyers,
                                item_counts.segment_customers,
                                sum(item_counts.buyers) over (
                                    partition by item_counts.item_id
                                )
                                / population.customers as population_share
                            from {{ counts }} as item_counts
                            cross join
                                (
                                    select
                                        cast(
                                            sum(segment_customers)
                                            as {{ customer_segmentation.type_double() }}
                                        ) as customers
                                    from
                                        (
                                            select distinct
                                                segment_id, segment_customers
                                            from {{ counts }}
                                        ) as sizes
                                ) as population
                        ) as shares
                ) as smoothed
        ) as ranked
    where candidate_rank <= {{ candidates }}
{% endmacro %}
