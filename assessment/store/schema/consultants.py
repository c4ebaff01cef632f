"""What consultants put down, and what they signed."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint, Uuid

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata, of_assessment

consultant_profiles = Table(
    "consultant_profiles",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("account_id", Uuid(), index=True, comment="whose profile it is; none while it is everybody's"),
    Column("created_at", UtcTime(), nullable=False),
    Column("updated_at", UtcTime(), nullable=False),
    Column("name", FreeText(), nullable=False),
    Column("document", Document, nullable=False, comment="name, organisation, contact, colour and logo"),
)

consultant_entries = Table(
    "consultant_entries",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    of_assessment(index=True),
    Column("kind", String(20), nullable=False, comment="the day of a visit, or what is changed about the plan"),
    Column("about", String(60), nullable=False, comment="the measure that it is about, or nothing"),
    Column("document", Document, nullable=False),
    Column("author", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    UniqueConstraint("assessment_id", "kind", "about"),
    sqlite_autoincrement=True,
)

signed_reports = Table(
    "signed_reports",
    metadata,
    Column("id", Uuid(), primary_key=True),
    of_assessment(),
    Column("number", Integer(), nullable=False, comment="1 for the first signed report of an assessment"),
    Column("signed_at", UtcTime(), nullable=False),
    Column("signed_by", FreeText(), nullable=False),
    Column("document", Document, nullable=False, comment="the whole advisory, and who signed where and when"),
    UniqueConstraint("assessment_id", "number"),
)
