"""Checks on compiled SQL: named columns, the same result every time, and readable elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from customer_segmentation.explain.lineage import deep_recursion
from customer_segmentation.explain.rules import DIALECTS

_CHANGING_CALLS = (
    exp.CurrentDate,
    exp.CurrentDatetime,
    exp.CurrentTime,
    exp.CurrentTimestamp,
    exp.Rand,
    exp.Uuid,
    exp.AnyValue,
    exp.First,
    exp.Last,
)
_CHANGING_NAMES = {
    "getdate",
    "localtime",
    "localtimestamp",
    "newid",
    "now",
    "random",
    "sysdate",
    "today",
    "transaction_timestamp",
}
# Names and values that are written alike in every dialect.
_PLAIN = re.compile(r"[\w .%-]*")
_ORDERED_WINDOWS = (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.Ntile)


def _is_star(projection: exp.Expression) -> bool:
    return isinstance(projection, exp.Star) or (
        isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
    )


def _star_sources(scope: Scope, projection: exp.Expression) -> list[Scope | exp.Expression]:
    sources = {name: source for name, (_, source) in scope.selected_sources.items()}
    if isinstance(projection, exp.Column) and projection.table:
        return [sources[projection.table]] if projection.table in sources else []
    return list(sources.values())


def _is_import(scope: Scope) -> bool:
    sources = [source for _, source in scope.selected_sources.values()]
    return (
        isinstance(scope.expression.parent, exp.CTE)
        and len(scope.expression.selects) == 1
        and len(sources) == 1
        and isinstance(sources[0], exp.Table)
    )


def _step(scope: Scope) -> str:
    parent = scope.expression.parent
    return (
        parent.alias if isinstance(parent, (exp.CTE, exp.Subquery)) and parent.alias else "select"
    )


def _star_findings(tree: exp.Expression) -> Iterator[str]:
    for scope in traverse_scope(tree):
        if not isinstance(scope.expression, exp.Select) or scope.expression is tree:
            continue
        for projection in scope.expression.selects:
            if not _is_star(projection) or _is_import(scope):
                continue
            for source in _star_sources(scope, projection):
                if not isinstance(source, Scope) or _is_import(source):
                    yield (
                        f"step {_step(scope)} passes on all columns of a table with "
                        f"'{projection.sql()}'. Name the columns that it needs."
                    )


def _result_findings(tree: exp.Expression) -> Iterator[str]:
    for call in tree.find_all(exp.Func):
        name = call.name.lower() if isinstance(call, exp.Anonymous) else call.sql_name().lower()
        if isinstance(call, _CHANGING_CALLS) or name in _CHANGING_NAMES:
            yield (
                f"'{call.sql()}' can give another result every time. "
                "Compute from as_of_date and order by a key instead."
            )
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, _ORDERED_WINDOWS) and window.args.get("order") is None:
            yield (
                f"'{window.sql()}' has no order by, so its result depends on how rows lie. "
                "Order by a key."
            )
    for limited in tree.find_all(exp.Select):
        if limited.args.get("limit") is not None and limited.args.get("order") is None:
            yield "'limit' without 'order by' takes other rows every time. Order by a key."
    if tree.find(exp.TableSample):
        yield "a table sample takes other rows every time. Choose rows by a hash of their key."


def _shape(value: object) -> object:
    """What of a part of a query a dialect may stumble over but for its plain names and values."""
    if isinstance(value, (exp.Identifier, exp.Literal)) and _PLAIN.fullmatch(value.name):
        return type(value), value.args.get("quoted"), value.args.get("is_string")
    if isinstance(value, exp.Expr):
        return hash((type(value), *((name, _shape(part)) for name, part in value.args.items())))
    return tuple(dict.fromkeys(map(_shape, value))) if isinstance(value, list) else value


def _one_of_each_shape(tree: exp.Expr) -> list[exp.Expr]:
    """The query with one column, branch of a union, and value of a list of each shape, and one of all names.

    Most of what is generated is alike: a column or a branch for every feature, a case for every spelling.
    """
    small = tree.copy()
    for union in list(small.find_all(exp.Union)):
        earlier = union.this.expression if isinstance(union.this, exp.Union) else union.this
        if _shape(union.expression) == _shape(earlier):
            union.replace(union.this)
    for node in list(small.find_all(exp.Select, exp.Case, exp.In)):
        name = "ifs" if isinstance(node, exp.Case) else "expressions"
        first = {_shape(item): item for item in reversed(node.args.get(name) or [])}
        node.set(name, list(reversed(first.values())))
    names = {(name.name, bool(name.quoted)) for name in tree.find_all(exp.Identifier)}
    named = [
        exp.alias_(exp.column(name, quoted=kept), name, quoted=kept) for name, kept in sorted(names)
    ]
    return [small, exp.select(*named).from_("every_name")]


def _dialect_findings(tree: exp.Expression, dialect: str, dialects: Sequence[str]) -> Iterator[str]:
    parts = _one_of_each_shape(tree)
    for other in dialects:
        if other == dialect:
            continue
        try:
            for part in parts:
                sqlglot.parse_one(part.sql(dialect=other), read=other)
        except SqlglotError as error:
            yield (
                f"cannot be written for {other}: {str(error).splitlines()[0]}. "
                "Move what differs into a dispatched macro."
            )


def check_sql(
    name: str, sql: str, dialect: str = "duckdb", dialects: Sequence[str] = DIALECTS
) -> list[str]:
    """Look through the compiled SQL of one model.

    Parameters
    ----------
    name : str
        Name of the model, which starts each message.
    sql : str
    dialect : str
        sqlglot's name of the warehouse that the SQL was compiled for.
    dialects : sequence of str
        Dialects that it must be possible to write the model in.

    Returns
    -------
    list of str
        What is wrong and what to do about it; empty when nothing is.

    Notes
    -----
    A star is for imports (`select * from` one table, as a CTE) and for the last select. It may also
    repeat the columns of an earlier step that is no import.
    """
    try:
        tree = sqlglot.parse_one(sql, read=dialect)
    except SqlglotError as error:
        return [f"{name}: cannot be read as {dialect}: {str(error).splitlines()[0]}"]
    findings = [
        *_star_findings(tree),
        *_result_findings(tree),
        *_dialect_findings(tree, dialect, dialects),
    ]
    return [f"{name}: {finding}" for finding in dict.fromkeys(findings)]


def check_folder(folder: Path, dialect: str = "duckdb") -> list[str]:
    """Look through all compiled models below a folder, as `check_sql` does.

    Raises
    ------
    ValueError
        When there is no compiled model.
    """
    files = sorted(
        path
        for path in folder.rglob("*.sql")
        if not any(parent.suffix == ".yml" for parent in path.parents)
    )
    if not files:
        raise ValueError(f"{folder} has no compiled SQL: run dbt compile first")
    with deep_recursion():
        return [
            finding
            for file in files
            for finding in check_sql(file.stem, file.read_text(encoding="utf-8"), dialect)
        ]
