{#-
    A 64-bit number for a key, to find repeated keys in large tables without comparing text. Two
    keys may share it, so what it finds must be compared by the key itself.
-#}
{% macro key_hash(column) %}
    {{- return(adapter.dispatch("key_hash", "customer_segmentation")(column)) -}}
{% endmacro %}

{% macro default__key_hash(column) -%} {{ column }} {%- endmacro %}

{% macro duckdb__key_hash(column) -%} hash({{ column }}) {%- endmacro %}

{% macro spark__key_hash(column) -%} xxhash64({{ column }}) {%- endmacro %}

{% macro snowflake__key_hash(column) -%} hash({{ column }}) {%- endmacro %}
