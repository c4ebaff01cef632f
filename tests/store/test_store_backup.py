"""A copy is whole while others write, and comes back whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from assessment.answers.answer import UNANSWERED, Answer, State
from assessment.checks.database import doctor
from assessment.store import backup as backing_up
from assessment.store import migrating
from assessment.store.assessments import Store, open_store
from assessment.store.backup import back_up, restore
from assessment.store.database import connect
from assessment.store.migrating import migrate
from assessment.store.refusals import DatabaseRefused, DatabaseUnavailable
from assessment.store.seal import seal_of
from tests.store.test_store_database import at_once

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 26, 13, 15, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the database is; its folder holds nothing else."""
    (tmp_path / "var").mkdir()
    return tmp_path / "var" / "assessment.sqlite3"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def answer(number: float) -> Answer:
    return Answer(State.ANSWERED, float(number))


def filled(path: Path, firms: int = 2) -> list[str]:
    """A database with firms of one answer each; returns their codes."""
    store = open_store(url(path))
    made = [store.create_assessment("zh") for _ in range(firms)]
    for number, (firm, _) in enumerate(made):
        store.save_answer(firm.id, "employees", answer(number), "self", "owner", UNANSWERED)
    store.close()
    return [code for _, code in made]


def opened(path: Path, codes: list[str]) -> list[float]:
    """What the firms of ``filled`` answered, found by their codes."""
    store = open_store(url(path))
    values = [store.answers(store.resume(code, "phone").id)["employees"].value for code in codes]
    store.close()
    return values  # type: ignore[return-value]


def names_in(folder: Path) -> set[str]:
    """The files of a folder, without the secrets that belong to databases and the seals of copies."""
    return {path.name for path in folder.iterdir() if path.suffix not in (".secret", ".seal")}


class TestBackingUp:
    """One whole file."""

    def test_every_answer_acknowledged_before_is_in_it_while_others_go_on_answering(
        self, place: Path, tmp_path: Path
    ) -> None:
        store = open_store(url(place))
        firms = [store.create_assessment("zh")[0].id for _ in range(3)]
        acknowledged: dict[UUID, int] = dict.fromkeys(firms, 0)
        enough, end = threading.Barrier(4), threading.Event()

        def go_on(firm: UUID) -> None:
            number = 0
            while not end.is_set():
                number += 1
                store.save_answer(firm, f"f{number}", answer(number), "self", "owner", UNANSWERED)
                acknowledged[firm] = number
                if number == 20:
                    enough.wait(60)

        threads = [threading.Thread(target=go_on, args=(firm,)) for firm in firms]
        for thread in threads:
            thread.start()
        enough.wait(60)
        for copy in range(3):
            before = dict(acknowledged)
            back_up(url(place), tmp_path / f"copy{copy}")
            back = open_store(url(tmp_path / f"copy{copy}"))
            for firm, last in before.items():
                numbers = range(1, len(back.answers(firm)) + 1)
                assert len(numbers) >= last >= 20
                assert back.answers(firm) == {f"f{n}": answer(n) for n in numbers}
                assert len(back.log(firm)) == len(numbers)
            back.close()
        end.set()
        for thread in threads:
            thread.join()
        store.close()

    def test_it_is_one_sound_file_that_only_its_owner_may_read(self, place: Path, tmp_path: Path) -> None:
        filled(place)
        (tmp_path / "out").mkdir()
        copied = back_up(url(place), tmp_path / "out" / "copy")
        assert (copied.assessments, copied.answers, copied.results) == (2, 2, 0)
        assert names_in(tmp_path / "out") == {"copy"}
        assert (tmp_path / "out" / "copy").stat().st_mode & 0o777 == 0o600
        with closing(sqlite3.connect(tmp_path / "out" / "copy")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def test_what_a_killed_process_left_in_the_log_is_in_it(self, place: Path, tmp_path: Path) -> None:
        program = (
            "import os, sys\n"
            "from assessment.answers.answer import Answer, State, UNANSWERED\n"
            "from assessment.store.assessments import open_store\n"
            "store = open_store(sys.argv[1])\n"
            "firm, code = store.create_assessment('zh')\n"
            "store.save_answer(firm.id, 'employees', Answer(State.ANSWERED, 7.0), 'self', 'owner', UNANSWERED)\n"
            "print(code, flush=True)\n"
            "os.kill(os.getpid(), 9)\n"
        )
        ran = subprocess.run([sys.executable, "-c", program, url(place)], cwd=ROOT, capture_output=True, check=False)
        assert place.with_name(place.name + "-wal").stat().st_size > 0
        back_up(url(place), tmp_path / "copy")
        assert opened(tmp_path / "copy", [ran.stdout.decode().strip()]) == [7.0]

    def test_an_old_copy_is_replaced_only_when_told_to(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        (tmp_path / "copy").write_text("older")
        with pytest.raises(DatabaseRefused, match="exists"):
            back_up(url(place), tmp_path / "copy")
        assert (tmp_path / "copy").read_text() == "older"
        back_up(url(place), tmp_path / "copy", replace=True)
        assert opened(tmp_path / "copy", codes) == [0.0, 1.0]

    @pytest.mark.parametrize("replace", [True, False])
    def test_several_at_once_to_one_place_make_one_whole_copy(self, place: Path, tmp_path: Path, replace: bool) -> None:
        codes, out = filled(place), tmp_path / "copy.sqlite3"
        program = (
            "import sys\n"
            "from pathlib import Path\n"
            "from assessment.store.backup import back_up\n"
            "from assessment.store.refusals import DatabaseRefused\n"
            "input('ready\\n')\n"
            "try:\n"
            f"    print(back_up(sys.argv[1], Path({str(out)!r}), replace={replace}).answers)\n"
            "except DatabaseRefused as refused:\n"
            "    print(refused.message.zh)\n"
        )
        told = at_once(program, url(place), processes=3)
        taken = f"{out} 已经存在，没有覆盖\n"
        assert sorted(told) == (["2\n"] * 3 if replace else sorted([taken, taken, "2\n"]))
        assert opened(out, codes) == [0.0, 1.0]
        assert names_in(tmp_path) >= {"copy.sqlite3"} and not [name for name in names_in(tmp_path) if "part" in name]

    def test_the_database_itself_is_never_the_copy(self, place: Path) -> None:
        codes = filled(place)
        with pytest.raises(DatabaseRefused, match="itself"):
            back_up(url(place), place, replace=True)
        assert opened(place, codes) == [0.0, 1.0]

    @pytest.mark.parametrize("out", ["no/such/folder", "file/below"])
    def test_a_place_that_cannot_be_written_is_one_sentence(self, place: Path, tmp_path: Path, out: str) -> None:
        filled(place)
        (tmp_path / "file").write_text("")
        with pytest.raises(DatabaseRefused, match="was not written"):
            back_up(url(place), tmp_path / out)

    def test_a_failure_leaves_the_old_copy_and_nothing_half(
        self, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        filled(place)
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "copy").write_text("older")

        def full(_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(backing_up.os, "fsync", full)
        with pytest.raises(DatabaseRefused, match="No space left"):
            back_up(url(place), tmp_path / "out" / "copy", replace=True)
        assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == {"copy": "older"}

    def test_without_a_database_there_is_nothing_to_copy(self, place: Path, tmp_path: Path) -> None:
        with pytest.raises(DatabaseRefused, match="no database"):
            back_up(url(place), tmp_path / "copy")
        assert not place.exists()


class TestRestoring:
    """The place holds the old database or the new one, whole."""

    def test_a_fresh_place_serves_what_was_copied(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        back_up(url(place), tmp_path / "copy")
        elsewhere = tmp_path / "other machine" / "assessment.sqlite3"
        copied = restore(url(elsewhere), tmp_path / "copy", NOW)
        assert (copied.assessments, copied.replaced) == (2, None)
        assert opened(elsewhere, codes) == [0.0, 1.0]
        assert all(check.ok and check.remedy is None for check in doctor(url(elsewhere)))

    def test_what_it_replaces_is_kept_beside_it(self, place: Path, tmp_path: Path) -> None:
        first = filled(place)
        back_up(url(place), tmp_path / "copy")
        second = filled(place, firms=3)
        copied = restore(url(place), tmp_path / "copy", NOW)
        assert opened(place, first) == [0.0, 1.0]
        assert copied.replaced is not None
        assert copied.replaced.parent == place.parent
        assert opened(copied.replaced, [*first, *second]) == [0.0, 1.0, 0.0, 1.0, 2.0]

    def test_while_somebody_works_with_the_database_it_is_refused(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        back_up(url(place), tmp_path / "copy")
        store = open_store(url(place))
        with pytest.raises(DatabaseRefused, match="in use"):
            restore(url(place), tmp_path / "copy", NOW)
        assert sorted(path.name for path in place.parent.glob("*.re*")) == []
        store.close()
        restore(url(place), tmp_path / "copy", NOW)
        assert opened(place, codes) == [0.0, 1.0]

    def test_another_program_that_has_it_open_is_noticed_too(self, place: Path, tmp_path: Path) -> None:
        filled(place)
        back_up(url(place), tmp_path / "copy")
        with closing(sqlite3.connect(place)) as shell:
            shell.execute("SELECT count(*) FROM assessments").fetchone()
            with pytest.raises(DatabaseRefused, match="in use"):
                restore(url(place), tmp_path / "copy", NOW)
        assert [path.name for path in place.parent.glob("*.re*")] == []

    def test_a_damaged_database_is_replaced_and_kept_as_it_is(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        back_up(url(place), tmp_path / "copy")
        place.write_bytes(b"not a database at all" * 300)
        log = place.with_name(place.name + "-wal")
        log.write_bytes(b"its log")
        copied = restore(url(place), tmp_path / "copy", NOW)
        assert opened(place, codes) == [0.0, 1.0]
        assert copied.replaced is not None
        assert copied.replaced.read_bytes().startswith(b"not a database")
        assert copied.replaced.with_name(copied.replaced.name + "-wal").read_bytes() == b"its log"

    @pytest.mark.parametrize("kind", ["text", "half", "foreign", "newer", "no file"])
    def test_what_is_no_sound_copy_changes_nothing(self, place: Path, tmp_path: Path, kind: str) -> None:
        codes = filled(place, firms=9)
        copy = tmp_path / "copy"
        if kind != "no file":
            back_up(url(place), copy)
        if kind == "text":
            copy.write_text("a letter, not a database\n" * 300)
        elif kind == "half":
            copy.write_bytes(copy.read_bytes()[: 12 * 4096])
        elif kind == "foreign":
            copy.unlink()
            with closing(sqlite3.connect(copy)) as other:
                other.execute("CREATE TABLE recipes (name TEXT)")
        elif kind == "newer":
            with closing(sqlite3.connect(copy)) as other:
                other.execute("UPDATE alembic_version SET version_num = '9999'")
                other.commit()
        before = {path.name: path.read_bytes() for path in place.parent.iterdir()}
        with pytest.raises(DatabaseRefused):
            restore(url(place), copy, NOW)
        assert {path.name: path.read_bytes() for path in place.parent.iterdir()} == before
        assert opened(place, codes) == [float(n) for n in range(9)]

    @pytest.mark.parametrize("step", ["migrate", "_keep_aside", "_put"])
    def test_a_failure_at_any_step_leaves_the_old_database(
        self, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        old = filled(place, firms=3)
        filled(tmp_path / "other", firms=1)
        back_up(url(tmp_path / "other"), tmp_path / "copy")

        def fails(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(backing_up, step, fails)
        with pytest.raises(DatabaseRefused, match="No space left"):
            restore(url(place), tmp_path / "copy", NOW)
        monkeypatch.undo()
        assert not list(place.parent.glob("*.restoring*"))
        assert opened(place, old) == [0.0, 1.0, 2.0]

    def test_an_older_copy_is_brought_to_the_current_schema(
        self, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(migrating, "head", lambda: "0002")
        migrate(url(tmp_path / "copy"))
        monkeypatch.undo()
        firm, moment = UUID(int=1).hex, "2026-10-01 08:00:00"
        with closing(sqlite3.connect(tmp_path / "copy")) as old:
            old.execute(
                "INSERT INTO assessments (id, created_at, updated_at, language, consent) VALUES (?, ?, ?, 'zh', 0)",
                (firm, moment, moment),
            )
            for number in (1, 2):
                old.execute(
                    "INSERT INTO results VALUES (?, ?, ?, ?, '{}', '{}')", (UUID(int=number).hex, firm, number, moment)
                )
            old.commit()
        restore(url(place), tmp_path / "copy", NOW)
        store = open_store(url(place))
        assert store.freeze_result(UUID(int=1), {}, {}).number == 3
        store.close()
        assert all(check.ok and check.remedy is None for check in doctor(url(place)))

    def test_killed_at_any_moment_it_leaves_one_whole_database(self, place: Path, tmp_path: Path) -> None:
        """Each call that changes the folder is, in turn, the last thing that the process does."""
        old = filled(place, firms=3)
        new = filled(tmp_path / "other", firms=1)
        back_up(url(tmp_path / "other"), tmp_path / "copy")
        outcomes = []
        for calls in range(30):
            spare = tmp_path / f"var{calls}"
            shutil.copytree(place.parent, spare)
            status = dies_after(calls, lambda at=spare / place.name: restore(url(at), tmp_path / "copy", NOW))
            store = open_store(url(spare / place.name))
            codes, values = (new, [0.0]) if has_one_firm(store) else (old, [0.0, 1.0, 2.0])
            store.close()
            assert opened(spare / place.name, codes) == values
            # Killed between secret and database, the old one stands beside the new secret: the same command ends it.
            if status != 0:
                restore(url(spare / place.name), tmp_path / "copy", NOW + timedelta(seconds=1))
            assert opened(spare / place.name, new) == [0.0]
            assert secret_at(spare / place.name) == secret_at(tmp_path / "copy")
            outcomes.append((codes is new, status))
            if status == 0:
                break
        assert outcomes[0] == (False, signal.SIGKILL)
        assert outcomes[-1] == (True, 0)
        assert len(outcomes) > 5


class TestSeal:
    """SQLite notices few of the bytes that are altered in a copy; the seal beside it tells."""

    @pytest.mark.parametrize("kind", ["a byte short", "a byte longer", "a letter", "one bit", "the digest anew"])
    def test_a_copy_that_was_altered_is_refused_and_changes_nothing(
        self, place: Path, tmp_path: Path, kind: str
    ) -> None:
        codes = filled(place)
        secret(place).write_text("5" * 64)
        copy = tmp_path / "copy"
        back_up(url(place), copy)
        content = bytearray(copy.read_bytes())
        if kind == "a byte short":
            del content[-1]
        elif kind == "a byte longer":
            content.append(0)
        elif kind == "one bit":
            content[len(content) // 2] ^= 1
        else:
            at = content.find(b"zh")
            content[at : at + 2] = b"en"
        copy.write_bytes(content)
        if kind == "the digest anew":
            _, mark, keyed = seal_of(copy).read_text().split()
            seal_of(copy).write_text(f"{hashlib.sha256(content).hexdigest()} {mark} {keyed}")
        with pytest.raises(DatabaseRefused):
            restore(url(place), copy, NOW)
        assert opened(place, codes) == [0.0, 1.0]
        assert not list(place.parent.glob("*.replaced-*"))

    def test_a_copy_of_an_older_edition_has_none_and_that_is_told(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        back_up(url(place), tmp_path / "copy")
        seal_of(tmp_path / "copy").unlink()
        assert not restore(url(place), tmp_path / "copy", NOW).sealed
        assert opened(place, codes) == [0.0, 1.0]

    def test_without_its_secret_the_plain_digest_still_tells(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        secret(place).write_text("5" * 64)
        back_up(url(place), tmp_path / "copy")
        secret(tmp_path / "copy").unlink()
        elsewhere = tmp_path / "elsewhere" / "assessment.sqlite3"
        assert restore(url(elsewhere), tmp_path / "copy", NOW).sealed
        assert opened(elsewhere, codes) == [0.0, 1.0]
        with (tmp_path / "copy").open("ab") as file:
            file.write(b"x")
        with pytest.raises(DatabaseRefused):
            restore(url(elsewhere), tmp_path / "copy", NOW)


def secret_at(database: Path) -> bytes:
    return database.with_name(f"{database.name}.secret").read_bytes()


def dies_after(calls: int, run: Callable[[], object]) -> int:
    """Run it in a process that is killed at the next call that changes a folder; its status, 0 when it ended before."""
    child = os.fork()
    if child == 0:
        left = iter(range(calls))

        def dying(call: Callable[..., object]) -> Callable[..., object]:
            def killed_or_done(*args: object) -> object:
                if next(left, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*args)

            return killed_or_done

        for name in ("link", "replace", "fsync", "unlink"):
            setattr(os, name, dying(getattr(os, name)))
        run()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def has_one_firm(store: Store) -> bool:
    with store.engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM assessments")) == 1


class TestSecret:
    """What stands beside the database goes with it, beside the copy."""

    def test_it_comes_along_and_back(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        secret(place).write_text("5" * 64)
        copied = back_up(url(place), tmp_path / "copy")
        assert copied.secret == secret(tmp_path / "copy")
        assert copied.secret.stat().st_mode & 0o777 == 0o600
        assert ("5" * 64).encode() not in (tmp_path / "copy").read_bytes()
        elsewhere = tmp_path / "elsewhere" / "assessment.sqlite3"
        restore(url(elsewhere), tmp_path / "copy", NOW)
        assert secret(elsewhere).read_text() == "5" * 64
        assert opened(elsewhere, codes) == [0.0, 1.0]

    def test_another_one_is_kept_with_the_database_that_is_replaced(self, place: Path, tmp_path: Path) -> None:
        filled(place)
        secret(place).write_text("5" * 64)
        back_up(url(place), tmp_path / "copy")
        secret(place).write_text("6" * 64)
        copied = restore(url(place), tmp_path / "copy", NOW)
        assert copied.replaced is not None
        assert (secret(copied.replaced).read_text(), secret(place).read_text()) == ("6" * 64, "5" * 64)

    def test_without_one_beside_the_copy_the_one_here_stays(self, place: Path, tmp_path: Path) -> None:
        filled(place)
        secret(place).write_text("5" * 64)
        back_up(url(place), tmp_path / "copy")
        secret(tmp_path / "copy").unlink()
        restore(url(place), tmp_path / "copy", NOW)
        assert secret(place).read_text() == "5" * 64

    def test_firms_are_told_apart_as_before_wherever_the_copy_comes_to(self, place: Path, tmp_path: Path) -> None:
        filled(place)
        store = open_store(url(place))
        digest = store.secret.digest("示例陶瓷有限公司")
        store.close()
        back_up(url(place), tmp_path / "copy")
        elsewhere = tmp_path / "elsewhere" / "assessment.sqlite3"
        restore(url(elsewhere), tmp_path / "copy", NOW)
        store = open_store(url(elsewhere))
        assert store.secret.digest("示例陶瓷有限公司") == digest
        store.close()

    def test_a_damaged_one_is_refused_and_changes_nothing(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        back_up(url(place), tmp_path / "copy")
        secret(tmp_path / "copy").write_text("half")
        with pytest.raises(DatabaseRefused, match="damaged"):
            restore(url(place), tmp_path / "copy", NOW)
        assert opened(place, codes) == [0.0, 1.0]
        assert not list(place.parent.glob("*.re*"))

    def test_an_old_one_is_not_overwritten_unasked(self, place: Path, tmp_path: Path) -> None:
        filled(place)
        secret(place).write_text("5" * 64)
        secret(tmp_path / "copy").write_text("of another copy")
        with pytest.raises(DatabaseRefused, match="exists"):
            back_up(url(place), tmp_path / "copy")
        assert secret(tmp_path / "copy").read_text() == "of another copy"


def secret(database: Path) -> Path:
    return database.with_name(database.name + ".secret")


def test_other_databases_are_sent_to_their_own_tools(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused) as refused:
        back_up("postgresql://centre:geheim@/store", tmp_path / "copy")
    assert "pg_dump" in refused.value.remedy.zh
    with pytest.raises(DatabaseRefused) as refused:
        restore("postgresql://centre:geheim@/store", tmp_path / "copy", NOW)
    assert "pg_restore" in refused.value.remedy.zh


def refused_at_last(store: Store, firm: UUID) -> bool:
    """Asks until the store answers no more."""
    try:
        while store.assessment(firm):
            pass
    except DatabaseUnavailable:
        return True
    return False


class TestClosing:
    """The end leaves one file that holds everything."""

    def test_the_file_alone_holds_everything_and_no_log_is_left(self, place: Path, tmp_path: Path) -> None:
        codes = filled(place)
        assert names_in(place.parent) == {place.name, f"{place.name}-lease"}
        shutil.copy(place, tmp_path / "alone")
        assert opened(tmp_path / "alone", codes) == [0.0, 1.0]

    def test_what_is_at_work_is_finished_and_what_comes_later_is_refused(self, place: Path, tmp_path: Path) -> None:
        store = open_store(url(place))
        firm, code = store.create_assessment("zh")
        inside, go_on = threading.Event(), threading.Event()

        def slow_answer() -> None:
            with store._changing(firm.id) as connection:
                inside.set()
                go_on.wait(60)
                connection.execute(text("UPDATE assessments SET language = 'en'"))

        worker = threading.Thread(target=slow_answer)
        worker.start()
        inside.wait(60)
        closing_store = threading.Thread(target=store.close)
        closing_store.start()
        assert refused_at_last(store, firm.id)
        go_on.set()
        worker.join()
        closing_store.join()
        assert not place.with_name(place.name + "-wal").exists()
        shutil.copy(place, tmp_path / "alone")
        again = open_store(url(tmp_path / "alone"))
        assert again.resume(code, "phone").language == "en"
        again.close()

    def test_a_second_process_goes_on_with_its_work(self, place: Path) -> None:
        one, two = open_store(url(place)), open_store(url(place))
        firm, _ = one.create_assessment("zh")
        two.save_answer(firm.id, "employees", answer(1), "self", "owner", UNANSWERED)
        one.close()
        two.save_answer(firm.id, "employees", answer(2), "self", "owner", answer(1))
        two.close()
        with connect(url(place), pooled=False).connect() as connection:
            assert connection.scalar(text("SELECT value FROM answers")) == 2
