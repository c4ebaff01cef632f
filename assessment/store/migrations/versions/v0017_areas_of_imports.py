"""The area to which an import is bound, and rows that lie outside of it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
_VERDICTS = "verdict IN ('new', 'changed', 'same', 'conflict', 'twin', 'faulty', 'outside')"


def upgrade() -> None:
    """Add the area, the whole province for all that came before, and one verdict more."""
    area = sa.Column("area", sa.String(6), nullable=False, server_default="360000", comment="to which it is bound")
    op.add_column("imports", area)
    with op.batch_alter_table("import_rows") as table:
        table.drop_constraint(op.f("ck_import_rows_verdict"), type_="check")
        table.create_check_constraint(op.f("ck_import_rows_verdict"), sa.text(_VERDICTS))
