"""Figures of the code base: what is long, how much of it there is, who may read what.

Run as ``python bench/stats.py [FOLDER ...]`` (``make stats``); several folders, such as a
checkout of an earlier commit, are shown side by side. Relations are counted from the manifest
of the last parse in a folder.
"""

import argparse
import json
import re
import statistics
from itertools import pairwise
from pathlib import Path

STEP = re.compile(r"^(?:with\s+)? {0,4}\w+ as (?:not )?(?:materialized )?\(", re.MULTILINE)
MACRO = re.compile(r"\{%-?\s*(?:macro|test)\s")
MOST_LINES = 120
MOST_STEPS = 6
# A comment broken beyond this column of 88 is broken for want of room, or by taste.
FULL_LINE = 72
# An existing thing of each kind, as a pattern, and where the files stand that have to know it.
# The demo's generator and the tests are left out: they know everything.
EXAMPLES = {
    "raw column": ("shipping_amount", ("models", "macros")),
    "raw table": ("survey_responses", ("models/staging", "macros", "dbt_project.yml")),
    "feature": (r"\border_channel_count\b", ("models", "macros", "plugin", "python_models")),
    "algorithm": (
        r"\bgmm\b|\bgaussianmixture\b",
        ("models", "macros", "plugin", "python_models", "dbt_project.yml"),
    ),
    "chart": (r"\bdendrogram\b|\btree\b", ("plugin/customer_segmentation/report",)),
}
WRITTEN = {".sql", ".yml", ".py", ".j2", ".css", ".js"}


def code_lines(text: str) -> int:
    """Lines that are not blank."""
    return sum(1 for line in text.splitlines() if line.strip())


def steps(text: str) -> int:
    """Common table expressions of a model at its top level, imports included."""
    return len(STEP.findall(text))


def broken_comments(text: str) -> list[int]:
    """Lines of SQL comments that break in mid-sentence though the next word has room.

    Returns
    -------
    list of int
        Line numbers, from 1.
    """
    lines = text.splitlines()
    broken = []
    for number, (line, following) in enumerate(pairwise(lines), start=1):
        sentence, rest = line.strip(), following.strip()
        if not (sentence.startswith("-- ") and rest.startswith("-- ")):
            continue
        if sentence.startswith("-- depends_on") or rest.startswith("-- depends_on"):
            continue
        next_word = rest[3:].split()[0]
        if sentence[-1] not in ".:!?" and len(line) + 1 + len(next_word) < FULL_LINE:
            broken.append(number)
    return broken


def mentioning(root: Path, kind: str) -> list[str]:
    """Files of a checkout that know the example of a kind of thing, as paths within it."""
    pattern, folders = EXAMPLES[kind]
    places = (root / folder for folder in folders)
    paths = (path for place in places for path in [place, *sorted(place.rglob("*"))])
    return [
        str(path.relative_to(root))
        for path in paths
        if path.suffix in WRITTEN
        and not any(part.startswith("demo") for part in path.relative_to(root).parts)
        and re.search(pattern, path.read_text(), re.IGNORECASE)
    ]


def count(root: Path) -> dict[str, object]:
    """The figures of one checkout, by what they count."""
    models = {path: path.read_text() for path in sorted((root / "models").rglob("*.sql"))}
    macros = {path: path.read_text() for path in sorted((root / "macros").rglob("*.sql"))}
    staging = {
        path: text
        for path, text in {**models, **macros}.items()
        if path.relative_to(root).parts[1] == "staging"
    }
    staging_macros = [text for path, text in staging.items() if path in macros]
    plugin = root / "plugin" / "customer_segmentation"
    modules = {path: code_lines(path.read_text()) for path in sorted(plugin.rglob("*.py"))}
    wings: dict[str, int] = {}
    for path, lines in modules.items():
        parts = path.relative_to(plugin).parts
        wing = parts[0] if len(parts) > 1 else "(top)"
        wings[wing] = wings.get(wing, 0) + lines
    figures: dict[str, object] = {
        "SQL models": len(models),
        "median lines of a SQL model": statistics.median(map(code_lines, models.values())),
        f"SQL models over {MOST_LINES} lines": _named(
            {path: code_lines(text) for path, text in models.items()}, MOST_LINES
        ),
        f"SQL models over {MOST_STEPS} steps": _named(
            {path: steps(text) for path, text in models.items()}, MOST_STEPS
        ),
        "lines of staging models": sum(
            code_lines(text) for path, text in staging.items() if path in models
        ),
        "lines of staging macros": sum(map(code_lines, staging_macros)),
        "staging macros": sum(len(MACRO.findall(text)) for text in staging_macros),
        "staging macro files": len(staging_macros),
        "macros": sum(len(MACRO.findall(text)) for text in macros.values()),
        "macro files": len(macros),
        "lines of macros": sum(map(code_lines, macros.values())),
        "Python models": len(list((root / "python_models").rglob("*.py"))),
        "lines of the plugin": sum(modules.values()),
    }
    figures |= {f"lines of the plugin: {wing}": lines for wing, lines in sorted(wings.items())}
    figures |= {f"files that know one {kind}": len(mentioning(root, kind)) for kind in EXAMPLES}
    return figures | _relations(root)


def _named(sizes: dict[Path, int], most: int) -> str:
    large = {path.stem: size for path, size in sizes.items() if size > most}
    names = ", ".join(f"{name} {size}" for name, size in sorted(large.items()))
    return f"{len(large)}: {names}" if large else "0"


def _relations(root: Path) -> dict[str, object]:
    """Public and internal relations, from the manifest of the last parse."""
    manifest = root / "target" / "manifest.json"
    if not manifest.exists():
        return {"public relations": "dbt parse first", "internal relations": "dbt parse first"}
    nodes = [
        node
        for node in json.loads(manifest.read_text())["nodes"].values()
        if node["resource_type"] in ("model", "seed", "snapshot")
        and node["config"]["materialized"] != "ephemeral"
    ]
    public = sum(1 for node in nodes if node.get("access") == "public")
    return {"public relations": public, "internal relations": len(nodes) - public}


def table(counted: dict[str, dict[str, object]]) -> str:
    """The figures of several checkouts side by side, as Markdown."""
    subjects = list(dict.fromkeys(subject for figures in counted.values() for subject in figures))
    lines = ["| | " + " | ".join(counted) + " |", "|---" * (len(counted) + 1) + "|"]
    for subject in subjects:
        cells = (str(figures.get(subject, 0)) for figures in counted.values())
        lines.append(f"| {subject} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[Path(".")])
    folders = parser.parse_args().folders
    print(table({str(folder): count(folder) for folder in folders}))


if __name__ == "__main__":
    main()
