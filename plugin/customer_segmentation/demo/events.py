"""Events of the demo: visits, mailings, social interactions and tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from customer_segmentation.demo.behaviour import (
    activity,
    heavy_poisson,
    second_of_day,
    spread_days,
)
from customer_segmentation.demo.columns import SECONDS_PER_DAY, ids, labels, moment
from customer_segmentation.demo.shop import DAYS, SHIFT_DAYS, SOCIAL_EVENTS, WEB_EVENTS

if TYPE_CHECKING:
    import pyarrow as pa

    from customer_segmentation.demo.columns import Counters

# Mean events per customer that the rates of SEGMENTS amount to: by e-mail and all others.
MAIL_EVENTS_OF_RATES = 24.0
OTHER_EVENTS_OF_RATES = 57.0
MAX_MAIL_SHARE = 0.6
CAMPAIGNS = tuple(f"m{number:02d}" for number in range(1, 25))
CHANNELS = ("web", "app", "email", "social", "support")
EMAIL, SOCIAL, SUPPORT = 2, 3, 4
MAIL_EVENTS = ("sent", "opened", "clicked", "unsubscribed")
TYPES = (*WEB_EVENTS, *MAIL_EVENTS, *SOCIAL_EVENTS, "ticket_opened")
SENT, OPENED, CLICKED, UNSUBSCRIBED = (TYPES.index(name) for name in MAIL_EVENTS)
NONE = np.int64(-1)


@dataclass
class _Kind:
    """Events of one kind: an array per column, shape (events,), or one value for all of them.

    ``owner`` is the spell; ``channel`` and ``event_type`` are positions in ``CHANNELS`` and
    ``TYPES``, ``session`` and ``campaign`` numbers or -1.
    """

    owner: np.ndarray
    day: np.ndarray
    second: Any
    channel: Any
    event_type: Any
    session: Any = NONE
    campaign: Any = NONE


def _visits(
    rng: np.random.Generator, who: dict[str, np.ndarray], scale: float, shift: bool
) -> tuple[_Kind, int]:
    """Page views, product views, searches and carts, and the number of their sessions."""
    # Everyone has signed up in one visit at least.
    visits = activity(rng, who, scale * who["sessions"])
    visitor, day = spread_days(rng, visits, who["start"], who["end"])
    if shift:
        keep = (day < DAYS - SHIFT_DAYS) | (rng.random(len(day)) < 0.35)
        visitor, day = visitor[keep], day[keep]
    second = second_of_day(rng, who["morning"][visitor], who["evening"][visitor])
    app = who["channels"][visitor, 1] - who["channels"][visitor, 0] > rng.random(len(visitor))
    views = 1 + heavy_poisson(rng, np.maximum(who["session_events"][visitor] - 1, 0.1))
    session = np.repeat(np.arange(len(visitor)), views)
    owner = visitor[session]
    step = np.arange(len(session)) - np.repeat(np.cumsum(views) - views, views)
    pick = rng.random(len(session))
    search, cart = who["search"][owner], who["cart"][owner]
    web_type = np.where(pick < search, 2, np.where(pick < search + cart, 3, 1))
    web_type = np.where(step == 0, 0, web_type)
    kind = _Kind(
        owner=owner,
        day=day[session],
        second=second[session] + 40 * step,
        channel=app[session].astype(np.int64),
        event_type=web_type,
        session=session,
    )
    return kind, len(visitor)


@dataclass
class _Mailings:
    """Mailings that were sent, what became of them, and who unsubscribed when."""

    owner: np.ndarray
    day: np.ndarray
    opened: np.ndarray
    clicked: np.ndarray
    leaver: np.ndarray
    leave_day: np.ndarray


def _mailings(rng: np.random.Generator, who: dict[str, np.ndarray], scale: float) -> _Mailings:
    # The mailings go on after a customer has left, until an unsubscription.
    last_mail = np.where(who["is_last"], DAYS, who["end"])
    sent = heavy_poisson(rng, scale * who["emails"] * (last_mail - who["start"]) / 365)
    owner, day = spread_days(rng, sent, who["start"], last_mail)
    size = len(who["start"])
    leaves = who["is_last"] & (rng.random(size) < who["unsubscribed"])
    leave_day = who["start"] + 60 * rng.random(size)
    leave_day = np.minimum(leave_day, DAYS - 1).astype(np.int64)
    stays = ~leaves[owner] | (day <= leave_day[owner])
    owner, day = owner[stays], day[stays]
    opened = rng.random(len(owner)) < who["opened"][owner]
    clicked = opened & (rng.random(len(owner)) < (who["clicked"] / who["opened"])[owner])
    leaver = np.flatnonzero(leaves)
    return _Mailings(owner, day, opened, clicked, leaver, leave_day[leaver])


def _mail_kinds(rng: np.random.Generator, mails: _Mailings) -> list[_Kind]:
    owner, day, opened, clicked = mails.owner, mails.day, mails.opened, mails.clicked
    second = 8 * 3600 + rng.integers(0, 3600, len(owner))
    campaign = np.minimum(day * len(CAMPAIGNS) // DAYS, len(CAMPAIGNS) - 1)
    return [
        _Kind(owner, day, second, EMAIL, SENT, campaign=campaign),
        _Kind(owner[opened], day[opened], second[opened] + 5400, EMAIL, OPENED,
              campaign=campaign[opened]),
        _Kind(owner[clicked], day[clicked], second[clicked] + 5460, EMAIL, CLICKED,
              campaign=campaign[clicked]),
        _Kind(mails.leaver, mails.leave_day, 9 * 3600, EMAIL, UNSUBSCRIBED),
    ]  # fmt: skip


def event_table(
    rng: np.random.Generator,
    who: dict[str, np.ndarray],
    customer_ids: Any,
    counters: Counters,
    events_per_customer: float,
    shift: bool,
) -> pa.Table:
    """The table ``events``, in the order of the customers."""
    import pyarrow as pa

    # The open rate of a few mailings is mostly noise: visits are cut first.
    mail_scale = min(1.0, MAX_MAIL_SHARE * events_per_customer / MAIL_EVENTS_OF_RATES)
    scale = (events_per_customer - mail_scale * MAIL_EVENTS_OF_RATES) / OTHER_EVENTS_OF_RATES

    years = (who["end"] - who["start"]) / 365
    visits, sessions = _visits(rng, who, scale, shift)
    mails = _mailings(rng, who, mail_scale)
    social = heavy_poisson(rng, scale * who["social"] * years)
    social_owner, social_day = spread_days(rng, social, who["start"], who["end"])
    tickets = heavy_poisson(rng, scale * who["tickets"] * years)
    ticket_owner, ticket_day = spread_days(rng, tickets, who["start"], who["end"])
    mailed = _mail_kinds(rng, mails)
    social_type = TYPES.index(SOCIAL_EVENTS[0]) + rng.integers(
        0, len(SOCIAL_EVENTS), len(social_owner)
    )
    kinds = [
        visits,
        *mailed,
        _Kind(social_owner, social_day, 20 * 3600, SOCIAL, social_type),
        _Kind(ticket_owner, ticket_day, 10 * 3600, SUPPORT, TYPES.index("ticket_opened")),
    ]

    def column(name: str) -> np.ndarray:
        parts = (np.broadcast_to(getattr(kind, name), len(kind.owner)) for kind in kinds)
        return np.concatenate(list(parts))

    person = who["customer"][column("owner")]
    by_customer = np.argsort(person, kind="stable")
    person = person[by_customer]
    second = np.minimum(column("second")[by_customer], SECONDS_PER_DAY - 1)
    session, campaign = column("session")[by_customer], column("campaign")[by_customer]
    session_ids = ids("s", counters.session, sessions)
    table = pa.table(
        {
            "event_id": ids("e", counters.event, len(person)),
            "customer_id": pa.DictionaryArray.from_arrays(person.astype(np.int32), customer_ids),
            "occurred_at": moment(column("day")[by_customer], second),
            "channel": labels(CHANNELS, column("channel")[by_customer]),
            "event_type": labels(TYPES, column("event_type")[by_customer]),
            "session_id": session_ids.take(pa.array(session, mask=session < 0)),
            "campaign_id": labels(CAMPAIGNS, campaign, campaign < 0),
        }
    )
    counters.event += len(person)
    counters.session += sessions
    return table
