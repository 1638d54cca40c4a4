def model(dbt, session):
    from customer_segmentation.engines.frames import to_pandas
    from customer_segmentation.explain.tables import explanation_rows
    from customer_segmentation.model.settings import read_settings

    dbt.config(materialized="table")
    sample = to_pandas(dbt.ref("fit_sample"))
    return explanation_rows(
        log=to_pandas(dbt.ref("segment_fits")),
        segmentations=read_settings(to_pandas(dbt.ref("segmentation_settings"))),
        catalog=to_pandas(dbt.ref("feature_catalog")),
        model_features=to_pandas(dbt.ref("segment_model_features")),
        customers=sample[sample["period_index"] == 0],
        assigned=to_pandas(dbt.ref("sample_segments")),
        cut_points=to_pandas(dbt.ref("rfm_cut_points")),
        groups=to_pandas(dbt.ref("rfm_cells")),
        dialect=dbt.config.meta_get("dialect"),
    )
