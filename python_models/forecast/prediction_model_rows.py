def model(dbt, session):
    from customer_segmentation.predict.tables import prediction_rows

    dbt.config(materialized="table")
    return prediction_rows(
        samples=dbt.ref("prediction_samples").df(),
        dates=dbt.ref("prediction_dates").df(),
    )
