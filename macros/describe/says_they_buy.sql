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

{#-
    Whether a trait says something that the activity of its segment has neither said nor denied. Where most
    customers are long gone, people who are late have ordered more lately than the average: true, and not
    what a reader would say of them. Who ordered once has no pauses, nor more or fewer orders than that,
    and of who never ordered it has been said.
-#}
{% macro fits_activity(profiles, states) -%}
    case
        when {{ states }}.activity_level in ('slipping', 'inactive') and {{ customer_segmentation.says_they_buy(profiles) }}
        then false
        when
            {{ states }}.is_one_time
            and (
                {{ profiles }}.family in ('frequency', 'rhythm')
                or ({{ profiles }}.family = 'monetary' and {{ profiles }}.standardized_difference < 0)
            )
        then false
        when {{ states }}.activity_level = 'prospect' and {{ profiles }}.family in ('recency', 'frequency', 'rhythm', 'monetary')
        then false
        else true
    end
{%- endmacro %}
