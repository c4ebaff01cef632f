"""Visits, evidence and what is said about answers: kept whole or not at all, frozen when signed, gone when erased."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import event

from assessment.answers import UNANSWERED, Answer, State
from assessment.cli import main
from assessment.content.bank import FactBank
from assessment.evidence import CleanFile, cleaned
from assessment.permissions import Role
from assessment.store.accounts import Person
from assessment.store.anonymising import anonymise
from assessment.store.assessments import Store
from assessment.store.backup import back_up
from assessment.store.firm_list import FirmReach
from assessment.store.refusals import (
    DatabaseUnavailable,
    EvidenceRefused,
    TextRefused,
    UnknownAssessment,
    VisitRefused,
)
from assessment.store.trail import TrailFilter
from tests.evidence.files import paper, photo
from tests.store.conftest import Clock

BY = "示例顾问"
YES, NO = Answer(State.ANSWERED, "yes"), Answer(State.ANSWERED, "no")
TODAY = date(2026, 11, 2)


@pytest.fixture
def own(store: Store) -> UUID:
    """A firm that has answered."""
    firm, _ = store.create_assessment("zh")
    for fact, value in (("firm_name", "示例走访有限公司"), ("city", "nanchang"), ("erp", "yes")):
        store.save_answer(firm.id, fact, Answer(State.ANSWERED, value), "self", "self", UNANSWERED)
    return firm.id


@pytest.fixture
def consultant(store: Store) -> UUID:
    return store.add_account(Person("walker", BY, Role.CONSULTANT), None).id


def one(seed: int = 1) -> CleanFile:
    return cleaned(photo(seed=seed), "现场.jpg")


def acts(store: Store) -> list[str]:
    return [line.act for line in store.trail.lines(TrailFilter())]


# -- evidence --------------------------------------------------------------------------------------------------------


def test_evidence_is_kept_as_it_was_cleaned_and_every_act_leaves_a_line(store: Store, own: UUID) -> None:
    kept = store.add_evidence(own, "erp", one(), "verified", BY)
    assert (kept.kind, kept.name, kept.fact_id, kept.by, kept.visit_id) == ("jpeg", "现场.jpg", "erp", BY, None)
    assert store.add_evidence(own, "erp", one(), "verified", BY) == kept, "the same photo twice is one"
    claimed = store.add_evidence(own, "erp", one(), "self", "self")
    assert store.evidence(own) in ([kept, claimed], [claimed, kept])
    assert store.evidence_content(kept.id) == one().data
    store.remove_evidence(own, kept.id, BY)
    store.remove_evidence(own, kept.id, BY)
    assert [file.id for file in store.evidence(own)] == [claimed.id]
    for lost in (store.evidence_content, store.one_evidence):
        with pytest.raises(EvidenceRefused, match="not there"):
            lost(kept.id)
    said = [act for act in acts(store) if act.startswith("evidence_")]
    assert sorted(said) == ["evidence_added", "evidence_added", "evidence_removed", "evidence_viewed"]
    assert BY not in json.dumps([dict(line.details) for line in store.trail.lines(TrailFilter())], ensure_ascii=False)


def test_an_assessment_holds_so_much_evidence_and_no_more(
    store: Store, own: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_EVIDENCE_FIRM_MB", "1")
    large = CleanFile("jpeg", "a.jpg", bytes(900_000))
    store.add_evidence(own, "erp", large, "verified", BY)
    with pytest.raises(EvidenceRefused, match="more than 1 MB"):
        store.add_evidence(own, "mes", large, "verified", BY)
    with pytest.raises(UnknownAssessment):
        store.add_evidence(UUID(int=1), "erp", one(), "verified", BY)


def test_a_disk_that_is_full_keeps_a_file_whole_or_not_at_all(store: Store, own: UUID) -> None:
    if store.engine.dialect.name != "sqlite":
        return
    full = True

    @event.listens_for(store.engine, "begin")
    def _no_room(connection) -> None:  # type: ignore[no-untyped-def]
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3 if full else 1 << 30}")

    with pytest.raises(DatabaseUnavailable):
        store.add_evidence(own, "erp", one(), "verified", BY)
    full = False
    assert store.evidence(own) == []
    assert "evidence_added" not in acts(store)
    assert store.trail.verify().whole
    kept = store.add_evidence(own, "erp", one(), "verified", BY)
    assert store.evidence_content(kept.id) == one().data


def test_a_backup_holds_evidence_and_an_anonymised_copy_does_not(
    store: Store, own: UUID, tmp_path: Path, bank: FactBank
) -> None:
    store.add_evidence(own, "erp", one(), "verified", BY)
    piece = one().data[5000:5040]
    if store.engine.dialect.name == "sqlite":
        url = store.engine.url.render_as_string(hide_password=False)
        assert back_up(url, tmp_path / "copy.sqlite3").evidence == 1
        assert piece in (tmp_path / "copy.sqlite3").read_bytes()
    anonymise(store, tmp_path / "shared.sqlite3", bank, floor=1)
    assert piece not in (tmp_path / "shared.sqlite3").read_bytes()


def test_erasing_a_firm_leaves_no_piece_of_its_evidence_and_all_of_others(store: Store, own: UUID) -> None:
    other, _ = store.create_assessment("zh")
    gone, shared, theirs = (one(seed) for seed in (1, 2, 3))
    for file in (gone, shared):
        store.add_evidence(own, "erp", file, "verified", BY)
    for file in (shared, theirs):
        store.add_evidence(other.id, "erp", file, "verified", BY)
    store.add_remark(own, "erp", "objection", "示例走访有限公司不同意", "self")
    firm = store.firm_of(own)
    assert firm is not None
    erasure = store.erase(firm.id)
    assert erasure.done, erasure.left
    assert (erasure.rows["evidence"], erasure.rows["answer_remarks"]) == (2, 1)
    assert {file.digest for file in store.evidence(other.id)} == {
        file.digest for file in store.evidence(other.id) if store.evidence_content(file.id)
    }
    if store.engine.dialect.name == "sqlite":
        database = Path(str(store.engine.url.database))
        raw = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
        for file, left in ((gone, False), (shared, True), (theirs, True)):
            pieces = [file.data[at : at + 40] for at in range(1000, len(file.data) - 40, 1500)]
            assert any(piece in raw for piece in pieces) == left


def test_the_search_after_an_erasure_finds_evidence_that_was_left(
    store: Store, own: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.engine.dialect.name != "sqlite":
        return
    store.add_evidence(own, "erp", one(), "verified", BY)
    with store.engine.connect() as connection:  # what a version without overwriting would leave behind
        connection.exec_driver_sql("CREATE TABLE left_over AS SELECT data FROM evidence")
        connection.commit()
    erasure = store.erase(own)
    assert not erasure.done and erasure.rewritten
    assert erasure.left == ("store.sqlite3",)


def test_all_of_a_firm_is_handed_out_with_its_files(
    store: Store, own: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    scan = cleaned(paper(), "合同.pdf")
    kept = store.add_evidence(own, "erp", scan, "self", "self")
    handed = CliRunner().invoke(main, ["privacy", "export", str(own), str(tmp_path / "out.zip"), "--by", "示例王"])
    assert handed.exit_code == 0, handed.output
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.read(f"evidence/{kept.id}.pdf") == scan.data
        (told,) = json.loads(archive.read("data.json"))["evidence"]
        assert (told["name"], told["size"]) == ("合同.pdf", len(scan.data)) and "data" not in told


# -- visits ----------------------------------------------------------------------------------------------------------


def test_a_visit_is_planned_moved_and_dropped(store: Store, own: UUID, consultant: UUID) -> None:
    planned = store.plan_visit(own, date(2026, 11, 5), "09:30", "南昌县\u202e小蓝大道", consultant, "示例经办")
    assert (planned.consultant, planned.place, planned.signed_at) == (BY, "南昌县小蓝大道", None)
    early = store.plan_visit(own, TODAY, "", "", consultant, BY)
    firm = store.firm_of(own)
    assert firm is not None
    for reach in (FirmReach(), FirmReach(only=frozenset({firm.id})), FirmReach(city="nanchang")):
        assert store.planned_visits(reach) == [(early, firm), (planned, firm)]
    assert store.planned_visits(FirmReach(city="ganzhou")) == store.planned_visits(FirmReach(only=frozenset())) == []
    moved = store.move_visit(planned.id, date(2026, 11, 1 + 1), "08:00", "南昌", BY)
    assert (moved.id, moved.hour) == (planned.id, "08:00")
    store.drop_visit(early.id, BY)
    assert store.visits(own) == [moved]
    store.remove_account(consultant, None)
    assert (store.visits(own)[0].consultant, store.visits(own)[0].consultant_id) == (BY, None)


@pytest.mark.parametrize(
    ("day", "hour", "place", "words"),
    [
        (date(2026, 11, 1), "", "", "is over"),
        (TODAY, "24:00", "", "09:30"),
        (TODAY, "９:30", "", "09:30"),
        (TODAY, "", "长" * 201, "200 characters"),
    ],
)
def test_a_visit_that_cannot_be_says_why(
    store: Store, own: UUID, consultant: UUID, day: date, hour: str, place: str, words: str
) -> None:
    with pytest.raises(VisitRefused, match=words):
        store.plan_visit(own, day, hour, place, consultant, BY)
    assert store.visits(own) == []


def test_only_a_consultant_or_an_administrator_is_sent(store: Store, own: UUID) -> None:
    clerk = store.add_account(Person("clerk", "示例经办", Role.CLERK, "360000"), None)
    with pytest.raises(VisitRefused, match="by a consultant"):
        store.plan_visit(own, TODAY, "", "", clerk.id, BY)


def test_a_signed_visit_is_frozen_with_what_was_verified_and_its_evidence(
    store: Store, own: UUID, consultant: UUID, clock: Clock
) -> None:
    planned = store.plan_visit(own, TODAY, "", "", consultant, BY)
    with pytest.raises(VisitRefused, match="nothing to sign"):
        store.sign_visit(own, BY, "南昌", BY, planned.id)
    store.save_answer(own, "erp", NO, "verified", BY, UNANSWERED)
    for text in ("只有试用账号", "只有试用账号，没有数据"):
        store.add_remark(own, "erp", "reason", text, BY)
    store.add_remark(own, "erp", "firm_says", "下月正式上线", BY)
    kept = store.add_evidence(own, "erp", one(), "verified", BY)
    with pytest.raises(VisitRefused, match="name and a place"):
        store.sign_visit(own, BY, " \u200b", BY, planned.id)
    signed = store.sign_visit(own, BY, "南昌", BY, planned.id)
    assert (signed.id, signed.signed_by, signed.place, signed.signed_at) == (planned.id, BY, "南昌", clock.now)
    assert signed.document is not None
    (told,) = signed.document["answers"]
    assert (told["fact"], told["reported"], told["verified"]) == ("erp", YES.plain(), NO.plain())
    assert (told["reason"], told["firm_says"]) == ("只有试用账号，没有数据", "下月正式上线")
    assert [file["digest"] for file in told["evidence"]] == [kept.digest]
    assert [said.text for said in store.remarks(own)][:2] == ["只有试用账号", "只有试用账号，没有数据"]

    store.save_answer(own, "erp", YES, "verified", BY, NO)
    assert store.visit(signed.id) == signed, "what is verified later is no part of it"
    for change in (
        lambda: store.sign_visit(own, BY, "九江", BY, signed.id),
        lambda: store.move_visit(signed.id, TODAY, "", "", BY),
        lambda: store.drop_visit(signed.id, BY),
    ):
        with pytest.raises(VisitRefused, match="signed and stays"):
            change()
    with pytest.raises(EvidenceRefused, match="signed visit"):
        store.remove_evidence(own, kept.id, BY)
    clock.move(days=3)
    again = store.sign_visit(own, BY, "九江", BY)
    assert again.day == date(2026, 11, 5) and again.document is not None
    assert again.document["answers"][0]["verified"] == YES.plain()
    assert store.visits(own) == [signed, again]


def test_what_is_signed_is_not_signed_again_before_something_is_new(
    store: Store, own: UUID, consultant: UUID, clock: Clock
) -> None:
    store.save_answer(own, "erp", NO, "verified", BY, UNANSWERED)
    first = store.sign_visit(own, BY, "南昌", BY)
    clock.move(minutes=5)
    with pytest.raises(VisitRefused, match="nothing was verified since"):
        store.sign_visit(own, BY, "南昌", BY)
    assert store.visits(own) == [first]
    planned = store.plan_visit(own, TODAY, "", "", consultant, BY)
    second = store.sign_visit(own, BY, "南昌", BY, planned.id)  # who was there again found all as it was
    clock.move(minutes=5)
    store.add_remark(own, "erp", "reason", "只有试用账号", BY)
    third = store.sign_visit(own, BY, "南昌", BY)
    assert {one.id for one in store.visits(own) if one.signed_at} == {first.id, second.id, third.id}


def test_a_visit_of_another_assessment_is_not_signed(store: Store, own: UUID, consultant: UUID) -> None:
    other, _ = store.create_assessment("zh")
    store.save_answer(other.id, "erp", NO, "verified", BY, UNANSWERED)
    planned = store.plan_visit(own, TODAY, "", "", consultant, BY)
    with pytest.raises(VisitRefused, match="not there"):
        store.sign_visit(other.id, BY, "南昌", BY, planned.id)
    assert store.visit(planned.id).signed_at is None


@pytest.mark.parametrize("text", ["", " \n", "长" * 501])
def test_a_remark_has_words_and_an_end(store: Store, own: UUID, text: str) -> None:
    with pytest.raises(TextRefused, match="1 to 500"):
        store.add_remark(own, "erp", "objection", text, "self")


# -- agreement -------------------------------------------------------------------------------------------------------


def test_data_goes_beyond_the_centre_only_where_the_firm_last_said_so(store: Store, own: UUID) -> None:
    firm = store.firm_of(own)
    assert firm is not None
    assert not store.may_be_named([firm.id])
    store.set_consent(own, True, "同意计入同行")
    assert not store.may_be_named([firm.id]), "to be counted among peers is another matter"
    store.set_sharing(own, True, "同意把名称和需求告诉服务商", "zh")
    assert store.may_be_named([firm.id])
    said = store.sharing(firm.id)
    assert said is not None and (said.words, said.actor) == ("同意把名称和需求告诉服务商", "owner")
    assert [one.words for one in store.consents(own)] == ["同意计入同行"]
    later, _ = store.create_assessment("zh")
    for fact, value in (("city", "nanchang"), ("firm_name", "示例走访有限公司")):
        store.save_answer(later.id, fact, Answer(State.ANSWERED, value), "self", "self", UNANSWERED)
    assert store.may_be_named([firm.id])
    store.set_sharing(later.id, False, "不同意", "zh")
    assert not store.may_be_named([firm.id]), "the firm has taken it back in its later assessment"
    assert {"sharing_agreed", "sharing_withdrawn"} <= set(acts(store))
    store.set_sharing(own, True, "同意", "zh")
    assert store.may_be_named([firm.id, UUID(int=5)]) == {firm.id}
