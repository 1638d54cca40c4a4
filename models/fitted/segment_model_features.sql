with

    segment_model_rows as (select * from {{ ref("segment_model_rows") }}),

    segment_model_features as (
        select
            segmentation,
            model_version,
            dimension,
            feature_name,
            category,
            is_missing_indicator,
            transform,
            impute_value,
            winsor_low,
            winsor_high,
            log_unit,
            knots,
            center,
            scale,
            weight
        from segment_model_rows
        where kind = 'feature'
    )

select *
from segment_model_features
