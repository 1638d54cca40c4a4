"""Builds that several end-to-end tests share."""

import pytest
from project import Project


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Project:
    """The bundled demo, built once."""
    project = Project(tmp_path_factory.mktemp("demo"))
    project.build()
    return project


@pytest.fixture
def project(tmp_path) -> Project:
    """An empty project of the test's own."""
    return Project(tmp_path)
