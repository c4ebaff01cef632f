"""Firms that may be one: shown to a person, who makes them one, and can tell them apart again."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, exists, func, insert, or_, select, update

from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_book import firm_of_row
from assessment.store.firm_list import FirmReach, within_reach
from assessment.store.firm_records import Firm, FirmMerge
from assessment.store.firm_standing import show_latest
from assessment.store.refusals import MergeRefused, UnknownFirm

_FIRMS, _MERGES, _APART = schema.firms, schema.firm_merges, schema.firms_apart
_HELD = schema.account_firms
_MOVED = {"assessments": schema.assessments, "notes": schema.firm_notes, "invitations": schema.invitations}
_FILLED = ("credit_code", "city", "county", "chain", "employees")
"""What the firm that is kept takes over where it knows nothing."""
ALIKE = 0.8
"""How alike two names must be to be shown beside each other, by ``difflib``."""
MOST_GROUPS = 100


class FirmTwins(Desk):
    """Finds what may be one firm, merges, and undoes it."""

    def twins(self, reach: FirmReach | None = None) -> list[tuple[Firm, ...]]:
        """Firms of one name in one city, whatever their legal form; ``MOST_GROUPS`` groups at most.

        Whom a person told apart from all others of a group stands in it no more. A firm whose city is not known stands
        beside those of every city. Two firms with codes of their own are two.
        """
        alone, inside = _FIRMS.c.merged_into.is_(None), within_reach(reach or FirmReach())
        several = select(_FIRMS.c.name_core).where(alone).group_by(_FIRMS.c.name_core).having(func.count() > 1)
        found: dict[tuple[str, str | None], list[Firm]] = {}
        with self._reading() as connection:
            rows = (
                select(_FIRMS)
                .where(alone, *inside, _FIRMS.c.name_core.in_(several))
                .order_by(_FIRMS.c.name_core, _FIRMS.c.city, _FIRMS.c.created_at, _FIRMS.c.id)
            )
            for row in connection.execute(rows):
                found.setdefault((row.name_core, row.city), []).append(firm_of_row(row))
            apart = {frozenset(row) for row in connection.execute(select(_APART.c.firm_id, _APART.c.other_id))}
        for (core, city), homeless in [one for one in found.items() if one[0][1] is None]:
            for (other, place), firms in found.items():
                if other == core and place is not None:
                    firms += homeless
            if any(other == core and place is not None for other, place in found):
                found[core, city] = []
        groups = (_undecided(firms, apart) for firms in found.values() if len(firms) > 1)
        return [firms for firms in groups if sum(one.credit_code is None for one in firms)][:MOST_GROUPS]

    def twins_of(self, firm_id: UUID) -> list[Firm]:
        """Firms whose name is like that of one firm, in the same city or in none; the likest first."""
        with self._reading() as connection:
            own = _row(connection, firm_id)
            rows = select(_FIRMS).where(
                _FIRMS.c.merged_into.is_(None),
                _FIRMS.c.id != firm_id,
                _FIRMS.c.name_core.startswith(own.name_core[:2], autoescape=True),
                ~exists().where(_pair(firm_id, _FIRMS.c.id)),
            )
            if own.city is not None:
                rows = rows.where(or_(_FIRMS.c.city == own.city, _FIRMS.c.city.is_(None)))
            if own.credit_code is not None:
                rows = rows.where(_FIRMS.c.credit_code.is_(None))
            likeness = difflib.SequenceMatcher(autojunk=False)
            likeness.set_seq2(own.name_core)
            alike: list[tuple[float, Row[Any]]] = []
            for row in connection.execute(rows):
                likeness.set_seq1(row.name_core)
                if likeness.quick_ratio() >= ALIKE and (how := likeness.ratio()) >= ALIKE:
                    alike.append((how, row))
        return [firm_of_row(row) for _, row in sorted(alike, key=lambda one: (-one[0], one[1].name))[:10]]

    def tell_apart(self, firm_id: UUID, other_id: UUID, by: str) -> None:
        """Remember that two firms are two, so that nobody is asked again; raises ``UnknownFirm``."""
        first, second = sorted((firm_id, other_id))
        with self._writing() as connection:
            for one in (first, second):
                _row(connection, one)
            known = connection.execute(select(_APART).where(_pair(first, second))).first()
            if known is None:
                values = {"firm_id": first, "other_id": second, "at": self._clock(), "by": schema.keepable(by)}
                connection.execute(insert(_APART).values(**values))
                told = {"apart": other_id.hex}
                self.trail.note(connection, "firms_told_apart", "firm", firm_id, firm=firm_id, details=told, by=by)

    def told_apart(self, firm_id: UUID) -> list[tuple[Firm, str, datetime]]:
        """The firms that one was told apart from, by whom and when."""
        here = or_(_APART.c.firm_id == firm_id, _APART.c.other_id == firm_id)
        other = case((_APART.c.firm_id == firm_id, _APART.c.other_id), else_=_APART.c.firm_id)
        rows = select(_FIRMS, _APART.c.at.label("told_at"), _APART.c.by.label("told_by")).join(
            _APART, _FIRMS.c.id == other
        )
        with self._reading() as connection:
            found = connection.execute(rows.where(here).order_by(_APART.c.at))
            return [(firm_of_row(row), row.told_by, row.told_at) for row in found]

    def ask_again(self, firm_id: UUID, other_id: UUID, by: str) -> None:
        """Forget that two firms were told apart."""
        with self._writing() as connection:
            if connection.execute(delete(_APART).where(_pair(firm_id, other_id))).rowcount:
                told = {"apart": other_id.hex, "undone": True}
                self.trail.note(connection, "firms_told_apart", "firm", firm_id, firm=firm_id, details=told, by=by)

    def merge_firms(self, kept_id: UUID, gone_id: UUID, by: str) -> FirmMerge:
        """Make two firms one: everything of the second is the first's from now on, and nothing is lost.

        Raises ``MergeRefused`` for two credit codes, for a firm that was merged already, and for one and the same.
        """
        now = self._clock()
        with self._writing() as connection:
            kept, gone = _row(connection, kept_id, alone=True), _row(connection, gone_id, alone=True)
            if kept_id == gone_id or kept.merged_into is not None or gone.merged_into is not None:
                raise MergeRefused(
                    label("这两条已经是同一家", "These two are one firm already"),
                    label("请刷新列表再看。", "Please look at the list again."),
                )
            if kept.credit_code and gone.credit_code:
                raise MergeRefused(
                    label("两家各有信用代码，不是同一家", "Each has a credit code of its own: they are two firms"),
                    label(
                        "如果有一个代码填错了，请先在那家企业的页面上改正。",
                        "If one of the codes is wrong, correct it on that firm's page first.",
                    ),
                )
            filled = {
                name: getattr(gone, name)
                for name in _FILLED
                if getattr(kept, name) is None and getattr(gone, name) is not None
            }
            before: dict[str, Any] = {"filled": filled, "code": gone.credit_code}
            for name, table in _MOVED.items():
                moved = update(table).where(table.c.firm_id == gone_id).values(firm_id=kept_id).returning(table.c.id)
                before[name] = [str(row.id) for row in connection.execute(moved)]
            before["accounts"] = _give_accounts(connection, kept_id, gone_id, now)
            parted = update(_FIRMS).where(_FIRMS.c.id == gone_id)
            connection.execute(parted.values(merged_into=kept_id, credit_code=None, updated_at=now))
            connection.execute(update(_FIRMS).where(_FIRMS.c.id == kept_id).values(**filled, updated_at=now))
            show_latest(connection, (kept_id, gone_id))
            values = {"kept_id": kept_id, "gone_id": gone_id, "at": now, "by": schema.keepable(by), "before": before}
            number = connection.execute(insert(_MERGES).values(**values).returning(_MERGES.c.id)).scalar_one()
            told = {"gone": gone_id.hex}
            self.trail.note(connection, "firms_merged", "firm", kept_id, firm=kept_id, details=told, by=by)
        return FirmMerge(number, kept_id, gone_id, gone.name, now, by, None, None)

    def undo_merge(self, merge_id: int, by: str) -> None:
        """Tell two firms apart again: each has what it had, and what came since stays with the one that was kept.

        Raises ``MergeRefused`` when it is undone already, or the firm that was kept is itself merged by now.
        """
        now = self._clock()
        with self._writing() as connection:
            merge = connection.execute(select(_MERGES).where(_MERGES.c.id == merge_id).with_for_update()).first()
            if merge is None or merge.undone_at is not None:
                raise MergeRefused(
                    label("这次合并已经撤销", "This merge was undone already"),
                    label("请刷新页面再看。", "Please look at the page again."),
                )
            kept, gone = _row(connection, merge.kept_id, alone=True), _row(connection, merge.gone_id, alone=True)
            if kept.merged_into is not None:
                raise MergeRefused(
                    label("这家企业后来又并入了别家", "This firm was merged into another one since"),
                    label("请先撤销那一次合并。", "Undo that merge first."),
                )
            took = {name: None for name, value in merge.before["filled"].items() if getattr(kept, name) == value}
            connection.execute(update(_FIRMS).where(_FIRMS.c.id == kept.id).values(**took, updated_at=now))
            code = merge.before["code"] if merge.before["code"] and "credit_code" in took else gone.credit_code
            parted = update(_FIRMS).where(_FIRMS.c.id == gone.id)
            connection.execute(parted.values(merged_into=None, credit_code=code, updated_at=now))
            for name, table in _MOVED.items():
                ids = [UUID(one) if name == "assessments" else int(one) for one in merge.before.get(name, ())]
                theirs = update(table).where(table.c.id.in_(ids), table.c.firm_id == kept.id)
                connection.execute(theirs.values(firm_id=gone.id))
            given = [UUID(one) for one in merge.before.get("accounts", ())]
            connection.execute(delete(_HELD).where(_HELD.c.firm_id == kept.id, _HELD.c.account_id.in_(given)))
            show_latest(connection, (kept.id, gone.id))
            undone = update(_MERGES).where(_MERGES.c.id == merge_id)
            connection.execute(undone.values(undone_at=now, undone_by=schema.keepable(by)))
            told = {"undone": True, "gone": gone.id.hex}
            self.trail.note(connection, "firms_merged", "firm", kept.id, firm=kept.id, details=told, by=by)

    def merges(self, firm_id: UUID) -> list[FirmMerge]:
        """The merges by which a firm took over others, oldest first, those undone included."""
        rows = (
            select(_MERGES, _FIRMS.c.name)
            .join(_FIRMS, _FIRMS.c.id == _MERGES.c.gone_id)
            .where(_MERGES.c.kept_id == firm_id)
            .order_by(_MERGES.c.id)
        )
        with self._reading() as connection:
            return [
                FirmMerge(row.id, row.kept_id, row.gone_id, row.name, row.at, row.by, row.undone_at, row.undone_by)
                for row in connection.execute(rows)
            ]


def _pair(one: Any, other: Any) -> ColumnElement[bool]:
    """The row by which two firms were told apart, in whichever order they are named."""
    return or_(
        and_(_APART.c.firm_id == one, _APART.c.other_id == other),
        and_(_APART.c.firm_id == other, _APART.c.other_id == one),
    )


def _undecided(firms: Sequence[Firm], apart: Collection[frozenset[UUID]]) -> tuple[Firm, ...]:
    return tuple(
        one for one in firms if any(one is not other and frozenset((one.id, other.id)) not in apart for other in firms)
    )


def _give_accounts(connection: Connection, kept_id: UUID, gone_id: UUID, now: datetime) -> list[str]:
    """Whoever holds the firm that goes holds the kept one too, unless it was taken from them; whom that is new for."""
    known = select(_HELD.c.account_id).where(_HELD.c.firm_id == kept_id)
    theirs = select(_HELD.c.account_id).where(
        _HELD.c.firm_id == gone_id, _HELD.c.taken_at.is_(None), _HELD.c.account_id.not_in(known)
    )
    accounts = [row.account_id for row in connection.execute(theirs)]
    for account in accounts:
        connection.execute(insert(_HELD).values(account_id=account, firm_id=kept_id, given_at=now))
    return [str(account) for account in accounts]


def _row(connection: Connection, firm_id: UUID, *, alone: bool = False) -> Row[Any]:
    rows = select(_FIRMS).where(_FIRMS.c.id == firm_id)
    row = connection.execute(rows.with_for_update() if alone else rows).first()
    if row is None:
        raise UnknownFirm()
    return row
