"""Evidence for answers: photos and papers, in the database itself.

There they are kept or not with the line of the trail that says so, go into every backup and transfer, hang on their
assessment, and are overwritten when it is erased; no folder has to be kept in step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, func, insert, select

from assessment import settings
from assessment.evidence import CleanFile
from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.records import Origin
from assessment.store.refusals import EvidenceRefused
from assessment.store.visit_records import EvidenceFile

_EVIDENCE = schema.evidence
_TOLD = [column for column in _EVIDENCE.c if column is not _EVIDENCE.c.data]


class EvidenceShelf(Desk):
    """Files of evidence by assessment and fact."""

    def add_evidence(self, assessment_id: UUID, fact_id: str, file: CleanFile, origin: Origin, by: str) -> EvidenceFile:
        """Keep a file for an answer; the same content for the same answer is kept once.

        Raises ``UnknownAssessment``, and ``EvidenceRefused`` where the assessment holds as much as it may.
        """
        digest = hashlib.sha256(file.data).hexdigest()
        own = (_EVIDENCE.c.assessment_id == assessment_id, _EVIDENCE.c.fact_id == fact_id)
        with self._changing(assessment_id) as connection:
            same = select(*_TOLD).where(*own, _EVIDENCE.c.digest == digest, _EVIDENCE.c.origin == origin)
            if (row := connection.execute(same).first()) is not None:
                return _evidence(row)
            held = connection.scalar(select(func.sum(_EVIDENCE.c.size)).where(own[0])) or 0
            most = settings.evidence_firm_mb()
            if held + len(file.data) > most << 20:
                raise EvidenceRefused(
                    label(
                        f"这份自测的佐证材料已有 {held >> 20} MB，再加就超过 {most} MB",
                        f"The evidence of this assessment has {held >> 20} MB; this would make it more than {most} MB",
                    ),
                    label(
                        "请先删除重复的，或请管理员调高 ASSESSMENT_EVIDENCE_FIRM_MB。",
                        "Remove what is there twice, or have ASSESSMENT_EVIDENCE_FIRM_MB raised.",
                    ),
                )
            made = uuid4()
            values = {
                "id": made,
                "assessment_id": assessment_id,
                "fact_id": fact_id,
                "origin": origin,
                "kind": file.kind,
                "name": file.name,
                "size": len(file.data),
                "digest": digest,
                "added_at": self._clock(),
                "by": by,
            }
            connection.execute(insert(_EVIDENCE).values(**values, data=file.data))
            self._touch(connection, assessment_id, self._clock())
            said = {"fact": fact_id, "origin": origin, "kind": file.kind, "bytes": len(file.data)}
            self._note(connection, "evidence_added", assessment_id, self.trail.unnamed(by), **said, evidence=made.hex)
            return _evidence(connection.execute(select(*_TOLD).where(_EVIDENCE.c.id == made)).one())

    def proved_facts(self, assessments: Collection[UUID]) -> dict[UUID, set[str]]:
        """For which questions each of some assessments has evidence handed in by the firm."""
        found: dict[UUID, set[str]] = {}
        rows = select(_EVIDENCE.c.assessment_id, _EVIDENCE.c.fact_id).where(_EVIDENCE.c.origin == "self").distinct()
        with self._reading() as connection:
            for own, fact in connection.execute(rows):
                if own in assessments:
                    found.setdefault(own, set()).add(fact)
        return found

    def evidence(self, assessment_id: UUID) -> list[EvidenceFile]:
        """All evidence of an assessment, by fact, oldest first."""
        rows = select(*_TOLD).where(_EVIDENCE.c.assessment_id == assessment_id)
        order = (_EVIDENCE.c.fact_id, _EVIDENCE.c.added_at, _EVIDENCE.c.id)
        with self._reading() as connection:
            return [_evidence(row) for row in connection.execute(rows.order_by(*order))]

    def one_evidence(self, evidence_id: UUID) -> EvidenceFile:
        """One file, without its content; raises ``EvidenceRefused`` when it is not there, or no longer."""
        with self._reading() as connection:
            row = connection.execute(select(*_TOLD).where(_EVIDENCE.c.id == evidence_id)).first()
        if row is None:
            raise _unknown()
        return _evidence(row)

    def evidence_content(self, evidence_id: UUID) -> bytes:
        """The content of a file as it is kept; who fetches it stands in the trail. Raises ``EvidenceRefused``."""
        with self._writing() as connection:
            row = connection.execute(select(_EVIDENCE).where(_EVIDENCE.c.id == evidence_id)).first()
            if row is None:
                raise _unknown()
            said = {"fact": row.fact_id, "evidence": evidence_id.hex}
            self._note(connection, "evidence_viewed", row.assessment_id, **said)
            return bytes(row.data)

    def remove_evidence(self, assessment_id: UUID, evidence_id: UUID, by: str) -> None:
        """Take a file back; nothing happens when it is gone already.

        Raises ``EvidenceRefused`` when a signed visit rests on it.
        """
        own = (_EVIDENCE.c.assessment_id == assessment_id, _EVIDENCE.c.id == evidence_id)
        with self._forgetting() as connection:
            row = connection.execute(select(*_TOLD).where(*own).with_for_update()).first()
            if row is None:
                return
            if row.visit_id is not None:
                raise EvidenceRefused(
                    label("已签署的走访用到这份材料，不能删", "A signed visit rests on this file; it stays"),
                    label("有新情况请再走访一次，另签一份。", "If something is new, visit again and sign anew."),
                )
            connection.execute(delete(_EVIDENCE).where(*own))
            said = {"fact": row.fact_id, "origin": row.origin, "evidence": evidence_id.hex}
            self._note(connection, "evidence_removed", assessment_id, self.trail.unnamed(by), **said)


def _unknown() -> EvidenceRefused:
    return EvidenceRefused(
        label("找不到这份材料，可能已被删除", "This file is not there; it may have been removed"),
        label("请回到页面看现在有哪些材料。", "Go back to the page to see what there is."),
    )


def _evidence(row: Row[Any]) -> EvidenceFile:
    return EvidenceFile(
        row.id,
        row.assessment_id,
        row.fact_id,
        row.origin,
        row.kind,
        row.name,
        row.size,
        row.digest,
        row.added_at,
        row.by,
        row.visit_id,
    )
