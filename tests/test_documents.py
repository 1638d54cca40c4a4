"""What the documents say about files, targets and places to change is true."""

import re
from pathlib import Path

import pytest
from bench import stats
from project import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md")])
WORKFLOW = [ROOT / ".github/workflows/ci.yml", ROOT / ".pre-commit-config.yaml"]
RECIPE = re.compile(
    r"### An? (?P<kind>[a-z ]+)\n+Example: `(?P<example>\w+)`\.\n(?P<body>.*?)(?=\n##)", re.DOTALL
)
RECIPES = list(RECIPE.finditer((ROOT / "CONTRIBUTING.md").read_text()))


def code(document: Path) -> set[str]:
    """Words in backticks and targets of links."""
    text = document.read_text()
    return set(re.findall(r"`([^`\n]+)`", text)) | set(re.findall(r"\]\(([^)#]+)\)", text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document):
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    named = {
        name
        for name in code(document)
        if re.fullmatch(r"[\w./-]+", name) and name.partition("/")[0] in folders and "/" in name
    }
    made = {"reports/report.html"}
    assert not {name for name in named - made if not (ROOT / name).exists()}


@pytest.mark.parametrize("document", [*DOCUMENTS, *WORKFLOW], ids=lambda path: path.name)
def test_targets_that_are_named_exist(document):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = document.read_text()
    named = re.findall(r"(?:`|run: |^\s*entry: )make(?: --silent)? ([a-z-]+)", text, re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda match: match["kind"])
def test_a_recipe_names_the_files_that_know_its_example(recipe):
    pattern, _ = stats.EXAMPLES[recipe["kind"]]
    assert re.search(pattern, recipe["example"])
    listed = re.findall(r"^\| `([^`]+)` \|", recipe["body"], re.MULTILINE)
    assert sorted(stats.mentioning(ROOT, recipe["kind"])) == sorted(listed)


def test_every_kind_of_thing_has_a_recipe():
    assert {match["kind"] for match in RECIPES} == set(stats.EXAMPLES)
