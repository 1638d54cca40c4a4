{#-
    Days between orders that are usual for a customer: the mean of the own gaps, drawn towards the
    shop's by two gaps of it.

    Arguments:
        gap_days: days from the customer's first order to the last.
        gaps: gaps between orders in that time.
        shop_gap_days: days that are usual in the shop.
-#}
{% macro usual_gap_days(gap_days, gaps, shop_gap_days) -%}
    ({{ gap_days }} + 2 * {{ shop_gap_days }}) / ({{ gaps }} + 2)
{%- endmacro %}

{#- Silence in usual gaps. A gap counts as ten days at least: who buys daily is not late within days. -#}
{% macro gaps_of_silence(days, usual_gap_days) -%}
    {{ days }} / greatest({{ usual_gap_days }}, {{ customer_segmentation.double_literal(10) }})
{%- endmacro %}

{#-
    Silences in usual gaps among which a shop's own limit of activity is looked for. The first and
    the last bound it; set on the shops of docs/inactive.md that are for development.
-#}
{% macro silence_grid() %} {% do return([1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12]) %} {% endmacro %}

{#- Days of silence that make nobody inactive: a holiday, of the customer or the shop, is no farewell. -#}
{% macro holiday_days() %} {% do return(30) %} {% endmacro %}

{#- Fewer silences than these do not say who comes back. -#}
{% macro fewest_silences() %} {% do return(20) %} {% endmacro %}
