{#- What a row of segment_drift means and what to do about it, in a sentence. -#}
{% macro drift_message() -%}
    {{ dbt.concat([
        "case when subject_name = 'segment shares' then 'the shares of the segments are not those of one period before' else "
        ~ dbt.concat(["subject_name", "' is not distributed as one period before'"]) ~ " end",
        "', and '",
        "case when year_ago_psi is null then 'nothing tells whether it does so every year' else 'it moved less in the same season a year ago' end",
        "': look whether the shop or its data changed; if the shop did, fit again (refit: always)'",
        "case when year_ago_psi is null then '' else ', and set drift_severity: warn while this period lasts' end",
    ]) }}
{%- endmacro %}
