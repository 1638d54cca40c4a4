{#-
    A segment in words: what its members do by now, what its name means, what sets it apart. An RFM group is
    named by scores alone, so that what its members do stands behind them.
    Reads segment_definitions, segment_plans and segment_traits of the model.
-#}
{% macro description_in_words() -%}
    case
        when
            segment_definitions.method = 'rfm'
            and segment_sizes.customer_count >= {{ var("min_cell_customers") }}
        then {{ dbt.concat(["segment_definitions.description", "coalesce(" ~ dbt.concat(["' '", "segment_plans.activity"]) ~ ", '')"]) }}
        when segment_definitions.method <> 'clusters'
        then segment_definitions.description
        when segment_sizes.customer_count = 0
        then 'No customers now.'
        when segment_sizes.customer_count < {{ var("min_cell_customers") }}
        then
            {{ customer_segmentation.text_literal(
                "Fewer than " ~ var("min_cell_customers") ~ " customers: too few to describe."
            ) }}
        else {{ dbt.concat([
            "coalesce(segment_plans.activity, '')",
            "coalesce(" ~ dbt.concat(["' '", "segment_definitions.description"]) ~ ", '')",
            "' '",
            "segment_traits.description",
        ]) }}
    end
{%- endmacro %}
