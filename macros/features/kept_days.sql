{#-
    Whether days are kept from build to build (the var lookback_days), so that a build reads the rows of
    those alone that are not as they were. Not on Spark, where dbt cannot replace the rows of a day.
-#}
{% macro keeps_days() %}
    {% do return(
        var("lookback_days", none) is not none
        and customer_segmentation.replaces_days()
    ) %}
{% endmacro %}

{#-
    What tells a day of a raw table from the same day at another build: its number of rows, and the sum of
    the hashes of their original values.

    Arguments:
        relation: the base model, or the staging model in its place.
        columns: what its rows say.
-#}
{% macro read_days(relation, columns) %}
    select occurred_date, count(*) as raw_rows, {{ customer_segmentation.content_sum(columns) }} as content
    from {{ relation }}
    where occurred_date is not null
    group by occurred_date
{% endmacro %}

{#- The days that changed_days says are read, as a select; a day that has no row any more has an empty content. -#}
{% macro days_as_read(days, relation, columns) %}
    {% if days.contents is none %} {{ customer_segmentation.read_days(relation, columns) }}
    {% else %}
        {% for day, content in days.contents.items() %}
            select
                cast({{ customer_segmentation.text_literal(day) }} as date) as occurred_date,
                {{ customer_segmentation.text_literal(content) }} as content
            union all
        {% endfor %}
        {{ customer_segmentation.empty_select({"occurred_date": "date", "content": dbt.type_string()}) }}
    {% endif %}
{% endmacro %}

{#-
    The days of a raw table that are not as the model kept them: {"condition": on occurred_date, which holds
    for those to read, "contents": {day: its content now}}; contents is none where all days are read.
    A model that keeps days has rows without a customer that say what was read: occurred_date, content and
    recipe. When most days are to be read the model is made anew.
-#}
{% macro changed_days(table_name, relation, columns, recipe) %}
    {% set everything = {"condition": "1 = 1", "contents": none} %}
    {% if not customer_segmentation.keeps_days() %} {% do return({"condition": "1 = 1", "contents": {}}) %} {% endif %}
    {% set is_build = execute and graph.nodes and flags.WHICH in ["build", "run"] %}
    {% if not (is_build and is_incremental()) %} {% do return(everything) %} {% endif %}
    {% set query %}
        with

            raw_days as ({{ customer_segmentation.read_days(relation, columns) }}),

            kept_days as (
                select
                    occurred_date,
                    coalesce(
                        max(
                            case
                                when customer_id is null and recipe = {{ customer_segmentation.text_literal(recipe) }}
                                then content
                            end
                        ),
                        'of another recipe'
                    ) as content
                from {{ this }}
                group by occurred_date
            ),

            -- Rows of later days than the as-of date are most likely typing errors.
            newest as (
                select max(kept_days.occurred_date) as newest_date
                from kept_days
                inner join
                    {{ ref("as_of_dates") }} as as_of_dates
                    on as_of_dates.is_current
                    and kept_days.occurred_date < as_of_dates.as_of_date
            ),

            compared as (
                select
                    coalesce(raw_days.occurred_date, kept_days.occurred_date) as occurred_date,
                    coalesce(raw_days.content, '') as content,
                    coalesce(raw_days.content, '') <> coalesce(kept_days.content, '') as is_changed,
                    coalesce(raw_days.raw_rows, 0) as raw_rows,
                    count(raw_days.occurred_date) over () as all_days,
                    coalesce(sum(raw_days.raw_rows) over (), 0) as all_rows
                from raw_days
                full outer join kept_days on raw_days.occurred_date = kept_days.occurred_date
            )

        select
            cast(occurred_date as {{ dbt.type_string() }}) as day,
            content,
            coalesce(
                {{ customer_segmentation.days_between("lag(occurred_date) over (order by occurred_date)", "occurred_date") }}
                > 1,
                true
            ) as is_apart,
            coalesce(
                {{ customer_segmentation.days_between("occurred_date", "newest_date") }} > {{ var("lookback_days") }},
                false
            ) as is_old,
            raw_rows,
            all_days,
            all_rows
        from compared
        cross join newest
        where is_changed
        order by occurred_date
    {% endset %}
    {% set rows = run_query(query).rows %}
    {% if rows %}
        {% do log(
            table_name ~ ": " ~ rows | length ~ " of " ~ rows[0].all_days ~ " days are read, "
            ~ rows | map(attribute="raw_rows") | map("int") | sum ~ " of " ~ rows[0].all_rows | int ~ " rows",
            info=true
        ) %}
    {% endif %}
    {% if rows and 2 * rows | length > rows[0].all_days %}
        {% do adapter.drop_relation(load_relation(this)) %}
        {% do return(everything) %}
    {% endif %}
    {% set ranges, contents, old = [], {}, [] %}
    {% for row in rows %}
        {% if row.is_apart %} {% do ranges.append([row.day]) %}
        {% else %} {% do ranges[-1].append(row.day) %}
        {% endif %}
        {% do contents.update({row.day: row.content}) %}
        {% if row.is_old %} {% do old.append(row.day) %} {% endif %}
    {% endfor %}
    {% if old %}
        {% do exceptions.warn(
            table_name ~ ": rows of " ~ old | length ~ " days came, changed or went later than lookback_days ("
            ~ var("lookback_days") ~ ") and were read again: " ~ old[:10] | join(", ")
            ~ (", ..." if old | length > 10) ~ ". If this is usual, set lookback_days to what is."
        ) %}
    {% endif %}
    {% set conditions = [] %}
    {% for days in ranges %}
        {% do conditions.append(
            "occurred_date between cast(" ~ customer_segmentation.text_literal(days[0]) ~ " as date) and cast("
            ~ customer_segmentation.text_literal(days[-1]) ~ " as date)"
        ) %}
    {% endfor %}
    {% do return({"condition": "(" ~ (conditions | join(" or ") or "1 = 0") ~ ")", "contents": contents}) %}
{% endmacro %}
