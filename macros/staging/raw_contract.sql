{#-
    The raw contract: per raw table the models that read it, its key, when its rows happened, what
    they refer to, and its columns with their kinds. Everything between a raw table and its staging
    model takes its lists from here.

    Of a column:
    kind            id, text, email, number, timestamp, date, boolean, or code
    codes           list of code_lists that a code is of
    case            lower or upper, how a text is written; as it came by default
    personal        true for what rejected_rows does not show
    levels          the texts that a column may hold, in any case
    is_own          true for a column of customer_columns, order_columns or survey_questions: it has to be in
                    the raw table, and a value of it that cannot be read is null (rejected_values)

    Of a table:
    happened_at     time of a row; without it, before 1900 or from as_of_date on it is rejected
    refers_to       model that has every value of a column
    told_apart_by   columns of rows of one key that are no versions of one thing when all of them differ
    unreadable      null: values that cannot be read become null and are listed in
                    rejected_values; by default they reject their row
    rejected_when   reason -> condition on a cleaned row
    unsound_when    what staging_checks counts besides these rules, a condition on a staged row
    amount          column of the staged rows that staging_checks sums
    own_setting     the var that names columns of the user's own
    in_demo         false where the demo has no such table
    is_large        true: keys and references of about every 16th row are checked
-#}
{% macro packaged_contract() %}
    {% do return({
        "orders": {
            "base_model": "base_shop__orders",
            "decisions_model": "order_decisions",
            "stg_model": "stg_shop__orders",
            "key": "order_id",
            "told_apart_by": ["customer_id", "ordered_at"],
            "own_setting": "order_columns",
            "happened_at": "ordered_at",
            "unsound_when": "status is null or status not in ('completed', 'returned')",
            "is_large": true,
            "columns": {
                "order_id": {"kind": "id", "required": true},
                "customer_id": {"kind": "id", "required": true},
                "ordered_at": {"kind": "timestamp", "required": true},
                "status": {"kind": "code", "codes": "order_status"},
                "channel": {"kind": "text", "case": "lower"},
                "currency": {"kind": "text", "case": "upper"},
                "total_amount": {"kind": "number"},
                "discount_amount": {"kind": "number"},
                "shipping_amount": {"kind": "number"},
                "coupon_code": {"kind": "text"},
            },
        },
        "customers": {
            "base_model": "base_crm__customers",
            "decisions_model": "customer_decisions",
            "stg_model": "stg_crm__customers",
            "key": "customer_id",
            "own_setting": "customer_columns",
            "unreadable": "null",
            "columns": {
                "customer_id": {"kind": "id", "required": true},
                "canonical_customer_id": {"kind": "id"},
                "email": {"kind": "email", "personal": true},
                "phone": {"kind": "text", "personal": true},
                "first_name": {"kind": "text", "personal": true},
                "last_name": {"kind": "text", "personal": true},
                "birth_date": {"kind": "date", "personal": true},
                "gender": {"kind": "code", "codes": "gender"},
                "city": {"kind": "text"},
                "region": {"kind": "text"},
                "postal_code": {"kind": "text", "personal": true},
                "country": {"kind": "code", "codes": "country"},
                "acquisition_channel": {"kind": "text", "case": "lower"},
                "loyalty_tier": {"kind": "text", "case": "lower"},
                "signed_up_at": {"kind": "timestamp"},
                "marketing_consent": {"kind": "boolean"},
                "updated_at": {"kind": "timestamp"},
            },
        },
        "order_items": {
            "base_model": "base_shop__order_items",
            "decisions_model": "order_item_decisions",
            "stg_model": "stg_shop__order_items",
            "key": "order_item_id",
            "told_apart_by": ["order_id"],
            "refers_to": {"column": "order_id", "model": "stg_shop__orders"},
            "rejected_when": {
                "negative unit_price": "unit_price < 0",
                "quantity times unit_price beyond 10^12": "abs(quantity * unit_price) > 1e12",
            },
            "amount": "line_amount",
            "unsound_when": "discount_amount is null or discount_amount < 0",
            "is_large": true,
            "columns": {
                "order_item_id": {"kind": "id", "required": true},
                "order_id": {"kind": "id", "required": true},
                "product_id": {"kind": "id"},
                "quantity": {"kind": "number"},
                "unit_price": {"kind": "number"},
                "discount_amount": {"kind": "number"},
            },
        },
        "products": {
            "base_model": "base_shop__products",
            "decisions_model": "product_decisions",
            "stg_model": "stg_shop__products",
            "key": "product_id",
            "columns": {
                "product_id": {"kind": "id", "required": true},
                "product_name": {"kind": "text"},
                "category": {"kind": "text"},
                "brand": {"kind": "text"},
            },
        },
        "events": {
            "base_model": "base_engagement__events",
            "decisions_model": "event_decisions",
            "stg_model": "stg_engagement__events",
            "key": "event_id",
            "told_apart_by": ["customer_id"],
            "happened_at": "occurred_at",
            "refers_to": {"column": "customer_id", "model": "known_customers"},
            "is_large": true,
            "columns": {
                "event_id": {"kind": "id", "required": true},
                "customer_id": {"kind": "id", "required": true},
                "occurred_at": {"kind": "timestamp", "required": true},
                "channel": {"kind": "code", "codes": "event_channel"},
                "event_type": {"kind": "code", "codes": "event_type"},
                "session_id": {"kind": "text"},
                "campaign_id": {"kind": "text"},
            },
        },
        "survey_responses": {
            "base_model": "base_engagement__survey_responses",
            "decisions_model": "survey_response_decisions",
            "stg_model": "stg_engagement__survey_responses",
            "key": "response_id",
            "told_apart_by": ["customer_id"],
            "own_setting": "survey_questions",
            "happened_at": "responded_at",
            "refers_to": {"column": "customer_id", "model": "known_customers"},
            "rejected_when": {
                "nps score not in 0 to 10": "survey_type = 'nps' and score not between 0 and 10",
                "csat score not in 1 to 5": "survey_type = 'csat' and score not between 1 and 5",
            },
            "columns": {
                "response_id": {"kind": "id", "required": true},
                "customer_id": {"kind": "id", "required": true},
                "responded_at": {"kind": "timestamp", "required": true},
                "survey_type": {"kind": "code", "codes": "survey_type"},
                "score": {"kind": "number"},
            },
        },
    }) %}
{% endmacro %}

{#- The raw table whose columns of the user's own a var names. -#}
{% macro table_of_setting(setting) %}
    {% for table_name, table in customer_segmentation.packaged_contract().items() if table.own_setting == setting %}
        {% do return(table_name) %}
    {% endfor %}
{% endmacro %}

{#- The contract with the columns of the user's vars. -#}
{% macro raw_contract() %}
    {% set contract = customer_segmentation.packaged_contract() %}
    {% for entry in customer_segmentation.customer_columns() if entry.name not in contract.customers.columns %}
        {% do contract.customers.columns.update({
            entry.name: {"kind": entry.type, "levels": entry.levels, "is_own": true}
        }) %}
    {% endfor %}
    {% for entry in customer_segmentation.order_columns() if entry.is_own %}
        {% do contract.orders.columns.update({entry.column: {"kind": entry.type, "is_own": true}}) %}
    {% endfor %}
    {% for question in customer_segmentation.survey_questions() %}
        {% set is_asked = "survey_type = " ~ customer_segmentation.text_literal(question.name) %}
        {% if question.reads_answer %}
            {% do contract.survey_responses.columns.update({"answer": {"kind": "text", "is_own": true}}) %}
        {% endif %}
        {% if question.scale %}
            {% do contract.survey_responses.rejected_when.update({
                question.name ~ " score not in " ~ question.scale | join(" to "):
                is_asked ~ " and score not between " ~ question.scale | join(" and ")
            }) %}
        {% else %}
            {% do contract.survey_responses.rejected_when.update({
                question.name ~ " answer not in " ~ question.options.values() | join(", "):
                is_asked ~ " and not (" ~ question.options | join(" or ") ~ ")"
            }) %}
        {% endif %}
    {% endfor %}
    {% do return(contract) %}
{% endmacro %}

{#- The columns of a raw table, in the contract's order: all, or those whose property has the value. -#}
{% macro contract_columns(table_name, property=none, value=true) %}
    {% set columns = [] %}
    {% for column, properties in customer_segmentation.raw_contract()[table_name].columns.items() %}
        {% if property is none or properties.get(property) == value %}
            {% do columns.append(column) %}
        {% endif %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}

{#-
    The columns of a raw table that are read from text or numbers, so that reading may fail: all, or
    those whose unreadable values are `made` "null" or reject their "row".
-#}
{% macro read_columns(table_name, made=none) %}
    {% set columns = [] %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% for column, properties in table.columns.items() %}
        {% set becomes = "null" if table.unreadable == "null" or properties.is_own else "row" %}
        {% if (properties.levels or properties.kind in ["email", "number", "timestamp", "date", "boolean"])
            and made in [none, becomes] %}
            {% do columns.append(column) %}
        {% endif %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}

{#-
    A raw table's columns in a select; some are derived, by SQL expressions, or left out where that
    is none. Derived columns that are not the contract's come last, with the day on which a row
    happened: ordered_date of ordered_at.
-#}
{% macro select_columns(table_name, derived={}) %}
    {% set selected = [] %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% for column in columns if derived.get(column, column) is not none %}
        {% do selected.append(
            derived[column] ~ " as " ~ column if column in derived else column
        ) %}
    {% endfor %}
    {% for column, expression in derived.items() if column not in columns %}
        {% do selected.append(expression ~ " as " ~ column) %}
    {% endfor %}
    {% set happened_at = customer_segmentation.raw_contract()[table_name].happened_at %}
    {% if happened_at %}
        {% do selected.append("cast(" ~ happened_at ~ " as date) as " ~ happened_at[:-2] ~ "date") %}
    {% endif %}
    {% do return(selected | join(",\n            ")) %}
{% endmacro %}
