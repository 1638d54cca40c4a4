{#-
    Whether a raw table is in use: orders where there are any, the others as the vars say, or else
    those that the demo has or that raw_tables names.
-#}
{% macro using_table(table_name) %}
    {% if table_name == "orders" %} {% do return(customer_segmentation.orders_from() != "none") %} {% endif %}
    {% set in_demo = customer_segmentation.packaged_contract()[table_name].get("in_demo", true) %}
    {% set by_default = (
        in_demo if var("use_demo_data", true) else table_name in customer_segmentation.given_mapping("raw_tables")
    ) %}
    {% set chosen = var("using_" ~ table_name, none) %}
    {% do return(by_default if chosen is none else chosen) %}
{% endmacro %}

{#-
    Where orders come from: table (the demo's, the one that raw_tables names, or one of the
    contract's name), lines (rows of order_items that say who bought and when) or none (features of
    your own say all there is). Said by the settings and never by what is in the warehouse: a table
    that is missing tonight is an error.
-#}
{% macro orders_from() %}
    {% set raw_tables = customer_segmentation.given_mapping("raw_tables") %}
    {% set line_columns = customer_segmentation.given_mapping("raw_tables", "order_items", "columns") %}
    {% if var("use_demo_data", true) or "orders" in raw_tables or var("using_orders", none) is true %}
        {% do return("table") %}
    {% elif "order_items" in raw_tables
        and (var("using_orders", none) is false or "customer_id" in line_columns or "ordered_at" in line_columns)
    %}
        {% do return("lines") %}
    {% elif var("using_orders", none) is false or ("customers" in raw_tables and customer_segmentation.has_own_features()) %}
        {% do return("none") %}
    {% endif %}
    {% do return("table") %}
{% endmacro %}

{#- Whether the settings name features of your own. -#}
{% macro has_own_features() %}
    {% do return(((var("feature_models", []) or []) + (var("customer_columns", []) or [])) | length > 0) %}
{% endmacro %}

{#- The entry of raw_tables that a table of the contract is read by. -#}
{% macro raw_settings(table_name) %}
    {% set is_of_lines = table_name == "orders" and customer_segmentation.orders_from() == "lines" %}
    {% set entry = "order_items" if is_of_lines else table_name %}
    {% do return(customer_segmentation.given_mapping("raw_tables", entry)) %}
{% endmacro %}

{#-
    Columns that a table of the contract can be mapped from: its own, and those of orders where
    these are made of its rows.
-#}
{% macro mappable_columns(table_name) %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% if table_name == "order_items" and customer_segmentation.orders_from() == "lines" %}
        {% for column, properties in customer_segmentation.raw_contract().orders.columns.items()
            if column not in columns and (properties.kind != "number" or properties.is_own)
        %}
            {% do columns.append(column) %}
        {% endfor %}
    {% endif %}
    {% do return(columns) %}
{% endmacro %}

{#- Whether the rows of a raw table are numbered because raw_tables gives null as their key. -#}
{% macro makes_key(table_name) %}
    {% set mapping = customer_segmentation.given_mapping("raw_tables", table_name, "columns") %}
    {% set key = customer_segmentation.raw_contract()[table_name].key %}
    {% do return(not var("use_demo_data", true) and key in mapping and mapping[key] is none) %}
{% endmacro %}

{#-
    Whether the user's project replaces the staging model of a raw table by disabling this
    package's and having its own of the same name. Only known once the graph is complete.
-#}
{% macro is_overridden(table_name) %}
    {% set model = customer_segmentation.raw_contract()[table_name].stg_model %}
    {% do return(execute and "model.customer_segmentation." ~ model not in graph.nodes) %}
{% endmacro %}

{#-
    The relation that holds a raw table: the demo seed, a model of the user's project, a file,
    or the user's own table.
-#}
{% macro raw_relation(table_name) %}
    {% set settings = customer_segmentation.raw_settings(table_name) %}
    {% if table_name == "orders" and customer_segmentation.orders_from() == "lines" %}
        {% do return(customer_segmentation.raw_relation("order_items")) %}
    {% elif var("use_demo_data", true) %}
        {% do return(ref("customer_segmentation", "raw_" ~ table_name)) %}
    {% elif settings.get("model") is string %} {% do return(ref(settings["model"])) %}
    {% elif settings.get("external_location") is string %}
        {% set location = settings["external_location"] %}
        {% do source("raw_" ~ table_name, table_name) %}
        {% do return(location if "(" in location else customer_segmentation.text_literal(location)) %}
    {% else %} {% do return(source("raw_" ~ table_name, table_name)) %}
    {% endif %}
{% endmacro %}

{#- Whether a raw table is there to read. A file is taken to be there. -#}
{% macro raw_table_exists(table_name) %}
    {% set relation = customer_segmentation.raw_relation(table_name) %}
    {% do return(relation is string or load_relation(relation) is not none) %}
{% endmacro %}

{#- The columns that a raw relation has, read from the warehouse. -#}
{% macro raw_columns(table_name) %}
    {% set query = "select * from " ~ customer_segmentation.raw_relation(table_name) ~ " as raw" %}
    {% do return(get_columns_in_query(query)) %}
{% endmacro %}

{#- Whether a column map value is a plain column name rather than an SQL expression. -#}
{% macro is_bare_name(value) %}
    {% do return(
        modules.re.match("^[A-Za-z_][A-Za-z0-9_]*$", value) is not none
        and value | lower not in ["null", "true", "false", "current_date", "current_timestamp"]
    ) %}
{% endmacro %}

{#-
    Contract column -> SQL expression over the raw row: the mapped column or expression, else the
    column of the same name (in any case), else null when the column is optional or mapped to null.
    Dates with a date_format are brought to the form that staging reads.
-#}
{% macro raw_expressions(table_name, catalog_columns) %}
    {% set required = customer_segmentation.contract_columns(table_name, "required") %}
    {% set settings = {} if var("use_demo_data", true) else customer_segmentation.raw_settings(table_name) %}
    {% set mapping = settings.columns if settings.columns is mapping else {} %}
    {% set date_format = settings.get("date_format") %}
    {% set is_of_lines = table_name == "orders" and customer_segmentation.orders_from() == "lines" %}
    {% set entry = "order_items" if is_of_lines else table_name %}
    {% set actual = {} %}
    {% for column in catalog_columns %}
        {% do actual.update({column | lower: column}) %}
    {% endfor %}
    {% set expressions = {} %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set own = customer_segmentation.contract_columns(table_name, "is_own") %}
    {% for column in customer_segmentation.contract_columns(table_name) %}
        {% set mapped = mapping.get(column) %}
        {% set wanted = (column if mapped is none else mapped) | string | trim %}
        {% set setting = "raw_tables." ~ entry ~ ".columns." ~ column %}
        {% if mapped is none and column in mapping %}
            {% do expressions.update({column: "cast(null as " ~ dbt.type_string() ~ ")"}) %}
        {% elif wanted | lower in actual %}
            {% do expressions.update({column: "raw." ~ adapter.quote(actual[wanted | lower].replace('"', '""'))}) %}
        {% elif mapped is not none and not customer_segmentation.is_bare_name(wanted) %}
            {% do expressions.update({column: wanted}) %}
        {% elif mapped is not none %}
            {{ exceptions.raise_compiler_error(
                "Raw table '" ~ table_name ~ "': setting " ~ setting ~ " names the column '"
                ~ wanted ~ "', which " ~ customer_segmentation.raw_relation(table_name)
                ~ " does not have. Its columns: " ~ catalog_columns | join(", ")
                ~ ". To fix it: name one of these, or an SQL expression over them."
            ) }}
        {% elif column in own %}
            {% set near = customer_segmentation.nearest_name(column, catalog_columns) %}
            {{ customer_segmentation.setting_error(
                customer_segmentation.raw_contract()[table_name].own_setting,
                "names the column " ~ column ~ ", which " ~ customer_segmentation.raw_relation(table_name)
                ~ " does not have" ~ (": did you mean " ~ near ~ "?" if near else ""),
                "set the var " ~ setting ~ " to the column (or an SQL expression) that holds it; its columns are "
                ~ catalog_columns | join(", ")
            ) }}
        {% elif column in required %}
            {% set is_key = column == table.key %}
            {{ exceptions.raise_compiler_error(
                "Raw table '" ~ entry ~ "': required column '" ~ column ~ "' is missing from "
                ~ customer_segmentation.raw_relation(table_name) ~ ". Its columns: "
                ~ catalog_columns | join(", ") ~ ". To fix it: set the var " ~ setting
                ~ " to the column (or an SQL expression) that holds it"
                ~ (", or to null to have the rows numbered" if is_key) ~ "."
            ) }}
        {% else %}
            {% do expressions.update({column: "cast(null as " ~ dbt.type_string() ~ ")"}) %}
        {% endif %}
        {% set kind = table.columns[column].kind %}
        {% set form = date_format.get(column) if date_format is mapping else date_format %}
        {% if form and kind in ["date", "timestamp"] %}
            {% do expressions.update({column: customer_segmentation.read_date(expressions[column], form)}) %}
        {% endif %}
    {% endfor %}
    {% do return(expressions) %}
{% endmacro %}

{#-
    Selects the contract's columns from a raw table under the contract's names, untouched. No rows
    when the table is not in use, when the user's own model replaces the staging model, and when a
    command that builds nothing finds no table yet.
-#}
{% macro raw_select(table_name) %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% set is_used = customer_segmentation.using_table(table_name) %}
    {% set relation = customer_segmentation.raw_relation(table_name) if is_used %}
    {% set is_read = is_used and execute and not customer_segmentation.is_overridden(table_name) %}
    {% if is_read and customer_segmentation.raw_table_exists(table_name) %}
        {% set expressions = customer_segmentation.raw_expressions(
            table_name, customer_segmentation.raw_columns(table_name)
        ) %}
        {% if customer_segmentation.orders_from() == "lines" and table_name in ["orders", "order_items"] %}
            {% do expressions.update({"order_id": customer_segmentation.order_of_line(relation)}) %}
        {% endif %}
        {% set selected %}
            select
                {% for column in columns %}
                    {{ expressions[column] }} as {{ column }}{{ "," if not loop.last }}
                {% endfor %}
            from {{ relation }} as raw
        {% endset %}
        {% if table_name == "orders" and customer_segmentation.orders_from() == "lines" %}
            {{ customer_segmentation.orders_of_lines(selected) }}
        {% elif customer_segmentation.makes_key(table_name) %}
            {{ customer_segmentation.with_made_key(table_name, selected) }}
        {% else %} {{ selected }}
        {% endif %}
    {% else %}
        {% if is_read and flags.WHICH in ["build", "run"] %}
            {{ customer_segmentation.raise_missing_raw_table(table_name) }}
        {% endif %}
        {% set types = {} %}
        {% for column in columns %} {% do types.update({column: dbt.type_string()}) %} {% endfor %}
        {{ customer_segmentation.empty_select(types) }}
    {% endif %}
{% endmacro %}

{#- What is counted as the raw rows of a table: of orders made of lines, the orders. -#}
{% macro counted_rows(table_name) %}
    {% if table_name == "orders" and customer_segmentation.orders_from() == "lines" %}
        {% do return("(" ~ customer_segmentation.raw_select("orders") ~ ") as made_orders") %}
    {% endif %}
    {% do return(customer_segmentation.raw_relation(table_name)) %}
{% endmacro %}

{#-
    Rows of a raw table without a key, each with one: what it says, hashed, and its number among
    equal rows. Two equal rows stay two, and neither the order of the rows nor rows that come later
    change a key.

    Arguments:
        table_name: a table of the contract.
        selected: a select of the contract's columns.
-#}
{% macro with_made_key(table_name, selected) %}
    {% set key = customer_segmentation.raw_contract()[table_name].key %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% set content = customer_segmentation.row_as_json(columns | reject("equalto", key) | list) %}
    {% set number = "row_number() over (partition by row_hash order by row_hash)" %}
    select
        {% for column in columns %}
            {% if column == key %}
                {{ dbt.concat([
                    "substring(row_hash, 1, 16)", "'-'", "cast(" ~ number ~ " as " ~ dbt.type_string() ~ ")",
                ]) }} as {{ key }}
            {% else %} {{ column }}
            {% endif %}
            {{- "," if not loop.last }}
        {% endfor %}
    from
        (
            select {{ columns | join(", ") }}, {{ dbt.hash(content) }} as row_hash
            from ({{ selected }}) as keyless_rows
        ) as hashed_rows
{% endmacro %}

{#-
    The order of an order line that says itself who bought and when: its order_id, or where that is
    mapped to null, what a customer bought at one time.
-#}
{% macro order_of_line(relation) %}
    {% set orders = customer_segmentation.raw_expressions("orders", get_columns_in_query("select * from " ~ relation ~ " as raw")) %}
    {% set settings = customer_segmentation.raw_settings("orders") %}
    {% set mapping = settings.columns if settings.columns is mapping else {} %}
    {% if "order_id" in mapping and mapping.order_id is none %}
        {% do return(dbt.concat([
            "cast(" ~ orders.customer_id ~ " as " ~ dbt.type_string() ~ ")",
            "'-'",
            "cast(" ~ orders.ordered_at ~ " as " ~ dbt.type_string() ~ ")",
        ])) %}
    {% endif %}
    {% do return(orders.order_id) %}
{% endmacro %}

{#-
    Orders made of order lines, one per order_id: when its first line was, and what all of its lines
    say alike. An order whose lines name several customers is nobody's, so staging rejects it.
-#}
{% macro orders_of_lines(selected) %}
    select
        {% for column, properties in customer_segmentation.raw_contract().orders.columns.items() %}
            {% if column == "order_id" %} order_id
            {% elif column == "ordered_at" %} min(ordered_at) as ordered_at
            {% elif properties.kind == "number" and not properties.is_own %}
                cast(null as {{ dbt.type_string() }}) as {{ column }}
            {% elif column in ["customer_id", "status"] %}
                {% set text = customer_segmentation.trimmed("cast(" ~ column ~ " as " ~ dbt.type_string() ~ ")") %}
                case when min({{ text }}) = max({{ text }}) then min({{ column }}) end as {{ column }}
            {% else %} min({{ column }}) as {{ column }}
            {% endif %}
            {{- "," if not loop.last }}
        {% endfor %}
    from ({{ selected }}) as order_lines
    group by order_id
{% endmacro %}
