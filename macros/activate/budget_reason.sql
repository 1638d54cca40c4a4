{#-
    The reason for a recommended share: one sentence with the figure that decides, never against
    the action. A lower expected share decides where it makes half of the cut or more. Reads the columns
    of `recommended`. Shares that differ by less than a twentieth, a convention, read as the same: less
    budget is not argued with "25 % after 25 %". A segment to win back or to keep from leaving is told
    what is at stake, not that it buys less. That members are lost argues where a fifth of them are, the
    share from which on a trait speaks of a segment, too.
-#}
{% macro budget_reason() %}
    {%- set percentage = customer_segmentation.percentage_text -%}
    {%- set amount = customer_segmentation.money_text -%}
    {%- set text = customer_segmentation.text_literal -%}
    {%- set expected = dbt.concat([
        text("they are expected to spend "), amount("expected_value_90d"), text(" in the next 90 days"),
    ]) -%}
    {#- Within the shop's days of churn: who waits for longer between orders comes back after them. -#}
    {%- set stay_away = dbt.concat([
        text("probably do not order in the next "), customer_segmentation.days_text("churn_horizon_days"),
    ]) -%}
    {%- set gone = dbt.concat([
        percentage(customer_segmentation.ratio("customers_at_risk", "customer_count")),
        text(" of them "), stay_away,
    ]) -%}
    {#- A share that a season alone moves is held against the same season, of those who were there then. -#}
    {%- set is_season -%}
        customers_year_ago >= 0.5 * customer_count
        and (season_share < value_share) = (expected_share < value_share)
    {%- endset -%}
    {#- Shares that read alike, such as <0.1 %, decide nothing. -#}
    {%- set shares -%}
        case
            when {{ percentage("expected_share") }} = {{ percentage("value_share") }}
            then {{ expected }}
            else
                {{ dbt.concat([
                    percentage("expected_share"),
                    text(" of the spend expected in the next 90 days is theirs, after "),
                    percentage("value_share"), text(" of the past year's"),
                    "case when " ~ is_season ~ " then " ~ dbt.concat([
                        text(" and "), percentage("season_share"), text(" of that in the same days a year ago"),
                    ]) ~ " else '' end",
                ]) }}
        end
    {%- endset -%}
    {#- Where nobody is expected to spend, shares follow the rest of the weights, where there are any. -#}
    {%- set stake = "winnable_90d" -%}
    {%- set unexpected -%}
        case
            when recommended_share < 0.0005
            then {{ dbt.concat([text("Next to no budget: "), expected, "'.'"]) }}
            when {{ stake }} >= 0.5
            then {{ dbt.concat([text("Budget by what can be kept or won, "), amount(stake), text(": "), expected, "'.'"]) }}
            else {{ dbt.concat([text("Budget by their number: "), expected, "'.'"]) }}
        end
    {%- endset -%}
    {%- set more = text("More budget than its share of the past year's spend: ") -%}
    {%- set less = text("Less budget than its share of the past year's spend: ") -%}
    case
        when customer_count = 0
        then 'No customers now, so no budget.'
        when expected_value_90d is null and budget_weight = 0
        then 'No budget: the action spends nothing on them.'
        when expected_value_90d is null and budget_weight < 1 and earning_90d is not null
        then
            {{ dbt.concat([
                text("Held at "), percentage("budget_weight"),
                text(" of the budget that its spend of the last 90 days earns ("), amount("earning_90d"),
                text("), for an action that costs little; there is no forecast yet."),
            ]) }}
        when expected_value_90d is null and earning_90d is not null
        then
            {{ dbt.concat([
                text("Budget by what they spent in the last 90 days, "), amount("earning_90d"),
                text(": there is no forecast yet."),
            ]) }}
        when expected_value_90d is null and budget_weight < 1
        then
            {{ dbt.concat([
                text("Held at "), percentage("budget_weight"),
                text(" of the budget for their number, for an action that costs little; what orders were worth is not known."),
            ]) }}
        when expected_value_90d is null
        then
            {{ text(
                "Budget by their number, as it is not known what orders were worth."
                if customer_segmentation.using_table("orders")
                else "Budget by their number: without orders nothing is forecast."
            ) }}
        when budget_weight = 0
        then {{ dbt.concat([text("No budget: the action spends nothing on them, and "), expected, "'.'"]) }}
        when
            budget_weight < 1
            and recommended_share >= greatest(0.95 * earned_share, 0.0005)
            and expected_share is null
        then {{ unexpected }}
        when budget_weight < 1 and recommended_share >= greatest(0.95 * earned_share, 0.0005)
        then
            {{ dbt.concat([
                text("Budget as its value earns, as the actions for other segments cost as little or less: "),
                expected, "'.'",
            ]) }}
        when budget_weight < 1
        then
            {{ dbt.concat([
                text("Held at "), percentage("budget_weight"),
                text(" of the budget that its value earns, for an action that costs little: "), expected, "'.'",
            ]) }}
        when activity_level = 'prospect' and growth_value_90d >= 0.5
        then
            {{ dbt.concat([
                text("Budget for first orders: at the rate of the last period such customers bring "),
                amount("growth_value_90d"), text(" more in 90 days."),
            ]) }}
        when activity_level = 'prospect' and recommended_share < 0.0005
        then {{ dbt.concat([text("Next to no budget: "), expected, "'.'"]) }}
        when activity_level = 'prospect'
        then {{ dbt.concat([text("Budget for first orders: "), expected, "'.'"]) }}
        when value_share is null or expected_share is null
        then {{ unexpected }}
        when value_365d < 0
        then
            {{ dbt.concat([
                text("Budget by what is expected, as the past year's returns were larger than its orders: "),
                expected, "'.'",
            ]) }}
        when value_365d = 0
        then
            {{ dbt.concat([
                text("Budget by what is expected, as the past year brought nothing net of returns: "),
                expected, "'.'",
            ]) }}
        when abs(recommended_share - value_share) < 0.1 * value_share
        then {{ dbt.concat([text("Budget in line with its "), percentage("value_share"), text(" of the past year's spend.")]) }}
        when recommended_share > value_share and earned_share < value_share
        then
            {{ dbt.concat([
                more, text("the actions for other segments cost little, and "),
                amount("expected_value_90d"), text(" is expected here in the next 90 days."),
            ]) }}
        when recommended_share > value_share and expected_share >= recommended_share
        then {{ dbt.concat([more, shares, "'.'"]) }}
        when
            recommended_share > value_share
            and activity_level not in ('slipping', 'inactive')
            and growth_value_90d > greatest(value_at_risk_90d, lapsed_value_90d)
        then
            {{ dbt.concat([
                more, text("such customers spent "), amount("growth_value_90d"),
                text(" more in the last 90 days than in the 90 before"),
                "case when season = 'known' then ', at their pace of that year and in the same days a year ago.' else ' and at their pace of that year.' end",
            ]) }}
        when
            recommended_share > value_share
            and (
                greatest(value_at_risk_90d, lapsed_value_90d) < 0.5
                or customers_at_risk >= 0.9 * customer_count
            )
        then {{ dbt.concat([more, expected, "'.'"]) }}
        when recommended_share > value_share and value_at_risk_90d >= lapsed_value_90d
        then
            {{ dbt.concat([
                more, percentage(customer_segmentation.ratio("customers_at_risk", "customer_count")),
                text(" of them, who spent "), amount("value_at_risk_90d"),
                text(" in 90 days of the past year, "), stay_away, "'.'",
            ]) }}
        when recommended_share > value_share
        then
            {{ dbt.concat([
                more,
                "case when season = 'known' then 'who bought in the past year spent ' else 'the last 90 days brought ' end",
                amount("lapsed_value_90d"),
                "case when season = 'known' then ' less in the last 90 days than in the same days a year ago.' else ' less than their pace of the past year.' end",
            ]) }}
        when activity_level in ('slipping', 'inactive') and customers_at_risk < 0.2 * customer_count
        then
            {{ dbt.concat([
                less, text("other segments have more to keep or to win, and "),
                amount("expected_value_90d"), text(" is expected here in the next 90 days."),
            ]) }}
        when activity_level in ('slipping', 'inactive')
        then
            {{ dbt.concat([
                less, text("it is for those who can still be won, as "), gone, "'.'",
            ]) }}
        when value_share - expected_share >= 0.5 * (value_share - recommended_share)
        then {{ dbt.concat([less, shares, "'.'"]) }}
        else
            {{ dbt.concat([
                less, text("other segments have more to keep or to win, here "),
                amount(stake), "'.'",
            ]) }}
    end
{%- endmacro %}

{#- An amount of money as a reader rounds it, in the column currency where it is known. -#}
{% macro money_text(value) -%}
    {%- set currency = "coalesce(" ~ dbt.concat(["' '", "currency"]) ~ ", '')" -%}
    case
        when {{ value }} < 0.5
        then 'nothing'
        when {{ value }} < 999.5
        then
            {{ dbt.concat([
                "cast(cast(" ~ customer_segmentation.rounded(value) ~ " as " ~ dbt.type_bigint() ~ ") as " ~ dbt.type_string() ~ ")",
                currency,
            ]) }}
        else
            {{ dbt.concat([
                customer_segmentation.number_text(value),
                currency,
            ]) }}
    end
{%- endmacro %}
