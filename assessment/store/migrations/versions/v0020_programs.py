"""Tokens of accounts for other programs, replies that are kept for a day, and jobs that are due later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        _reference("api_tokens", "account_id", "accounts", nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, comment="of the token, which is shown once"),
        sa.Column("name", sa.Text(), nullable=False, comment="which program it is for"),
        sa.Column("role", sa.String(16), nullable=False, comment="never more than the account's own"),
        sa.Column(
            "area", sa.String(6), nullable=False, server_default="", comment="of a clerk, within the account's own"
        ),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("revoked_at", _TIME),
        sa.Column("used_at", _TIME),
        sa.Column("minute", _TIME, comment="the minute whose calls are counted"),
        sa.Column("in_minute", sa.Integer(), nullable=False, server_default="0", comment="calls within that minute"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("digest", name="uq_api_tokens_digest"),
    )
    op.create_index("ix_api_tokens_account_id", "api_tokens", ["account_id"])
    op.create_table(
        "api_replies",
        _reference("api_replies", "account_id", "accounts", nullable=False),
        sa.Column("key", sa.String(200), nullable=False, comment="Idempotency-Key of the request"),
        sa.Column("asked", sa.String(64), nullable=False, comment="digest of the request"),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("status", sa.SmallInteger(), comment="none while the request is at work"),
        sa.Column("headers", sa.JSON()),
        sa.Column("body", sa.Text()),
        _reference("api_replies", "firm_id", "firms", nullable=True, comment="whom it is about"),
        sa.PrimaryKeyConstraint("account_id", "key", name="pk_api_replies"),
    )
    op.create_index("ix_api_replies_at", "api_replies", ["at"])
    op.create_index("ix_api_replies_firm_id", "api_replies", ["firm_id"])
    op.add_column("jobs", sa.Column("due_at", _TIME, comment="not to be begun before; none: at once"))


def _reference(table: str, column: str, to: str, *, nullable: bool, comment: str | None = None) -> sa.Column[object]:
    key = sa.ForeignKey(f"{to}.id", name=f"fk_{table}_{column}", ondelete="CASCADE")
    return sa.Column(column, sa.Uuid(), key, nullable=nullable, comment=comment)
