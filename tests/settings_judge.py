"""The judge of settings alone, on a copy of the project that is parsed in a second and only once."""

import json
import multiprocessing
import os
import shutil
from argparse import Namespace
from pathlib import Path
from unittest import mock

import yaml
from dbt.adapters.factory import get_adapter, register_adapter
from dbt.cli.main import dbtRunner
from dbt.config.runtime import RuntimeConfig
from dbt.context.providers import generate_runtime_macro_context
from dbt.flags import set_from_args
from dbt_common.exceptions import CompilationError
from project import ROOT
from warm_dbt import keep_compiled_templates

PROFILES = ROOT / "profiles"
# Of the models only what the judge looks up: whose staging model it is, which features there are.
FEATURES = {
    "recency_days": "recency",
    "days_since_first_order": "tenure",
    "order_count": "basket",
    "spend_net": "monetary",
}
METADATA = {"role": "feature", "transform": "none", "impute": "zero", "requires": ["orders"]}
MODELS = {
    "stg_shop__orders": [],
    "customer_features": [
        {
            "name": name,
            "data_type": "double",
            "config": {"meta": {"segmentation": {**METADATA, "family": family}}},
        }
        for name, family in FEATURES.items()
    ],
}


class Judge:
    """The project's macros and vars beside stubs of two models."""

    def __init__(self, folder: Path) -> None:
        keep_compiled_templates()
        self.folder = folder
        shutil.copytree(ROOT / "macros", folder / "macros")
        (folder / "models").mkdir()
        shutil.copy(ROOT / "models" / "_groups.yml", folder / "models")
        stubs = {"models": [{"name": name, "columns": columns} for name, columns in MODELS.items()]}
        (folder / "models" / "_stubs.yml").write_text(yaml.safe_dump(stubs), encoding="utf-8")
        for name in MODELS:
            (folder / "models" / f"{name}.sql").write_text("select 1", encoding="utf-8")
        shutil.copy(ROOT / "dbt_project.yml", folder)
        self._adapter = None

    def _parse(self, **variables):
        """The manifest of ``dbt parse`` and what it says of errors."""
        options = {
            "--project-dir": self.folder,
            "--profiles-dir": PROFILES,
            "--target-path": self.folder / "target",
            "--log-path": self.folder / "logs",
            "--vars": json.dumps(variables),
        }
        words = [str(word) for option in options.items() for word in option]
        said = []
        runner = dbtRunner(callbacks=[lambda event: said.append(event.info)])
        result = runner.invoke(["parse", "--no-partial-parse", *words])
        return result.result, "\n".join(info.msg for info in said if info.level == "error")

    def _start(self):
        """dbt's adapter as ``dbt run-operation`` has it once the project is parsed."""
        manifest, said = self._parse()
        assert manifest, said
        manifest.build_flat_graph()
        options = Namespace(
            **{"which": "run-operation", "vars": {}, "profile": None, "target": None, "threads": 1},
            **{"project_dir": str(self.folder), "profiles_dir": str(PROFILES)},
        )
        set_from_args(options, None)
        with mock.patch.dict(os.environ, {"CUSTOMER_SEGMENTATION_DB": ":memory:"}):
            config = RuntimeConfig.from_args(options)
        register_adapter(config, multiprocessing.get_context())
        adapter = get_adapter(config)
        adapter.set_macro_context_generator(generate_runtime_macro_context)
        adapter.set_macro_resolver(manifest)
        return adapter

    def set(self, scope: str | None, **variables) -> None:
        """Write vars into dbt_project.yml, under the name of a project or for all."""
        path = self.folder / "dbt_project.yml"
        project = yaml.safe_load(path.read_text(encoding="utf-8"))
        place = project["vars"] if scope is None else project["vars"].setdefault(scope, {})
        place.update(variables)
        path.write_text(yaml.safe_dump(project), encoding="utf-8")

    def parse(self, **variables) -> str:
        """What a command says that only parses the project; nothing when all is fine."""
        return self._parse(**variables)[1]

    def verdict(self, **variables) -> str:
        """What the judge says to these vars of the command line; nothing when they are fine.

        dbt starts once for all verdicts: its start takes longer than the judge.
        """
        self._adapter = self._adapter or self._start()
        config = self._adapter.config
        config.cli_vars = variables
        config.args = Namespace(**{**vars(config.args), "vars": variables})
        try:
            with self._adapter.connection_named("judge"):
                self._adapter.execute_macro("check_settings")
        except CompilationError as error:
            return str(error)
        return ""
