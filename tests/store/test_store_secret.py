"""Digests of names, codes and addresses tell nobody anything without the secret that stands beside the database."""

from __future__ import annotations

import hashlib
import json
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import text

from assessment.advisory import default_advisor
from assessment.answers import AnswerTable
from assessment.peers import said_in_table
from assessment.problems import InputRefused
from assessment.store import migrating
from assessment.store.access import AccessRules
from assessment.store.assessments import Store, open_store
from assessment.store.database import connect, read_url
from assessment.store.migrating import migrate
from assessment.store.peering import counted_firms
from assessment.store.refusals import CodeRefused, DatabaseRefused
from assessment.store.secret import Secret, secret_of
from tests.conftest import ROOT
from tests.web.result_page import sample


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'own.sqlite3'}"


def file_of(url: str) -> Path:
    return Path(f"{read_url(url).database}.secret")


def plain_digest(fact: str, value: str) -> str:
    """As earlier versions kept it, and anybody with a register of firms can make it."""
    return hashlib.blake2b(f"{fact} {value}".encode(), digest_size=16).hexdigest()


def said(store: Store, n: int) -> list[dict[str, object]]:
    records = [sample("moulding", firm_name=f"示例厂{i}", peer_consent="yes") for i in range(n)]
    advisor = default_advisor()
    table, _ = AnswerTable.from_records(advisor.bank, records)
    return said_in_table(table, advisor.peer_facts(), store.secret.digest)


def test_the_secret_is_made_once_beside_the_database_and_for_its_owner_only(url: str):
    store = open_store(url)
    assert stat.S_IMODE(file_of(url).stat().st_mode) == 0o600
    assert secret_of(read_url(url)) == store.secret == open_store(url).secret
    assert [path for path in file_of(url).parent.iterdir() if ".secret" in path.name] == [file_of(url)]
    assert store.secret.key.hex() not in repr(store.secret)


def test_processes_that_start_at_once_have_the_same_secret(url: str):
    program = (
        "import sys\nfrom assessment.store.secret import secret_of\nfrom assessment.store.database import read_url\n"
        "sys.stdin.readline()\nprint(secret_of(read_url(sys.argv[1])).mark)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for one in started:
        one.stdin.write("\n")
        one.stdin.flush()
    assert len({one.communicate()[0] for one in started}) == 1


def test_a_setting_takes_the_place_of_the_file(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ASSESSMENT_SECRET", "x" * 32)
    assert open_store(url).secret == secret_of(read_url("postgresql://host/name"))
    assert not file_of(url).exists()
    monkeypatch.setenv("ASSESSMENT_SECRET", "too short")
    with pytest.raises(InputRefused, match="too short"):
        secret_of(read_url(url))


@pytest.mark.parametrize("damage", ["", "abc", "z" * 64])
def test_a_damaged_secret_is_told_and_not_replaced(url: str, damage: str):
    file_of(url).write_text(damage, encoding="ascii")
    with pytest.raises(DatabaseRefused) as refused:
        open_store(url)
    assert str(file_of(url)) in refused.value.message.zh
    assert file_of(url).read_text(encoding="ascii") == damage


def test_nothing_in_the_database_can_be_made_from_a_register_of_names_and_addresses(url: str):
    store = open_store(url, AccessRules(first_delay=0))
    store.confirm_batch(said(store, 2), "firms.xlsx", "示例经办人")
    with pytest.raises(CodeRefused):
        store.resume("7Q2M-X0KD-93FA-VT6H", "192.0.2.7")
    with store.engine.connect() as connection:
        kept = connection.execute(text("SELECT said FROM peer_batches")).scalar_one()
        client = connection.execute(text("SELECT client FROM resume_attempts")).scalar_one()
    assert plain_digest("firm_name", "示例厂0") not in json.dumps(kept)
    assert client == store.secret.digest("192.0.2.7") != hashlib.sha256(b"192.0.2.7").hexdigest()[:32]
    assert store.secret.key.hex().encode() not in Path(str(read_url(url).database)).read_bytes()


def test_with_another_secret_earlier_workbooks_are_not_counted_until_confirmed_again(url: str):
    bank = default_advisor().bank
    store = open_store(url)
    store.confirm_batch(said(store, 3), "old.xlsx", "示例经办人")
    assert len(counted_firms(store, bank).table) == 3
    file_of(url).unlink()
    again = open_store(url)
    assert len(counted_firms(again, bank).table) == 0
    again.confirm_batch(said(again, 3), "again.xlsx", "示例经办人")
    assert len(counted_firms(again, bank).table) == 3, "no firm twice"


def test_digests_of_an_earlier_version_are_keyed_in_place_and_still_tell_the_same_firm(
    url: str, monkeypatch: pytest.MonkeyPatch
):
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0003"))
    monkeypatch.setattr(migrating, "check_version", lambda _: None)
    migrate(url)
    monkeypatch.undo()
    old = [{"code": None, "name": plain_digest("firm_name", f"示例厂{i}"), "answers": {"employees": 9}} for i in (0, 1)]
    engine = connect(url)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO peer_batches (id, confirmed_at, confirmed_by, file, agreed, refused, said) "
                "VALUES (:id, :at, '示例', 'old.xlsx', 2, 0, :said)"
            ),
            {"id": uuid4().hex, "at": datetime(2026, 1, 1, tzinfo=UTC).isoformat(" "), "said": json.dumps(old)},
        )
        connection.execute(
            text("INSERT INTO resume_attempts (client, at) VALUES ('0', :at)"),
            {"at": datetime(2026, 1, 1, tzinfo=UTC).isoformat(" ")},
        )
    store = open_store(url)
    (batch,) = store.peer_batches()
    assert [one["name"] for one in batch.said] == [store.secret.digest(one["name"]) for one in old]
    store.confirm_batch(said(store, 2), "new.xlsx", "示例经办人")
    assert len(counted_firms(store, default_advisor().bank).table) == 2, "the same two firms"
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM resume_attempts")).scalar_one() == 0
    assert old[0]["name"].encode() not in Path(str(read_url(url).database)).read_bytes()


def test_two_secrets_make_different_digests_and_different_marks():
    one, other = Secret(b"1" * 32), Secret(b"2" * 32)
    assert one.digest("示例厂") != other.digest("示例厂")
    assert one.mark != other.mark
