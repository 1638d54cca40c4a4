"""What is installed is pinned with hashes, names no index and may be used by a business."""

import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from project import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
# Licences that oblige a business to nothing but to name them, or to share changes of a file of theirs.
PERMISSIVE = re.compile(
    r"\b(apache|mit|bsd|mozilla|mpl|isc|psf|python software|zlib|0bsd|artistic)\b"
    r"|redistribution and use in source and binary forms",
    re.I,
)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_with_hashes_and_names_no_index(lock: Path):
    text = lock.read_text()
    assert "://" not in text
    requirements = [line for line in text.splitlines() if line[:1].strip() and line[0] != "#"]
    assert requirements
    for line in re.sub(r" *\\\n *", " ", text).splitlines():
        if line.strip() and not line.startswith("#"):
            assert re.fullmatch(
                r"[A-Za-z0-9._\[\]-]+==\S+( ;[^-]+)?( --hash=sha256:[0-9a-f]{64})+", line
            )


def test_the_oldest_libraries_are_those_that_are_tested():
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    lowest = {
        requirement.name: specifier.version
        for requirement in map(Requirement, promised)
        for specifier in requirement.specifier
        if specifier.operator == ">="
    }
    pins = re.findall(r"(?m)^(\S+)==(\S+)", (ROOT / "requirements-floors.lock").read_text())
    floors = {name: version for name, version in pins if name in lowest}
    assert floors == {name: lowest[name] for name in floors}
    assert {"numpy", "pandas", "scikit-learn", "scipy"} <= set(floors)


def test_licences_let_a_business_use_what_is_installed():
    unknown = {
        name: licence for name in _installed() if not PERMISSIVE.search(licence := _licence(name))
    }
    assert unknown == {}


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "GNU AGPL, limited, as permitted", "", "Submit"]
)
def test_words_that_hold_a_licence_are_none(licence):
    assert not PERMISSIVE.search(licence)


@pytest.mark.skipif(not (ROOT / ".venv/.installed").exists(), reason="not set up by make")
def test_a_build_after_the_set_up_installs_nothing():
    """What it runs then needs no network: `build_offline` in conftest.py."""
    planned = subprocess.run(
        ["make", "--dry-run", "build"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert "dbt build" in planned
    assert "pip" not in planned


def _installed() -> set[str]:
    """The plugin with its extras for users, and everything that they need."""
    found: set[str] = set()
    waiting = ["customer-segmentation[duckdb,demo,report]"]
    while waiting:
        wanted = Requirement(waiting.pop())
        if wanted.name.lower() in found and not wanted.extras:
            continue
        try:
            requires = distribution(wanted.name).requires or []
        except PackageNotFoundError:
            continue
        found.add(wanted.name.lower())
        for line in requires:
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(
                marker.evaluate({"extra": extra}) for extra in wanted.extras or {""}
            ):
                waiting.append(line.partition(";")[0])
    return found


def _licence(name: str) -> str:
    metadata = distribution(name).metadata
    classifiers = [
        line for line in metadata.get_all("Classifier") or [] if line.startswith("License")
    ]
    return " ".join(
        [metadata.get("License-Expression") or "", metadata.get("License") or "", *classifiers]
    ).strip()
