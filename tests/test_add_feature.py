"""Recipes of CONTRIBUTING.md: a raw column takes two files, a feature SQL and YAML, neither takes Python."""

import shutil

import pandas as pd
import pytest
from project import ROOT, Project

CHANGES = {
    "macros/staging/raw_contract.sql": (
        '                "coupon_code": {"kind": "text"},\n',
        '                "gift_amount": {"kind": "number"},\n',
    ),
    "models/staging/_staging__models.yml": (
        "      - name: coupon_code\n",
        "      - {name: gift_amount, description: Paid for wrapping, in the order's currency.}\n",
    ),
    "models/features/customer_features.sql": (
        "            coalesce(purchases.order_count_90d, {{ no_orders }}) as order_count_90d,\n",
        "            purchases.spend_net_90d\n"
        "            / nullif(purchases.order_count_90d, 0) as average_order_value_90d,\n",
    ),
    "models/features/_features__models.yml": (
        "      - name: order_count\n",
        """      - name: average_order_value_90d
        description: Net spend per order in the 90 days before as_of_date, in the shop's currency.
        data_type: double
        config:
          meta:
            segmentation:
              {role: feature, family: monetary, transform: log1p, impute: zero,
              label: recent order value}
""",
    ),
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> Project:
    """A build of a copy of the project with one raw column and one feature more."""
    folder = tmp_path_factory.mktemp("changed")
    root = folder / "project"
    skipped = shutil.ignore_patterns(".*", "target", "logs", "examples", "bench*", "*.duckdb*")
    shutil.copytree(ROOT, root, ignore=skipped)
    for name, (before, addition) in CHANGES.items():
        text = (root / name).read_text()
        assert before in text, name
        (root / name).write_text(text.replace(before, addition + before, 1))
    orders = pd.read_csv(root / "seeds/raw_orders.csv", dtype=str)
    orders.assign(gift_amount="4.50").to_csv(root / "seeds/raw_orders.csv", index=False)

    clusters = {
        "name": "behaviour",
        "method": "clusters",
        "algorithms": ["kmeans"],
        "n_segments": 3,
    }
    variables = {"effort": "quick", "segmentations": [clusters]}
    project = Project(folder / "build", root=root, variables=variables)
    project.build("--select", "+segment_profiles", "--exclude-resource-type", "test")
    return project


def test_a_raw_column_reaches_staging(changed):
    found = changed.query("select distinct gift_amount from stg_shop__orders")
    assert found["gift_amount"].tolist() == [4.5]


def test_a_feature_reaches_the_clustering(changed):
    used = changed.query("select distinct feature_name from segment_model_features")
    assert "average_order_value_90d" in used["feature_name"].tolist()
    profiled = changed.query("select distinct label from segment_profiles")
    assert "recent order value" in profiled["label"].tolist()
