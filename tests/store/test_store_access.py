"""Coming back by resume code: easy for its owner, hopeless for anybody else."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assessment.problems import InputRefused
from assessment.store import codes, schema
from assessment.store.access import AccessRules
from assessment.store.assessments import Store, open_store
from assessment.store.refusals import CodeRefused, TooManyAttempts, UnknownAssessment
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
    store.set_language(firm.id, "zh")
    store.set_consent(firm.id, True)
    clock.move(days=1)
    assert store.finish(firm.id) == clock.now
    seen = store.assessment(firm.id)
    assert (seen.status, seen.consent, seen.language, seen.finished_at) == ("finished", True, "zh", clock.now)


def test_an_unknown_code_is_refused_after_the_delay(store: Store, slept: list[float]) -> None:
    store.create_assessment("zh")
    with pytest.raises(CodeRefused) as refused:
        store.resume(UNKNOWN, "phone")
    assert slept == [store.rules.refusal_delay]
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
    new = store.reissue_code(firm.id)
    assert new != old
    assert store.resume(new, "phone").id == firm.id
    with pytest.raises(CodeRefused):
        store.resume(old, "phone")


def test_a_revoked_code_opens_nothing_until_one_is_issued_again(store: Store) -> None:
    firm, code = store.create_assessment("zh")
    store.revoke_code(firm.id)
    with pytest.raises(CodeRefused):
        store.resume(code, "phone")
    assert store.resume(store.reissue_code(firm.id), "phone").id == firm.id


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
    assert slept == [store.rules.refusal_delay]
    assert store.resume(store.reissue_code(firm.id), "phone").id == firm.id


def test_without_a_lifetime_a_code_never_expires(open_again: OpenAgain, clock: Clock) -> None:
    store = open_again(AccessRules(code_lifetime=None))
    firm, code = store.create_assessment("zh")
    assert firm.code_expires_at is None
    clock.move(days=9_000)
    assert store.resume(code, "phone").id == firm.id


class TestRateLimit:
    """Ten wrong codes within ten minutes, then the client waits; shared by all processes on the database."""

    RULES = AccessRules(attempts=3, window=timedelta(minutes=10))

    def fail(self, store: Store, client: str) -> None:
        with pytest.raises(CodeRefused):
            store.resume(UNKNOWN, client)

    def test_after_too_many_wrong_codes_even_the_right_one_waits(self, open_again: OpenAgain, clock: Clock) -> None:
        store = open_again(self.RULES)
        firm, code = store.create_assessment("zh")
        for _ in range(3):
            self.fail(store, "guesser")
            clock.move(minutes=1)
        with pytest.raises(TooManyAttempts) as refused:
            store.resume(code, "guesser")
        assert "7 分钟" in refused.value.remedy.zh
        assert "7 minutes" in refused.value.remedy.en
        clock.move(minutes=7)
        assert store.resume(code, "guesser").id == firm.id

    def test_other_clients_are_not_hindered(self, open_again: OpenAgain) -> None:
        store = open_again(self.RULES)
        firm, code = store.create_assessment("zh")
        for _ in range(3):
            self.fail(store, "guesser")
        assert store.resume(code, "owner").id == firm.id

    def test_another_process_counts_on(self, open_again: OpenAgain) -> None:
        for _ in range(3):
            self.fail(open_again(self.RULES), "guesser")
        with pytest.raises(TooManyAttempts):
            open_again(self.RULES).resume(UNKNOWN, "guesser")

    def test_right_codes_do_not_count_and_do_not_excuse_wrong_ones(self, open_again: OpenAgain) -> None:
        store = open_again(self.RULES)
        _, code = store.create_assessment("zh")
        for _ in range(5):
            store.resume(code, "guesser")
        for _ in range(2):
            self.fail(store, "guesser")
            store.resume(code, "guesser")
        self.fail(store, "guesser")
        with pytest.raises(TooManyAttempts):
            store.resume(UNKNOWN, "guesser")

    def test_addresses_are_not_kept(self, open_again: OpenAgain, clock: Clock) -> None:
        store = open_again(self.RULES)
        self.fail(store, "203.0.113.7")
        clock.move(minutes=11)
        self.fail(store, "198.51.100.9")
        with store.engine.connect() as connection:
            clients = connection.scalars(select(schema.resume_attempts.c.client)).all()
        assert len(clients) == 1
        assert "198.51.100.9" not in clients[0]


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
    assert row.code_hash.startswith("scrypt$14$8$1$")
    store.close()


def test_equal_codes_get_different_hashes() -> None:
    one, two = codes.hash_code("0" * 16), codes.hash_code("0" * 16)
    assert one != two
    assert codes.code_matches("0" * 16, one)
    assert codes.code_matches("0" * 16, two)
    assert not codes.code_matches("0" * 15 + "1", one)


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
    for attempt in (store.reissue_code, store.revoke_code, store.assessment, store.finish):
        with pytest.raises(UnknownAssessment):
            attempt(firm.id)
