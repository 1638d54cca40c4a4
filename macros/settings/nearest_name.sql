{#- The name that a misspelt one most likely means; none when no name is near. -#}
{% macro nearest_name(name, names) %}
    {% set best = namespace(name=none, edits=1 + [1, name | string | length // 4] | max) %}
    {% for candidate in names %}
        {% set edits = customer_segmentation.edit_distance(name | string, candidate | string) %}
        {% if edits < best.edits %}
            {% set best.name = candidate %} {% set best.edits = edits %}
        {% endif %}
    {% endfor %}
    {% do return(best.name) %}
{% endmacro %}

{#-
    Letters to insert, drop, replace or swap with their neighbour until two texts are equal
    (optimal string alignment; Damerau 1964).
-#}
{% macro edit_distance(left, right) %}
    {% set rows = namespace(before=[], last=[], row=range(right | length + 1) | list) %}
    {% for letter in left %}
        {% set i = loop.index0 %}
        {% set rows.before = rows.last %}
        {% set rows.last = rows.row %}
        {% set rows.row = [i + 1] %}
        {% for other in right %}
            {% set j = loop.index0 %}
            {% set edits = [
                rows.last[j + 1] + 1,
                rows.row[j] + 1,
                rows.last[j] + (0 if letter == other else 1),
            ] %}
            {% if i and j and letter == right[j - 1] and left[i - 1] == other %}
                {% do edits.append(rows.before[j - 1] + 1) %}
            {% endif %}
            {% do rows.row.append(edits | min) %}
        {% endfor %}
    {% endfor %}
    {% do return(rows.row[-1]) %}
{% endmacro %}
