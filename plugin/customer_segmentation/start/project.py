"""Files that `init` writes: the project if there is none, packages.yml, vars, models, CI."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlparse

import yaml

from customer_segmentation.start.catalog import Warehouse
from customer_segmentation.start.lines import OF_ORDERS
from customer_segmentation.start.matching import Match, as_one, words_of
from customer_segmentation.start.own_columns import OwnColumns
from customer_segmentation.start.plan import Proposal, propose
from customer_segmentation.start.sql import SOURCE, as_number, in_cents, in_units
from customer_segmentation.start.synonyms import COLUMNS

PACKAGE = "customer_segmentation"
FOLDER = Path("models") / "segmentation_raw"
WORKFLOW = Path(".github") / "workflows" / "customer_segmentation.yml"
PROJECT = """name: {name}
version: 1.0.0
config-version: 2
profile: {name}

flags:
  send_anonymous_usage_stats: false
  # A model of the package never gives way to one of the same name here.
  require_ref_searches_node_package_before_root: true
"""
PROFILE = """{name}:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: "{{{{ env_var('CUSTOMER_SEGMENTATION_DB', '{database}') }}}}"
      schema: main
      threads: 2
"""
SEGMENTATIONS = """    # What to segment by; see the README of the package.
    segmentations:
      - {name: behaviour, method: clusters, objective: targeted_marketing}
"""
RFM_SEGMENTATION = "      - {name: rfm, method: rfm}\n"
# Words by which a column of consent says to what.
CHANNEL_WORDS = {
    "email": {"email", "mail", "emails", "newsletter"},
    "phone": {"phone", "sms", "text", "call", "calls", "telephone"},
}
CI = """name: customer segmentation
on:
  pull_request:
  schedule:
    - cron: "0 5 * * *"
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      # The plugin comes from where packages.yml has the package.
      - run: pip install dbt-core dbt-duckdb
      - run: dbt deps && pip install dbt_packages/customer_segmentation
      # Red when data quality or the stability of the segments falls short.
      - run: dbt build
"""


def package_folder(given: str | None) -> Path:
    """Folder of the dbt package: the one given, or the one that this plugin was installed from.

    Raises
    ------
    ValueError
        When the folder is not the package, or none was given and the plugin came from elsewhere.
    """
    if given is not None:
        folder = Path(given).resolve()
        if not (folder / "dbt_project.yml").exists():
            raise ValueError(f"--package: {folder} has no dbt_project.yml")
        return folder
    try:
        text = metadata.distribution("customer-segmentation").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        text = None
    installed_from = str(json.loads(text)["url"]) if text else ""
    for folder in (
        Path(__file__).resolve().parents[3],
        Path(unquote(urlparse(installed_from).path)),
    ):
        if (folder / "dbt_project.yml").exists():
            return folder
    raise ValueError(
        "init reads the raw contract of the dbt package: give its folder with --package"
    )


def read_contract(package: Path) -> tuple[dict, dict[str, set[str]]]:
    """The raw contract and the spellings that the package knows.

    Parameters
    ----------
    package : Path
        Folder of the dbt package.

    Returns
    -------
    dict, dict of str to set of str
        Tables of the contract; closed code list to its codes and spellings in lower case.
    """
    text = (package / "macros/staging/raw_contract.sql").read_text(encoding="utf-8")
    literal = text.partition("macro packaged_contract()")[2].partition("return(")[2]
    contract = yaml.safe_load(literal.partition(") %}")[0])
    text = (package / "macros/staging/codes.sql").read_text(encoding="utf-8")
    known: dict[str, set[str]] = {}
    pattern = r'"(\w+)": \{\s*"codes": \[([^\]]*)\]([^}]*)\}'
    for name, codes, rest in re.findall(pattern, text):
        if '"is_open"' not in rest:
            known[name] = set(re.findall(r'"([^"]+)"', codes))
    with (package / "seeds/spellings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code_list"] in known:
                known[row["code_list"]].add(row["spelling"].lower())
    return contract, known


def names_of_features(package: Path) -> set[str]:
    """Columns of the package's own features, which no column of the user's may be called."""
    text = (package / "models/features/_features__models.yml").read_text(encoding="utf-8")
    return {
        column["name"]
        for model in yaml.safe_load(text)["models"]
        for column in model.get("columns", [])
    }


def names_of_models(package: Path) -> frozenset[str]:
    """Tables and views that builds of the package make."""
    return frozenset(
        path.stem
        for folder in ("models", "python_models", "snapshots")
        for path in (package / folder).rglob("*")
        if path.suffix in (".sql", ".py")
    )


def start_project(folder: Path, database: Path | None) -> list[Path]:
    """Write dbt_project.yml, and profiles.yml for a DuckDB file, into a folder without a project.

    Raises
    ------
    ValueError
        When there is no project and no database was named.
    """
    if (folder / "dbt_project.yml").exists():
        return []
    if database is None:
        raise ValueError(
            f"{folder.resolve()} is not a dbt project. Run it in one, or name the DuckDB file that "
            "holds your raw tables with --database"
        )
    if not database.exists():
        raise ValueError(f"--database: {database} does not exist")
    name = re.sub(r"[^a-z0-9_]+", "_", folder.resolve().name.lower()).strip("_") or "shop"
    name = name if name[0].isalpha() else f"shop_{name}"
    name = f"{name}_shop" if name == PACKAGE else name
    folder.mkdir(parents=True, exist_ok=True)
    written = {folder / "dbt_project.yml": PROJECT.format(name=name)}
    if not (folder / "profiles.yml").exists():
        written[folder / "profiles.yml"] = PROFILE.format(name=name, database=database.resolve())
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
    return list(written)


def vars_block(proposals: list[Proposal]) -> str:
    """The vars of the package, indented to stand under ``vars:``."""
    lines = [f"  {PACKAGE}:", "    use_demo_data: false"]
    own = next((p.own for p in proposals if p.table == "customers"), OwnColumns())
    if not own.has_date:
        lines.append("    # The day of the extract: no column says when the table is from.")
        lines.append(f'    as_of_date: "{datetime.now(tz=UTC).date().isoformat()}"')
    lines.append("    raw_tables:")
    for proposal in proposals:
        lines += _table_lines(proposal)
    lines += _column_lines(own)
    lines += _channel_lines(proposals)
    lines += _status_lines(proposals)
    events = [p.unknown["event_type"] for p in proposals if "event_type" in p.unknown]
    if events:
        lines.append("    # Kinds of event of this shop: they are kept, and of no further meaning.")
        # As staging writes them.
        kinds = sorted({kind.replace(" ", "_").replace("-", "_") for kind in events[0]})
        written = yaml.safe_dump(kinds, default_flow_style=True, width=1000).strip()
        lines.append(f"    extra_event_types: {written}")
    has_rfm = bool(own.rfm) or any(p.table in ("orders", "order_items") for p in proposals)
    return "\n".join(lines) + "\n" + SEGMENTATIONS + (RFM_SEGMENTATION if has_rfm else "")


def _status_lines(proposals: list[Proposal]) -> list[str]:
    """The statuses that mean something else in this shop, and as a remark those that are not known."""
    run_out = [word for proposal in proposals for word in proposal.run_out]
    unknown = [word for proposal in proposals for word in proposal.unknown.get("status", [])]
    lines = ["    # What was paid for and is over is an order."] if run_out else []
    if unknown:
        lines.append(
            "    # Orders of other statuses are rejected: completed, returned or cancelled?"
        )
    if run_out or unknown:
        lines.append(f"    {'' if run_out else '# '}order_status_map:")
    lines += [f"      {_scalar(word)}: completed" for word in run_out]
    return lines + [f"    #   {_scalar(word)}: completed" for word in unknown]


def _table_lines(proposal: Proposal) -> list[str]:
    raw, match = proposal.match.raw, proposal.match
    dates = proposal.date_forms()
    forms = ", ".join(f"{column}: {_scalar(form)}" for column, form in dates.items())
    if proposal.model is not None:
        given = f", date_format: {{{forms}}}" if dates else ""
        columns: dict[str, str | None] = {
            c.name: c.raw_name for c in proposal.own.columns if c.name != c.raw_name.lower()
        }
        if proposal.table == "order_items":
            # That lines say who bought and when is told by the settings.
            columns |= {name: name for name in OF_ORDERS[1:3] if name in match.columns}
        columns |= dict.fromkeys(match.made)
        given += f", columns: {_scalar_map(columns)}" if columns else ""
        return [f"      {proposal.table}: {{model: {model_name(proposal)}{given}}}"]
    lines = [
        f"      {proposal.table}:",
        f"        schema: {_scalar(raw.schema)}",
        f"        identifier: {_scalar(raw.name)}",
    ]
    texts = {column: _mapped(match, column) for column in match.columns}
    texts |= {
        column.name: _scalar(
            (column.type == "number" and as_number(raw, column.raw_name)) or column.raw_name
        )
        for column in proposal.own.columns
    }
    # Lines that orders are made of name their customer and time, also under the contract's names.
    said = OF_ORDERS[1:] if proposal.table == "order_items" else ()
    other = {
        column: text for column, text in texts.items() if column in said or column != text.lower()
    }
    # A column that is not named is read under the contract's name.
    left = [name.lower() for name in raw.types if name.lower() in COLUMNS[proposal.table]]
    nulls = [*match.made, *(name for name in left if name not in (*texts, *match.made))]
    if other or nulls:
        lines.append("        columns:")
        lines += [f"          {key}: null" for key in nulls]
        lines += [f"          {column}: {text}" for column, text in other.items()]
    if dates:
        lines.append(f"        date_format: {{{forms}}}")
    return lines


def _column_lines(own: OwnColumns) -> list[str]:
    if not own.columns:
        return []
    lines = ["    # What else the customer table says; segments are made of those of role feature."]
    lines.append("    customer_columns:")
    for column in own.columns:
        entry = {"name": column.name, "type": column.type, "role": column.role}
        entry |= {"family": column.family} if column.family else {}
        entry |= {"transform": column.transform} if column.transform else {}
        lines.append(f"      - {_scalar_map(entry)}")
    if own.rfm:
        lines.append(f"    rfm: {_scalar_map(own.rfm)}")
    return lines


def _channel_lines(proposals: list[Proposal]) -> list[str]:
    """Who agreed to e-mails has not agreed to calls."""
    told = [
        set(words_of(p.match.columns["marketing_consent"]).split("_"))
        for p in proposals
        if p.table == "customers" and "marketing_consent" in p.match.columns
    ]
    for channel, words in CHANNEL_WORDS.items():
        if told and told[0] & words:
            return [
                "    # What the column of consent is about.",
                f"    audience_channels: [{channel}]",
            ]
    return []


def _mapped(match: Match, column: str) -> str:
    name = match.columns[column]
    if column in match.expressions:
        return _scalar(match.expressions[column])
    return _scalar(in_units(match.raw, name)) if in_cents(name) else _scalar(name)


def _scalar_map(entry: Mapping[str, str | None]) -> str:
    return yaml.safe_dump(dict(entry), default_flow_style=True, sort_keys=False, width=1000).strip()


def _scalar(text: str) -> str:
    options = {"default_flow_style": True, "allow_unicode": True, "width": math.inf}
    return yaml.safe_dump(text, **options).splitlines()[0]


def model_name(proposal: Proposal) -> str:
    """Name of the model that is made for a table of the contract."""
    return f"shop_{proposal.table}"


def with_vars(project: str, block: str) -> str:
    """The text of dbt_project.yml with the block in it; what is there stays as it is.

    Raises
    ------
    ValueError
        When the package has vars there already, or `vars` is not written as a block.
    """
    given = (yaml.safe_load(project) or {}).get("vars")
    if isinstance(given, dict) and PACKAGE in given:
        raise ValueError(
            f"dbt_project.yml has vars of {PACKAGE} already: take them out to start anew"
        )
    if "vars" not in (yaml.safe_load(project) or {}):
        return f"{project.rstrip()}\n\nvars:\n{block}"
    opened = re.search(r"^vars:[ \t]*(#.*)?$", project, re.MULTILINE)
    if opened is None or not given:
        raise ValueError(f"write vars in dbt_project.yml as a block, then add:\n\nvars:\n{block}")
    rest = project[opened.end() :]
    indent = re.search(r"^( +)\S", rest, re.MULTILINE)
    step = len(indent.group(1)) if indent else 2
    moved = "".join(" " * (step - 2) + line + "\n" for line in block.splitlines())
    return f"{project[: opened.end()]}\n{moved.rstrip()}{rest}"


def model_files(proposals: list[Proposal]) -> dict[Path, str]:
    """Models and sources for the tables that are not mapped as they are."""
    made = [proposal for proposal in proposals if proposal.model is not None]
    files = {FOLDER / f"{model_name(p)}.sql": p.model or "" for p in made}
    schemas: dict[str, set[str]] = {}
    for proposal in made:
        for raw in (proposal.match.raw, proposal.joined):
            if raw is not None:
                schemas.setdefault(raw.schema, set()).update(raw.parts or (raw.name,))
    if made:
        sources = [
            {
                "name": f"{SOURCE}_{schema}",
                "schema": schema,
                "tables": [{"name": name} for name in sorted(names)],
            }
            for schema, names in sorted(schemas.items())
        ]
        files[FOLDER / "_segmentation_raw.yml"] = yaml.safe_dump(
            {"sources": sources}, sort_keys=False
        )
    return files


def with_package(packages: str | None, folder: Path) -> str:
    """The text of packages.yml with the package in it; the others stay."""
    given = (yaml.safe_load(packages) if packages else None) or {"packages": []}
    given.setdefault("packages", [])
    if {"local": str(folder)} not in given["packages"]:
        given["packages"].append({"local": str(folder)})
    return yaml.safe_dump(given, sort_keys=False)


def describe(proposals: list[Proposal], contract: Mapping, raws: list) -> str:
    """What was found and what was not, for the user to read."""
    lines = []
    tables = {proposal.table for proposal in proposals}
    of_lines = "order_items" in tables and "orders" not in tables
    for table, entry in contract.items():
        proposal = next((p for p in proposals if p.table == table), None)
        if proposal is None:
            is_made = table == "orders" and of_lines
            lines.append(f"{table}: {'made of order_items' if is_made else 'no table found'}")
            continue
        raw = proposal.match.raw
        made = f" by the model {model_name(proposal)}: {proposal.reason}" if proposal.model else ""
        lines.append(f"{table}: {raw.schema}.{raw.name}{made}")
        sources = {**proposal.match.columns, **proposal.match.expressions}
        lines += [f"  {column} <- {source}" for column, source in sources.items()]
        forms = [f"{column} as {form}" for column, form in proposal.date_forms().items()]
        if forms:
            lines.append(f"  dates read: {', '.join(forms)}")
        for own in proposal.own.columns:
            lines.append(f"  {own.name} ({own.role}) <- {own.raw_name}")
        if proposal.match.made:
            at_once = "order_id" in proposal.match.made and table == "order_items"
            how = "; what a customer bought at one time is an order" if at_once else ""
            lines.append(f"  made: {', '.join(proposal.match.made)} (rows are numbered{how})")
        unmapped = [c for c in entry["columns"] if c not in (*sources, *proposal.match.made)]
        if unmapped:
            lines.append(f"  not found: {', '.join(unmapped)}")
        used = {
            name
            for other in proposals
            if (other.match.raw.schema, other.match.raw.name) == (raw.schema, raw.name)
            for name in (
                *other.match.columns.values(),
                *(own.raw_name for own in other.own.columns),
            )
        }
        left = [name for name in raw.types if name not in used]
        if left:
            lines.append(f"  not used: {', '.join(left)}")
        for column, values in proposal.unknown.items():
            shown = ", ".join(values[:10]) + (", ..." if len(values) > 10 else "")
            lines.append(f"  values of {column} that are not known, map or add them: {shown}")
    read = [raw for p in proposals for raw in (p.match.raw, p.joined) if raw is not None]
    taken = {(raw.schema, name) for raw in read for name in raw.parts or (raw.name,)}
    others = [f"{raw.schema}.{raw.name}" for raw in raws if (raw.schema, raw.name) not in taken]
    if others:
        lines.append(f"tables not used: {', '.join(others)}")
    return "\n".join(lines)


def initialize(
    folder: Path,
    database: Path | None = None,
    package: str | None = None,
    schemas: list[str] | None = None,
    agree: Callable[[str], bool] = lambda found: True,
) -> str:
    """Set up a project on the raw tables of a warehouse.

    Parameters
    ----------
    folder : Path
        The dbt project, or an empty folder.
    database : Path, optional
        DuckDB file with the raw tables, for a folder without a project.
    package : str, optional
        Folder of the dbt package; by default where the plugin came from.
    schemas : list of str, optional
        Schemas of the raw tables.
    agree : callable, optional
        Called with the description of the proposal; False stops before anything is mapped.

    Returns
    -------
    str
        What was found, what was written, and what comes next.

    Raises
    ------
    ValueError
        With what to do, when something stands in the way.
    """
    package_path = package_folder(package)
    contract, spellings = read_contract(package_path)
    written = start_project(folder, database)
    project = folder / "dbt_project.yml"
    text = project.read_text(encoding="utf-8")
    # Stops before the warehouse is read when the vars cannot be added.
    with_vars(text, vars_block([]))
    own_profiles = folder if (folder / "profiles.yml").exists() else None
    warehouse = Warehouse(folder, own_profiles)
    raws = warehouse.tables(schemas, names_of_models(package_path))
    proposals = propose(
        as_one(raws), contract, spellings, warehouse, names_of_features(package_path)
    )
    found = describe(proposals, contract, raws)
    if not agree(found):
        return "Nothing was mapped."
    packages = folder / "packages.yml"
    files = {
        project: with_vars(text, vars_block(proposals)),
        packages: with_package(packages.read_text() if packages.exists() else None, package_path),
        **{folder / path: sql for path, sql in model_files(proposals).items()},
    }
    if not (folder / WORKFLOW).exists():
        files[folder / WORKFLOW] = CI
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        if path not in written:
            written.append(path)
    names = "\n".join(f"  {path}" for path in written)
    place = f"--database {database}" if database else "--target TARGET"
    return (
        f"{found}\n\nWritten:\n{names}\n\nNext: dbt deps && dbt build\n"
        f"Then: customer-segmentation report {place}"
    )
