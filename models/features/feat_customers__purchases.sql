-- depends_on: {{ ref('int_customer_orders') }}
{{ customer_segmentation.purchases_as_of(ref("as_of_dates")) }}
