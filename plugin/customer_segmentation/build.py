"""``dbt build`` where dbt runs no Python: dbt up to each Python model, the model, dbt from there on."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customer_segmentation.engines.python_models import Session, TableSession
from customer_segmentation.engines.target import open_session, read_output

_BUILT = ("model", "seed", "snapshot", "test", "unit_test")


@dataclass(frozen=True)
class Stage:
    """What is built between two runs of Python.

    Attributes
    ----------
    nodes : tuple of str
        Unique ids of what dbt builds.
    python_models : tuple of str
        Unique ids of the Python models to run after that, each after those that it reads.
    """

    nodes: tuple[str, ...]
    python_models: tuple[str, ...]


def stages(manifest: Mapping[str, Any]) -> list[Stage]:
    """Cut a project where Python models stand.

    Parameters
    ----------
    manifest : mapping
        dbt's ``manifest.json``.

    Returns
    -------
    list of Stage
        Together they hold every enabled node once. A test of a Python model is in the stage after it.
    """
    nodes = {
        unique_id: node
        for unique_id, node in {**manifest["nodes"], **manifest["unit_tests"]}.items()
        if node["resource_type"] in _BUILT
    }
    parents = {
        unique_id: [key for key in node["depends_on"].get("nodes", []) if key in nodes]
        for unique_id, node in nodes.items()
    }
    is_python = {
        unique_id: node.get("language") == "python" and node["resource_type"] == "model"
        for unique_id, node in nodes.items()
    }
    found: list[Stage] = []
    done: set[str] = set()
    while len(done) < len(nodes):
        own = _ready(parents, done, [key for key in nodes if not is_python[key]])
        python = _ready(parents, done | set(own), [key for key in nodes if is_python[key]])
        if not own and not python:
            raise ValueError("the manifest has a circle of models: run dbt parse again")
        found.append(Stage(tuple(own), tuple(python)))
        done |= {*own, *python}
    return found


def _ready(parents: Mapping[str, Sequence[str]], done: set[str], among: Iterable[str]) -> list[str]:
    """Those that need nothing but what is done and each other, in an order that works."""
    ready: dict[str, None] = {}
    waiting = [key for key in among if key not in done]
    while True:
        more = [
            key
            for key in waiting
            if key not in ready
            and all(parent in done or parent in ready for parent in parents[key])
        ]
        if not more:
            return list(ready)
        ready.update(dict.fromkeys(more))


def build(
    dbt: str,
    target: str,
    project_dir: Path,
    profiles_dir: Path | None,
    arguments: Sequence[str] = (),
) -> int:
    """Build a dbt project, with its Python models in this process.

    Parameters
    ----------
    dbt : str
        The dbt program.
    target : str
        Target of the profile.
    project_dir, profiles_dir : Path
        See `read_output`.
    arguments : sequence of str
        Further arguments of dbt, such as ``--vars``.

    Returns
    -------
    int
        Exit code of the first dbt command that failed, else 0.

    Raises
    ------
    ValueError
        When the target cannot be opened.
    """
    output = read_output(target, project_dir, profiles_dir)
    common = ["--target", target, "--project-dir", str(project_dir)]
    common += ["--profiles-dir", str(profiles_dir)] if profiles_dir else []
    common += arguments
    if code := subprocess.run([dbt, "--quiet", "parse", *common], check=False).returncode:
        return code
    target_path = _value(arguments, "--target-path") or "target"
    manifest = json.loads((project_dir / target_path / "manifest.json").read_text(encoding="utf-8"))
    nodes = {**manifest["nodes"], **manifest["unit_tests"]}
    for stage in stages(manifest):
        if stage.nodes:
            chosen = [".".join(nodes[key]["fqn"]) for key in stage.nodes]
            command = [dbt, "build", *common, "--indirect-selection", "empty", "--select", *chosen]
            if code := subprocess.run(command, check=False).returncode:
                return code
        for key in stage.python_models:
            with open_session(output) as session:
                run_python_model(
                    nodes[key], nodes, session, project_dir, "--full-refresh" in arguments
                )
    with open_session(output) as session:
        complete(nodes, session)
    return 0


def complete(nodes: Mapping[str, Mapping[str, Any]], session: TableSession) -> None:
    """Mark the build as whole, which dbt's hook cannot see: it knows the nodes of one command only.

    Parameters
    ----------
    nodes : mapping
        All nodes of the manifest.
    session : TableSession
    """
    for node in nodes.values():
        if node["name"] == "build_state" and node["package_name"] == "customer_segmentation":
            session.execute(f"update {node['relation_name']} set is_complete = true")


def _value(arguments: Sequence[str], option: str) -> str | None:
    given = dict(itertools.pairwise(arguments))
    return given.get(option)


class _Config:
    """What a Python model calls `dbt.config`."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    def __call__(self, **_: Any) -> None:
        """Settings in the model's code are in the manifest by now."""

    def get(self, key: str, default: Any = None) -> Any:
        """A setting."""
        return self._config.get(key, default)

    def meta_get(self, key: str, default: Any = None) -> Any:
        """An entry of the setting meta."""
        return self._config.get("meta", {}).get(key, default)


@dataclass(frozen=True)
class _Dbt:
    """What a Python model gets as `dbt`."""

    session: Session
    relations: Mapping[str, str]
    config: _Config
    this: str
    is_incremental: bool

    def ref(self, name: str) -> Any:
        """The rows of a model, seed or snapshot."""
        return self.session.table(self.relations[name])


def run_python_model(
    node: Mapping[str, Any],
    nodes: Mapping[str, Mapping[str, Any]],
    session: TableSession,
    project_dir: Path,
    is_full_refresh: bool = False,
) -> None:
    """Run one Python model and write its table, as dbt's materializations table and incremental do.

    Parameters
    ----------
    node : mapping
        The model in the manifest.
    nodes : mapping
        All nodes of the manifest.
    session : TableSession
    project_dir : Path
        Folder of ``dbt_project.yml``.
    is_full_refresh : bool
        Whether an incremental model starts anew, unless its setting full_refresh says no.
    """
    config, this = node["config"], node["relation_name"]
    refreshes = config.get("full_refresh")
    is_full_refresh = is_full_refresh if refreshes is None else bool(refreshes)
    is_incremental = (
        config["materialized"] == "incremental"
        and not is_full_refresh
        and session.exists(node["schema"], node["alias"])
    )
    parents = [nodes[key] for key in node["depends_on"]["nodes"] if key in nodes]
    names: dict[str, Any] = {}
    path = project_dir / node["original_file_path"]
    exec(compile(node["raw_code"], str(path), "exec"), names)
    dbt = _Dbt(
        session,
        {parent["name"]: parent["relation_name"] for parent in parents},
        _Config(config),
        this,
        is_incremental,
    )
    rows = names["model"](dbt, session)
    if is_incremental:
        session.append(rows, this)
    else:
        session.replace(rows, this)
