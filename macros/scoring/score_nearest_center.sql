{#-
    k-means and consolidated hierarchical models: the nearest centre wins, the lower
    prototype on a tie. confidence is the simplified silhouette 1 - d1 / d2
    (Hruschka et al., 2004).
-#}
{% macro score_nearest_center(model, features) %}
    {% set far = "1e300" %}
    {% set distances, own_cases, rival_cases = [], [], [] %}
    {% for id in model.prototypes %} {% do distances.append("d" ~ id) %} {% endfor %}
    select
        customer_id,
        as_of_date,
        period_index,
        cast(segment_id as {{ dbt.type_int() }}) as segment_id,
        case
            when rival_distance = {{ far }}
            then 1e0
            when rival_distance = 0e0
            then 0e0
            else 1e0 - sqrt(own_distance) / sqrt(rival_distance)
        end as confidence,
        sqrt(own_distance) as distance,
        cast(
            case
                when rival_distance = {{ far }}
                then null
                {% for id, prototype in model.prototypes.items() %}
                    when
                        segment_id <> {{ prototype.segment_id }}
                        and d{{ id }} = rival_distance
                    then {{ prototype.segment_id }}
                {% endfor %}
            end as {{ dbt.type_int() }}
        ) as runner_up_segment_id,
        cast({{ model.model_version }} as {{ dbt.type_int() }}) as model_version
    from
        (
            select
                nearest.*,
                {{ customer_segmentation.rival_distance(model, far) }} as rival_distance
            from
                (
                    select
                        measured.*,
                        {{ customer_segmentation.least_of(distances) }} as own_distance,
                        case
                            {{ customer_segmentation.least_of(distances) }}
                            {% for id, prototype in model.prototypes.items() %}
                                when d{{ id }} then {{ prototype.segment_id }}
                            {% endfor %}
                        end as segment_id
                    from
                        (
                            select
                                customer_id,
                                as_of_date,
                                period_index,
                                {% for id, prototype in model.prototypes.items() %}
                                    {{ customer_segmentation.squared_distance(prototype) }}
                                    as d{{ id }}
                                    {%- if not loop.last %},{% endif %}
                                {% endfor %}
                            from
                                (
                                    {{ customer_segmentation.model_coordinates(model, features) }}
                                ) as coordinates
                        ) as measured
                ) as nearest
        ) as scored
{% endmacro %}

{#- Distance to the nearest prototype of another segment. -#}
{% macro rival_distance(model, far) %}
    {%- set terms = [] -%}
    {%- for id, prototype in model.prototypes.items() -%}
        {%- do terms.append(
            "case when segment_id = " ~ prototype.segment_id ~ " then " ~ far ~ " else d" ~ id ~ " end"
        ) -%}
    {%- endfor -%}
    {{- return(customer_segmentation.least_of(terms)) -}}
{% endmacro %}
