def model(dbt, session):
    from customer_segmentation.explain.projection import dendrogram_table

    dbt.config(materialized="table")
    fits = dbt.ref("segment_fits").df()
    return dendrogram_table(fits, dbt.config.meta_get("segmentations"))
