{#-
    Every var of the project and what it may be; their defaults are in dbt_project.yml. kind:
    flag, whole (number), number, text, value (a number or text), date, time_zone, texts (a list), patterns
    (a list, or one), ids (a list, or the name of a model), choice, choices (a list), mapping or list.
    `has` says it of keys of a mapping, `each` of all entries of a mapping or list. What else entries
    have to say is looked at by a check of their own.
-#}
{% macro setting_kinds() %}
    {% set severity = {"kind": "choice", "of": ["error", "warn"]} %}
    {% set share = {"kind": "number", "min": 0, "max": 1} %}
    {% set flag = {"kind": "flag"} %}
    {% set optional_flag = {"kind": "flag", "optional": true} %}
    {% set text = {"kind": "text"} %}
    {% set optional_text = {"kind": "text", "optional": true} %}
    {% set texts = {"kind": "texts", "optional": true} %}
    {% set mapping = {"kind": "mapping", "optional": true} %}
    {% set list = {"kind": "list", "optional": true} %}
    {% set value = {"kind": "value"} %}
    {% set column = {"kind": "value", "is_flag_too": true, "optional": true, "remedy": "name a raw column, or write an SQL expression"} %}
    {% set condition = {"kind": "text", "remedy": "write an SQL condition, or leave 'when' out for all the others"} %}
    {% set texts_by_key = {"kind": "mapping", "optional": true, "each": optional_text} %}
    {% set described = dict(
        family=optional_text, label=optional_text, unit=optional_text, description=optional_text,
        words=texts_by_key, history_days={"kind": "whole", "min": 0, "optional": true},
    ) %}
    {% set raw_table = dict(
        identifier=optional_text, schema=optional_text, database=optional_text, model=optional_text,
        external_location=optional_text, loaded_at_field=optional_text, freshness=mapping,
        columns={"kind": "mapping", "optional": true, "each": column},
    ) %}
    {% set customer_column = dict(described, levels={"each": value}) %}
    {% set order_column = dict(described, column=optional_text, of={"kind": "value", "optional": true}) %}
    {% set question = dict(described, options={"each": value}) %}
    {% set segmentation = dict(rules={"each": {"has": dict(segment=text, when=condition)}}) %}
    {% set override = dict(segment_name=optional_text, description=optional_text, recommended_action=optional_text) %}
    {% set archetype = dict(meaning=optional_text, activity_levels=texts) %}
    {% set action = dict(archetype=optional_text, offer=optional_text, goal=optional_text, measure=optional_text) %}
    {% set kinds = {
        "use_demo_data": flag,
        "raw_database": optional_text,
        "raw_schema": optional_text,
        "raw_tables": {"kind": "mapping", "optional": true, "each": {"has": raw_table}},
        "as_of_date": {"kind": "date", "optional": true},
        "history_periods": {"kind": "whole", "min": 0},
        "period_days": {"kind": "whole", "min": 1},
        "time_zone": {"kind": "time_zone"},
        "lookback_days": {"kind": "whole", "min": 0, "optional": true},
        "merge_customers_by_email": flag,
        "email_max_customers": {"kind": "whole", "min": 2},
        "test_customer_patterns": {"kind": "mapping", "optional": true, "each": {"kind": "patterns", "optional": true}},
        "non_product_patterns": texts,
        "adjustment_order_patterns": texts,
        "order_status_map": mapping,
        "extra_spellings": {"kind": "mapping", "optional": true, "each": texts_by_key},
        "extra_event_types": texts,
        "max_days_since_newest_row": {"kind": "whole", "min": 0},
        "max_rejected_share": share,
        "max_total_gap": share,
        "feature_models": texts,
        "customer_columns": {"kind": "list", "optional": true, "each": {"has": customer_column}},
        "order_columns": {"kind": "list", "optional": true, "each": {"has": order_column}},
        "survey_questions": {"kind": "mapping", "optional": true, "each": {"has": question}},
        "effort": {"kind": "choice", "of": ["quick", "standard", "thorough"]},
        "refit": {"kind": "choice", "of": ["auto", "always", "never"]},
        "max_model_age_days": {"kind": "whole", "min": 1},
        "fit_sample_size": {"kind": "whole", "min": 1},
        "test_share_percent": {"kind": "number", "min": 1, "max": 99},
        "stability_threshold": share,
        "stability_severity": severity,
        "members_kept_threshold": share,
        "time_stability_severity": severity,
        "drift_severity": severity,
        "drift_threshold": {"kind": "number", "min": 0},
        "drift_warning_threshold": {"kind": "number", "min": 0},
        "min_segment_share": share,
        "min_cell_customers": {"kind": "whole", "min": 1},
        "segment_size_severity": severity,
        "default_segmentation": optional_text,
        "forecast_miss_warning": {"kind": "number", "min": 0},
        "segmentations": {"kind": "list", "each": {"has": segmentation}},
        "rfm_rhythm": optional_flag,
        "rfm": mapping,
        "segment_overrides": {"kind": "list", "optional": true, "each": {"has": override}},
        "extra_archetypes": {"kind": "list", "optional": true, "each": {"has": archetype}},
        "archetype_names": texts_by_key,
        "extra_actions": {"kind": "list", "optional": true, "each": {"has": action}},
        "rfm_groups": list,
        "rejection_rules": mapping,
        "affinity_items": {"kind": "whole", "min": 0},
        "recommendation_segmentation": optional_text,
        "recommendations_per_customer": {"kind": "whole", "min": 0, "max": 50},
        "recommendation_recency_days": {"kind": "whole", "min": 1},
        "budget_movable_weight": {"kind": "number", "min": 0},
        "report_title": optional_text,
        "report_logo": optional_text,
        "report_numbers": {"kind": "choice", "of": ["en", "de", "fr", "ch"]},
        "currency": optional_text,
        "audience_channels": {"kind": "choices", "of": ["email", "phone"], "optional": true},
        "audience_consent_default": flag,
        "audience_holdout_percent": {"kind": "number", "min": 0, "max": 100},
        "audience_test_effect": {"kind": "number", "min": 0.001, "max": 1},
        "audience_include_contact": flag,
        "erased_customers": {"kind": "ids", "optional": true},
        "snapshot_audience": flag,
        "semantic_layer": flag,
    } %}
    {% for table_name in customer_segmentation.packaged_contract() %}
        {% do kinds.update({"using_" ~ table_name: optional_flag}) %}
    {% endfor %}
    {% do return(kinds) %}
{% endmacro %}
