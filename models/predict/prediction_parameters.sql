-- One row, so that scoring joins no long table. What the rule in use lacks is 0.
{% set terms = customer_segmentation.prediction_terms() | list %}
{% set parts = {
    "purchase": ["intercept", "bought"] + terms,
    "amount": ["intercept", "lowest", "highest"] + terms,
    "churn": ["intercept", "horizon_days"] + terms,
    "level": ["learnt", "season", "year_multiple", "past_year", "range_share"],
    "visits": ["r", "alpha", "a", "b"],
    "values": ["p", "q", "gamma"],
} %}
with

    prediction_model_rows as (
        select * from {{ ref("prediction_model_rows") }} where kind = 'parameter'
    ),

    prediction_parameters as (
        select
            max(rule) as rule,
            max(season) as season,
            {% for part, names in parts.items() %}
                {% set last_part = loop.last %}
                {% for name in names %}
                    coalesce(
                        max(
                            case
                                when
                                    part
                                    = {{ customer_segmentation.text_literal(part) }}
                                    and term
                                    = {{ customer_segmentation.text_literal(name) }}
                                then value
                            end
                        ),
                        0
                    ) as {{ part }}_{{ name }}
                    {%- if not (loop.last and last_part) %},{% endif %}
                {% endfor %}
            {% endfor %}
        from prediction_model_rows
    )

select *
from prediction_parameters
