import json

import numpy as np
import pytest
from bench import suites
from bench.judgement import index, main, report, upper_bound


def test_noise_does_not_count():
    truth = np.array([0, 0, 1, 1, suites.NOISE, suites.NOISE])
    assert index(truth, np.array([5, 5, 7, 7, 5, 7])) == 1


def test_upper_bound_of_a_share():
    # Rule of three: without an error in n trials, 3 / n.
    assert upper_bound(0, 100) == pytest.approx(0.0295, abs=1e-3)
    assert upper_bound(4, 4) == 1


def test_the_report_sets_the_choice_beside_the_baselines(tmp_path):
    judged, out = tmp_path / "judged.jsonl", tmp_path / "judgement.md"
    options = ["--seeds", "1", "1", "--sizes", "120", "--effort", "quick", "--out", str(judged)]
    labelled = ["labelled", "--kinds", "unequal sizes", "--forms", "1"]
    assert main(["run", *labelled, *options]) == 0
    assert main(["run", "without_groups", "--kinds", "cube", *options]) == 0
    rows = [json.loads(line) for line in judged.read_text().splitlines()]
    assert len(rows) == 2
    assert all(row["fitted"] >= row["automatic"] for row in rows)
    assert main(["table", str(judged), "--out", str(out)]) == 0
    assert out.read_text().splitlines() == list(report(rows))
    assert "| unequal sizes | 1 |" in out.read_text()
    assert "| cube | 1 |" in out.read_text()


def test_published_sets_are_read_from_a_folder(tmp_path):
    battery = tmp_path / "fcps"
    battery.mkdir()
    own = suites.draw("unequal sizes", 1, 1, 90)
    np.savetxt(battery / "set.data.gz", own.points)
    np.savetxt(battery / "set.labels0.gz", own.labels + 1, fmt="%d")
    options = ["--seeds", "0", "0", "--sizes", "80", "--out", str(tmp_path / "judged.jsonl")]
    assert main(["run", "published", "--folder", str(tmp_path), *options]) == 0
    (row,) = map(json.loads, (tmp_path / "judged.jsonl").read_text().splitlines())
    assert row["kind"] == "fcps" and row["points"] == 80
    assert "| fcps | 1 |" in "\n".join(report([row]))
    with pytest.raises(FileNotFoundError, match="clustering-data-v1"):
        list(suites.published(battery, [0], [80]))


def test_reported_stability_stands_beside_what_fresh_halves_show():
    segments = [
        {"bootstrap": 0.95, "choice": 0.9, "fresh": 0.5},
        {"bootstrap": 0.95, "choice": 0.7, "fresh": 0.8},
    ]
    rows = [{"suite": "halves", "effort": "quick", "seed": 7, "segments": segments}]
    assert "| quick | 1 | 2 | 0.800 | 0.650 | 1 | 1 (100.0 %) |" in list(report(rows))


def test_halves_that_had_no_say_repeat_the_choice(tmp_path):
    out = tmp_path / "halves.jsonl"
    options = ["--seeds", "1", "1", "--sizes", "80", "--kinds", "unequal sizes", "--forms", "2"]
    assert main(["halves", "labelled", *options, "--effort", "quick", "--out", str(out)]) == 0
    (row,) = map(json.loads, out.read_text().splitlines())
    assert row["suite"] == "halves" and len(row["segments"]) >= 2
    assert all(0 <= item["fresh"] <= 1 for item in row["segments"])
