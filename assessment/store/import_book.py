"""Imports of firms: tried, written in one transaction, taken back row by row.

Trying writes what would be done into ``import_rows``, a block at a time, where nobody but the import looks. Writing is
one transaction made of statements over these rows, so that one that is broken off has not begun. Undoing goes block by
block, each by itself whole, so that owners who answer meanwhile wait for nobody; one that is broken off goes on.

An answer is an import's as long as its moment and its name are those of the import; what a person has touched since has
others, and stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Uuid, bindparam, delete, exists, insert, or_, select, text, update

from assessment.answers import Answer, State
from assessment.answers.firm_name import IDENTITY_FACTS
from assessment.language import label
from assessment.permissions import PROVINCE
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.firm_book import columns_of, show_latest
from assessment.store.firm_index import FirmIndex
from assessment.store.firm_records import FirmIdentity
from assessment.store.gate import admit_to
from assessment.store.import_fields import changed_fields, give_fields_back, set_fields
from assessment.store.import_records import BAD, FirmImport, ImportBounds, ImportedRow, RowToImport, Verdict
from assessment.store.import_standings import take_standings_back
from assessment.store.refusals import ImportRefused
from assessment.store.schema.columns import UtcTime

_IMPORTS, _ROWS, _FIRMS = schema.imports, schema.import_rows, schema.firms
_ASSESSMENTS, _ANSWERS, _LOG = schema.assessments, schema.answers, schema.answer_log
BLOCK = 500
Item = TypeVar("Item")
Progress = Callable[[int, int], None]
_SERVER_LOCK = 0x67616E7170
"""The advisory lock that imports on a PostgreSQL server share."""


class ImportBook(Desk):
    """Imports of one database."""

    def try_import(
        self,
        rows: Sequence[RowToImport],
        file_name: str,
        by: str,
        round_id: UUID | None = None,
        file_id: UUID | None = None,
        progress: Progress = lambda done, of: None,
        *,
        over: bool = False,
        bounds: ImportBounds | None = None,
    ) -> FirmImport:
        """Find out what importing these rows would do, and write nothing of it.

        Where a person answered otherwise since, a row is a conflict and is left out; with ``over`` the file counts.
        A row about a firm outside of the ``bounds``, by the file or as the firm is known, is left out.
        Raises ``RoundClosed`` for a round that takes no answers, ``ImportRefused`` when nobody signs for it.
        """
        by = schema.keepable(by.strip())
        if not by:
            raise ImportRefused(
                label("导入要有人签名", "Somebody must sign for an import"),
                label("请写上经办人的姓名。", "Please give your name."),
            )
        import_id, now = uuid4(), self._clock()
        area = PROVINCE if bounds is None else bounds.area
        begun = {
            "area": area,
            "file_id": file_id,
            "file_name": file_name,
            "round_id": round_id,
            "by": by,
            "tried_at": now,
        }
        with self._writing() as connection:
            if round_id is not None:
                admit_to(connection, round_id, now)
            connection.execute(
                insert(_IMPORTS).values(
                    id=import_id,
                    **begun,
                    state="trying",
                    good_rows=False,
                    over=over,
                    counts={},
                )
            )
        with self._reading() as connection:
            index = FirmIndex(connection)
            marks = {
                (row.imported_at, row.by)
                for row in connection.execute(select(_IMPORTS).where(_IMPORTS.c.imported_at.is_not(None)))
            }
        counts: Counter[str] = Counter()
        claimed: set[Any] = set()
        # In the order of the rows, so that millions of answers go to the end of their index and not all over it.
        fresh = iter(sorted(uuid4() for _ in rows))
        done = 0
        for block in _blocks(rows):
            with self._reading() as connection:
                tried = list(_tried(connection, block, index, marks, claimed, fresh, round_id, over, bounds))
            for number, row in enumerate(tried, done + 1):
                row |= {"import_id": import_id, "number": number}
                counts[row["verdict"]] += 1
                counts["twins"] += row["twins"] is not None
                if row["verdict"] == "changed" and row["facts"] is not None:
                    counts["over"] += 1
            with self._writing() as connection:
                connection.execute(insert(_ROWS), tried)
            done += len(block)
            progress(done, len(rows))
        with self._writing() as connection:
            connection.execute(
                update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(state="tried", counts=dict(counts))
            )
        return self.firm_import(import_id)

    def write_import(self, import_id: UUID, *, good_rows: bool) -> FirmImport:
        """Write what was tried, all of it or nothing; with ``good_rows`` the bad rows are left out.

        What has changed since it was tried counts as a conflict. Done before, or with nothing to write, it changes
        nothing. Raises ``ImportRefused`` where there are bad rows, ``RoundClosed``.
        """
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite has one writer anyway; here, too, two imports of the same firms must not pass one another.
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SERVER_LOCK})
            one = _import(_locked(connection, import_id))
            if one.state != "tried":
                return one
            now = self._clock()
            if one.round_id is not None:
                admit_to(connection, one.round_id, now)
            counts = _without_changed(connection, one)
            bad = sum(counts[verdict] for verdict in BAD)
            if bad and not good_rows:
                raise ImportRefused(
                    label(f"有 {bad} 行不能导入，一行也没有写", f"{bad} rows cannot be imported; nothing was written"),
                    label("请改好这些行，或选择只导入没有问题的行。", "Correct them, or import the good rows only."),
                )
            values: dict[str, Any] = {"counts": counts, "good_rows": good_rows}
            if counts["new"] or counts["changed"]:
                given = {"i": import_id, "now": now, "by": one.by}
                for statement in _NEW:
                    connection.execute(statement, given)
                set_fields(connection, import_id, now)
                _change(connection, one, now)
                values |= {"state": "done", "imported_at": now}
                self.trail.note(connection, "firms_imported", "import", import_id, details=counts, by=one.by)
            connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(**values))
        self._tidy(import_id)
        return self.firm_import(import_id)

    def undo_import(self, import_id: UUID, by: str, progress: Progress = lambda done, of: None) -> FirmImport:
        """Take an import back: what it made goes, what it changed gets its old value, what was touched since stays.

        Begun before, it goes on. Raises ``ImportRefused`` for one that was not written, ``RoundClosed``.
        """
        by = schema.keepable(by.strip())
        with self._writing() as connection:
            one = _import(_locked(connection, import_id))
            if one.state == "undone":
                return one
            if one.state not in ("done", "undoing") or not by:
                raise ImportRefused(
                    label("这次导入不能撤回", "This import cannot be taken back"),
                    label(
                        "只有写入了的导入才能撤回，并要有人签名。",
                        "Only one that was written can, by somebody who signs.",
                    ),
                )
            if one.round_id is not None and one.state == "done":
                admit_to(connection, one.round_id, self._clock())
            connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(state="undoing", undone_by=by))
        written = _ROWS.c.verdict.in_(("new", "changed")) & (_ROWS.c.import_id == import_id)
        of, done = one.good, 0
        while True:
            with self._writing() as connection:
                rows = connection.execute(
                    select(_ROWS).where(written, _ROWS.c.ended.is_(None)).order_by(_ROWS.c.number).limit(BLOCK)
                ).all()
                if not rows:
                    done_at = {"state": "undone", "undone_at": self._clock()}
                    connection.execute(update(_IMPORTS).where(_IMPORTS.c.id == import_id).values(**done_at))
                    self.trail.note(connection, "import_undone", "import", import_id, by=by)
                    break
                _take_back(connection, one, rows, by, self._clock())
            done += len(rows)
            progress(min(done, of), of)
        self._fold_log()
        return self.firm_import(import_id)

    def firm_import(self, import_id: UUID) -> FirmImport:
        """One import; raises ``ImportRefused`` when it is not there."""
        with self._reading() as connection:
            row = connection.execute(select(_IMPORTS).where(_IMPORTS.c.id == import_id)).first()
        return _import(row)

    def firm_imports(self) -> list[FirmImport]:
        """The imports that were written, the newest first, those taken back included."""
        rows = select(_IMPORTS).where(_IMPORTS.c.imported_at.is_not(None)).order_by(_IMPORTS.c.imported_at.desc())
        with self._reading() as connection:
            return [_import(row) for row in connection.execute(rows)]

    def last_try(self, file_id: UUID) -> FirmImport | None:
        """What was last tried of a file and not written since."""
        rows = select(_IMPORTS).where(_IMPORTS.c.file_id == file_id).order_by(_IMPORTS.c.tried_at.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(rows).first()
        return None if row is None or row.state != "tried" else _import(row)

    def import_rows(
        self,
        import_id: UUID,
        verdict: Verdict | None = None,
        *,
        kept: bool = False,
        twins: bool = False,
        over: bool = False,
        most: int = 200,
    ) -> list[ImportedRow]:
        """Rows of an import in the order of the file: of one verdict, those that undoing kept, possible twins, or
        those that go over what a person answered."""
        rows = select(_ROWS).where(_ROWS.c.import_id == import_id).order_by(_ROWS.c.number).limit(most)
        if verdict is not None:
            rows = rows.where(_ROWS.c.verdict == verdict)
        if kept:
            rows = rows.where(_ROWS.c.ended == "kept")
        if twins:
            rows = rows.where(_ROWS.c.twins.is_not(None))
        if over:
            rows = rows.where(_ROWS.c.verdict == "changed", _ROWS.c.facts.is_not(None))
        with self._reading() as connection:
            return [
                ImportedRow(row.place, row.name, row.verdict, tuple(row.twins or ()), tuple(row.facts or ()), row.ended)
                for row in connection.execute(rows)
            ]

    def forget_tries(self, before: datetime) -> None:
        """Forget what was tried and never written."""
        with self._forgetting() as connection:
            tried = _IMPORTS.c.imported_at.is_(None) & (_IMPORTS.c.tried_at < before)
            connection.execute(delete(_IMPORTS).where(tried))

    def _tidy(self, import_id: UUID) -> None:
        """Forget what was only needed to write: the answers of new firms stand elsewhere now."""
        spent = (_ROWS.c.import_id == import_id) & (_ROWS.c.verdict != "changed") & _ROWS.c.answers.is_not(None)
        while True:
            with self._writing() as connection:
                if connection.scalar(select(_IMPORTS.c.imported_at).where(_IMPORTS.c.id == import_id)) is None:
                    return
                numbers = list(connection.scalars(select(_ROWS.c.number).where(spent).limit(BLOCK * 4)))
                if not numbers:
                    return
                those = (_ROWS.c.import_id == import_id) & _ROWS.c.number.in_(numbers)
                connection.execute(update(_ROWS).where(those).values(answers=None, firm=None))


def _tried(
    connection: Connection,
    block: Sequence[RowToImport],
    index: FirmIndex,
    marks: set[tuple[datetime, str]],
    claimed: set[Any],
    fresh: Iterator[UUID],
    round_id: UUID | None,
    over: bool,
    bounds: ImportBounds | None,
) -> Iterator[dict[str, Any]]:
    """What would be done with each row."""
    found = [index.find(row.identity) for row in block]
    own = _assessments_of(connection, [firm for firm in found if firm is not None], round_id)
    standing = _standing(connection, list(own.values()))
    for row, firm_id in zip(block, found, strict=True):
        identity = row.identity
        told: dict[str, Any] = {
            "place": row.place,
            "name": identity.name or identity.credit_code or "",
            "firm_id": firm_id or uuid4(),
            "assessment_id": None,
            "makes_firm": firm_id is None,
            "makes_assessment": False,
            "twins": None,
            "firm": None,
            "answers": None,
            "before": None,
            "facts": None,
            "fields": None,
        }
        keys = {firm_id or (identity.credit_code or (columns_of(identity)["name_key"], identity.city))}
        if row.faulty:
            told |= {"verdict": "faulty"}
        elif bounds is not None and not _inside(bounds, identity, None if firm_id is None else index.known(firm_id)):
            told |= {"verdict": "outside", "firm_id": None}
        elif keys & claimed:
            told |= {"verdict": "twin", "twins": []}
        elif firm_id in own:
            told |= {"assessment_id": own[firm_id]}
            told |= _compared(row.answers, standing.get(own[firm_id], {}), marks, over)
        else:
            told |= {"verdict": "new", "assessment_id": next(fresh), "makes_assessment": True}
            told |= {"answers": {fact: _plain(answer) for fact, answer in row.answers.items()}}
            if firm_id is None:
                told |= {"firm": columns_of(identity), "twins": index.twins(identity, bounds) or None}
        if firm_id is not None and told["verdict"] in ("new", "changed", "same"):
            told |= {"fields": changed_fields(index.known(firm_id), identity)}
            if told["fields"] is not None and told["verdict"] == "same":
                told |= {"verdict": "changed", "answers": {}, "before": {}}
        claimed |= keys
        yield told


def _inside(bounds: ImportBounds, identity: FirmIdentity, known: Row[Any] | None) -> bool:
    """Is a firm where an import may touch it: as it is known, and as the file says? Neither alone can be trusted."""
    if known is not None and not bounds.hold(known.city, known.county):
        return False
    if known is not None and identity.city in (None, known.city) and identity.county is None:
        return True
    return bounds.hold(identity.city, identity.county)


def _assessments_of(connection: Connection, firms: Sequence[UUID], round_id: UUID | None) -> dict[UUID | None, UUID]:
    """The latest assessment in the round, or outside of all rounds, of each firm that has one."""
    within = _ASSESSMENTS.c.round_id.is_(None) if round_id is None else _ASSESSMENTS.c.round_id == round_id
    rows = select(_ASSESSMENTS.c.firm_id, _ASSESSMENTS.c.id).where(_ASSESSMENTS.c.firm_id.in_(firms), within)
    ordered = connection.execute(rows.order_by(_ASSESSMENTS.c.created_at, _ASSESSMENTS.c.id))
    return {row.firm_id: row.id for row in ordered}


def _standing(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[str, Row[Any]]]:
    rows = select(_ANSWERS).where(_ANSWERS.c.assessment_id.in_(ids), _ANSWERS.c.origin == "self")
    found: dict[UUID, dict[str, Row[Any]]] = {}
    for row in connection.execute(rows):
        found.setdefault(row.assessment_id, {})[row.fact_id] = row
    return found


def _compared(
    given: Mapping[str, Answer], standing: Mapping[str, Row[Any]], marks: set[tuple[datetime, str]], over: bool
) -> dict[str, Any]:
    """What a row changes in an assessment, and where a person has answered otherwise."""
    written, before, otherwise = {}, {}, []
    for fact, answer in given.items():
        now = standing.get(fact)
        if now is None:
            written[fact] = _plain(answer)
        elif _row_plain(now) != answer.plain():
            if (now.at, now.by) not in marks:
                otherwise.append(fact)
            written[fact] = _plain(answer)
            before[fact] = _kept(now)
    if otherwise and not over:
        return {"verdict": "conflict", "facts": otherwise}
    if not written:
        return {"verdict": "same"}
    return {"verdict": "changed", "answers": written, "before": before, "facts": otherwise or None}


def _plain(answer: Answer) -> dict[str, Any]:
    """An answer as a row keeps it: v alone when answered, else the state, its reason, and how the log tells it."""
    if answer.state is State.ANSWERED:
        return {"v": answer.plain()}
    reason = {} if answer.reason is None else {"r": answer.reason}
    return {"s": int(answer.state), "p": answer.plain()} | reason


def _kept(row: Row[Any]) -> dict[str, Any]:
    mark = {"at": row.at.isoformat(), "by": row.by}
    return {"s": row.state, "v": row.value, "r": row.reason, "p": _row_plain(row)} | mark


def _row_plain(row: Row[Any]) -> Any:
    if row.state == State.ANSWERED:
        return row.value
    return Answer(State(row.state), None, row.reason).plain()


def _statement(sql: str) -> Any:
    given: tuple[Any, ...] = (
        bindparam("i", type_=Uuid()),
        bindparam("now", type_=UtcTime()),
        bindparam("by"),
    )
    return text(sql).bindparams(*[one for one in given if f":{one.key}" in sql])


_OF_NEW = "FROM import_rows r JOIN imports i ON i.id = r.import_id"
_EACH = f"{_OF_NEW}, json_each(r.answers) e WHERE r.import_id = :i AND r.verdict = 'new'"
_NEW = [
    _statement(sql)
    for sql in (
        "INSERT INTO firms (id, credit_code, name, name_key, name_core, initials, city, county, chain, employees,"
        " source, created_at, updated_at, needs) SELECT r.firm_id, r.firm->>'credit_code', r.firm->>'name',"
        " r.firm->>'name_key', r.firm->>'name_core', r.firm->>'initials', r.firm->>'city', r.firm->>'county',"
        " r.firm->>'chain', CAST(r.firm->>'employees' AS INTEGER), 'import', :now, :now, ''"
        f" {_OF_NEW} WHERE r.import_id = :i AND r.verdict = 'new' AND r.makes_firm",
        "INSERT INTO assessments (id, created_at, updated_at, language, consent, results_kept, firm_id, round_id)"
        f" SELECT r.assessment_id, :now, :now, 'zh', false, 0, r.firm_id, i.round_id {_OF_NEW}"
        " WHERE r.import_id = :i AND r.verdict = 'new' AND r.makes_assessment",
        'INSERT INTO answers (assessment_id, fact_id, origin, state, value, reason, at, "by")'
        " SELECT r.assessment_id, e.key, 'self', CAST(coalesce(e.value->>'s', '3') AS INTEGER), e.value->'v',"
        f" e.value->>'r', :now, :by {_EACH}",
        'INSERT INTO answer_log (assessment_id, fact_id, origin, at, "by", new)'
        f" SELECT r.assessment_id, e.key, 'self', :now, :by, coalesce(e.value->'p', e.value->'v') {_EACH}",
    )
]
"""What is new, written by the database itself: eighty thousand firms are millions of answers."""


def _without_changed(connection: Connection, one: FirmImport) -> dict[str, int]:
    """Make conflicts of the rows whose firm or assessment has changed since; returns the counts as they are then."""
    mine = (_ROWS.c.import_id == one.id) & _ROWS.c.verdict.in_(("new", "changed"))
    within = _ASSESSMENTS.c.round_id.is_(None) if one.round_id is None else _ASSESSMENTS.c.round_id == one.round_id
    younger = (_FIRMS.c.created_at >= one.tried_at) & _ROWS.c.makes_firm
    same = or_(
        _FIRMS.c.credit_code == _ROWS.c.firm["credit_code"].as_string(),
        (_FIRMS.c.name_key == _ROWS.c.firm["name_key"].as_string())
        & (_FIRMS.c.city == _ROWS.c.firm["city"].as_string()),
    )
    gone = ~_ROWS.c.makes_firm & ~exists().where(_FIRMS.c.id == _ROWS.c.firm_id, _FIRMS.c.merged_into.is_(None))
    began = _ROWS.c.makes_assessment & exists().where(
        _ASSESSMENTS.c.firm_id == _ROWS.c.firm_id, within, _ASSESSMENTS.c.created_at >= one.tried_at
    )
    answered = ~_ROWS.c.makes_assessment & ~exists().where(
        _ASSESSMENTS.c.id == _ROWS.c.assessment_id,
        _ASSESSMENTS.c.firm_id == _ROWS.c.firm_id,
        _ASSESSMENTS.c.updated_at < one.tried_at,
    )
    renamed = _ROWS.c.fields.is_not(None) & ~exists().where(
        _FIRMS.c.id == _ROWS.c.firm_id, _FIRMS.c.updated_at < one.tried_at
    )
    stale = list(connection.scalars(select(_ROWS.c.number).where(mine, or_(gone, began, answered, renamed))))
    if connection.execute(select(_FIRMS.c.id).where(_FIRMS.c.created_at >= one.tried_at).limit(1)).first():
        stale += connection.scalars(select(_ROWS.c.number).where(mine, younger, same))
    for some in _blocks(stale):
        these = (_ROWS.c.import_id == one.id) & _ROWS.c.number.in_(some)
        connection.execute(update(_ROWS).where(these).values(verdict="conflict"))
    counts = Counter(dict(one.counts))
    for verdict in ("new", "changed", "conflict"):
        of = select(_ROWS.c.number).where(_ROWS.c.import_id == one.id, _ROWS.c.verdict == verdict)
        counts[verdict] = len(connection.execute(of).all()) if stale else counts[verdict]
    return {verdict: counts[verdict] for verdict in ("new", "changed", "same", *BAD, "twins", "over")}


def _change(connection: Connection, one: FirmImport, now: datetime) -> None:
    """Write the answers that change or come in addition."""
    rows = connection.execute(
        select(_ROWS).where(_ROWS.c.import_id == one.id, _ROWS.c.verdict == "changed").order_by(_ROWS.c.number)
    )
    for block in _blocks(rows.all()):
        added, changed, log = [], [], []
        for row in block:
            for fact, told in row.answers.items():
                before = row.before.get(fact)
                new = {"state": told.get("s", int(State.ANSWERED)), "value": told.get("v"), "reason": told.get("r")}
                if before is None:
                    added.append(_key(row, fact) | new | {"at": now, "by": one.by})
                else:
                    changed.append(_bound(row, fact, before) | {f"new_{k}": v for k, v in new.items()})
                log.append(
                    _key(row, fact)
                    | {"at": now, "by": one.by, "old": before and before["p"], "new": told.get("p", told.get("v"))}
                )
        if added:
            connection.execute(insert(_ANSWERS), added)
        _set(connection, changed, now, one.by)
        if log:
            connection.execute(insert(_LOG), log)
        ids = [row.assessment_id for row in block]
        connection.execute(update(_ASSESSMENTS).where(_ASSESSMENTS.c.id.in_(ids)).values(updated_at=now))


def _key(row: Row[Any], fact: str) -> dict[str, Any]:
    return {"assessment_id": row.assessment_id, "fact_id": fact, "origin": "self"}


def _bound(row: Row[Any], fact: str, before: Mapping[str, Any]) -> dict[str, Any]:
    return {"of": row.assessment_id, "fact": fact, "seen": datetime.fromisoformat(before["at"])}


def _set(connection: Connection, changed: Sequence[Mapping[str, Any]], now: datetime, by: str) -> None:
    """Overwrite answers that are still those that were seen."""
    if not changed:
        return
    statement = (
        update(_ANSWERS)
        .where(
            _ANSWERS.c.assessment_id == bindparam("of"),
            _ANSWERS.c.fact_id == bindparam("fact"),
            _ANSWERS.c.origin == "self",
            _ANSWERS.c.at == bindparam("seen"),
        )
        .values(
            state=bindparam("new_state"), value=bindparam("new_value"), reason=bindparam("new_reason"), at=now, by=by
        )
    )
    connection.execute(statement, list(changed))


def _take_back(connection: Connection, one: FirmImport, rows: Sequence[Row[Any]], by: str, now: datetime) -> None:
    """Take some rows of an import back."""
    made = [row for row in rows if row.makes_assessment]
    touched = _touched(connection, one, [row.assessment_id for row in made])
    gone = [row for row in made if row.assessment_id not in touched]
    connection.execute(delete(_ASSESSMENTS).where(_ASSESSMENTS.c.id.in_([row.assessment_id for row in gone])))
    firms = [row.firm_id for row in gone if row.makes_firm]
    alone = ~or_(
        exists().where(_ASSESSMENTS.c.firm_id == _FIRMS.c.id),
        exists().where(schema.firm_notes.c.firm_id == _FIRMS.c.id),
        exists().where(or_(schema.firm_merges.c.kept_id == _FIRMS.c.id, schema.firm_merges.c.gone_id == _FIRMS.c.id)),
    )
    connection.execute(delete(_FIRMS).where(_FIRMS.c.id.in_(firms), alone))
    for row in gone:
        if not row.makes_firm:
            show_latest(connection, row.firm_id)
    fields_kept = give_fields_back(connection, [row for row in rows if not row.makes_firm], now)
    take_standings_back(connection, [row for row in rows if row not in gone])
    ended: list[dict[str, Any]] = [
        {"n": row.number, "end": "kept" if row.number in fields_kept else "gone", "why": fields_kept.get(row.number)}
        for row in gone
    ]
    standing = _standing(connection, [row.assessment_id for row in rows if row not in gone])
    for row in rows:
        if row in gone:
            continue
        answers = standing.get(row.assessment_id, {})
        ours = {fact for fact, now_ in answers.items() if (now_.at, now_.by) == (one.imported_at, one.by)}
        if row.makes_assessment:
            kept = sorted(set(answers) - ours)
            _restore(connection, row, answers, ours - IDENTITY_FACTS, {}, by, now)
        else:
            kept = sorted(fact for fact in row.answers if fact not in ours)
            _restore(connection, row, answers, ours & set(row.answers), row.before, by, now)
        kept += fields_kept.get(row.number, [])
        end = "kept" if row.makes_assessment or kept else "restored"
        ended.append({"n": row.number, "end": end, "why": kept})
    statement = update(_ROWS).where(_ROWS.c.import_id == one.id, _ROWS.c.number == bindparam("n"))
    connection.execute(statement.values(ended=bindparam("end"), facts=bindparam("why")), ended)


def _touched(connection: Connection, one: FirmImport, ids: Iterable[UUID]) -> set[UUID]:
    """The assessments of an import that somebody has touched since."""
    of = _ASSESSMENTS.c.id
    since = or_(
        _ASSESSMENTS.c.consent,
        _ASSESSMENTS.c.code_hash.is_not(None),
        _ASSESSMENTS.c.finished_at.is_not(None),
        exists().where(_ANSWERS.c.assessment_id == of, or_(_ANSWERS.c.at != one.imported_at, _ANSWERS.c.by != one.by)),
        exists().where(schema.results.c.assessment_id == of),
        exists().where(schema.comments.c.assessment_id == of),
        exists().where(schema.refused_entries.c.assessment_id == of),
    )
    return set(connection.scalars(select(of).where(of.in_(list(ids)), since)))


def _restore(
    connection: Connection,
    row: Row[Any],
    answers: Mapping[str, Row[Any]],
    facts: Iterable[str],
    before: Mapping[str, Any],
    by: str,
    now: datetime,
) -> None:
    """Give answers of an import back what stood before, who had given it and when included."""
    for fact in sorted(facts):
        old = before.get(fact)
        this = (_ANSWERS.c[name] == value for name, value in _key(row, fact).items())
        if old is None:
            connection.execute(delete(_ANSWERS).where(*this))
        else:
            was = {"state": old["s"], "value": old["v"], "reason": old["r"], "by": old["by"]}
            at = datetime.fromisoformat(old["at"])
            connection.execute(update(_ANSWERS).where(*this).values(**was, at=at))
        told = {"at": now, "by": by, "old": _row_plain(answers[fact]), "new": old and old["p"]}
        connection.execute(insert(_LOG).values(**_key(row, fact), **told))
        connection.execute(update(_ASSESSMENTS).where(_ASSESSMENTS.c.id == row.assessment_id).values(updated_at=now))


def _blocks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[at : at + BLOCK] for at in range(0, len(items), BLOCK))


def _locked(connection: Connection, import_id: UUID) -> Row[Any] | None:
    return connection.execute(select(_IMPORTS).where(_IMPORTS.c.id == import_id).with_for_update()).first()


def _import(row: Row[Any] | None) -> FirmImport:
    if row is None:
        raise ImportRefused(
            label("找不到这次导入", "This import does not exist"),
            label("请核对编号，或重新试导。", "Check its number, or try the file again."),
        )
    return FirmImport(
        row.id,
        row.file_id,
        row.file_name,
        row.round_id,
        row.by,
        row.state,
        row.good_rows,
        row.over,
        row.area,
        row.counts,
        row.tried_at,
        row.imported_at,
        row.undone_at,
        row.undone_by,
    )
