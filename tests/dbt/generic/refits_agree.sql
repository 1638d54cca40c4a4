{#-
    Segmentations fitted today that the same recipe does not find among the customers of the previous
    as-of date. A fit of an earlier day says nothing about today, and is not read.
-#}
{% test refits_agree(model) %}
    select
        stability.segmentation,
        stability.value,
        stability.threshold,
        stability.rating,
        'fitted on the customers of the previous as-of date, this recipe divides those of today in another way: look in segment_drift which features moved, and whether they do so every year'
        as remedy
    from {{ model }} as stability
    inner join
        {{ ref("segment_models") }} as models
        on stability.segmentation = models.segmentation
        and models.status = 'champion'
    where
        stability.check_name = 'previous_period_ari'
        and stability.value < stability.threshold
        and (select max(history_days) from {{ ref("segment_drift") }}) >= 365
        and models.fitted_as_of_date
        = (select as_of_date from {{ ref("as_of_dates") }} where is_current)
{% endtest %}
