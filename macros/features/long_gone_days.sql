{#-
    Days of silence, two years, after which nobody is late any more, and no win-back offer is
    made, whatever the usual gap: a convention.
-#}
{% macro long_gone_days() %} {% do return(730) %} {% endmacro %}
