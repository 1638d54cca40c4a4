def model(dbt, session):
    from customer_segmentation.explain.projection import projection_table

    dbt.config(materialized="table")
    return projection_table(
        log=dbt.ref("segment_fits").df(),
        segmentations=dbt.config.meta_get("segmentations"),
        customers=dbt.ref("fit_sample").filter("period_index = 0").df(),
        assigned=dbt.ref("sample_segments").df(),
    )
