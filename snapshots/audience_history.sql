{% snapshot audience_history %}

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
