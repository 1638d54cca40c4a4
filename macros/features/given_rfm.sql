{#-
    The column that the var rfm gives for recency, frequency or monetary where there is no order log,
    as the mart's type; nothing where none is given.
-#}
{% macro given_rfm(measure) %}
    {% set column = customer_segmentation.rfm_columns().get(measure) %}
    {% if not column %} {% do return("") %} {% endif %}
    {% set type = customer_segmentation.type_double() if measure == "monetary" else dbt.type_bigint() %}
    {% set model = customer_segmentation.model_of_feature(column) %}
    {% do return("cast(" ~ (model ~ "." if model else "") ~ column ~ " as " ~ type ~ ")") %}
{% endmacro %}

{#- What the var rfm says, where it counts: {recency: ..., frequency: ..., monetary: ...}. -#}
{% macro rfm_columns() %}
    {% set given = var("rfm") if var("rfm") is mapping else {} %}
    {% do return(given if customer_segmentation.orders_from() == "none" else {}) %}
{% endmacro %}

{#-
    Models that the mart reads for the var rfm: that of customer_columns where it has all of the
    columns, else those of feature_models too. dbt wants to know it before the graph is there.
-#}
{% macro models_of_rfm() %}
    {% set own = customer_segmentation.customer_columns() | map(attribute="name") | list %}
    {% set columns = customer_segmentation.rfm_columns().values() | list %}
    {% set names = ["feat_customers__attributes"] if columns | select("in", own) | list else [] %}
    {% do return(names + (customer_segmentation.feature_models() if columns | reject("in", own) | list else [])) %}
{% endmacro %}

{#- Models that hold the columns of the var rfm. -#}
{% macro rfm_models() %}
    {% set names = [] %}
    {% for column in customer_segmentation.rfm_columns().values() %}
        {% set model = customer_segmentation.model_of_feature(column) %}
        {% if model and model not in names %} {% do names.append(model) %} {% endif %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}

{#- The model of your own, or of the var customer_columns, that has a feature; nothing where none has. -#}
{% macro model_of_feature(column) %}
    {% if column in customer_segmentation.customer_columns() | map(attribute="name") %}
        {% do return("feat_customers__attributes") %}
    {% endif %}
    {% for node in customer_segmentation.feature_nodes()[1:] if column in node.columns %}
        {% do return(node.name) %}
    {% endfor %}
    {% do return("") %}
{% endmacro %}

{#- Whether a model of features has a row per as-of date. -#}
{% macro is_dated_model(name) %}
    {% for node in customer_segmentation.feature_nodes()[1:] if node.name == name and "as_of_date" in node.columns %}
        {% do return(true) %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}
