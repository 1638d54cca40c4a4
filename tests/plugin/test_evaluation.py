import numpy as np
import pytest
from bench.evaluation import (
    SHAPES,
    STRUCTURELESS,
    _shape,
    draw_planted,
    draw_structureless,
    main,
)


def test_every_kind_of_data_is_drawn():
    for name in SHAPES:
        points, labels = _shape(name, 0)
        assert len(points) == len(labels) == 1500
    for name in STRUCTURELESS:
        assert np.isfinite(draw_structureless(name, 0)).all()


@pytest.mark.parametrize("seed", [0, 1, 34])
def test_planted_groups_are_far_apart_whatever_their_number(seed):
    points, labels = draw_planted(seed)
    centers = np.stack([points[labels == label].mean(axis=0) for label in np.unique(labels)])
    gaps = np.sqrt(((centers[:, None] - centers[None]) ** 2).sum(axis=-1))
    assert gaps[np.triu_indices(len(centers), 1)].min() > 5.5


def test_report_is_written(tmp_path):
    out = tmp_path / "structure.md"
    options = ["--kinds", "planted groups", "--seeds", "1", "--out", str(out)]
    assert main(["structure", *options]) == 0
    assert "| planted groups | 1 of 1 | 0 | 1 |" in out.read_text()
    with pytest.raises(SystemExit):
        main(["shapes", "--kinds", "spirals"])
