{#-
    The one judge of the vars. It runs on-run-start, which dbt also renders while it parses the
    project: what a setting says is checked in every command, what needs the raw tables before a
    build replaces any table. Models and Python take settings as they are.
-#}
{% macro check_settings() %}
    {% do customer_segmentation.check_setting_names() %}
    {% do customer_segmentation.check_setting_values() %}
    {% do customer_segmentation.check_own_columns() %}
    {% do customer_segmentation.check_survey_questions() %}
    {% do customer_segmentation.check_feature_models() %}
    {% do customer_segmentation.check_segmentations() %}
    {% do customer_segmentation.check_segment_overrides() %}
    {% do customer_segmentation.check_extra_archetypes() %}
    {% do customer_segmentation.check_rfm_groups() %}
    {% do customer_segmentation.check_extra_actions() %}
    {% do customer_segmentation.check_rejection_rules() %}
    {% do customer_segmentation.check_raw_tables() %}
    {% do customer_segmentation.check_conditions() %}
    {% if execute and flags.WHICH in ["build", "run"] and not var("use_demo_data") %}
        {% for table_name in customer_segmentation.raw_contract()
            if customer_segmentation.using_table(table_name)
            and not customer_segmentation.is_overridden(table_name)
        %}
            {% do customer_segmentation.check_raw_table(table_name) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
