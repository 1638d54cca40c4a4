{% snapshot audience_history %}

    -- depends_on: {{ ref('erased_customer_keys') }}
    select
        segmentation,
        customer_id,
        channel,
        segment_id,
        segment_name,
        is_holdout,
        as_of_date,
        entered_at
    from {{ ref("audience_members") }}

{% endsnapshot %}
