{#-
    The text that this share of all hexadecimal hashes is less than. Comparing texts needs no
    conversion to numbers, which every warehouse spells differently.
-#}
{% macro hash_threshold(share_percent) %}
    {{- return("%08x" % ((2 ** 32 - 1) * share_percent | float / 100) | int) -}}
{% endmacro %}
