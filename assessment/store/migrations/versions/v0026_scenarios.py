"""Scenarios of the policy sandbox are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "scenarios",
        sa.Column("owner", sa.Text(), nullable=False, comment="who keeps it"),
        sa.Column("name", sa.Text(), nullable=False, comment="what they call it"),
        sa.Column("terms", sa.JSON(), nullable=False, comment="what is tried"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name=op.f("pk_scenarios")),
    )
