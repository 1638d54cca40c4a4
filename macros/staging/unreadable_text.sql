{#-
    The raw text of a column whose value could not be read, else null. Expects the column next to
    its raw_<column>. Typed columns are not turned into text where they could be read.
-#}
{% macro unreadable_text(column) -%}
    case
        when {{ column }} is null
        then {{ customer_segmentation.clean_text("raw_" ~ column) }}
    end
{%- endmacro %}
