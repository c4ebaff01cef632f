"""Reports that were handed out, by number and digest, so that whoever holds one can have it confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "handed_out_reports",
        sa.Column("number", sa.String(19), nullable=False, comment="from the content; says nothing of whose it is"),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the file"),
        sa.Column("on", sa.Date(), nullable=False, comment="the day of the result"),
        sa.Column("editions", sa.JSON(), nullable=False, comment="what the result rests on"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="first handed out"),
        sa.PrimaryKeyConstraint("number", "digest", name="pk_handed_out_reports"),
    )
