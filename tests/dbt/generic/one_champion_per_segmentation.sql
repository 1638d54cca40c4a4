{% test one_champion_per_segmentation(model) %}
    select segmentation, count(*) as champions
    from {{ model }}
    where status = 'champion'
    group by segmentation
    having count(*) <> 1
{% endtest %}
