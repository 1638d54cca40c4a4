{#- Names in an SQL condition that are neither literals, keywords nor functions. -#}
{% macro columns_in_condition(condition) %}
    {% set keywords = [
        "and", "or", "not", "null", "is", "in", "between", "like", "ilike", "case", "when", "then",
        "else", "end", "true", "false", "cast", "as", "date", "timestamp", "interval", "integer",
        "int", "bigint", "double", "precision", "float", "numeric", "decimal", "varchar", "text",
        "string", "boolean", "day", "days", "month", "year", "distinct", "from", "escape", "any",
    ] %}
    {% set without_literals = modules.re.sub("'[^']*'", " ", condition | string | lower) %}
    {% set columns = [] %}
    {% for name in modules.re.findall("(?<![\\w.])([a-z_][a-z0-9_]*)(?!\\w)(?!\\s*\\()", without_literals) %}
        {% if name not in keywords and name not in columns %}
            {% do columns.append(name) %}
        {% endif %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
