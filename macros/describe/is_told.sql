{#-
    Whether a trait says something of its segment, over the segment's rows per feature. All do but a trend
    of members most of whom were not there in both quarters or do not order once a quarter: what changed
    is when they happened to order. And of members most of whom ordered once or twice on which days and at
    which hours: those are of the orders, not of who placed them.
-#}
{% macro is_told(profiles) -%}
    case
        when {{ profiles }}.measure in ('order_count_change', 'spend_net_change')
        then
            {{ customer_segmentation.median_of_most(profiles, "days_since_first_order") }} >= 180
            and {{ customer_segmentation.median_of_most(profiles, "order_gap_days_mean") }} <= 90
        when {{ profiles }}.measure in ('weekend_order_share', 'evening_order_share', 'morning_order_share')
        then {{ customer_segmentation.median_of_most(profiles, "order_count") }} >= 3
        else true
    end
{%- endmacro %}

{#- The median of a feature that most members have; null where they do not. -#}
{% macro median_of_most(profiles, feature) -%}
    max(
        case
            when
                {{ profiles }}.feature_name = {{ customer_segmentation.text_literal(feature) }}
                and {{ profiles }}.coverage >= 0.5
            then {{ profiles }}.segment_median
        end
    ) over (partition by {{ profiles }}.segmentation, {{ profiles }}.segment_id)
{%- endmacro %}
