"""Who did what: consents with their words, and the chained trail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, SmallInteger, String, Table

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata, of_assessment

consents = Table(
    "consents",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    of_assessment(index=True),
    Column("at", UtcTime(), nullable=False),
    Column("given", Boolean(), nullable=False, comment="false: taken back"),
    Column("language", String(2), nullable=False),
    Column("words", FreeText(), nullable=False, comment="what was shown, word for word"),
    Column("actor", String(80), nullable=False),
    Column("purpose", String(10), nullable=False, server_default="peers", comment="peers, or sharing"),
    CheckConstraint("language IN ('zh', 'en')", name="language"),
    sqlite_autoincrement=True,
)

trail = Table(
    "trail",
    metadata,
    Column("number", BigInteger(), primary_key=True, autoincrement=False, comment="from 1, without a gap"),
    Column("at", UtcTime(), nullable=False, index=True),
    Column("actor", String(80), nullable=False, index=True, comment="account:<id>, owner, command:<login>, system"),
    Column("role", String(20), nullable=False),
    Column("act", String(40), nullable=False),
    Column("subject_kind", String(20), nullable=False),
    Column("subject", String(80), nullable=False, comment="an id, never a name"),
    Column("firm", String(40), nullable=False, index=True),
    Column("area", String(40), nullable=False),
    Column("details", Document, nullable=False, comment="counts and kinds; no answers, no names"),
    Column("previous", String(32), nullable=False, comment="digest of the line before"),
    Column("digest", String(32), nullable=False, comment="keyed, of this line and the one before"),
    Index(None, "subject_kind", "subject"),
    comment="append-only; a chain of keyed digests",
)

trail_head = Table(
    "trail_head",
    metadata,
    Column("id", SmallInteger(), primary_key=True, autoincrement=False, comment="1: there is one row"),
    Column("number", BigInteger(), nullable=False, comment="of the last line"),
    Column("digest", String(32), nullable=False),
    Column("mark", String(32), nullable=False, comment="keyed; proves that the trail ends here"),
    CheckConstraint("id = 1", name="one"),
    comment="where the trail ends; writers wait for each other here",
)
