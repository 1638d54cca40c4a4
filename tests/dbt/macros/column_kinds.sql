{#- Which kinds the columns of a query have; none while the project is parsed. -#}
{% set query %}
    select
        cast('a' as {{ dbt.type_string() }}) as words,
        cast(1 as {{ dbt.type_bigint() }}) as items,
        cast(1 as {{ customer_segmentation.type_double() }}) as amount,
        cast('2023-01-01 00:00:00+00' as {{ customer_segmentation.type_instant() }}) as moment,
        cast('2023-01-01' as date) as day
{% endset %}
{% set kinds = customer_segmentation.column_kinds(query) if execute else {} %}
{% set found = [] %}
{% for column, kind in kinds.items() %}
    {% do found.append(column ~ " " ~ kind) %}
{% endfor %}
{% set expected = "words text, items whole, amount float, moment instant, day other" %}
select {{ customer_segmentation.text_literal(found | join(", ")) }} as found
from (select 1 as one) as one_row
where {{ customer_segmentation.text_literal(found | join(", ")) }} <> '{{ expected }}'
