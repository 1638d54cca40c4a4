"""The judge of settings alone, on a copy of the project that is parsed in a second and only once."""

import json
import shutil
from pathlib import Path

import yaml
from dbt.cli.main import dbtRunner
from project import ROOT
from warm_dbt import keep_compiled_templates

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
        {"name": name, "config": {"meta": {"segmentation": {**METADATA, "family": family}}}}
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
        self._manifest = None

    def _invoke(self, *arguments: str, **variables):
        options = {
            "--project-dir": self.folder,
            "--profiles-dir": ROOT / "profiles",
            "--target-path": self.folder / "target",
            "--log-path": self.folder / "logs",
            "--vars": json.dumps(variables),
        }
        words = [str(word) for option in options.items() for word in option]
        said = []
        runner = dbtRunner(
            manifest=self._manifest, callbacks=[lambda event: said.append(event.info)]
        )
        result = runner.invoke([*arguments, *words])
        errors = [info.msg for info in said if info.level == "error"]
        return result, "" if result.success else "\n".join(errors)

    def set(self, scope: str | None, **variables) -> None:
        """Write vars into dbt_project.yml, under the name of a project or for all."""
        path = self.folder / "dbt_project.yml"
        project = yaml.safe_load(path.read_text(encoding="utf-8"))
        place = project["vars"] if scope is None else project["vars"].setdefault(scope, {})
        place.update(variables)
        path.write_text(yaml.safe_dump(project), encoding="utf-8")

    def parse(self, **variables) -> str:
        """What a command says that only parses the project; nothing when all is fine."""
        self._manifest = None
        return self._invoke("parse", "--no-partial-parse", **variables)[1]

    def verdict(self, **variables) -> str:
        """What the judge says to these vars of the command line; nothing when they are fine."""
        if self._manifest is None:
            result, said = self._invoke("parse", "--no-partial-parse")
            assert result.success, said
            self._manifest = result.result
        return self._invoke("run-operation", "check_settings", **variables)[1]
