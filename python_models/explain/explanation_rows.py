def model(dbt, session):
    from customer_segmentation.engines.frames import to_pandas
    from customer_segmentation.explain.lineage import lineage_table
    from customer_segmentation.explain.tables import explanation_rows
    from customer_segmentation.model.settings import read_settings

    dbt.config(materialized="table")
    # Lineage reads the compiled SQL of the features.
    dbt.ref("customer_features_extended")
    catalog = to_pandas(dbt.ref("feature_catalog"))
    sample = to_pandas(dbt.ref("fit_sample"))
    dialect = dbt.config.meta_get("dialect")
    return explanation_rows(
        log=to_pandas(dbt.ref("segment_fits")),
        segmentations=read_settings(to_pandas(dbt.ref("segmentation_settings"))),
        catalog=catalog,
        model_features=to_pandas(dbt.ref("segment_model_features")),
        customers=sample[sample["period_index"] == 0],
        assigned=to_pandas(dbt.ref("sample_segments")),
        cut_points=to_pandas(dbt.ref("rfm_cut_points")),
        groups=to_pandas(dbt.ref("rfm_cells")),
        lineage=lineage_table(catalog, dbt.config.meta_get("target_path"), dialect),
        dialect=dialect,
    )
