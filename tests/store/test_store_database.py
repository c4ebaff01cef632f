"""Opening, upgrading and examining the database."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE
from typing import Literal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Text, inspect, text

from assessment.answers import UNANSWERED, Answer, State
from assessment.checks.database import Check, doctor
from assessment.settings import database_url
from assessment.store import database
from assessment.store.assessments import open_store
from assessment.store.database import connect
from assessment.store.migrating import check_version, head, migrate
from assessment.store.refusals import DatabaseRefused, DatabaseUnavailable
from assessment.store.schema import metadata

ROOT = Path(__file__).resolve().parents[2]
YES = Answer(State.ANSWERED, "yes")


def failures(url: str) -> list[Check]:
    return [check for check in doctor(url) if not check.ok]


def run(url: str, *statements: str) -> None:
    engine = connect(url, pooled=False)
    with engine.execution_options(writing=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def at_once(program: str, url: str, processes: int) -> list[str]:
    """What each of several processes says that do the same at the same moment."""
    command = [sys.executable, "-c", program, url]
    started = [
        subprocess.Popen(command, cwd=ROOT, text=True, stdin=PIPE, stdout=PIPE, stderr=PIPE) for _ in range(processes)
    ]
    assert [process.stdout.readline() for process in started if process.stdout] == ["ready\n"] * processes
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [process.communicate(timeout=120) for process in started]
    # Two that end in the same moment cannot both empty the log; the one that does not says so, and nothing else.
    told = [line for _, fault in ended for line in fault.splitlines() if not line.startswith("the write-ahead log")]
    assert told == []
    return [said for said, _ in ended]


class TestMigration:
    """Automatic, safe to repeat, all or nothing, and never on a database that is not ours."""

    def test_it_makes_exactly_the_tables_of_the_schema(self, url: str) -> None:
        with connect(url, pooled=False).connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}

    def test_constraints_carry_the_names_of_the_schema(self, url: str) -> None:
        with connect(url, pooled=False).connect() as connection:
            seen = inspect(connection)
            for table in metadata.sorted_tables:
                named = {found["name"] for found in seen.get_check_constraints(table.name)}
                named |= {found["name"] for found in seen.get_foreign_keys(table.name)}
                named |= {found["name"] for found in seen.get_unique_constraints(table.name)}
                assert named == {str(c.name) for c in table.constraints if c is not table.primary_key}

    def test_repeating_it_changes_nothing(self, url: str) -> None:
        store = open_store(url)
        firm, code = store.create_assessment("zh")
        store.save_answer(firm.id, "erp", YES, "self", "owner", UNANSWERED)
        store.close()
        again = open_store(url)
        assert again.resume(code, "phone").id == firm.id
        assert again.answers(firm.id) == {"erp": YES}
        again.close()

    def test_several_threads_may_start_at_once(self, empty_url: str) -> None:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(migrate, [empty_url] * 6))
        assert failures(empty_url) == []

    def test_threads_may_start_different_databases_at_once(self, tmp_path: Path) -> None:
        urls = [f"sqlite:///{tmp_path / f'{number}.sqlite3'}" for number in range(6)]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(migrate, urls))
        assert [failures(url) for url in urls] == [[]] * 6

    def test_several_processes_may_start_at_once(self, empty_url: str) -> None:
        program = "import sys; from assessment.store.migrating import migrate; input('ready\\n'); migrate(sys.argv[1])"
        assert at_once(program, empty_url, processes=3) == ["", "", ""]
        assert failures(empty_url) == []

    def test_several_servers_may_start_at_once_and_the_samples_go_in_once(self, empty_url: str) -> None:
        program = (
            "import sys\n"
            "from assessment.content.library import content_root\n"
            "from assessment.store.samples import seed_samples\n"
            "input('ready\\n')\n"
            "print(len(seed_samples(content_root(), sys.argv[1])))\n"
        )
        made = [int(said) for said in at_once(program, empty_url, processes=3)]
        samples = len(list((ROOT / "seeds" / "firms").glob("*.yaml")))
        assert sorted(made) == [0, 0, samples]
        with connect(empty_url, pooled=False).connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM assessments")) == samples

    def test_several_servers_may_start_at_once_and_each_has_a_link_for_the_first_administrator(self, url: str) -> None:
        program = (
            "import sys\n"
            "from assessment.store.assessments import open_store\n"
            "store = open_store(sys.argv[1])\n"
            "input('ready\\n')\n"
            "print(len(store.first_link()))\n"
            "store.close()\n"
        )
        assert at_once(program, url, processes=3) == ["43\n"] * 3
        with connect(url, pooled=False).connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM accounts")) == 1

    def test_a_database_of_a_newer_version_is_left_alone(self, url: str) -> None:
        run(url, "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(DatabaseRefused) as refused:
            open_store(url)
        assert "9999" in refused.value.message.zh
        assert "newer version" in refused.value.message.en
        assert "升级" in refused.value.remedy.zh
        with connect(url, pooled=False).connect() as connection:
            assert MigrationContext.configure(connection).get_current_revision() == "9999"
        assert [check.label for check in failures(url)] == [refused.value.message]

    def test_a_database_with_tables_of_another_program_is_left_alone(self, empty_url: str) -> None:
        run(empty_url, "CREATE TABLE results (score INTEGER)", "INSERT INTO results VALUES (7)")
        with pytest.raises(DatabaseRefused, match="'results' of another program"):
            migrate(empty_url)
        with connect(empty_url, pooled=False).connect() as connection:
            assert inspect(connection).get_table_names() == ["results"]
            assert connection.scalar(text("SELECT score FROM results")) == 7

    def test_a_step_that_fails_leaves_nothing_behind(self, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        from assessment.store import migrating

        def fail(connection: Connection) -> None:
            connection.execute(text("CREATE TABLE half_done (n INTEGER)"))
            raise RuntimeError("power cut")

        monkeypatch.setattr(migrating, "_upgrade", fail)
        with pytest.raises(RuntimeError):
            migrate(empty_url)
        with connect(empty_url, pooled=False).connect() as connection:
            assert inspect(connection).get_table_names() == []
            assert check_version(connection) is None
        monkeypatch.undo()
        migrate(empty_url)
        assert failures(empty_url) == []

    def test_a_process_killed_at_the_end_of_the_steps_leaves_nothing_behind(self, empty_url: str) -> None:
        program = (
            "import os, signal, sys\n"
            "from assessment.store import migrating\n"
            "steps = migrating._upgrade\n"
            "def killed(connection):\n"
            "    steps(connection)\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
            "migrating._upgrade = killed\n"
            "migrating.migrate(sys.argv[1])\n"
        )
        ended = subprocess.run([sys.executable, "-c", program, empty_url], cwd=ROOT, timeout=120, check=False)
        assert ended.returncode == -signal.SIGKILL
        with connect(empty_url, pooled=False).connect() as connection:
            assert inspect(connection).get_table_names() == []
        migrate(empty_url)
        assert failures(empty_url) == []

    def test_a_later_step_may_rebuild_a_table_without_losing_what_hangs_on_it(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from assessment.store import migrating

        def rebuild(connection: Connection) -> None:
            recreate: Literal["always", "never"] = "always" if connection.dialect.name == "sqlite" else "never"
            operations = Operations(MigrationContext.configure(connection, opts={"render_as_batch": True}))
            with operations.batch_alter_table("assessments", recreate=recreate) as table:
                table.add_column(Column("note", Text()))

        store = open_store(url)
        firm, _ = store.create_assessment("zh")
        store.save_answer(firm.id, "erp", YES, "self", "owner", UNANSWERED)
        store.freeze_result(firm.id, {"level": 2}, {})
        store.close()
        with monkeypatch.context() as later:  # the secret stays set
            later.setattr(migrating, "head", lambda: "next")
            later.setattr(migrating, "_upgrade", rebuild)
            migrate(url)

        again = open_store(url)
        assert "note" in {column["name"] for column in inspect(again.engine).get_columns("assessments")}
        assert again.answers(firm.id) == {"erp": YES}
        assert [result.document for result in again.results(firm.id)] == [{"level": 2}]
        assert failures(url) == []
        again.delete_assessment(firm.id)
        again.close()


class TestDoctor:
    """Each fault is named with what to do."""

    def test_a_sound_database_passes_every_check(self, url: str) -> None:
        checks = doctor(url)
        assert len(checks) >= 5
        assert all(check.ok and check.remedy is None for check in checks)

    def test_examining_leaves_nothing_behind(self, url: str) -> None:
        doctor(url)
        with connect(url, pooled=False).connect() as connection:
            assert "doctor_probe" not in inspect(connection).get_table_names()
        assert failures(url) == []

    def test_an_empty_database_is_told_as_one_that_waits_for_its_first_start(self, empty_url: str) -> None:
        connect(empty_url, pooled=False).connect().close()
        checks = doctor(empty_url)
        assert failures(empty_url) == []
        (waiting,) = (check for check in checks if check.remedy is not None)
        assert "空的" in waiting.label.zh
        assert "ASSESSMENT_DATABASE_URL" in waiting.remedy.zh
        assert not any("schema is current" in check.label.en for check in checks)
        migrate(empty_url)
        assert all(check.remedy is None for check in doctor(empty_url))

    def test_an_old_schema_is_told_as_old(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assessment.checks.database.head", lambda: "next")
        (fault,) = failures(url)
        assert "旧的" in fault.label.zh
        assert fault.remedy is not None

    def test_lost_protection_is_noticed(self, url: str) -> None:
        on_table = "" if url.startswith("sqlite") else " ON results"
        run(url, f"DROP TRIGGER tr_results_update{on_table}")
        (fault,) = failures(url)
        assert "protected" in fault.label.en

    def test_a_lost_table_is_noticed(self, url: str) -> None:
        run(url, "DROP TABLE comments")
        assert "Every table can be read" in [check.label.en for check in failures(url)]

    def test_a_missing_file_is_named_with_what_to_check_and_is_not_made(self, tmp_path: Path) -> None:
        path = tmp_path / "none" / "store.sqlite3"
        (check,) = doctor(f"sqlite:///{path}")
        assert check.ok
        assert str(path) in check.label.zh
        assert check.remedy is not None
        assert "ASSESSMENT_DATABASE_URL" in check.remedy.zh
        assert not path.parent.exists()

    def test_a_damaged_file_is_noticed(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
        store = open_store(url)
        for _ in range(30):
            store.create_assessment("zh")
        store.close()
        path = tmp_path / "store.sqlite3"
        content = bytearray(path.read_bytes())
        content[5 * 4096 : 12 * 4096] = b"\xff" * (7 * 4096)
        path.write_bytes(content)
        assert "The data are sound" in [check.label.en for check in failures(url)]

    def test_a_file_that_is_no_database_is_refused_and_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "store.sqlite3"
        path.write_text("a letter, not a database\n" * 200)
        before = path.read_bytes()
        with pytest.raises(DatabaseRefused, match="not a database"):
            open_store(f"sqlite:///{path}")
        (fault,) = failures(f"sqlite:///{path}")
        assert fault.remedy is not None
        assert path.read_bytes() == before

    def test_a_database_that_does_not_answer_is_told_without_its_password(self, tmp_path: Path) -> None:
        url = f"postgresql://centre:geheim@/store?host={tmp_path}"
        with pytest.raises(DatabaseRefused) as refused:
            open_store(url)
        assert "geheim" not in str(refused.value) + refused.value.message.zh
        assert "***" in refused.value.message.zh
        (fault,) = failures(url)
        assert "geheim" not in fault.label.zh + fault.label.en


class TestUrl:
    """SQLite in the project by default, PostgreSQL by one setting."""

    def test_the_default_is_a_file_in_the_project(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("ASSESSMENT_DATABASE_URL", raising=False)
        assert database_url() == f"sqlite:///{ROOT / 'var' / 'assessment.sqlite3'}"

    def test_one_setting_chooses_another(self, monkeypatch: pytest.MonkeyPatch, empty_url: str) -> None:
        monkeypatch.setenv("ASSESSMENT_DATABASE_URL", empty_url)
        migrate(empty_url)
        store = open_store()
        assert store.engine.url.render_as_string(hide_password=False) == empty_url
        store.close()
        assert failures(empty_url) == []

    @pytest.mark.parametrize("given", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
    def test_every_spelling_of_postgresql_uses_the_same_driver(self, given: str) -> None:
        assert database.read_url(given).drivername == "postgresql+psycopg"

    @pytest.mark.parametrize(
        "given", ["", "store.db", "mysql://u:p@h/d", "sqlite://", "sqlite:///:memory:", "nonsense://x"]
    )
    def test_anything_else_is_refused_with_an_example(self, given: str) -> None:
        with pytest.raises(DatabaseRefused) as refused:
            database.read_url(given)
        assert "ASSESSMENT_DATABASE_URL" in refused.value.remedy.zh
        assert "postgresql+psycopg://" in refused.value.remedy.en

    def test_a_place_that_cannot_hold_a_file_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(DatabaseRefused, match=r"store\.sqlite3"):
            open_store(f"sqlite:///{tmp_path / 'file' / 'store.sqlite3'}")
        (fault,) = failures(f"sqlite:///{tmp_path / 'file' / 'store.sqlite3'}")
        assert fault.remedy is not None


class TestSqlite:
    """What SQLite must be told to do."""

    def test_every_connection_is_set_up(self, tmp_path: Path) -> None:
        store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
        wanted = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "secure_delete": 1, "busy_timeout": 30000}
        with store.engine.connect() as one, store.engine.connect() as two:
            for connection in (one, two):
                assert {p: connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in wanted} == wanted
        store.close()

    def test_only_its_owner_may_read_the_file(self, tmp_path: Path) -> None:
        open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}").close()
        assert stat.S_IMODE((tmp_path / "store.sqlite3").stat().st_mode) == 0o600

    def test_a_failing_database_is_told_in_words_and_in_the_log_and_keeps_what_was_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(database, "BUSY_SECONDS", 0)
        store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
        firm, _ = store.create_assessment("zh")
        with store.engine.execution_options(writing=True).begin():
            with pytest.raises(DatabaseUnavailable) as refused:
                store.save_answer(firm.id, "erp", YES, "self", "owner", UNANSWERED)
            assert "没有保存" in refused.value.message.zh
            assert "the database cannot be used: database is locked" in caplog.messages
            assert store.answers(firm.id) == {}  # reading goes on beside a writer
        assert store.save_answer(firm.id, "erp", YES, "self", "owner", UNANSWERED).wrote
        store.close()


def test_what_was_saved_survives_a_killed_process(url: str) -> None:
    program = (
        "import os, sys\n"
        "from assessment.answers import Answer, State, UNANSWERED\n"
        "from assessment.store.assessments import open_store\n"
        "store = open_store(sys.argv[1])\n"
        "firm, code = store.create_assessment('zh')\n"
        "for n in range(20):\n"
        "    store.save_answer(firm.id, f'f{n}', Answer(State.ANSWERED, float(n)), 'self', 'owner', UNANSWERED)\n"
        "print(code, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, url], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    store = open_store(url)
    firm = store.resume(ran.stdout.strip(), "phone")
    assert store.answers(firm.id) == {f"f{n}": Answer(State.ANSWERED, float(n)) for n in range(20)}
    assert len(store.log(firm.id)) == 20
    store.close()
    assert failures(url) == []


def test_the_head_is_the_last_file() -> None:
    assert head() == "0028"
