{#-
    DBSCAN: a customer within the radius of a core point joins the segment of the nearest
    one; the others are outliers (segment 0). Core points within the radius lie in the
    customer's grid cell (side = radius) or in one next to it, so that an equality join on
    cells replaces the comparison of all customers with all core points.
    confidence is 1 - d1 / radius for members and 1 - radius / d1 for outliers.
-#}
{% macro score_density(model, features) %}
    {% set number = customer_segmentation.double_literal %}
    {% set first_prototype = (model.prototypes.values() | list)[0] %}
    {% set width = first_prototype.center | length %}
    {% set radius = number(first_prototype.radius[0]) %}
    {% set row_key = "customer_id, as_of_date, period_index" %}
    select
        {{ row_key }},
        cast(
            case
                when own_distance <= {{ radius }} then own_segment_id else 0
            end as {{ dbt.type_int() }}
        ) as segment_id,
        case
            when own_distance <= {{ radius }}
            then 1e0 - own_distance / {{ radius }}
            else 1e0 - {{ radius }} / own_distance
        end as confidence,
        own_distance as distance,
        cast(
            case
                when own_distance <= {{ radius }}
                then rival_segment_id
                else own_segment_id
            end as {{ dbt.type_int() }}
        ) as runner_up_segment_id,
        cast({{ model.model_version }} as {{ dbt.type_int() }}) as model_version
    from
        (
            with
                customers as (
                    select
                        coordinates.*,
                        {% for axis in range(width) %}
                            floor(c{{ axis }} / {{ radius }}) as g{{ axis }}
                            {% if not loop.last %},{% endif %}
                        {% endfor %}
                    from
                        (
                            {{ customer_segmentation.model_coordinates(model, features) }}
                        ) as coordinates
                ),
                core_points as (
                    select
                        prototype_id,
                        segment_id,
                        {% for axis in range(width) %}
                            max(
                                case
                                    when parameter = 'center' and row_index = {{ axis }}
                                    then value
                                end
                            ) as p{{ axis }}
                            {% if not loop.last %},{% endif %}
                        {% endfor %}
                    from {{ ref("segment_model_prototypes") }}
                    where segmentation = {{ dbt.string_literal(model.segmentation) }}
                    group by prototype_id, segment_id
                ),
                steps as (
                    select -1 as step
                    union all
                    select 0 as step
                    union all
                    select 1 as step
                ),
                cells as (
                    select
                        core_points.*,
                        {% for axis in range(width) %}
                            floor(p{{ axis }} / {{ radius }})
                            + step{{ axis }}.step as g{{ axis }}
                            {%- if not loop.last %},{% endif %}
                        {% endfor %}
                    from core_points
                    {% for axis in range(width) %}
                        cross join steps as step{{ axis }}
                    {% endfor %}
                ),
                near as (
                    select
                        {{ row_key }},
                        cells.segment_id,
                        min(
                            {{ customer_segmentation.core_point_distance("customers", "cells", width) }}
                        ) as distance
                    from customers
                    inner join
                        cells
                        on {% for axis in range(width) %}
                            customers.g{{ axis }} = cells.g{{ axis }}
                            {% if not loop.last %} and {% endif %}
                        {% endfor %}
                    group by {{ row_key }}, cells.segment_id
                ),
                members as (
                    select {{ row_key }}, segment_id, distance
                    from near
                    where distance <= {{ radius }}
                ),
                far as (
                    select
                        customers.customer_id,
                        customers.as_of_date,
                        customers.period_index,
                        core_points.segment_id,
                        min(
                            {{ customer_segmentation.core_point_distance("customers", "core_points", width) }}
                        ) as distance
                    from customers
                    left join
                        (select distinct customer_id, as_of_date from members) as joined
                        on customers.customer_id = joined.customer_id
                        and customers.as_of_date = joined.as_of_date
                    cross join core_points
                    where joined.customer_id is null
                    group by
                        customers.customer_id,
                        customers.as_of_date,
                        customers.period_index,
                        core_points.segment_id
                ),
                ranked as (
                    select
                        {{ row_key }},
                        segment_id,
                        distance,
                        row_number() over (
                            partition by customer_id, as_of_date
                            order by distance, segment_id
                        ) as rank_in_customer
                    from
                        (
                            select {{ row_key }}, segment_id, distance
                            from members
                            union all
                            select {{ row_key }}, segment_id, distance
                            from far
                        ) as measured
                )
            select
                {{ row_key }},
                max(
                    case when rank_in_customer = 1 then segment_id end
                ) as own_segment_id,
                max(case when rank_in_customer = 1 then distance end) as own_distance,
                max(
                    case when rank_in_customer = 2 then segment_id end
                ) as rival_segment_id
            from ranked
            group by {{ row_key }}
        ) as scored
{% endmacro %}

{% macro core_point_distance(customers, core_points, width) %}
    {%- set terms = [] -%}
    {%- for axis in range(width) -%}
        {%- set difference = "(" ~ customers ~ ".c" ~ axis ~ " - " ~ core_points ~ ".p" ~ axis ~ ")" -%}
        {%- do terms.append(difference ~ " * " ~ difference) -%}
    {%- endfor -%}
    {{- return("sqrt(" ~ terms | join(" + ") ~ ")") -}}
{% endmacro %}
