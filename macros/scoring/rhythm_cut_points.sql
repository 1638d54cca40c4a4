{#-
    Silence in usual gaps of the customer that separates recency scores, where RFM groups judge
    recency so: within the usual gap 5, and from three gaps on, which one in twenty customers who
    buy at random moments waits, 2. One of them in 400 waits six. As in customer_activity.
-#}
{% macro rhythm_cut_points() %} {% do return([1, 1.5, 3, 6]) %} {% endmacro %}
