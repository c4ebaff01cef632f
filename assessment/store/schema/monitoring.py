"""What the centre's dashboard is made of beside standings, and what was published of it."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Uuid

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata, of_assessment

firm_figures = Table(
    "firm_figures",
    metadata,
    of_assessment(primary_key=True),
    Column("layout", String(140), primary_key=True, comment="the edition scored by, and which figures in which order"),
    Column("at", UtcTime(), nullable=False, comment="when the standing was found that they go with"),
    Column("figures", LargeBinary(), nullable=False, comment="4 bytes each, a number that is not one for none"),
)

published_overviews = Table(
    "published_overviews",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="SET NULL"), index=True),
    Column("day", Date(), nullable=False),
    Column("firms", Integer(), comment="how many are counted; none where that may not be told"),
    Column("published_at", UtcTime(), nullable=False),
    Column("published_by", FreeText(), nullable=False),
    Column("document", Document, nullable=False, comment="figures that may be shown, and nothing else"),
    sqlite_autoincrement=True,
)
