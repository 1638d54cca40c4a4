{% set spelled_columns = ["category", "brand"] %}
{% set derived = {} %}
{% for column in spelled_columns %}
    {% do derived.update({column: "coalesce(" ~ column ~ "_spellings.spelling, " ~ column ~ ")"}) %}
{% endfor %}
with

    kept_products as ({{ customer_segmentation.kept_rows("products") }}),

    {% for column in spelled_columns %}
        {{ column }}_spellings as (
            {{ customer_segmentation.usual_spellings(ref("base_shop__products"), column) }}
        ),
    {% endfor %}

    products as (
        select {{ customer_segmentation.select_columns("products", derived) }}
        from kept_products
        {% for column in spelled_columns %}
            left join
                {{ column }}_spellings
                on lower(kept_products.{{ column }}) = {{ column }}_spellings.lower_case
        {% endfor %}
    )

select *
from products
