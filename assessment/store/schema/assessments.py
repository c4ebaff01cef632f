"""An assessment: its answers with their log, remarks and kept results."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata, of_assessment

assessments = Table(
    "assessments",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("created_at", UtcTime(), nullable=False),
    Column("updated_at", UtcTime(), nullable=False),
    Column("finished_at", UtcTime(), comment="set once the assessment is finished; a draft has none"),
    Column("language", String(2), nullable=False),
    Column("consent", Boolean(), nullable=False, comment="may be counted among the peers of others"),
    Column("code_lookup", String(10), index=True, comment="part of a digest of the code, to find the row"),
    Column("code_hash", String(200), comment="digest of the code; none when revoked"),
    Column("code_expires_at", UtcTime(), comment="none when the code never expires"),
    Column("results_kept", Integer(), nullable=False, server_default="0", comment="ever kept, deleted ones included"),
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="SET NULL"), index=True),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="SET NULL")),
    Column("county", String(6), comment="of the link by which it was begun"),
    Column("verified_at", UtcTime(), comment="when an answer was last verified on site"),
    CheckConstraint("language IN ('zh', 'en')", name="language"),
    Index(None, "round_id", "firm_id", "finished_at", "verified_at"),
)

answers = Table(
    "answers",
    metadata,
    of_assessment(primary_key=True),
    Column("fact_id", String(60), primary_key=True),
    Column("origin", String(8), primary_key=True),
    Column("state", SmallInteger(), nullable=False, comment="assessment.answers.State"),
    Column("value", Document),
    Column("reason", FreeText()),
    Column("at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    CheckConstraint("origin IN ('self', 'verified')", name="origin"),
    CheckConstraint("state BETWEEN 0 AND 3", name="state"),
)

answer_log = Table(
    "answer_log",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    of_assessment(),
    Column("fact_id", String(60), nullable=False),
    Column("origin", String(8), nullable=False),
    Column("at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("old", Document),
    Column("new", Document),
    Index(None, "assessment_id", "id"),
    sqlite_autoincrement=True,
)

refused_entries = Table(
    "refused_entries",
    metadata,
    of_assessment(primary_key=True),
    Column("fact_id", String(60), primary_key=True),
    Column("origin", String(8), primary_key=True),
    Column("entry", Document, nullable=False, comment="what stands in the fields and is no answer"),
    CheckConstraint("origin IN ('self', 'verified')", name="origin"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    of_assessment(index=True),
    Column("section", String(60), nullable=False),
    Column("text", FreeText(), nullable=False),
    Column("author", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    sqlite_autoincrement=True,
)

results = Table(
    "results",
    metadata,
    Column("id", Uuid(), primary_key=True),
    of_assessment(),
    Column("number", Integer(), nullable=False, comment="1 for the first result of an assessment"),
    Column("created_at", UtcTime(), nullable=False),
    Column("versions", Document, nullable=False, comment="versions of all the result rests on"),
    Column("document", Document, nullable=False, comment="the whole advisory"),
    UniqueConstraint("assessment_id", "number"),
)
