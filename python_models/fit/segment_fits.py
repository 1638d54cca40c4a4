def progress_logger():
    try:
        from dbt.adapters.events.logging import AdapterLogger as logger
    except ImportError:
        from logging import getLogger as logger
    return logger("customer_segmentation").info


def model(dbt, session):
    from customer_segmentation.engines.frames import to_pandas
    from customer_segmentation.fit.fitting import fit_segmentations
    from customer_segmentation.model.settings import read_settings

    dates = to_pandas(dbt.ref("as_of_dates"))
    sample = dbt.ref("fit_sample")
    log = to_pandas(session.sql(f"select * from {dbt.this}")) if dbt.is_incremental else None
    options = {
        "effort": dbt.config.meta_get("effort"),
        "refit": dbt.config.meta_get("refit"),
        "max_model_age_days": dbt.config.meta_get("max_model_age_days"),
        "min_segment_share": dbt.config.meta_get("min_segment_share"),
        "min_cell_customers": dbt.config.meta_get("min_cell_customers"),
        "drift_threshold": dbt.config.meta_get("drift_threshold"),
    }
    return fit_segmentations(
        segmentations=read_settings(to_pandas(dbt.ref("segmentation_settings"))),
        catalog=to_pandas(dbt.ref("feature_catalog")),
        log=log,
        as_of_date=dates.loc[dates["is_current"], "as_of_date"].iloc[0],
        read_sample=lambda: to_pandas(sample),
        options=options,
        progress=progress_logger(),
        archetypes=to_pandas(dbt.ref("archetypes")),
    )
