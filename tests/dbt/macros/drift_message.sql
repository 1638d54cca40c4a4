{# Nothing of a year ago is no statement about that year: shares of segments are never compared with it. #}
with
    subjects as (
        select
            'segment shares' as subject_name,
            {{ customer_segmentation.double_literal(0.1) }} as year_ago_psi,
            '%moved less in the same season a year ago%' as told
        union all
        select
            'segment shares',
            cast(null as {{ customer_segmentation.type_double() }}),
            '%nothing tells whether it does so every year%'
    )
select subject_name, {{ customer_segmentation.drift_message() }} as message
from subjects
where {{ customer_segmentation.drift_message() }} not like told
