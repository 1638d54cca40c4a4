{#- One row per fault of a model of feature_models, with the number of its rows and the remedy. -#}
{% test feature_models_fit_the_mart(model) %}
    with
        faults as (
            {% for node in customer_segmentation.feature_nodes()[1:] %}
                {% set relation = ref(node.name) %}
                {% set name = customer_segmentation.text_literal(node.name) %}
                {% set by_date = "as_of_date" in node.columns %}
                {% set dated = (node.meta.get("segmentation") or {}).get("date_column") %}
                select
                    {{ name }} as model_name,
                    {{ customer_segmentation.text_literal(
                    "more than one row per customer"
                    ~ (" and as-of date: group by both" if by_date
                    else ": group by customer_id, or describe its column as_of_date")
                ) }} as fault,
                    sum(row_count - 1) as affected_rows
                from
                    (
                        select count(*) as row_count
                        from {{ relation }}
                        group by customer_id {%- if by_date %}, as_of_date {%- endif %}
                    ) as counted
                where row_count > 1
                union all
                select
                    {{ name }} as model_name,
                    'no customer of the mart is in it: customer_id is the id after duplicates were resolved'
                    as fault,
                    count(*) as affected_rows
                from {{ relation }} as own
                where
                    not exists (
                        select 1
                        from {{ model }} as mart
                        inner join
                            {{ relation }} as known
                            on mart.customer_id
                            = cast(known.customer_id as {{ dbt.type_string() }})
                            {%- if by_date %}
                                and mart.as_of_date = cast(known.as_of_date as date)
                            {%- endif %}
                    )
                union all
                {% if dated %}
                    select
                        {{ name }} as model_name,
                        {{ customer_segmentation.text_literal(
                        dated ~ " is not before the as-of date: leave out what happened later"
                    ) }}
                        as fault,
                        count(*) as affected_rows
                    from {{ relation }} as own
                    where
                        cast(own.{{ dated }} as date)
                        >= {% if by_date %} cast(own.as_of_date as date)
                        {%- else %}
                            (select max(as_of_date) from {{ ref("as_of_dates") }})
                        {%- endif %}
                    union all
                {% endif %}
            {% endfor %}
            select
                cast(null as {{ dbt.type_string() }}) as model_name,
                cast(null as {{ dbt.type_string() }}) as fault,
                0 as affected_rows
        )
    select *
    from faults
    where affected_rows > 0
{% endtest %}
