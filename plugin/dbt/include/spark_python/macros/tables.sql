{#- Python models run where dbt runs and write the table themselves. -#}
{% macro spark_python__create_table_as(temporary, relation, compiled_code, language="sql") %}
    {%- if language == "python" -%} {{ customer_segmentation_write_to_spark(compiled_code, relation) }}
    {%- else -%} {{ spark__create_table_as(temporary, relation, compiled_code, language) }}
    {%- endif -%}
{% endmacro %}

{% macro customer_segmentation_write_to_spark(compiled_code, relation) %}
{{ compiled_code }}

def write(rows, session):
    session.write(rows, "{{ relation }}")
{% endmacro %}

{#- A view without a schema is one of the session: the rows that a snapshot merges. -#}
{% macro spark_python__create_view_as(relation, sql) %}
    {%- if relation.schema -%} {{ spark__create_view_as(relation, sql) }}
    {%- else -%} {{ create_temporary_view(relation, sql) }}
    {%- endif -%}
{% endmacro %}

{#- dbt-spark would add the keys of a snapshot's rows to its table where they are several. -#}
{% macro spark_python__create_columns(relation, columns) %}
    {% set own = [] %}
    {% for column in columns if not column.name.startswith("dbt_unique_key_") %}
        {% do own.append(column) %}
    {% endfor %}
    {{ return(spark__create_columns(relation, own)) }}
{% endmacro %}

{#- All comments in one change of the table: each change writes its metadata again. -#}
{% macro spark_python__alter_column_comment(relation, column_dict) %}
    {% set comments = [] %}
    {% for name, column in column_dict.items() if column["description"] %}
        {% do comments.append(
            adapter.quote(name) ~ " comment '"
            ~ column["description"] | replace("\\", "\\\\") | replace("'", "\\'") ~ "'"
        ) %}
    {% endfor %}
    {% if comments and config.get("file_format") == "iceberg" and relation.type == "table" %}
        {% do run_query("alter table " ~ relation ~ " alter column " ~ comments | join(", ")) %}
    {% endif %}
{% endmacro %}

{#- Seeds go to Spark as Arrow and replace their table at once. -#}
{% macro spark_python__create_csv_table(model, agate_table) %} {{ return("") }} {% endmacro %}

{% macro spark_python__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {{ return("") }}
{% endmacro %}

{% macro spark_python__load_csv_rows(model, agate_table) %}
    {% set types = {} %}
    {% for name in agate_table.column_names %}
        {% do types.update({
            name: model["config"].get("column_types", {}).get(name, adapter.convert_type(agate_table, loop.index0))
        }) %}
    {% endfor %}
    {% do adapter.write_seed(agate_table, this, types) %}
    {{ return("") }}
{% endmacro %}

{#- dbt-spark's go by way of seconds and lose their fractions. -#}
{% macro spark_python__dateadd(datepart, interval, from_date_or_timestamp) %}
    timestampadd({{ datepart }}, {{ interval }}, cast({{ from_date_or_timestamp }} as timestamp))
{% endmacro %}

{% macro spark_python__datediff(first_date, second_date, datepart) %}
    {%- if datepart == "day" -%}
        datediff(cast({{ second_date }} as date), cast({{ first_date }} as date))
    {%- else -%} {{ spark__datediff(first_date, second_date, datepart) }}
    {%- endif -%}
{% endmacro %}
