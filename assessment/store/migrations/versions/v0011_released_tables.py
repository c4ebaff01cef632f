"""What was shown of groups of firms, so that later tables are hidden by the difference, too."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "released_tables",
        sa.Column("name", sa.String(200), nullable=False, comment="what the table shows"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1 for the first of its name"),
        sa.Column("day", sa.Date(), nullable=False, comment="on which it was shown first"),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("axes", sa.JSON(), nullable=False, comment="ids of rows and columns, without totals"),
        sa.Column("hidden", sa.JSON(), nullable=False, comment="what was not shown, by row, with totals"),
        sa.Column("firms", sa.LargeBinary(), nullable=False, comment="a keyed digest of 8 bytes each"),
        sa.Column("cells", sa.LargeBinary(), nullable=False, comment="4 bytes each: in which cell the firm stands"),
        sa.PrimaryKeyConstraint("name", "number", name="pk_released_tables"),
    )
