{#-
    Stops the build when no order is left of those that there are: with the reasons, and not in the fit that has nothing
    to fit.
-#}
{% macro require_kept_orders(orders, decisions) %}
    {% if customer_segmentation.using_table("orders") and execute and flags.WHICH in ["build", "run"] and not decisions.is_cte and load_relation(decisions) %}
        {% set query %}
            select
                (select count(*) from {{ orders }}) as raw_rows,
                count(*) as decided_rows,
                count(case when row_status = 'kept' then 1 end) as kept_rows
            from {{ decisions }}
        {% endset %}
        {% set counts = run_query(query).rows[0] %}
        {% if counts[0] - counts[1] + counts[2] == 0 %}
            {% set query %}
                select
                    rule,
                    sum(value_rows) as row_count,
                    {{ customer_segmentation.rejection_remedy("rule") }} as remedy
                    {% for place in range(1, 4) %}
                        , max(case when place = {{ place }} then reason_value end) as value_{{ place }}
                    {% endfor %}
                from
                    (
                        select
                            rule,
                            reason_value,
                            count(*) as value_rows,
                            row_number() over (partition by rule order by count(*) desc, reason_value) as place
                        from
                            (
                                select {{ customer_segmentation.rejection_rule("orders") }} as rule, reason_value
                                from {{ decisions }}
                                where row_status = 'rejected'
                            ) as rejected
                        group by rule, reason_value
                    ) as counted
                group by rule
                order by row_count desc, rule
            {% endset %}
            {% set reasons = [] %}
            {% for row in run_query(query).rows | map("list") %}
                {% set values = row[3:] | reject("none") | list %}
                {% do reasons.append(
                    row[0] ~ " (" ~ (row[1] | int) ~ (", such as " ~ values | join(", ") if values) ~ "); " ~ row[2]
                ) %}
            {% endfor %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders': none of its " ~ counts[0] ~ " rows can be used: "
                ~ reasons | join(". And: ") ~ ". The rows are in order_decisions (row_json)."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}
