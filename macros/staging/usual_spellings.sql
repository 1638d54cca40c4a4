{#-
    For each text that a column has in upper and lower case alike, the spelling that most rows
    have; of equals, one that is neither all capitals nor all small letters.
-#}
{% macro usual_spellings(relation, column) -%}
    select lower_case, spelling
    from
        (
            select
                lower({{ column }}) as lower_case,
                {{ column }} as spelling,
                count(*) over (partition by lower({{ column }})) as spelling_count,
                row_number() over (
                    partition by lower({{ column }})
                    order by
                        count(*) desc,
                        case
                            when
                                {{ column }}
                                in (upper({{ column }}), lower({{ column }}))
                            then 1
                            else 0
                        end,
                        {{ column }}
                ) as spelling_rank
            from {{ relation }}
            where {{ column }} is not null
            group by {{ column }}
        ) as spellings
    where spelling_count > 1 and spelling_rank = 1
{%- endmacro %}

{#- The kept rows of a raw table, the texts of some columns in their usual spelling. -#}
{% macro spelled_rows(table_name, columns) %}
    {% set spelled = {} %}
    {% for column in columns %}
        {% do spelled.update({column: "coalesce(" ~ column ~ "_spellings.spelling, " ~ column ~ ")"}) %}
    {% endfor %}
    select {{ customer_segmentation.select_columns(table_name, spelled) }}
    from ({{ customer_segmentation.kept_rows(table_name) }}) as kept
    {% for column in columns %}
        left join
            (
                {{ customer_segmentation.usual_spellings(
                    ref(customer_segmentation.raw_contract()[table_name].base_model), column
                ) }}
            ) as {{ column }}_spellings
            on lower(kept.{{ column }}) = {{ column }}_spellings.lower_case
    {% endfor %}
{% endmacro %}
