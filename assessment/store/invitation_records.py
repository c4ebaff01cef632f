"""What the store hands out about invitations: small frozen records, and which step may follow which."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from assessment.language import Label, label

InvitationState = Literal["sent", "seen", "accepted", "declined", "met", "contracted", "finished"]
InvitationStep = Literal[
    "sent", "seen", "willing", "agreed", "accepted", "declined", "withdrawn", "met", "contracted", "finished"
]
"""A line of the log: a state that was come to, or that the provider is ``willing``, the firm has ``agreed``
to be named, or has ``withdrawn`` that after a contract."""
InvitationSide = Literal["firm", "provider", "centre"]

STAGES: tuple[InvitationState, ...] = ("sent", "seen", "accepted", "met", "contracted", "finished")
"""How far an invitation may come, in this order; ``declined`` is no stage."""
FOLLOWS: Mapping[InvitationState, tuple[InvitationState, ...]] = {
    "sent": ("seen", "accepted", "declined", "met"),
    "seen": ("accepted", "declined", "met"),
    "accepted": ("met", "declined"),
    "met": ("contracted", "declined"),
    "contracted": ("finished",),
    "declined": (),
    "finished": (),
}
"""Which state may follow which. Two who meet at an event have met without answering first."""
STATE_NAMES: Mapping[InvitationState, Label] = {
    "sent": label("已发出", "sent"),
    "seen": label("已看到", "seen"),
    "accepted": label("双方愿谈", "accepted"),
    "declined": label("已谢绝", "declined"),
    "met": label("已见面", "met"),
    "contracted": label("已签约", "contracted"),
    "finished": label("已完成", "finished"),
}
STEP_NAMES: Mapping[InvitationStep, Label] = {
    "willing": label("服务商愿谈", "the provider would meet"),
    "agreed": label("企业同意见面、告知名称", "the firm agreed to meet and to be named"),
    "withdrawn": label("企业收回同意", "the firm took its agreement back"),
    "sent": STATE_NAMES["sent"],
    "seen": STATE_NAMES["seen"],
    "accepted": STATE_NAMES["accepted"],
    "declined": STATE_NAMES["declined"],
    "met": STATE_NAMES["met"],
    "contracted": STATE_NAMES["contracted"],
    "finished": STATE_NAMES["finished"],
}
OVER: tuple[InvitationState, ...] = ("declined", "finished")
MOST_MONEY, MOST_MONTHS = 100_000.0, 120


def way(start: InvitationState, goal: InvitationState) -> tuple[InvitationState, ...] | None:
    """The fewest legal states from one to another, the goal last; empty where they are the same, None for no way.

    Whoever says that a contract was made also says that the two have met.
    """
    ways: dict[InvitationState, tuple[InvitationState, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        state = waiting.popleft()
        if state == goal:
            return ways[state]
        for after in FOLLOWS[state]:
            if after not in ways:
                ways[after] = (*ways[state], after)
                waiting.append(after)
    return None


@dataclass(frozen=True)
class NewInvitation:
    """What matchmaking proposes, with the firm that it is for; ``steps`` are ids of measures."""

    firm_id: UUID
    category: str
    steps: tuple[str, ...]
    provider: str
    offer: str
    product: str


@dataclass(frozen=True)
class KeptList:
    """What keeping a list came to: the numbers of all its invitations in its order, and how many were made just now.

    ``known`` stood for the same round or day already; ``running`` are from another one and not over yet.
    """

    numbers: tuple[int, ...]
    made: int
    known: int
    running: int


@dataclass(frozen=True)
class KeptInvitation:
    """An invitation that is remembered, with what is known of its firm now. Money is in 万元.

    ``named``: the firm has agreed to be named to the provider, on this invitation or by sharing with all whom the
    centre recommends. ``firm_name`` and ``contact`` are None for a provider to whom it has not.
    """

    number: int
    firm_id: UUID
    firm_name: str | None
    city: str | None
    county: str | None
    chain: str | None
    size: str | None
    category: str
    steps: tuple[str, ...]
    provider: str
    offer: str
    product: str
    round_id: UUID | None
    round_name: str | None
    day: date
    made_at: datetime
    made_by: str
    state: InvitationState
    provider_agreed_at: datetime | None
    firm_agreed_at: datetime | None
    named: bool
    contact: str | None
    amount: float | None
    months_paid: int | None
    changed_at: datetime

    def for_provider(self) -> KeptInvitation:
        """The same as its provider may see it: who the firm is, only after it agreed."""
        if self.named:
            return self
        return replace(self, firm_name=None, contact=None, county=None)


@dataclass(frozen=True)
class InvitationLine:
    """One line of the log of an invitation; ``on`` is the day on which it happened, where that was said."""

    at: datetime
    by: str
    side: InvitationSide
    step: InvitationStep
    on: date | None
    amount: float | None
    months_paid: int | None


@dataclass(frozen=True)
class InvitationOutcome:
    """What somebody says became of an invitation; what is None was not said."""

    number: int
    state: InvitationState
    on: date | None = None
    amount: float | None = None
    months_paid: int | None = None


@dataclass(frozen=True)
class ProviderRecord:
    """What became of a provider's invitations: how many there were, and how many came at least so far.

    ``declined`` were declined, ``open`` neither met nor declined so far; ``amounts`` and ``money`` are how many
    contracts told their amount, and the sum of these (万元).
    """

    invited: int
    accepted: int
    met: int
    contracted: int
    finished: int
    declined: int
    open: int
    amounts: int
    money: float


@dataclass(frozen=True)
class FunnelRow:
    """From need to contract, in firms: ``needing`` have the need or were invited for it.

    ``stages`` came at least so far, in the order of ``STAGES``. ``unscored`` of the needing are known
    by their invitation alone; ``declined`` are firms of which every invitation was declined.
    """

    key: str | None
    needing: int
    unscored: int
    stages: tuple[int, ...]
    declined: int
    contracts: int
    amounts: int
    money: float
