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

    predicates as (select * from {{ ref("segment_rule_predicates") }}),

    {% for segmentation in rules | map(attribute="segmentation") | unique %}
        counts_{{ segmentation }} as (
            select
                count(*) as customers
                {%- for rule in rules if rule.segmentation == segmentation %}
                    ,
                    count(
                        case
                            when customer_segments.segment_id = {{ rule.segment_id }}
                            then 1
                        end
                    ) as members_{{ loop.index }},
                    count(
                        case when {{ rule.predicate }} then 1 end
                    ) as matches_{{ loop.index }},
                    count(
                        case
                            when
                                customer_segments.segment_id = {{ rule.segment_id }}
                                and ({{ rule.predicate }})
                            then 1
                        end
                    ) as hits_{{ loop.index }}
                {%- endfor %}
            from customer_features
            inner join
                customer_segments
                on customer_features.customer_id = customer_segments.customer_id
            where
                customer_features.is_current
                and customer_segments.segmentation
                = {{ dbt.string_literal(segmentation) }}
        ),
    {% endfor %}

    counts as (
        {% for rule in rules %}
            {% set position = loop.index - (
                rules | selectattr("segmentation", "lt", rule.segmentation) | list | length
            ) %}
            select
                {{ dbt.string_literal(rule.segmentation) }} as segmentation,
                {{ rule.segment_id }} as segment_id,
                customers,
                members_{{ position }} as members,
                matches_{{ position }} as matches,
                hits_{{ position }} as hits
            from counts_{{ rule.segmentation }}
            union all
        {% endfor %}
        select
            cast(null as {{ dbt.type_string() }}) as segmentation,
            cast(null as {{ dbt.type_int() }}) as segment_id,
            0 as customers,
            0 as members,
            0 as matches,
            0 as hits
        where 1 = 0
    ),

    segment_rules as (
        select
            predicates.segmentation,
            cast(predicates.segment_id as {{ dbt.type_int() }}) as segment_id,
            predicates.dialect,
            predicates.predicate,
            1e0 * counts.hits / nullif(counts.matches, 0) as precision,
            1e0 * counts.hits / nullif(counts.members, 0) as recall,
            1e0 * counts.matches / nullif(counts.customers, 0) as coverage
        from predicates
        inner join
            counts
            on predicates.segmentation = counts.segmentation
            and predicates.segment_id = counts.segment_id
    )

select *
from segment_rules
