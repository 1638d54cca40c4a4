{% set code_lists = customer_segmentation.code_lists() %}
with

    known_codes as (
        {% for list_name, code_list in code_lists.items() %}
            {% for code in code_list.codes %}
                select
                    '{{ list_name }}' as code_list,
                    {{ customer_segmentation.text_literal(code) }} as code
                union all
            {% endfor %}
        {% endfor %}
        select code_list, code
        from {{ ref("spellings") }}
        where
            code_list in (
                {% for list_name, code_list in code_lists.items() if not code_list.codes %}
                    '{{ list_name }}'{{ "," if not loop.last }}
                {% endfor %}
            )
    )

select spellings.code_list, spellings.spelling, spellings.code
from {{ ref("spellings") }} as spellings
left join
    known_codes
    on spellings.code_list = known_codes.code_list
    and spellings.code = known_codes.code
where known_codes.code is null
