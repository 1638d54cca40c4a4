def model(dbt, session):
    from customer_segmentation.model.tables import model_rows

    dbt.config(materialized="table")
    return model_rows(
        log=dbt.ref("segment_fits").df(),
        segmentations=dbt.config.meta_get("segmentations"),
        catalog=dbt.ref("feature_catalog").df(),
        dialect=dbt.config.meta_get("dialect"),
    )
