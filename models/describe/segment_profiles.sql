with

    ranked as (select * from {{ ref("segment_feature_ranks") }}),

    segment_states as (select * from {{ ref("segment_states") }}),

    -- The same measure in another window says nothing new; another measure of the
    -- same family says little; a mean within a tenth of everybody's, or one that a few
    -- members make, says nothing. Of two that say the same, the shorter words do:
    -- without returns, spend before returns is spend.
    compared as (
        select
            ranked.segmentation,
            ranked.segment_id,
            ranked.feature_name,
            ranked.standardized_difference,
            ranked.lift,
            ranked.is_common
            and ranked.is_shown
            and coalesce({{ customer_segmentation.is_told("ranked") }}, false)
            and {{ customer_segmentation.fits_activity("ranked", "segment_states") }}
            as is_common,
            case when ranked.importance_class = 3 then 1 else 0 end as is_rarely_known,
            {{ customer_segmentation.rounded(
                "abs(coalesce(ranked.standardized_difference, 0))", 9
            ) }} as difference,
            ranked.measure,
            ranked.family,
            length(ranked.trait_name) as word_length
        from ranked
        left join
            segment_states
            on ranked.segmentation = segment_states.segmentation
            and ranked.segment_id = segment_states.segment_id
    ),

    {% set by_difference = "is_rarely_known, difference desc, word_length, feature_name" %}
    placed as (
        select
            compared.*,
            row_number() over (
                partition by segmentation, segment_id, measure
                order by {{ by_difference }}
            ) as place_in_measure,
            row_number() over (
                partition by segmentation, segment_id, family
                order by {{ by_difference }}
            ) as place_in_family
        from compared
    ),

    traits as (
        select
            segmentation,
            segment_id,
            feature_name,
            row_number() over (
                partition by segmentation, segment_id
                order by
                    is_rarely_known,
                    case when place_in_family = 1 then 0 else 1 end,
                    difference desc,
                    word_length,
                    feature_name
            ) as trait_rank
        from placed
        where
            place_in_measure = 1
            and is_common
            and abs(standardized_difference) >= 0.2
            and coalesce(abs(lift - 1), 1) >= 0.1
    ),

    segment_profiles as (
        select
            ranked.segmentation,
            ranked.segment_id,
            ranked.feature_name,
            {{ customer_segmentation.population_in_words("ranked.segmentation") }}
            as population,
            ranked.label,
            ranked.unit,
            ranked.role,
            ranked.family,
            case when ranked.is_shown then ranked.coverage end as coverage,
            case when ranked.is_shown then ranked.segment_mean end as segment_mean,
            case when ranked.is_shown then ranked.segment_median end as segment_median,
            ranked.population_mean,
            ranked.population_stddev,
            case
                when ranked.is_shown then ranked.standardized_difference
            end as standardized_difference,
            case when ranked.is_shown then ranked.lift end as lift,
            case when ranked.is_shown then ranked.trait_name end as trait_name,
            case when ranked.is_shown then ranked.trait end as trait,
            ranked.importance_rank,
            cast(traits.trait_rank as {{ dbt.type_int() }}) as trait_rank
        from ranked
        left join
            traits
            on ranked.segmentation = traits.segmentation
            and ranked.segment_id = traits.segment_id
            and ranked.feature_name = traits.feature_name
    )

select *
from segment_profiles
