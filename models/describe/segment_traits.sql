with

    segment_profiles as (select * from {{ ref("segment_profiles") }}),

    leading_traits as (
        select
            segmentation,
            segment_id,
            max(case when trait_rank = 1 then trait end) as first_trait,
            max(case when trait_rank = 2 then trait end) as second_trait,
            max(case when trait_rank = 3 then trait end) as third_trait,
            max(case when trait_rank = 1 then trait_name end) as first_name,
            max(case when trait_rank = 2 then trait_name end) as second_name,
            max(case when trait_rank = 3 then trait_name end) as third_name
        from segment_profiles
        group by segmentation, segment_id
    ),

    texts as (
        select
            segmentation,
            segment_id,
            {{ dbt.concat([
                "coalesce(first_trait, '')",
                "coalesce(" ~ dbt.concat(["'; '", "second_trait"]) ~ ", '')",
                "coalesce(" ~ dbt.concat(["'; '", "third_trait"]) ~ ", '')",
            ]) }} as top_traits,
            {{ dbt.concat([
                "first_name",
                "coalesce(" ~ dbt.concat(["', '", "second_name"]) ~ ", '')",
                "coalesce(" ~ dbt.concat(["', '", "third_name"]) ~ ", '')",
                "'.'",
            ]) }} as trait_names
        from leading_traits
    ),

    segment_traits as (
        select
            segmentation,
            segment_id,
            top_traits,
            coalesce(
                {{ dbt.concat([
                    "'Against '", customer_segmentation.population_in_words("segmentation"), "': '", "trait_names",
                ]) }},
                {{ dbt.concat([
                    "'Nothing else that many members share sets them apart from '",
                    customer_segmentation.population_in_words("segmentation"),
                    "'.'",
                ]) }}
            ) as description
        from texts
    )

select *
from segment_traits
