"""Of figures that are told together the figures themselves are kept, for later releases to be compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """A column more; of what was released before nothing is known."""
    with op.batch_alter_table("released_tables") as table:
        table.add_column(
            sa.Column("told", sa.JSON(), comment="of figures told together: shares, sums and numbers in all")
        )
