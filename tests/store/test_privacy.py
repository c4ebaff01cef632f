"""What is kept about a firm can be handed out whole, and erased so that nobody finds it again."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from assessment.answers import UNANSWERED, Answer, State
from assessment.cli import main
from assessment.content.bank import FactBank
from assessment.peers import Identity
from assessment.store import schema
from assessment.store.anonymising import anonymise
from assessment.store.assessments import Store, open_store
from assessment.store.refusals import DatabaseRefused, UnknownFirm
from assessment.store.trail import TrailFilter
from tests.store.conftest import Clock

NAME, OTHER = "示例将被抹去有限公司", "示例留下来有限公司"


def begun(store: Store, name: str) -> tuple[UUID, str]:
    firm, code = store.create_assessment("zh")
    for fact, value in (("firm_name", name), ("city", "nanchang"), ("erp", "yes")):
        store.save_answer(firm.id, fact, Answer(State.ANSWERED, value), "self", "owner", UNANSWERED)
    store.add_comment(firm.id, "method", f"{name}的现场情况", "示例顾问")
    store.set_consent(firm.id, True, "同意参加同行比较")
    store.freeze_result(firm.id, {"name": name, "level": 2}, {})
    store.finish(firm.id)
    return firm.id, code


def in_workbook(store: Store, *names: str) -> None:
    said = [Identity.of({"firm_name": name}, store.secret.digest) for name in names]
    store.confirm_batch(
        [{"code": one.code, "name": one.name, "answers": {"erp": "yes"}} for one in said], "a.xlsx", "王"
    )


def test_consent_is_kept_with_its_words_its_time_and_who_gave_it(store: Store) -> None:
    own, _ = begun(store, NAME)
    store.set_consent(own, False, "Withdraw", "en")
    given, taken_back = store.consents(own)
    assert (given.given, given.words, given.language, given.actor) == (True, "同意参加同行比较", "zh", "owner")
    assert (taken_back.given, taken_back.words, taken_back.language) == (False, "Withdraw", "en")
    acts = [line.act for line in store.trail.lines(TrailFilter(subject=own.hex))]
    assert acts[0] == "consent_withdrawn"
    assert "consent_given" in acts


def test_everything_kept_about_a_firm_is_handed_out_and_nothing_of_others(store: Store) -> None:
    own, _ = begun(store, NAME)
    begun(store, OTHER)
    in_workbook(store, NAME, OTHER)
    firm = store.firm_of(own)
    assert firm is not None
    kept = store.kept_about(firm.id)
    assert {"firms", "assessments", "answers", "answer_log", "comments", "results", "consents", "trail"} <= set(kept)
    assert len(kept["peer_batches"]) == 1
    told = json.dumps(kept, ensure_ascii=False)
    assert NAME in told
    assert OTHER not in told
    assert "code_hash" not in told


def test_an_erased_firm_is_nowhere_in_the_database_nor_in_its_files(store: Store) -> None:
    own, _ = begun(store, NAME)
    other, _ = begun(store, OTHER)
    in_workbook(store, NAME, OTHER)
    firm = store.firm_of(own)
    assert firm is not None
    erasure = store.erase(firm.id)
    assert erasure.done
    assert erasure.rows["answers"] == 3
    assert erasure.rows["peer_batches"] == 1
    assert store.answers(other)["firm_name"].value == OTHER
    (batch,) = store.peer_batches()
    assert len(batch.said) == 1
    with pytest.raises(UnknownFirm):
        store.kept_about(firm.id)
    assert [line.details["answers"] for line in store.trail.lines(TrailFilter(act="firm_erased"))] == [3]
    assert store.trail.verify().whole
    if store.engine.dialect.name == "sqlite":
        database = Path(str(store.engine.url.database))
        for path in database.parent.glob(f"{database.name}*"):
            raw = path.read_bytes()
            assert NAME.encode() not in raw
            assert json.dumps(NAME)[1:-1].encode() not in raw
        assert OTHER.encode() in database.read_bytes() + database.with_name(f"{database.name}-wal").read_bytes()


def test_rows_of_imports_go_with_the_firm_and_no_longer_name_it_as_a_twin(store: Store) -> None:
    own, _ = begun(store, NAME)
    one = {"file_name": "a.xlsx", "by": "示例中心", "state": "done", "good_rows": False, "counts": {}}
    rows = [
        {"number": 1, "name": NAME, "assessment_id": own, "answers": {"firm_name": NAME}},
        {"number": 2, "name": OTHER, "twins": [NAME, "示例第三家"]},
    ]
    with store._writing() as connection:
        values = {"id": own, "tried_at": store._clock(), **one}
        connection.execute(schema.imports.insert().values(**values))
        for row in rows:
            made = {"place": "A2", "verdict": "new", "makes_firm": True, "makes_assessment": True}
            connection.execute(schema.import_rows.insert().values(import_id=own, **made, **row))
    erasure = store.erase(own)
    assert erasure.done, erasure.left
    assert erasure.rows["import_rows"] == 1
    with store.engine.connect() as connection:
        (left,) = connection.execute(select(schema.import_rows)).all()
    assert (left.name, left.twins) == (OTHER, ["示例第三家"])


def test_what_an_erasure_does_not_reach_is_named(store: Store) -> None:
    own, _ = begun(store, NAME)
    store.import_content("provider_pool", {"providers": [{"cases": [f"为{NAME}做过"]}]}, "示例中心")
    erasure = store.erase(own)
    assert not erasure.done
    assert "content_overrides.document" in erasure.left


def test_the_commands_hand_out_and_erase_and_say_which_copies_still_hold_the_firm(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", url)
    begun(store, NAME)
    store.trail.record("database_copied", details={"file": "copy.sqlite3"})
    run = CliRunner().invoke
    handed = run(main, ["privacy", "export", "将被抹去", str(tmp_path / "out.zip"), "--by", "示例王"])
    assert handed.exit_code == 0, handed.output
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert NAME in archive.read("data.json").decode()
        assert f"value: {NAME}" in archive.read("read.txt").decode()
    erased = run(main, ["privacy", "erase", "将被抹去", "--yes", "--by", "示例王"])
    assert erased.exit_code == 0, erased.output
    assert "copy.sqlite3" in erased.output
    assert "再也找不到" in erased.output
    verified = run(main, ["trail", "verify"])
    assert verified.exit_code == 0, verified.output
    assert run(main, ["trail", "verify", "--noted", verified.stdout.strip()]).exit_code == 0
    assert run(main, ["trail", "verify", "--noted", "1:" + "0" * 32]).exit_code == 1
    assert run(main, ["trail", "export", str(tmp_path / "trail.csv"), "--act", "firm_erased"]).exit_code == 0
    _header, line = (tmp_path / "trail.csv").read_text("utf-8-sig").splitlines()
    assert "应要求抹去数据" in line
    assert "command:示例王" in line


def test_what_nobody_changed_for_too_long_goes_and_the_trail_counts_it(store: Store, clock: Clock) -> None:
    old, _ = begun(store, NAME)
    clock.move(days=400)
    new, _ = begun(store, OTHER)
    assert store.expire(timedelta(days=365)) == 1
    assert store.answers(old) == {}
    assert store.answers(new)["firm_name"].value == OTHER
    assert [firm.details["firms"] for firm in store.trail.lines(TrailFilter(act="kept_too_long"))] == [1]
    assert store.expire(timedelta(days=365)) == 0


def test_an_anonymised_copy_scores_as_before_and_names_nobody(store: Store, tmp_path: Path, bank: FactBank) -> None:
    own, _ = begun(store, NAME)
    store.save_answer(own, "employees", Answer(State.ANSWERED, 40.0), "self", "owner", UNANSWERED)
    for _ in range(2):
        begun(store, OTHER)
    out = tmp_path / "shared.sqlite3"
    assert anonymise(store, out, bank, floor=4) == 3
    assert {NAME.encode() in out.read_bytes(), own.hex.encode() in out.read_bytes()} == {False}
    copy = open_store(f"sqlite:///{out}")
    with copy.engine.connect() as connection:
        told = connection.execute(select(schema.answers.c.fact_id, schema.answers.c.value)).all()
        assert not connection.execute(select(schema.comments)).first()
        assert not connection.execute(select(schema.results)).first()
    assert ("employees", 40) in [tuple(row) for row in told]
    assert {row.fact_id for row in told} == {"employees", "erp"} & set(bank.facts) | {"employees"}, "three share a city"
    copy.close()
    with pytest.raises(DatabaseRefused, match="exists"):
        anonymise(store, out, bank, floor=4)
