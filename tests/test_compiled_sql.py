"""All compiled models: named columns, the same result every time, readable elsewhere."""

import json

from sql_checks import check_folder

from customer_segmentation.compare import KEYS


def test_compiled_models_keep_the_rules(demo):
    findings = check_folder(
        demo.folder / "target" / "compiled" / "customer_segmentation" / "models"
    )
    assert not findings, "\n".join(findings)


def test_every_public_table_is_compared_by_a_key_of_its_own(demo):
    manifest = json.loads((demo.folder / "target" / "manifest.json").read_text())
    public = {
        node["name"]: list(node["columns"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["access"] == "public"
    }
    assert set(KEYS) == set(public)
    for name, key in KEYS.items():
        assert set(key) <= set(public[name]), name
        columns = ", ".join(key)
        repeated = demo.query(
            f"select {columns} from {name} group by {columns} having count(*) > 1"
        )
        assert repeated.empty, f"{name} has rows with the same {columns}"
