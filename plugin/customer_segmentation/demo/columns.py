"""Columns of the demo's raw tables as Arrow arrays, and the ids in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from customer_segmentation.demo.shop import FIRST_DAY

SECONDS_PER_DAY = 86_400


@dataclass
class Counters:
    """Next free number of each id, so that ids stay unique over chunks."""

    customer: int = 1
    order: int = 1
    item: int = 1
    event: int = 1
    response: int = 1
    answer: int = 1
    session: int = 1


def moment(day: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Timestamps from days since ``FIRST_DAY`` and seconds after midnight."""
    seconds = day * SECONDS_PER_DAY + second
    return FIRST_DAY.astype("datetime64[s]") + seconds.astype("timedelta64[s]")


def labels(names: tuple[str, ...], codes: np.ndarray, missing: np.ndarray | None = None) -> Any:
    """Texts by their position in ``names``; null where ``missing``."""
    import pyarrow as pa

    distinct = list(dict.fromkeys(names))
    position = np.array([distinct.index(name) for name in names], dtype=np.int32)
    codes = position[np.asarray(codes, dtype=np.int64).clip(0)]
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), distinct)


def ids(prefix: str, first: int, count: int) -> Any:
    """``count`` ids: the prefix and consecutive numbers from ``first``."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = pc.cast(pa.array(np.arange(first, first + count)), pa.string())
    return pc.binary_join_element_wise(prefix, numbers, "")
