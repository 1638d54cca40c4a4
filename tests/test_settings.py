"""What a setting says is judged before anything is read, in words that name it and what to do."""

import re

import pytest
import yaml
from project import ROOT
from settings_judge import Judge

from customer_segmentation.demo.shop import TABLES
from customer_segmentation.explain.archetypes import (
    SHOP_GAP,
    SHOP_ORDER,
    SHOP_USUAL,
    TIMES,
    TIMES_ORDERS,
    TREND_DAYS,
    TREND_GAP_DAYS,
    TRENDS,
)
from customer_segmentation.fit.algorithms import ALGORITHMS

CLUSTERS = {"name": "behaviour", "method": "clusters"}
RULES = {"name": "tiers", "method": "rules"}
BAND = {"name": "income_band", "type": "text"}
GIFTS = {"name": "gift_share", "type": "boolean", "aggregation": "share"}
ACTION = {
    "objective": "targeted_marketing",
    "value_level": "high",
    "activity_level": "active",
    "action": "Thank them",
}
FANS = {"archetype": "fans", "segment_name": "Fans", "conditions": "nps_last >= 9"}

# A customer table, and no orders.
INCOME = {"name": "income", "type": "number", "role": "feature"}
TABLE = {
    "use_demo_data": False,
    "as_of_date": "2024-01-01",
    "raw_tables": {"customers": {}},
    "customer_columns": [INCOME],
}


def entry(**settings) -> dict:
    return {"segmentations": [{**CLUSTERS, **settings}]}


def rules(*given) -> dict:
    return {"segmentations": [{**RULES, "rules": list(given)}]}


def override(**settings) -> dict:
    return {"segment_overrides": [{"segmentation": "behaviour", "segment_id": 1, **settings}]}


MISTAKES = {
    "misspelt var": ({"stabilty_threshold": 0.5}, ["did you mean stability_threshold?"]),
    "swapped letters": ({"raw_tabels": {}}, ["raw_tabels", "did you mean raw_tables?"]),
    "package on the command line": (
        {"customer_segmentation": {"effort": "quick"}},
        ["customer_segmentation", "without the name of the package"],
    ),
    "demo and own tables": (
        {"raw_tables": {"orders": {}}},
        ["raw_tables", "use_demo_data is true", "set use_demo_data to false"],
    ),
    "demo and own schema": ({"raw_schema": "shop"}, ["raw_schema", "use_demo_data is true"]),
    "null for a required column": (
        {"use_demo_data": False, "raw_tables": {"orders": {"columns": {"customer_id": None}}}},
        ["raw_tables.orders.columns.customer_id is null", "name the column"],
    ),
    "orders numbered that lines refer to": (
        {
            "use_demo_data": False,
            "raw_tables": {"orders": {"columns": {"order_id": None}}, "order_items": {}},
        },
        ["raw_tables.orders.columns.order_id is null", "order_items refer to orders by it"],
    ),
    "customer of lines beside orders": (
        {
            "use_demo_data": False,
            "raw_tables": {"orders": {}, "order_items": {"columns": {"customer_id": "client"}}},
        },
        ["raw_tables.order_items.columns", "'customer_id'"],
    ),
    "form of dates": (
        {"use_demo_data": False, "raw_tables": {"orders": {"date_format": "yyyymd"}}},
        ["raw_tables.orders.date_format has the form 'yyyymd'", "yyyymmdd", "unix"],
    ),
    "form of no date": (
        {"use_demo_data": False, "raw_tables": {"orders": {"date_format": {"status": "excel"}}}},
        ["raw_tables.orders.date_format", "'status'", "ordered_at"],
    ),
    "form of dates of a table without": (
        {"use_demo_data": False, "raw_tables": {"products": {"date_format": "excel"}}},
        ["raw_tables.products.date_format", "no dates"],
    ),
    "text for a flag": ({"use_demo_data": "false"}, ["use_demo_data is 'false'", "true or false"]),
    "effort": ({"effort": "quik"}, ["effort is 'quik'", "quick, standard, thorough"]),
    "refit": ({"refit": True}, ["refit is True", "auto, always, never"]),
    "whole number": ({"history_periods": "two"}, ["history_periods", "whole number from 0 on"]),
    "flag for a number": ({"period_days": True}, ["period_days is True", "from 1 on"]),
    "share": ({"stability_threshold": 60}, ["stability_threshold is 60", "from 0 to 1"]),
    "percent": ({"audience_holdout_percent": -1}, ["audience_holdout_percent", "from 0 to 100"]),
    "date": ({"as_of_date": "31.01.2024"}, ["as_of_date", "'2024-01-31'"]),
    "no day": ({"as_of_date": "2023-02-30"}, ["as_of_date is '2023-02-30'", "'2024-01-31'"]),
    "no leap year": ({"as_of_date": "1900-02-29"}, ["as_of_date is '1900-02-29'"]),
    "time zone": ({"time_zone": "Berlin"}, ["time_zone is 'Berlin'", "Europe/Berlin"]),
    **{
        f"pattern {pattern}": (
            {"non_product_patterns": [pattern]},
            ["non_product_patterns has the pattern", problem],
        )
        for pattern, problem in {
            "(a": "does not close",
            "a)": "nothing opened",
            "[a": "does not close",
            "a**": "repeats nothing",
            "*a": "repeats nothing",
            "a|+": "repeats nothing",
            "a\\": "ends with a backslash",
            "a(?!b)": "looks ahead",
            "(a)\\1": "refers back",
            "[z-a]": "the range z-a in the wrong order",
            "a{3,1}": "repeats {3,1}",
            "a{256}": "repeats {256}",
            "^{2}": "repeats nothing",
            "\\p{L}": "which not every engine knows",
        }.items()
    },
    "spellings as a list": (
        {"extra_spellings": {"country": ["blighty"]}},
        ["extra_spellings.country is ['blighty']", "{key: value}"],
    ),
    "spelling of no text": (
        {"extra_spellings": {"country": {"blighty": ["UK"]}}},
        ["extra_spellings.country.blighty is ['UK']", "give a text"],
    ),
    "patterns of a test customer": (
        {"test_customer_patterns": {"email": 5}},
        ["test_customer_patterns.email is 5", "list of texts"],
    ),
    "pattern of a test customer": (
        {"test_customer_patterns": {"email": ["("]}},
        ["test_customer_patterns.email", "does not close"],
    ),
    "quoted identifier": (
        {"use_demo_data": False, "raw_tables": {"orders": {"identifier": 'my"orders'}}},
        ["raw_tables.orders.identifier", "without quotes"],
    ),
    "list": ({"non_product_patterns": "^POST$"}, ["non_product_patterns", "list of texts"]),
    "channel": ({"audience_channels": ["fax"]}, ["audience_channels", "email, phone"]),
    "consent": ({"audience_consent_default": "yes"}, ["audience_consent_default", "true or false"]),
    "thresholds that cross": (
        {"drift_warning_threshold": 0.3},
        ["drift_warning_threshold is 0.3", "drift_threshold (0.25)"],
    ),
    "raw tables as a list": (
        {"use_demo_data": False, "raw_tables": {"orders": "purchases"}},
        ["raw_tables.orders is 'purchases'", "{identifier: name_of_your_table}"],
    ),
    **{
        f"{name} of a raw table": (
            {"use_demo_data": False, "raw_tables": {"orders": {name: given}}},
            [f"raw_tables.orders.{name}{place} is {said}", remedy],
        )
        for name, given, place, said, remedy in [
            ("identifier", ["a"], "", "['a']", "give a text"),
            ("schema", 5, "", "5", "give a text"),
            ("columns", ["ordered_at"], "", "['ordered_at']", "{key: value}"),
            ("columns", {"ordered_at": ["day"]}, ".ordered_at", "['day']", "an SQL expression"),
        ]
    },
    "raw table": (
        {"use_demo_data": False, "raw_tables": {"order": {}}},
        ["unknown table 'order'", "did you mean orders?"],
    ),
    "raw table's key": (
        {"use_demo_data": False, "raw_tables": {"orders": {"colums": {}}}},
        ["raw_tables.orders", "did you mean columns?"],
    ),
    "raw column": (
        {"use_demo_data": False, "raw_tables": {"orders": {"columns": {"order_date": "day"}}}},
        ["raw_tables.orders.columns", "order_date", "ordered_at"],
    ),
    "code list": ({"extra_spellings": {"tax": {}}}, ["extra_spellings", "tax", "country"]),
    "code": (
        {"extra_spellings": {"gender": {"lady": "femal"}}},
        ["extra_spellings.gender.lady", "female"],
    ),
    "status": ({"order_status_map": {"gone": "canceled"}}, ["order_status_map.gone", "cancelled"]),
    "no segmentation": ({"segmentations": []}, ["segmentations", "at least one entry"]),
    "segmentations as a mapping": ({"segmentations": {"behaviour": {}}}, ["segmentations", "list"]),
    "no name": ({"segmentations": [{"method": "rfm"}]}, ["segmentations[0].name", "'behaviour'"]),
    "one name twice": ({"segmentations": [CLUSTERS, CLUSTERS]}, ["two entries named 'behaviour'"]),
    "unknown method": (
        {"segmentations": [{"name": "a", "method": "magic"}]},
        ["segmentations.a.method", "magic", "rfm"],
    ),
    "no method": ({"segmentations": [{"name": "a"}]}, ["segmentations.a.method", "clusters, rfm"]),
    "objective": (entry(objective="marketing"), ["behaviour.objective", "targeted_marketing"]),
    "misspelt key": (entry(n_segment=4), ["behaviour", "'n_segment'", "did you mean n_segments?"]),
    "key of another method": (entry(rules=[]), ["method clusters", "'rules'"]),
    "algorithm": (entry(algorithms=["kmean"]), ["behaviour.algorithms", "did you mean kmeans?"]),
    "algorithm as a text": (entry(algorithms="kmeans"), ["behaviour.algorithms", "[kmeans]"]),
    "number of segments": (entry(n_segments=1), ["behaviour.n_segments is 1", "2 to 50"]),
    "range of segments": (entry(n_segments={"min": 5, "max": 3}), ["behaviour.n_segments"]),
    "key of the range": (entry(n_segments={"mim": 5}), ["behaviour.n_segments", "mean min?"]),
    "pca": (entry(pca=1.5), ["behaviour.pca is 1.5", "at most 1"]),
    "pca as a text": (entry(pca="yes"), ["behaviour.pca is 'yes'", "false, true (0.9)"]),
    "value share": (
        entry(expected_spend_weight=1),
        ["behaviour.expected_spend_weight is 1", "below 1"],
    ),
    "features": (entry(features=["recency"]), ["behaviour.features", "not a mapping"]),
    "feature key": (entry(features={"family": []}), ["behaviour.features", "families, include"]),
    "family": (entry(features={"families": ["baskets"]}), ["families", "did you mean basket?"]),
    "feature": (entry(features={"include": ["shoe_size"]}), ["include", "order_count, spend_net"]),
    "one family": (entry(features={"families": "basket"}), ["features.families", "[basket]"]),
    "rule on no column": (
        rules({"segment": "A", "when": "spend_nett > 1"}),
        ["'A'", "'spend_nett'", "did you mean spend_net?"],
    ),
    "rule that is no SQL": (
        rules({"segment": "A", "when": "spend_net > ) 1"}, {"segment": "B"}),
        ["segmentations.tiers.rules (A) is no condition", "spend_net > ) 1 (syntax error"],
    ),
    "rule on a function that is none": (
        rules({"segment": "A", "when": "lenght(spend_net) > 1"}, {"segment": "B"}),
        ["segmentations.tiers.rules (A) is no condition", "lenght does not exist"],
    ),
    "population that is no SQL": (
        entry(population="spend_net >> and order_count = 1"),
        ["segmentations.behaviour.population is no condition", "syntax error"],
    ),
    "rejection that is no SQL": (
        {"rejection_rules": {"orders": {"staff": "coupon_code = 'STAFF' and"}}},
        ["rejection_rules.orders.staff is no condition", "syntax error"],
    ),
    "rule without a condition": (
        rules({"segment": "A", "when": None}, {"segment": "B"}),
        ["segmentations.tiers.rules[0].when is null", "leave 'when' out for all the others"],
    ),
    "rule of a number": (
        rules({"segment": 1, "when": "spend_net > 1"}),
        ["segmentations.tiers.rules[0].segment is 1", "give a text"],
    ),
    "no rules": (rules(), ["tiers.rules", "missing or empty"]),
    "rule's key": (rules({"segment": "A", "wen": "1 = 1"}), ["tiers.rules", "did you mean when?"]),
    "rule without a name": (rules({"when": "1 = 1"}), ["tiers.rules", "without 'segment'"]),
    "rule after the rest": (
        rules({"segment": "Rest"}, {"segment": "Big", "when": "spend_net > 9"}),
        ["tiers.rules", "'Rest'", "move it to the end"],
    ),
    "recommendation segmentation": (
        {"recommendation_segmentation": "behavior"},
        ["recommendation_segmentation", "did you mean behaviour?"],
    ),
    "override of no segmentation": (
        override(segmentation="behavior"),
        ["segment_overrides[0]", "one of behaviour, rfm, lifecycle"],
    ),
    "nothing in place of orders": (
        {"use_demo_data": False, "using_orders": False, "raw_tables": {"customers": {}}},
        ["using_orders is false, and nothing else says", "customer_columns"],
    ),
    "no customers in place of orders": (
        {"use_demo_data": False, "using_orders": False, "feature_models": ["customer_features"]},
        ["using_orders is false, and no table says who", "raw_tables.customers"],
    ),
    "RFM without orders": (
        {**TABLE, "segmentations": [{"name": "rfm", "method": "rfm"}]},
        ["segmentations.rfm.method is rfm", "give the var rfm"],
    ),
    "RFM of given columns beside orders": (
        {"rfm": {"recency": "days", "frequency": "purchases"}},
        ["rfm names columns, and there are orders", "remove it"],
    ),
    "RFM of a misspelt column": (
        {**TABLE, **entry(), "rfm": {"recency": "incom", "frequency": "income"}},
        ["rfm.recency has the unknown column 'incom'", "did you mean income?"],
    ),
    "RFM without frequency": (
        {**TABLE, **entry(), "rfm": {"recency": "income"}},
        ["rfm does not name frequency", "purchases"],
    ),
    "rule on orders that are not there": (
        {**TABLE, **rules({"segment": "A", "when": "order_count > 0"}, {"segment": "B"})},
        ["has the rule 'A' on the column 'order_count'", "without orders nobody has a value"],
    ),
    "population of orders that are not there": (
        {**TABLE, **entry(population="spend_net > 0")},
        ["population names the column 'spend_net'", "without orders nobody has a value"],
    ),
    "population's column": (
        entry(population="contry = 'DE' and spend_net > 0"),
        ["segmentations.behaviour.population", "'contry'", "use one of"],
    ),
    "population without a condition": (
        entry(population=["DE"]),
        ["segmentations.behaviour.population is ['DE']", "write a condition"],
    ),
    "population of no column": (
        entry(population="1 = 1"),
        ["segmentations.behaviour.population", "names no column"],
    ),
    "override's name": (override(segment_name=[1]), ["segment_overrides[0].segment_name is [1]"]),
    "override's key": (override(name="X"), ["segment_overrides[0]", "'name'", "segment_name"]),
    "archetype without conditions": (
        {"extra_archetypes": [{"archetype": "fans", "segment_name": "Fans"}]},
        ["extra_archetypes[0]", "lacks conditions"],
    ),
    "archetype's key": (
        {"extra_archetypes": [{**FANS, "name": "Fans"}]},
        ["extra_archetypes[0]", "'name'", "use one of archetype, segment_name"],
    ),
    "archetype's condition": (
        {"extra_archetypes": [{**FANS, "conditions": "nps_last >= 9 and spend_net rather high"}]},
        ["extra_archetypes[0].conditions", "'spend_net rather high'", "'feature is high'"],
    ),
    "archetype's measure": (
        {"extra_archetypes": [{**FANS, "conditions": "average_order_value >= 1.5 shop_ordr"}]},
        ["extra_archetypes[0].conditions", "'1.5 shop_ordr'", "did you mean shop_order?"],
    ),
    "archetype's number": (
        {"extra_archetypes": [{**FANS, "conditions": "nps_last >= nine"}]},
        ["extra_archetypes[0].conditions", "'nine'", "shop_usual"],
    ),
    "name of an archetype": (
        {"archetype_names": {"regulars": []}},
        ["archetype_names.regulars is []"],
    ),
    "archetype's levels": (
        {"extra_archetypes": [{**FANS, "activity_levels": "active"}]},
        ["extra_archetypes[0].activity_levels is 'active'", "list of texts"],
    ),
    "archetype's level": (
        {"extra_archetypes": [{**FANS, "activity_levels": ["activ"]}]},
        ["extra_archetypes[0].activity_levels", "did you mean active?"],
    ),
    **{
        f"own column: {name}": ({"customer_columns": [entry]}, ["customer_columns", *words])
        for name, (entry, words) in {
            "no name": ({"type": "text"}, ["[0].name", "'income_band'"]),
            "bare yes": (
                {**BAND, "levels": [True, False]},
                [".income_band.levels[0] is True", "in quotes"],
            ),
            "words": ({**BAND, "words": "rich"}, [".income_band.words is 'rich'", "{key: value}"]),
            "family": ({**BAND, "family": []}, [".income_band.family is []", "give a text"]),
            "key": ({**BAND, "lable": "income"}, [".income_band", "did you mean label?"]),
            "no type": ({"name": "income_band"}, [".income_band.type", "text, number"]),
            "type": ({**BAND, "type": "boolen"}, ["did you mean boolean?"]),
            "levels": ({**BAND, "type": "number", "levels": [1]}, ["levels", "of type number"]),
            "role": ({**BAND, "role": "featur"}, [".role", "did you mean feature?"]),
            "the package's": ({**BAND, "name": "city"}, [".city", "the package has already"]),
            "a feature's name": ({**BAND, "name": "order_count"}, ["as customer_features has"]),
            "a reserved name": ({**BAND, "name": "activity_level"}, ["as fit_sample has"]),
        }.items()
    },
    "own column twice": (
        {"customer_columns": [BAND], "order_columns": [{**GIFTS, "name": "income_band"}]},
        ["order_columns.income_band", "given twice"],
    ),
    **{
        f"order column: {name}": ({"order_columns": [{**GIFTS, **change}]}, words)
        for name, (change, words) in {
            "aggregation": ({"aggregation": "shar"}, [".aggregation", "did you mean share?"]),
            "no number": ({"aggregation": "mean"}, ["mean of a column of type boolean"]),
            "type": ({"type": "date"}, [".type", "text, number, boolean"]),
            "type of the package's": ({"column": "channel"}, ["leave out type"]),
            "value": ({"of": "yes"}, [".of", "'yes'"]),
            "column": ({"column": ["g"]}, [".gift_share.column is ['g']", "give a text"]),
            "days": ({"days": 0}, [".days is 0", "from 1 on"]),
        }.items()
    },
    "order column of two types": (
        {
            "order_columns": [
                {**GIFTS, "column": "g"},
                {**GIFTS, "name": "b", "column": "g", "type": "text"},
            ]
        },
        ["order_columns.b.type", "another entry reads g as boolean"],
    ),
    **{
        f"question: {name}": ({"survey_questions": {question: given}}, words)
        for name, (question, given, words) in {
            "nothing": ("q1", {}, ["survey_questions.q1", "{scale: [1, 5]}"]),
            "scale": ("q1", {"scale": [5, 1]}, ["survey_questions.q1.scale is [5, 1]"]),
            "key": ("q1", {"scale": [1, 5], "lable": "x"}, ["did you mean label?"]),
            "options": ("q1", {"options": {"a": "b"}}, ["survey_questions.q1.options", "by score"]),
            "bare no": ("q1", {"options": [False]}, ["q1.options[0] is False", "in quotes"]),
            "label": ("q1", {"scale": [1, 5], "label": {}}, ["survey_questions.q1.label is {}"]),
            "name": ("Price matters", {"scale": [1, 5]}, ["lower_snake_case"]),
            "the package's": ("nps", {"scale": [0, 10]}, ["survey_questions.nps is known"]),
        }.items()
    },
    **{
        f"own rule: {name}": (variables, words)
        for name, (variables, words) in {
            "no group": ({"rfm_groups": [{"recency": [5]}]}, ["rfm_groups[0] lacks segment"]),
            "score": (
                {"rfm_groups": [{"segment": "A", "value": [6]}]},
                ["rfm_groups[0].value is [6]"],
            ),
            "scores left": (
                {"rfm_groups": [{"segment": "A", "value": [4, 5]}]},
                ["rfm_groups has no group for recency 1 and value 1", "{segment: Rest}"],
            ),
            "no action": ({"extra_actions": [{**ACTION, "action": ""}]}, ["lacks action"]),
            "action's objective": (
                {"extra_actions": [{**ACTION, "objective": "targetd_marketing"}]},
                ["did you mean targeted_marketing?"],
            ),
            "action's level": (
                {"extra_actions": [{**ACTION, "value_level": "any"}]},
                ["high or low"],
            ),
            "action twice": ({"extra_actions": [ACTION, ACTION]}, ["of an earlier entry"]),
            "table": ({"rejection_rules": {"order": {}}}, ["did you mean orders?"]),
            "column": (
                {"rejection_rules": {"orders": {"staff": "coupon = 'STAFF'"}}},
                ["rejection_rules.orders.staff", "'coupon'", "coupon_code"],
            ),
            "condition": ({"rejection_rules": {"orders": {"staff": 1}}}, ["SQL condition"]),
        }.items()
    },
    "order column without orders": (
        {
            "order_columns": [GIFTS],
            "customer_columns": [BAND],
            "use_demo_data": False,
            "raw_tables": {"customers": {}},
        },
        ["order_columns is given", "no orders"],
    ),
    "question without surveys": (
        {"survey_questions": {"q1": {"scale": [1, 5]}}, "using_survey_responses": False},
        ["survey_responses is not in use"],
    ),
    "override's weight": (override(budget_weight=2), ["budget_weight is 2", "from 0 to 1"]),
}


@pytest.fixture(scope="module")
def judge(tmp_path_factory) -> Judge:
    """The judge, which reads no table."""
    return Judge(tmp_path_factory.mktemp("judge"))


def test_the_defaults_are_fine(judge):
    assert judge.verdict() == ""


@pytest.mark.parametrize(
    "variables",
    [
        entry(
            pca=True,
            expected_spend_weight=0,
            n_segments=5,
            algorithms=["gmm"],
            objective="resource_allocation",
        ),
        entry(pca=0.8, n_segments={"max": 4}, features={"families": ["basket"], "exclude": []}),
        rules({"segment": "A", "when": "spend_net > 0"}, {"segment": "B"}),
        entry(population="order_count > 0 and spend_net > 10"),
        {**TABLE, **entry(), "rfm": {"recency": "income", "frequency": "income"}},
        {"as_of_date": "2024-01-31", "erased_customers": ["c1", 7], "audience_channels": []},
        {
            "non_product_patterns": [
                "^(POST|D)$",
                "[]a]+?",
                "(?i)x{2,3}$",
                "\\(a\\)|b?",
                "[-a-z-9]{2}\\d{,x}",
            ]
        },
        {
            "customer_columns": [{**BAND, "levels": ["low", 2], "role": "feature"}],
            "order_columns": [
                {**GIFTS, "column": "gift", "days": 90},
                {"name": "app_orders", "column": "channel", "aggregation": "count", "of": "app"},
            ],
            "survey_questions": {
                "q1": {"scale": [1, 5]},
                "q2": {"options": ["often", "never"]},
                "q3": {"options": {"1": "often", "2": "never"}},
            },
        },
        {
            "rfm_groups": [
                {"segment": "Best", "recency": [5], "value": [5, 4]},
                {"segment": "Rest"},
            ],
            "extra_actions": [ACTION, {**ACTION, "archetype": "promoters", "value_level": "any"}],
            "rejection_rules": {"orders": {"staff order": "coupon_code = 'STAFF'"}},
            "archetype_names": {"regulars": "Faithful"},
            "extra_archetypes": [
                {**FANS, "conditions": "nps_last >= 9.5 and spend_net > 1.5 shop_usual"},
                {
                    **FANS,
                    "archetype": "at_home",
                    "conditions": "country = United Kingdom and a is low",
                },
            ],
        },
        {"erased_customers": "my_erased_customers", "using_events": False, "a_var_of_mine": 1},
    ],
    ids=[
        "clusters",
        "range",
        "rules",
        "population",
        "no orders",
        "lists",
        "patterns",
        "own columns",
        "own rules",
        "others",
    ],
)
def test_what_is_right_is_not_stopped(judge, variables):
    assert judge.verdict(**variables) == ""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_what_to_do(judge, mistake):
    variables, words = MISTAKES[mistake]
    said = judge.verdict(**variables)
    assert "Setting " in said and "To fix it: " in said, said
    for word in words:
        assert word in said, said


@pytest.mark.parametrize(
    "wrong",
    [
        {
            "customer_columns": 5,
            "order_columns": ["gift"],
            "survey_questions": {"q1": 3, 5: {"scale": "x"}},
        },
        {
            "use_demo_data": False,
            "raw_tables": {
                "orders": {"columns": ["day"], "identifier": ["a"], "date_format": 5},
                "customers": {"columns": 5, "schema": {}},
                "events": "log",
                "survey_responses": {"model": 5},
            },
            "customer_columns": [{**BAND, "words": "rich", "family": []}],
            "order_columns": [{**GIFTS, "column": ["g"]}, {**GIFTS, "name": "of", "of": []}],
            "survey_questions": {"q1": {"scale": [1, 5], "label": {}}, "q2": {"options": 5}},
        },
    ],
    ids=["entries", "what entries hold"],
)
def test_models_are_parsed_up_to_the_judge_whatever_the_settings(project, wrong):
    said = project.dbt(
        "parse",
        history_periods="two",
        period_days="ninety",
        test_share_percent="a fifth",
        audience_channels=None,
        segmentations=[
            "behaviour",
            {"method": "rfm"},
            {"name": "a"},
            {"name": "b", "method": "rules", "rules": []},
            {"name": "c", "method": "rules", "rules": ["all"]},
            {**CLUSTERS, "algorithms": 5, "objective": "x", "n_segments": "many", "features": 3},
        ],
        segment_overrides=["Regulars"],
        extra_actions=["Thank them"],
        extra_archetypes=[{**FANS, "activity_levels": 5}, "fans"],
        archetype_names={"regulars": []},
        rejection_rules={"orders": ["staff"]},
        extra_spellings={"country": ["blighty"], "gender": 5},
        order_status_map={"gone": ["cancelled"]},
        test_customer_patterns={"email": 5},
        rfm_groups=[{"segment": ["VIP"]}, 5],
        **wrong,
    )
    assert said.returncode != 0
    assert "Setting " in said.stdout and "To fix it: " in said.stdout, said.stdout


def test_an_unknown_var_of_the_package_is_named_whatever_its_name(tmp_path):
    judge = Judge(tmp_path / "judge")
    judge.set("customer_segmentation", colour="blue")
    assert "Setting colour is unknown" in judge.parse()


def test_a_var_for_all_projects_is_ours_only_when_its_name_is_near(tmp_path):
    judge = Judge(tmp_path / "judge")
    judge.set(None, colour="blue")
    assert judge.parse() == ""
    judge.set(None, drift_treshold=0.2)
    assert "did you mean drift_threshold?" in judge.parse()


def used_vars() -> set[str]:
    text = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("macros", "models", "python_models", "seeds", "snapshots", "tests/dbt")
        for pattern in ("*.sql", "*.yml", "*.py")
        for path in (ROOT / folder).rglob(pattern)
    )
    used = set(re.findall(r"""\bvar\(\s*["']([a-z_]+)["']\s*[,)]""", text))
    prefixes = re.findall(r"""\bvar\(\s*["']([a-z_]+_)["']\s*~""", text)
    assert prefixes == ["using_"]
    return used


def test_every_var_has_its_default_in_dbt_project_and_a_kind(judge):
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    defaults = set(project["vars"]["customer_segmentation"])
    kinds = (ROOT / "macros/settings/setting_kinds.sql").read_text(encoding="utf-8")
    raw_tables = {f"using_{name}" for name in TABLES}
    assert set(re.findall(r'^        "(\w+)":', kinds, flags=re.MULTILINE)) | raw_tables == defaults
    assert used_vars() | raw_tables == defaults


def test_the_judge_knows_what_the_plugin_knows():
    choices = (ROOT / "macros/settings/segmentations.sql").read_text(encoding="utf-8")
    for name in ALGORITHMS:
        assert f'"{name}"' in choices
    measures = (ROOT / "macros/settings/check_extra_archetypes.sql").read_text(encoding="utf-8")
    assert str([SHOP_GAP, SHOP_ORDER, SHOP_USUAL]).replace("'", '"') in measures


def test_names_and_traits_agree_on_who_has_a_trend():
    told = (ROOT / "macros/describe/is_told.sql").read_text(encoding="utf-8")
    assert str(TRENDS) in told
    assert str(TIMES) in told and f'"order_count") }}}} >= {TIMES_ORDERS:g}' in told
    assert f"}} >= {TREND_DAYS:g}" in told and f"}} <= {TREND_GAP_DAYS:g}" in told
