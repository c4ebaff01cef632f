"""What an import changes beside answers: where it let firms stand, and what of a known firm it filled or corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the columns from which both are taken back, and the choice where a person answered otherwise."""
    stood = "where the assessment stood before, and since when it stands otherwise"
    op.add_column("import_rows", sa.Column("stood", sa.JSON(), comment=stood))
    fields = "what of a known firm is changed, before and after"
    op.add_column("import_rows", sa.Column("fields", sa.JSON(), comment=fields))
    over = "the file counts where a person answered otherwise"
    op.add_column("imports", sa.Column("over", sa.Boolean(), nullable=False, server_default=sa.false(), comment=over))
