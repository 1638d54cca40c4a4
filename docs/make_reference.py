"""Write docs/reference from the project's own files: the vars of dbt_project.yml, the YAML of models."""

import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
PACKAGE = "customer_segmentation"
KINDS = {
    "flag": "true or false",
    "whole": "a whole number",
    "number": "a number",
    "text": "a text",
    "mapping": "a mapping",
    "list": "a list",
    "texts": "a list of texts",
    "ids": "a list of ids, or the name of a model",
    "date": "a date",
    "time_zone": "a time zone",
}


def kinds() -> dict[str, str]:
    """What each var may be, in words, from macros/settings/setting_kinds.sql."""
    text = (ROOT / "macros/settings/setting_kinds.sql").read_text(encoding="utf-8")
    shared = dict(re.findall(r"set (\w+) = (\{.*?\}) %\}", text))
    shared.pop("kinds", None)
    found = {}
    for name, value in re.findall(r'^        "(\w+)": (.+),$', text, flags=re.MULTILINE):
        rule = yaml.safe_load(shared.get(value, value))
        choices = [str(choice) for choice in rule.get("of", [])]
        words = KINDS.get(rule["kind"], "one of " if rule["kind"] == "choice" else "some of ")
        words += ", ".join(choices)
        if "min" in rule:
            words += f" from {rule['min']}" + (f" to {rule['max']}" if "max" in rule else " on")
        found[name] = words + (", or null" if rule.get("optional") else "")
    for name in re.findall(r"^    (using_\w+): ", _vars_text(), flags=re.MULTILINE):
        found[name] = "true or false, or null"
    return found


def _vars_text() -> str:
    text = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    return text[text.index("\nvars:") :]


def groups() -> list[tuple[str, list[str]]]:
    """The comments among the vars of dbt_project.yml, each with the vars that follow it."""
    found: list[tuple[str, list[str]]] = []
    comment: list[str] = []
    for line in _vars_text().splitlines():
        if match := re.match(r"    # ?(.*)", line):
            comment.append(match[1])
        elif match := re.match(r"    (\w+):", line):
            if comment or not found:
                found.append((" ".join(comment), []))
                comment = []
            found[-1][1].append(match[1])
        elif not line.strip() and not comment:
            found.append(("", []))
    return [group for group in found if group[1]]


def vars_page() -> str:
    """The page of all vars: default, what they may be, what they are for."""
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    defaults, allowed = project["vars"][PACKAGE], kinds()
    lines = [
        "# Vars",
        "",
        "Set them under `vars: customer_segmentation:` in your dbt_project.yml. A misspelt name or value",
        "stops the build before any table is touched. This page is made by `make docs` from",
        "dbt_project.yml of the package.",
    ]
    for comment, names in groups():
        lines += [
            "",
            *([comment, ""] if comment else []),
            "| var | default | what it may be |",
            "|---|---|---|",
        ]
        for name in names:
            default = yaml.safe_dump(
                defaults[name], default_flow_style=True, width=10_000, sort_keys=False
            )
            default = default.removesuffix("...\n").strip().replace("|", "\\|")
            lines.append(f"| `{name}` | `{default}` | {allowed[name]} |")
    return "\n".join(lines) + "\n"


def public_names() -> list[str]:
    """Names of the public models, in the order of dbt_project.yml."""
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    return [
        name
        for folder in project["models"][PACKAGE].values()
        if isinstance(folder, dict)
        for name, settings in folder.items()
        if isinstance(settings, dict) and settings.get("+access") == "public"
    ]


def described() -> dict[str, dict]:
    """Models by name, as their YAML has them."""
    found = {}
    for folder in ("models", "python_models", "snapshots"):
        for path in sorted((ROOT / folder).rglob("*.yml")):
            text = re.sub(r"\{\{.*?\}\}", "", path.read_text(encoding="utf-8"))
            for model in (yaml.safe_load(text) or {}).get("models") or []:
                found[model["name"]] = model
    return found


def tables_page() -> str:
    """The page of all public tables with their columns."""
    models = described()
    lines = [
        "# Tables",
        "",
        "The public tables, in the order in which they are built. This page is made by `make docs` from",
        "the YAML next to the models; `dbt docs` has the same beside your own models.",
    ]
    for name in public_names():
        model = models[name]
        lines += ["", f"## {name}", "", " ".join(model["description"].split()), ""]
        lines += ["| column | type | |", "|---|---|---|"]
        for column in model.get("columns") or []:
            text = " ".join(str(column.get("description", "")).split()).replace("|", "\\|")
            lines.append(f"| `{column['name']}` | {column.get('data_type') or ''} | {text} |")
    return "\n".join(lines) + "\n"


PAGES = {"vars.md": vars_page, "tables.md": tables_page}


def main() -> int:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
