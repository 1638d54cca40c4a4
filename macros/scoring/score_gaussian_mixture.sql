{#-
    Gaussian mixture: the component with the highest weighted log density wins.
    confidence is its posterior probability, distance the Mahalanobis distance to it.
-#}
{% macro score_gaussian_mixture(model, features) %}
    {% set number = customer_segmentation.double_literal %}
    {% set impossible = "-1e300" %}
    {% set densities = [] %}
    {% for id in model.prototypes %} {% do densities.append("l" ~ id) %} {% endfor %}
    {% set best = customer_segmentation.greatest_of(densities) %}
    select
        customer_id,
        as_of_date,
        period_index,
        cast(segment_id as {{ dbt.type_int() }}) as segment_id,
        1e0 / (
            {% for id in model.prototypes %}
                exp(l{{ id }} - best_density){% if not loop.last %} + {% endif %}
            {% endfor %}
        ) as confidence,
        sqrt(
            case
                segment_id
                {% for id, prototype in model.prototypes.items() %}
                    when {{ prototype.segment_id }} then m{{ id }}
                {% endfor %}
            end
        ) as distance,
        cast(
            case
                when rival_density = {{ impossible }}
                then null
                {% for id, prototype in model.prototypes.items() %}
                    when
                        segment_id <> {{ prototype.segment_id }}
                        and l{{ id }} = rival_density
                    then {{ prototype.segment_id }}
                {% endfor %}
            end as {{ dbt.type_int() }}
        ) as runner_up_segment_id,
        cast({{ model.model_version }} as {{ dbt.type_int() }}) as model_version
    from
        (
            select
                likeliest.*,
                {{ customer_segmentation.rival_density(model, impossible) }}
                as rival_density
            from
                (
                    select
                        densities.*,
                        {{ best }} as best_density,
                        case
                            {{ best }}
                            {% for id, prototype in model.prototypes.items() %}
                                when l{{ id }} then {{ prototype.segment_id }}
                            {% endfor %}
                        end as segment_id
                    from
                        (
                            select
                                mahalanobis.*,
                                {% for id, prototype in model.prototypes.items() %}
                                    {{ number(prototype.log_weight[0]) }}
                                    - 0.5e0 * m{{ id }} as l{{ id }}
                                    {%- if not loop.last %},{% endif %}
                                {% endfor %}
                            from
                                (
                                    select
                                        customer_id,
                                        as_of_date,
                                        period_index,
                                        {% for id, prototype in model.prototypes.items() %}
                                            {{ customer_segmentation.sum_of_squares(id, prototype.center | length) }}
                                            as m{{ id }}
                                            {%- if not loop.last %},{% endif %}
                                        {% endfor %}
                                    from
                                        (
                                            select
                                                customer_id,
                                                as_of_date,
                                                period_index,
                                                {% for id, prototype in model.prototypes.items() %}
                                                    {% set last_prototype = loop.last %}
                                                    {% for column in range(prototype.center | length) %}
                                                        {{ customer_segmentation.whitened_coordinate(prototype, column) }}
                                                        as w{{ id }}_{{ column }}
                                                        {%- if not (last_prototype and loop.last) %}
                                                            ,
                                                        {% endif %}
                                                    {% endfor %}
                                                {% endfor %}
                                            from
                                                (
                                                    {{ customer_segmentation.model_coordinates(model, features) }}
                                                ) as coordinates
                                        ) as whitened
                                ) as mahalanobis
                        ) as densities
                ) as likeliest
        ) as scored
{% endmacro %}

{% macro whitened_coordinate(prototype, column) %}
    {%- set number = customer_segmentation.double_literal -%}
    {%- set terms = [] -%}
    {%- for value in prototype.center -%}
        {%- set factor = prototype.precision_cholesky.get((loop.index0, column)) -%}
        {%- if factor is not none -%}
            {%- do terms.append("(c" ~ loop.index0 ~ " - " ~ number(value) ~ ") * " ~ number(factor)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(terms | join(" + ")) -}}
{% endmacro %}

{% macro sum_of_squares(id, width) %}
    {%- set terms = [] -%}
    {%- for column in range(width) -%}
        {%- set name = "w" ~ id ~ "_" ~ column -%} {%- do terms.append(name ~ " * " ~ name) -%}
    {%- endfor -%}
    {{- return(terms | join(" + ")) -}}
{% endmacro %}

{#- Density of the best component of another segment. -#}
{% macro rival_density(model, impossible) %}
    {%- set terms = [] -%}
    {%- for id, prototype in model.prototypes.items() -%}
        {%- do terms.append(
            "case when segment_id = " ~ prototype.segment_id ~ " then " ~ impossible ~ " else l" ~ id ~ " end"
        ) -%}
    {%- endfor -%}
    {{- return(customer_segmentation.greatest_of(terms)) -}}
{% endmacro %}
