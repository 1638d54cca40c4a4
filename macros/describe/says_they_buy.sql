{#- Whether a trait says that members buy, of late or more than before. -#}
{% macro says_they_buy(profiles) -%}
    (
        ({{ profiles }}.family = 'recency' and {{ profiles }}.standardized_difference < 0)
        or (
            {{ profiles }}.standardized_difference > 0
            and (
                {{ profiles }}.family = 'trend'
                or (
                    {{ profiles }}.family in ('frequency', 'monetary')
                    and ({{ profiles }}.feature_name like '%90d' or {{ profiles }}.feature_name like '%365d')
                )
            )
        )
    )
{%- endmacro %}
