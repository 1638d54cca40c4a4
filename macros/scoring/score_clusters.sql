{#-
    A select that scores every row of `features` with the champion of one segmentation.
    The model's numbers are written into wide expressions: one pass over the rows and no
    join on a long parameter table, whatever the engine.

    Columns: customer_id, as_of_date, period_index, segment_id, confidence, distance,
    runner_up_segment_id, model_version.
-#}
{% macro score_clusters(segmentation, features) %}
    {% set model = customer_segmentation.stored_model(segmentation) %}
    {% if not model.dimensions %}
        {{ return(customer_segmentation.score_nothing()) }}
    {% endif %}
    {% if model.algorithm == "gmm" %}
        {{ return(customer_segmentation.score_gaussian_mixture(model, features)) }}
    {% elif model.algorithm == "dbscan" %}
        {{ return(customer_segmentation.score_density(model, features)) }}
    {% endif %}
    {{ return(customer_segmentation.score_nearest_center(model, features)) }}
{% endmacro %}

{#- The champion of a segmentation as nested dicts of text values. -#}
{% macro stored_model(segmentation) %}
    {% set own = "segmentation = " ~ dbt.string_literal(segmentation) %}
    {% set model = {
        "segmentation": segmentation,
        "dimensions": customer_segmentation.table_rows(
            "segment_model_features",
            [
                "dimension", "feature_name", "category", "is_missing_indicator", "transform",
                "impute_value", "winsor_low", "winsor_high", "unit", "knots", "center", "scale", "weight",
            ],
            "dimension",
            own,
        ),
        "loadings": {},
        "prototypes": {},
        "data_types": {},
    } %}
    {% for row in customer_segmentation.table_rows(
        "segment_model_components", ["component", "dimension", "loading"], "component, dimension", own
    ) %}
        {% do model.loadings.setdefault(row.component | int, []).append(row) %}
    {% endfor %}
    {% for row in customer_segmentation.table_rows(
        "segment_model_prototypes",
        ["prototype_id", "segment_id", "parameter", "row_index", "column_index", "value"],
        "prototype_id, parameter, row_index, column_index",
        own,
    ) %}
        {% set prototype = model.prototypes.setdefault(
            row.prototype_id | int, {"segment_id": row.segment_id | int}
        ) %}
        {% if row.column_index is none %}
            {% do prototype.setdefault(row.parameter, []).append(row.value) %}
        {% else %}
            {% do prototype.setdefault(row.parameter, {}).update(
                {(row.row_index | int, row.column_index | int): row.value}
            ) %}
        {% endif %}
    {% endfor %}
    {% for row in customer_segmentation.table_rows(
        "segment_models",
        ["algorithm", "model_version"],
        "model_version",
        own ~ " and status = 'champion'",
    ) %}
        {% do model.update(row) %}
    {% endfor %}
    {% if execute and model.dimensions %}
        {% for column in adapter.get_columns_in_relation(ref("customer_features")) %}
            {% do model.data_types.update({column.name | lower: column.dtype | lower}) %}
        {% endfor %}
    {% endif %}
    {{ return(model) }}
{% endmacro %}

{#- The typed columns of a scoring select, without rows: nothing has been fitted yet. -#}
{% macro score_nothing() %}
    select
        cast(null as {{ dbt.type_string() }}) as customer_id,
        cast(null as date) as as_of_date,
        cast(null as {{ dbt.type_int() }}) as period_index,
        cast(null as {{ dbt.type_int() }}) as segment_id,
        cast(null as {{ customer_segmentation.type_double() }}) as confidence,
        cast(null as {{ customer_segmentation.type_double() }}) as distance,
        cast(null as {{ dbt.type_int() }}) as runner_up_segment_id,
        cast(null as {{ dbt.type_int() }}) as model_version
    where 1 = 0
{% endmacro %}

{#- Coordinates of every row in the model's space: c0, c1, ... -#}
{% macro model_coordinates(model, features) %}
    {% set number = customer_segmentation.double_literal %}
    {% set coordinates = [] %}
    {% if model.loadings %}
        {% for component, loadings in model.loadings.items() %}
            {% set terms = [] %}
            {% for row in loadings %}
                {% do terms.append(number(row.loading) ~ " * z" ~ row.dimension) %}
            {% endfor %}
            {% do coordinates.append(terms | join(" + ")) %}
        {% endfor %}
    {% else %}
        {% for dimension in model.dimensions %}
            {% do coordinates.append("z" ~ dimension.dimension) %}
        {% endfor %}
    {% endif %}
    select
        customer_id,
        as_of_date,
        period_index,
        {% for coordinate in coordinates %}
            {{ coordinate }} as c{{ loop.index0 }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from
        (
            select
                customer_id,
                as_of_date,
                period_index,
                {% for dimension in model.dimensions %}
                    {{ customer_segmentation.dimension_value(
                    dimension, model.data_types.get(dimension.feature_name)
                ) }} as z{{ dimension.dimension }}{% if not loop.last %},{% endif %}
                {% endfor %}
            from {{ features }}
        ) as standardized
{% endmacro %}

{#- Squared Euclidean distance from the coordinates to a prototype's centre. -#}
{% macro squared_distance(prototype) %}
    {%- set terms = [] -%}
    {%- for value in prototype.center -%}
        {%- set difference = (
            "(c" ~ loop.index0 ~ " - " ~ customer_segmentation.double_literal(value) ~ ")"
        ) -%}
        {%- do terms.append(difference ~ " * " ~ difference) -%}
    {%- endfor -%}
    {{- return(terms | join(" + ")) -}}
{% endmacro %}

{#- Lowest of several expressions; one expression alone is itself. -#}
{% macro least_of(expressions) %}
    {{- return(expressions[0] if expressions | length == 1 else "least(" ~ expressions | join(", ") ~ ")") -}}
{% endmacro %}
{% macro greatest_of(expressions) %}
    {{- return(expressions[0] if expressions | length == 1 else "greatest(" ~ expressions | join(", ") ~ ")") -}}
{% endmacro %}
