{#-
    Every row of a raw table, as the contract wants it: trimmed, typed, in standard codes. Columns
    may be derived further, by SQL expressions over the cleaned ones. The original values go along
    as raw_<column> (times with a zone on the clock of UTC). invalid_column names the first column
    that could not be read, unless the contract makes such values null. Rows of erased customers are
    left out, or are all that is left with of="erased", or stay with of="everybody".
-#}
{% macro base_rows(table_name, derived={}, of="others") %}
    {#- Numbering rows or making orders of lines in every scan would cost more than a table. -#}
    {% if customer_segmentation.makes_key(table_name)
        or table_name == "orders" and customer_segmentation.orders_from() == "lines"
    %}
        {{ config(materialized="table") }}
    {% endif %}
    {#- Without the plugin nothing is built. -#}
    {% do ref("python_plugin") %}
    {{ customer_segmentation.cleaned_rows(table_name, derived, of) }}
{% endmacro %}

{#- The same as a select, wherever it stands. -#}
{% macro cleaned_rows(table_name, derived={}, of="others") %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set expressions = {} %}
    {% for column, properties in table.columns.items() %}
        {% set standard = customer_segmentation.standard_value(column, properties, table) %}
        {% if standard != column %} {% do expressions.update({column: standard}) %} {% endif %}
    {% endfor %}
    {% do expressions.update(derived) %}
    {% for column in table.columns %} {% do expressions.update({"raw_" ~ column: "raw_" ~ column}) %} {% endfor %}
    {% if table.unreadable != "null" %}
        {% do expressions.update({"invalid_column": customer_segmentation.first_unreadable(table_name)}) %}
    {% endif %}
    {% set raw_rows = customer_segmentation.raw_select(table_name) %}
    {% set kinds = customer_segmentation.column_kinds(raw_rows) if execute else {} %}
    {% do customer_segmentation.require_exact_keys(table_name, raw_rows, kinds) %}
    select {{ customer_segmentation.select_columns(table_name, expressions) }}
    from
        (
            select
                {% for column, properties in table.columns.items() %}
                    {{ customer_segmentation.clean_value(column, properties, kinds.get(column, "text")) }}
                    as {{ column }},
                    raw_{{ column }}
                    {{- "," if not loop.last }}
                {% endfor %}
            from
                (
                    select
                        {% for column in table.columns %}
                            {% if kinds.get(column, "text") == "text" %}
                                {{ customer_segmentation.trimmed(column) }} as {{ column }},
                                {{ column }} as raw_{{ column }}
                            {% elif kinds[column] == "instant" %}
                                {{ column }},
                                {{ customer_segmentation.in_time_zone(column, "UTC") }} as raw_{{ column }}
                            {% else %} {{ column }}, {{ column }} as raw_{{ column }}
                            {% endif %}
                            {{- "," if not loop.last }}
                        {% endfor %}
                    from ({{ raw_rows }}) as raw_rows
                    {{ customer_segmentation.fence() }}
                ) as trimmed_rows
            {{ customer_segmentation.fence() }}
        ) as cleaned_values
    {% set keys = customer_segmentation.erased_keys(table_name) if of != "everybody" else none %}
    {% if keys %}
        where
            {{ "not" if of == "others" }} exists (
                select 1
                from {{ keys.relation }} as erased_keys
                where erased_keys.key_hash = {{ customer_segmentation.key_hash("cleaned_values." ~ keys.column) }}
            )
    {% endif %}
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
    {%- elif properties.levels -%}
        case
            {% for level in properties.levels %}
                when lower({{ column }}) = {{ customer_segmentation.text_literal(level | lower) }}
                then {{ customer_segmentation.text_literal(level) }}
            {% endfor %}
        end
    {%- elif properties.kind == "email" -%} case when {{ column }} like '%_@_%._%' then {{ column }} end
    {%- elif properties.kind == "date" -%}
        case when {{ column }} >= cast('1900-01-01' as date) then cast({{ column }} as date) end
    {%- elif properties.kind == "timestamp" and table.unreadable == "null" -%}
        case when {{ column }} >= cast('1900-01-01' as date) then {{ column }} end
    {%- else -%} {{- column -}}
    {%- endif -%}
{%- endmacro %}

{#- The name of the first column of a table whose value is there but could not be read; null when all could. -#}
{% macro first_unreadable(table_name) -%}
    case
        {% for column in customer_segmentation.read_columns(table_name, "row") %}
            when {{ customer_segmentation.unreadable_text(column) }} is not null
            then {{ customer_segmentation.text_literal(column) }}
        {% else %} when true then cast(null as {{ dbt.type_string() }})
        {% endfor %}
    end
{%- endmacro %}

{#-
    The trimmed text of a raw value that could not be read, or is wrong by another condition, else null.
    Expects the column next to its raw_<column>. Typed columns are not turned into text where they could be read.
-#}
{% macro unreadable_text(column, is_wrong=none) -%}
    case
        when {{ column }} is null {{ "or " ~ is_wrong if is_wrong }}
        then {{ customer_segmentation.trimmed("cast(raw_" ~ column ~ " as " ~ dbt.type_string() ~ ")") }}
    end
{%- endmacro %}
