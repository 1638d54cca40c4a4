"""The log of assignments: what was in force on an earlier build's date is answerable."""

import itertools

import pytest
from project import Project

KMEANS = {
    "name": "behaviour",
    "objective": "targeted_marketing",
    "method": "clusters",
    "algorithms": ["kmeans"],
    "n_segments": 4,
}
AS_OF = """
    select customer_id, segment_id from customer_segment_log
    where segmentation = '{segmentation}' and as_of_date <= '{date}'
    qualify row_number() over (partition by customer_id order by entry_number desc) = 1
    order by customer_id
"""
NOW = """
    select customer_id, segment_id from customer_segments
    where segmentation = '{segmentation}' order by customer_id
"""


def run(project: Project, **variables) -> None:
    result = project.dbt(
        "build", "--select", "+customer_segment_log",
        "--exclude-resource-type", "test", effort="quick",
        segmentations=[KMEANS, {"name": "rfm", "method": "rfm"}], **variables,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-4000:]


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    """Builds as of three months, the second of them twice; what each said on its day."""
    project = Project(tmp_path_factory.mktemp("log"), parsed_with={}, writes_json=False)
    said = {}
    for date, refit in (("2024-10-01", "auto"), ("2024-11-01", "auto"), ("2024-12-01", "always")):
        run(project, as_of_date=date, refit=refit)
        said[date] = {
            name: project.query(NOW.format(segmentation=name)) for name in ("behaviour", "rfm")
        }
    return project, said


def test_earlier_assignments_are_kept(months):
    project, said = months
    for date, by_name in said.items():
        for name, expected in by_name.items():
            logged = project.query(AS_OF.format(segmentation=name, date=date))
            assert logged.equals(expected), (name, date)


def test_builds_leave_nothing_temporary_behind(months):
    project, _ = months
    left = project.query(
        "select table_schema, table_name from information_schema.tables "
        "where table_name like '%\\_\\_dbt\\_%' escape '\\'"
    )
    assert left.empty


def test_only_changes_are_logged(months):
    project, said = months
    entries = project.query("select * from customer_segment_log where segmentation = 'rfm'")
    dates = sorted(said)
    changed = len(said[dates[0]]["rfm"])
    for earlier, later in itertools.pairwise(dates):
        both = said[later]["rfm"].merge(
            said[earlier]["rfm"], on="customer_id", how="left", suffixes=("", "_before")
        )
        changed += int((both["segment_id"] != both["segment_id_before"]).sum())
    assert len(entries) == changed


def test_repeated_and_earlier_builds_add_nothing_and_full_refresh_loses_nothing(months):
    project, _ = months
    count = "select count(*) as entries from customer_segment_log"
    before = project.query(count)["entries"].item()
    run(project, as_of_date="2024-12-01")
    run(project, as_of_date="2024-09-01")
    assert project.query(count)["entries"].item() == before
    result = project.dbt(
        "run", "--select", "customer_segment_log", "--full-refresh", as_of_date="2024-12-01"
    )
    assert result.returncode == 0, result.stdout[-3000:]
    assert project.query(count)["entries"].item() == before
