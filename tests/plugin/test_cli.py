"""The console command."""

import pandas as pd
import pytest

from customer_segmentation.cli import main
from customer_segmentation.demo.shop import TABLES

COMMANDS = ("build", "compare", "summary", "report", "demo", "benchmark")


def test_help_lists_the_commands(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert all(command in shown for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert f"customer-segmentation {command}" in capsys.readouterr().out


def test_demo_writes_the_raw_tables(tmp_path, capsys):
    assert main(["demo", "--customers", "30", "--out", str(tmp_path), "--format", "csv"]) == 0
    assert str(tmp_path / "orders.csv") in capsys.readouterr().out
    assert all((tmp_path / f"{table}.csv").exists() for table in TABLES)
    assert pd.read_csv(tmp_path / "customers.csv")["customer_id"].nunique() == 30


def test_demo_without_pyarrow_says_what_to_install(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["demo", "--out", str(tmp_path)]) == 2
    assert "customer-segmentation[demo]" in capsys.readouterr().err


def test_benchmark_outside_a_clone_says_where_it_is(tmp_path, capsys):
    assert main(["benchmark", "--project-dir", str(tmp_path)]) == 2
    assert "--project-dir" in capsys.readouterr().err


def test_benchmark_runs_the_script_of_the_clone(tmp_path, capfd):
    script = tmp_path / "bench" / "benchmark.py"
    script.parent.mkdir()
    script.write_text("import sys; print(sys.argv[1:]); sys.exit('--seed' in sys.argv)")
    chosen = ["benchmark", "--project-dir", str(tmp_path), "--customers", "5"]
    assert main(chosen) == 0
    assert "['--customers', '5']" in capfd.readouterr().out
    assert main([*chosen, "--seed", "2"]) == 2
    assert "exit code 1" in capfd.readouterr().err


@pytest.mark.parametrize("command", ["summary", "report"])
def test_no_database_is_one_line_on_stderr(command, tmp_path, capsys):
    assert main([command, "--database", str(tmp_path / "none.duckdb")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
