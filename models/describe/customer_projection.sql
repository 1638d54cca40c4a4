with

    explanation_rows as (select * from {{ ref("explanation_rows") }}),

    customer_projection as (
        select
            segmentation,
            customer_id,
            segment_id,
            pc1,
            pc2,
            pc1_variance_share,
            pc2_variance_share
        from explanation_rows
        where kind = 'place'
    )

select *
from customer_projection
