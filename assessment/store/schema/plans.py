"""What a firm and its advisers put down about its way up: replies to steps, progress, proofs at hand, quotes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, String, Table, UniqueConstraint

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata, of_assessment

plan_entries = Table(
    "plan_entries",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    of_assessment(index=True),
    Column("kind", String(20), nullable=False),
    Column("about", String(100), nullable=False, comment="the measure, question or provider that it is about"),
    Column("document", Document, nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    CheckConstraint("kind IN ('reply', 'progress', 'proof', 'quote', 'respondent', 'again')", name="kind"),
    UniqueConstraint("assessment_id", "kind", "about"),
    sqlite_autoincrement=True,
)
