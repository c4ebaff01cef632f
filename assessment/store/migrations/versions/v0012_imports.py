"""Imports of firms, row by row, so that each can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables."""
    time = sa.DateTime(timezone=True)
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid()),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Uuid()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("good_rows", sa.Boolean(), nullable=False, comment="only the rows without a problem were taken"),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("tried_at", time, nullable=False),
        sa.Column("imported_at", time),
        sa.Column("undone_at", time),
        sa.Column("undone_by", sa.Text()),
        sa.CheckConstraint("state IN ('trying', 'tried', 'done', 'undoing', 'undone')", name=op.f("ck_imports_state")),
        sa.ForeignKeyConstraint(["file_id"], ["kept_files.id"], name="fk_imports_file_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_imports_round_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_file_id", "imports", ["file_id"])
    op.create_index("ix_imports_imported_at", "imports", ["imported_at"])
    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False, comment="in the file"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("firm_id", sa.Uuid()),
        sa.Column("assessment_id", sa.Uuid()),
        sa.Column("makes_firm", sa.Boolean(), nullable=False),
        sa.Column("makes_assessment", sa.Boolean(), nullable=False),
        sa.Column("twins", sa.JSON(), comment="names of firms that it may be the same as"),
        sa.Column("firm", sa.JSON(), comment="the firm that is made"),
        sa.Column("answers", sa.JSON(), comment="what is written, until the import can only be undone"),
        sa.Column("before", sa.JSON(), comment="what stood before"),
        sa.Column("facts", sa.JSON(), comment="where a person answered otherwise, or since"),
        sa.Column("ended", sa.String(10), comment="what undoing did with it"),
        sa.CheckConstraint(
            "verdict IN ('new', 'changed', 'same', 'conflict', 'twin', 'faulty')", name=op.f("ck_import_rows_verdict")
        ),
        sa.CheckConstraint("ended IN ('gone', 'restored', 'kept')", name=op.f("ck_import_rows_ended")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_import_rows_import_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_import_rows"),
    )
    op.create_index("ix_import_rows_assessment_id", "import_rows", ["assessment_id"])
    op.create_index("ix_import_rows_import_id_verdict", "import_rows", ["import_id", "verdict"])
