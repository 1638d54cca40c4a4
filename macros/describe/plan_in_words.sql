{#-
    Sentences of a segment's plan. They read the CTEs `levels`, `reach`, `tests` and `problem` of
    segment_plans.
-#}
{% macro channel_in_words() -%}
    case
        when reach.reachable_customers = 0
        then {{ dbt.concat([
            "'Nobody can be written to: '",
            "coalesce(problem.problem, 'no member has agreed and has an address')",
            "'.'",
        ]) }}
        else
            {{ dbt.concat([
                "case when reach.reachable_by_email > 0 then " ~ customer_segmentation.reached_in_words("E-mail", "reachable_by_email") ~ " else '' end",
                "case when reach.reachable_by_email > 0 and reach.reachable_by_phone > 0 then ', ' else '' end",
                "case when reach.reachable_by_phone > 0 then " ~ customer_segmentation.reached_in_words("telephone", "reachable_by_phone") ~ " else '' end",
                "case when reach.reachable_by_email >= 10 and reach.email_open_rate is not null then "
                ~ dbt.concat([
                    "'; they open '",
                    customer_segmentation.percentage_text("reach.email_open_rate"),
                    "' of e-mails'",
                ])
                ~ " else '' end",
                "'.'",
            ]) }}
    end
{%- endmacro %}

{#- A channel with the number of members that it reaches. -#}
{% macro reached_in_words(label, column) -%}
    {%- set double = customer_segmentation.type_double() -%}
    {{ dbt.concat([
        customer_segmentation.text_literal(label ~ " ("),
        customer_segmentation.number_text("cast(reach." ~ column ~ " as " ~ double ~ ")"),
        "' of '",
        customer_segmentation.number_text("cast(reach.customer_count as " ~ double ~ ")"),
        "')'",
    ]) }}
{%- endmacro %}

{#- When to write, from the rhythm; nobody without a second order is told of a usual interval. -#}
{% macro timing_in_words() -%}
    {%- set gap = customer_segmentation.days_text("levels.median_gap_days") -%}
    {%- set due = customer_segmentation.days_text("levels.median_due_days") -%}
    {%- set days = customer_segmentation.days_text("levels.median_recency_days") -%}
    {#- By the days that are written: who is silent for 5 of 4.7 days is not said to be late. -#}
    {%- set is_past -%}
        {{ customer_segmentation.rounded("levels.median_due_days") }}
        < {{ customer_segmentation.rounded("levels.median_recency_days") }}
    {%- endset -%}
    {#- Who still buys is written to at the gap that is stated of them, their own where most have one. -#}
    {%- set is_past_usual -%}
        {{ customer_segmentation.rounded("levels.median_gap_days") }}
        < {{ customer_segmentation.rounded("levels.median_recency_days") }}
    {%- endset -%}
    {#- The mean of gaps within a season and between seasons is no time to write. Off season is where the
        coming 90 days brought less than half of an even share of their orders a year ago. -#}
    {%- set is_off_season -%}
        levels.activity_level in ('active', 'new', 'slipping')
        and levels.median_wait_days > 90
        and levels.season_share < 0.5 * 90 / 365
    {%- endset -%}
    case
        when reach.customer_count < {{ var("min_cell_customers") }}
        then
            {{ customer_segmentation.text_literal(
                "Fewer than " ~ var("min_cell_customers") ~ " customers: too few to say when."
            ) }}
        when levels.is_outlier
        then 'When somebody has looked at them: they share no rhythm.'
        when levels.activity_level = 'prospect'
        then 'In the first weeks after the sign-up; older contacts once.'
        when levels.activity_level = 'returns_only'
        then 'When the return is closed.'
        when
            levels.is_one_time
            and levels.activity_level in ('active', 'new')
            and levels.median_recency_days <= 45
        then 'In the weeks after the first order.'
        when {{ is_off_season }}
        then
            {{ dbt.concat([
                "'Before their season: by the forecast half of them order again in '",
                customer_segmentation.days_text("levels.median_wait_days"), "' or later.'",
            ]) }}
        when levels.is_one_time and levels.activity_level in ('active', 'new')
        then
            {{ dbt.concat([
                "'Soon after the first order; of half of the members it was '", days, "' ago or more.'",
            ]) }}
        when levels.is_one_time and levels.activity_level = 'slipping'
        then 'Now, once: a second order is due, if it comes at all.'
        when levels.is_one_time
        then 'Once; not again without an answer.'
        when levels.activity_level = 'inactive'
        then
            {{ dbt.concat([
                "'Now, then rarely: half of the buyers have been silent for '", days, "' or more.'",
            ]) }}
        when
            levels.activity_level = 'slipping'
            or (
                levels.activity_level = 'active'
                and {{ is_past_usual }}
            )
        then
            {{ dbt.concat([
                "case when " ~ is_past ~ " then 'Now' else 'Soon' end",
                "': half of the buyers have been silent for '", days,
                "' or more; by their rhythm and that of the shop the next order '",
                "case when " ~ is_past ~ " then 'was' else 'is' end",
                "' due after '", due, "'.'",
            ]) }}
        when levels.activity_level = 'new'
        then
            {{ dbt.concat([
                "'Within '", gap, "' of an order: so long the next one usually takes.'",
            ]) }}
        else
            {{ dbt.concat([
                "'Shortly before the next order is due: the usual gap is '", gap, "'.'",
            ]) }}
    end
{%- endmacro %}

{#- How to find out whether the action works. -#}
{% macro test_in_words() -%}
    {%- set baseline -%}
        coalesce({{ dbt.concat([
            "' ('",
            customer_segmentation.percentage_text("tests.buyer_share_90d"),
            "' of the members of a period ago ordered since)'",
        ]) }}, '')
    {%- endset -%}
    {%- set points = customer_segmentation.number_text(
        customer_segmentation.double_literal(100 * var("audience_test_effect"))
    ) -%}
    {%- set effect = customer_segmentation.double_literal(var("audience_test_effect")) -%}
    {%- set double = customer_segmentation.type_double() -%}
    case
        when reach.customer_count < {{ var("min_cell_customers") }}
        then
            {{ customer_segmentation.text_literal(
                "Fewer than " ~ var("min_cell_customers") ~ " customers: too few to test."
            ) }}
        when reach.reachable_customers = 0
        then 'Nobody can be written to, so nothing can be tested.'
        when {{ "false" if customer_segmentation.using_table("orders") else "true" }}
        then 'What comes of it is not measured: that takes orders.'
        when tests.buyer_share_90d > 1 - {{ effect }}
        then
            {{ dbt.concat([
                customer_segmentation.percentage_text("tests.buyer_share_90d"),
                "' of the members of a period ago ordered since, so that buyers within 90 days cannot rise by '",
                points,
                "' points: compare the spend per member with that of the hold-out.'",
            ]) }}
        when
            tests.holdout_needed is null
            and coalesce(tests.buyer_share_90d, 0.5) + tests.effect_with_halves > 1
        then
            {{ dbt.concat([
                "'Too few to show a rise in buyers within 90 days'",
                baseline,
                "': compare the spend per member with that of the hold-out, over several campaigns.'",
            ]) }}
        when tests.holdout_needed is not null
        then
            {{ dbt.concat([
                "'Hold out '",
                customer_segmentation.number_text("tests.holdout_needed"),
                "' of the '",
                customer_segmentation.number_text("cast(reach.reachable_customers as " ~ double ~ ")"),
                "' who can be reached: then a difference of '",
                points,
                "' points in buyers within 90 days'",
                baseline,
                "' shows with 80 % power.'",
            ]) }}
        else
            {{ dbt.concat([
                "'Too few to show a difference of '",
                points,
                "' points in buyers within 90 days'",
                baseline,
                "': with half of the '",
                customer_segmentation.number_text("cast(reach.reachable_customers as " ~ double ~ ")"),
                "' held out '",
                customer_segmentation.number_text(customer_segmentation.rounded("(100 * tests.effect_with_halves)")),
                "' points show with 80 % power.'",
            ]) }}
    end
{%- endmacro %}
