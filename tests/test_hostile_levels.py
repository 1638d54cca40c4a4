"""Categories that are code of several languages are scored, described and compared as text."""

from attack.levels import SELECTED, VARIABLES, problems, shop
from project import Project


def test_levels_are_data(tmp_path):
    project = Project(tmp_path, variables=dict(VARIABLES))
    project.load(shop())
    project.build(*SELECTED)
    assert problems(project.query, "duckdb") == []
