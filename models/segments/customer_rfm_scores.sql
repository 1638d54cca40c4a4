-- A score counts the cut points that a customer passes, so equal values always score
-- alike. Few days since the last order are good: recency counts the other way round.
with

    customer_features as (select * from {{ ref("customer_features") }}),

    rfm_cut_points as (select * from {{ ref("rfm_cut_points") }}),

    cuts as (
        select
            {% for measure in ["recency_days", "order_count", "spend_net"] %}
                {% set outer_loop = loop %}
                {% for quantile in [0.2, 0.4, 0.6, 0.8] %}
                    max(
                        case
                            when
                                measure
                                = {{ customer_segmentation.text_literal(measure) }}
                                and quantile = {{ quantile }}
                            then cut_point
                        end
                    ) as {{ measure }}_{{ loop.index }}
                    {%- if not (outer_loop.last and loop.last) %},{% endif %}
                {% endfor %}
            {% endfor %}
        from rfm_cut_points
    ),

    scores as (
        select
            customer_features.customer_id,
            customer_features.as_of_date,
            {% for measure, score in [
                ("recency_days", "recency_score"),
                ("order_count", "frequency_score"),
                ("spend_net", "monetary_score"),
            ] %}
                case
                    when customer_features.order_count > 0
                    then
                        {{ "5" if measure == "recency_days" else "1" }}
                        {% for index in range(1, 5) %}
                            {{ "-" if measure == "recency_days" else "+" }}
                            case
                                when
                                    customer_features.{{ measure }}
                                    > cuts.{{ measure }}_{{ index }}
                                then 1
                                else 0
                            end
                        {% endfor %}
                end as {{ score }}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from customer_features
        cross join cuts
    ),

    customer_rfm_scores as (
        select
            customer_id,
            as_of_date,
            cast(recency_score as {{ dbt.type_int() }}) as recency_score,
            cast(frequency_score as {{ dbt.type_int() }}) as frequency_score,
            cast(monetary_score as {{ dbt.type_int() }}) as monetary_score,
            cast(
                floor(
                    (frequency_score + monetary_score + 1) / 2.0
                ) as {{ dbt.type_int() }}
            ) as value_score
        from scores
    )

select *
from customer_rfm_scores
