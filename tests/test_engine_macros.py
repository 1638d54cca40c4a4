"""What differs between engines stands in macros/engine and nowhere else."""

import re

import pytest
import yaml
from project import ROOT

ENGINE = ROOT / "macros" / "engine"
# Without a test on literal inputs: these act on a database or are words of a test themselves.
UNTESTED = {
    "drop_temporary_tables",
    "replaces_days",
    "row_replaced",
    "sql_dialect",
    "unequal_cases",
}
ENGINE_SQL = {
    r"\bpercentile_(cont|disc)\b": "quantile or discrete_quantile",
    r"\bunion\s*$": "union distinct",
    r"\)( as \w+)?\s+where 1 = 0\b": "empty_select",
    r"\b[0-9.]+e[0-9]\b": "double_literal",
    r"\bround\(": "rounded",
    r"\bextract\(dow\b": "weekday",
    r"\|\|": "dbt.concat",
    r"\bstring_literal\(|escape_single_quotes": "text_literal",
    r"'\{\{": "text_literal",
    r"\btarget\.type\b|adapter\.dispatch|information_schema": "a macro in macros/engine",
    r"\bqualify\b|\b(try_cast|regexp_matches|string_agg|list_agg|arg_max)\(": "a macro in macros/engine",
}


def sources():
    for folder in ("models", "macros", "snapshots", "tests/dbt/generic", "tests/dbt/features"):
        for path in sorted((ROOT / folder).rglob("*.sql")):
            if ENGINE not in path.parents:
                yield path


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_sql_knows_no_engine(path):
    text = re.sub(r"\{#.*?#\}|--[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = [
        f"{match.group()!r}: use {remedy}"
        for pattern, remedy in ENGINE_SQL.items()
        for match in re.finditer(pattern, text, flags=re.MULTILINE)
    ]
    assert not found, f"{path.relative_to(ROOT)}: {'; '.join(found)}"


def test_every_engine_macro_has_a_test_on_literal_inputs():
    tests = {path.stem for path in (ROOT / "tests" / "dbt" / "macros").glob("*.sql")}
    assert {path.stem for path in ENGINE.glob("*.sql")} - UNTESTED <= tests


def test_no_branch_for_an_engine_that_nothing_runs():
    profile = yaml.safe_load((ROOT / "profiles" / "profiles.yml").read_text())
    outputs = profile["customer_segmentation"]["outputs"].values()
    engines = {output["type"].removesuffix("_python") for output in outputs}
    branches = {
        name
        for path in ENGINE.glob("*.sql")
        for name in re.findall(r"\{%-? macro (\w+?)__", path.read_text(encoding="utf-8"))
    }
    assert branches <= engines | {"default"}


def test_types_in_yaml_have_names_that_every_adapter_knows():
    """A 64-bit float has no common name, and dbt does not translate the types of seeds."""
    translated = {"string", "int", "bigint", "date", "boolean", "timestamp", "*double"}
    anchors = set()
    for folder in ("models", "python_models", "snapshots", "seeds"):
        for path in sorted((ROOT / folder).rglob("*.yml")):
            text = path.read_text(encoding="utf-8")
            anchors |= set(re.findall(r"&(double .*|text .*)", text))
            types = set(re.findall(r"data_type: ([^\s,}]+)", text))
            for resource in yaml.safe_load(text).get("seeds", []):
                types |= set(resource["config"].get("column_types", {}).values()) - {"double"}
            assert types <= translated, path.relative_to(ROOT)
    assert len(anchors) == 2, f"one name per type in all files, not {anchors}"
