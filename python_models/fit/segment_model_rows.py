def model(dbt, session):
    from customer_segmentation.model.settings import read_settings
    from customer_segmentation.model.tables import model_rows

    dbt.config(materialized="table")
    return model_rows(
        log=dbt.ref("segment_fits").df(),
        segmentations=read_settings(dbt.ref("segmentation_settings").df()),
        catalog=dbt.ref("feature_catalog").df(),
        dialect=dbt.config.meta_get("dialect"),
    )
