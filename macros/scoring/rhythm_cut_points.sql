{#-
    Silence in usual gaps of the customer that separates recency scores, where RFM groups judge
    recency so: within the usual gap 5, late 3, inactive 2. Of columns of activity_limits.
-#}
{% macro rhythm_cut_points() %}
    {% do return(["1", "late_after_gaps", "inactive_after_gaps", "2 * inactive_after_gaps"]) %}
{% endmacro %}
