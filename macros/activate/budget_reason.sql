{#- The reason for a recommended share in words; reads the columns of `recommended`. -#}
{% macro budget_reason() %}
    {%- set percentage = customer_segmentation.percentage_text -%}
    {%- set amount = customer_segmentation.amount_text -%}
    case
        when customer_count = 0
        then 'No customers now, so no budget.'
        else
            {{ dbt.concat([
            percentage("customer_share"),
            "' of customers with '",
            percentage("coalesce(value_share, 0)"),
            customer_segmentation.text_literal(
                " of the past year's spend. Expected in the next 90 days, if members move on as in the last period: "
            ),
            amount("expected_value_90d"),
            "'; at risk by moving: '",
            amount("value_at_risk_90d"),
            "', to be won: '",
            amount("growth_value_90d"),
            "', to be won back: '",
            amount("lapsed_value_90d"),
            "'. '",
            "case
                when budget_weight = 0
                then 'No budget: the proposed action spends nothing on them.'
                when budget_weight < 1
                then " ~ dbt.concat([
                    "'Held at '",
                    percentage("budget_weight"),
                    "' of the budget that its value earns: the proposed action costs little.'",
                ]) ~ "
                when
                    value_share is null
                    or abs(recommended_share - value_share) < 0.1 * value_share
                then 'Budget in proportion to past value.'
                when recommended_share > value_share and earned_share < value_share
                then 'More budget than its past value: other segments need little.'
                when recommended_share > value_share and recommended_share <= expected_share
                then 'More budget than its past value: its share of spend is rising.'
                when
                    recommended_share > value_share
                    and lapsed_value_90d >= greatest(value_at_risk_90d, growth_value_90d)
                then 'More budget than its past value: there is much to win back.'
                when recommended_share > value_share and value_at_risk_90d >= growth_value_90d
                then 'More budget than its past value: there is much to keep.'
                when recommended_share > value_share
                then 'More budget than its past value: there is much to win.'
                when expected_share < value_share
                then 'Less budget than its past value: its share of spend is falling.'
                else 'Less budget than its past value: little of it is moving.'
            end",
        ]) }}
    end
{%- endmacro %}

{#- An amount of money as a reader rounds it. -#}
{% macro amount_text(value) -%}
    case
        when {{ value }} < 0.5
        then 'nothing'
        when {{ value }} < 999.5
        then
            cast(
                cast(
                    {{ customer_segmentation.rounded(value) }}
                    as {{ dbt.type_bigint() }}
                ) as {{ dbt.type_string() }}
            )
        else {{ customer_segmentation.number_text(value) }}
    end
{%- endmacro %}
