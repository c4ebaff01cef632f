"""What is put down about a way up may name the assessment in which the firm answers once more."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
_KINDS = "kind IN ('reply', 'progress', 'proof', 'quote', 'respondent', 'again')"


def upgrade() -> None:
    """Take the new kind."""
    with op.batch_alter_table("plan_entries", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("ck_plan_entries_kind"), type_="check")
        table.create_check_constraint(op.f("ck_plan_entries_kind"), sa.text(_KINDS))
