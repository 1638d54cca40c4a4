{#-
    SQL of one model dimension from the raw feature column, as the plugin's encoder
    computes it: impute, winsorize, transform, centre, scale, weight.
-#}
{% macro dimension_value(dimension, data_type) %}
    {%- set column = dimension.feature_name -%}
    {%- set number = customer_segmentation.double_literal -%}
    {%- set as_number = (
        "case when " ~ column ~ " then 1e0 when not " ~ column ~ " then 0e0 end"
        if data_type == "boolean"
        else "cast(" ~ column ~ " as " ~ customer_segmentation.type_double() ~ ")"
    ) -%}
    {%- if dimension.is_missing_indicator == "true" -%}
        {%- set value = "case when " ~ column ~ " is null then 1e0 else 0e0 end" -%}
    {%- elif dimension.category is not none -%}
        {%- set value = (
            "case when " ~ column ~ " = " ~ dbt.string_literal(dbt.escape_single_quotes(dimension.category)) ~ " then 1e0 else 0e0 end"
        ) -%}
    {%- else -%}
        {%- set imputed = "coalesce(" ~ as_number ~ ", " ~ number(dimension.impute_value) ~ ")" -%}
        {%- set clipped = (
            "least(greatest(" ~ imputed ~ ", " ~ number(dimension.winsor_low) ~ "), " ~ number(dimension.winsor_high) ~ ")"
        ) -%}
        {%- if dimension.transform == "log1p" -%}
            {%- set value = "sign(" ~ clipped ~ ") * ln(1e0 + abs(" ~ clipped ~ ") / " ~ number(dimension.unit | default(1, true)) ~ ")" -%}
        {%- elif dimension.transform == "sqrt" -%}
            {%- set value = "sign(" ~ clipped ~ ") * sqrt(abs(" ~ clipped ~ "))" -%}
        {%- elif dimension.transform == "rank" -%}
            {%- set value = customer_segmentation.rank_transform(clipped, fromjson(dimension.knots)) -%}
        {%- else -%} {%- set value = clipped -%}
        {%- endif -%}
    {%- endif -%}
    {{- return(
        "(" ~ value ~ " - " ~ number(dimension.center) ~ ") / " ~ number(dimension.scale)
        ~ " * " ~ number(dimension.weight)
    ) -}}
{% endmacro %}

{#- Piecewise-linear empirical distribution function through knots [[x, p], ...]. -#}
{% macro rank_transform(value, knots) %}
    {%- set number = customer_segmentation.double_literal -%}
    {%- set terms = [number(knots[0][1])] -%}
    {%- for knot in knots[1:] -%}
        {%- set start = knots[loop.index0] -%}
        {%- do terms.append(
            number(knot[1] - start[1]) ~ " * least(greatest((" ~ value ~ " - " ~ number(start[0])
            ~ ") / " ~ number(knot[0] - start[0]) ~ ", 0e0), 1e0)"
        ) -%}
    {%- endfor -%}
    {{- return("(" ~ terms | join(" + ") ~ ")") -}}
{% endmacro %}
