"""Run the dbt project in its own database, as a user would."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd
from warm_dbt import run_dbt

ROOT = Path(__file__).parents[1]
DBT = Path(sys.executable).with_name("dbt")
PUBLIC_SCHEMA = "main"
INTERNAL_SCHEMA = "main_segmentation_internal"


def read_only(database: Path) -> duckdb.DuckDBPyConnection:
    """Open a build's database; tables of both schemas go by their bare names."""
    connection = duckdb.connect(str(database), read_only=True)
    schemas = {
        name for (name,) in connection.sql("select schema_name from duckdb_schemas()").fetchall()
    }
    path = [name for name in (PUBLIC_SCHEMA, INTERNAL_SCHEMA) if name in schemas]
    connection.execute(f"set search_path = '{','.join(path)}'")
    return connection


@dataclass
class Project:
    """A build of the project: its folder for artefacts and its DuckDB file, or another target.

    Unit tests run once per engine, in the demo's build. With `parsed_with`, commands take the project as
    it was parsed with these vars, once for all tests, in place of parsing it with their own: for vars
    that neither say which tables a model reads nor how a node is configured, and not for builds of
    explanation_rows, which reads the manifest that parsing wrote. Without `writes_json` commands write no
    manifest and no results, half a second each: also not for builds of explanation_rows.
    """

    folder: Path
    root: Path = ROOT
    variables: dict = field(default_factory=dict)
    target: str = "duckdb"
    has_unit_tests: bool = False
    parsed_with: dict | None = None
    writes_json: bool = True

    @property
    def database(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / "build.duckdb"

    def load(self, tables: dict[str, pd.DataFrame]) -> None:
        """Replace raw tables in the schema ``raw`` and map them."""
        with duckdb.connect(str(self.database)) as connection:
            connection.sql("create schema if not exists raw")
            for name, table in tables.items():
                connection.register("incoming", table)
                connection.sql(f'create or replace table raw."{name}" as from incoming')
                connection.unregister("incoming")
        self.variables.update(
            use_demo_data=False, raw_schema="raw", raw_tables={name: {} for name in tables}
        )

    def options(self, variables: dict) -> list[str]:
        """What decides how the project is parsed."""
        return [
            "--project-dir",
            str(self.root),
            "--profiles-dir",
            str(ROOT / "profiles"),
            "--target",
            self.target,
            "--vars",
            json.dumps(variables),
        ]

    def command(self, *arguments: str, threads: int = 2, **variables) -> list[str]:
        """A dbt command on this build; further variables override those of the project."""
        return [
            str(DBT),
            *arguments,
            *self.options({**self.variables, **variables}),
            "--target-path",
            str(self.folder / "target"),
            "--log-path",
            str(self.folder / "logs"),
            "--threads",
            str(threads),
        ]

    def environment(self) -> dict[str, str]:
        """What dbt finds in the environment."""
        return {
            **os.environ,
            "CUSTOMER_SEGMENTATION_DB": str(self.database),
            "CUSTOMER_SEGMENTATION_UNIT_TESTS": str(self.has_unit_tests).lower(),
            "DBT_LOG_LEVEL_FILE": "none",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_WRITE_JSON": str(self.writes_json).lower(),
        }

    def dbt(self, *arguments: str, threads: int = 2, **variables) -> subprocess.CompletedProcess:
        """Run one dbt command; further variables override those of the project."""
        command = self.command(*arguments, threads=threads, **variables)
        parsed_with = None if self.parsed_with is None else self.options(self.parsed_with)
        return run_dbt(command[1:], self.root, self.environment(), parsed_with)

    def build(self, *arguments: str, threads: int = 2, **variables) -> None:
        """Run dbt build and fail with its output when it is red."""
        result = self.dbt("build", *arguments, threads=threads, **variables)
        assert result.returncode == 0, result.stdout[-6000:] + result.stderr

    def query(self, sql: str) -> pd.DataFrame:
        with read_only(self.database) as connection:
            return connection.sql(sql).df()


def installed(folder: Path) -> Project:
    """A project of somebody else that installs this one; what it sets comes as vars."""
    root = folder / "shop"
    root.mkdir()
    (root / "packages.yml").write_text(f"packages: [{{local: {ROOT}}}]")
    (root / "dbt_project.yml").write_text(
        "name: shop\nversion: 1.0.0\nprofile: customer_segmentation\n"
        "flags: {require_ref_searches_node_package_before_root: true}\n"
    )
    return with_packages(Project(folder / "build", root=root))


def with_packages(project: Project) -> Project:
    """The same project, after ``dbt deps``."""
    arguments = ["deps", "--profiles-dir", str(ROOT / "profiles")]
    done = run_dbt(arguments, project.root, project.environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return project
