{#- Columns that bound the same 90 and 180 days a year before as_of_date. -#}
{% macro year_ago_windows() %}
    {{ customer_segmentation.days_before("as_of_date", 365) }} as year_ago_start
    {%- for days in [90, 180] %},
        {{ customer_segmentation.days_before("as_of_date", 365 - days) }} as year_ago_end_{{ days }}d
    {%- endfor %}
{% endmacro %}

{#-
    What customers bought in them.

    Arguments:
        orders: name of the orders in the query, joined with `windows` from year_ago_start on.
-#}
{% macro orders_year_ago(orders) %}
    {%- for days in [90, 180] %}
        count(
            case
                when {{ orders }}.is_purchase and {{ orders }}.ordered_date < windows.year_ago_end_{{ days }}d
                then 1
            end
        ) as orders_year_ago_{{ days }}d,
    {%- endfor %}
    {{ customer_segmentation.stable_sum(
        "case when " ~ orders ~ ".ordered_date < windows.year_ago_end_90d then " ~ orders ~ ".net_amount else 0 end"
    ) }} as spend_year_ago_90d
{% endmacro %}
