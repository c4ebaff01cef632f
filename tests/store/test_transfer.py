"""A database moved to another kind: everything arrives, proven, or the target stays empty."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, text

from assessment.answers import UNANSWERED, Answer, State
from assessment.cli import main
from assessment.evidence import CleanFile
from assessment.store import transfer as transferring
from assessment.store.assessments import open_store
from assessment.store.database import connect
from assessment.store.refusals import DatabaseRefused
from assessment.store.schema import metadata
from assessment.store.trail import TrailFilter
from assessment.store.transfer import transfer
from assessment.work import kept

_numbers = itertools.count(1)
YES = Answer(State.ANSWERED, "yes")


@pytest.fixture
def postgresql(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database on the server."""
    monkeypatch.setenv("ASSESSMENT_SECRET", "示例密钥" * 8)
    admin = connect(postgres_url, pooled=False).execution_options(isolation_level="AUTOCOMMIT")
    name = f"moved_{next(_numbers)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def filled(url: str) -> str:
    """A database with a little of everything; returns a code of it."""
    store = open_store(url)
    firm, code = store.create_assessment("zh")
    for fact, value in (("firm_name", "示例甲\u3000有限公司"), ("city", "nanchang"), ("employees", 40.5)):
        store.save_answer(firm.id, fact, Answer(State.ANSWERED, value), "self", "owner", UNANSWERED)
    for n in range(3):
        store.add_comment(firm.id, "method", f"意见 {n}", "示例顾问")
    store.remove_comment(firm.id, store.comments(firm.id)[-1].id)
    store.freeze_result(firm.id, {"b": 1, "a": [1.5, None, "字"]}, {})
    store.set_consent(firm.id, True, "同意")
    for seed in range(12):
        store.add_evidence(firm.id, "erp", CleanFile("jpeg", "a.jpg", bytes([seed]) * 3000), "verified", "示例顾问")
    store.confirm_batch([{"code": None, "name": "0" * 32, "answers": {"erp": "yes"}}], "a.xlsx", "王")
    store.close()
    return code


def contents(url: str) -> dict[str, list[str]]:
    with connect(url, pooled=False).connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            for table in metadata.sorted_tables
        }


def test_there_and_back_nothing_is_lost(tmp_path: Path, postgresql: str) -> None:
    first, second = (f"sqlite:///{tmp_path / name}" for name in ("one.sqlite3", "two.sqlite3"))
    code = filled(first)
    before = contents(first)
    sent = transfer(first, postgresql)
    assert {one.table for one in sent} == set(metadata.tables)
    assert {one.table: one.rows for one in sent} == {name: len(rows) for name, rows in before.items()}
    assert contents(postgresql) == before
    assert transfer(postgresql, second) == sent
    assert contents(second) == before
    for url in (postgresql, second):
        store = open_store(url)
        own = store.resume(code, "phone").id
        assert store.add_comment(own, "method", "新的", "示例顾问").id == 4, "the number of a comment that is gone, too"
        assert store.trail.verify().whole
        assert store.results(own)[0].document == {"b": 1, "a": [1.5, None, "字"]}
        store.close()


def test_a_target_that_holds_something_is_left_alone(tmp_path: Path, postgresql: str) -> None:
    source = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    filled(source)
    with connect(postgresql, pooled=False).begin() as connection:
        connection.execute(text("CREATE TABLE theirs (n INTEGER)"))
    with pytest.raises(DatabaseRefused, match="not empty"):
        transfer(source, postgresql)
    with connect(postgresql, pooled=False).connect() as connection:
        assert inspect(connection).get_table_names() == ["theirs"]


def test_what_is_interrupted_or_does_not_agree_leaves_the_target_empty(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    filled(source)

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(transferring, "_carry_sequence", broken_off)
    with pytest.raises(KeyboardInterrupt):
        transfer(source, postgresql)
    monkeypatch.undo()
    monkeypatch.setenv("ASSESSMENT_SECRET", "示例密钥" * 8)
    arrived = transferring._sum
    monkeypatch.setattr(
        transferring, "_sum", lambda at, table: transferring.TableSum(table.name, arrived(at, table).rows + 1, "")
    )
    with pytest.raises(DatabaseRefused, match="did not arrive as it was"):
        transfer(source, postgresql)
    with connect(postgresql, pooled=False).connect() as connection:
        assert inspect(connection).get_table_names() == []


def test_a_source_that_somebody_works_with_is_not_moved(tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    filled(source)
    at_work = open_store(source)
    with pytest.raises(DatabaseRefused, match="in use"):
        transfer(source, f"sqlite:///{tmp_path / 'two.sqlite3'}")
    at_work.close()


def test_the_secret_comes_along_and_another_one_is_not_overwritten(tmp_path: Path) -> None:
    source, target = (f"sqlite:///{tmp_path / name}" for name in ("one.sqlite3", "two.sqlite3"))
    filled(source)
    (tmp_path / "two.sqlite3.secret").write_text("0" * 64)
    with pytest.raises(DatabaseRefused, match="another secret"):
        transfer(source, target)
    (tmp_path / "two.sqlite3.secret").unlink()
    transfer(source, target)
    assert (tmp_path / "two.sqlite3.secret").read_text() == (tmp_path / "one.sqlite3.secret").read_text()


def test_the_command_prints_every_table_with_its_count_and_digest_and_leaves_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = (f"sqlite:///{tmp_path / name / 'store.sqlite3'}" for name in ("one", "two"))
    filled(source)
    store = open_store(source)
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", source)
    file = kept.put(store, "企业.csv", b"x", "", date(2026, 11, 23))
    store.close()
    counted = {name: len(rows) for name, rows in contents(source).items()}
    for lang, words in (("en", "agree for each"), ("zh", "逐表的行数和摘要一致")):
        told = CliRunner().invoke(main, ["transfer", source, target, "--by", "示例王", "--lang", lang])
        if lang == "en":
            assert told.exit_code == 0, told.output
            *lines, whole, files = told.output.strip().splitlines()
            printed = {name: (int(rows.replace(",", "")), digest) for name, rows, digest in map(str.split, lines)}
            assert {name: rows for name, (rows, _) in printed.items()} == counted
            assert all(len(digest) == 64 for _, digest in printed.values())
            assert words in whole and f"All {sum(counted.values())} rows of {len(counted)} tables" in whole
            assert files.startswith("Files outside the database: 1 (1 bytes)") and str(file.id) not in files
        else:
            assert told.exit_code == 1 and "不是空的" in told.output, "a target that holds something is left alone"
    store = open_store(target)
    (line,) = store.trail.lines(TrailFilter(act="data_transferred"))
    assert line.details == {"tables": len(counted), "rows": sum(counted.values()), "files": 1}
    store.close()
