def model(dbt, session):
    from customer_segmentation.model.tables import stability_table

    dbt.config(materialized="table")
    fits = dbt.ref("segment_fits").df()
    return stability_table(fits, dbt.config.meta_get("segmentations"))
