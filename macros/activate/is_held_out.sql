{#- Whether a customer is held out of campaigns to the segments of a segmentation, by a hash. -#}
{% macro is_held_out(segmentation, customer_id) %}
    {{- dbt.hash(dbt.concat([segmentation, "'-'", customer_id, "'-holdout'"])) }}
    < {{ customer_segmentation.text_literal(
        customer_segmentation.hash_threshold(var("audience_holdout_percent"))
    ) }}
{%- endmacro %}
