{#-
    The day of the run on the clock of the var time_zone. The one use of a clock: rows from later
    days are rejected, and an old as_of_date is warned of. No feature may depend on it.
-#}
{% macro run_date() %}
    {% set day = run_started_at.astimezone(modules.pytz.timezone(var("time_zone"))).date() %}
    {% do return("cast(" ~ customer_segmentation.text_literal(day) ~ " as date)") %}
{% endmacro %}
