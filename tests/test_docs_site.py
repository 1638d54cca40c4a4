"""The documentation site has every page, and its reference every var and public column."""

import re

import yaml
from docs import make_reference
from project import ROOT

PROJECT = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))


def pages(entries) -> set[str]:
    """Files that the navigation names."""
    found = set()
    for entry in entries:
        for target in entry.values():
            found |= {target} if isinstance(target, str) else pages(target)
    return found


def test_the_navigation_has_every_page():
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    written = {path.name for path in (ROOT / "docs").glob("*.md")}
    made = {f"reference/{name}" for name in make_reference.PAGES}
    assert pages(site["nav"]) == written | made


def test_links_between_pages_lead_somewhere():
    made = {f"reference/{name}" for name in make_reference.PAGES}
    for path in (ROOT / "docs").glob("*.md"):
        for target in re.findall(r"\]\(([\w./-]+)", path.read_text(encoding="utf-8")):
            assert target in made or (path.parent / target).exists(), (path.name, target)


def test_the_reference_has_every_var_with_its_default_and_its_effect():
    page = make_reference.vars_page()
    defaults = PROJECT["vars"]["customer_segmentation"]
    rows = dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \|", page, flags=re.MULTILINE))
    assert set(rows) == set(defaults)
    for name in ("effort", "as_of_date", "history_periods"):
        assert yaml.safe_load(rows[name]) == defaults[name]
    for comment, names in make_reference.groups():
        assert comment, f"no comment says what {names} are for"


def test_the_reference_has_every_public_column():
    page = make_reference.tables_page()
    models = make_reference.described()
    assert "segments" in make_reference.public_names()
    for name in make_reference.public_names():
        section = page.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        for column in models[name]["columns"]:
            assert f"| `{column['name']}` |" in section, (name, column["name"])


def test_the_site_needs_no_network_to_be_read():
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert site["theme"]["font"] is False and site["plugins"] == ["search"]
    lock = (ROOT / "requirements-docs.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9-]+==\S+ \\$", lock, flags=re.MULTILINE)
    assert len(pinned) == len(re.findall(r"==", lock)) and "://" not in lock
    assert "mkdocs-material" in lock
