"""All compiled models: named columns, the same result every time, readable elsewhere."""

from sql_checks import check_folder


def test_compiled_models_keep_the_rules(demo):
    findings = check_folder(
        demo.folder / "target" / "compiled" / "customer_segmentation" / "models"
    )
    assert not findings, "\n".join(findings)
