{% set matches = customer_segmentation.matches_pattern %}
{{ customer_segmentation.unequal_cases([
    (matches("'ADJ-7'", "^ADJ-"), "true"),
    (matches("'7-ADJ-'", "^ADJ-"), "false"),
    (matches("'an anchor'", "anchor"), "true"),
    (matches("'x@example.test'", ["^test-", "@example\\.test$"]), "true"),
    (matches("'x@example-test'", ["^test-", "@example\\.test$"]), "false"),
    (matches(customer_segmentation.text_literal("o'neill"), "o'n"), "true"),
    (matches("cast(null as " ~ dbt.type_string() ~ ")", "a"), "false"),
    (matches("'a'", []), "false"),
    (matches("'a'", none), "false"),
]) }}
