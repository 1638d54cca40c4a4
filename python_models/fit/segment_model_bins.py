def model(dbt, session):
    from customer_segmentation.model.tables import model_table

    dbt.config(materialized="table")
    fits = dbt.ref("segment_fits").df()
    return model_table(fits, dbt.config.meta_get("segmentations"), "bins")
