"""Synthetic raw tables with planted behavioural segments.

``python -m customer_segmentation.demo --customers N --seed S --out DIR`` writes the six raw
tables of the contract and an answer file (customer_id, planted_segment). The answer file is
the only place where the planted segment is written. Work is done in chunks of customers, so
memory does not grow with ``N``, and every chunk has its own random stream, so the same
arguments always give the same rows.

Nothing happens to the shop as a whole unless ``--shift`` is given: newcomers arrive on every day,
and after their first months some leave and the others take on a lasting behaviour, so that the
shares of the segments and their behaviour are much the same on every date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from customer_segmentation.demo.attitudes import attitude_table
from customer_segmentation.demo.behaviour import draw_behaviour, draw_spells
from customer_segmentation.demo.columns import Counters, ids, labels, moment
from customer_segmentation.demo.events import event_table
from customer_segmentation.demo.orders import order_tables, product_prices, product_table
from customer_segmentation.demo.shop import (
    ACQUISITION,
    ANSWERS,
    CITIES,
    DAYS,
    FIRST_DAY,
    FIRST_NAMES,
    LAST_DAY,
    LAST_NAMES,
    SEGMENTS,
    TIERS,
)

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK_CUSTOMERS = 25_000


def _survey_table(
    rng: np.random.Generator, who: dict[str, np.ndarray], customer_ids: Any, counters: Counters
) -> pa.Table:
    import pyarrow as pa

    asked = 0.08 * np.where(who["is_first"] & who["is_last"], 1, 0.5)
    owner = np.flatnonzero(rng.random(len(who["start"])) < asked)
    owner = np.repeat(owner, 1 + (rng.random(len(owner)) < 0.25))
    span = (who["end"] - who["start"])[owner]
    day = (who["start"][owner] + rng.random(len(owner)) * span).astype(np.int64)
    is_nps = rng.random(len(owner)) < 0.6
    mood = np.clip(who["satisfaction"][owner] + 0.15 * rng.standard_normal(len(owner)), 0, 1)
    score = np.where(is_nps, np.round(10 * mood), 1 + np.round(4 * mood))
    table = pa.table(
        {
            "response_id": ids("r", counters.response, len(owner)),
            "customer_id": pa.DictionaryArray.from_arrays(
                who["customer"][owner].astype(np.int32), customer_ids
            ),
            "responded_at": moment(
                np.minimum(day, DAYS - 1), 9 * 3600 + rng.integers(0, 36_000, len(owner))
            ),
            "survey_type": labels(("csat", "nps"), is_nps.astype(np.int64)),
            "score": score.astype(np.int64),
        }
    )
    counters.response += len(owner)
    return table


def _customer_table(
    rng: np.random.Generator,
    who: dict[str, np.ndarray],
    first_day: np.ndarray,
    customer_ids: Any,
    first_number: int,
) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    size = len(first_day)
    first_name = labels(FIRST_NAMES, rng.integers(0, len(FIRST_NAMES), size))
    last_name = labels(LAST_NAMES, rng.integers(0, len(LAST_NAMES), size))
    city = rng.integers(0, len(CITIES), size)
    numbers = pc.cast(pa.array(np.arange(first_number, first_number + size)), pa.string())
    email = pc.binary_join_element_wise(
        pc.utf8_lower(first_name.cast(pa.string())),
        pc.utf8_lower(last_name.cast(pa.string())),
        pc.binary_join_element_wise(numbers, "example.com", "@"),
        ".",
    )
    before = np.minimum(np.round(who["member_days"][who["is_first"]]), 2500).astype(np.int64)
    signed_up = moment(first_day - before, rng.integers(0, 6 * 3600, size))
    birth = FIRST_DAY - (who["age"][who["is_last"]] * 365.25).astype("timedelta64[D]")
    gender = rng.choice(3, size, p=[0.49, 0.46, 0.05])
    expected = np.bincount(who["customer"], who["orders"] * (who["end"] - who["start"]))
    spend_rank = expected + 800 * rng.standard_normal(size)
    tier = np.where(spend_rank < 3500, 0, np.where(spend_rank < 9000, 1, 2))
    column = {
        "customer_id": customer_ids,
        "email": email,
        "phone": pc.binary_join_element_wise(
            "+44 20 7946", pc.utf8_lpad(numbers, width=4, padding="0"), " "
        ),
        "first_name": first_name,
        "last_name": last_name,
        "birth_date": birth,
        "gender": labels(("female", "male", "other"), gender, rng.random(size) < 0.05),
        "city": labels(tuple(row[0] for row in CITIES), city),
        "region": labels(tuple(row[1] for row in CITIES), city),
        "postal_code": labels(tuple(row[2] for row in CITIES), city),
        "country": labels(tuple(row[3] for row in CITIES), city),
        "acquisition_channel": labels(ACQUISITION, rng.integers(0, len(ACQUISITION), size)),
        "loyalty_tier": labels(TIERS, tier),
        "signed_up_at": signed_up,
        "marketing_consent": rng.random(size) < 0.8,
        "canonical_customer_id": pa.nulls(size, pa.string()),
        "updated_at": np.minimum(
            signed_up + rng.integers(0, 300, size).astype("timedelta64[D]"),
            LAST_DAY.astype("datetime64[s]"),
        ),
    }
    return pa.table(column)


def generate(
    customers: int,
    seed: int = 1,
    structure: str = "segments",
    shift: bool = False,
    events_per_customer: float = 50.0,
    attitudes: bool = False,
) -> Iterator[dict[str, pa.Table]]:
    """Yield the raw tables chunk by chunk, and the answers with them.

    Parameters
    ----------
    customers : int
        Number of planted customers.
    seed : int
        Same seed and arguments, same rows.
    structure : {'segments', 'none'}
        ``'none'`` draws one heavy-tailed population without clusters.
    shift : bool
        Change behaviour in the last ``SHIFT_DAYS`` days: fewer orders and visits, most orders
        by app with a deep discount.
    events_per_customer : float
        Mean number of events of a customer.
    attitudes : bool
        Ask half of the customers ten questions about their attitudes, with planted types
        (``planted_attitude`` among the answers). Every other row stays as without.

    Yields
    ------
    dict of str to pyarrow.Table
        The tables of ``TABLES`` (``products`` in the first chunk only) and ``demo_answers``.
    """
    import pyarrow as pa

    if customers < 1:
        raise ValueError(f"customers is {customers}: ask for at least 1.")
    if structure not in ("segments", "none"):
        raise ValueError(f"structure is {structure!r}: use 'segments' or 'none'.")
    prices = product_prices(seed)
    counters = Counters()
    names = tuple(item.name for item in SEGMENTS)
    for chunk, first in enumerate(range(0, customers, CHUNK_CUSTOMERS)):
        rng = np.random.default_rng([seed, 2, chunk])
        size = min(CHUNK_CUSTOMERS, customers - first)
        spells, planted_segment = draw_spells(rng, size, structure)
        who = draw_behaviour(rng, spells, structure)
        customer_ids = ids("c", counters.customer, size)
        tables, first_day = order_tables(rng, who, prices, customer_ids, counters, shift)
        tables["customers"] = _customer_table(rng, who, first_day, customer_ids, counters.customer)
        tables["events"] = event_table(rng, who, customer_ids, counters, events_per_customer, shift)
        tables["survey_responses"] = _survey_table(rng, who, customer_ids, counters)
        if chunk == 0:
            tables["products"] = product_table(prices)
        planted = labels(names, planted_segment) if structure == "segments" else ["none"] * size
        tables[ANSWERS] = pa.table({"customer_id": customer_ids, "planted_segment": planted})
        if attitudes:
            answers, kinds = attitude_table(
                np.random.default_rng([seed, 5, chunk]), first_day, customer_ids, counters
            )
            surveys = [tables["survey_responses"].unify_dictionaries(), answers]
            tables["survey_responses"] = pa.concat_tables(surveys).unify_dictionaries()
            tables[ANSWERS] = tables[ANSWERS].append_column("planted_attitude", kinds)
        counters.customer += size
        yield tables
