"""Conventions of models and their YAML, checked on the manifest by dbt-score (``make lint``)."""

import re
from pathlib import Path

from bench import stats
from dbt_score import Model, RuleViolation, Seed, Snapshot, rule

GRAIN = "One row per"
# Their columns follow the user's models or settings, so no contract can list them.
OPEN_MODELS = ("customer_features_extended", "customer_segment_overview")
# The prefixes that have a place in a folder; models without one stand anywhere.
PREFIXES = {"base": ("base_",), "staging": ("stg_",), "features": ("feat_", "int_")}
# Those that DECISIONS.md gives a reason for.
DECISIONS = (Path(__file__).parents[1] / "DECISIONS.md").read_text()
LONG_MODELS = re.findall(
    r"^- \*\*`(\w+)`\*\*", DECISIONS.partition("\n## Long models\n")[2].split("\n## ")[0], re.M
)
LAYERS = ("base_", "stg_", "int_", "feat_")


def _undescribed(columns) -> RuleViolation | None:
    lacking = [column.name for column in columns if not column.description]
    return (
        RuleViolation(f"columns without a description: {', '.join(lacking)}") if lacking else None
    )


@rule
def grain_comes_first(model: Model) -> RuleViolation | None:
    """The description of a model starts with its grain."""
    if not model.description.startswith(GRAIN):
        return RuleViolation(f'start the description with "{GRAIN} ..."')


@rule
def columns_are_described(model: Model) -> RuleViolation | None:
    """Every column that YAML names is described."""
    return _undescribed(model.columns)


@rule
def seed_is_described(seed: Seed) -> RuleViolation | None:
    """A seed and its columns are described."""
    return _undescribed(seed.columns) if seed.description else RuleViolation("describe the seed")


@rule
def snapshot_is_described(snapshot: Snapshot) -> RuleViolation | None:
    """A snapshot and its columns are described."""
    if not snapshot.description:
        return RuleViolation("describe the snapshot")
    return _undescribed(snapshot.columns)


@rule
def access_is_set(model: Model) -> RuleViolation | None:
    """Who may refer to a model is said: dbt_project.yml makes it private or public."""
    if model.access not in ("public", "private") or not model.group:
        return RuleViolation(f"access {model.access} in group {model.group}: see dbt_project.yml")


@rule
def public_model_lists_columns(model: Model) -> RuleViolation | None:
    """A public model lists its columns, and a public SQL model of fixed columns keeps a contract."""
    if model.access != "public":
        return None
    if not model.columns:
        return RuleViolation("list the columns of a public model in YAML")
    is_open = model.name in OPEN_MODELS
    if model.language == "sql" and not is_open and not model.config["contract"]["enforced"]:
        return RuleViolation("a public SQL model needs `contract: {enforced: true}`")


@rule
def name_tells_the_layer(model: Model) -> RuleViolation | None:
    """A prefix belongs to its layer's folder; public models are plain nouns."""
    folder = model.original_file_path.split("/")[-2]
    prefix = next((prefix for prefix in LAYERS if model.name.startswith(prefix)), None)
    if prefix and model.access == "public":
        return RuleViolation(f"public, yet {prefix} marks an inner layer")
    if prefix and prefix not in PREFIXES.get(folder, ()):
        return RuleViolation(f"{prefix} has no place in {folder}/")
    if prefix in ("base_", "stg_", "feat_") and "__" not in model.name:
        return RuleViolation(f"name it {prefix}<source or entity>__<what>")
    if not re.fullmatch("[a-z][a-z0-9_]*", model.name):
        return RuleViolation("names are lower case, with underscores")


@rule
def documented_beside_its_folder(model: Model) -> RuleViolation | None:
    """A model is described in `_<folder>__models.yml` of its own folder."""
    folder = model.original_file_path.rpartition("/")[0]
    expected = f"{folder}/_{folder.rpartition('/')[2]}__models.yml"
    if (model.patch_path or "").rpartition("://")[2] != expected:
        return RuleViolation(f"describe it in {expected}")


@rule
def model_is_short(model: Model) -> RuleViolation | None:
    """A model keeps to 120 lines and 6 steps, or DECISIONS.md says why not."""
    lines, steps = stats.code_lines(model.raw_code), stats.steps(model.raw_code)
    is_long = lines > stats.MOST_LINES or steps > stats.MOST_STEPS
    if model.language == "sql" and is_long and model.name not in LONG_MODELS:
        return RuleViolation(
            f"{lines} lines, {steps} steps: split it, or give a reason in DECISIONS.md"
        )
