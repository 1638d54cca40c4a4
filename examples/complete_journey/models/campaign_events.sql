-- A mailing counts as a message sent, a redeemed coupon as the click on it.
with

    campaigns as (select * from {{ source("complete_journey", "campaigns") }}),

    campaign_descriptions as (
        select * from {{ source("complete_journey", "campaign_descriptions") }}
    ),

    coupon_redemptions as (
        select * from {{ source("complete_journey", "coupon_redemptions") }}
    ),

    mailings as (
        select
            'mailing-'
            || campaigns.campaign_id
            || '-'
            || campaigns.household_id as event_id,
            campaigns.household_id as customer_id,
            campaign_descriptions.start_date as occurred_at,
            'email' as channel,
            'sent' as event_type,
            campaigns.campaign_id
        from campaigns
        inner join
            campaign_descriptions
            on campaigns.campaign_id = campaign_descriptions.campaign_id
    ),

    redemptions as (
        select
            concat_ws(
                '-',
                'redemption',
                campaign_id,
                household_id,
                coupon_upc,
                redemption_date::date
            ) as event_id,
            household_id as customer_id,
            redemption_date as occurred_at,
            'email' as channel,
            'clicked' as event_type,
            campaign_id
        from coupon_redemptions
    ),

    campaign_events as (
        select *
        from mailings
        union all
        select *
        from redemptions
    )

select *
from campaign_events
