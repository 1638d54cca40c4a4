{#-
    What the features of events count: name -> condition on an event. channel is that of event_channel.
-#}
{% macro event_counts() %}
    {% do return({
        "page_views": "event_type = 'page_view'",
        "product_views": "event_type = 'product_view'",
        "searches": "event_type = 'search'",
        "cart_additions": "event_type = 'add_to_cart'",
        "sends": "channel = 'email' and event_type = 'sent'",
        "opens": "channel = 'email' and event_type = 'opened'",
        "clicks": "channel = 'email' and event_type = 'clicked'",
        "social_interactions": "channel = 'social'",
        "tickets": "event_type = 'ticket_opened'",
        "unsubscriptions": "event_type in ('unsubscribed', 'complained') and "
            ~ customer_segmentation.is_about_email("channel"),
        "touches": "event_type not in ('sent', 'delivered', 'bounced')",
    }) %}
{% endmacro %}

{#-
    The events of a relation counted per customer, day and visit. Visits are sessions on the web or in the
    app, cut at midnight; other events have none.
-#}
{% macro events_by_day(relation, condition="1 = 1") %}
    select
        customer_id,
        occurred_date,
        is_visit,
        session_id,
        cast(count(*) as {{ dbt.type_int() }}) as events
        {%- for name, is_counted in customer_segmentation.event_counts().items() %}
            , cast(count(case when {{ is_counted }} then 1 end) as {{ dbt.type_int() }}) as {{ name }}
        {%- endfor %}
    from
        (
            select
                customer_id,
                occurred_date,
                event_type,
                channel,
                coalesce(channel in ('web', 'app'), false) as is_visit,
                case when channel in ('web', 'app') then session_id end as session_id
            from
                (
                    select
                        customer_id,
                        cast(occurred_at as date) as occurred_date,
                        event_type,
                        session_id,
                        {{ customer_segmentation.event_channel() }} as channel
                    from {{ relation }}
                    where customer_id is not null and occurred_at is not null and {{ condition }}
                ) as channel_events
        ) as visits
    group by customer_id, occurred_date, is_visit, session_id
{% endmacro %}
