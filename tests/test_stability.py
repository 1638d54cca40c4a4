"""The gates on stability and drift: green on a steady shop, and the right one red on others."""

import json
import shutil

import duckdb
import pandas as pd
import pytest
from project import INTERNAL_SCHEMA, Project

from customer_segmentation.demo.shop import TABLES
from customer_segmentation.demo.shops_tables import write_shop
from customer_segmentation.demo.write import write_demo

GATES = {
    "segments_can_be_trusted",
    "segments_hold_over_time",
    "no_unexplained_drift",
    "segment_sizes_above",
}
CUSTOMERS = 800


def behaviour(n_segments) -> dict:
    return {
        "name": "behaviour",
        "objective": "targeted_marketing",
        "method": "clusters",
        "algorithms": ["kmeans"],
        "n_segments": n_segments,
    }


def shop(folder, n_segments, **demo) -> Project:
    """An empty project on generated raw tables, with the default gates."""
    return on(folder, n_segments, write_demo(folder / "raw", CUSTOMERS, seed=5, **demo))


def on(folder, n_segments, paths) -> Project:
    """An empty project on raw tables, with the default gates."""
    project = Project(folder)
    project.load({name: pd.read_parquet(paths[name]) for name in TABLES})
    rfm = {"name": "rfm", "method": "rfm"}
    # The orders end on purpose, long before the day of the run.
    project.variables.update(as_of_date="2025-01-01")
    project.parsed_with = dict(project.variables)
    project.variables.update(effort="quick", segmentations=[behaviour(n_segments), rfm])
    return project


def build(project: Project, **variables) -> dict[str, set[str]]:
    """Names of the data tests by their status, after a build up to the gates."""
    project.dbt(
        "build",
        "--select",
        "+segment_stability",
        "+segment_drift",
        "+segments",
        "+segment_migrations",
        "segment_models",
        "--indirect-selection",
        "cautious",
        **variables,
    )
    results = json.loads((project.folder / "target" / "run_results.json").read_text())["results"]
    manifest = json.loads((project.folder / "target" / "manifest.json").read_text())["nodes"]
    found: dict[str, set[str]] = {}
    for result in results:
        node = manifest[result["unique_id"]]
        name = node.get("test_metadata", {}).get("name") or node["name"]
        found.setdefault(result["status"], set()).add(name)
    assert "error" not in found, found["error"]
    return found


@pytest.fixture(scope="module")
def shifted(tmp_path_factory) -> Project:
    return shop(tmp_path_factory.mktemp("shifted"), {"min": 2, "max": 8}, shift=True)


@pytest.fixture(scope="module")
def steady(tmp_path_factory) -> tuple[Project, dict[str, set[str]]]:
    """A shop in which every customer goes on as ever, and how its tests ended."""
    folder = tmp_path_factory.mktemp("steady")
    project = on(folder, {"min": 2, "max": 8}, write_shop(folder / "raw", "steady"))
    return project, build(project)


def test_a_steady_shop_is_green(steady):
    _, found = steady
    assert found.keys() == {"success", "pass"}
    assert found["pass"] >= GATES


def test_failing_rows_of_gates_say_what_to_do(steady):
    project, _ = steady
    nodes = json.loads((project.folder / "target" / "manifest.json").read_text())["nodes"]
    judges = {*GATES, "refits_agree", "choice_is_found_again", "drift_without_season"}
    asked = {}
    for node in nodes.values():
        name = node.get("test_metadata", {}).get("name")
        if name in judges and node.get("compiled_code"):
            asked[name] = set(project.query(node["compiled_code"]).columns)
    assert asked.keys() >= judges
    told = {"what_moved", "what_happened", "remedy"}
    assert [name for name, columns in asked.items() if not columns & told] == []


def test_a_choice_that_halves_do_not_repeat_is_warned_of(steady):
    project, _ = steady
    nodes = json.loads((project.folder / "target" / "manifest.json").read_text())["nodes"]
    table = nodes["model.customer_segmentation.segment_stability"]["relation_name"]
    judge = next(
        node["compiled_code"]
        for node in nodes.values()
        if node.get("test_metadata", {}).get("name") == "choice_is_found_again"
    )
    made = """(
        values ('arbitrary', 'choice_agreement', 0.2, 0.5, 'dissolved'),
            ('repeated', 'choice_agreement', 0.9, 0.5, 'highly stable'),
            ('repeated', 'choice_jaccard', 0.4, 0.6, 'dissolved')
    ) as made (segmentation, check_name, value, threshold, rating)"""
    assert table in judge
    assert list(project.query(judge.replace(table, made))["segmentation"]) == ["arbitrary"]


def test_who_goes_on_as_before_stays(steady):
    project, _ = steady
    moves = project.query(
        """
        select to_as_of_date, has_full_year, sum(customer_count) as customers,
            sum(case when from_segment_id <> to_segment_id then customer_count else 0 end) as moved
        from segment_moves where segmentation = 'behaviour' group by all
        """
    )
    assert len(moves) == 2
    assert moves["has_full_year"].all()
    assert (moves["moved"] < 0.05 * moves["customers"]).all()
    sizes = project.query(
        """
        select segment_id, max(customers) - min(customers) as change
        from (
            select segment_id, as_of_date, count(*) as customers
            from customer_segment_history where segmentation = 'behaviour' group by all
        )
        group by all
        """
    )
    assert (sizes["change"] < 0.03 * 500).all()


def test_lifetime_totals_are_described_and_not_clustered_on(steady):
    project, _ = steady
    used = set(project.query("select feature_name from segment_model_features")["feature_name"])
    assert {"order_count_365d", "spend_net_365d", "product_count_365d"} <= used
    assert not used & {"order_count", "spend_net", "product_count", "tenure_days"}


def test_noise_has_no_stable_segments(tmp_path):
    project = shop(tmp_path, 7, structure="none")
    found = build(project)
    assert found["fail"] == {"segments_can_be_trusted"}
    assert found["pass"] >= GATES - {"segments_can_be_trusted"}
    assert project.query("select structure from segment_models")["structure"].tolist() == ["none"]


def test_a_shop_that_shifted_has_drifted(shifted):
    found = build(shifted)
    assert "no_unexplained_drift" in found["fail"]
    assert found["fail"] <= {"no_unexplained_drift", "segments_hold_over_time"}
    assert found["pass"] >= {"segments_can_be_trusted", "segment_sizes_above"}
    drifted = shifted.query(
        "select distinct subject_name from segment_drift where rating = 'major'"
    )
    assert {"recency_days", "visit_count_90d"} <= set(drifted["subject_name"])


def test_drift_can_be_a_warning(shifted):
    """The test alone, on what the test before built, in a project that is parsed with this severity."""
    own = Project(shifted.folder, variables={**shifted.variables, "drift_severity": "warn"})
    done = own.dbt("test", "--select", "test_name:no_unexplained_drift")
    assert done.returncode == 0, done.stdout
    assert "WARN=1 ERROR=0" in done.stdout


@pytest.mark.parametrize(
    ("rating", "year_before", "known_before", "status"),
    [
        ("seasonal", True, True, "pass"),
        ("major", True, True, "fail"),
        ("major", False, True, "pass"),
        ("major", True, False, "pass"),
    ],
)
def test_members_who_leave_with_the_season_or_a_new_log_are_no_alarm(
    steady, rating, year_before, known_before, status
):
    """Nor are those who stayed while yearly windows were still filling up, in the period before."""
    project, _ = steady
    with duckdb.connect(str(project.database)) as connection:
        connection.execute(
            "update segment_stability set value = 0.1 where check_name = 'members_kept'"
        )
        connection.execute(
            f"update segment_drift set rating = '{rating}' where subject_name = 'recency_days'"
        )
        connection.execute(
            f"update {INTERNAL_SCHEMA}.segment_moves set has_full_year = {year_before} "
            "where to_as_of_date < (select max(as_of_date) from as_of_dates)"
        )
        if not known_before:
            connection.execute(
                f"update {INTERNAL_SCHEMA}.feature_bin_counts set bin = -1 where feature_name ="
                " 'recency_days' and as_of_date <> (select max(as_of_date) from as_of_dates)"
            )
    project.dbt("test", "--select", "test_name:segments_hold_over_time")
    results = json.loads((project.folder / "target" / "run_results.json").read_text())["results"]
    found = [item["status"] for item in results if item["unique_id"].startswith("test.")]
    assert found == [status]


@pytest.mark.parametrize(
    ("before", "kept", "members", "status"),
    [(0.4, 0.1, 3000, "pass"), (0.55, 0.29, 3, "pass"), (0.55, 0.29, 3000, "fail")],
)
def test_members_who_leave_every_time_or_by_chance_are_no_alarm(
    steady, before, kept, members, status
):
    """Whoever bought lately does not stay for two quarters; and of a handful many leave by chance."""
    project, _ = steady
    with duckdb.connect(str(project.database)) as connection:
        connection.execute(
            f"update segment_stability set value = {kept} where check_name = 'members_kept'"
        )
        connection.execute(
            "update segment_drift set rating = 'major' where subject_name = 'recency_days'"
        )
        connection.execute(
            f"update {INTERNAL_SCHEMA}.segment_moves set has_full_year = true, "
            f"customer_count = {members}, share_of_from = {before} "
            "where from_segment_id = to_segment_id"
        )
        connection.execute(
            f"delete from {INTERNAL_SCHEMA}.segment_moves where from_segment_id <> to_segment_id"
        )
        connection.execute(f"update {INTERNAL_SCHEMA}.feature_bin_counts set bin = 1 where bin < 0")
    project.dbt("test", "--select", "test_name:segments_hold_over_time")
    results = json.loads((project.folder / "target" / "run_results.json").read_text())["results"]
    found = [item["status"] for item in results if item["unique_id"].startswith("test.")]
    assert found == [status]


def test_windows_of_less_than_half_the_usual_gap_take_no_part(demo, tmp_path):
    unusable = "select feature_name, unusable_reason from feature_catalog where not is_usable"
    before = demo.query(unusable)
    copy = Project(tmp_path / "yearly", parsed_with={}, writes_json=False)
    shutil.copy(demo.database, copy.database)
    with duckdb.connect(str(copy.database)) as connection:
        connection.execute(f"update {INTERNAL_SCHEMA}.shop_gaps set shop_gap_days = 367.4")
    copy.build("--select", "feature_catalog", "--exclude-resource-type", "test")
    found = copy.query(unusable)
    found = found[~found["feature_name"].isin(before["feature_name"])]
    assert set(found["feature_name"]) == {
        "order_count_90d",
        "order_count_change_90d",
        "spend_net_90d",
        "spend_net_change_90d",
    }
    reason = "it counts 90 days and customers usually order every 367 days"
    assert set(found["unusable_reason"]) == {reason}
