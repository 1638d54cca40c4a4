{#- Stop at an entry of the var `segmentations` that cannot be made. -#}
{% macro check_segmentations() %}
    {% set choices = customer_segmentation.segmentation_choices() %}
    {% set allowed = {
        "clusters": ["features", "algorithms", "n_segments", "pca", "expected_spend_weight"],
        "rfm": [],
        "rules": ["rules"],
    } %}
    {% set names = [] %}
    {% if not var("segmentations") %}
        {{ customer_segmentation.setting_error(
            "segmentations", "is an empty list", "give at least one entry with 'name' and 'method'"
        ) }}
    {% endif %}
    {% for entry in var("segmentations") %}
        {% if entry is not mapping or not modules.re.match("^[a-z][a-z0-9_]*$", entry.name | default("") | string) %}
            {{ customer_segmentation.setting_error(
                "segmentations[" ~ loop.index0 ~ "].name",
                "is missing or not in lower_snake_case: " ~ entry,
                "give every segmentation a name like 'behaviour'"
            ) }}
        {% elif entry.name in names %}
            {{ customer_segmentation.setting_error(
                "segmentations", "has two entries named '" ~ entry.name ~ "'", "rename one of them"
            ) }}
        {% endif %}
        {% do names.append(entry.name) %}
        {% set setting = "segmentations." ~ entry.name %}
        {% do customer_segmentation.check_choice(
            setting ~ ".method", entry.method | default("nothing"), choices.methods, "method"
        ) %}
        {% do customer_segmentation.check_choice(
            setting ~ ".objective",
            entry.objective | default(choices.objective),
            choices.objectives | list,
            "objective"
        ) %}
        {% for key in entry %}
            {% do customer_segmentation.check_choice(
                setting ~ " (method " ~ entry.method ~ ")",
                key,
                ["name", "objective", "method", "population"] + allowed[entry.method],
                "setting"
            ) %}
        {% endfor %}
        {% if entry.method == "rfm" and not customer_segmentation.using_table("orders") and not var("rfm") %}
            {{ customer_segmentation.setting_error(
                setting ~ ".method", "is rfm, and there are no orders to score",
                "give the var rfm, {recency: ..., frequency: ..., monetary: ...}, or remove the entry"
            ) }}
        {% endif %}
        {% if entry.population is defined %}
            {% do customer_segmentation.check_population(setting ~ ".population", entry.population) %}
        {% endif %}
        {% if entry.method == "clusters" %}
            {% do customer_segmentation.check_clusters(setting, entry, choices) %}
        {% elif entry.method == "rules" %}
            {% do customer_segmentation.check_rules(setting ~ ".rules", entry.rules) %}
        {% endif %}
    {% endfor %}
    {% for setting in ["recommendation_segmentation", "default_segmentation"] if var(setting) is not none %}
        {% do customer_segmentation.check_choice(setting, var(setting), names, "segmentation") %}
    {% endfor %}
{% endmacro %}

{% macro check_population(setting, population) %}
    {% if population is not string or not population | trim %}
        {{ customer_segmentation.setting_error(
            setting, "is " ~ customer_segmentation.as_written(population),
            "write a condition, like \"country = 'Germany' and order_count > 0\", or remove it for all customers"
        ) }}
    {% endif %}
    {% set columns = customer_segmentation.columns_in_condition(population) %}
    {% do customer_segmentation.check_columns(setting, "names", columns) %}
    {% if not columns %}
        {{ customer_segmentation.setting_error(
            setting, "names no column: " ~ population, "write a condition on columns of customer_features"
        ) }}
    {% endif %}
{% endmacro %}

{% macro check_clusters(setting, entry, choices) %}
    {% do customer_segmentation.check_chosen_features(setting ~ ".features", entry.features or {}) %}
    {% set algorithms = entry.algorithms | default(choices.algorithms) %}
    {% if algorithms is string or algorithms is not sequence or not algorithms %}
        {{ customer_segmentation.setting_error(
            setting ~ ".algorithms",
            "is " ~ customer_segmentation.as_written(algorithms) ~ ", not a list",
            "write it as [kmeans], or remove it to compare all"
        ) }}
    {% endif %}
    {% for algorithm in algorithms %}
        {% do customer_segmentation.check_choice(
            setting ~ ".algorithms", algorithm, choices.algorithms, "algorithm"
        ) %}
    {% endfor %}
    {% set count = entry.n_segments | default(choices.segments) %}
    {% if count is mapping %}
        {% for key in count %}
            {% do customer_segmentation.check_choice(
                setting ~ ".n_segments", key, ["min", "max"], "setting"
            ) %}
        {% endfor %}
    {% endif %}
    {% set low = count.min | default(choices.segments.min) if count is mapping else count %}
    {% set high = count.max | default(choices.segments.max) if count is mapping else count %}
    {% if low is not integer or high is not integer or low is boolean
        or low < 2 or high < low or high > choices.most_segments %}
        {{ customer_segmentation.setting_error(
            setting ~ ".n_segments", "is " ~ customer_segmentation.as_written(count),
            "use a whole number from 2 to " ~ choices.most_segments ~ ", or {min: 2, max: 8}"
        ) }}
    {% endif %}
    {% set pca = entry.pca | default(false) %}
    {% if pca is not none and pca is not boolean and (pca is not number or pca <= 0 or pca > 1) %}
        {{ customer_segmentation.setting_error(
            setting ~ ".pca", "is " ~ customer_segmentation.as_written(pca),
            "use false, true (" ~ choices.pca ~ ") or a share of variance above 0, at most 1"
        ) }}
    {% endif %}
    {% set share = entry.expected_spend_weight | default(none) %}
    {% if share is not none and (share is not number or share is boolean or share < 0 or share >= 1) %}
        {{ customer_segmentation.setting_error(
            setting ~ ".expected_spend_weight", "is " ~ customer_segmentation.as_written(share),
            "use a number from 0 to below 1"
        ) }}
    {% endif %}
{% endmacro %}

{#- Families and features can be told from misspelt ones once the graph is there. -#}
{% macro check_chosen_features(setting, chosen) %}
    {% set families, features = [], [] %}
    {% set in_use = customer_segmentation.catalogued_features() | map(attribute="feature_name") | list %}
    {% for name, metadata in customer_segmentation.mart_features().items() if metadata %}
        {% do features.append(name) %}
        {% if metadata.family not in families %} {% do families.append(metadata.family) %} {% endif %}
    {% endfor %}
    {% if chosen is not mapping %}
        {{ customer_segmentation.setting_error(
            setting, "is " ~ customer_segmentation.as_written(chosen) ~ ", not a mapping",
            "use {families: [...], include: [...], exclude: [...]}"
        ) }}
    {% endif %}
    {% for key, names in chosen.items() %}
        {% do customer_segmentation.check_choice(
            setting, key, ["families", "include", "exclude"], "setting"
        ) %}
        {% if names is string or names is mapping or names is not sequence %}
            {{ customer_segmentation.setting_error(
                setting ~ "." ~ key, "is " ~ customer_segmentation.as_written(names) ~ ", not a list",
                "write it as [" ~ names ~ "]"
            ) }}
        {% endif %}
        {% for name in names if features %}
            {% do customer_segmentation.check_choice(
                setting ~ "." ~ key,
                name,
                families if key == "families" else features,
                "family" if key == "families" else "feature"
            ) %}
            {% if key == "include" and name not in in_use %}
                {{ customer_segmentation.setting_error(
                    setting ~ "." ~ key, "names " ~ name ~ ", whose raw table is not in use",
                    "name its table in raw_tables, or remove " ~ name
                ) }}
            {% endif %}
        {% endfor %}
    {% endfor %}
{% endmacro %}

{#- Stop at columns of a condition that the mart does not have, or of which nobody has a value. -#}
{% macro check_columns(setting, what, columns) %}
    {% set known = customer_segmentation.mart_features() | list %}
    {% for column in columns if known and column not in known %}
        {% set near = customer_segmentation.nearest_name(column, known) %}
        {{ customer_segmentation.setting_error(
            setting,
            what ~ " the column '" ~ column ~ "', which customer_features does not have"
            ~ (": did you mean " ~ near ~ "?" if near else ""),
            "use one of " ~ known | sort | join(", ") ~ "; texts stand in single quotes"
        ) }}
    {% endfor %}
    {% for column in columns %} {% do customer_segmentation.check_column_is_known(setting, what, column) %} {% endfor %}
{% endmacro %}

{% macro check_rules(setting, rules) %}
    {% if not rules or rules is string or rules is mapping or rules is not sequence %}
        {{ customer_segmentation.setting_error(
            setting, "is missing or empty", "give a list of {segment: name, when: condition}"
        ) }}
    {% endif %}
    {% for rule in rules %}
        {% if rule is not mapping or rule.segment is not defined %}
            {{ customer_segmentation.setting_error(
                setting, "has an entry without 'segment': " ~ rule,
                "write {segment: name, when: condition}"
            ) }}
        {% endif %}
        {% for key in rule %}
            {% do customer_segmentation.check_choice(setting, key, ["segment", "when"], "setting") %}
        {% endfor %}
        {% if rule.when is not defined and not loop.last %}
            {{ customer_segmentation.setting_error(
                setting,
                "has the rule '" ~ rule.segment ~ "' without 'when' before the last place",
                "give it a condition or move it to the end"
            ) }}
        {% endif %}
        {% do customer_segmentation.check_columns(
            setting, "has the rule '" ~ rule.segment ~ "' on", customer_segmentation.columns_in_condition(rule.when | default(""))
        ) %}
    {% endfor %}
{% endmacro %}
