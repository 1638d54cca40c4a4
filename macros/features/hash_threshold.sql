{#-
    The text that this share of all hexadecimal hashes is less than. Comparing texts needs no
    conversion to numbers, which every warehouse spells differently.
-#}
{% macro hash_threshold(share_percent) %}
    {%- set ns = namespace(rest=((2 ** 32 - 1) * share_percent | float / 100) | int, digits="") -%}
    {%- for _ in range(8) -%}
        {%- set ns.digits = "0123456789abcdef"[ns.rest % 16] ~ ns.digits -%}
        {%- set ns.rest = ns.rest // 16 -%}
    {%- endfor -%}
    {{- return(ns.digits) -}}
{% endmacro %}
