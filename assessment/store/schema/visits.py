"""Visits of consultants, evidence for answers, and what was said about answers."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Uuid

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata, of_assessment

visits = Table(
    "visits",
    metadata,
    Column("id", Uuid(), primary_key=True),
    of_assessment(),
    Column("day", Date(), nullable=False, comment="planned, or of the visit once it is signed"),
    Column("hour", String(5), nullable=False, comment="09:30, or nothing"),
    Column("place", FreeText(), nullable=False, comment="where to go; where it was signed"),
    Column("consultant_id", Uuid(), ForeignKey("accounts.id", ondelete="SET NULL"), index=True),
    Column("consultant", FreeText(), nullable=False, comment="the name, which outlives the account"),
    Column("made_by", FreeText(), nullable=False),
    Column("made_at", UtcTime(), nullable=False),
    Column("signed_by", FreeText()),
    Column("signed_at", UtcTime(), comment="from then on nothing of it changes"),
    Column("document", Document, comment="what was verified, as it stood when it was signed"),
    Column("digest", String(64), comment="SHA-256 of the document"),
    Index(None, "assessment_id", "day"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Uuid(), primary_key=True),
    of_assessment(),
    Column("fact_id", String(60), nullable=False),
    Column("origin", String(8), nullable=False, comment="handed in by the firm, or taken on site"),
    Column("kind", String(4), nullable=False),
    Column("name", FreeText(), nullable=False),
    Column("size", Integer(), nullable=False, comment="bytes"),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the file as it is kept"),
    Column("added_at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column(
        "visit_id",
        Uuid(),
        ForeignKey("visits.id", ondelete="CASCADE"),
        index=True,
        comment="the signed visit that rests on it",
    ),
    # The last column: a row is read without what lies behind the part that is asked for.
    Column("data", LargeBinary(), nullable=False, comment="the file, written anew when it came in"),
    CheckConstraint("origin IN ('self', 'verified')", name="origin"),
    CheckConstraint("kind IN ('jpeg', 'png', 'pdf')", name="kind"),
    Index(None, "assessment_id", "fact_id"),
)

answer_remarks = Table(
    "answer_remarks",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    of_assessment(),
    Column("fact_id", String(60), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("text", FreeText(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    CheckConstraint("kind IN ('reason', 'firm_says', 'objection')", name="kind"),
    Index(None, "assessment_id", "fact_id"),
    sqlite_autoincrement=True,
)
