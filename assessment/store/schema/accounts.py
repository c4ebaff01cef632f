"""Accounts, their identities, firms, one-time links and sessions, and attempts at codes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Uuid

from assessment.store.schema.columns import FreeText, RowNumber, UtcTime, metadata

resume_attempts = Table(
    "resume_attempts",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("client", String(32), nullable=False, comment="a digest, not the address itself"),
    Column("at", UtcTime(), nullable=False, index=True),
)


def _of_account(**options: Any) -> Column[Any]:
    """The reference of a row to its account, with which it disappears."""
    return Column("account_id", Uuid(), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, **options)


accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", FreeText(), nullable=False),
    Column("role", String(16), nullable=False),
    Column("area", String(6), nullable=False, server_default="", comment="of a clerk"),
    Column("password", String(200), comment="argon2; none until it is set, or where another provider signs in"),
    Column("created_at", UtcTime(), nullable=False),
    Column("disabled_at", UtcTime()),
    CheckConstraint("role IN ('owner', 'consultant', 'clerk', 'provider', 'administrator')", name="role"),
)

account_identities = Table(
    "account_identities",
    metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(300), primary_key=True),
    _of_account(index=True),
    Column("linked_at", UtcTime(), nullable=False),
)

account_firms = Table(
    "account_firms",
    metadata,
    _of_account(primary_key=True),
    Column("firm_id", Uuid(), ForeignKey("firms.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("given_at", UtcTime(), nullable=False),
    Column("taken_at", UtcTime(), comment="taken away again: a code gives it no more"),
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    _of_account(index=True),
    Column("purpose", String(10), nullable=False),
    Column("made_at", UtcTime(), nullable=False),
    Column("expires_at", UtcTime(), nullable=False),
    Column("used_at", UtcTime()),
    CheckConstraint("purpose IN ('first', 'invitation', 'reset')", name="purpose"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid(), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True, comment="of the cookie"),
    _of_account(index=True),
    Column("begun_at", UtcTime(), nullable=False),
    Column("seen_at", UtcTime(), nullable=False),
    Column("expires_at", UtcTime(), nullable=False, index=True),
    Column("ended_at", UtcTime(), comment="signed out, or revoked"),
    Column("browser", FreeText(), nullable=False),
    Column("address", FreeText(), nullable=False, comment="network address, for its owner to know it by"),
)
