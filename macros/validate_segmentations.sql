{#-
    Checks the var `segmentations` before any work. Every message names the segmentation,
    the setting and the remedy.
-#}
{% macro validate_segmentations() %}
    {% set known = customer_segmentation.mart_features() if flags.WHICH in ["build", "run"] else {} %}
    {% set entries = var("segmentations") %}
    {% if entries is not iterable or entries is string or entries is mapping or not entries %}
        {{ customer_segmentation.setting_error(
            "segmentations", "must be a list with at least one segmentation",
            "give a list of entries with 'name' and 'method'"
        ) }}
    {% endif %}
    {% set names = [] %}
    {% for entry in entries %}
        {% if entry is not mapping or entry.name is not defined
            or not modules.re.match("^[a-z][a-z0-9_]*$", entry.name | string) %}
            {{ customer_segmentation.setting_error(
                "segmentations[" ~ loop.index0 ~ "].name",
                "is missing or not in lower_snake_case: " ~ entry,
                "give every segmentation a name like 'behaviour'"
            ) }}
        {% endif %}
        {% if entry.name in names %}
            {{ customer_segmentation.setting_error(
                "segmentations", "has two entries named '" ~ entry.name ~ "'", "rename one of them"
            ) }}
        {% endif %}
        {% do names.append(entry.name) %}
        {{ customer_segmentation.validate_choice(
            entry.name ~ ".method", entry.method, ["clusters", "rfm", "rules"]
        ) }}
        {{ customer_segmentation.validate_choice(
            entry.name ~ ".objective",
            entry.objective | default("targeted_marketing"),
            ["targeted_marketing", "product_recommendations", "resource_allocation"]
        ) }}
        {% set allowed = {
            "clusters": ["name", "objective", "method", "features", "algorithms", "n_segments", "pca", "value_share"],
            "rfm": ["name", "objective", "method"],
            "rules": ["name", "objective", "method", "rules"],
        }[entry.method] %}
        {% for key in entry %}
            {{ customer_segmentation.validate_choice(
                entry.name ~ " (method " ~ entry.method ~ ")", key, allowed, "setting"
            ) }}
        {% endfor %}
        {% if entry.method == "clusters" %}
            {{ customer_segmentation.validate_clusters(entry, known) }}
        {% elif entry.method == "rules" %}
            {{ customer_segmentation.validate_rules(entry, known) }}
        {% endif %}
    {% endfor %}
{% endmacro %}

{% macro setting_error(setting, problem, remedy) %}
    {{ exceptions.raise_compiler_error("Setting " ~ setting ~ " " ~ problem ~ ". To fix it: " ~ remedy ~ ".") }}
{% endmacro %}

{% macro validate_choice(setting, value, choices, what="value") %}
    {% if value not in choices %}
        {{ customer_segmentation.setting_error(
            "segmentations." ~ setting,
            "has the unknown " ~ what ~ " '" ~ value ~ "'",
            "use one of " ~ choices | join(", ")
        ) }}
    {% endif %}
{% endmacro %}

{#- Columns of the feature mart: {name: segmentation metadata or none}. -#}
{% macro mart_features() %}
    {% set features = {} %}
    {% if execute %}
        {% for node in graph.nodes.values() if node.resource_type == "model" and node.name == "customer_features" %}
            {% for column in node.columns.values() %}
                {% do features.update({column.name: (column.config.get("meta") or column.meta or {}).get("segmentation")}) %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {{ return(features) }}
{% endmacro %}

{% macro validate_clusters(entry, known) %}
    {% set setting = "segmentations." ~ entry.name %}
    {% set families, features = [], [] %}
    {% for name, metadata in known.items() if metadata %}
        {% do features.append(name) %}
        {% if metadata.family not in families %}
            {% do families.append(metadata.family) %}
        {% endif %}
    {% endfor %}
    {% set choice = entry.features | default({}) %}
    {% if choice is not mapping %}
        {{ customer_segmentation.setting_error(
            setting ~ ".features", "must be a mapping", "use features: {families: [...], include: [...], exclude: [...]}"
        ) }}
    {% endif %}
    {% for key, values in choice.items() %}
        {{ customer_segmentation.validate_choice(
            entry.name ~ ".features", key, ["families", "include", "exclude"], "setting"
        ) }}
        {% if values is string or values is mapping or values is not iterable %}
            {{ customer_segmentation.setting_error(
                setting ~ ".features." ~ key, "must be a list, not '" ~ values ~ "'", "write it as [" ~ values ~ "]"
            ) }}
        {% endif %}
        {% for value in values if known %}
            {{ customer_segmentation.validate_choice(
                entry.name ~ ".features." ~ key,
                value,
                families if key == "families" else features,
                "family" if key == "families" else "feature"
            ) }}
        {% endfor %}
    {% endfor %}
    {% set algorithms = entry.algorithms | default(["kmeans"]) %}
    {% if algorithms is string or algorithms is mapping or not algorithms %}
        {{ customer_segmentation.setting_error(
            setting ~ ".algorithms", "must be a list, not '" ~ algorithms ~ "'", "write it as [kmeans]"
        ) }}
    {% endif %}
    {% for algorithm in algorithms %}
        {{ customer_segmentation.validate_choice(
            entry.name ~ ".algorithms", algorithm, ["kmeans", "hierarchical", "dbscan", "gmm"], "algorithm"
        ) }}
    {% endfor %}
    {% set count = entry.n_segments | default({"min": 2, "max": 8}) %}
    {% set low = count.min if count is mapping else count %}
    {% set high = count.max if count is mapping else count %}
    {% if low is not integer or high is not integer or low < 2 or high < low or high > 50 %}
        {{ customer_segmentation.setting_error(
            setting ~ ".n_segments", "is '" ~ count ~ "'",
            "use a whole number from 2 to 50, or {min: 2, max: 8}"
        ) }}
    {% endif %}
{% endmacro %}

{% macro validate_rules(entry, known) %}
    {% set setting = "segmentations." ~ entry.name ~ ".rules" %}
    {% if entry.rules is not defined or entry.rules is string or entry.rules is mapping or not entry.rules %}
        {{ customer_segmentation.setting_error(
            setting, "is missing or empty", "give a list of {segment: name, when: condition}"
        ) }}
    {% endif %}
    {% for rule in entry.rules %}
        {% if rule is not mapping or rule.segment is not defined %}
            {{ customer_segmentation.setting_error(
                setting, "has an entry without 'segment': " ~ rule, "write {segment: name, when: condition}"
            ) }}
        {% endif %}
        {% if rule.when is not defined and not loop.last %}
            {{ customer_segmentation.setting_error(
                setting,
                "has the rule '" ~ rule.segment ~ "' without 'when' before the last place",
                "give it a condition or move it to the end"
            ) }}
        {% endif %}
        {% for column in customer_segmentation.columns_in_condition(rule.when | default("")) %}
            {% if known and column not in known %}
                {{ customer_segmentation.setting_error(
                    setting,
                    "has the rule '" ~ rule.segment ~ "' on the column '" ~ column
                    ~ "', which customer_features does not have",
                    "use one of " ~ known.keys() | sort | join(", ")
                ) }}
            {% endif %}
        {% endfor %}
    {% endfor %}
{% endmacro %}

{#- Names in an SQL condition that are neither literals, keywords nor functions. -#}
{% macro columns_in_condition(condition) %}
    {% set keywords = [
        "and", "or", "not", "null", "is", "in", "between", "like", "ilike", "case", "when", "then",
        "else", "end", "true", "false", "cast", "as", "date", "timestamp", "interval", "integer",
        "int", "bigint", "double", "precision", "float", "numeric", "decimal", "varchar", "text",
        "string", "boolean", "day", "days", "month", "year", "distinct", "from", "escape", "any",
    ] %}
    {% set without_literals = modules.re.sub("'[^']*'", " ", condition | string | lower) %}
    {% set columns = [] %}
    {% for name in modules.re.findall("(?<![\\w.])([a-z_][a-z0-9_]*)(?!\\w)(?!\\s*\\()", without_literals) %}
        {% if name not in keywords and name not in columns %}
            {% do columns.append(name) %}
        {% endif %}
    {% endfor %}
    {{ return(columns) }}
{% endmacro %}
