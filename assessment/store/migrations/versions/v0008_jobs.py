"""Work in hand, and the files that it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables."""
    time = sa.DateTime(timezone=True)
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "kept_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="who handed it in"),
        sa.Column("kept_at", time, nullable=False),
        sa.Column("used_at", time, nullable=False),
        sa.Column("day", sa.String(10), nullable=False, comment="the day whose rules count"),
        sa.Column("faultless", sa.Boolean(), nullable=False, comment="only the firms without a problem count"),
        sa.PrimaryKeyConstraint("id", name="pk_kept_files"),
    )
    op.create_index("ix_kept_files_used_at", "kept_files", ["used_at"])
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="who asked for it"),
        sa.Column("file_id", sa.Uuid()),
        sa.Column("given", sa.JSON(), nullable=False, comment="what the work is to be done with"),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("words", sa.JSON(), comment="what is being done now"),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(80), comment="the process at work on it; none while it waits"),
        sa.Column("beat_at", time, comment="when that process last said that it lives"),
        sa.Column("created_at", time, nullable=False),
        sa.Column("began_at", time),
        sa.Column("ended_at", time),
        sa.Column("faults", sa.JSON(), comment="why it failed, for the person"),
        sa.Column("result", sa.JSON(), comment="what came out, or where in the folder of its file that lies"),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_state")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["kept_files.id"], name="fk_jobs_file_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_file_id", "jobs", ["file_id"])
    op.create_index("ix_jobs_state_created_at", "jobs", ["state", "created_at"])
    op.create_table(
        "job_log",
        sa.Column("id", number, nullable=False, autoincrement=True),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_job_log_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_log_job_id", "job_log", ["job_id"])
