{#-
    Every row of a raw table, as the contract wants it: trimmed, typed, in standard codes. Columns
    may be derived further, by SQL expressions over the cleaned ones. Raw values that cannot be
    read are told by invalid_column and invalid_value or, where the contract makes them null,
    handed on as raw_<column>.
-#}
{% macro base_rows(table_name, derived={}) %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set read_columns = customer_segmentation.read_columns(table_name) %}
    {% set expressions = {} %}
    {% for column, properties in table.columns.items() %}
        {% set standard = customer_segmentation.standard_value(column, properties, table) %}
        {% if standard != column %} {% do expressions.update({column: standard}) %} {% endif %}
    {% endfor %}
    {% do expressions.update(derived) %}
    {% if table.unreadable == "null" %}
        {% for column in read_columns %}
            {% do expressions.update({"raw_" ~ column: "raw_" ~ column}) %}
        {% endfor %}
    {% else %}
        {% do expressions.update({
            "invalid_column": customer_segmentation.first_unreadable(read_columns, "name"),
            "invalid_value": customer_segmentation.first_unreadable(read_columns, "value"),
        }) %}
    {% endif %}
    select {{ customer_segmentation.select_columns(table_name, expressions) }}
    from
        (
            select
                {% for column, properties in table.columns.items() %}
                    {{ customer_segmentation.clean_value(column, properties) }} as {{ column }}
                    {{- "," if not loop.last or read_columns }}
                {% endfor %}
                {% for column in read_columns %}
                    {{ column }} as raw_{{ column }}{{ "," if not loop.last }}
                {% endfor %}
            from ({{ customer_segmentation.raw_select(table_name) }}) as raw_rows
        ) as cleaned_rows
{% endmacro %}

{#- A cleaned value in standard codes and within the range of its kind. -#}
{% macro standard_value(column, properties, table) -%}
    {%- if properties.kind == "code" -%}
        {%- set code_list = customer_segmentation.code_lists()[properties.codes] -%}
        {{ customer_segmentation.standard_code(
            column,
            code_list.codes,
            customer_segmentation.spellings(properties.codes),
            code_list.is_open,
            column if code_list.case else "lower(" ~ column ~ ")",
        ) }}
    {%- elif properties.kind == "email" -%} case when {{ column }} like '%_@_%._%' then {{ column }} end
    {%- elif properties.kind == "date" -%}
        case when {{ column }} >= cast('1900-01-01' as date) then cast({{ column }} as date) end
    {%- elif properties.kind == "timestamp" and table.unreadable == "null" -%}
        case when {{ column }} >= cast('1900-01-01' as date) then {{ column }} end
    {%- else -%} {{- column -}}
    {%- endif -%}
{%- endmacro %}

{#-
    The name or the raw value of the first of the columns whose raw value is there but could not be
    read; null when all could.
-#}
{% macro first_unreadable(columns, part) -%}
    case
        {% for column in columns %}
            {% set raw = "raw_" ~ column %}
            when {{ customer_segmentation.unreadable_text(column) }} is not null
            then
                {% if part == "name" %} {{ customer_segmentation.text_literal(column) }}
                {% else %} cast({{ raw }} as {{ dbt.type_string() }})
                {% endif %}
        {% else %} when true then cast(null as {{ dbt.type_string() }})
        {% endfor %}
    end
{%- endmacro %}

{#-
    The raw text of a column whose value could not be read, else null. Expects the column next to
    its raw_<column>. Typed columns are not turned into text where they could be read.
-#}
{% macro unreadable_text(column) -%}
    case
        when {{ column }} is null
        then {{ customer_segmentation.clean_text("raw_" ~ column) }}
    end
{%- endmacro %}
