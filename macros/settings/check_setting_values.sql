{#- Stop at a var whose value is not of its kind. -#}
{% macro check_setting_values() %}
    {% for name, rule in customer_segmentation.setting_kinds().items() %}
        {% do customer_segmentation.check_value(name, var(name), rule) %}
    {% endfor %}
    {% for column, patterns in (var("test_customer_patterns") or {}).items() %}
        {{ customer_segmentation.check_choice(
            "test_customer_patterns", column, ["customer_id", "email"], "column"
        ) }}
        {% do customer_segmentation.check_patterns("test_customer_patterns." ~ column, patterns) %}
    {% endfor %}
    {% for setting in ["non_product_patterns", "adjustment_order_patterns"] %}
        {% do customer_segmentation.check_patterns(setting, var(setting)) %}
    {% endfor %}
    {% set code_lists = customer_segmentation.code_lists() %}
    {% for spelling, status in (var("order_status_map") or {}).items() %}
        {{ customer_segmentation.check_choice(
            "order_status_map." ~ spelling, status, code_lists.order_status.codes, "status"
        ) }}
    {% endfor %}
    {% for list_name, spellings in (var("extra_spellings") or {}).items() %}
        {{ customer_segmentation.check_choice(
            "extra_spellings", list_name, code_lists | list, "code list"
        ) }}
        {% for spelling, code in (spellings or {}).items() if code_lists[list_name].codes %}
            {{ customer_segmentation.check_choice(
                "extra_spellings." ~ list_name ~ "." ~ spelling, code, code_lists[list_name].codes, "code"
            ) }}
        {% endfor %}
    {% endfor %}
    {% if var("as_of_date") is none and customer_segmentation.is_overridden("orders") %}
        {{ customer_segmentation.setting_error(
            "as_of_date",
            "is not set, and stg_shop__orders is a model of your own, so the date cannot be taken "
            ~ "from the raw orders",
            "set it to the day after the last order, like '2024-01-31'"
        ) }}
    {% endif %}
    {% do customer_segmentation.check_orders() %}
    {% if var("drift_warning_threshold") > var("drift_threshold") %}
        {{ customer_segmentation.setting_error(
            "drift_warning_threshold",
            "is " ~ var("drift_warning_threshold") ~ ", above drift_threshold (" ~ var("drift_threshold") ~ ")",
            "warn below the threshold that is an error"
        ) }}
    {% endif %}
{% endmacro %}

{#- Stop at a value that is not of its kind, or that holds one which is not. -#}
{% macro check_value(setting, value, rule) %}
    {% if value is none and rule.optional %} {{ return("") }} {% endif %}
    {% set remedy = customer_segmentation.remedy_of_kind(value, rule) %}
    {% if remedy %}
        {{ customer_segmentation.setting_error(
            setting, "is " ~ customer_segmentation.as_written(value),
            rule.remedy | default(remedy) ~ (", or null" if rule.optional)
        ) }}
    {% endif %}
    {% for key, kind in (rule.has or {}).items() if value is mapping and key in value %}
        {% do customer_segmentation.check_value(setting ~ "." ~ key, value[key], kind) %}
    {% endfor %}
    {% for key in (value if rule.each and value is iterable and value is not string else []) %}
        {% set entry = value[key] if value is mapping else key %}
        {% set name = key if value is mapping else (entry.name if entry is mapping) %}
        {% do customer_segmentation.check_value(
            setting ~ ("." ~ name if name is string else "[" ~ loop.index0 ~ "]"), entry, rule.each
        ) %}
    {% endfor %}
{% endmacro %}

{#- What to give instead of a value that is not of its kind; nothing when it is. -#}
{% macro remedy_of_kind(value, rule) %}
    {% set is_number = value is number and value is not boolean %}
    {% set is_list = value is sequence and value is not string and value is not mapping %}
    {% set kind = rule.kind %}
    {% if kind == "flag" and value is not boolean %} {% do return("give true or false") %}
    {% elif kind == "text" and (value is not string or not value | trim) %} {% do return("give a text") %}
    {% elif kind == "value" and (
        value is none
        or value is boolean and not rule.is_flag_too
        or value is iterable and (value is not string or not value | trim)
    ) %}
        {% do return("give a text or a number; write 'yes', 'no', 'true' and 'false' in quotes") %}
    {% elif kind == "mapping" and value is not mapping %} {% do return("give a mapping, {key: value}") %}
    {% elif kind == "list" and not is_list %} {% do return("give a list, [{key: value}]") %}
    {% elif kind in ["texts", "patterns"] and not (kind == "patterns" and value is string or is_list and value | reject("string") | list == []) %}
        {% do return("give a list of texts, like ['a', 'b']") %}
    {% elif kind == "ids" and not (
        value is string
        or is_list and value | reject("string") | reject("integer") | list == []
    ) %}
        {% do return("give a list of ids, or the name of a model with a column customer_id") %}
    {% elif kind == "time_zone" and value not in modules.pytz.all_timezones %}
        {% do return("name a time zone like UTC or Europe/Berlin") %}
    {% elif kind == "choice" and value not in rule.of %}
        {% do return("use one of " ~ rule.of | join(", ")) %}
    {% elif kind == "choices" and not (is_list and value | reject("in", rule.of) | list == []) %}
        {% do return("give a list of " ~ rule.of | join(", ")) %}
    {% elif kind == "date" and not customer_segmentation.is_date(value | string) %}
        {% do return("write a date like '2024-01-31'") %}
    {% elif kind in ["whole", "number"] and not (
        is_number
        and (kind == "number" or value is integer)
        and (rule.min is not defined or value >= rule.min)
        and (rule.max is not defined or value <= rule.max)
    ) %}
        {% do return(
            "give a " ~ ("whole number" if kind == "whole" else "number") ~ " from " ~ rule.min
            ~ (" to " ~ rule.max if rule.max is defined else " on")
        ) %}
    {% endif %}
    {% do return(none) %}
{% endmacro %}

{#- A value as a message shows it: texts in quotes, so that 'false' is not taken for false. -#}
{% macro as_written(value) %}
    {% do return("'" ~ value ~ "'" if value is string else "null" if value is none else (value | string)) %}
{% endmacro %}

{#- Whether a text is a day of the calendar, written like 2024-01-31. -#}
{% macro is_date(text) %}
    {% if not modules.re.match("^(19|20)\\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$", text) %}
        {% do return(false) %}
    {% endif %}
    {% set year, month, day = text[:4] | int, text[5:7] | int, text[8:] | int %}
    {% set is_leap = year % 4 == 0 and (year % 100 or year % 400 == 0) %}
    {% set february = 29 if is_leap else 28 %}
    {% do return(day <= [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]) %}
{% endmacro %}
