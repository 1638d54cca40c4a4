def model(dbt, session):
    from customer_segmentation.engines.frames import to_pandas
    from customer_segmentation.explain.lineage import lineage_table

    dbt.config(materialized="table")
    dbt.ref("customer_features_extended")
    return lineage_table(
        catalog=to_pandas(dbt.ref("feature_catalog")),
        target=dbt.config.meta_get("target_path"),
        dialect=dbt.config.meta_get("dialect"),
    )
