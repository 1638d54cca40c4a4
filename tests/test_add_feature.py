"""README's recipe for a new feature: one SQL column and one YAML entry, no Python."""

import shutil

from project import ROOT, Project

COLUMN = """
            purchases.spend_net_90d
            / nullif(purchases.order_count_90d, 0) as average_order_value_90d,
            coalesce(purchases.order_count, 0) as order_count,
"""
METADATA = """
      - name: average_order_value_90d
        description: Net spend per order in the 90 days before as_of_date, in the shop's currency.
        data_type: double
        config:
          meta:
            segmentation:
              {role: feature, family: monetary, transform: log1p, impute: zero,
              label: recent order value}
      - name: order_count
"""


def test_new_feature_reaches_the_clustering(tmp_path):
    root = tmp_path / "project"
    skipped = shutil.ignore_patterns(".*", "target", "logs", "examples", "bench*", "*.duckdb*")
    shutil.copytree(ROOT, root, ignore=skipped)
    mart = root / "models/features/customer_features.sql"
    existing = "\n            coalesce(purchases.order_count, 0) as order_count,\n"
    assert existing in mart.read_text()
    mart.write_text(mart.read_text().replace(existing, COLUMN))
    yaml = root / "models/features/_features__models.yml"
    assert "\n      - name: order_count\n" in yaml.read_text()
    yaml.write_text(yaml.read_text().replace("\n      - name: order_count\n", METADATA, 1))

    project = Project(tmp_path / "build", root=root, variables={"effort": "quick"})
    project.build("--select", "+segment_profiles", "--exclude-resource-type", "test", "unit_test")

    used = project.query("select distinct feature_name from segment_model_features")
    assert "average_order_value_90d" in used["feature_name"].tolist()
    profiled = project.query("select distinct label from segment_profiles")
    assert "recent order value" in profiled["label"].tolist()
