{#-
    What the action of a segment costs, from segment_actions. An action of the business's own
    counts in full, unless its override gives a budget_weight.
-#}
{% macro action_weight(segments) %}
    case
        {% for own in customer_segmentation.segment_overrides() if own.recommended_action is defined or own.budget_weight is defined %}
            when
                {{ segments }}.segmentation
                = {{ customer_segmentation.text_literal(own.segmentation) }}
                and {{ segments }}.segment_id = {{ own.segment_id }}
            then
                {{ customer_segmentation.double_literal(own.budget_weight | default(1)) }}
        {% endfor %}
        when {{ segments }}.customer_count = 0
        then {{ customer_segmentation.double_literal(0) }}
        else
            coalesce(
                segment_levels.budget_weight,
                {{ customer_segmentation.double_literal(1) }}
            )
    end
{% endmacro %}
