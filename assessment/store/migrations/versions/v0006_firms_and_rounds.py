"""Firms and rounds. Every assessment that names a firm gets it; codes, answers, results and peers stay as they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

from assessment.answers.credit_code import code_fault, compact_code
from assessment.answers.firm_name import initials, name_core, name_key

revision = "0006"
down_revision = "0005"

_TIME = sa.DateTime(timezone=True)
_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = ("firm_name", "credit_code", "city", "chain", "employees")


def upgrade() -> None:
    """Make the tables, hang the assessments on them, and find the firm of each assessment by its answers."""
    _make_firms()
    _make_rounds()
    with op.batch_alter_table(
        "assessments",
        # SQLite rebuilds the table, and what is not named here of its checks would be lost.
        table_args=(sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_assessments_language")),),
    ) as table:
        table.add_column(sa.Column("firm_id", sa.Uuid()))
        table.add_column(sa.Column("round_id", sa.Uuid()))
        table.add_column(sa.Column("county", sa.String(6), comment="of the link by which it was begun"))
        table.add_column(sa.Column("verified_at", _TIME, comment="when an answer was last verified on site"))
        table.create_foreign_key("fk_assessments_firm_id", "firms", ["firm_id"], ["id"], ondelete="SET NULL")
        table.create_foreign_key("fk_assessments_round_id", "rounds", ["round_id"], ["id"], ondelete="SET NULL")
        table.create_index("ix_assessments_firm_id", ["firm_id"])
        table.create_index("ix_assessments_round_id_firm_id", ["round_id", "firm_id"])
    op.execute(
        "UPDATE assessments SET verified_at = "
        "(SELECT MAX(at) FROM answers WHERE assessment_id = assessments.id AND origin = 'verified' AND state <> 0)"
    )
    _name_firms(op.get_bind())


def _make_firms() -> None:
    op.create_table(
        "firms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("credit_code", sa.String(18)),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False, comment="the name however it is written"),
        sa.Column(
            "name_core", sa.Text(), nullable=False, comment="the name without its legal form and province, for twins"
        ),
        sa.Column("initials", sa.Text(), nullable=False, comment="of the name in pinyin"),
        sa.Column("city", sa.String(60), comment="option of the fact city"),
        sa.Column("county", sa.String(6), comment="code of the county or district"),
        sa.Column("chain", sa.String(60), comment="option of the fact chain"),
        sa.Column("employees", sa.Integer()),
        sa.Column("size", sa.String(10), comment="size class, as of the standing"),
        sa.Column("source", sa.String(6), nullable=False, comment="who brought it in"),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("merged_into", sa.Uuid(), sa.ForeignKey("firms.id", name="fk_firms_merged_into", ondelete="CASCADE")),
        sa.Column("level", sa.SmallInteger(), comment="latest certain level under the main framework"),
        sa.Column("open_questions", sa.Integer(), comment="that the latest result still waited for"),
        sa.Column(
            "needs", sa.Text(), nullable=False, server_default="", comment="kinds of help, each between two blanks"
        ),
        sa.Column("stood_at", _TIME, comment="when the four above were found"),
        sa.PrimaryKeyConstraint("id", name="pk_firms"),
        sa.UniqueConstraint("credit_code", name="uq_firms_credit_code"),
        sa.CheckConstraint("source IN ('online', 'import', 'staff')", name=op.f("ck_firms_source")),
    )
    for columns in (
        ["name_key", "city"],
        ["name_core", "city"],
        ["city", "county"],
        ["county"],
        ["updated_at", "id"],
        ["merged_into"],
    ):
        op.create_index(f"ix_firms_{'_'.join(columns)}", "firms", columns)
    op.create_table(
        "standings",
        _reference("standings", "assessment_id", "assessments"),
        sa.Column("framework", sa.String(60), nullable=False),
        sa.Column("version", sa.String(60), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False, comment="certain"),
        sa.Column("level_high", sa.SmallInteger(), nullable=False, comment="possible"),
        sa.Column("points", sa.Float(), nullable=False, comment="certain"),
        sa.Column("points_high", sa.Float(), nullable=False, comment="possible"),
        sa.Column("size", sa.String(10), comment="size class"),
        sa.Column("open_questions", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False, comment="kinds of help, each between two blanks"),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", name="pk_standings"),
    )
    op.create_table(
        "firm_notes",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        _reference("firm_notes", "firm_id", "firms"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_firm_notes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_firm_notes_firm_id", "firm_notes", ["firm_id"])
    op.create_table(
        "firm_merges",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        _reference("firm_merges", "kept_id", "firms"),
        _reference("firm_merges", "gone_id", "firms"),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False, comment="both rows, and the assessments and notes that moved"),
        sa.Column("undone_at", _TIME),
        sa.Column("undone_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_firm_merges"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_firm_merges_kept_id", "firm_merges", ["kept_id"])
    op.create_index("ix_firm_merges_gone_id", "firm_merges", ["gone_id"])


def _make_rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("frameworks", sa.JSON(), nullable=False, comment="their ids"),
        sa.Column("edition", sa.Date(), nullable=False, comment="the day whose editions apply"),
        sa.Column("areas", sa.JSON(), nullable=False, comment="cities and counties; none for the whole province"),
        sa.Column("opens_at", _TIME, nullable=False),
        sa.Column("closes_at", _TIME, nullable=False),
        sa.Column("frozen_at", _TIME, comment="closed for good"),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_table(
        "round_links",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        _reference("round_links", "round_id", "rounds"),
        sa.Column("area", sa.String(60), comment="a city or a county"),
        sa.Column("chain", sa.String(60)),
        sa.Column("token", sa.String(32), nullable=False, comment="printed on posters: it begins, and opens nothing"),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("stopped_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_round_links"),
        sa.UniqueConstraint("token", name="uq_round_links_token"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_round_links_round_id", "round_links", ["round_id"])
    op.create_table(
        "saved_views",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="whose it is"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("owner", "name", name="uq_saved_views_owner_name"),
        sqlite_autoincrement=True,
    )


def _reference(table: str, column: str, to: str) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{to}.id", name=f"fk_{table}_{column}", ondelete="CASCADE")
    return sa.Column(column, sa.Uuid(), key, nullable=False)


def _name_firms(connection: sa.Connection) -> None:
    """One firm for each credit code, else for each name in a city; a name without a city joins nobody."""
    assessments = sa.table(
        "assessments",
        *(sa.column(name, sa.Uuid()) for name in ("id", "firm_id")),
        *(sa.column(name, _TIME) for name in ("created_at", "updated_at")),
    )
    answers = sa.table(
        "answers",
        sa.column("assessment_id", sa.Uuid()),
        *map(sa.column, ("fact_id", "origin", "state")),
        sa.column("value", sa.JSON()),
    )
    firms = sa.table(
        "firms",
        sa.column("id", sa.Uuid()),
        *map(sa.column, ("credit_code", "name", "name_key", "name_core", "initials", "city", "chain", "employees")),
        sa.column("source"),
        sa.column("created_at", _TIME),
        sa.column("updated_at", _TIME),
    )
    told: dict[UUID, dict[str, Any]] = {}
    rows = sa.select(answers).where(answers.c.fact_id.in_(_FACTS), answers.c.state == 3).order_by(answers.c.origin)
    for row in connection.execute(rows):  # "self" before "verified", which then takes its place
        told.setdefault(row.assessment_id, {})[row.fact_id] = row.value
    known: dict[tuple[str, str], UUID] = {}
    for own in connection.execute(sa.select(assessments).order_by(assessments.c.created_at)).all():
        said = told.get(own.id, {})
        name, code = str(said.get("firm_name") or "").strip(), compact_code(str(said.get("credit_code") or ""))
        code = "" if code_fault(code) else code
        if not name and not code:
            continue
        city = said.get("city")
        key = ("code", code) if code else ("name", f"{name_key(name)} {city}") if city else ("one", str(own.id))
        if key not in known:
            known[key] = uuid4()
            name = name or code
            connection.execute(
                firms.insert().values(
                    id=known[key],
                    credit_code=code or None,
                    name=name,
                    name_key=name_key(name),
                    name_core=name_core(name),
                    initials=initials(name),
                    city=city,
                    chain=said.get("chain"),
                    employees=None if said.get("employees") is None else int(said["employees"]),
                    source="online",
                    created_at=own.created_at,
                    updated_at=own.updated_at,
                )
            )
        connection.execute(assessments.update().where(assessments.c.id == own.id).values(firm_id=known[key]))
