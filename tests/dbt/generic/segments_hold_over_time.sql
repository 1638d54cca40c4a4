{#-
    Segments that lost most of their members since the previous as-of date, and kept most in the
    period before, by more than chance, which is two standard errors of the difference of two shares: a
    segment that is passed through loses them every time. RFM groups and rules
    are meant to be: only fitted segmentations are judged, and only when both earlier dates had a
    year of orders behind them, as members seem to stay while yearly windows fill up. Nor are
    those whose features moved with the season, as they did a year ago, and no other did, or of
    which a feature was known of half the share of the customers only: its log began since.
    Waits for `segments`, as segments_can_be_trusted does.
-#}
{% test segments_hold_over_time(model) %}
    -- depends_on: {{ ref('segments') }}
    {% set fitted = [] %}
    {% for entry in customer_segmentation.segmentations("clusters") %}
        {% do fitted.append(customer_segmentation.text_literal(entry.name)) %}
    {% endfor %}
    with
        kept as (
            select
                moves.segmentation,
                moves.from_segment_id as segment_id,
                dates.period_index,
                min(case when moves.has_full_year then 1 else 0 end) as has_full_year,
                sum(moves.customer_count) as members,
                sum(
                    case
                        when moves.from_segment_id = moves.to_segment_id
                        then moves.share_of_from
                        else 0
                    end
                ) as share_kept
            from {{ ref("segment_moves") }} as moves
            inner join
                {{ ref("as_of_dates") }} as dates
                on moves.to_as_of_date = dates.as_of_date
            group by moves.segmentation, moves.from_segment_id, dates.period_index
        ),
        moved_with_season as (
            select segmentation
            from {{ ref("segment_drift") }}
            where
                subject_type = 'feature'
                and rating in ('major', 'seasonal')
                and to_as_of_date
                = (select max(to_as_of_date) from {{ ref("segment_drift") }})
            group by segmentation
            having max(case when rating = 'major' then 1 else 0 end) = 0
        ),
        known_shares as (
            select
                counts.segmentation,
                counts.feature_name,
                dates.period_index,
                sum(
                    case when counts.bin >= 0 then counts.customers else 0 end
                ) as known,
                sum(counts.customers) as customers
            from {{ ref("feature_bin_counts") }} as counts
            inner join
                {{ ref("as_of_dates") }} as dates
                on counts.as_of_date = dates.as_of_date
            group by counts.segmentation, counts.feature_name, dates.period_index
        ),
        measured_since as (
            select distinct now.segmentation
            from known_shares as now
            inner join
                known_shares as earlier
                on now.segmentation = earlier.segmentation
                and now.feature_name = earlier.feature_name
                and now.period_index = 0
                and earlier.period_index = 1
            where earlier.known * now.customers < 0.5 * now.known * earlier.customers
        )
    select
        stability.segmentation,
        stability.segment_id,
        stability.value as members_kept,
        period_before.share_kept as members_kept_before,
        stability.threshold,
        'the segment lost most of its members, and kept most in the period before: look at segment_migrations where they went'
        as what_happened
    from {{ model }} as stability
    inner join
        kept as period_before
        on stability.segmentation = period_before.segmentation
        and stability.segment_id = period_before.segment_id
        and period_before.period_index = 1
        and period_before.has_full_year = 1
    inner join
        kept as last_period
        on stability.segmentation = last_period.segmentation
        and stability.segment_id = last_period.segment_id
        and last_period.period_index = 0
    where
        stability.check_name = 'members_kept'
        and stability.value < stability.threshold
        and period_before.share_kept >= greatest(0.5, stability.threshold)
        and period_before.share_kept - stability.value
        > 2
        * sqrt(
            period_before.share_kept
            * (1 - period_before.share_kept)
            / period_before.members
            + stability.value * (1 - stability.value) / last_period.members
        )
        and stability.segment_id <> 0
        and (select max(history_days) from {{ ref("segment_drift") }}) >= 365
        and stability.segmentation not in (select segmentation from moved_with_season)
        and stability.segmentation not in (select segmentation from measured_since)
        and stability.segmentation in ({{ fitted | join(", ") if fitted else "''" }})
{% endtest %}
