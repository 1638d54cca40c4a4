"""dbt docs, and what public tables promise."""

import json
import re
import shutil

from conventions import OPEN_MODELS
from project import INTERNAL_SCHEMA, PUBLIC_SCHEMA, ROOT, Project


def test_docs_are_generated_before_the_first_build(project):
    project.parsed_with, project.writes_json = {}, True
    result = project.dbt("docs", "generate")
    assert result.returncode == 0, result.stdout[-3000:]


def test_docs_are_generated_after_a_build(demo, tmp_path):
    copy = Project(tmp_path / "copy", parsed_with={})
    shutil.copy(demo.database, copy.database)
    result = copy.dbt("docs", "generate")
    assert result.returncode == 0, result.stdout[-3000:]
    catalog = json.loads((copy.folder / "target" / "catalog.json").read_text())
    described = {node["metadata"]["name"]: node for node in catalog["nodes"].values()}
    assert "segment_id" in described["segments"]["columns"]
    assert described["segments"]["columns"]["segment_id"]["comment"]


def test_what_users_read_is_apart_from_what_is_internal(demo):
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    expected = {PUBLIC_SCHEMA: {"audience_history"}, INTERNAL_SCHEMA: set()}
    for node in manifest["nodes"].values():
        if node["resource_type"] in ("model", "seed"):
            is_public = node.get("access") == "public"
            expected[PUBLIC_SCHEMA if is_public else INTERNAL_SCHEMA].add(node["name"])
    for table in ("segments", "segment_metrics"):
        for name in demo.query("select distinct segmentation from segments")["segmentation"]:
            expected[PUBLIC_SCHEMA].add(f"{table}_{name}")
    relations = demo.query("select table_schema, table_name from information_schema.tables")
    found = relations.groupby("table_schema")["table_name"].agg(set).to_dict()
    assert found == expected
    assert {"segments", "customer_segments", "customer_features"} <= found[PUBLIC_SCHEMA]
    assert {"segment_fits", "stg_shop__orders", "raw_orders"} <= found[INTERNAL_SCHEMA]


def public_models(demo) -> list[dict]:
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["access"] == "public"
    ]


def test_readme_lists_the_public_tables(demo):
    section = (ROOT / "README.md").read_text().split("## What comes out\n")[1].split("\n## ")[0]
    first_cells = re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
    listed = re.findall(r"`(\w+)`", " ".join(first_cells))
    assert sorted(listed) == sorted(node["name"] for node in public_models(demo))


def test_public_tables_keep_a_contract_and_are_described(demo):
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    public = public_models(demo)
    assert public
    for node in public:
        assert node["description"].startswith("One row per"), node["name"]
        assert node["config"]["persist_docs"] == {"relation": True, "columns": True}
        assert node["group"] == "customer_segmentation"
        columns = set(demo.query(f'describe "{node["name"]}"')["column_name"])
        is_open = node["name"] in OPEN_MODELS
        if node["name"] != "customer_features" and not is_open:
            assert columns == set(node["columns"]), node["name"]
        if node["language"] == "sql" and not is_open:
            assert node["contract"]["enforced"], node["name"]
    for exposure in manifest["exposures"].values():
        used = {name.rpartition(".")[2] for name in exposure["depends_on"]["nodes"]}
        assert used <= {node["name"] for node in public}
