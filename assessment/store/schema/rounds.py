"""Rounds of assessment and the links by which they are begun."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, String, Table, Uuid

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata

rounds = Table(
    "rounds",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("name", FreeText(), nullable=False),
    Column("frameworks", Document, nullable=False, comment="their ids"),
    Column("edition", Date(), nullable=False, comment="the day whose editions apply"),
    Column("areas", Document, nullable=False, comment="cities and counties; none for the whole province"),
    Column("opens_at", UtcTime(), nullable=False),
    Column("closes_at", UtcTime(), nullable=False),
    Column("frozen_at", UtcTime(), comment="closed for good"),
    Column("created_at", UtcTime(), nullable=False),
    Column("created_by", FreeText(), nullable=False),
)

round_links = Table(
    "round_links",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("area", String(60), comment="a city or a county"),
    Column("chain", String(60)),
    Column(
        "token", String(32), nullable=False, unique=True, comment="printed on posters: it begins, and opens nothing"
    ),
    Column("created_at", UtcTime(), nullable=False),
    Column("created_by", FreeText(), nullable=False),
    Column("stopped_at", UtcTime()),
    sqlite_autoincrement=True,
)
