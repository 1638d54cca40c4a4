{#-
    The day of the run on the clock of the var time_zone. The one use of a clock: rows from later
    days are rejected, and an old as_of_date is warned of. No feature may depend on it. A zone that
    does not exist is what check_settings speaks of, which runs after all models were read.
-#}
{% macro run_date() %}
    {% set time_zone = var("time_zone") %}
    {% set zone = modules.pytz.timezone(time_zone if time_zone in modules.pytz.all_timezones else "UTC") %}
    {% set day = run_started_at.astimezone(zone).date() %}
    {% do return("cast(" ~ customer_segmentation.text_literal(day) ~ " as date)") %}
{% endmacro %}
