"""Accounts, the firms given to them, one-time links, and what is signed in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("area", sa.String(6), nullable=False, server_default="", comment="of a clerk"),
        sa.Column(
            "password", sa.String(200), comment="argon2; none until it is set, or where another provider signs in"
        ),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("disabled_at", _TIME),
        sa.CheckConstraint(
            "role IN ('owner', 'consultant', 'clerk', 'provider', 'administrator')", name=op.f("ck_accounts_role")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("login", name="uq_accounts_login"),
    )
    op.create_table(
        "account_identities",
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        _reference("account_identities", "account_id", "accounts"),
        sa.Column("linked_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_account_identities"),
    )
    op.create_index("ix_account_identities_account_id", "account_identities", ["account_id"])
    op.create_table(
        "account_firms",
        _reference("account_firms", "account_id", "accounts"),
        _reference("account_firms", "firm_id", "firms"),
        sa.Column("given_at", _TIME, nullable=False),
        sa.Column("taken_at", _TIME, comment="taken away again: a code gives it no more"),
        sa.PrimaryKeyConstraint("account_id", "firm_id", name="pk_account_firms"),
    )
    op.create_index("ix_account_firms_firm_id", "account_firms", ["firm_id"])
    op.create_table(
        "one_time_links",
        sa.Column("digest", sa.String(64), nullable=False),
        _reference("one_time_links", "account_id", "accounts"),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME),
        sa.CheckConstraint("purpose IN ('first', 'invitation', 'reset')", name=op.f("ck_one_time_links_purpose")),
        sa.PrimaryKeyConstraint("digest", name="pk_one_time_links"),
    )
    op.create_index("ix_one_time_links_account_id", "one_time_links", ["account_id"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, comment="of the cookie"),
        _reference("sessions", "account_id", "accounts"),
        sa.Column("begun_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, comment="signed out, or revoked"),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False, comment="network address, for its owner to know it by"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _reference(table: str, column: str, to: str) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{to}.id", name=f"fk_{table}_{column}", ondelete="CASCADE")
    return sa.Column(column, sa.Uuid(), key, nullable=False)
