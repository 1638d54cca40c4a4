{#-
    A select of several rows made of each row of a source.

    Arguments:
        source: what stands behind from.
        rows: the rows, each a dict of column -> SQL expression over the source, with the same columns.
        types: all columns with their types; those that no row has are the source's.
-#}
{% macro unpivoted(source, rows, types) %}
    {%- if not rows -%} {{- return(customer_segmentation.empty_select(types)) -}} {%- endif -%}
    {%- set kept = types.keys() | reject("in", rows[0]) | list -%}
    {{- return(
        adapter.dispatch("unpivoted", "customer_segmentation")(source, rows, types, kept)
    ) -}}
{% endmacro %}

{% macro default__unpivoted(source, rows, types, kept) %}
    {% for row in rows %}
        select
            {% for name in types %}
                {{ name if name in kept else row[name] ~ " as " ~ name }}{{ "," if not loop.last }}
            {% endfor %}
        from {{ source }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}

{#- Spark would compute the source anew for each part of a union. -#}
{% macro spark__unpivoted(source, rows, types, kept) %}
    select
        {{ types.keys() | join(", ") }}
    from
        (
            select
                {% for name in kept %} {{ name }}, {% endfor %}
                inline(array(
                    {% for row in rows %}
                        named_struct(
                            {% for name, expression in row.items() %}
                                '{{ name }}', cast({{ expression }} as {{ types[name] }}){{ "," if not loop.last }}
                            {% endfor %}
                        ){{ "," if not loop.last }}
                    {% endfor %}
                ))
            from {{ source }}
        ) as unpivoted_rows
{% endmacro %}
