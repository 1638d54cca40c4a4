with

    drift_counts as (select * from {{ ref("drift_counts") }}),

    shares as (
        select
            segmentation,
            subject_type,
            subject_name,
            bin,
            period_index,
            as_of_date,
            sum(customers) over (
                partition by segmentation, subject_type, subject_name, as_of_date
            ) as population,
            count(*) over (
                partition by segmentation, subject_type, subject_name, as_of_date
            ) as bins,
            customers
        from drift_counts
    ),

    smoothed as (
        select
            segmentation,
            subject_type,
            subject_name,
            bin,
            period_index,
            as_of_date,
            population,
            bins,
            (customers + 0.5) / (population + 0.5 * bins) as share
        from shares
        where population > 0
    ),

    population_stability as (
        select
            later.segmentation,
            earlier.as_of_date as from_as_of_date,
            later.as_of_date as to_as_of_date,
            later.subject_type,
            later.subject_name,
            sum((later.share - earlier.share) * ln(later.share / earlier.share)) as psi,
            max(later.bins - 1) as degrees,
            max(1 / earlier.population + 1 / later.population) as sampling_error
        from smoothed as later
        inner join
            smoothed as earlier
            on later.segmentation = earlier.segmentation
            and later.subject_type = earlier.subject_type
            and later.subject_name = earlier.subject_name
            and later.bin = earlier.bin
            and later.period_index + 1 = earlier.period_index
        group by
            later.segmentation,
            earlier.as_of_date,
            later.as_of_date,
            later.subject_type,
            later.subject_name
    )

select *
from population_stability
