{#-
    The day of the run on the clock of the var time_zone. The one use of a clock: rows from later
    days are rejected, and an old as_of_date is warned of. No feature may depend on it. A zone that
    does not exist is what check_settings speaks of, which runs after all models were read.
-#}
{% macro run_date() %}
    {% set time_zone = var("time_zone") %}
    {% set zone = modules.pytz.timezone(time_zone if time_zone in modules.pytz.all_timezones else "UTC") %}
    {% set day = run_started_at.astimezone(zone).date() %}
    {% do return("cast(" ~ customer_segmentation.text_literal(day) ~ " as date)") %}
{% endmacro %}

{#-
    Where there are no orders: the newest day, up to the day of the run, that customers, events or
    survey answers are dated by, as a select of one value.
-#}
{% macro newest_date() %}
    select max(dated_on) as newest_date
    from
        (
            {% for table_name, table in customer_segmentation.raw_contract().items() if table_name != "orders" %}
                {% for column in customer_segmentation.contract_columns(table_name, "kind", "timestamp") %}
                    select cast({{ column }} as date) as dated_on
                    from {{ ref(table.base_model) }}
                    union all
                {% endfor %}
            {% endfor %}
            {{ customer_segmentation.empty_select({"dated_on": "date"}) }}
        ) as dates
    where dated_on <= {{ customer_segmentation.run_date() }}
{% endmacro %}

{#-
    Earlier as-of dates that are computed: history_periods. None where all that is known of customers
    is how they are today: everybody would have been alike at every date, and moved nowhere.
-#}
{% macro periods_before() %}
    {% set is_dated = namespace(found=false) %}
    {% for table_name, table in customer_segmentation.raw_contract().items()
        if table.happened_at and customer_segmentation.using_table(table_name)
    %}
        {% set is_dated.found = true %}
    {% endfor %}
    {#- Only where it matters: a unit test of dbt has no graph. -#}
    {% if not is_dated.found %}
        {% for node in customer_segmentation.feature_nodes()[1:] if "as_of_date" in node.columns and not node.setting %}
            {% set is_dated.found = true %}
        {% endfor %}
    {% endif %}
    {% do return(var("history_periods") | int if is_dated.found else 0) %}
{% endmacro %}
