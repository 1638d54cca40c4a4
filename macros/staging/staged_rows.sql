{#-
    The rows of a staging model: the kept ones of a raw table, the texts of the columns `spelled` in their
    usual spelling. Columns may be derived from them, by SQL expressions, or left out where that is none.
-#}
{% macro staged_rows(table_name, derived={}, spelled=[]) %}
    {% if not spelled %} {{ config(materialized="view") }} {% endif %}
    {% set expressions = {} %}
    {% for column in spelled %}
        {% do expressions.update({column: "coalesce(" ~ column ~ "_spellings.spelling, " ~ column ~ ")"}) %}
    {% endfor %}
    {% do expressions.update(derived) %}
    select {{ customer_segmentation.select_columns(table_name, expressions) }}
    from ({{ customer_segmentation.kept_rows(table_name) }}) as kept
    {% for column in spelled %}
        left join
            (
                {{ customer_segmentation.usual_spellings(
                    ref(customer_segmentation.raw_contract()[table_name].base_model), column
                ) }}
            ) as {{ column }}_spellings
            on lower(kept.{{ column }}) = {{ column }}_spellings.lower_case
    {% endfor %}
{% endmacro %}

{#-
    The kept rows of a raw table, for the canonical one of duplicate customers: the rows without a
    decision, and of those decided on the kept one. Rows without a key are decided on too and meet
    as empty text, which no cleaned key is. The left join is what every engine turns into a plain
    anti join, Postgres once it is told that row_status is never null.
-#}
{% macro kept_rows(table_name) %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% set kept %}
        select {{ customer_segmentation.columns_of("base_rows", columns) }}
        from {{ ref(table.base_model) }} as base_rows
        left join
            {{ ref(table.decisions_model) }} as decisions
            on coalesce(base_rows.{{ table.key }}, '') = coalesce(decisions.{{ table.key }}, '')
            and decisions.row_status is not null
        where decisions.row_status is null
        union all
        select {{ columns | join(", ") }}
        from {{ ref(table.decisions_model) }}
        where row_status = 'kept'
    {% endset %}
    {{ customer_segmentation.of_canonical_customers("(" ~ kept ~ ")", columns)
        if "customer_id" in columns else kept }}
{% endmacro %}

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
