def model(dbt, session):
    from customer_segmentation.explain.tables import explanation_rows
    from customer_segmentation.model.settings import read_settings

    dbt.config(materialized="table")
    return explanation_rows(
        log=dbt.ref("segment_fits").df(),
        segmentations=read_settings(dbt.ref("segmentation_settings").df()),
        catalog=dbt.ref("feature_catalog").df(),
        model_features=dbt.ref("segment_model_features").df(),
        customers=dbt.ref("fit_sample").filter("period_index = 0").df(),
        assigned=dbt.ref("sample_segments").df(),
        cut_points=dbt.ref("rfm_cut_points").df(),
        groups=dbt.ref("rfm_groups").df(),
        dialect=dbt.config.meta_get("dialect"),
    )
