"""Rounds (轮次): made, opened, closed and frozen; links by which owners begin in them; how far everybody has come."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, insert, select, update

from assessment.answers import UNANSWERED, Answer, State
from assessment.answers.firm_name import CHAIN_FACT, CITY_FACT, CODE_FACT, NAME_FACT
from assessment.language import Lang, label
from assessment.store import schema
from assessment.store.access import BY_LINK, Access
from assessment.store.answer_book import write_answer
from assessment.store.firm_records import Round, RoundLink
from assessment.store.gate import admit_answer, admit_to, round_of
from assessment.store.records import Assessment, SavedAnswer
from assessment.store.refusals import RoundClosed, RoundRefused, UnknownFirm
from assessment.store.trail import Act

_ROUNDS, _LINKS = schema.rounds, schema.round_links
_FIRMS, _ASSESSMENTS = schema.firms, schema.assessments
NAME_LENGTH = 100


class RoundBook(Access):
    """Rounds of one database."""

    def create_round(
        self,
        name: str,
        frameworks: Sequence[str],
        edition: date,
        areas: Sequence[str],
        opens_at: datetime,
        closes_at: datetime,
        by: str,
    ) -> Round:
        """A new round; raises ``RoundRefused`` when it lacks a name or a framework, or would close before it opens."""
        name = schema.keepable(name.strip())
        if not name or len(name) > NAME_LENGTH or not frameworks:
            raise RoundRefused(
                label("轮次要有名称和至少一套指标", "A round needs a name and at least one framework"),
                label(f"名称最多 {NAME_LENGTH} 个字。", f"The name has {NAME_LENGTH} characters at most."),
            )
        _check_times(opens_at, closes_at)
        values = {
            "id": uuid4(),
            "name": name,
            "frameworks": list(frameworks),
            "edition": edition,
            "areas": list(areas),
            "opens_at": opens_at,
            "closes_at": closes_at,
            "created_at": self._clock(),
            "created_by": schema.keepable(by),
        }
        with self._writing() as connection:
            made = round_of(connection.execute(insert(_ROUNDS).values(**values).returning(*_ROUNDS.c)).one())
            self.trail.note(connection, "round_opened", "round", made.id, details={"areas": list(areas)}, by=by)
        return made

    def rounds(self) -> list[Round]:
        """All rounds, the newest first."""
        rows = select(_ROUNDS).order_by(_ROUNDS.c.opens_at.desc(), _ROUNDS.c.created_at.desc())
        with self._reading() as connection:
            return [round_of(row) for row in connection.execute(rows)]

    def round(self, round_id: UUID) -> Round:
        """One round; raises ``RoundRefused`` when it is not there."""
        with self._reading() as connection:
            row = connection.execute(select(_ROUNDS).where(_ROUNDS.c.id == round_id)).first()
        if row is None:
            raise _unknown_round()
        return round_of(row)

    def set_round_times(self, round_id: UUID, opens_at: datetime, closes_at: datetime) -> Round:
        """Open or close a round, now or at another time; raises ``RoundRefused`` for one that is frozen."""
        _check_times(opens_at, closes_at)
        return self._set_round(round_id, "round_changed", opens_at=opens_at, closes_at=closes_at)

    def close_round(self, round_id: UUID) -> Round:
        """Close a round now; it may be opened again until it is frozen."""
        now = self._clock()
        found = self.round(round_id)
        return self._set_round(round_id, "round_closed", opens_at=min(found.opens_at, now), closes_at=now)

    def freeze_round(self, round_id: UUID) -> Round:
        """Close a round for good; raises ``RoundRefused`` while it is open or has not begun.

        No answer of it changes from now on, so what is compared with it stays comparable.
        """
        now = self._clock()
        found = self.round(round_id)
        if found.state(now) in ("planned", "open"):
            raise RoundRefused(
                label(f"“{found.name}”还没有结束", f"The round '{found.name}' is not closed yet"),
                label("请先结束，再定稿。", "Close it first, then freeze it."),
            )
        return self._set_round(round_id, "round_closed", frozen_at=now)

    def _set_round(self, round_id: UUID, act: Act, **values: Any) -> Round:
        with self._writing() as connection:
            row = connection.execute(select(_ROUNDS).where(_ROUNDS.c.id == round_id).with_for_update()).first()
            if row is None:
                raise _unknown_round()
            if row.frozen_at is not None:
                raise RoundRefused(
                    label(f"“{row.name}”已经定稿，不能再改", f"The round '{row.name}' is frozen"),
                    label("请新建一个轮次。", "Please make a new round."),
                )
            self.trail.note(connection, act, "round", round_id, details={name: f"{at}" for name, at in values.items()})
            changed = update(_ROUNDS).where(_ROUNDS.c.id == round_id).values(**values).returning(*_ROUNDS.c)
            return round_of(connection.execute(changed).one())

    def takes_answers(self, assessment_id: UUID) -> RoundClosed | None:
        """None when an assessment takes answers now, else why it does not."""
        with self._reading() as connection:
            try:
                admit_answer(connection, assessment_id, self._clock())
            except RoundClosed as closed:
                return closed
        return None

    def make_link(self, round_id: UUID, area: str | None, chain: str | None, by: str) -> RoundLink:
        """The link of a round for an area and a chain, either of which may be left open; the same one if it stands."""
        with self._writing() as connection:
            if (
                connection.execute(select(_ROUNDS.c.id).where(_ROUNDS.c.id == round_id).with_for_update()).first()
                is None
            ):
                raise _unknown_round()
            standing = select(_LINKS).where(
                _LINKS.c.round_id == round_id,
                _LINKS.c.stopped_at.is_(None),
                _LINKS.c.area.is_(None) if area is None else _LINKS.c.area == area,
                _LINKS.c.chain.is_(None) if chain is None else _LINKS.c.chain == chain,
            )
            row = connection.execute(standing).first()
            if row is None:
                values = {
                    "round_id": round_id,
                    "area": area,
                    "chain": chain,
                    "token": secrets.token_hex(10),
                    "created_at": self._clock(),
                    "created_by": schema.keepable(by),
                }
                row = connection.execute(insert(_LINKS).values(**values).returning(*_LINKS.c)).one()
                told = {"area": area, "chain": chain}
                self.trail.note(connection, "link_issued", "round", round_id, details=told, by=by)
        return _link(row)

    def links(self, round_id: UUID) -> list[RoundLink]:
        """The links of a round, stopped ones included."""
        rows = select(_LINKS).where(_LINKS.c.round_id == round_id).order_by(_LINKS.c.id)
        with self._reading() as connection:
            return [_link(row) for row in connection.execute(rows)]

    def stop_link(self, link_id: int) -> None:
        """Let nobody begin by a link any more; what was begun goes on."""
        with self._writing() as connection:
            row = update(_LINKS).where(_LINKS.c.id == link_id, _LINKS.c.stopped_at.is_(None))
            connection.execute(row.values(stopped_at=self._clock()))
            self.trail.note(connection, "round_changed", "round link", link_id, details={"stopped": True})

    def round_of_link(self, token: str) -> tuple[Round, RoundLink]:
        """The round that a link belongs to; raises ``RoundRefused`` for one that is unknown or stopped."""
        with self._reading() as connection:
            row = connection.execute(
                select(_LINKS).where(_LINKS.c.token == schema.keepable(token), _LINKS.c.stopped_at.is_(None))
            ).first()
            found = (
                None if row is None else connection.execute(select(_ROUNDS).where(_ROUNDS.c.id == row.round_id)).one()
            )
        if row is None or found is None:
            raise RoundRefused(
                label("这个链接不认识，或已停用", "This link is unknown or was stopped"),
                label(
                    "请向发链接给您的转型促进中心要一个新的。", "Ask the promotion centre that sent it for a new one."
                ),
            )
        return round_of(found), _link(row)

    def begin_by_link(self, token: str, language: Lang, city: str | None) -> tuple[Assessment, str]:
        """A new draft in the round of a link, and its resume code (see ``create_assessment``).

        ``city`` is that of the link's area; city and chain become answers, which the owner may correct. Raises
        ``RoundRefused`` for a link that is unknown or stopped, ``RoundClosed`` for a round that is not open.
        """
        found, link = self.round_of_link(token)
        now = self._clock()
        with self._writing() as connection:
            admit_to(connection, found.id, now)
            assessment_id, code = self._begin(connection, language)
            county = link.area if link.area is not None and link.area != city else None
            row = update(_ASSESSMENTS).where(_ASSESSMENTS.c.id == assessment_id)
            connection.execute(row.values(round_id=found.id, county=county))
            self.trail.note(
                connection, "assessment_begun", "assessment", assessment_id, details={"round": found.id.hex}
            )
            for fact_id, option in ((CITY_FACT, city), (CHAIN_FACT, link.chain)):
                if option is not None:
                    saved = SavedAnswer(fact_id, "self", Answer(State.ANSWERED, option), BY_LINK, now)
                    write_answer(connection, assessment_id, saved, UNANSWERED, is_new=True)
        return self.assessment(assessment_id), code

    def begin_for(self, firm_id: UUID, language: Lang, round_id: UUID | None, by: str) -> Assessment:
        """A new draft of a firm that is known, with what is known of it as its first answers; ``by`` gives them.

        It has no resume code until one is issued. Raises ``UnknownFirm``; ``RoundRefused`` for a round that is not
        there, ``RoundClosed`` for one that is not open.
        """
        if round_id is not None:
            self.round(round_id)
        now = self._clock()
        with self._writing() as connection:
            firm = connection.execute(select(_FIRMS).where(_FIRMS.c.id == firm_id)).first()
            if firm is None:
                raise UnknownFirm()
            if round_id is not None:
                admit_to(connection, round_id, now)
            own, _ = self._begin(connection, language)
            given = {"firm_id": firm.merged_into or firm.id, "round_id": round_id, "county": firm.county}
            no_code = {"code_lookup": None, "code_hash": None, "code_expires_at": None}
            connection.execute(update(_ASSESSMENTS).where(_ASSESSMENTS.c.id == own).values(**given, **no_code))
            known = {
                NAME_FACT: firm.name,
                CODE_FACT: firm.credit_code,
                CITY_FACT: firm.city,
                CHAIN_FACT: firm.chain,
            }
            for fact_id, value in known.items():
                if value:
                    saved = SavedAnswer(fact_id, "self", Answer(State.ANSWERED, value), by, now)
                    write_answer(connection, own, saved, UNANSWERED, is_new=True)
            self._note(connection, "assessment_begun", own)
        return self.assessment(own)


def _check_times(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise RoundRefused(
            label("结束时间要晚于开始时间", "A round must close after it opens"),
            label("请核对两个日期。", "Please check both dates."),
        )


def _unknown_round() -> RoundRefused:
    return RoundRefused(
        label("找不到这个轮次", "This round does not exist"),
        label("请回到轮次列表重新选择。", "Please choose it again in the list of rounds."),
    )


def _link(row: Row[Any]) -> RoundLink:
    return RoundLink(
        row.id, row.round_id, row.area, row.chain, row.token, row.created_at, row.created_by, row.stopped_at
    )
