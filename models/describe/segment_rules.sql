-- depends_on: {{ ref('explanation_rows') }}
{% set rules = customer_segmentation.table_rows(
    "explanation_rows",
    ["segmentation", "segment_id", "predicate"],
    "segmentation, segment_id",
    "kind = 'rule' and dialect = " ~ customer_segmentation.text_literal(customer_segmentation.sql_dialect()),
) %}
{% set matches = [] %}
{% for rule in rules %}
    {% do matches.append({
        "rule_segmentation": customer_segmentation.text_literal(rule.segmentation),
        "rule_segment_id": rule.segment_id,
        "matches": "matches_" ~ loop.index,
    }) %}
{% endfor %}
with

    customer_features as (select * from {{ ref("customer_features_extended") }}),

    -- Under other names than those that a predicate may have.
    members as (
        select
            segmentation as member_segmentation,
            segment_id as member_segment_id,
            customer_id as member_id,
            as_of_date as member_date
        from {{ ref("customer_segments") }}
    ),

    matches_by_segment as (
        select
            members.member_segmentation as segmentation,
            members.member_segment_id as segment_id,
            {% for rule in rules %}
                count(
                    case
                        when
                            members.member_segmentation
                            = {{ customer_segmentation.text_literal(rule.segmentation) }}
                            and ({{ rule.predicate }})
                        then 1
                    end
                ) as matches_{{ loop.index }},
            {% endfor %}
            count(*) as customers
        from members
        inner join
            customer_features
            on members.member_id = customer_features.customer_id
            and members.member_date = customer_features.as_of_date
        group by members.member_segmentation, members.member_segment_id
    ),

    -- One row per segment of customers and rule, whichever segmentation the rule is of.
    matches_by_rule as (
        {{ customer_segmentation.unpivoted("matches_by_segment", matches, {
            "segmentation": dbt.type_string(),
            "segment_id": dbt.type_int(),
            "customers": dbt.type_bigint(),
            "rule_segmentation": dbt.type_string(),
            "rule_segment_id": dbt.type_int(),
            "matches": dbt.type_bigint(),
        }) }}
    ),

    counts as (
        select
            segmentation,
            rule_segment_id as segment_id,
            sum(customers) as customers,
            sum(case when segment_id = rule_segment_id then customers end) as members,
            sum(matches) as matches,
            sum(case when segment_id = rule_segment_id then matches else 0 end) as hits
        from matches_by_rule
        where segmentation = rule_segmentation
        group by segmentation, rule_segment_id
    ),

    segment_rules as (
        select
            segment_rule_predicates.segmentation,
            cast(
                segment_rule_predicates.segment_id as {{ dbt.type_int() }}
            ) as segment_id,
            segment_rule_predicates.dialect,
            segment_rule_predicates.predicate,
            {{ customer_segmentation.ratio("counts.hits", "counts.matches") }}
            as precision,
            {{ customer_segmentation.ratio("counts.hits", "counts.members") }}
            as recall,
            {{ customer_segmentation.ratio("counts.matches", "counts.customers") }}
            as coverage
        from {{ ref("explanation_rows") }} as segment_rule_predicates
        inner join
            counts
            on segment_rule_predicates.segmentation = counts.segmentation
            and segment_rule_predicates.segment_id = counts.segment_id
        where segment_rule_predicates.kind = 'rule'
    )

select *
from segment_rules
