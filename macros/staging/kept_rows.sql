{#-
    The kept rows of a raw table, for the canonical one of duplicate customers: the rows without a
    decision, and of those decided on the kept one. Rows without a key are decided on too and meet
    as empty text, which no cleaned key is. The left join is what every engine turns into a plain
    anti join, Postgres once it is told that row_status is never null.
-#}
{% macro kept_rows(table_name) %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% set kept %}
        select {{ customer_segmentation.columns_of("base_rows", columns) }}
        from {{ ref(table.base_model) }} as base_rows
        left join
            {{ ref(table.decisions_model) }} as decisions
            on coalesce(base_rows.{{ table.key }}, '') = coalesce(decisions.{{ table.key }}, '')
            and decisions.row_status is not null
        where decisions.row_status is null
        union all
        select {{ columns | join(", ") }}
        from {{ ref(table.decisions_model) }}
        where row_status = 'kept'
    {% endset %}
    {% if "customer_id" in columns %}
        select
            {% for column in columns %}
                {% if column == "customer_id" %}
                    coalesce(customer_aliases.canonical_customer_id, kept.customer_id) as customer_id
                {% else %} kept.{{ column }}
                {% endif %}
                {{ "," if not loop.last }}
            {% endfor %}
        from ({{ kept }}) as kept
        left join
            {{ ref("customer_aliases") }} as customer_aliases
            on kept.customer_id = customer_aliases.customer_id
    {% else %} {{ kept }}
    {% endif %}
{% endmacro %}
