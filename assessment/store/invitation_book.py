"""Invitations that matchmaking made: lists of them kept, found again, each with its log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select, text

from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_list import FirmReach, within_reach
from assessment.store.invitation_records import (
    OVER,
    InvitationLine,
    InvitationSide,
    InvitationState,
    InvitationStep,
    KeptInvitation,
    KeptList,
    NewInvitation,
)
from assessment.store.refusals import UnknownInvitation
from assessment.store.sharing_book import refused_by_firm, shares

_ROWS, _LOG = schema.invitations, schema.invitation_log
_FIRMS, _ROUNDS = schema.firms, schema.rounds


@dataclass(frozen=True)
class InvitationQuery:
    """Which invitations somebody looks for; what is empty or None asks for nothing."""

    firms: frozenset[UUID] | None = None
    provider: str | None = None
    states: tuple[InvitationState, ...] = ()
    round_id: UUID | None = None
    day: date | None = None
    numbers: tuple[int, ...] = ()


class InvitationBook(Desk):
    """The invitations of one database. ``by`` signs the log: an account, or somebody at the command line."""

    def keep_invitations(self, wanted: Sequence[NewInvitation], day: date, round_id: UUID | None, by: str) -> KeptList:
        """Remember a list that matchmaking made on a day, for a round or for none; the same list twice makes nothing.

        Nothing is made of what stands for this round (or this day) already, whatever became of it, nor of what two
        have before them still from another one.
        """
        now, numbers = self._clock(), []
        made = known = running = 0
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite has one writer anyway; here, too, nobody else may make the same list meanwhile.
                connection.execute(text("LOCK TABLE invitations IN SHARE ROW EXCLUSIVE MODE"))
            here, open_ones = _standing(connection, wanted, day, round_id)
            for one in wanted:
                key = (one.firm_id, one.category, one.offer)
                if key in here:
                    known += 1
                    numbers.append(here[key])
                elif key in open_ones:
                    running += 1
                    numbers.append(open_ones[key])
                else:
                    made += 1
                    values = {
                        "firm_id": one.firm_id,
                        "category": one.category,
                        "steps": list(one.steps),
                        "provider": one.provider,
                        "offer": one.offer,
                        "product": one.product,
                        "round_id": round_id,
                        "day": day,
                        "made_at": now,
                        "made_by": schema.keepable(by),
                        "state": "sent",
                        "reached": 0,
                        "changed_at": now,
                    }
                    number = connection.execute(insert(_ROWS).values(values).returning(_ROWS.c.id)).scalar_one()
                    here[key] = number
                    numbers.append(number)
                    write_line(connection, number, now, by, "centre", "sent")
            if made:
                told = {"made": made, "known": known, "running": running, "day": day.isoformat()}
                self.trail.note(connection, "invitations_kept", "round", round_id, details=told, by=by)
        return KeptList(tuple(numbers), made, known, running)

    def invitations(
        self, query: InvitationQuery, reach: FirmReach | None = None, *, start: int = 0, most: int = 1000
    ) -> list[KeptInvitation]:
        """The invitations that a query finds, those that changed last first."""
        rows = _selected(query, reach or FirmReach()).order_by(_ROWS.c.changed_at.desc(), _ROWS.c.id.desc())
        with self._reading() as connection:
            return [_kept(row) for row in connection.execute(rows.offset(start).limit(most))]

    def count_invitations(self, query: InvitationQuery, reach: FirmReach | None = None) -> int:
        """How many invitations a query finds."""
        found = _selected(query, reach or FirmReach()).subquery()
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(found)) or 0

    def invitation(self, number: int) -> KeptInvitation:
        """One invitation; raises ``UnknownInvitation``."""
        with self._reading() as connection:
            return one_invitation(connection, number)

    def invitation_log(self, number: int) -> list[InvitationLine]:
        """What was noted of an invitation, oldest first."""
        rows = select(_LOG).where(_LOG.c.invitation_id == number).order_by(_LOG.c.id)
        with self._reading() as connection:
            return [
                InvitationLine(row.at, row.by, row.side, row.step, row.on, row.amount, row.months_paid)
                for row in connection.execute(rows)
            ]


def write_line(
    connection: Connection, number: int, at: datetime, by: str, side: InvitationSide, step: InvitationStep, **told: Any
) -> None:
    """Put a step into the log of an invitation, with the day, figures or words that belong to it."""
    values = {"invitation_id": number, "at": at, "by": schema.keepable(by), "side": side, "step": step, **told}
    connection.execute(insert(_LOG).values(values))


def _standing(
    connection: Connection, wanted: Sequence[NewInvitation], day: date, round_id: UUID | None
) -> tuple[dict[Any, int], dict[Any, int]]:
    """The invitations of the firms of a list that stand for its round or day, and those of others not over yet."""
    here: dict[Any, int] = {}
    open_ones: dict[Any, int] = {}
    firms = list({one.firm_id for one in wanted})
    for at in range(0, len(firms), 500):
        rows = select(_ROWS).where(_ROWS.c.firm_id.in_(firms[at : at + 500])).order_by(_ROWS.c.id)
        for row in connection.execute(rows):
            key = (row.firm_id, row.category, row.offer)
            same = row.round_id == round_id if round_id is not None else row.round_id is None and row.day == day
            if same:
                here[key] = row.id
            elif row.state not in OVER:
                open_ones[key] = row.id
    return here, open_ones


def _selected(query: InvitationQuery, reach: FirmReach) -> Select[Any]:
    rows = (
        select(_ROWS, _FIRMS.c.name, _FIRMS.c.city, _FIRMS.c.county, _FIRMS.c.chain, _FIRMS.c.size)
        .add_columns(_ROUNDS.c.name.label("round_name"), and_(shares(), ~refused_by_firm()).label("shares"))
        .join(_FIRMS, _FIRMS.c.id == _ROWS.c.firm_id)
        .outerjoin(_ROUNDS, _ROUNDS.c.id == _ROWS.c.round_id)
    )
    return rows.where(*_wanted(query), *within_reach(reach))


def _wanted(query: InvitationQuery) -> Iterator[ColumnElement[bool]]:
    if query.firms is not None:
        yield or_(_ROWS.c.firm_id.in_(query.firms), _FIRMS.c.merged_into.in_(query.firms))
    if query.provider is not None:
        yield _ROWS.c.provider == query.provider
    if query.states:
        yield _ROWS.c.state.in_(query.states)
    if query.round_id is not None:
        yield _ROWS.c.round_id == query.round_id
    if query.day is not None:
        yield _ROWS.c.day == query.day
    if query.numbers:
        yield _ROWS.c.id.in_(query.numbers)


def one_invitation(connection: Connection, number: int) -> KeptInvitation:
    """An invitation as it stands in a transaction; raises ``UnknownInvitation``."""
    row = connection.execute(_selected(InvitationQuery(numbers=(number,)), FirmReach())).first()
    if row is None:
        raise UnknownInvitation()
    return _kept(row)


def _kept(row: Row[Any]) -> KeptInvitation:
    return KeptInvitation(
        row.id,
        row.firm_id,
        row.name,
        row.city,
        row.county,
        row.chain,
        row.size,
        row.category,
        tuple(row.steps),
        row.provider,
        row.offer,
        row.product,
        row.round_id,
        row.round_name,
        row.day,
        row.made_at,
        row.made_by,
        row.state,
        row.provider_agreed_at,
        row.firm_agreed_at,
        row.firm_agreed_at is not None or bool(row.shares),
        row.contact,
        row.amount,
        row.months_paid,
        row.changed_at,
    )
