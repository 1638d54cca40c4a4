def model(dbt, session):
    from customer_segmentation.explain.lineage import lineage_table

    dbt.config(materialized="table")
    dbt.ref("customer_features_extended")
    return lineage_table(
        catalog=dbt.ref("feature_catalog").df(),
        target=dbt.config.meta_get("target_path"),
        dialect=dbt.config.meta_get("dialect"),
    )
