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

{#- Stop before any table is replaced when nothing tells the date that features are as of. -#}
{% macro require_dated_rows() %}
    {% set query = customer_segmentation.newest_date() %}
    {% if execute and flags.WHICH in ["build", "run"] and not var("as_of_date")
        and load_relation(ref("base_crm__customers")) and run_query(query).rows[0][0] is none
    %}
        {{ customer_segmentation.setting_error(
            "as_of_date",
            "is not set, and without orders nothing tells the date that the features are as of: neither "
            ~ "customers nor anything else has a date",
            "set it to the day of the extract, like '2024-01-31'"
        ) }}
    {% endif %}
{% endmacro %}
