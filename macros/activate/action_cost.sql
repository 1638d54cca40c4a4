{#-
    What the action of a segment costs per member who is written to: of the business's override, else of
    segment_actions. Null where nobody said, also for an action of the business's own.
-#}
{% macro action_cost(segments) %}
    {%- set own = customer_segmentation.segment_overrides() | selectattr("recommended_action", "defined") | list -%}
    {%- set priced = customer_segmentation.segment_overrides() | selectattr("cost_per_member", "defined") | list -%}
    {%- if not own and not priced -%} {{- return("segment_levels.cost_per_member") -}} {%- endif -%}
    case
        {% for entry in priced + own %}
            when
                {{ segments }}.segmentation
                = {{ customer_segmentation.text_literal(entry.segmentation) }}
                and {{ segments }}.segment_id = {{ entry.segment_id }}
            then {{ customer_segmentation.cost_literal(entry) }}
        {% endfor %}
        else segment_levels.cost_per_member
    end
{% endmacro %}

{#-
    What the action costs, a sentence; null where nobody said. Reads cost_per_member, action_cost,
    written_customers, customer_count, expected_value_90d and currency of a relation.
-#}
{% macro cost_in_words() %}
    {%- set text = customer_segmentation.text_literal -%}
    {%- set double = customer_segmentation.type_double() -%}
    {%- set currency = "coalesce(" ~ dbt.concat(["' '", "currency"]) ~ ", '')" -%}
    {%- set amount = customer_segmentation.number_text -%}
    case
        when cost_per_member is null
        then null
        when written_customers = 0
        then 'Nobody can be written to, so the action costs nothing now.'
        when cost_per_member = 0
        then 'The action costs nothing per member.'
        else
            {{ dbt.concat([
                text("The action costs "), amount("action_cost"), currency, text(", "),
                amount("cost_per_member"), text(" for each of the "),
                amount("cast(written_customers as " ~ double ~ ")"),
                text(" who are written to: it pays where it brings more margin than that"),
                "coalesce(" ~ dbt.concat([
                    text("; as things are a member is expected to spend "),
                    amount("expected_value_90d / nullif(customer_count, 0)"),
                    text(" in 90 days"),
                ]) ~ ", '')",
                "'.'",
            ]) }}
    end
{%- endmacro %}
