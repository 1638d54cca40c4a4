{% set contact = var("audience_include_contact") %}
{% set chosen_channels = var("audience_channels") or [] %}
{% set consent_default = var("audience_consent_default") %}
with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    contacts as (select * from {{ ref("stg_crm__customers") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    erased_ids as ({{ customer_segmentation.erased_customers() }}),

    erased_customers as (
        select customer_id
        from erased_ids
        union distinct
        select customer_aliases.canonical_customer_id as customer_id
        from customer_aliases
        inner join erased_ids on customer_aliases.customer_id = erased_ids.customer_id
    ),

    consenting_customers as (
        select
            contacts.customer_id,
            contacts.email,
            contacts.phone,
            contacts.first_name,
            contacts.last_name,
            coalesce(
                customer_features.is_email_unsubscribed, false
            ) as is_email_unsubscribed
        from contacts
        inner join
            customer_features on contacts.customer_id = customer_features.customer_id
        left join
            erased_customers on contacts.customer_id = erased_customers.customer_id
        where
            customer_features.is_current
            and coalesce(customer_features.has_marketing_consent, {{ consent_default }})
            and erased_customers.customer_id is null
    ),

    reachable_customers as (
        {% for channel in ["email", "phone"] %}
            select
                customer_id,
                {{ customer_segmentation.text_literal(channel) }} as channel,
                email,
                phone,
                first_name,
                last_name
            from consenting_customers
            where
                {{ channel }} is not null
                and {{ "1 = 1" if channel in chosen_channels else "1 = 0" }}
                {% if channel == "email" %} and not is_email_unsubscribed {% endif %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- A stay begins where the segment differs from that of the as-of date before.
    stays as (
        select segmentation, customer_id, max(as_of_date) as entered_at
        from customer_segment_history
        where previous_segment_id is null or previous_segment_id <> segment_id
        group by segmentation, customer_id
    ),

    audience_members as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            customer_segments.segment_name,
            customer_segments.customer_id,
            reachable_customers.channel,
            {{ dbt.hash(dbt.concat([
                "customer_segments.segmentation", "'-'", "customer_segments.customer_id", "'-holdout'",
            ])) }}
            < {{ customer_segmentation.text_literal(
                customer_segmentation.hash_threshold(var("audience_holdout_percent"))
            ) }} as is_holdout,
            customer_segments.as_of_date,
            stays.entered_at,
            {% for column in ["email", "phone", "first_name", "last_name"] %}
                {% if contact %} reachable_customers.{{ column }}
                {% else %} cast(null as {{ dbt.type_string() }}) as {{ column }}
                {% endif %}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from customer_segments
        inner join
            reachable_customers
            on customer_segments.customer_id = reachable_customers.customer_id
        inner join
            stays
            on customer_segments.segmentation = stays.segmentation
            and customer_segments.customer_id = stays.customer_id
    )

select *
from audience_members
