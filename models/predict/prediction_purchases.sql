-- depends_on: {{ ref('prediction_orders') }}
{{ customer_segmentation.purchases_as_of(ref("prediction_dates"), ref("prediction_orders")) }}
