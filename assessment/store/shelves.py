"""What is put away: comments, frozen results, imported content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, func, insert, select, text, update

from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.records import ContentKind, ContentVersion, FrozenResult, SavedComment
from assessment.store.refusals import TextRefused, TooManyResults

_COMMENTS, _RESULTS, _CONTENT = schema.comments, schema.results, schema.content_overrides
_FIRMS = schema.assessments
COMMENT_LENGTH = 2_000
MOST_RESULTS = 20
"""Results that an assessment may keep: about 300 kB each, and anybody may begin an assessment."""


class CommentShelf(Desk):
    """A consultant's comments, by section of the report."""

    def add_comment(self, assessment_id: UUID, section: str, comment: str, author: str) -> SavedComment:
        """Keep a comment; raises ``TextRefused`` when it is empty or longer than ``COMMENT_LENGTH``."""
        comment, author = _signed(comment, author)
        now = self._clock()
        with self._changing(assessment_id) as connection:
            values = {"assessment_id": assessment_id, "section": section, "text": comment, "author": author, "at": now}
            number = connection.execute(insert(_COMMENTS).values(**values).returning(_COMMENTS.c.id)).scalar_one()
            self._touch(connection, assessment_id, now)
            self._note(
                connection, "comment_added", assessment_id, self.trail.unnamed(author), comment=number, section=section
            )
        return SavedComment(number, section, comment, author, now)

    def change_comment(self, assessment_id: UUID, comment_id: int, comment: str, author: str) -> None:
        """Put other words in the place of a comment's, signed by whoever does; refused as ``add_comment`` is.

        Nothing happens when it is gone already.
        """
        comment, author = _signed(comment, author)
        now = self._clock()
        with self._changing(assessment_id) as connection:
            own = (_COMMENTS.c.assessment_id == assessment_id) & (_COMMENTS.c.id == comment_id)
            if connection.execute(update(_COMMENTS).where(own).values(text=comment, author=author, at=now)).rowcount:
                self._touch(connection, assessment_id, now)
                by = self.trail.unnamed(author)
                self._note(connection, "comment_changed", assessment_id, by, comment=comment_id)

    def remove_comment(self, assessment_id: UUID, comment_id: int) -> None:
        """Take a comment back; nothing happens when it is gone already."""
        with self._forgetting() as connection:
            own = _COMMENTS.c.assessment_id == assessment_id
            if connection.execute(delete(_COMMENTS).where(own, _COMMENTS.c.id == comment_id)).rowcount:
                self._note(connection, "comment_removed", assessment_id, comment=comment_id)

    def comments(self, assessment_id: UUID) -> list[SavedComment]:
        """All comments, oldest first."""
        rows = select(_COMMENTS).where(_COMMENTS.c.assessment_id == assessment_id).order_by(_COMMENTS.c.id)
        with self._reading() as connection:
            return [SavedComment(row.id, row.section, row.text, row.author, row.at) for row in connection.execute(rows)]


def _signed(comment: str, author: str) -> tuple[str, str]:
    """A comment and its author as they are kept; raises ``TextRefused``."""
    comment, author = schema.keepable(comment.strip()), schema.keepable(author.strip())
    if not comment or not author:
        raise TextRefused(
            label("意见和署名都不能为空", "A comment needs a text and a name"),
            label("请写明意见，并署名。", "Please write the comment and sign it."),
        )
    if len(comment) > COMMENT_LENGTH:
        raise TextRefused(
            label(f"意见超过 {COMMENT_LENGTH} 个字", f"The comment is longer than {COMMENT_LENGTH} characters"),
            label(f"现有 {len(comment)} 个字，请缩短。", f"It has {len(comment)}; please shorten it."),
        )
    return comment, author


class ResultShelf(Desk):
    """Results as they were given. There is no way to change one; the database refuses it, too."""

    def freeze_result(
        self, assessment_id: UUID, document: Mapping[str, Any], versions: Mapping[str, Any]
    ) -> FrozenResult:
        """Keep a result for good: the whole advisory as JSON and the versions of all it rests on.

        Its number was never given to another one. Raises ``TooManyResults`` when ``MOST_RESULTS`` are kept already.
        """
        with self._changing(assessment_id) as connection:
            own = select(func.count()).select_from(_RESULTS).where(_RESULTS.c.assessment_id == assessment_id)
            if connection.execute(own).scalar_one() >= MOST_RESULTS:
                raise TooManyResults(
                    label(
                        f"已保存 {MOST_RESULTS} 次结果，不能再多", f"{MOST_RESULTS} results are kept, which is the most"
                    ),
                    label("请先删除一次不再需要的结果。", "Delete one that is no longer needed first."),
                )
            counted = update(_FIRMS).where(_FIRMS.c.id == assessment_id).values(results_kept=_FIRMS.c.results_kept + 1)
            values = {
                "id": uuid4(),
                "assessment_id": assessment_id,
                "number": connection.execute(counted.returning(_FIRMS.c.results_kept)).scalar_one(),
                "created_at": self._clock(),
                "versions": dict(versions),
                "document": dict(document),
            }
            connection.execute(insert(_RESULTS).values(**values))
            row = connection.execute(select(_RESULTS).where(_RESULTS.c.id == values["id"])).one()
            self._note(connection, "result_kept", assessment_id, number=row.number)
        return _result(row)

    def delete_result(self, assessment_id: UUID, number: int, by: str) -> None:
        """Forget one kept result; that it was there remains in the trail. Nothing happens when it is gone already."""
        own = (_RESULTS.c.assessment_id == assessment_id) & (_RESULTS.c.number == number)
        with self._forgetting() as connection:
            if connection.execute(select(_RESULTS.c.id).where(own).with_for_update()).first() is not None:
                # In this order: the database lets no result go of which the trail says nothing.
                self._note(connection, "result_deleted", assessment_id, by, number=number)
                self.trail.put(connection)
                connection.execute(delete(_RESULTS).where(own))

    def results(self, assessment_id: UUID) -> list[FrozenResult]:
        """All results of an assessment, oldest first."""
        rows = select(_RESULTS).where(_RESULTS.c.assessment_id == assessment_id).order_by(_RESULTS.c.number)
        with self._reading() as connection:
            return [_result(row) for row in connection.execute(rows)]


class ContentShelf(Desk):
    """Content that an operator imported in place of what is shipped."""

    def import_content(self, kind: ContentKind, document: Any, by: str) -> ContentVersion:
        """Keep a JSON document as the next version of its kind; it is in force from now on."""
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite has one writer anyway; here, too, nobody else may take the same version.
                connection.execute(text("LOCK TABLE content_overrides IN SHARE ROW EXCLUSIVE MODE"))
            taken = connection.scalar(select(func.max(_CONTENT.c.version)).where(_CONTENT.c.kind == kind))
            version = (taken or 0) + 1
            key = {"kind": kind, "version": version}
            connection.execute(insert(_CONTENT).values(**key, imported_at=self._clock(), by=by, document=document))
            row = connection.execute(select(_CONTENT).filter_by(**key)).one()
            self.trail.note(connection, "content_imported", "content", kind, details={"version": version}, by=by)
        return _content(row)

    def content_in_force(self, kind: ContentKind) -> ContentVersion | None:
        """The latest import of a kind; None while the shipped content is in force."""
        rows = select(_CONTENT).where(_CONTENT.c.kind == kind).order_by(_CONTENT.c.version.desc())
        with self._reading() as connection:
            row = connection.execute(rows.limit(1)).first()
        return None if row is None else _content(row)

    def content_version(self, kind: ContentKind) -> int:
        """The number of the latest import of a kind, 0 when there is none; quick, however large the document."""
        with self._reading() as connection:
            return connection.scalar(select(func.max(_CONTENT.c.version)).where(_CONTENT.c.kind == kind)) or 0

    def content_versions(self, kind: ContentKind) -> list[ContentVersion]:
        """Every import of a kind, oldest first."""
        rows = select(_CONTENT).where(_CONTENT.c.kind == kind).order_by(_CONTENT.c.version)
        with self._reading() as connection:
            return [_content(row) for row in connection.execute(rows)]


def _result(row: Row[Any]) -> FrozenResult:
    return FrozenResult(row.id, row.assessment_id, row.number, row.created_at, row.versions, row.document)


def _content(row: Row[Any]) -> ContentVersion:
    return ContentVersion(row.kind, row.version, row.imported_at, row.by, row.document)
