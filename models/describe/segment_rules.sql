-- depends_on: {{ ref('segment_rule_predicates') }}
{% set rules = customer_segmentation.table_rows(
    "segment_rule_predicates",
    ["segmentation", "segment_id", "predicate"],
    "segmentation, segment_id",
    "dialect = " ~ dbt.string_literal(target.type),
) %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    segment_rule_predicates as (select * from {{ ref("segment_rule_predicates") }}),

    matches_by_segment as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            {% for rule in rules %}
                count(
                    case
                        when
                            customer_segments.segmentation
                            = {{ dbt.string_literal(rule.segmentation) }}
                            and ({{ rule.predicate }})
                        then 1
                    end
                ) as matches_{{ loop.index }},
            {% endfor %}
            count(*) as customers
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        group by customer_segments.segmentation, customer_segments.segment_id
    ),

    counts as (
        {% for rule in rules %}
            {% set is_own = "segment_id = " ~ rule.segment_id %}
            select
                {{ dbt.string_literal(rule.segmentation) }} as segmentation,
                {{ rule.segment_id }} as segment_id,
                sum(customers) as customers,
                sum(case when {{ is_own }} then customers end) as members,
                sum(matches_{{ loop.index }}) as matches,
                sum(
                    case when {{ is_own }} then matches_{{ loop.index }} else 0 end
                ) as hits
            from matches_by_segment
            where segmentation = {{ dbt.string_literal(rule.segmentation) }}
            union all
        {% endfor %}
        select
            cast(null as {{ dbt.type_string() }}) as segmentation,
            cast(null as {{ dbt.type_int() }}) as segment_id,
            cast(null as {{ dbt.type_bigint() }}) as customers,
            cast(null as {{ dbt.type_bigint() }}) as members,
            cast(null as {{ dbt.type_bigint() }}) as matches,
            cast(null as {{ dbt.type_bigint() }}) as hits
        where 1 = 0
    ),

    segment_rules as (
        select
            segment_rule_predicates.segmentation,
            cast(
                segment_rule_predicates.segment_id as {{ dbt.type_int() }}
            ) as segment_id,
            segment_rule_predicates.dialect,
            segment_rule_predicates.predicate,
            1e0 * counts.hits / nullif(counts.matches, 0) as precision,
            1e0 * counts.hits / nullif(counts.members, 0) as recall,
            1e0 * counts.matches / nullif(counts.customers, 0) as coverage
        from segment_rule_predicates
        inner join
            counts
            on segment_rule_predicates.segmentation = counts.segmentation
            and segment_rule_predicates.segment_id = counts.segment_id
    )

select *
from segment_rules
