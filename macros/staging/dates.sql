{#-
    The day of the run on the clock of the var time_zone. The one use of a clock: rows from later
    days are rejected, and an old as_of_date is warned of. No feature may depend on it. A zone that
    does not exist is what check_settings speaks of, which runs after all models were read.
-#}
{% macro run_date() %}
    {% set time_zone = var("time_zone") %}
    {% set zone = modules.pytz.timezone(time_zone if time_zone in modules.pytz.all_timezones else "UTC") %}
    {% set day = run_started_at.astimezone(zone).date() %}
    {% do return("cast(" ~ customer_segmentation.text_literal(day) ~ " as date)") %}
{% endmacro %}

{#-
    Where there are no orders: the newest day, up to the day of the run, that customers, events or
    survey answers are dated by, as a select of one value.
-#}
{% macro newest_date() %}
    select max(dated_on) as newest_date
    from
        (
            {% for table_name, table in customer_segmentation.raw_contract().items() if table_name != "orders" %}
                {% for column in customer_segmentation.contract_columns(table_name, "kind", "timestamp") %}
                    select cast({{ column }} as date) as dated_on
                    from {{ ref(table.base_model) }}
                    union all
                {% endfor %}
            {% endfor %}
            {{ customer_segmentation.empty_select({"dated_on": "date"}) }}
        ) as dates
    where dated_on <= {{ customer_segmentation.run_date() }}
{% endmacro %}

{#-
    Earlier as-of dates that are computed: history_periods. None where all that is known of customers
    is how they are today: everybody would have been alike at every date, and moved nowhere.
-#}
{% macro periods_before() %}
    {% set is_dated = namespace(found=false) %}
    {% for table_name, table in customer_segmentation.raw_contract().items()
        if table.happened_at and customer_segmentation.using_table(table_name)
    %}
        {% set is_dated.found = true %}
    {% endfor %}
    {#- Only where it matters: a unit test of dbt has no graph. -#}
    {% if not is_dated.found %}
        {% for node in customer_segmentation.feature_nodes()[1:] if "as_of_date" in node.columns and not node.setting %}
            {% set is_dated.found = true %}
        {% endfor %}
    {% endif %}
    {% do return(var("history_periods") | int if is_dated.found else 0) %}
{% endmacro %}

{#-
    A raw date in the form that clean_timestamp reads, as text; what is not of the given form stays
    as it came.

    Arguments:
        expression: the raw value, a text or a number.
        form: yyyymmdd, ddmmyyyy, mmddyyyy or yyyyddmm, alone or with the time behind it (hhmi, hhmiss);
            the same parts with one of . / - between them, and maybe a time of day after a blank, where the
            month may be a name (mon) and the year two digits (yy; 70 to 99 are of the last century, as
            POSIX has it);
            unix or unix_ms, seconds or milliseconds since 1970 in UTC; excel, days since 1899-12-30.
-#}
{% macro read_date(expression, form) %}
    {%- set text = customer_segmentation.trimmed("cast(" ~ expression ~ " as " ~ dbt.type_string() ~ ")") -%}
    {%- set parts = customer_segmentation.date_parts(form) -%}
    {%- if form in ["unix", "unix_ms", "excel"] -%}
        {%- set read = customer_segmentation.date_of_number(text, form) -%}
        {%- set pattern = "^[0-9]{1,13}([.][0-9]+)?$" if form == "unix_ms" else "^[0-9]{1,11}([.][0-9]+)?$" if form == "unix" else "^[0-9]{1,6}([.][0-9]+)?$" -%}
    {%- elif parts.separator -%}
        {%- set read, pattern = customer_segmentation.date_of_parts(text, parts) -%}
    {%- else -%}
        {%- set read, pattern = customer_segmentation.date_of_digits(text, parts) -%}
    {%- endif -%}
    {{- return(
        "case when " ~ customer_segmentation.matches_pattern(text, pattern) ~ " then " ~ read
        ~ " else " ~ text ~ " end"
    ) -}}
{% endmacro %}

{#- The parts of a form of dates: {names, separator, time}; no names when it is none. -#}
{% macro date_parts(form) %}
    {% set part = "(yyyy|yy|mm|mon|dd)" %}
    {% set found = modules.re.match("^" ~ part ~ "([./-]?)" ~ part ~ "\\2" ~ part ~ "(hhmi(?:ss)?)?$", form | string) %}
    {% set names = [found.group(1), found.group(3), found.group(4)] if found else [] %}
    {% set is_short = "yy" in names or "mon" in names %}
    {% if names | map("first") | unique | list | length < 3 or (found.group(2) and found.group(5)) or (is_short and not found.group(2)) %}
        {% do return({"names": []}) %}
    {% endif %}
    {% do return({"names": names, "separator": found.group(2), "time": found.group(5) or ""}) %}
{% endmacro %}

{#- Digits without anything between them. Decimals come from tools that read numbers as floats. -#}
{% macro date_of_digits(text, parts) %}
    {% set places = {} %}
    {% set at = namespace(place=1) %}
    {% for name in parts.names + (["hh", "mi", "ss"][: parts.time | length // 2]) %}
        {% do places.update({name: "substring(" ~ text ~ ", " ~ at.place ~ ", " ~ name | length ~ ")"}) %}
        {% set at.place = at.place + name | length %}
    {% endfor %}
    {% set written = [places.yyyy, "'-'", places.mm, "'-'", places.dd] %}
    {% if parts.time %}
        {% do written.extend(["' '", places.hh, "':'", places.mi, "':'", places.ss | default("'00'")]) %}
    {% endif %}
    {% do return((dbt.concat(written), "^[0-9]{" ~ (at.place - 1) ~ "}([.]0+)?$")) %}
{% endmacro %}

{#- Parts with a separator, of one or two digits, and whatever stands behind them. -#}
{% macro date_of_parts(text, parts) %}
    {% set digits = [] %}
    {% set places = {} %}
    {% set blank = dbt.position("' '", text) %}
    {% set day = "case when " ~ blank ~ " > 0 then substring(" ~ text ~ ", 1, " ~ blank ~ " - 1) else " ~ text ~ " end" %}
    {% set time = "case when " ~ blank ~ " > 0 then substring(" ~ text ~ ", " ~ blank ~ ") else '' end" %}
    {% for name in parts.names %}
        {% do digits.append({"yyyy": "[0-9]{4}", "yy": "[0-9]{2}", "mon": "[A-Za-z]{3,9}"}.get(name, "[0-9]{1,2}")) %}
        {% do places.update({name: dbt.split_part(day, "'" ~ parts.separator ~ "'", loop.index)}) %}
    {% endfor %}
    {% if places.yy %}
        {% set century = "case when " ~ places.yy ~ " < '70' then '20' else '19' end" %}
        {% do places.update({"yyyy": dbt.concat([century, places.yy])}) %}
    {% endif %}
    {% if places.mon %}
        {% do places.update({"mm": customer_segmentation.month_of_name(places.mon)}) %}
    {% endif %}
    {% set separator = "[" ~ parts.separator ~ "]" %}
    {% do return((
        dbt.concat([places.yyyy, "'-'", places.mm, "'-'", places.dd, time]),
        "^" ~ digits | join(separator) ~ "( .*)?$",
    )) %}
{% endmacro %}

{#- The number of an English month, by its first three letters; another word stays, and is no date. -#}
{% macro month_of_name(text) %}
    {% set months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] %}
    {% set cases = [] %}
    {% for month in months %}
        {% do cases.append("when '" ~ month ~ "' then '" ~ ("0" if loop.index < 10) ~ loop.index ~ "'") %}
    {% endfor %}
    {% do return("case lower(substring(" ~ text ~ ", 1, 3)) " ~ cases | join(" ") ~ " else " ~ text ~ " end") %}
{% endmacro %}

{#- A number of days or seconds. Those of unix are instants. -#}
{% macro date_of_number(text, form) %}
    {% set number = customer_segmentation.cast_or_null(text, customer_segmentation.type_double()) %}
    {% set per_day = {"unix": 86400, "unix_ms": 86400000, "excel": 1}[form] %}
    {% set first_day = "1899-12-30" if form == "excel" else "1970-01-01" %}
    {#- Whole days apart: engines add no more seconds than fit into 32 bits. -#}
    {% set days = "floor(" ~ number ~ " / " ~ per_day ~ ")" %}
    {% set rest = "floor((" ~ number ~ " - " ~ days ~ " * " ~ per_day ~ ") * 86400.0 / " ~ per_day ~ " + 0.000001)" %}
    {% set time = dbt.dateadd(
        "second",
        "cast(" ~ rest ~ " as " ~ dbt.type_int() ~ ")",
        dbt.dateadd(
            "day",
            "cast(" ~ days ~ " as " ~ dbt.type_int() ~ ")",
            "cast('" ~ first_day ~ "' as " ~ dbt.type_timestamp() ~ ")",
        ),
    ) %}
    {% set written = "substring(cast(" ~ time ~ " as " ~ dbt.type_string() ~ "), 1, 19)" %}
    {% do return(written if form == "excel" else dbt.concat([written, "'Z'"])) %}
{% endmacro %}
