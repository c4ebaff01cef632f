"""What other programs work with: tokens of accounts, and replies kept so that a request sent twice counts once."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, SmallInteger, String, Table, Text, Uuid

from assessment.store.schema.columns import Document, FreeText, UtcTime, metadata

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("account_id", Uuid(), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True, comment="of the token, which is shown once"),
    Column("name", FreeText(), nullable=False, comment="which program it is for"),
    Column("role", String(16), nullable=False, comment="never more than the account's own"),
    Column("area", String(6), nullable=False, server_default="", comment="of a clerk, within the account's own"),
    Column("made_at", UtcTime(), nullable=False),
    Column("expires_at", UtcTime(), nullable=False),
    Column("revoked_at", UtcTime()),
    Column("used_at", UtcTime()),
    Column("minute", UtcTime(), comment="the minute whose calls are counted"),
    Column("in_minute", Integer(), nullable=False, server_default="0", comment="calls within that minute"),
)

api_replies = Table(
    "api_replies",
    metadata,
    Column("account_id", Uuid(), ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(200), primary_key=True, comment="Idempotency-Key of the request"),
    Column("asked", String(64), nullable=False, comment="digest of the request"),
    Column("at", UtcTime(), nullable=False, index=True),
    Column("status", SmallInteger(), comment="none while the request is at work"),
    Column("headers", Document),
    Column("body", Text()),
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), index=True, comment="whom it is about"),
)
