"""Invitations with what became of them, and the accounts that speak for a provider."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STATES = "state IN ('sent', 'seen', 'accepted', 'declined', 'met', 'contracted', 'finished')"
_STANDS = "EXISTS (SELECT 1 FROM invitations WHERE id = OLD.invitation_id)"


def upgrade() -> None:
    """Make the three tables; what was noted of an invitation never changes, and goes with it alone."""
    op.create_table(
        "invitations",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(60), nullable=False, comment="the need: a kind of provider"),
        sa.Column("steps", sa.JSON(), nullable=False, comment="ids of the measures that the two would talk about"),
        sa.Column("provider", sa.Text(), nullable=False, comment="its name in the pool"),
        sa.Column("offer", sa.String(60), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Uuid()),
        sa.Column("day", sa.Date(), nullable=False, comment="of the matchmaking"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reached", sa.SmallInteger(), nullable=False, comment="how far it ever came, declined or not"),
        sa.Column("provider_agreed_at", sa.DateTime(timezone=True)),
        sa.Column(
            "firm_agreed_at", sa.DateTime(timezone=True), comment="from then on the provider sees who the firm is"
        ),
        sa.Column("contact", sa.Text(), comment="what the firm agreed to share beside its name"),
        sa.Column("amount", sa.Float(), comment="of the contract, in CNY 10 000"),
        sa.Column("months_paid", sa.SmallInteger()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_STATES, name=op.f("ck_invitations_state")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_invitations_amount")),
        sa.CheckConstraint("months_paid >= 0", name=op.f("ck_invitations_months_paid")),
        sa.ForeignKeyConstraint(["firm_id"], ["firms.id"], name="fk_invitations_firm_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_invitations_round_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sqlite_autoincrement=True,
    )
    for column in ("firm_id", "provider", "round_id"):
        op.create_index(f"ix_invitations_{column}", "invitations", [column])
    op.create_index("ix_invitations_state_changed_at", "invitations", ["state", "changed_at"])
    op.create_table(
        "invitation_log",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("invitation_id", _NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("on", sa.Date(), comment="when it happened, where that was said"),
        sa.Column("amount", sa.Float()),
        sa.Column("months_paid", sa.Integer()),
        sa.Column("words", sa.Text(), comment="to which the firm agreed, word for word"),
        sa.CheckConstraint("side IN ('firm', 'provider', 'centre')", name=op.f("ck_invitation_log_side")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name="fk_invitation_log_invitation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitation_log"),
        sqlite_autoincrement=True,
        comment="append-only",
    )
    op.create_index("ix_invitation_log_invitation_id", "invitation_log", ["invitation_id"])
    op.create_table(
        "provider_accounts",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False, comment="its name in the pool"),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_provider_accounts_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_provider_accounts"),
    )
    op.create_index("ix_provider_accounts_provider", "provider_accounts", ["provider"])
    for statement, test in (("UPDATE", "true"), ("DELETE", _STANDS)):
        _protect("invitation_log", statement, test, "what was noted of an invitation stays")


def _protect(table: str, statement: str, test: str, message: str) -> None:
    name = f"tr_{table}_{statement.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {statement} ON {table} WHEN {test} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {test} THEN RAISE EXCEPTION '{message}'; END IF; RETURN OLD; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
