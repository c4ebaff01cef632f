"""What became of invitations: who saw, answered and agreed, who met and contracted, and what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from assessment.language import label
from assessment.settings import in_china
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.invitation_book import one_invitation, write_line
from assessment.store.invitation_records import (
    MOST_MONEY,
    MOST_MONTHS,
    OVER,
    STAGES,
    STATE_NAMES,
    InvitationOutcome,
    InvitationSide,
    InvitationState,
    InvitationStep,
    KeptInvitation,
    way,
)
from assessment.store.refusals import InvitationRefused, UnknownInvitation

_ROWS, _LOG = schema.invitations, schema.invitation_log
CONTACT_LENGTH = 120


class InvitationSteps(Desk):
    """The way of each invitation of one database. ``by`` signs the log: an account, or somebody at the command line."""

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
            return one_invitation(connection, number)

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
            return one_invitation(connection, number)

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
                write_line(connection, number, self._clock(), by, "firm", "withdrawn")
                self._note_step(connection, row, "withdrawn", "firm", by)
            else:
                self._come_to(connection, row, ("declined",), InvitationOutcome(number, "declined"), "firm", by)
            hidden = update(_ROWS).where(_ROWS.c.id == number)
            connection.execute(hidden.values(firm_agreed_at=None, contact=None, changed_at=self._clock()))
            return one_invitation(connection, number)

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

    def _agree(
        self, connection: Connection, row: Row[Any], side: InvitationSide, by: str, *, words: str = "", **values: Any
    ) -> None:
        """One side would meet the other; once both would, the invitation is accepted."""
        now = self._clock()
        step: InvitationStep = "willing" if side == "provider" else "agreed"
        both = (row.firm_agreed_at if side == "provider" else row.provider_agreed_at) is not None
        connection.execute(update(_ROWS).where(_ROWS.c.id == row.id).values(changed_at=now, **values))
        write_line(connection, row.id, now, by, side, step, words=words or None)
        self._note_step(connection, row, step, side, by)
        if both and row.state in ("sent", "seen"):
            self._come_to(connection, row, ("accepted",), InvitationOutcome(row.id, "accepted"), side, by)
        elif row.state == "sent":
            self._come_to(connection, row, ("seen",), InvitationOutcome(row.id, "seen"), side, by)

    def _note_outcome(
        self, connection: Connection, row: Row[Any], outcome: InvitationOutcome, side: InvitationSide, by: str
    ) -> int:
        steps = self._checked_outcome(connection, row, outcome)
        if side == "provider" and outcome.state != "declined" and not one_invitation(connection, row.id).named:
            raise InvitationRefused(
                label("企业还没有同意让您知道它是谁", "The firm has not agreed yet that you know who it is"),
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
            write_line(connection, row.id, now, by, side, step, **(figures if last else {}))
            self._note_step(connection, row, step, side, by)
            reached = max(reached, STAGES.index(step) if step in STAGES else 0)
        values: dict[str, Any] = {"state": steps[-1], "reached": reached, "changed_at": now}
        values |= {name: figures[name] for name in ("amount", "months_paid") if figures[name] is not None}
        connection.execute(update(_ROWS).where(_ROWS.c.id == row.id).values(values))

    def _note_step(self, connection: Connection, row: Row[Any], step: str, side: InvitationSide, by: str) -> None:
        told = {"step": step, "side": side}
        self.trail.note(connection, "invitation_noted", "invitation", row.id, firm=row.firm_id, details=told, by=by)


def _held(connection: Connection, number: int) -> Row[Any]:
    """An invitation, which nobody else changes until the end."""
    row = connection.execute(select(_ROWS).where(_ROWS.c.id == number).with_for_update()).first()
    if row is None:
        raise UnknownInvitation()
    return row


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
