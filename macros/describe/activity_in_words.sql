{#-
    What most members of a segment do by now, in absolute terms. Reads activity_level, is_one_time,
    is_silent, median_recency_days, median_gap_days, median_due_days, came_back_share and return_days of
    a relation, and segment_forecasts. Who ordered once has no usual gap, and of who is late it is said
    when the next order was due by the usual gap, which is drawn towards the shop's: their own pauses may be
    longer.
-#}
{% macro activity_in_words(levels) -%}
    {%- set days = customer_segmentation.days_text(levels ~ ".median_recency_days") -%}
    {%- set gap = customer_segmentation.days_text(levels ~ ".median_gap_days") -%}
    {%- set due = customer_segmentation.days_text(levels ~ ".median_due_days") -%}
    {%- set rhythm -%}
        case
            when {{ levels }}.is_one_time
            then 'most ordered exactly once'
            when {{ levels }}.activity_level in ('slipping', 'inactive')
            then {{ dbt.concat([
                "'by their rhythm and that of the shop the next order '",
                "case when " ~ customer_segmentation.rounded(levels ~ ".median_due_days") ~ " < "
                ~ customer_segmentation.rounded(levels ~ ".median_recency_days") ~ " then 'was' else 'is' end",
                "' due after '", due,
            ]) }}
            else {{ dbt.concat(["'their usual gap between orders is '", gap]) }}
        end
    {%- endset -%}
    case
        when {{ levels }}.activity_level is null
        then 'What they do by now is not known without orders.'
        when {{ levels }}.activity_level = 'returns_only'
        then 'Most have returned goods, and no purchase of theirs is known.'
        when {{ levels }}.activity_level = 'prospect'
        then 'Most have not ordered yet.'
        when {{ levels }}.activity_level = 'new'
        then {{ dbt.concat([
            "'Most ordered first in the last 90 days; half of the buyers ordered in the last '", days, "'.'",
        ]) }}
        when {{ levels }}.activity_level = 'inactive'
        then {{ dbt.concat([
            "'Most have been silent for long'",
            "case when " ~ levels ~ ".is_silent then '' else ' or never ordered' end",
            "': half of the buyers for '", days, "' or more; '", rhythm, "'.'",
            customer_segmentation.return_in_words(levels),
        ]) }}
        when {{ levels }}.activity_level = 'slipping'
        then {{ dbt.concat([
            "'Half of the buyers have been silent for '", days, "' or more; '", rhythm, "'.'",
            customer_segmentation.expected_in_words(),
        ]) }}
        else {{ dbt.concat([
            "'Half of the buyers ordered in the last '", days,
            "'; '", rhythm, "'.'",
        ]) }}
    end
{%- endmacro %}

{#- How many of the inactive came back, of those with as many orders; nothing where that is not known. -#}
{% macro return_in_words(levels) -%}
    case
        when {{ levels }}.is_silent and {{ levels }}.came_back_share is not null
        then {{ dbt.concat([
            "' Of inactive customers with '",
            "case when " ~ levels ~ ".is_one_time then 'one order ' else 'several orders ' end",
            customer_segmentation.percentage_text(levels ~ ".came_back_share"),
            "' came back within '",
            customer_segmentation.number_text("cast(" ~ levels ~ ".return_days as " ~ customer_segmentation.type_double() ~ ")"),
            "' days.'",
        ]) }}
        else ''
    end
{%- endmacro %}

{#- How many of those who are late are expected back all the same, where the season is known. -#}
{% macro expected_in_words() -%}
    case
        when segment_forecasts.expected_share is null
        then ''
        else {{ dbt.concat([
            "' By the forecast '",
            customer_segmentation.percentage_text("segment_forecasts.expected_share"),
            "' of them order again within '",
            customer_segmentation.days_text("segment_forecasts.churn_horizon_days"),
            "'.'",
        ]) }}
    end
{%- endmacro %}
