{#- Spellings of a gender -> female, male or other. -#}
{% macro gender_synonyms() %}
    {% do return(
        {
            "f": "female", "w": "female", "woman": "female", "m": "male", "man": "male",
            "d": "other", "diverse": "other", "x": "other", "nonbinary": "other",
            "non-binary": "other", "o": "other",
        }
    ) %}
{% endmacro %}
