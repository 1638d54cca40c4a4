"""The semantic model: every measure, dimension and metric runs on its table."""

import json

import numpy as np
import pytest
from project import Project


@pytest.fixture(scope="module")
def semantic(demo, tmp_path_factory) -> dict:
    parsed = Project(tmp_path_factory.mktemp("semantic"), variables={"semantic_layer": True})
    result = parsed.dbt("parse")
    assert result.returncode == 0, result.stdout
    return json.loads((parsed.folder / "target" / "semantic_manifest.json").read_text())


def measured(demo, model: dict, measure: dict):
    """A measure per segmentation, at the newest date of those that do not add up over time."""
    table = model["node_relation"]["alias"]
    newest = (measure["non_additive_dimension"] or {}).get("name")
    where = f"where {newest} = (select max({newest}) from {table})" if newest else ""
    rows = demo.query(
        f"select segmentation, {measure['agg']}({measure['expr']}) as value "
        f"from {table} {where} group by segmentation"
    )
    return rows.set_index("segmentation")["value"]


def test_every_measure_and_dimension_runs_on_its_table(demo, semantic):
    assert semantic["semantic_models"]
    for model in semantic["semantic_models"]:
        columns = [item["expr"] or item["name"] for item in model["dimensions"]]
        assert len(
            demo.query(f"select {', '.join(columns)} from {model['node_relation']['alias']}")
        )
        for measure in model["measures"]:
            assert measured(demo, model, measure).notna().all(), measure["name"]


def test_metrics_say_what_the_tables_say(demo, semantic):
    values = {
        measure["name"]: measured(demo, model, measure)
        for model in semantic["semantic_models"]
        for measure in model["measures"]
    }
    simple, ratios = {}, {}
    for metric in semantic["metrics"]:
        settings = metric["type_params"]
        if metric["type"] == "simple":
            simple[metric["name"]] = values[settings["measure"]["name"]]
        else:
            ratios[metric["name"]] = (
                settings["numerator"]["name"],
                settings["denominator"]["name"],
            )
    found = {name: simple[above] / simple[below] for name, (above, below) in ratios.items()}
    current = demo.query(
        """
        select
            count(*) as customers,
            sum(case when order_count_90d > 0 then 1 else 0 end) as buyers,
            sum(order_count_90d) as orders,
            sum(spend_net_90d) as revenue
        from customer_features
        where is_current
        """
    ).iloc[0]
    assert np.allclose(simple["segment_customers"], current["customers"])
    assert np.allclose(simple["segment_share_of_customers"], 1)
    assert np.allclose(simple["segment_share_of_revenue"], 1)
    assert np.allclose(simple["segment_revenue"], current["revenue"])
    assert np.allclose(found["segment_average_order_value"], current["revenue"] / current["orders"])
    assert np.allclose(found["segment_share_of_buyers"], current["buyers"] / current["customers"])
