"""The checks of style that are the project's own find what they look for, and find nothing here."""

from types import SimpleNamespace

import conventions
import pytest
from bench import stats
from project import ROOT

SQL_FOLDERS = ("models", "macros", "tests/dbt", "snapshots", "examples")


def _model(**given):
    column = SimpleNamespace(name="customer_id", description="The customer.")
    usual = {
        "name": "segment_sizes",
        "description": "One row per segment.",
        "columns": [column],
        "access": "public",
        "group": "customer_segmentation",
        "language": "sql",
        "raw_code": "select *\nfrom segments\n",
        "patch_path": "customer_segmentation://models/describe/_describe__models.yml",
        "config": {"contract": {"enforced": True}},
        "original_file_path": "models/describe/segment_sizes.sql",
    }
    return SimpleNamespace(**{**usual, **given})


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("grain_comes_first", {"description": "Sizes of segments."}),
        ("columns_are_described", {"columns": [SimpleNamespace(name="size", description="")]}),
        ("access_is_set", {"access": "protected"}),
        ("access_is_set", {"group": None}),
        ("public_model_lists_columns", {"columns": []}),
        ("public_model_lists_columns", {"config": {"contract": {"enforced": False}}}),
        ("name_tells_the_layer", {"name": "stg_shop__orders"}),
        ("name_tells_the_layer", {"name": "feat_customers__sizes", "access": "private"}),
        ("name_tells_the_layer", {"name": "SegmentSizes"}),
        ("documented_beside_its_folder", {"patch_path": None}),
        ("model_is_short", {"raw_code": "select 1\n" * (stats.MOST_LINES + 1)}),
        ("model_is_short", {"raw_code": "a as (\n" * (stats.MOST_STEPS + 1)}),
        (
            "name_tells_the_layer",
            {
                "name": "stg_orders",
                "access": "private",
                "original_file_path": "models/staging/stg_orders.sql",
            },
        ),
    ],
)
def test_a_convention_that_is_broken_is_named(rule, given):
    check = getattr(conventions, rule)()
    assert check.evaluate(_model()) is None
    assert check.evaluate(_model(**given)).message


def test_comments_broken_by_the_formatter_are_found():
    broken = "select\n    -- members do what they did, and\n    -- spend\n    -- what others spend.\n    a"
    whole = "-- One sentence.\n-- Another, about other things.\n-- depends_on: {{ ref('a') }}\n-- b"
    assert stats.broken_comments(broken) == [2, 3]
    assert stats.broken_comments(whole) == []


def test_no_comment_breaks_in_mid_sentence():
    broken = {
        str(path.relative_to(ROOT)): lines
        for folder in SQL_FOLDERS
        for path in (ROOT / folder).rglob("*.sql")
        if not {"dbt_packages", "target"} & set(path.parts)
        and (lines := stats.broken_comments(path.read_text()))
    }
    assert not broken


def test_steps_and_lines_of_a_model_are_counted():
    model = """with

    orders as (select * from {{ ref("orders") }}),

    totals as (
        select customer_id, cast(sum(amount) as int) as total
        from (select * from orders) as lines
    )

select *
from totals
"""
    assert stats.steps(model) == 2
    assert stats.code_lines(model) == 8


def test_long_models_with_a_reason_are_long():
    models = {path.stem: path.read_text() for path in (ROOT / "models").rglob("*.sql")}
    assert conventions.LONG_MODELS
    for name in conventions.LONG_MODELS:
        lines, steps = stats.code_lines(models[name]), stats.steps(models[name])
        assert lines > stats.MOST_LINES or steps > stats.MOST_STEPS, name
