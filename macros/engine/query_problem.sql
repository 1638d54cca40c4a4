{#-
    What the engine says against a query, without running it, or against its syntax alone; none otherwise.
    One that cannot be asked about more than it runs stops at the query in its own words.
-#}
{% macro query_problem(query, of_syntax=false) %}
    {{- return(
        adapter.dispatch("query_problem", "customer_segmentation")(query, of_syntax) if execute else none
    ) -}}
{% endmacro %}

{% macro default__query_problem(query, of_syntax) %}
    {% if not of_syntax %} {% do run_query(query) %} {% endif %}
    {{- return(none) -}}
{% endmacro %}

{% macro duckdb__query_problem(query, of_syntax) %}
    {% set parsed = "json_serialize_sql" if of_syntax else "json_serialize_plan" %}
    {% set said = run_query("select " ~ parsed ~ "(" ~ customer_segmentation.text_literal(query) ~ ")").rows[0][0] %}
    {% set said = fromjson(said) %}
    {{- return(said.error_message.split("\n")[0] if said.error else none) -}}
{% endmacro %}
