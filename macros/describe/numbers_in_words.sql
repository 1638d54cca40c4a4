{#-
    Figures in sentences. The report writes them by the same rule (its module words). They are first
    freed of the last digits of a float, which differ between engines and would tip halves.
-#}

{#- A value without its unit; shares read as percentages. -#}
{% macro quantity_text(value) -%}
    case
        when feature_catalog.unit = 'share'
        then {{ customer_segmentation.percentage_text(value) }}
        else {{ customer_segmentation.number_text(value) }}
    end
{%- endmacro %}

{#- The unit behind a value, unless the label names it: "days since last order 12". -#}
{% macro unit_text() -%}
    case
        when
            feature_catalog.unit is null
            or feature_catalog.unit in ('', 'share')
            or {{ dbt.position("feature_catalog.unit", "feature_catalog.label") }} > 0
        then ''
        else {{ dbt.concat(["' '", "feature_catalog.unit"]) }}
    end
{%- endmacro %}

{#- A number with the digits that a reader needs: 1.3 million, 12,040, 310, 31.5, 4.25, 7, <0.01. -#}
{% macro number_text(value) -%}
    {%- set value = customer_segmentation.rounded(value, 8) -%}
    {%- set whole = "cast(" ~ customer_segmentation.rounded(value) ~ " as " ~ dbt.type_bigint() ~ ")" -%}
    {%- set thousands = "cast(floor(" ~ customer_segmentation.rounded(value) ~ " / 1000) as " ~ dbt.type_bigint() ~ ")" -%}
    case
        when {{ value }} >= 999999.5
        then
            {{ dbt.concat([
                "cast(cast(" ~ value ~ " / 1000000 as numeric(18, 1)) as " ~ dbt.type_string() ~ ")",
                "' million'",
            ]) }}
        when {{ value }} >= 999.5
        then
            {{ dbt.concat([
                "cast(" ~ thousands ~ " as " ~ dbt.type_string() ~ ")",
                "','",
                dbt.right(
                    "cast(1000 + " ~ whole ~ " - 1000 * " ~ thousands ~ " as " ~ dbt.type_string() ~ ")",
                    3,
                ),
            ]) }}
        when abs({{ value }}) >= 100 or {{ value }} = {{ whole }}
        then cast({{ whole }} as {{ dbt.type_string() }})
        when abs({{ value }}) >= 10
        then cast(cast({{ value }} as numeric(18, 1)) as {{ dbt.type_string() }})
        when abs({{ value }}) < 0.005
        then case when {{ value }} > 0 then '<0.01' else '>-0.01' end
        else cast(cast({{ value }} as numeric(18, 2)) as {{ dbt.type_string() }})
    end
{%- endmacro %}

{#- A number of days, rounded: 1 day, 12 days. -#}
{% macro days_text(value) -%}
    {%- set whole = customer_segmentation.rounded(value) -%}
    {{ dbt.concat([
        customer_segmentation.number_text(whole),
        "case when " ~ whole ~ " = 1 then ' day' else ' days' end",
    ]) }}
{%- endmacro %}

{#- A share from 0 to 1 as a percentage: 41 %, 3.4 %, <0.1 %. -#}
{% macro percentage_text(value) -%}
    {%- set percent = customer_segmentation.rounded("100 * " ~ value, 8) -%}
    {%- set whole = customer_segmentation.rounded(percent) -%}
    case
        when {{ percent }} > 0 and {{ percent }} < 0.1
        then '<0.1 %'
        when {{ percent }} < 0 and {{ percent }} > -0.1
        then '>-0.1 %'
        when abs({{ percent }}) < 10 and abs({{ percent }} - {{ whole }}) > 0.05
        then {{ dbt.concat([
            "cast(cast(" ~ percent ~ " as numeric(18, 1)) as " ~ dbt.type_string() ~ ")",
            "' %'",
        ]) }}
        else {{ dbt.concat([
            "cast(cast(" ~ whole ~ " as " ~ dbt.type_bigint() ~ ") as " ~ dbt.type_string() ~ ")",
            "' %'",
        ]) }}
    end
{%- endmacro %}
