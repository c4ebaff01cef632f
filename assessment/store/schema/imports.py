"""Imports, and what each of their rows changed."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Uuid, false

from assessment.store.schema.columns import Document, FreeText, UtcTime, metadata

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("file_id", Uuid(), ForeignKey("kept_files.id", ondelete="SET NULL"), index=True),
    Column("file_name", FreeText(), nullable=False),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="SET NULL")),
    Column("by", FreeText(), nullable=False),
    Column("state", String(10), nullable=False),
    Column("good_rows", Boolean(), nullable=False, comment="only the rows without a problem were taken"),
    Column(
        "over",
        Boolean(),
        nullable=False,
        server_default=false(),
        comment="the file counts where a person answered otherwise",
    ),
    Column("area", String(6), nullable=False, server_default="360000", comment="to which it is bound"),
    Column("counts", Document, nullable=False),
    Column("tried_at", UtcTime(), nullable=False),
    Column("imported_at", UtcTime(), index=True),
    Column("undone_at", UtcTime()),
    Column("undone_by", FreeText()),
    Column("reached", Integer(), nullable=False, server_default="0", comment="rows up to this number stand"),
    Column("worker", String(80), comment="the process that writes it or takes it back"),
    Column("beat_at", UtcTime(), comment="when it last said that it lives"),
    CheckConstraint(
        "state IN ('trying', 'tried', 'outdated', 'writing', 'done', 'undoing', 'undone', 'returning', 'broken_off')",
        name="state",
    ),
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", Uuid(), ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("place", FreeText(), nullable=False, comment="in the file"),
    Column("name", FreeText(), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("firm_id", Uuid()),
    Column("assessment_id", Uuid(), index=True),
    Column("makes_firm", Boolean(), nullable=False),
    Column("makes_assessment", Boolean(), nullable=False),
    Column("twins", Document, comment="names of firms that it may be the same as"),
    Column("firm", Document, comment="the firm that is made"),
    Column("answers", Document, comment="what is written, until the import can only be undone"),
    Column("before", Document, comment="what stood before"),
    Column("facts", Document, comment="where a person answered otherwise, or since"),
    Column("fields", Document, comment="what of a known firm is changed, before and after"),
    Column("stood", Document, comment="where the assessment stood before, and since when it stands otherwise"),
    Column("ended", String(10), comment="what undoing did with it"),
    CheckConstraint("verdict IN ('new', 'changed', 'same', 'conflict', 'twin', 'faulty', 'outside')", name="verdict"),
    CheckConstraint("ended IN ('gone', 'restored', 'kept')", name="ended"),
    Index(None, "import_id", "verdict", "number"),
)
