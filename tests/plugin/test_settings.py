import json

import pytest
from synthetic import CATALOG, segmentation

from customer_segmentation.model.settings import (
    OBJECTIVE_FAMILIES,
    config_hash,
    parse_segmentations,
    select_features,
)

ROWS = CATALOG.to_dict("records")


def test_defaults():
    (parsed,) = parse_segmentations([{"name": "value", "objective": "resource_allocation"}])
    assert parsed.algorithms == ()
    assert (parsed.min_segments, parsed.max_segments) == (2, 8)
    assert parsed.families == OBJECTIVE_FAMILIES["resource_allocation"]
    assert parsed.pca is None
    assert parsed.expected_spend_weight == 0.5


def test_only_clusters_are_fitted_and_json_is_understood():
    entries = [
        {"name": "rfm", "method": "rfm"},
        {"name": "a", "method": "clusters", "n_segments": 5, "pca": True},
        {"name": "rules", "method": "rules", "rules": [{"segment": "all"}]},
    ]
    (parsed,) = parse_segmentations(json.dumps(entries))
    assert parsed.name == "a"
    assert parsed.pca == 0.9


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ({"name": "Bad Name"}, "name"),
        ({"name": "a", "method": "neural"}, "method"),
        ({"name": "a", "objective": "growth"}, "objective"),
        ({"name": "a", "algorithms": {"kmeans": True}}, "algorithms"),
        ({"name": "a", "n_segments": 1}, "n_segments"),
        ({"name": "a", "n_segments": {"min": 5, "max": 3}}, "n_segments"),
        ({"name": "a", "n_segments": "many"}, "n_segments"),
        ({"name": "a", "features": {"columns": []}}, "features"),
        ({"name": "a", "features": {"families": 3}}, "families"),
        ({"name": "a", "pca": 2}, "pca"),
        ({"name": "a", "expected_spend_weight": 1}, "expected_spend_weight"),
        ({"name": "a", "segments": 3}, "segments"),
    ],
)
def test_errors_name_the_setting(entry, named):
    with pytest.raises(ValueError, match=named):
        parse_segmentations([entry])


@pytest.mark.parametrize("entries", [[], "not json", [{"name": "a"}, {"name": "a"}], ["a"]])
def test_unusable_lists(entries):
    with pytest.raises(ValueError, match="segmentations"):
        parse_segmentations(entries)


def selected(**features):
    (parsed,) = parse_segmentations(segmentation(features=features))
    return [row["feature_name"] for row in select_features(parsed, ROWS)]


def test_families_bring_features_only_and_names_bring_anything():
    assert selected(families=["engagement"]) == ["is_subscribed", "visit_count"]
    assert selected(include=["tier"]) == ["tier"]
    assert selected(families=["engagement"], exclude=["visit_count"]) == ["is_subscribed"]


def test_a_family_whose_table_is_not_in_use_brings_nothing():
    assert selected(families=["recency", "discount"]) == ["recency_days"]


@pytest.mark.parametrize(
    "features",
    [
        {"families": ["recency", "mood"]},
        {"include": ["shoe_size"]},
        {"families": ["recency"], "exclude": ["shoe_size"]},
        {"families": ["discount"]},
        {"families": ["recency"], "exclude": ["recency_days"]},
    ],
)
def test_unknown_and_empty_choices(features):
    with pytest.raises(ValueError, match="behaviour"):
        selected(**features)


def test_hash_follows_decisions_not_descriptions():
    (parsed,) = parse_segmentations(segmentation())
    features = select_features(parsed, ROWS)
    relabelled = [{**row, "label": "new", "unit": "x"} for row in features]
    changed = [{**row, "transform": "rank"} for row in features]
    (fewer,) = parse_segmentations(segmentation(n_segments=3))
    assert config_hash(parsed, relabelled) == config_hash(parsed, features)
    assert config_hash(parsed, changed) != config_hash(parsed, features)
    assert config_hash(fewer, features) != config_hash(parsed, features)
