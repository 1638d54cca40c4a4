def model(dbt, session):
    from customer_segmentation.engines.frames import to_pandas
    from customer_segmentation.model.settings import read_settings
    from customer_segmentation.model.tables import model_rows

    dbt.config(materialized="table")
    return model_rows(
        log=to_pandas(dbt.ref("segment_fits")),
        segmentations=read_settings(to_pandas(dbt.ref("segmentation_settings"))),
        catalog=to_pandas(dbt.ref("feature_catalog")),
        dialect=dbt.config.meta_get("dialect"),
    )
