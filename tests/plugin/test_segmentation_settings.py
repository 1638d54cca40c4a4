import json

import pandas as pd
import pytest
from synthetic import CATALOG, segmentation

from customer_segmentation.model.settings import (
    config_hash,
    parse_segmentations,
    read_settings,
    select_features,
    unusable_features,
)

ROWS = CATALOG.to_dict("records")


def test_settings_are_read_in_their_order_and_only_clusters_are_fitted():
    (entry,) = segmentation(n_segments=5, pca=0.9, include=["tier"])
    entries = [entry, {"name": "rfm", "method": "rfm", "objective": "targeted_marketing"}]
    table = pd.DataFrame({"position": [1, 0], "settings": [json.dumps(item) for item in entries]})
    assert read_settings(table) == entries[::-1]
    (parsed,) = parse_segmentations(read_settings(table))
    assert parsed.name == "behaviour"
    assert (parsed.min_segments, parsed.max_segments) == (5, 5)
    assert parsed.families == ("recency", "frequency", "monetary")
    assert parsed.include == ("tier",)
    assert parsed.pca == 0.9


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
        {"families": ["discount"]},
        {"families": ["recency"], "exclude": ["recency_days"]},
    ],
)
def test_nothing_left_to_cluster_on(features):
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


def test_features_that_the_data_cannot_carry_take_no_part_unless_named():
    (plain,) = parse_segmentations(segmentation())
    used = [row["feature_name"] for row in select_features(plain, ROWS)]
    reason = "the orders reach back 31 days and it takes 365"
    poor = {"is_usable": False, "unusable_reason": reason}
    rows = [row | poor if row["feature_name"] == used[0] else row for row in ROWS]
    assert [row["feature_name"] for row in select_features(plain, rows)] == used[1:]
    assert unusable_features(plain, rows) == [f"{used[0]} takes no part: {reason}"]
    features = {"families": ["recency", "frequency", "monetary"], "include": [used[0]]}
    (named,) = parse_segmentations(segmentation(features=features))
    assert used[0] in [row["feature_name"] for row in select_features(named, rows)]
    assert unusable_features(named, rows) == []
    rows = [row | poor for row in ROWS]
    assert [row["feature_name"] for row in select_features(plain, rows)] == used
