"""Firms of a centre's workbook that agreed to be counted among the peers of others."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "peer_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", _TIME, nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False, comment="who confirmed that the firms agreed"),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False, comment="firms that agreed to be counted"),
        sa.Column("refused", sa.Integer(), nullable=False, comment="firms that said no"),
        sa.Column("said", sa.JSON(), comment="digests and answers; none once withdrawn"),
        sa.Column("withdrawn_at", _TIME),
        sa.Column("withdrawn_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_peer_batches"),
    )
