{#- One profile row as a marketer reads it: "big spenders (yearly spend 1204 EUR, average 310 EUR)". -#}
{% macro trait_in_words() %}
    {%- set is_level = "measured.feature_name <> measured.base_feature" -%}
    {%- set level = "substring(measured.feature_name, length(measured.base_feature) + 2)" -%}
    {%- set direction -%}
        case
            when {{ is_level }}
            then {{ dbt.concat([
                "case when measured.standardized_difference < 0 then 'fewer with ' else 'more with ' end",
                "feature_catalog.label", "' '", level,
            ]) }}
            when measured.standardized_difference < 0
            then coalesce(feature_catalog.words_low, {{ dbt.concat(["'low '", "feature_catalog.label"]) }})
            else coalesce(feature_catalog.words_high, {{ dbt.concat(["'high '", "feature_catalog.label"]) }})
        end
    {%- endset -%}
    {%- set figures -%}
        case
            when {{ is_level }}
            then {{ dbt.concat([
                customer_segmentation.percentage_text("measured.segment_mean"),
                "', average '",
                customer_segmentation.percentage_text("measured.population_mean"),
            ]) }}
            else {{ dbt.concat([
                "feature_catalog.label", "' '",
                customer_segmentation.quantity_text("measured.segment_mean"),
                customer_segmentation.unit_text(),
                "', average '",
                customer_segmentation.quantity_text("measured.population_mean"),
            ]) }}
        end
    {%- endset -%}
    {{- dbt.concat([direction, "' ('", figures, "')'"]) -}}
{% endmacro %}

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

{#- A number with the digits that a reader needs: 1.3 million, 12,040, 310, 31.5, 4.25. -#}
{% macro number_text(value) -%}
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
        when abs({{ value }}) >= 100
        then cast({{ whole }} as {{ dbt.type_string() }})
        when abs({{ value }}) >= 10
        then cast(cast({{ value }} as numeric(18, 1)) as {{ dbt.type_string() }})
        else cast(cast({{ value }} as numeric(18, 2)) as {{ dbt.type_string() }})
    end
{%- endmacro %}

{% macro percentage_text(value) -%}
    {{ dbt.concat([
        "cast(cast(" ~ customer_segmentation.rounded("100 * " ~ value) ~ " as " ~ dbt.type_bigint() ~ ") as " ~ dbt.type_string() ~ ")",
        "' %'",
    ]) }}
{%- endmacro %}
