def model(dbt, session):
    from customer_segmentation.engines.frames import to_pandas
    from customer_segmentation.predict.tables import prediction_rows

    dbt.config(materialized="table")
    return prediction_rows(
        samples=to_pandas(dbt.ref("prediction_samples")),
        dates=to_pandas(dbt.ref("prediction_dates")),
    )
