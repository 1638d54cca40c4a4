{% set may_be_number = customer_segmentation.may_be_number %}
{{ customer_segmentation.unequal_cases([
    (may_be_number("'12.0'"), "true"),
    (may_be_number("'-1.5e+10'"), "true"),
    (may_be_number("'+5'"), "true"),
    (may_be_number("'.5'"), "true"),
    (may_be_number("'e1.0'"), "false"),
    (may_be_number("'C-1.0'"), "false"),
    (may_be_number("'_1.0'"), "false"),
]) }}
