"""Coming back by resume code: easy for its owner, hopeless for anybody else."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from assessment.answers.answer import UNANSWERED, Answer, State
from assessment.problems import InputRefused
from assessment.store import codes, schema
from assessment.store.access import AccessRules
from assessment.store.assessments import Store, open_store
from assessment.store.refusals import CodeRefused, UnknownAssessment
from assessment.store.trail import OWNER, TrailFilter
from tests.store.conftest import Clock, OpenAgain

UNKNOWN = "0000-0000-0000-0000"


def test_a_code_is_four_groups_of_four_and_hard_to_guess() -> None:
    made = {codes.new_code() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", code) for code in made)
    assert {sign for code in made for sign in code} == {*codes.ALPHABET, "-"}
    assert len(codes.ALPHABET) ** codes.LENGTH >= 2**75


@pytest.mark.parametrize(
    "typed",
    [
        "0123-ABCD-1V90-WXYZ",
        "0123abcd1v90wxyz",
        " 0123 abcd 1v90 wxyz\n",
        "o123-abcd-lu9O-wxyz",
        "O I 2 3 ABCD IV90 WXYZ",
        "０１２３－ＡＢＣＤ－１Ｖ９０－ＷＸＹＺ",
        "0123—ABCD–1V90－WXYZ",
    ],
)
def test_a_code_may_be_typed_as_people_type(typed: str) -> None:
    expected = "0123ABCD1V90WXYZ"
    assert codes.normalise(typed) == expected


@pytest.mark.parametrize("typed", ["", "0123", "0123-ABCD-1V90-WXY", "0123-ABCD-1V90-WXYZZ", "续答码"])
def test_what_cannot_be_a_code_is_told_at_once(store: Store, slept: list[float], typed: str) -> None:
    with pytest.raises(CodeRefused) as refused:
        store.resume(typed, "phone")
    assert "16" in refused.value.message.zh
    assert "16" in refused.value.message.en
    assert slept == []


def test_the_code_opens_its_own_assessment(store: Store, slept: list[float]) -> None:
    firms = [store.create_assessment("zh") for _ in range(3)]
    for firm, code in firms:
        assert store.resume(code.lower().replace("-", " "), "phone").id == firm.id
    assert slept == []


def test_a_new_assessment_is_a_draft_without_consent(store: Store, clock: Clock) -> None:
    firm, _ = store.create_assessment("en")
    assert (firm.status, firm.consent, firm.language) == ("draft", False, "en")
    assert firm.created_at == firm.updated_at == clock.now
    store.set_consent(firm.id, True, "同意参加同行比较")
    clock.move(days=1)
    assert store.finish(firm.id) == clock.now
    seen = store.assessment(firm.id)
    assert (seen.status, seen.consent, seen.language, seen.finished_at) == ("finished", True, "en", clock.now)


def test_an_unknown_code_is_refused_after_the_delay(store: Store, slept: list[float]) -> None:
    store.create_assessment("zh")
    with pytest.raises(CodeRefused) as refused:
        store.resume(UNKNOWN, "phone")
    assert slept == [store.rules.first_delay]
    assert refused.value.message.zh
    assert refused.value.remedy.en


def test_a_code_is_refused_when_only_its_lookup_key_fits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "lookup_key", lambda plain: "same")
    firms = [store.create_assessment("zh") for _ in range(2)]
    assert [store.resume(code, "phone").id for _, code in firms] == [firm.id for firm, _ in firms]
    with pytest.raises(CodeRefused):
        store.resume(UNKNOWN, "phone")


def test_a_reissued_code_replaces_the_old_one(store: Store) -> None:
    firm, old = store.create_assessment("zh")
    new = store.reissue_code(firm.id, "owner")
    assert new != old
    assert store.resume(new, "phone").id == firm.id
    with pytest.raises(CodeRefused):
        store.resume(old, "phone")


def test_a_revoked_code_opens_nothing_until_one_is_issued_again(store: Store) -> None:
    firm, code = store.create_assessment("zh")
    store.revoke_code(firm.id, "owner")
    with pytest.raises(CodeRefused):
        store.resume(code, "phone")
    assert store.resume(store.reissue_code(firm.id, "owner"), "phone").id == firm.id


def test_an_unused_code_expires_and_says_so(open_again: OpenAgain, clock: Clock, slept: list[float]) -> None:
    store = open_again(AccessRules(code_lifetime=timedelta(days=30)))
    firm, code = store.create_assessment("zh")
    clock.move(days=29)
    assert store.resume(code, "phone").code_expires_at == clock.now + timedelta(days=30)
    clock.move(days=29)
    store.resume(code, "phone")
    clock.move(days=30)
    with pytest.raises(CodeRefused) as refused:
        store.resume(code, "phone")
    assert "过期" in refused.value.message.zh
    assert slept == [store.rules.first_delay]
    assert store.resume(store.reissue_code(firm.id, "owner"), "phone").id == firm.id


def test_without_a_lifetime_a_code_never_expires(open_again: OpenAgain, clock: Clock) -> None:
    store = open_again(AccessRules(code_lifetime=None))
    firm, code = store.create_assessment("zh")
    assert firm.code_expires_at is None
    clock.move(days=9_000)
    assert store.resume(code, "phone").id == firm.id


class TestWrongCodes:
    """Each wrong code of a client within ten minutes waits longer than the last; a right one never waits."""

    RULES = AccessRules(first_delay=1.0, longest_delay=8.0, window=timedelta(minutes=10))

    def fail(self, store: Store, client: str) -> None:
        with pytest.raises(CodeRefused):
            store.resume(UNKNOWN, client)

    def test_the_wait_grows_to_its_bound(self, open_again: OpenAgain, slept: list[float]) -> None:
        store = open_again(self.RULES)
        for _ in range(6):
            self.fail(store, "guesser")
        assert slept == [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]

    def test_it_starts_anew_when_the_window_is_over(
        self, open_again: OpenAgain, clock: Clock, slept: list[float]
    ) -> None:
        store = open_again(self.RULES)
        for _ in range(3):
            self.fail(store, "guesser")
        clock.move(minutes=11)
        self.fail(store, "guesser")
        assert slept == [1.0, 2.0, 4.0, 1.0]

    def test_the_right_code_opens_at_once_for_whoever_guessed_before(
        self, open_again: OpenAgain, slept: list[float]
    ) -> None:
        store = open_again(self.RULES)
        firm, code = store.create_assessment("zh")
        for _ in range(30):
            self.fail(store, "one address")
        waited = len(slept)
        assert store.resume(code, "one address").id == firm.id
        assert len(slept) == waited

    def test_other_clients_are_not_slowed(self, open_again: OpenAgain, slept: list[float]) -> None:
        store = open_again(self.RULES)
        for client in ("guesser", "guesser", "owner"):
            self.fail(store, client)
        assert slept == [1.0, 2.0, 1.0]

    def test_another_process_counts_on(self, open_again: OpenAgain, slept: list[float]) -> None:
        for _ in range(3):
            self.fail(open_again(self.RULES), "guesser")
        assert slept == [1.0, 2.0, 4.0]

    def test_right_codes_do_not_count_and_do_not_excuse_wrong_ones(
        self, open_again: OpenAgain, slept: list[float]
    ) -> None:
        store = open_again(self.RULES)
        _, code = store.create_assessment("zh")
        for _ in range(3):
            self.fail(store, "guesser")
            store.resume(code, "guesser")
        assert slept == [1.0, 2.0, 4.0]

    def test_they_are_logged_with_the_client_and_never_with_the_code(
        self, open_again: OpenAgain, caplog: pytest.LogCaptureFixture
    ) -> None:
        store = open_again(self.RULES)
        with caplog.at_level("WARNING", "assessment.store"):
            self.fail(store, "203.0.113.7")
            self.fail(store, "203.0.113.7\n2026-11-02 forged line")
        assert "203.0.113.7" in caplog.text
        assert not any(line.startswith("2026-11-02 forged") for line in caplog.text.splitlines())
        assert "0000" not in caplog.text

    def test_addresses_are_not_kept(self, open_again: OpenAgain, clock: Clock) -> None:
        store = open_again(self.RULES)
        self.fail(store, "203.0.113.7")
        clock.move(minutes=11)
        self.fail(store, "198.51.100.9")
        with store.engine.connect() as connection:
            clients = connection.scalars(select(schema.resume_attempts.c.client)).all()
        assert len(clients) == 1
        assert "198.51.100.9" not in clients[0]


def test_a_hundred_people_behind_one_address_come_back_at_once(store: Store, slept: list[float]) -> None:
    codes_of = {firm.id: code for firm, code in (store.create_assessment("zh") for _ in range(100))}
    together = Barrier(100)

    def come_back(code: str) -> UUID:
        together.wait(60)
        return store.resume(code, "203.0.113.7").id

    with ThreadPoolExecutor(100) as pool:
        opened = list(pool.map(come_back, codes_of.values()))
    assert opened == list(codes_of)
    assert slept == []


class TestRunningSession:
    """A page that was opened with a code asks again, and is not slowed when the code has ended."""

    def test_a_good_code_goes_on_opening_its_own_assessment_only(self, store: Store) -> None:
        (firm, code), (other, _) = store.create_assessment("zh"), store.create_assessment("zh")
        assert store.opens(code.lower(), firm.id)
        assert not store.opens(code, other.id)
        assert not store.opens("no code", firm.id)

    def test_a_replaced_a_revoked_and_an_expired_code_end_it(
        self, open_again: OpenAgain, clock: Clock, slept: list[float]
    ) -> None:
        store = open_again(AccessRules(code_lifetime=timedelta(days=30)))
        firm, first = store.create_assessment("zh")
        second = store.reissue_code(firm.id, "owner")
        assert (store.opens(first, firm.id), store.opens(second, firm.id)) == (False, True)
        clock.move(days=31)
        assert not store.opens(second, firm.id)
        third = store.reissue_code(firm.id, "owner")
        store.revoke_code(firm.id, "owner")
        assert not store.opens(third, firm.id)
        assert slept == []


def test_the_trail_tells_who_changed_the_code_and_cannot_be_rewritten(store: Store, clock: Clock) -> None:
    firm, _ = store.create_assessment("zh")
    store.reissue_code(firm.id, "示例中心 王")
    clock.move(hours=1)
    store.revoke_code(firm.id, "owner")
    second, first = store.trail.lines(TrailFilter(subject=firm.id.hex), limit=2)
    assert (first.signed_by, first.act, second.actor, second.act) == (
        "示例中心 王",
        "code_renewed",
        OWNER,
        "code_revoked",
    )
    assert second.at - first.at == timedelta(hours=1)
    for change in (update(schema.trail).values(actor="nobody"), delete(schema.trail)):
        with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
            connection.execute(change)
    store.delete_assessment(firm.id)
    assert store.trail.lines()[1:3] == [second, first], "the lines stay; they name nobody of the firm"


class TestEmptyAssessments:
    """What was begun and never answered is forgotten; whatever holds a word of anybody stays."""

    def test_the_first_start_of_a_day_forgets_them(self, open_again: OpenAgain, clock: Clock) -> None:
        store = open_again(AccessRules(empty_lifetime=timedelta(days=30)))
        empty, withdrawn, commented, kept = (store.create_assessment("zh")[0].id for _ in range(4))
        store.save_answer(withdrawn, "erp", Answer(State.ANSWERED, "yes"), "self", "owner", UNANSWERED)
        store.save_answer(withdrawn, "erp", UNANSWERED, "self", "owner", Answer(State.ANSWERED, "yes"))
        store.add_comment(commented, "result", "看过现场", "顾问")
        store.freeze_result(kept, {}, {})
        clock.move(days=31)
        store.create_assessment("zh")
        with pytest.raises(UnknownAssessment):
            store.assessment(empty)
        assert [store.assessment(one).id for one in (withdrawn, commented, kept)] == [withdrawn, commented, kept]

    def test_young_ones_stay_and_zero_days_keep_all(self, open_again: OpenAgain, clock: Clock) -> None:
        store = open_again(AccessRules(empty_lifetime=timedelta(days=30)))
        firm, code = store.create_assessment("zh")
        clock.move(days=29)
        store.create_assessment("zh")
        assert store.resume(code, "phone").id == firm.id
        clock.move(days=300)
        assert open_again(AccessRules(empty_lifetime=None)).forget_empty() == 0
        assert store.forget_empty() == 2


class TestFinding:
    """Staff find a firm as they would write it."""

    @pytest.fixture
    def firms(self, store: Store, clock: Clock) -> dict[str, UUID]:
        named = {"甲": "示例陶瓷（景德镇）有限公司", "乙": 'Example "100%_Pure" Tea', "丙": "示例家具厂"}
        made = {}
        for key, name in named.items():
            clock.move(minutes=1)
            made[key] = store.create_assessment("zh")[0].id
            store.save_answer(made[key], "firm_name", Answer(State.ANSWERED, name), "self", "owner", None)
        store.save_answer(
            made["丙"], "credit_code", Answer(State.ANSWERED, "91360200MA00000A1X"), "self", "owner", None
        )
        store.save_answer(made["甲"], "note", Answer(State.ANSWERED, "示例家具厂的供应商"), "self", "owner", None)
        return made

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("示例陶瓷", "甲"),
            ("示例陶瓷(景德镇)有限公司", "甲"),
            ("  景德镇  陶瓷 ", "甲"),
            ("家具", "丙"),
            ("91360200ma00000a1x", "丙"),
            ("00000A1X", "丙"),
            ('"100%_pure"', "乙"),
            ("100%", "乙"),
            ("%", "乙"),
            ("示例", "丙甲"),
            ("没有这家", ""),
            ("", ""),
            (" （） ", ""),
            ("\x00", ""),
        ],
    )
    def test_by_a_part_of_name_or_code(self, store: Store, firms: dict[str, UUID], text: str, expected: str) -> None:
        assert {one.id for one in store.find_assessments(text)} == {firms[key] for key in expected}

    def test_it_tells_which_firm_and_how_its_code_stands(
        self, open_again: OpenAgain, firms: dict[str, UUID], clock: Clock
    ) -> None:
        store = open_again(AccessRules(code_lifetime=timedelta(days=30)))
        store.reissue_code(firms["丙"], "owner")
        store.save_answer(
            firms["丙"], "firm_name", Answer(State.ANSWERED, "示例家具厂（核实）"), "verified", "顾问", None
        )
        (found,) = store.find_assessments("家具")
        assert (found.firm_name, found.credit_code, found.code) == ("示例家具厂（核实）", "91360200MA00000A1X", "good")
        clock.move(days=31)
        assert [one.code for one in store.find_assessments("家具")] == ["expired"]
        store.revoke_code(firms["丙"], "owner")
        assert [one.code for one in store.find_assessments("家具")] == ["none"]


def test_the_database_does_not_give_the_code_away(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    firm, code = store.create_assessment("zh")
    store.resume(code, "phone")
    with store.engine.connect() as connection:
        row = connection.execute(select(schema.assessments)).one()
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir()).upper()
    plain = code.replace("-", "")
    assert firm.id.hex.upper().encode() in everything
    assert plain.encode() not in everything
    assert code.encode() not in everything
    assert not any(group.encode() in row.code_hash.upper().encode() for group in [plain[:8], plain[8:]])
    store.close()


def test_a_code_of_the_first_version_still_opens_and_is_then_kept_in_the_quick_way(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    plain, salt = "7Q2MX0KD93FAVT6H", bytes(range(16))
    made = hashlib.scrypt(plain.encode(), salt=salt, n=1 << 14, r=8, p=1, maxmem=64 << 20, dklen=32)
    old = {"code_lookup": codes.lookup_key(plain), "code_hash": f"scrypt$14$8$1${salt.hex()}${made.hex()}"}
    with store.engine.begin() as connection:
        connection.execute(update(schema.assessments).values(**old))
    assert store.opens("7q2m-x0kd-93fa-vt6h", firm.id)
    assert store.resume("7q2m-x0kd-93fa-vt6h", "phone").id == firm.id
    with store.engine.connect() as connection:
        assert connection.scalar(select(schema.assessments.c.code_hash)) == codes.hash_code(plain)
    assert store.resume("7q2m-x0kd-93fa-vt6h", "phone").id == firm.id
    with pytest.raises(CodeRefused):
        store.resume("7q2m-x0kd-93fa-vt6j", "phone")


def test_a_stored_digest_matches_its_own_code_only() -> None:
    assert codes.code_matches("0" * 16, codes.hash_code("0" * 16))
    assert not codes.code_matches("0" * 15 + "1", codes.hash_code("0" * 16))


def test_the_lifetime_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSESSMENT_CODE_DAYS", raising=False)
    assert AccessRules.from_environment() == AccessRules()
    monkeypatch.setenv("ASSESSMENT_CODE_DAYS", "14")
    assert AccessRules.from_environment().code_lifetime == timedelta(days=14)
    monkeypatch.setenv("ASSESSMENT_CODE_DAYS", "0")
    assert AccessRules.from_environment().code_lifetime is None


@pytest.mark.parametrize("given", ["-1", "two weeks", "１４", "99999999"])
def test_a_lifetime_that_is_no_number_of_days_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ASSESSMENT_CODE_DAYS", given)
    with pytest.raises(InputRefused, match="ASSESSMENT_CODE_DAYS"):
        AccessRules.from_environment()


def test_codes_of_an_unknown_assessment_are_not_issued(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    store.delete_assessment(firm.id)
    for attempt in (store.reissue_code, store.revoke_code):
        with pytest.raises(UnknownAssessment):
            attempt(firm.id, "owner")
    for look in (store.assessment, store.finish):
        with pytest.raises(UnknownAssessment):
            look(firm.id)
