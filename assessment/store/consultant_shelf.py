"""What consultants keep: their profiles, what they put down about a firm, and the reports that they signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, update

from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.records import ConsultantEntry, SavedProfile, SignedReport
from assessment.store.refusals import TooManyResults

_PROFILES, _ENTRIES, _SIGNED = schema.consultant_profiles, schema.consultant_entries, schema.signed_reports
MOST_PROFILES = 200
MOST_SIGNED = 20
"""Signed reports of one assessment: each holds the whole advisory, and none can be deleted by itself."""


class ConsultantShelf(Desk):
    """Profiles, entries about a firm, signed reports. A report once signed cannot be changed by anybody."""

    def save_profile(
        self, document: Mapping[str, Any], name: str, profile_id: UUID | None = None, account_id: UUID | None = None
    ) -> SavedProfile:
        """Keep a profile for an account; one that is named is replaced, unless it is another account's.

        What was signed with it before stays as it was. Raises ``TooManyResults`` for one more than an account may keep.
        """
        now = self._clock()
        values = {"document": dict(document), "name": name, "updated_at": now, "account_id": account_id}
        with self._writing() as connection:
            if profile_id is not None:
                row = update(_PROFILES).where(_PROFILES.c.id == profile_id, _open_to(account_id))
                if connection.execute(row.values(**values)).rowcount:
                    return SavedProfile(profile_id, schema.keepable(name), dict(document), now)
            own = select(func.count()).select_from(_PROFILES).where(_PROFILES.c.account_id == account_id)
            if connection.execute(own).scalar_one() >= MOST_PROFILES:
                raise TooManyResults(
                    label(f"已存 {MOST_PROFILES} 份顾问资料，不能再多", f"{MOST_PROFILES} profiles are kept, the most"),
                    label("请先删除一份不用的。", "Delete one that is not used first."),
                )
            made = uuid4()
            connection.execute(insert(_PROFILES).values(id=made, created_at=now, **values))
        return SavedProfile(made, schema.keepable(name), dict(document), now)

    def profiles(self, account_id: UUID | None = None) -> list[SavedProfile]:
        """The profiles of an account and those that are everybody's, by name."""
        rows = select(_PROFILES).where(_open_to(account_id)).order_by(_PROFILES.c.name, _PROFILES.c.created_at)
        with self._reading() as connection:
            return [SavedProfile(row.id, row.name, row.document, row.updated_at) for row in connection.execute(rows)]

    def delete_profile(self, profile_id: UUID, account_id: UUID | None = None) -> None:
        """Forget a profile; reports signed with it keep what it said then.

        Nothing happens when it is gone already, or when it is another account's.
        """
        with self._forgetting() as connection:
            connection.execute(delete(_PROFILES).where(_PROFILES.c.id == profile_id, _open_to(account_id)))

    def put_entry(
        self, assessment_id: UUID, kind: str, about: str, document: Mapping[str, Any], author: str
    ) -> ConsultantEntry:
        """Put something down about a firm, in place of what stood there of the same kind about the same thing."""
        now = self._clock()
        key = {"assessment_id": assessment_id, "kind": kind, "about": about}
        values = {"document": dict(document), "author": author, "at": now}
        with self._changing(assessment_id) as connection:
            same = [_ENTRIES.c[name] == wanted for name, wanted in key.items()]
            connection.execute(delete(_ENTRIES).where(*same))
            number = connection.execute(insert(_ENTRIES).values(**key, **values).returning(_ENTRIES.c.id)).scalar_one()
            self._touch(connection, assessment_id, now)
            said = {"kind": kind, "about": about}
            self.trail.note(connection, "consultant_entry_made", "assessment", assessment_id, details=said, by=author)
        return ConsultantEntry(number, kind, about, dict(document), schema.keepable(author), now)

    def remove_entry(self, assessment_id: UUID, entry_id: int, by: str) -> None:
        """Take an entry back; nothing happens when it is gone already. ``by`` signs in the trail."""
        own = (_ENTRIES.c.assessment_id == assessment_id) & (_ENTRIES.c.id == entry_id)
        with self._forgetting() as connection:
            row = connection.execute(select(_ENTRIES).where(own).with_for_update()).first()
            if row is not None:
                said = {"kind": row.kind, "about": row.about}
                self.trail.note(
                    connection, "consultant_entry_removed", "assessment", assessment_id, details=said, by=by
                )
                connection.execute(delete(_ENTRIES).where(own))

    def entries(self, assessment_id: UUID) -> list[ConsultantEntry]:
        """Everything put down about a firm, oldest first."""
        rows = select(_ENTRIES).where(_ENTRIES.c.assessment_id == assessment_id).order_by(_ENTRIES.c.id)
        with self._reading() as connection:
            return [
                ConsultantEntry(row.id, row.kind, row.about, row.document, row.author, row.at)
                for row in connection.execute(rows)
            ]

    def sign_report(self, assessment_id: UUID, document: Mapping[str, Any], by: str) -> SignedReport:
        """Keep a report as it was signed, for good. Raises ``TooManyResults`` when ``MOST_SIGNED`` are kept already."""
        with self._changing(assessment_id) as connection:
            taken = connection.scalar(
                select(func.max(_SIGNED.c.number)).where(_SIGNED.c.assessment_id == assessment_id)
            )
            if (taken or 0) >= MOST_SIGNED:
                raise TooManyResults(
                    label(f"已签署 {MOST_SIGNED} 份报告，不能再多", f"{MOST_SIGNED} reports are signed, the most"),
                    label("请另建一份自测。", "Please begin another assessment."),
                )
            values = {
                "id": uuid4(),
                "assessment_id": assessment_id,
                "number": (taken or 0) + 1,
                "signed_at": self._clock(),
                "signed_by": by,
                "document": dict(document),
            }
            connection.execute(insert(_SIGNED).values(**values))
            said = {"number": values["number"]}
            self.trail.note(connection, "report_signed", "assessment", assessment_id, details=said, by=by)
            row = connection.execute(select(_SIGNED).where(_SIGNED.c.id == values["id"])).one()
        return _signed(row)

    def signed_reports(self, assessment_id: UUID) -> list[SignedReport]:
        """Every report signed for a firm, oldest first."""
        rows = select(_SIGNED).where(_SIGNED.c.assessment_id == assessment_id).order_by(_SIGNED.c.number)
        with self._reading() as connection:
            return [_signed(row) for row in connection.execute(rows)]


def _open_to(account_id: UUID | None) -> ColumnElement[bool]:
    """Of an account are its own profiles and those that are everybody's."""
    return or_(_PROFILES.c.account_id.is_(None), _PROFILES.c.account_id == account_id)


def _signed(row: Row[Any]) -> SignedReport:
    return SignedReport(row.id, row.assessment_id, row.number, row.signed_at, row.signed_by, row.document)
