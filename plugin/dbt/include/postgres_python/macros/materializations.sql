{#-
    Python models write a temporary table, and the materialization of SQL models takes it from there.
    The statement stands in each materialization itself: dbt lets no macro between them run Python.
-#}
{% materialization table, adapter="postgres_python", supported_languages=["sql", "python"] %}
    {% set frame = make_temp_relation(this) %}
    {% if model["language"] == "python" %}
        {% call statement("python", language="python") %}
            {{ customer_segmentation_write(model["compiled_code"], frame) }}
        {% endcall %}
        {% do context.update({"sql": "select * from " ~ frame}) %}
    {% endif %}
    {{ return(dbt.materialization_table_default()) }}
{% endmaterialization %}

{% materialization incremental, adapter="postgres_python", supported_languages=["sql", "python"] %}
    {% set frame = make_temp_relation(this, "__dbt_frame") %}
    {% if model["language"] == "python" %}
        {% call statement("python", language="python") %}
            {{ customer_segmentation_write(model["compiled_code"], frame) }}
        {% endcall %}
        {% do context.update({"sql": "select * from " ~ frame}) %}
    {% endif %}
    {{ return(dbt.materialization_incremental_default()) }}
{% endmaterialization %}

{% macro customer_segmentation_write(compiled_code, frame) %}
{{ compiled_code }}

def write(rows, session):
    session.write(rows, "{{ frame | string | replace('"', '\\"') }}")
{% endmacro %}
