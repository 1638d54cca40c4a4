"""Ten questions about attitudes that a part of the demo's customers answers, with planted types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from customer_segmentation.demo.columns import Counters, ids, labels, moment
from customer_segmentation.demo.shop import DAYS

if TYPE_CHECKING:
    import pyarrow as pa

ASKED_SHARE = 0.5
# Answers go from 1 (does not apply) to 5 (applies), around the type's own with this deviation.
ANSWER_SPREAD = 0.7
ATTITUDE_TYPES = ("price_conscious", "quality_minded", "convenience_seeking")
# question: the mean answer of each type
QUESTIONS = {
    "price_matters": (4.6, 2.2, 2.6),
    "compares_offers": (4.4, 2.8, 1.8),
    "waits_for_sales": (4.3, 2.0, 2.2),
    "pays_for_quality": (2.0, 4.6, 3.0),
    "likes_brands": (1.9, 4.1, 3.0),
    "buys_sustainable": (2.6, 4.3, 2.4),
    "short_of_time": (2.7, 2.6, 4.6),
    "wants_fast_delivery": (2.2, 3.0, 4.5),
    "shops_on_the_phone": (3.0, 2.1, 4.3),
    "enjoys_shopping": (3.4, 3.7, 1.8),
}


def attitude_table(
    rng: np.random.Generator, first_day: np.ndarray, customer_ids: Any, counters: Counters
) -> tuple[pa.Table, pa.Array]:
    """Answers of those asked, each once to every question, and the planted type of all customers.

    Types do not depend on what customers buy.

    Parameters
    ----------
    rng : numpy.random.Generator
    first_day : numpy.ndarray of shape (n,)
        Day of the first order, in days since ``FIRST_DAY``.
    customer_ids : pyarrow.Array
        Ids of the n customers.
    counters : Counters

    Returns
    -------
    tuple of (pyarrow.Table, pyarrow.Array)
        Rows like those of ``survey_responses``, and texts, null for customers who were not asked.
    """
    import pyarrow as pa

    size = len(first_day)
    kind = rng.integers(0, len(ATTITUDE_TYPES), size)
    is_asked = rng.random(size) < ASKED_SHARE
    asked = np.flatnonzero(is_asked)
    day = first_day[asked] + (rng.random(len(asked)) * (DAYS - first_day[asked])).astype(np.int64)
    second = 9 * 3600 + rng.integers(0, 36_000, len(asked))
    means = np.array(list(QUESTIONS.values()))[:, kind[asked]].T
    answers = np.clip(np.rint(means + ANSWER_SPREAD * rng.standard_normal(means.shape)), 1, 5)
    owner = np.repeat(asked, len(QUESTIONS))
    table = pa.table(
        {
            "response_id": ids("a", counters.answer, len(owner)),
            "customer_id": pa.DictionaryArray.from_arrays(owner.astype(np.int32), customer_ids),
            "responded_at": np.repeat(moment(np.minimum(day, DAYS - 1), second), len(QUESTIONS)),
            "survey_type": labels(tuple(QUESTIONS), np.tile(np.arange(len(QUESTIONS)), len(asked))),
            "score": answers.astype(np.int64).ravel(),
        }
    )
    counters.answer += len(owner)
    return table, labels(ATTITUDE_TYPES, kind, ~is_asked)
