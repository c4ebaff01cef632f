"""What the headers of a centre's own workbooks mean."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "remembered_headers",
        sa.Column("owner", sa.Text(), nullable=False, comment="whose files have it"),
        sa.Column("header", sa.Text(), nullable=False, comment="as it stands there"),
        sa.Column("fact", sa.String(60), nullable=True, comment="what its column holds; none where it is left aside"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "header", name=op.f("pk_remembered_headers")),
    )
