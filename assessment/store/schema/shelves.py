"""Content edited on the page, batches of peers, and tables once released."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, Uuid

from assessment.store.schema.columns import Document, FreeText, UtcTime, metadata

content_overrides = Table(
    "content_overrides",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("version", Integer(), primary_key=True, autoincrement=False),
    Column("imported_at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("document", Document, nullable=False),
)

peer_batches = Table(
    "peer_batches",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("confirmed_at", UtcTime(), nullable=False),
    Column("confirmed_by", FreeText(), nullable=False, comment="who confirmed that the firms agreed"),
    Column("file", FreeText(), nullable=False),
    Column("agreed", Integer(), nullable=False, comment="firms that agreed to be counted"),
    Column("refused", Integer(), nullable=False, comment="firms that said no"),
    Column("said", Document, comment="digests and answers; none once withdrawn"),
    Column("withdrawn_at", UtcTime()),
    Column("withdrawn_by", FreeText()),
    Column("secret_mark", String(16), comment="of the secret that the digests are keyed with"),
)

released_tables = Table(
    "released_tables",
    metadata,
    Column("name", String(200), primary_key=True, comment="what the table shows"),
    Column("number", Integer(), primary_key=True, autoincrement=False, comment="1 for the first of its name"),
    Column("day", Date(), nullable=False, comment="on which it was shown first"),
    Column("floor", Integer(), nullable=False),
    Column("axes", Document, nullable=False, comment="ids of rows and columns, without totals"),
    Column("hidden", Document, nullable=False, comment="what was not shown, by row, with totals"),
    Column("firms", LargeBinary(), nullable=False, comment="a keyed digest of 8 bytes each"),
    Column("cells", LargeBinary(), nullable=False, comment="4 bytes each: in which cell the firm stands"),
    Column("told", Document, comment="of figures told together: shares, sums and numbers in all"),
)
