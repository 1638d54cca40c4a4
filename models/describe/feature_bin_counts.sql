-- depends_on: {{ ref('segment_model_rows') }}
-- Bins are fixed by the customers that the champion was fitted on.
{{ customer_segmentation.bin_counts(ref("customer_features_extended")) }}
