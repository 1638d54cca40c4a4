{#-
    Every var of the project and what it may be; their defaults are in dbt_project.yml. kind:
    flag, whole (number), number, text, date, time_zone, texts (a list), ids (a list, or the name of a
    model), choice, choices (a list), or mapping and list, which have a check of their own.
-#}
{% macro setting_kinds() %}
    {% set severity = {"kind": "choice", "of": ["error", "warn"]} %}
    {% set share = {"kind": "number", "min": 0, "max": 1} %}
    {% set flag = {"kind": "flag"} %}
    {% set optional_flag = {"kind": "flag", "optional": true} %}
    {% set optional_text = {"kind": "text", "optional": true} %}
    {% set texts = {"kind": "texts", "optional": true} %}
    {% set mapping = {"kind": "mapping", "optional": true} %}
    {% set kinds = {
        "use_demo_data": flag,
        "raw_database": optional_text,
        "raw_schema": optional_text,
        "raw_tables": mapping,
        "as_of_date": {"kind": "date", "optional": true},
        "history_periods": {"kind": "whole", "min": 0},
        "period_days": {"kind": "whole", "min": 1},
        "time_zone": {"kind": "time_zone"},
        "lookback_days": {"kind": "whole", "min": 0, "optional": true},
        "merge_customers_by_email": flag,
        "email_max_customers": {"kind": "whole", "min": 2},
        "test_customer_patterns": mapping,
        "non_product_patterns": texts,
        "adjustment_order_patterns": texts,
        "order_status_map": mapping,
        "extra_spellings": mapping,
        "extra_event_types": texts,
        "max_days_since_newest_row": {"kind": "whole", "min": 0},
        "max_rejected_share": share,
        "max_total_gap": share,
        "feature_models": texts,
        "customer_columns": {"kind": "list", "optional": true},
        "order_columns": {"kind": "list", "optional": true},
        "survey_questions": mapping,
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
        "segmentations": {"kind": "list"},
        "rfm_rhythm": optional_flag,
        "rfm": mapping,
        "segment_overrides": {"kind": "list", "optional": true},
        "extra_archetypes": {"kind": "list", "optional": true},
        "archetype_names": mapping,
        "extra_actions": {"kind": "list", "optional": true},
        "rfm_groups": {"kind": "list", "optional": true},
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
