with

    feature_lineage_rows as (select * from {{ ref("feature_lineage_rows") }}),

    feature_lineage as (
        select feature_name, raw_table, raw_column, path from feature_lineage_rows
    )

select *
from feature_lineage
