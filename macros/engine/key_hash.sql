{#-
    A hash of a key, to find repeated keys in large tables without comparing text. Two keys may
    share it, so what it finds must be compared by the key itself.
-#}
{% macro key_hash(column) %}
    {{- return(adapter.dispatch("key_hash", "customer_segmentation")(column)) -}}
{% endmacro %}

{% macro default__key_hash(column) %} {{- return(dbt.hash(column)) -}} {% endmacro %}

{#- A 64-bit number, many times faster than MD5. -#}
{% macro duckdb__key_hash(column) %} {{- return("hash(" ~ column ~ ")") -}} {% endmacro %}

{% macro postgres__key_hash(column) %}
    {{- return("hashtextextended(cast(" ~ column ~ " as text), 0)") -}}
{% endmacro %}

{% macro spark__key_hash(column) %} {{- return("xxhash64(" ~ column ~ ")") -}} {% endmacro %}
