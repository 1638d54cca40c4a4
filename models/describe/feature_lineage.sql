with

    explanation_rows as (select * from {{ ref("explanation_rows") }}),

    feature_lineage as (
        select feature_name, raw_table, raw_column, path
        from explanation_rows
        where kind = 'lineage'
    )

select *
from feature_lineage
