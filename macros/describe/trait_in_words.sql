{#-
    What a profile row says of its segment, in the words of feature_catalog: "big spenders",
    of a level of a category "more with country DE". Reads the CTEs `measured` and
    `feature_catalog` of the model.
-#}
{% macro trait_name() %}
    {%- set level = "substring(measured.feature_name, length(measured.base_feature) + 2)" -%}
    {%- set words -%}
        case
            when measured.standardized_difference < 0
            then feature_catalog.words_low
            else feature_catalog.words_high
        end
    {%- endset -%}
    case
        when measured.feature_name = measured.base_feature
        then {{ words }}
        else {{ dbt.concat([words, "' '", level]) }}
    end
{% endmacro %}

{#- The same with its figures: "big spenders (yearly spend 1,204 EUR, average 310 EUR)". -#}
{% macro trait_in_words() %}
    {%- set figures -%}
        case
            when measured.feature_name = measured.base_feature
            then {{ dbt.concat([
                "feature_catalog.label", "' '",
                customer_segmentation.quantity_text("measured.segment_mean"),
                customer_segmentation.unit_text(),
                "', average '",
                customer_segmentation.quantity_text("measured.population_mean"),
            ]) }}
            else {{ dbt.concat([
                customer_segmentation.percentage_text("measured.segment_mean"),
                "', average '",
                customer_segmentation.percentage_text("measured.population_mean"),
            ]) }}
        end
    {%- endset -%}
    {{- dbt.concat([customer_segmentation.trait_name(), "' ('", figures, "')'"]) -}}
{% endmacro %}
