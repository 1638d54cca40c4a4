{#-
    The names in an SQL expression that look like columns and are none of a relation's. Only good
    for a hint: SQL has more words than this list.
-#}
{% macro unknown_names(expression, columns) %}
    {% set words %}
        all and array as asc at between bigint boolean both by case cast date day decimal desc
        distinct double else end false filter float for from hour if in int integer interval is
        leading like minute month not null numeric or order over partition precision raw real
        second smallint string struct text then time timestamp timestamptz timezone to trailing
        true try_cast using varchar week when where with within without year zone
    {% endset %}
    {% set known = words.split() + columns | map("lower") | list %}
    {% set names = [] %}
    {% set code = modules.re.sub("'[^']*'|\"[^\"]*\"", " ", expression | string) %}
    {% for name in modules.re.findall("\\b[A-Za-z_]\\w*\\b(?!\\s*\\()", code) %}
        {% if name | lower not in known %} {% do names.append(name) %} {% endif %}
    {% endfor %}
    {% do return(names | unique | list) %}
{% endmacro %}
