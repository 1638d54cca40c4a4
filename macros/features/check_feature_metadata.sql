{#- Stop when the YAML entry of a feature lacks what a segmentation needs, or misspells it. -#}
{% macro check_feature_metadata(model_name, column_name, meta) %}
    {% set allowed = {
        "role": ["feature", "profile"],
        "family": none,
        "transform": ["none", "log1p", "sqrt", "rank"],
        "impute": ["zero", "median", "indicator"],
    } %}
    {% set known = (allowed | list) + ["label", "unit", "words", "requires", "history_days", "measure"] %}
    {% set where = "Column " ~ column_name ~ " of " ~ model_name ~ ", meta.segmentation" %}
    {% for key in meta if key not in known %}
        {% do exceptions.raise_compiler_error(
            where ~ ": " ~ key ~ " is unknown. Known are: " ~ known | join(", ") ~ "."
        ) %}
    {% endfor %}
    {% for key, values in allowed.items() %}
        {% if not meta.get(key) %}
            {% do exceptions.raise_compiler_error(where ~ ": add " ~ key ~ ".") %}
        {% elif values and meta[key] not in values %}
            {% do exceptions.raise_compiler_error(
                where ~ "." ~ key ~ " is " ~ meta[key] ~ ". Give one of: " ~ values | join(", ") ~ "."
            ) %}
        {% endif %}
    {% endfor %}
    {% for table_name in meta.get("requires", []) if table_name not in customer_segmentation.packaged_contract() %}
        {% do exceptions.raise_compiler_error(
            where ~ ".requires: there is no raw table " ~ table_name ~ ". Give some of: "
            ~ customer_segmentation.packaged_contract() | join(", ") ~ "."
        ) %}
    {% endfor %}
{% endmacro %}
