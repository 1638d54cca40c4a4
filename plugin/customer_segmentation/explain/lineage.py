"""Where features come from: raw columns, followed through the compiled SQL of all layers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pandas as pd
from sqlglot import exp, parse_one
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.qualify_columns import qualify_columns
from sqlglot.optimizer.qualify_tables import qualify_tables
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.schema import MappingSchema

from customer_segmentation.model.tables import TEXT, typed_frame

PACKAGE = "customer_segmentation"
# Frames that sqlglot may need for one deeply nested expression, on top of those of dbt.
RECURSION_LIMIT = 20_000
# Every feature is measured against the as-of date, which says nothing about where it comes from.
CALENDAR = "as_of_dates"
LACKING = "not in the raw table"
# A raw table may have the name of a model.
RAW = "raw:"
# Stands for the rows of a model, where rows are counted.
ROWS = "*"
GRAIN = ("customer_id", "as_of_date")
FEATURE_LINEAGE = {
    "feature_name": TEXT,
    "raw_table": TEXT,
    "raw_column": TEXT,
    "path": TEXT,
}


@dataclass(frozen=True)
class SqlModel:
    """A compiled SQL model and the names of the tables that it reads.

    Attributes
    ----------
    name : str
        Name of the model.
    sql : str
        Its compiled SQL.
    inputs : dict of str to str
        Table as the SQL writes it, without quotes and in lower case, to the name of the model that
        it is. Other tables are raw.
    """

    name: str
    sql: str
    inputs: Mapping[str, str]


@dataclass(frozen=True)
class Origin:
    """A column of a model, or of a raw table, whose name then starts with `RAW`."""

    table: str
    column: str

    @property
    def label(self) -> str:
        """Table and column as the reader knows them."""
        return f"{self.table.removeprefix(RAW)}.{self.column}"


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Let sqlglot descend into deeply nested SQL."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def target_folder(configured: str | None, project_folder: Path) -> Path:
    """Folder where dbt writes compiled SQL.

    Parameters
    ----------
    configured : str or None
        Value of dbt's flag TARGET_PATH; None or 'None' when it is not set.
    project_folder : Path
        Folder with dbt_project.yml.
    """
    if configured and configured != "None":
        return project_folder / configured
    settings = project_folder / "dbt_project.yml"
    if settings.exists():
        for line in settings.read_text(encoding="utf-8").splitlines():
            if line.startswith("target-path:"):
                value = line.split(":", 1)[1].split("#")[0].strip().strip("'\"")
                return project_folder / value
    return project_folder / "target"


def _plain(relation: str) -> str:
    return relation.replace('"', "").replace("`", "").lower()


def read_models(
    target: Path, last_models: Sequence[str], package: str = PACKAGE
) -> dict[str, SqlModel]:
    """Read the compiled SQL of models and of everything of the package before them.

    Parameters
    ----------
    target : Path
        Folder with manifest.json and compiled/.
    last_models : sequence of str
        Names of the models to start from, of this package or of another.
    package : str
        Other models of other packages are raw tables, unless they replace a disabled model of this
        one.

    Returns
    -------
    dict of str to SqlModel

    Raises
    ------
    ValueError
        When the manifest or the compiled SQL of a model is missing.
    """
    manifest_file = target / "manifest.json"
    if not manifest_file.exists():
        raise ValueError(
            f"feature_lineage reads dbt's manifest, and {manifest_file} does not exist. "
            "Run dbt without --no-write-json, or switch feature_lineage off."
        )
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    nodes = {**manifest["nodes"], **manifest["sources"]}
    replaced = {
        versions[0]["name"]
        for versions in manifest["disabled"].values()
        if versions[0]["package_name"] == package and versions[0]["resource_type"] == "model"
    }

    def is_own(node: dict) -> bool:
        return node["package_name"] == package or node["name"] in replaced

    def is_followed(node: dict) -> bool:
        return is_own(node) and node["resource_type"] == "model" and node["language"] == "sql"

    def start(name: str) -> str:
        named = [
            key
            for key, node in nodes.items()
            if node["name"] == name and node["resource_type"] == "model"
        ]
        return max(named, key=lambda key: is_own(nodes[key]))

    models: dict[str, SqlModel] = {}
    waiting = [key for key in map(start, last_models) if nodes[key]["language"] == "sql"]
    while waiting:
        node = nodes[waiting.pop()]
        if node["name"] in models:
            continue
        file = target / "compiled" / node["package_name"] / node["original_file_path"]
        if not file.exists():
            raise ValueError(
                f"feature_lineage needs the compiled SQL of {node['name']}, and {file} does not "
                "exist. Run dbt build or dbt compile for the whole project once."
            )
        before = [
            key for key in node["depends_on"]["nodes"] if key in nodes and is_followed(nodes[key])
        ]
        models[node["name"]] = SqlModel(
            name=node["name"],
            sql=file.read_text(encoding="utf-8"),
            inputs={_plain(nodes[key]["relation_name"]): nodes[key]["name"] for key in before},
        )
        waiting.extend(before)
    return models


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name))


def _raw_name(table: exp.Table) -> str:
    return table.name or table.this.sql()


def _selects(scope: Scope) -> list[exp.Expr]:
    return cast(exp.Query, scope.expression).selects


class Tracer:
    """Follows columns from model to model, each model parsed once.

    Parameters
    ----------
    models : dict of str to SqlModel
    dialect : str
        sqlglot's name of the warehouse.
    """

    def __init__(self, models: Mapping[str, SqlModel], dialect: str) -> None:
        self._models = models
        self._dialect = dialect
        self._scopes: dict[str, Scope] = {}
        self._raw_readers: set[str] = set()
        self._origins: dict[tuple[str, str], tuple[Origin, ...]] = {}

    def columns(self, model: str) -> list[str]:
        """Output columns of a model, in order."""
        return [select.alias_or_name.lower() for select in _selects(self._scope(model))]

    def origins(self, model: str, column: str) -> tuple[Origin, ...]:
        """Columns of the tables that the model reads, from which one of its columns is made."""
        key = (model, column)
        if key not in self._origins:
            found = self._resolve(self._scope(model), column, frozenset())
            self._origins[key] = tuple(sorted(found, key=lambda item: (item.table, item.column)))
        return self._origins[key]

    def paths(self, model: str, column: str) -> dict[Origin, list[Origin]]:
        """Raw columns behind a column, each with one shortest way to it.

        Returns
        -------
        dict of Origin to list of Origin
            The way starts at the column itself and ends at the raw column. When there is no raw
            column because the raw table lacks it, the ways end where the column is filled with
            nulls instead.
        """
        start = Origin(model, column)
        ways: dict[Origin, list[Origin]] = {start: [start]}
        waiting = [start]
        raw, lacking = {}, {}
        while waiting:
            at = waiting.pop(0)
            if at.table not in self._models:
                raw[at] = ways[at]
                continue
            found = [
                origin for origin in self.origins(at.table, at.column) if origin.table != CALENDAR
            ]
            if not found and at.table in self._raw_readers and at.column != ROWS:
                lacking[at] = ways[at]
            for before in found:
                if before not in ways:
                    ways[before] = [*ways[at], before]
                    waiting.append(before)
        return raw or lacking

    def _scope(self, model: str) -> Scope:
        if model not in self._scopes:
            self._scopes[model] = self._parse(self._models[model])
        return self._scopes[model]

    def _parse(self, model: SqlModel) -> Scope:
        try:
            tree = parse_one(model.sql, read=self._dialect)
        except SqlglotError as error:
            raise ValueError(
                f"the compiled SQL of {model.name} cannot be read as {self._dialect}: {error}"
            ) from error
        common = {table.alias.lower() for table in tree.find_all(exp.CTE)}
        schema = MappingSchema(dialect=self._dialect)
        tables = [
            (table, ".".join(part.name for part in table.parts).lower())
            for table in tree.find_all(exp.Table)
        ]
        tables = [(table, written) for table, written in tables if written not in common]
        for table, written in tables:
            name = model.inputs.get(written, "")
            alias = table.alias or name or table.name
            table.replace(exp.alias_(_table(name or RAW + _raw_name(table)), alias, table=True))
            if name in self._models and "*" not in (known := self.columns(name)):
                schema.add_table(_table(name), {column: "unknown" for column in known})
        if len(tables) == 0 or any(written not in model.inputs for _, written in tables):
            self._raw_readers.add(model.name)
        tree = qualify_tables(tree, dialect=self._dialect)
        # A name that a raw column and an alias share is the column, and nobody knows the raw columns.
        try:
            tree = qualify_columns(
                tree.copy(), schema, expand_alias_refs=True, dialect=self._dialect
            )
        except OptimizeError:
            tree = qualify_columns(tree, schema, expand_alias_refs=False, dialect=self._dialect)
        return cast(Scope, build_scope(tree))

    def _resolve(self, scope: Scope, column: str, seen: frozenset) -> set[Origin]:
        if (id(scope), column) in seen:
            return set()
        seen = seen | {(id(scope), column)}
        if column == ROWS:
            return self._of_row_identity(scope, seen)
        if isinstance(scope.expression, exp.SetOperation):
            names = [select.alias_or_name.lower() for select in _selects(scope)]
            position = names.index(column)
            found: set[Origin] = set()
            for branch in scope.set_operation_scopes:
                name = _selects(branch)[position].alias_or_name.lower()
                found |= self._resolve(branch, name, seen)
            return found
        select = next(
            (item for item in _selects(scope) if item.alias_or_name.lower() == column), None
        )
        if select is None:
            return self._through_star(scope, column, seen)
        found = self._of_expression(scope, select, seen)
        if not found and not _is_constant(select):
            found = self._of_rows(scope, seen)
        if select.find(exp.Count):
            found |= self._of_counted_rows(scope, seen)
        return found

    def _through_star(self, scope: Scope, column: str, seen: frozenset) -> set[Origin]:
        """A column that came with the star of a table of unknown columns."""
        found: set[Origin] = set()
        for select in _selects(scope):
            if select.is_star:
                for _, source in scope.selected_sources.values():
                    found |= self._of_source(source, column, seen)
        return found

    def _of_source(self, source: Scope | exp.Expr, column: str, seen: frozenset) -> set[Origin]:
        if isinstance(source, Scope):
            return self._resolve(source, column, seen)
        if isinstance(source, exp.Table):
            return {Origin(source.name, column)}
        return set()

    def _of_expression(self, scope: Scope, expression: exp.Expr, seen: frozenset) -> set[Origin]:
        keys = {
            id(key)
            for window in expression.find_all(exp.Window)
            for part in _which_rows(window)
            for key in part.find_all(exp.Column)
        }
        found: set[Origin] = set()
        for item in expression.find_all(exp.Column):
            source = self._source(scope, item.table)
            if source is not None and id(item) not in keys:
                found |= self._of_source(source, item.name.lower(), seen)
        for inner in scope.subquery_scopes:
            if _contains(expression, inner.expression):
                for select in _selects(inner):
                    found |= self._resolve(inner, select.alias_or_name.lower(), seen)
        return found

    def _source(self, scope: Scope, name: str) -> Scope | exp.Expr | None:
        sources = {key: source for key, (_, source) in scope.selected_sources.items()}
        if not name and len(sources) == 1:
            return next(iter(sources.values()))
        return sources.get(name)

    def _of_counted_rows(self, scope: Scope, seen: frozenset) -> set[Origin]:
        """What tells the rows apart that a step reads first."""
        clause = scope.expression.args.get("from_")
        source = None if clause is None else self._source(scope, clause.this.alias_or_name)
        if isinstance(source, Scope):
            return self._resolve(source, ROWS, seen)
        if isinstance(source, exp.Table) and source.name in self._models:
            return {Origin(source.name, ROWS)}
        return set()

    def _of_row_identity(self, scope: Scope, seen: frozenset) -> set[Origin]:
        if isinstance(scope.expression, exp.SetOperation):
            return set().union(
                *(self._resolve(branch, ROWS, seen) for branch in scope.set_operation_scopes)
            )
        group = scope.expression.args.get("group")
        if group is None:
            return self._of_counted_rows(scope, seen)
        found: set[Origin] = set()
        for part in group.expressions:
            if part.alias_or_name.lower() not in GRAIN:
                found |= self._of_expression(scope, part, seen)
        return found

    def _of_rows(self, scope: Scope, seen: frozenset) -> set[Origin]:
        """What a count of rows depends on: how the rows are chosen, joined and told apart."""
        found = self._of_clauses(scope, ("where", "joins"), seen)
        for _, source in scope.selected_sources.values():
            if isinstance(source, Scope) and source.is_cte:
                found |= self._of_clauses(source, ("where", "joins"), seen)
        return found or self._of_clauses(scope, ("group",), seen)

    def _of_clauses(self, scope: Scope, names: Sequence[str], seen: frozenset) -> set[Origin]:
        found: set[Origin] = set()
        for name in names:
            clause = scope.expression.args.get(name)
            for part in clause if isinstance(clause, list) else [clause]:
                condition = part.args.get("on") if isinstance(part, exp.Join) else part
                if condition is not None:
                    found |= self._of_expression(scope, condition, seen)
        return found


def _is_constant(select: exp.Expr) -> bool:
    return select.find(exp.AggFunc, exp.Window) is None


def _contains(expression: exp.Expr, inner: exp.Expr) -> bool:
    parent: exp.Expr | None = inner
    while parent is not None:
        if parent is expression:
            return True
        parent = parent.parent
    return False


def trace_features(
    models: Mapping[str, SqlModel],
    features: Mapping[str, str],
    dialect: str,
) -> Iterator[dict[str, str | None]]:
    """Raw columns of each feature, as rows of `feature_lineage`.

    Parameters
    ----------
    models : dict of str to SqlModel
    features : dict of str to str
        Column to the model that makes it.
    dialect : str

    Yields
    ------
    dict
        feature_name, raw_table, raw_column and path. The raw table and column are None when the raw
        table lacks the column; a feature that is made of constants has no row.
    """
    tracer = Tracer(models, dialect)
    for feature in sorted(features):
        ways = tracer.paths(features[feature], feature.lower())
        for raw in sorted(ways, key=lambda item: (item.table, item.column)):
            is_lacking = raw.table in models
            steps = [step.label for step in ways[raw]]
            yield {
                "feature_name": feature,
                "raw_table": None if is_lacking else raw.table.removeprefix(RAW),
                "raw_column": None if is_lacking else raw.column,
                "path": " < ".join([*steps, LACKING] if is_lacking else steps),
            }


def lineage_table(catalog: pd.DataFrame, target: str | None, dialect: str) -> pd.DataFrame:
    """The table `feature_lineage`, from the compiled SQL of the running build.

    Parameters
    ----------
    catalog : pandas.DataFrame
        `feature_catalog`.
    target : str or None
        dbt's flag TARGET_PATH. dbt runs in the folder of the project.
    dialect : str

    Returns
    -------
    pandas.DataFrame
        One row per feature and raw column.
    """
    features = dict(zip(catalog["feature_name"], catalog["model_name"], strict=True))
    models = read_models(target_folder(target, Path.cwd()), sorted(set(features.values())))
    with deep_recursion():
        return typed_frame(trace_features(models, features, dialect), FEATURE_LINEAGE)


def _which_rows(window: exp.Window) -> list[exp.Expr]:
    """Parts of a window that say which rows it reads, and nothing of the value it gives."""
    parts = list(window.args.get("partition_by") or [])
    order = window.args.get("order")
    return [*parts, order] if order and isinstance(window.this, exp.FirstValue) else parts
