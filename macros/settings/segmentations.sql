{#-
    The entries of the var `segmentations` with every default filled in: name, method, objective, and
    population where there is one;
    of clusters families, include, exclude, algorithms, min_segments, max_segments, pca and
    expected_spend_weight; of rules the rules. Models are parsed before the judge has seen the
    settings, so what cannot be an entry is left out here and named there.
-#}
{% macro segmentations(method=none) %}
    {% set found = [] %}
    {% set methods = customer_segmentation.segmentation_choices().methods if method is none else [method] %}
    {% for entry in var("segmentations") if entry is mapping and entry.name is defined %}
        {% set finished = customer_segmentation.finished_segmentation(entry) %}
        {% if entry.method in methods and finished.rules != [] %} {% do found.append(finished) %} {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- What the entries of the var `segmentations` can choose from, and what is taken without a choice. -#}
{% macro segmentation_choices() %}
    {% do return({
        "methods": ["clusters", "rfm", "rules"],
        "algorithms": ["kmeans", "hierarchical", "gmm", "dbscan", "hdbscan"],
        "segments": {"min": 2, "max": 8},
        "most_segments": 50,
        "pca": 0.9,
        "objective": "targeted_marketing",
        "objectives": {
            "targeted_marketing": {
                "families": [
                    "recency", "frequency", "monetary", "rhythm", "breadth", "engagement",
                ],
                "expected_spend_weight": 0.25,
            },
            "product_recommendations": {
                "families": ["frequency", "basket", "breadth", "channel", "discount"],
                "expected_spend_weight": 0.0,
            },
            "resource_allocation": {
                "families": ["recency", "frequency", "monetary", "breadth"],
                "expected_spend_weight": 0.5,
            },
        },
    }) %}
{% endmacro %}

{% macro finished_segmentation(entry) %}
    {% set choices = customer_segmentation.segmentation_choices() %}
    {% set finished = {
        "name": entry.name,
        "method": entry.method,
        "objective": entry.objective | default(choices.objective),
    } %}
    {% if entry.population is string %} {% do finished.update({"population": entry.population}) %} {% endif %}
    {% if entry.method == "clusters" %}
        {% set features = entry.features or {} %}
        {% set count = entry.n_segments or choices.segments %}
        {% set objective = choices.objectives.get(finished.objective) or choices.objectives[choices.objective] %}
        {% set algorithms = entry.algorithms if entry.algorithms is sequence else choices.algorithms %}
        {% set include = features.include or [] %}
        {% set is_open = not features.families and not include %}
        {% set population = customer_segmentation.population_of_entry(entry) %}
        {% if population %} {% do finished.update({"population": population}) %} {% endif %}
        {% do finished.update({
            "families": features.families or (objective.families + customer_segmentation.own_families() if is_open else []),
            "include": include,
            "exclude": features.exclude or [],
            "algorithms": choices.algorithms | select("in", algorithms) | list,
            "min_segments": count.min | default(choices.segments.min) if count is mapping else count,
            "max_segments": count.max | default(choices.segments.max) if count is mapping else count,
            "pca": choices.pca if entry.pca is true else (entry.pca or none),
            "expected_spend_weight": entry.expected_spend_weight if entry.expected_spend_weight is number else objective.expected_spend_weight,
        }) %}
    {% elif entry.method == "rules" %}
        {% set rules = [] %}
        {% for rule in entry.rules or [] if rule is mapping and rule.segment is defined %}
            {% do rules.append(rule) %}
        {% endfor %}
        {% do finished.update({"rules": rules}) %}
    {% endif %}
    {% do return(finished) %}
{% endmacro %}
