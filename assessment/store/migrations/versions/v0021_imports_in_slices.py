"""How far an import has been written, and which process is at it; firms that a person told apart."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
_STATES = "state IN ('trying', 'tried', 'outdated', 'writing', 'done', 'undoing', 'undone', 'returning', 'broken_off')"


def upgrade() -> None:
    """Add the journal. What was written before stands whole; what was being taken back goes on."""
    with op.batch_alter_table("imports") as table:
        reached = "rows up to this number stand"
        table.add_column(sa.Column("reached", sa.Integer(), nullable=False, server_default="0", comment=reached))
        table.add_column(sa.Column("worker", sa.String(80), comment="the process that writes it or takes it back"))
        table.add_column(sa.Column("beat_at", sa.DateTime(timezone=True), comment="when it last said that it lives"))
        table.drop_constraint(op.f("ck_imports_state"), type_="check")
        table.create_check_constraint(op.f("ck_imports_state"), sa.text(_STATES))
    op.execute(
        "UPDATE imports SET reached = (SELECT coalesce(max(r.number), 0) FROM import_rows r"
        " WHERE r.import_id = imports.id) WHERE state IN ('done', 'undoing')"
    )
    op.drop_index("ix_import_rows_import_id_verdict", "import_rows")
    op.create_index("ix_import_rows_import_id_verdict_number", "import_rows", ["import_id", "verdict", "number"])
    op.create_table(
        "firms_apart",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("firm_id < other_id", name=op.f("ck_firms_apart_once")),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_firms_apart_firm_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["firms.id"], name="fk_firms_apart_other_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("firm_id", "other_id", name="pk_firms_apart"),
    )
    op.create_index("ix_firms_apart_other_id", "firms_apart", ["other_id"])
