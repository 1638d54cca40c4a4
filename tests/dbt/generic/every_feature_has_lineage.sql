{#- Features of the catalog that no raw column could be found for. -#}
{% test every_feature_has_lineage(model) %}
    select feature_catalog.feature_name
    from {{ ref("feature_catalog") }} as feature_catalog
    left join
        {{ model }} as lineage on feature_catalog.feature_name = lineage.feature_name
    where lineage.feature_name is null
{% endtest %}
