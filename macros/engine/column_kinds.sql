{#-
    Column -> how a query stores it: text, whole, decimal, float, single (a float of 32 bits), instant
    (a timestamp with time zone), moment (a timestamp without one, or a date) or other. What an engine
    calls its types is told by their names.
-#}
{% macro column_kinds(query) %}
    {% set kinds = {} %}
    {% for column in adapter.get_column_schema_from_query(query) %}
        {% do kinds.update({
            column.name | lower: customer_segmentation.kind_of_type(column.data_type | lower)
        }) %}
    {% endfor %}
    {% do return(kinds) %}
{% endmacro %}

{% macro kind_of_type(data_type) %}
    {% set name = data_type.split("(")[0] | trim %}
    {% if "with time zone" in data_type or name in customer_segmentation.instant_types() %}
        {% do return("instant") %}
    {% elif name in ["varchar", "text", "string", "char", "bpchar", "character varying"] %}
        {% do return("text") %}
    {% elif name in [
        "tinyint", "smallint", "integer", "int", "bigint", "hugeint", "utinyint", "usmallint",
        "uinteger", "ubigint", "uhugeint", "int2", "int4", "int8", "longinteger",
    ] %}
        {% do return("whole") %}
    {% elif name in customer_segmentation.single_types() %} {% do return("single") %}
    {% elif name in ["double", "float", "real", "double precision", "float4", "float8"] %}
        {% do return("float") %}
    {% endif %}
    {% if name in ["decimal", "numeric"] %} {% do return("decimal") %}
    {% elif name in [
        "date", "timestamp", "timestamp without time zone", "timestamp_ntz", "timestamp_s",
        "timestamp_ms", "timestamp_ns", "datetime",
    ] %}
        {% do return("moment") %}
    {% endif %}
    {% do return("other") %}
{% endmacro %}

{#- Names of the type that holds a float of 32 bits. -#}
{% macro single_types() %}
    {{- return(adapter.dispatch("single_types", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__single_types() %} {{- return(["float", "real", "float4"]) -}} {% endmacro %}

{#- Its driver calls floats of both sizes FLOAT. -#}
{% macro postgres__single_types() %} {{- return([]) -}} {% endmacro %}

{#- Names of types that hold an instant, beside those that say "with time zone". -#}
{% macro instant_types() %}
    {{- return(adapter.dispatch("instant_types", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__instant_types() %}
    {{- return(["timestamptz", "datetimetz", "timestamp_tz"]) -}}
{% endmacro %}

{#- A timestamp without a word about zones is an instant on Spark. -#}
{% macro spark__instant_types() %} {{- return(["timestamp", "timestamp_ltz"]) -}} {% endmacro %}
