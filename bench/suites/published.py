"""Published labelled sets, read from a copy of them: they are not part of this repository."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from bench.suites.drawing import NOISE, Drawn

# More groups than a choice looks for by default, by a third.
MOST_GROUPS = 20


def published_sets(folder: Path) -> dict[tuple[str, str], Drawn]:
    """Points and labels by battery and name, from a copy of `clustering-data-v1` (Gagolewski 2022).

    Parameters
    ----------
    folder : Path
        With a folder for each battery (fcps, graves, sipu...), which holds `NAME.data.gz` and
        `NAME.labels0.gz`, where 0 is noise.

    Raises
    ------
    FileNotFoundError
        When the folder holds no such files.
    """
    found = {}
    for path in sorted(folder.glob("*/*.data.gz")):
        name = path.name.removesuffix(".data.gz")
        labels = np.loadtxt(path.with_name(f"{name}.labels0.gz"), dtype=int) - 1
        labels[labels < 0] = NOISE
        if len(np.unique(labels[labels != NOISE])) <= MOST_GROUPS:
            found[path.parent.name, name] = np.loadtxt(path, ndmin=2), labels
    if not found:
        raise FileNotFoundError(f"{folder} holds no BATTERY/NAME.data.gz of clustering-data-v1")
    return found
