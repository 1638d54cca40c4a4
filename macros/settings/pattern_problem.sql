{#-
    What is wrong with a regular expression in a setting; none when nothing is. Engines stop at the
    same in words that name neither the setting nor the pattern, some only at the first row.
-#}
{% macro pattern_problem(pattern) %}
    {% set state = namespace(problem=none, escaped=false, in_class=false, depth=0, repeatable=false, repeats=0) %}
    {% for letter in pattern if state.problem is none %}
        {% set rest = pattern[loop.index0:] %}
        {% if state.escaped %}
            {% set state.escaped, state.repeatable, state.repeats = false, true, 0 %}
            {% if letter in "123456789" and not state.in_class %}
                {% set state.problem = "refers back to a group (\\" ~ letter ~ "), which not every engine can" %}
            {% elif letter in "ceghijklmopqyCFGHIJKLMNOPQRTUVXYZ" %}
                {% set state.problem = "has \\" ~ letter ~ ", which not every engine knows" %}
            {% endif %}
        {% elif letter == "\\" %} {% set state.escaped = true %}
        {% elif state.in_class and letter == "-" and pattern[loop.index0 - 2] not in "-\\"
            and modules.re.match("\\w-\\w", pattern[loop.index0 - 1:]) and rest[1] < pattern[loop.index0 - 1]
        %}
            {% set state.problem = "has the range " ~ pattern[loop.index0 - 1:loop.index0 + 2] ~ " in the wrong order" %}
        {% elif state.in_class %}
            {% if letter == "]" and not pattern[:loop.index0].endswith("[") and not pattern[:loop.index0].endswith("[^") %}
                {% set state.in_class, state.repeatable, state.repeats = false, true, 0 %}
            {% endif %}
        {% elif letter == "[" %} {% set state.in_class = true %}
        {% elif letter == "(" %}
            {% set state.depth, state.repeatable = state.depth + 1, false %}
            {% if rest[:3] in ["(?=", "(?!"] or rest[:4] in ["(?<=", "(?<!"] %}
                {% set state.problem = "looks ahead or behind (" ~ rest[:3] ~ "), which not every engine can" %}
            {% endif %}
        {% elif letter == ")" %}
            {% set state.depth, state.repeatable, state.repeats = state.depth - 1, true, 0 %}
            {% if state.depth < 0 %} {% set state.problem = "closes a bracket ')' that nothing opened" %} {% endif %}
        {% elif letter == "|" or letter == "^" %} {% set state.repeatable = false %}
        {% elif letter == "{" and modules.re.match("\\{\\d+(,\\d*)?\\}", rest) %}
            {% set times = modules.re.findall("\\d+", rest.split("}")[0]) | map("int") | list %}
            {% if not state.repeatable %} {% set state.problem = "repeats nothing with '{'" %}
            {% elif times[-1] < times[0] or times[-1] > 255 %}
                {% set state.problem = "repeats " ~ rest.split("}")[0] ~ "}, which not every engine can" %}
            {% endif %}
            {% set state.repeatable, state.repeats = true, 1 %}
        {% elif letter in "*+?" %}
            {% set is_group_kind = letter == "?" and pattern[:loop.index0].endswith("(") %}
            {% set is_lazy = letter == "?" and state.repeats == 1 %}
            {% if not is_group_kind and not is_lazy and (not state.repeatable or state.repeats) %}
                {% set state.problem = "repeats nothing with '" ~ letter ~ "'" %}
            {% endif %}
            {% set state.repeats = state.repeats + 1 %}
        {% else %} {% set state.repeatable, state.repeats = true, 0 %}
        {% endif %}
    {% endfor %}
    {% if state.problem is none and state.escaped %} {% do return("ends with a backslash") %}
    {% elif state.problem is none and state.in_class %} {% do return("opens '[' and does not close it") %}
    {% elif state.problem is none and state.depth > 0 %} {% do return("opens '(' and does not close it") %}
    {% endif %}
    {% do return(state.problem) %}
{% endmacro %}

{#- Stop at a pattern that is no regular expression. -#}
{% macro check_patterns(setting, patterns) %}
    {% for pattern in [patterns] if patterns is string %}
        {% do customer_segmentation.check_patterns(setting, [pattern]) %}
    {% endfor %}
    {% for pattern in patterns or [] if patterns is not string %}
        {% set problem = customer_segmentation.pattern_problem(pattern | string) %}
        {% if problem %}
            {{ customer_segmentation.setting_error(
                setting, "has the pattern '" ~ pattern ~ "', which " ~ problem,
                "write a regular expression; a backslash before a character takes it as it is"
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}
