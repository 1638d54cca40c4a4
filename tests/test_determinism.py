"""Same rows, in any order, on two threads, in any time zone: the same tables to the last digit."""

import pandas as pd
import pytest
from project import Project

from customer_segmentation.compare import KEYS
from customer_segmentation.demo.shop import TABLES
from customer_segmentation.demo.write import write_demo


class Elsewhere(Project):
    """A build whose process lives in another time zone."""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "TZ": "Pacific/Kiritimati"}


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> list[Project]:
    folder = tmp_path_factory.mktemp("raw")
    paths = write_demo(folder, 300, seed=3, file_format="csv", dirty=True)
    raw_tables = {name: pd.read_csv(paths[name], dtype=str) for name in TABLES}
    made = [Project(folder / "here"), Elsewhere(folder / "elsewhere")]
    for seed, project in enumerate(made):
        project.load(
            {name: table.sample(frac=1, random_state=seed) for name, table in raw_tables.items()}
        )
        project.build("--exclude-resource-type", "test", threads=2, effort="quick")
    return made


@pytest.mark.parametrize("table", KEYS)
def test_a_build_repeats_itself_to_the_last_digit(builds, table):
    first, second = (build.query(f"select * from {table} order by all") for build in builds)
    assert len(first) > 0 or table == "segment_model_components"
    pd.testing.assert_frame_equal(first, second, check_exact=True)
