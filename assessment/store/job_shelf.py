"""Work in hand and the files it is about: kept here, so that every process of the server shares it and none loses it.

A job belongs to the process that claimed it as long as that process says that it lives. One whose process is gone is
claimed anew, by whichever process looks first; what a process that was taken for dead still writes is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update

from assessment.language import Label, label
from assessment.store import schema
from assessment.store.alive import is_silent
from assessment.store.desk import Desk
from assessment.store.records import JobRecord, KeptFile, LogLine
from assessment.store.refusals import FileUnknown

MOST_TRIES = 3

_FILES, _JOBS, _LINES = schema.kept_files, schema.jobs, schema.job_log
_OPEN = ("waiting", "running")
_AGAIN = label(
    "上一次做到一半时服务器停了，从头再来（第 {n} 次）",
    "the server stopped half-way; begun again (attempt {n})",
)
_GIVEN_UP = label(
    "做到一半服务器停了，已经试了 {n} 次。请重新开始；如果还这样，请减少企业数，或请管理员看日志。",
    "The server stopped half-way, {n} times. Start again; if it goes on, take fewer firms or have the log looked at.",
)
_CANCELLED = label("有人要求停止", "somebody asked to stop it")

Standing = Literal["ours", "stop", "lost"]
"""How a job stands for the process at work on it: go on, stop, or it is another's or nobody's by now."""


class JobShelf(Desk):
    """Files handed in, and jobs."""

    def keep_file(self, name: str, size: int, owner: str, day: date) -> KeptFile:
        """Note a file that was handed in; its content goes elsewhere."""
        now = self._clock()
        row = {"id": uuid4(), "name": name, "size": size, "owner": owner, "kept_at": now, "used_at": now}
        with self._writing() as connection:
            connection.execute(insert(_FILES).values(**row, day=day.isoformat(), faultless=False))
            return _file(connection.execute(select(_FILES).where(_FILES.c.id == row["id"])).one())

    def kept_file(self, file_id: UUID) -> KeptFile | None:
        """A file, None when it was forgotten."""
        with self._reading() as connection:
            row = connection.execute(select(_FILES).where(_FILES.c.id == file_id)).first()
        return None if row is None else _file(row)

    def kept_files(self) -> list[KeptFile]:
        """All files, the one used last first."""
        with self._reading() as connection:
            return [_file(row) for row in connection.execute(select(_FILES).order_by(_FILES.c.used_at.desc()))]

    def bytes_kept(self) -> int:
        """The bytes of all files together."""
        with self._reading() as connection:
            return int(connection.scalar(select(func.coalesce(func.sum(_FILES.c.size), 0))) or 0)

    def use_file(self, file_id: UUID) -> None:
        """Note that a file is in use."""
        with self._writing() as connection:
            connection.execute(update(_FILES).where(_FILES.c.id == file_id).values(used_at=self._clock()))

    def choose_firms(self, file_id: UUID, *, faultless: bool) -> None:
        """Which firms of a file count: all of them, or those without a problem."""
        with self._writing() as connection:
            connection.execute(update(_FILES).where(_FILES.c.id == file_id).values(faultless=faultless))

    def forget_file(self, file_id: UUID) -> None:
        """Forget a file with the jobs about it; a process at work on one stops when it next says that it lives."""
        with self._forgetting() as connection:
            connection.execute(delete(_FILES).where(_FILES.c.id == file_id))

    def idle_files(self, since: datetime) -> list[UUID]:
        """The files that nobody has used since then and nobody is at work on."""
        busy = select(_JOBS.c.file_id).where(_JOBS.c.state.in_(_OPEN), _JOBS.c.file_id.is_not(None))
        rows = select(_FILES.c.id).where(_FILES.c.used_at < since, _FILES.c.id.not_in(busy))
        with self._reading() as connection:
            return list(connection.scalars(rows))

    def begin_job(self, kind: str, owner: str, given: Mapping[str, Any], file_id: UUID | None = None) -> JobRecord:
        """Ask for a job; raises ``FileUnknown`` when the file it is about was forgotten meanwhile."""
        with self._writing() as connection:
            if file_id is not None:
                held = select(_FILES.c.id).where(_FILES.c.id == file_id).with_for_update()
                if connection.execute(held).first() is None:
                    raise FileUnknown()
            return self.put_job(connection, kind, owner, given, file_id)

    def begin_later(self, kind: str, owner: str, given: Mapping[str, Any], due: datetime) -> JobRecord:
        """Ask for a job that is not to be begun before a moment."""
        with self._writing() as connection:
            return self.put_job(connection, kind, owner, given, due=due)

    def put_job(
        self,
        connection: Connection,
        kind: str,
        owner: str,
        given: Mapping[str, Any],
        file_id: UUID | None = None,
        due: datetime | None = None,
    ) -> JobRecord:
        """Ask for a job in the transaction of what brings it about: there is either both or neither."""
        job_id = uuid4()
        values = {
            "id": job_id,
            "kind": kind,
            "owner": owner,
            "file_id": file_id,
            "given": dict(given),
            "state": "waiting",
            "done": 0,
            "of": 0,
            "stop_asked": False,
            "tries": 0,
            "created_at": self._clock(),
            "due_at": due,
        }
        connection.execute(insert(_JOBS).values(**values))
        self.trail.note(connection, "job_started", "job", job_id, details={"kind": kind}, by=owner or None)
        return job_of_row(connection.execute(select(_JOBS).where(_JOBS.c.id == job_id)).one())

    def job(self, job_id: UUID) -> JobRecord | None:
        """A job, None when it was forgotten."""
        with self._reading() as connection:
            row = connection.execute(select(_JOBS).where(_JOBS.c.id == job_id)).first()
        return None if row is None else job_of_row(row)

    def jobs(self, file_id: UUID | None = None) -> list[JobRecord]:
        """The jobs about a file, or all of them; the newest first."""
        rows = select(_JOBS).order_by(_JOBS.c.created_at.desc(), _JOBS.c.id)
        if file_id is not None:
            rows = rows.where(_JOBS.c.file_id == file_id)
        with self._reading() as connection:
            return [job_of_row(row) for row in connection.execute(rows)]

    def job_log(self, job_id: UUID) -> list[LogLine]:
        """What was noted about a job, oldest first."""
        rows = select(_LINES).where(_LINES.c.job_id == job_id).order_by(_LINES.c.id)
        with self._reading() as connection:
            return [LogLine(row.at, Label(**row.words)) for row in connection.execute(rows)]

    def forget_job(self, job_id: UUID) -> None:
        """Forget a job and what it made."""
        with self._forgetting() as connection:
            connection.execute(delete(_JOBS).where(_JOBS.c.id == job_id))

    def ask_stop(self, job_id: UUID) -> None:
        """Ask that a job stop: at once when nobody has begun it, else when the process at work next looks."""
        with self._writing() as connection:
            row = update(_JOBS).where(_JOBS.c.id == job_id)
            ended = {"state": "cancelled", "ended_at": self._clock()}
            self.trail.note(connection, "job_cancelled", "job", job_id)
            if not connection.execute(row.where(_JOBS.c.state == "waiting").values(**ended)).rowcount:
                connection.execute(row.where(_JOBS.c.state == "running").values(stop_asked=True))

    def claim_job(self, worker: str, kinds: Collection[str], is_dead: Callable[[str], bool]) -> JobRecord | None:
        """Take the oldest job that waits, or whose process is gone; None when there is none.

        ``is_dead`` is asked about a process that may be known to be gone before its time is over.
        """
        with self._reading() as connection:
            if not self._claimable(connection.execute(_candidates(kinds, self._clock())).all(), is_dead):
                return None
        with self._writing() as connection:
            waiting = _candidates(kinds, self._clock())
            found = connection.execute(waiting.with_for_update(skip_locked=True)).all()
            for row in self._claimable(found, is_dead):
                mine = update(_JOBS).where(_JOBS.c.id == row.id)
                now = self._clock()
                if row.stop_asked:
                    connection.execute(mine.values(state="cancelled", worker=None, ended_at=now))
                    self._line(connection, row.id, _CANCELLED)
                elif row.tries >= MOST_TRIES:
                    fault = _GIVEN_UP.fill(n=row.tries)
                    ended = {"state": "failed", "worker": None, "ended_at": now, "faults": [fault.model_dump()]}
                    connection.execute(mine.values(**ended))
                    self._line(connection, row.id, fault)
                else:
                    taken = {"state": "running", "worker": worker, "beat_at": now, "began_at": now, "done": 0, "of": 0}
                    connection.execute(mine.values(**taken, words=None, tries=row.tries + 1))
                    if row.tries:
                        self._line(connection, row.id, _AGAIN.fill(n=row.tries + 1))
                    return job_of_row(connection.execute(select(_JOBS).where(_JOBS.c.id == row.id)).one())
        return None

    def _claimable(self, rows: Sequence[Row[Any]], is_dead: Callable[[str], bool]) -> list[Row[Any]]:
        now = self._clock()

        def free(row: Row[Any]) -> bool:
            return row.state == "waiting" or is_silent(row.beat_at, now) or is_dead(row.worker)

        return [row for row in rows if free(row)]

    def beat(self, job_id: UUID, worker: str, words: Label | None, done: int, of: int) -> Standing:
        """Say that the process at work lives, and how far it has come; returns how the job stands for it."""
        mine = update(_JOBS).where(_JOBS.c.id == job_id, _JOBS.c.worker == worker, _JOBS.c.state == "running")
        told = {"words": None if words is None else words.model_dump(), "done": done, "of": of}
        with self._writing() as connection:
            if not connection.execute(mine.values(beat_at=self._clock(), **told)).rowcount:
                return "lost"
            asked = connection.scalar(select(_JOBS.c.stop_asked).where(_JOBS.c.id == job_id))
        return "stop" if asked else "ours"

    def end_job(
        self,
        job_id: UUID,
        worker: str,
        state: Literal["done", "failed", "cancelled", "waiting"],
        result: Any = None,
        faults: Sequence[Label] = (),
    ) -> bool:
        """Put down how a job ended, or that it waits again; false when it is not this process's any more."""
        mine = update(_JOBS).where(_JOBS.c.id == job_id, _JOBS.c.worker == worker, _JOBS.c.state == "running")
        told = [fault.model_dump() for fault in faults] or None
        ended = {"state": state, "worker": None, "result": result, "faults": told}
        if state == "waiting":  # the server is being stopped: that is no failure of the job
            ended["tries"] = _JOBS.c.tries - 1
        else:
            ended["ended_at"] = self._clock()
        with self._writing() as connection:
            if not connection.execute(mine.values(**ended)).rowcount:
                return False
            for fault in faults:
                self._line(connection, job_id, fault)
            if state != "waiting":
                owner = connection.scalar(select(_JOBS.c.owner).where(_JOBS.c.id == job_id))
                self.trail.note(connection, "job_ended", "job", job_id, details={"state": state}, by=owner)
            if state == "cancelled":
                self._line(connection, job_id, _CANCELLED)
        return True

    def note_job(self, job_id: UUID, words: Label) -> None:
        """Add a line to the log of a job; none where the job was forgotten."""
        with self._writing() as connection:
            if connection.execute(select(_JOBS.c.id).where(_JOBS.c.id == job_id).with_for_update()).first():
                self._line(connection, job_id, words)

    def _line(self, connection: Any, job_id: UUID, words: Label) -> None:
        connection.execute(insert(_LINES).values(job_id=job_id, at=self._clock(), words=words.model_dump()))


def _candidates(kinds: Collection[str], now: datetime) -> Select[Any]:
    due = or_(_JOBS.c.due_at.is_(None), _JOBS.c.due_at <= now)
    rows = select(_JOBS).where(_JOBS.c.state.in_(_OPEN), _JOBS.c.kind.in_(kinds), due)
    return rows.order_by(_JOBS.c.created_at, _JOBS.c.id)


def _file(row: Row[Any]) -> KeptFile:
    day = date.fromisoformat(row.day)
    return KeptFile(row.id, row.name, row.size, row.owner, row.kept_at, row.used_at, day, row.faultless)


def job_of_row(row: Row[Any]) -> JobRecord:
    """A job from its row."""
    return JobRecord(
        id=row.id,
        kind=row.kind,
        owner=row.owner,
        file_id=row.file_id,
        given=row.given,
        state=row.state,
        words=Label(**row.words) if row.words else None,
        done=row.done,
        of=row.of,
        stop_asked=row.stop_asked,
        tries=row.tries,
        created_at=row.created_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        faults=tuple(Label(**fault) for fault in row.faults or ()),
        result=row.result,
    )
