{#- Which kinds the columns of a query have; none while the project is parsed. -#}
{% set query %}
    select
        cast('a' as {{ dbt.type_string() }}) as words,
        cast(1 as {{ dbt.type_bigint() }}) as items,
        cast(1 as {{ customer_segmentation.type_double() }}) as amount,
        cast(1 as decimal(10, 2)) as price,
        cast('2023-01-01 00:00:00+00' as {{ customer_segmentation.type_instant() }}) as instant,
        cast('2023-01-01' as {{ dbt.type_timestamp() }}) as moment,
        cast('2023-01-01' as date) as day,
        1 = 1 as is_true
{% endset %}
{% set kinds = customer_segmentation.column_kinds(query) if execute else {} %}
{% set found = [] %}
{% for column, kind in kinds.items() %}
    {% do found.append(column ~ " " ~ kind) %}
{% endfor %}
{#- A timestamp without a word about zones is an instant on some engines. -#}
{% set moment = "instant" if dbt.type_timestamp() | lower in customer_segmentation.instant_types() else "moment" %}
{% set expected = "words text, items whole, amount float, price decimal, instant instant, moment " ~ moment ~ ", day moment, is_true other" %}
select {{ customer_segmentation.text_literal(found | join(", ")) }} as found
from (select 1 as one) as one_row
where {{ customer_segmentation.text_literal(found | join(", ")) }} <> '{{ expected }}'
