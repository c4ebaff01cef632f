"""Firms, how they stand, what was noted on and merged into them, and saved views of their list."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata, of_assessment

firms = Table(
    "firms",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("credit_code", String(18), unique=True),
    Column("name", FreeText(), nullable=False),
    Column("name_key", Text(), nullable=False, comment="the name however it is written"),
    Column("name_core", Text(), nullable=False, comment="the name without its legal form and province, for twins"),
    Column("initials", Text(), nullable=False, comment="of the name in pinyin"),
    Column("city", String(60), comment="option of the fact city"),
    Column("county", String(6), comment="code of the county or district"),
    Column("chain", String(60), comment="option of the fact chain"),
    Column("employees", Integer()),
    Column("size", String(10), comment="size class, as of the standing"),
    Column("source", String(6), nullable=False, comment="who brought it in"),
    Column("created_at", UtcTime(), nullable=False),
    Column("updated_at", UtcTime(), nullable=False),
    Column("merged_into", Uuid(), ForeignKey("firms.id", ondelete="CASCADE")),
    Column("level", SmallInteger(), comment="latest certain level under the main framework"),
    Column("open_questions", Integer(), comment="that the latest result still waited for"),
    Column("needs", Text(), nullable=False, server_default="", comment="kinds of help, each between two blanks"),
    Column("stood_at", UtcTime(), comment="when the four above were found"),
    CheckConstraint("source IN ('online', 'import', 'staff')", name="source"),
    Index(None, "name_key", "city"),
    Index(None, "name_core", "city"),
    Index(None, "merged_into", "city", "county", "id"),
    Index(None, "county"),
    Index(None, "merged_into", "updated_at", "id"),
    Index(None, "merged_into", "initials", "id"),
)

standings = Table(
    "standings",
    metadata,
    of_assessment(primary_key=True),
    Column("framework", String(60), nullable=False),
    Column("version", String(60), nullable=False),
    Column("level", SmallInteger(), nullable=False, comment="certain"),
    Column("level_high", SmallInteger(), nullable=False, comment="possible"),
    Column("points", Float(), nullable=False, comment="certain"),
    Column("points_high", Float(), nullable=False, comment="possible"),
    Column("size", String(10), comment="size class"),
    Column("open_questions", Integer(), nullable=False),
    Column("needs", Text(), nullable=False, comment="kinds of help, each between two blanks"),
    Column("at", UtcTime(), nullable=False),
)

firm_notes = Table(
    "firm_notes",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", FreeText(), nullable=False),
    Column("author", FreeText(), nullable=False),
    Column("at", UtcTime(), nullable=False),
    sqlite_autoincrement=True,
)

firm_merges = Table(
    "firm_merges",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("kept_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("gone_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("before", Document, nullable=False, comment="both rows, and the assessments and notes that moved"),
    Column("undone_at", UtcTime()),
    Column("undone_by", FreeText()),
    sqlite_autoincrement=True,
)

firms_apart = Table(
    "firms_apart",
    metadata,
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    CheckConstraint("firm_id < other_id", name="once"),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("owner", FreeText(), nullable=False, comment="whose it is"),
    Column("name", FreeText(), nullable=False),
    Column("query", Document, nullable=False),
    Column("at", UtcTime(), nullable=False),
    UniqueConstraint("owner", "name"),
    sqlite_autoincrement=True,
)
