-- A score counts the cut points that a customer passes, so equal values always score
-- alike. Few days since the last order are good: recency counts the other way round.
-- 3 is the value of customers of whom neither orders nor money tell anything.
with

    customer_features as (select * from {{ ref("customer_features") }}),

    rfm_cut_points as (select * from {{ ref("rfm_cut_points") }}),

    cuts as (
        select
            {% for measure in ["recency_days", "order_count", "spend_net"] %}
                {% for quantile in [0.2, 0.4, 0.6, 0.8] %}
                    max(
                        case
                            when
                                measure
                                = {{ customer_segmentation.text_literal(measure) }}
                                and quantile = {{ quantile }}
                            then cut_point
                        end
                    ) as {{ measure }}_{{ loop.index }},
                {% endfor %}
            {% endfor %}
            max(
                case when measure = 'order_count' and is_used then 1 end
            ) as uses_frequency,
            max(case when measure = 'spend_net' and is_used then 1 end) as uses_money
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
                    when
                        customer_features.order_count > 0
                        and customer_features.{{ measure }} is not null
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
                end as {{ score }},
            {% endfor %}
            cuts.uses_frequency,
            cuts.uses_money
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
                case
                    when
                        uses_frequency = 1
                        and uses_money = 1
                        and monetary_score is not null
                    then floor((frequency_score + monetary_score + 1) / 2.0)
                    when uses_money = 1 and monetary_score is not null
                    then monetary_score
                    when uses_frequency = 1
                    then frequency_score
                    when frequency_score is not null
                    then 3
                end as {{ dbt.type_int() }}
            ) as value_score
        from scores
    )

select *
from customer_rfm_scores
