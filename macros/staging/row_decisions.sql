{#-
    What becomes of the rows of a raw table that are not simply kept: rejected, merged with the row
    of the same key that counts, or kept as that one. `order_by` says which row of a key counts.
    `rows` is a step that has checked_columns and the column exclusion, why a sound row is not used;
    without it, all sound rows are used.
-#}
{% macro row_decisions(table_name, order_by=[], rows=none) %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% set raw_columns = customer_segmentation.raw_names(table_name) %}
    {% set ranking = ["case when error is null then 0 else 1 end"] + order_by %}
    {% set ties = columns | reject("in", [table.key] + order_by) | list + raw_columns %}
    select
        {{ columns | join(", ") }},
        {{ customer_segmentation.decision(table_name) }}
    from
        (
            select
                {{ (columns + raw_columns) | join(", ") }},
                error,
                exclusion,
                {% for column in table.told_apart_by or [] %}
                    first_value({{ column }}) over (
                        partition by {{ table.key }} order by {{ customer_segmentation.in_order(ranking + ties) }}
                    ) as first_{{ column }},
                {% endfor %}
                row_number() over (
                    partition by {{ table.key }} order by {{ customer_segmentation.in_order(ranking + ties) }}
                ) as version
            from
                {% if rows %} {{ rows }}
                {% else %}
                    (
                        select
                            {{ customer_segmentation.checked_columns(table_name) }},
                            cast(null as {{ dbt.type_string() }}) as exclusion
                        from {{ ref(table.base_model) }} as {{ table_name }}
                        {% if table.happened_at %}
                            cross join
                                (
                                    select as_of_date from {{ ref("as_of_dates") }} where is_current
                                ) as as_of_dates
                        {% endif %}
                    ) as checked
                {% endif %}
            where
                error is not null
                or exclusion is not null
                or {{ customer_segmentation.is_repeated(table_name) }}
        ) as versions
{% endmacro %}

{#- Whether other rows of a raw table have the key of a row. -#}
{% macro is_repeated(table_name) -%}
    {%- set table = customer_segmentation.raw_contract()[table_name] -%}
    {{ customer_segmentation.key_hash(table.key) }} in (
        select key_hash
        from ({{ customer_segmentation.repeated_keys(ref(table.base_model), table.key) }}) as repeated_keys
    )
{%- endmacro %}

{#- The names under which a base model hands on the original values, all of them or those that may be shown. -#}
{% macro raw_names(table_name, without=[]) %}
    {% set names = [] %}
    {% for column in customer_segmentation.contract_columns(table_name) if column not in without %}
        {% do names.append("raw_" ~ column) %}
    {% endfor %}
    {% do return(names) %}
{% endmacro %}

{#-
    The columns of a decision, of a row with its error, its exclusion and its rank among those of
    its key. reason_value is the original value that the reason is about.
-#}
{% macro decision(table_name) -%}
    {%- set table = customer_segmentation.raw_contract()[table_name] -%}
    {%- set members = {} -%}
    {%- set text = dbt.type_string() -%}
    {%- set differences = [] -%}
    {%- for column in table.told_apart_by or [] -%}
        {%- do differences.append(column ~ " <> first_" ~ column) -%}
    {%- endfor -%}
    {%- set is_other = differences | join(" and ") if differences else "1 = 0" -%}
    {%- for column, properties in table.columns.items() if not properties.personal -%}
        {%- do members.update({column: "raw_" ~ column}) -%}
    {%- endfor -%}
    {{ table.key }} as row_key,
    case
        when error is not null then 'rejected'
        when {{ is_other }} then 'rejected'
        when version > 1 then 'merged'
        when exclusion is not null then 'rejected'
        else 'kept'
    end as row_status,
    case
        when error is not null then error
        when {{ is_other }}
        then {{ customer_segmentation.text_literal(
            table.key ~ " of another row with another " ~ (table.told_apart_by or []) | join(" and ")
        ) }}
        when version = 1 then exclusion
    end as reason,
    case
        {% for column, properties in table.columns.items() if column in members and column != table.key %}
            when
                error in (
                    {{ customer_segmentation.text_literal("unreadable " ~ column) }},
                    {{ customer_segmentation.text_literal("doubtful " ~ column) }}
                )
                {% if properties.kind == "code" %}
                    or error like {{ customer_segmentation.text_literal("unknown " ~ column ~ " %") }}
                {% elif column == table.happened_at %}
                    or error like {{ customer_segmentation.text_literal(column ~ " %") }}
                    or error like 'isolated %'
                {% endif %}
            then cast(raw_{{ column }} as {{ text }})
        {% endfor %}
        when true then cast(null as {{ text }})
    end as reason_value,
    case
        when error is not null or (version = 1 and exclusion is not null) or {{ is_other }}
        then {{ customer_segmentation.row_as_json(members) }}
    end as row_json
{%- endmacro %}

{#-
    The columns of a base model under the name of its raw table, and the error that rejects a row:
    the first rule of the contract that it breaks, or else one of `further`, condition by reason, or
    else one of the var rejection_rules.
    `earlier` holds conditions by reasons in SQL that come before the as-of date is looked at. The
    step that selects them joins the current as_of_date where rows have a time.
-#}
{% macro checked_columns(table_name, further={}, earlier={}) -%}
    {%- set table = customer_segmentation.raw_contract()[table_name] -%}
    {%- set is_rejected = table.unreadable != "null" -%}
    {%- set columns = customer_segmentation.contract_columns(table_name) -%}
    {%- set details = customer_segmentation.raw_names(table_name) + (["invalid_column"] if is_rejected else []) -%}
    {{ customer_segmentation.columns_of(table_name, columns + details) }},
    case
        {% for column, properties in table.columns.items() if properties.required and properties.kind == "id" %}
            {% set raw = "cast(" ~ table_name ~ ".raw_" ~ column ~ " as " ~ dbt.type_string() ~ ")" %}
            when {{ table_name }}.{{ column }} is null and {{ customer_segmentation.trimmed(raw) }} is not null
            then 'doubtful {{ column }}'
            when {{ table_name }}.{{ column }} is null then 'no {{ column }}'
        {% endfor %}
        {% if is_rejected %}
            when {{ table_name }}.invalid_column is not null
            then {{ dbt.concat(["'unreadable '", table_name ~ ".invalid_column"]) }}
        {% endif %}
        {% if table.happened_at %}
            {% set happened_at = table_name ~ "." ~ table.happened_at %}
            when {{ happened_at }} is null then 'no {{ table.happened_at }}'
            when {{ happened_at }} < cast('1900-01-01' as date)
            then {{ customer_segmentation.text_literal(table.happened_at ~ " before 1900") }}
            {% for reason, condition in earlier.items() %} when {{ condition }} then {{ reason }} {% endfor %}
            when {{ happened_at }} >= as_of_date
            then {{ customer_segmentation.text_literal(table.happened_at ~ " on or after as_of_date") }}
        {% endif %}
        {% for column in customer_segmentation.closed_codes(table_name) %}
            {% set code = table_name ~ "." ~ column %}
            when {{ code }} like '?%'
            then {{ dbt.concat(["'unknown " ~ column ~ " '", "substring(" ~ code ~ ", 2, 100)"]) }}
        {% endfor %}
        {% for reason, condition in (table.rejected_when or {}).items() | list + further.items() | list %}
            when {{ condition }} then {{ customer_segmentation.text_literal(reason) }}
        {% endfor %}
        {% for reason, condition in customer_segmentation.own_rejection_rules(table_name).items() %}
            when {{ customer_segmentation.qualified(condition, table_name) }}
            then {{ customer_segmentation.text_literal(reason) }}
        {% endfor %}
    end as error
{%- endmacro %}

{#- The columns of a raw table whose codes all are on a list, so that others reject the row. -#}
{% macro closed_codes(table_name) %}
    {% set lists = customer_segmentation.code_lists() %}
    {% set columns = [] %}
    {% for column, properties in customer_segmentation.raw_contract()[table_name].columns.items() %}
        {% if properties.kind == "code" and not lists[properties.codes].is_open %}
            {% do columns.append(column) %}
        {% endif %}
    {% endfor %}
    {% do return(columns) %}
{% endmacro %}

{#- Decisions on the rows of a table about customers: those of nobody known are not used. -#}
{% macro engagement_decisions(table_name) %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% set patterns = customer_segmentation.given_mapping("test_customer_patterns").get("customer_id") %}
    with

        as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

        known_customers as (select * from {{ ref("known_customers") }}),

        test_customers as (
            select distinct customer_id from {{ ref("customer_decisions") }} where reason = 'test customer'
        ),

        checked as (
            select
                {{ customer_segmentation.checked_columns(table_name) }},
                case when known_customers.customer_id is null then 'unknown customer' end as exclusion
            from {{ ref(table.base_model) }} as {{ table_name }}
            cross join as_of_dates
            left join known_customers on {{ table_name }}.customer_id = known_customers.customer_id
        ),

        decided as (
            {{ customer_segmentation.row_decisions(
                table_name,
                ["case when exclusion is null then 0 else 1 end", table.happened_at ~ " desc"],
                rows="checked",
            ) }}
        ),

        decisions as (
            select
                {{ customer_segmentation.columns_of("decided", columns + ["row_key", "row_status", "reason_value"]) }},
                case
                    when
                        decided.reason = 'unknown customer'
                        and (
                            test_customers.customer_id is not null
                            or {{ customer_segmentation.matches_pattern("decided.customer_id", patterns) }}
                        )
                    then 'test customer'
                    else decided.reason
                end as reason,
                decided.row_json
            from decided
            left join test_customers on decided.customer_id = test_customers.customer_id
        )

    select *
    from decisions
{% endmacro %}

{#-
    Whether a staged row breaks a rule of the contract. Staging leaves no such row; that the user's
    own models and later changes leave none is what staging_checks looks at.
-#}
{% macro is_unsound(table_name) %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set conditions = [table.unsound_when] if table.unsound_when else [] %}
    {% for column in customer_segmentation.contract_columns(table_name, "required") if column != table.key %}
        {% do conditions.append(column ~ " is null") %}
    {% endfor %}
    {% if table.happened_at %}
        {% do conditions.append(table.happened_at ~ " < cast('1900-01-01' as date)") %}
    {% endif %}
    {% for column in customer_segmentation.closed_codes(table_name) %}
        {% do conditions.append(column ~ " like '?%'") %}
    {% endfor %}
    {% for condition in (table.rejected_when or {}).values() %}
        {% do conditions.append(condition) %}
    {% endfor %}
    {% do return(conditions | join(" or ") if conditions else "false") %}
{% endmacro %}
