"""Invitations made by matchmaking, what became of them, and the accounts that speak for a provider."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Uuid,
)

from assessment.store.schema.columns import Document, FreeText, RowNumber, UtcTime, metadata

invitations = Table(
    "invitations",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("category", String(60), nullable=False, comment="the need: a kind of provider"),
    Column("steps", Document, nullable=False, comment="ids of the measures that the two would talk about"),
    Column("provider", FreeText(), nullable=False, index=True, comment="its name in the pool"),
    Column("offer", String(60), nullable=False),
    Column("product", FreeText(), nullable=False),
    Column("round_id", Uuid(), ForeignKey("rounds.id", ondelete="SET NULL"), index=True),
    Column("day", Date(), nullable=False, comment="of the matchmaking"),
    Column("made_at", UtcTime(), nullable=False),
    Column("made_by", FreeText(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reached", SmallInteger(), nullable=False, comment="how far it ever came, declined or not"),
    Column("provider_agreed_at", UtcTime()),
    Column("firm_agreed_at", UtcTime(), comment="from then on the provider sees who the firm is"),
    Column("contact", FreeText(), comment="what the firm agreed to share beside its name"),
    Column("amount", Float(), comment="of the contract, in CNY 10 000"),
    Column("months_paid", SmallInteger()),
    Column("changed_at", UtcTime(), nullable=False),
    CheckConstraint("state IN ('sent', 'seen', 'accepted', 'declined', 'met', 'contracted', 'finished')", name="state"),
    CheckConstraint("amount >= 0", name="amount"),
    CheckConstraint("months_paid >= 0", name="months_paid"),
    Index(None, "state", "changed_at"),
    sqlite_autoincrement=True,
)

invitation_log = Table(
    "invitation_log",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("invitation_id", RowNumber, ForeignKey("invitations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcTime(), nullable=False),
    Column("by", FreeText(), nullable=False),
    Column("side", String(8), nullable=False),
    Column("step", String(12), nullable=False),
    Column("on", Date(), comment="when it happened, where that was said"),
    Column("amount", Float()),
    Column("months_paid", Integer()),
    Column("words", FreeText(), comment="to which the firm agreed, word for word"),
    CheckConstraint("side IN ('firm', 'provider', 'centre')", name="side"),
    sqlite_autoincrement=True,
    comment="append-only",
)

provider_accounts = Table(
    "provider_accounts",
    metadata,
    Column("account_id", Uuid(), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("provider", FreeText(), nullable=False, index=True, comment="its name in the pool"),
    Column("linked_at", UtcTime(), nullable=False),
)
