"""Invitations that matchmaking made, and what became of them: who was asked, who answered, who met and contracted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, or_, select, text, update

from assessment.language import label
from assessment.permissions import Role
from assessment.settings import in_china
from assessment.store import schema
from assessment.store.accounts import one_account
from assessment.store.desk import Desk
from assessment.store.firm_list import FirmReach, within_reach
from assessment.store.invitation_records import (
    MOST_MONEY,
    MOST_MONTHS,
    OVER,
    STAGES,
    STATE_NAMES,
    InvitationLine,
    InvitationOutcome,
    InvitationSide,
    InvitationState,
    InvitationStep,
    KeptInvitation,
    KeptList,
    NewInvitation,
    way,
)
from assessment.store.refusals import AccountRefused, InvitationRefused, UnknownInvitation

_ROWS, _LOG, _LINKED = schema.invitations, schema.invitation_log, schema.provider_accounts
_FIRMS, _ROUNDS = schema.firms, schema.rounds
CONTACT_LENGTH = 120


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
                    _write(connection, number, now, by, "centre", "sent")
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
            return _one(connection, number)

    def invitation_log(self, number: int) -> list[InvitationLine]:
        """What was noted of an invitation, oldest first."""
        rows = select(_LOG).where(_LOG.c.invitation_id == number).order_by(_LOG.c.id)
        with self._reading() as connection:
            return [
                InvitationLine(row.at, row.by, row.side, row.step, row.on, row.amount, row.months_paid)
                for row in connection.execute(rows)
            ]

    def see_invitations(self, numbers: Sequence[int], side: InvitationSide, by: str) -> None:
        """The provider or the firm has these before it; what was seen or answered already stays as it is."""
        with self._writing() as connection:
            for number in numbers:
                row = _held(connection, number)
                if row.state == "sent":
                    self._come_to(connection, row, ("seen",), InvitationOutcome(number, "seen"), side, by)

    def provider_answers(self, number: int, willing: bool, by: str) -> KeptInvitation:
        """The provider would meet the firm, or would not; raises ``InvitationRefused`` once that is decided."""
        with self._writing() as connection:
            row = _held(connection, number)
            _still_to_answer(row)
            if not willing:
                self._come_to(connection, row, ("declined",), InvitationOutcome(number, "declined"), "provider", by)
            elif row.provider_agreed_at is None:
                self._agree(connection, row, "provider", by, provider_agreed_at=self._clock())
            return _one(connection, number)

    def firm_agrees(self, number: int, words: str, contact: str, by: str) -> KeptInvitation:
        """The firm would meet the provider, who from now on sees its name and the contact that it gives.

        ``words`` are the very ones that it agreed to. Raises ``InvitationRefused`` once the invitation is over.
        """
        contact = schema.keepable(" ".join(contact.split()))
        if len(contact) > CONTACT_LENGTH:
            raise InvitationRefused(
                label(f"联系方式超过 {CONTACT_LENGTH} 个字", f"The contact has more than {CONTACT_LENGTH} characters"),
                label("写一位联系人和一个电话就够了。", "A name and a telephone number will do."),
            )
        with self._writing() as connection:
            row = _held(connection, number)
            if row.state in OVER:
                raise _over(row.state)
            if row.firm_agreed_at is None:
                told = {"firm_agreed_at": self._clock(), "contact": contact or None}
                self._agree(connection, row, "firm", by, words=words, **told)
            return _one(connection, number)

    def firm_declines(self, number: int, by: str) -> KeptInvitation:
        """The firm would not meet the provider, or no longer: it is named no more from now on, whatever was before.

        A contract that was made stays noted.
        """
        with self._writing() as connection:
            row = _held(connection, number)
            signed = row.state in ("contracted", "finished")
            if row.state == "declined" or (signed and row.firm_agreed_at is None):
                raise _over(row.state)
            if signed:
                _write(connection, number, self._clock(), by, "firm", "withdrawn")
                self._note_step(connection, row, "withdrawn", "firm", by)
            else:
                self._come_to(connection, row, ("declined",), InvitationOutcome(number, "declined"), "firm", by)
            hidden = update(_ROWS).where(_ROWS.c.id == number)
            connection.execute(hidden.values(firm_agreed_at=None, contact=None, changed_at=self._clock()))
            return _one(connection, number)

    def note_outcomes(self, outcomes: Sequence[InvitationOutcome], side: InvitationSide, by: str) -> int:
        """Note what became of invitations, all or none of them; how many lines were written: none for a replay.

        A state that follows by others brings these along without a day. Raises ``InvitationRefused`` for a step that
        may not follow, a day to come or before what was noted last, figures below zero, and figures without a
        contract; ``UnknownInvitation``.
        """
        written = 0
        with self._writing() as connection:
            for outcome in outcomes:
                row = _held(connection, outcome.number)
                written += self._note_outcome(connection, row, outcome, side, by)
        return written

    def try_outcomes(self, outcomes: Sequence[InvitationOutcome]) -> list[bool | InvitationRefused]:
        """What noting each of these would do now: say something new (True), nothing (False), or be refused."""
        found: list[bool | InvitationRefused] = []
        with self._reading() as connection:
            for outcome in outcomes:
                row = connection.execute(select(_ROWS).where(_ROWS.c.id == outcome.number)).first()
                if row is None:
                    found.append(UnknownInvitation())
                    continue
                try:
                    found.append(
                        bool(self._checked_outcome(connection, row, outcome)) or _says_more(connection, row, outcome)
                    )
                except InvitationRefused as refused:
                    found.append(refused)
        return found

    def link_provider(self, account_id: UUID, provider: str | None) -> None:
        """Let an account speak for a provider of the pool, or for none; raises ``AccountRefused`` for another role."""
        with self._writing() as connection:
            account = one_account(connection, account_id)
            if provider is not None and account.role is not Role.PROVIDER:
                raise AccountRefused(
                    label("只有服务商的账号能对应资源池里的一家", "Only a provider's account stands for a provider"),
                    label("请先把角色改为服务商。", "Change its role to provider first."),
                )
            connection.execute(delete(_LINKED).where(_LINKED.c.account_id == account_id))
            if provider is not None:
                values = {"account_id": account_id, "provider": provider, "linked_at": self._clock()}
                connection.execute(insert(_LINKED).values(values))
            told = {"provider": provider is not None}
            self.trail.note(connection, "account_changed", "account", account_id, details=told)

    def provider_of(self, account_id: UUID | None) -> str | None:
        """The provider that an account speaks for, by its name in the pool."""
        with self._reading() as connection:
            return connection.scalar(select(_LINKED.c.provider).where(_LINKED.c.account_id == account_id))

    def _agree(
        self, connection: Connection, row: Row[Any], side: InvitationSide, by: str, *, words: str = "", **values: Any
    ) -> None:
        """One side would meet the other; once both would, the invitation is accepted."""
        now = self._clock()
        step: InvitationStep = "willing" if side == "provider" else "agreed"
        both = (row.firm_agreed_at if side == "provider" else row.provider_agreed_at) is not None
        connection.execute(update(_ROWS).where(_ROWS.c.id == row.id).values(changed_at=now, **values))
        _write(connection, row.id, now, by, side, step, words=words or None)
        self._note_step(connection, row, step, side, by)
        if both and row.state in ("sent", "seen"):
            self._come_to(connection, row, ("accepted",), InvitationOutcome(row.id, "accepted"), side, by)
        elif row.state == "sent":
            self._come_to(connection, row, ("seen",), InvitationOutcome(row.id, "seen"), side, by)

    def _note_outcome(
        self, connection: Connection, row: Row[Any], outcome: InvitationOutcome, side: InvitationSide, by: str
    ) -> int:
        steps = self._checked_outcome(connection, row, outcome)
        if side == "provider" and row.firm_agreed_at is None and outcome.state != "declined":
            raise InvitationRefused(
                label("企业还没有同意和您见面", "The firm has not agreed to meet you yet"),
                label("请等企业答复，或请中心联系它。", "Wait for its answer, or ask the centre to get in touch."),
            )
        if not steps and not _says_more(connection, row, outcome):
            return 0
        self._come_to(connection, row, steps or (outcome.state,), outcome, side, by)
        return max(1, len(steps))

    def _checked_outcome(
        self, connection: Connection, row: Row[Any], outcome: InvitationOutcome
    ) -> tuple[InvitationState, ...]:
        """The states by which an outcome is come to; raises ``InvitationRefused``."""
        steps = way(row.state, outcome.state)
        if steps is None:
            raise InvitationRefused(
                label("从“{now}”不能改成“{then}”", "'{then}' may not follow '{now}'").fill(
                    now=STATE_NAMES[row.state], then=STATE_NAMES[outcome.state]
                ),
                label("请核对邀约编号和结果。", "Check the number of the invitation and the outcome."),
            )
        if outcome.state not in ("contracted", "finished") and (outcome.amount, outcome.months_paid) != (None, None):
            raise InvitationRefused(
                label("没有签约，不该有合同金额和付款月数", "There is no contract to have an amount or months paid"),
                label("请改结果，或删去金额和月数。", "Correct the outcome, or leave both out."),
            )
        if outcome.amount is not None and not 0 <= outcome.amount <= MOST_MONEY:
            message = label(
                f"{outcome.amount:g} 不在 0 到 {MOST_MONEY:g} 万元之间",
                f"{outcome.amount:g} is not between 0 and {MOST_MONEY:g}",
            )
            raise InvitationRefused(message, label("请核对合同金额。", "Check the amount."), "amount")
        if outcome.months_paid is not None and not 0 <= outcome.months_paid <= MOST_MONTHS:
            message = label(
                f"{outcome.months_paid} 不在 0 到 {MOST_MONTHS} 个月之间",
                f"{outcome.months_paid} is not between 0 and {MOST_MONTHS} months",
            )
            raise InvitationRefused(message, label("请核对已付月数。", "Check the months paid."), "months_paid")
        if outcome.on is not None:
            self._check_day(connection, row, outcome.on, fresh=bool(steps))
        return steps

    def _check_day(self, connection: Connection, row: Row[Any], on: date, *, fresh: bool) -> None:
        if on > in_china(self._clock()).date():
            raise InvitationRefused(
                label(f"{on} 还没有到", f"{on} is still to come"),
                label("请写发生的那一天。", "Give the day on which it happened."),
                "on",
            )
        told = connection.scalar(select(func.max(_LOG.c.on)).where(_LOG.c.invitation_id == row.id)) if fresh else None
        before = max(row.day, told or row.day)
        if on < before:
            raise InvitationRefused(
                label(f"{on} 早于已经登记的 {before}", f"{on} lies before {before}, which is noted already"),
                label("请核对日期。", "Check the day."),
                "on",
            )

    def _come_to(
        self,
        connection: Connection,
        row: Row[Any],
        steps: Sequence[InvitationState],
        outcome: InvitationOutcome,
        side: InvitationSide,
        by: str,
    ) -> None:
        """Write the states that an invitation comes to, and what was said of the last one."""
        now, reached = self._clock(), row.reached
        figures = {"on": outcome.on, "amount": outcome.amount, "months_paid": outcome.months_paid}
        for step in steps:
            last = step == outcome.state
            _write(connection, row.id, now, by, side, step, **(figures if last else {}))
            self._note_step(connection, row, step, side, by)
            reached = max(reached, STAGES.index(step) if step in STAGES else 0)
        values: dict[str, Any] = {"state": steps[-1], "reached": reached, "changed_at": now}
        values |= {name: figures[name] for name in ("amount", "months_paid") if figures[name] is not None}
        connection.execute(update(_ROWS).where(_ROWS.c.id == row.id).values(values))

    def _note_step(self, connection: Connection, row: Row[Any], step: str, side: InvitationSide, by: str) -> None:
        told = {"step": step, "side": side}
        self.trail.note(connection, "invitation_noted", "invitation", row.id, firm=row.firm_id, details=told, by=by)


def _write(
    connection: Connection, number: int, at: Any, by: str, side: InvitationSide, step: InvitationStep, **told: Any
) -> None:
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
        .add_columns(_ROUNDS.c.name.label("round_name"))
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


def _held(connection: Connection, number: int) -> Row[Any]:
    """An invitation, which nobody else changes until the end."""
    row = connection.execute(select(_ROWS).where(_ROWS.c.id == number).with_for_update()).first()
    if row is None:
        raise UnknownInvitation()
    return row


def _one(connection: Connection, number: int) -> KeptInvitation:
    row = connection.execute(_selected(InvitationQuery(numbers=(number,)), FirmReach())).first()
    if row is None:
        raise UnknownInvitation()
    return _kept(row)


def _still_to_answer(row: Row[Any]) -> None:
    if row.state not in ("sent", "seen"):
        raise _over(row.state)


def _over(state: InvitationState) -> InvitationRefused:
    return InvitationRefused(
        label("这个邀约已经是“{now}”，不用再答复", "This invitation stands as '{now}' already").fill(
            now=STATE_NAMES[state]
        ),
        label("请刷新页面再看。", "Please look at the page again."),
    )


def _says_more(connection: Connection, row: Row[Any], outcome: InvitationOutcome) -> bool:
    """Does an outcome of a state that is noted say a figure or a day that is not?"""
    figures = ((outcome.amount, row.amount), (outcome.months_paid, row.months_paid))
    if any(said is not None and said != known for said, known in figures):
        return True
    if outcome.on is None:
        return False
    noted = select(_LOG.c.on).where(_LOG.c.invitation_id == row.id, _LOG.c.step == outcome.state)
    return connection.scalar(noted.order_by(_LOG.c.id.desc()).limit(1)) != outcome.on


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
        row.contact,
        row.amount,
        row.months_paid,
        row.changed_at,
    )
