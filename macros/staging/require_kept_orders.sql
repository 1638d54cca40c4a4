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
                select rule, count(*) as row_count
                from
                    (
                        select {{ customer_segmentation.rejection_rule("orders") }} as rule
                        from {{ decisions }}
                        where row_status = 'rejected'
                    ) as rejected
                group by rule
                order by row_count desc, rule
            {% endset %}
            {% set reasons = [] %}
            {% for row in run_query(query).rows %} {% do reasons.append(row[0] ~ " (" ~ row[1] ~ ")") %} {% endfor %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders': none of its " ~ counts[0] ~ " rows can be used: "
                ~ reasons | join(", ") ~ ". To fix it: look at the rows in order_decisions (row_json) "
                ~ "and at the vars raw_tables.orders.columns, order_status_map, test_customer_patterns "
                ~ "and adjustment_order_patterns."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}
