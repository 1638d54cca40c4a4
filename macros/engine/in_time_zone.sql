{#-
    The clock of a time zone at an instant (a timestamp with time zone), as a timestamp without one.
    It does not depend on the time zone of the process or of the reader.
-#}
{% macro in_time_zone(instant, time_zone) %}
    {{- return(
        adapter.dispatch("in_time_zone", "customer_segmentation")(instant, time_zone)
    ) -}}
{% endmacro %}

{% macro default__in_time_zone(instant, time_zone) %}
    {{- return(
        "(" ~ instant ~ " at time zone " ~ customer_segmentation.text_literal(time_zone) ~ ")"
    ) -}}
{% endmacro %}

{#- The session's clock is UTC's, so that a timestamp without a zone is one on that clock. -#}
{% macro spark__in_time_zone(instant, time_zone) %}
    {{- return(
        "from_utc_timestamp(" ~ instant ~ ", " ~ customer_segmentation.text_literal(time_zone) ~ ")"
    ) -}}
{% endmacro %}
