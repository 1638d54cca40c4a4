"""Builds that several end-to-end tests share."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import warm_dbt
from project import Project

# A new network of its own, with no way out.
OFFLINE = ["unshare", "--map-root-user", "--net"]


def build_offline(project: Project) -> None:
    """Build without network where the system can: a build needs none once the set-up is made."""
    can = shutil.which(OFFLINE[0]) and not subprocess.run([*OFFLINE, "true"]).returncode
    done = subprocess.run(
        [*(OFFLINE if can else []), *project.command("build")],
        cwd=project.root,
        env=project.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr


def pytest_configure(config) -> None:
    """One server of dbt commands for all workers."""
    if warm_dbt.SERVER not in os.environ:
        warm_dbt.start_server()


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Project:
    """The bundled demo, built once; each worker of a parallel run has a copy of its own."""
    own = tmp_path_factory.mktemp("demo")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        project = Project(own, has_unit_tests=True, parsed_with={})
        build_offline(project)
        return project
    shutil.copytree(_shared_demo(tmp_path_factory.getbasetemp().parent), own, dirs_exist_ok=True)
    return Project(own, has_unit_tests=True, parsed_with={}, writes_json=False)


def _shared_demo(folder: Path) -> Path:
    """Folder of the one build of all workers: the first that asks makes it, the others wait."""
    demo = folder / "demo"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "demo_is_built").exists():
            build_offline(Project(demo, has_unit_tests=True))
            (folder / "demo_is_built").touch()
    return demo


@pytest.fixture
def project(tmp_path) -> Project:
    """An empty project of the test's own."""
    return Project(tmp_path, writes_json=False)
