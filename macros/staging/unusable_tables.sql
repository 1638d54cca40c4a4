{#-
    Stops the build before any table is replaced when the raw orders are empty, have no date that
    can be read, or are in several currencies. Does nothing where the orders are not there yet.
-#}
{% macro require_usable_orders(orders) %}
    {% if execute
        and flags.WHICH in ["build", "run"]
        and not customer_segmentation.is_overridden("orders")
        and load_relation(orders)
    %}
        {% set query %}
            select
                currency,
                count(*) as order_count,
                count(
                    case when ordered_date >= cast('1900-01-01' as date) then 1 end
                ) as dated_count,
                count(
                    case
                        when
                            ordered_date >= cast('1900-01-01' as date)
                            and ordered_date <= {{ customer_segmentation.run_date() }}
                        then 1
                    end
                ) as past_count,
                min(ordered_date) as first_date
            from {{ orders }}
            group by currency
            order by currency
        {% endset %}
        {% set rows = run_query(query).rows %}
        {% set currencies = rows | map(attribute="currency") | reject("none") | list %}
        {% set setting = "raw_tables.orders" %}
        {% if not rows %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders' is empty: there is nothing to segment. To fix it: load orders, or "
                ~ "name the right table in the var " ~ setting ~ " (identifier, schema, database)."
            ) }}
        {% elif rows | map(attribute="dated_count") | sum == 0 %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders': no ordered_at can be read as a date from 1900 on. To fix it: set "
                ~ "the var " ~ setting ~ ".columns.ordered_at to an expression that gives a timestamp, or "
                ~ setting ~ ".date_format to the form of its dates, such as yyyymmdd or dd.mm.yyyy."
            ) }}
        {% elif var("as_of_date", none) is none and rows | map(attribute="past_count") | sum == 0 %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders': every ordered_at is after the day of the run. To fix it: look "
                ~ "whether the dates are right; if they are, set the var as_of_date to the day after "
                ~ "the last order."
            ) }}
        {% elif var("as_of_date", none) is not none
            and rows | map(attribute="first_date") | reject("none") | map("string") | min
            >= var("as_of_date") | string
        %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders' has no order before as_of_date (" ~ var("as_of_date") ~ "). To fix "
                ~ "it: set the var as_of_date to a later date, or to null for the day after the last "
                ~ "order."
            ) }}
        {% elif currencies | length > 1 %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders' has amounts in several currencies (column currency): "
                ~ currencies | join(", ") ~ ". They are never summed as they are. To fix it: convert "
                ~ "them to one in an expression (var " ~ setting ~ ".columns.total_amount, and the "
                ~ "prices of order_items) and map " ~ setting ~ ".columns.currency to that one, "
                ~ "such as \"'EUR'\"; or leave out the orders of the other currencies."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}

{#- Stop before any table is replaced when nothing tells the date that features are as of. -#}
{% macro require_dated_rows() %}
    {% set query = customer_segmentation.newest_date() %}
    {% if execute and flags.WHICH in ["build", "run"] and not var("as_of_date")
        and load_relation(ref("base_crm__customers")) and run_query(query).rows[0][0] is none
    %}
        {{ customer_segmentation.setting_error(
            "as_of_date",
            "is not set, and without orders nothing tells the date that the features are as of: neither "
            ~ "customers nor anything else has a date",
            "set it to the day of the extract, like '2024-01-31'"
        ) }}
    {% endif %}
{% endmacro %}

{#-
    Stop at keys of a floating type beyond 2^53, of one of 32 bits beyond 2^24: from there on
    neighbouring whole numbers are the same float, and rows of different keys would be merged.
-#}
{% macro require_exact_keys(table_name, raw_rows, kinds) %}
    {% for column, properties in customer_segmentation.raw_contract()[table_name].columns.items()
        if properties.kind == "id" and kinds.get(column) in ["float", "single"] and flags.WHICH in ["build", "run"]
    %}
        {% set bits = 53 if kinds[column] == "float" else 24 %}
        {% set query %}
            select count(*) as inexact_keys
            from ({{ raw_rows }}) as raw_rows
            where abs({{ column }}) between {{ 2 ** bits }} and 1e300
        {% endset %}
        {% set inexact_keys = run_query(query).rows[0][0] %}
        {% if inexact_keys %}
            {{ exceptions.raise_compiler_error(
                "Raw table '" ~ table_name ~ "': " ~ inexact_keys ~ " values of the key " ~ column
                ~ " are floating point numbers from 2^" ~ bits ~ " on, where different keys become the same "
                ~ "number. To fix it: load the column as text or as a whole number, or map raw_tables."
                ~ table_name ~ ".columns." ~ column ~ " to a column that is one."
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}

{#- Say which questions are asked in the raw answers and unknown, with the number of their answers. -#}
{% macro warn_of_unknown_questions(decisions) %}
    {% if execute and flags.WHICH in ["build", "run"] and load_relation(decisions) %}
        {% set query %}
            select substring(reason, 21) as question, count(*) as answers
            from {{ decisions }}
            where reason like 'unknown survey_type %'
            group by reason
            order by count(*) desc, reason
            limit 100
        {% endset %}
        {% set seen = [] %}
        {% for question, answers in run_query(query).rows %}
            {% do seen.append(question ~ " (" ~ answers ~ ")") %}
        {% endfor %}
        {% if seen %}
            {% set message = (
                customer_segmentation.table_of_setting("survey_questions") ~ ": answers to unknown questions are rejected: " ~ seen | join(", ")
                ~ ". Describe them in the var survey_questions, as {" ~ seen[0].split(" (")[0]
                ~ ": {scale: [1, 5]}}, or bring them to known ones in extra_spellings.survey_type."
            ) %}
            {% do exceptions.warn(message) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{#- Stop at a question of survey_questions that nobody has answered: most likely it is misspelt. -#}
{% macro require_asked_questions(responses) %}
    {% if execute and flags.WHICH in ["build", "run"] and load_relation(responses) %}
        {% set query %}
            select distinct survey_type from {{ responses }} where survey_type is not null order by survey_type
        {% endset %}
        {% set asked = run_query(query).columns[0].values() | list %}
        {% for question in customer_segmentation.survey_questions() if question.name not in asked %}
            {{ customer_segmentation.setting_error(
                "survey_questions." ~ question.name,
                "is a question that nobody has answered; known ones with answers are "
                ~ (asked | join(", ") or "none"),
                "name it as the raw answers do (the log lists unknown ones), bring it to this name in "
                ~ "extra_spellings.survey_type, or remove it"
            ) }}
        {% endfor %}
    {% endif %}
{% endmacro %}
