{#-
    The lists of codes that columns of the contract are brought to. Spellings of them are in the
    seed spellings. A code that an open list does not know stays as it is.
-#}
{% macro code_lists() %}
    {% do return({
        "order_status": {"codes": ["completed", "returned", "cancelled"], "case": "lower"},
        "event_channel": {
            "codes": ["web", "app", "email", "social", "store", "support"], "case": "lower"
        },
        "event_type": {
            "codes": [
                "page_view", "product_view", "search", "add_to_cart", "remove_from_cart",
                "add_to_wishlist", "checkout", "purchase", "login", "app_open", "visit",
                "sent", "delivered", "opened", "clicked", "unsubscribed", "bounced", "complained",
                "redeemed", "like", "share", "comment", "mention", "follow", "unfollow", "review",
                "ticket_opened", "ticket_closed", "call", "chat",
            ] + (var("extra_event_types", []) or []),
            "case": "snake",
        },
        "survey_type": {
            "codes": ["nps", "csat"] + (customer_segmentation.survey_questions() | map(attribute="name") | list),
            "case": "snake",
        },
        "gender": {"codes": ["female", "male", "other"], "case": "lower", "is_open": true},
        "country": {"codes": [], "is_open": true},
    }) %}
{% endmacro %}

{#-
    Spelling -> code of one list: the user's vars, then the seed. The SQL is generated from the
    seed's rows, because a join with it would be made in every scan of a raw table.
-#}
{% macro spellings(list_name) %}
    {% set seed = ref("spellings") %}
    {% set known = {} %}
    {% set own = {} %}
    {% do own.update(customer_segmentation.given_mapping("extra_spellings", list_name)) %}
    {% if list_name == "order_status" %}
        {% do own.update(customer_segmentation.given_mapping("order_status_map")) %}
    {% endif %}
    {% set found = own.items() | list %}
    {% if execute and load_relation(seed) is not none %}
        {% set query %}
            select spelling, code
            from {{ seed }}
            where code_list = {{ customer_segmentation.text_literal(list_name) }}
            order by code, spelling
        {% endset %}
        {% set found = found + run_query(query).rows | map("list") | list %}
    {% elif execute and flags.WHICH in ["build", "run"] %}
        {{ exceptions.raise_compiler_error(
            "The seed spellings is not loaded. To fix it: run dbt build, or dbt seed --select spellings."
        ) }}
    {% endif %}
    {% set is_snake = customer_segmentation.code_lists()[list_name].case == "snake" %}
    {% for spelling, code in found %}
        {% set text = spelling | string | trim | lower %}
        {% set text = text.replace(" ", "_").replace("-", "_") if is_snake else text %}
        {% if text not in known %} {% do known.update({text: code}) %} {% endif %}
    {% endfor %}
    {% do return(known) %}
{% endmacro %}

{#-
    A code with its known spellings brought to one. A code that a closed list does not know gets a
    leading question mark, which is cheaper to look for than to compare with the list again. The
    codes come first because nearly all values are one of them. Spellings are looked for in
    `compared`, the column in lower case where the list is not. The last branch is no `else`, which
    alone would make no `case`.
-#}
{% macro standard_code(column, codes, spellings, is_open=false, compared=none) -%}
    case
        {% if codes %}
            when {{ customer_segmentation.is_one_of(column, codes) }} then {{ column }}
        {% endif %}
        {% for spelling, code in spellings.items() %}
            when {{ compared or column }} = {{ customer_segmentation.text_literal(spelling) }}
            then {{ customer_segmentation.text_literal(code) }}
        {% endfor %}
        when true then {{ column if is_open else dbt.concat(["'?'", column]) }}
    end
{%- endmacro %}
