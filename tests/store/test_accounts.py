"""Accounts: signing in, links that work once, visits that end, and administrators who cannot lock everybody out."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from pwdlib import PasswordHash
from sqlalchemy import text

from assessment.permissions import Role
from assessment.store.access import AccessRules
from assessment.store.account_records import Account, Browser
from assessment.store.accounts import Person
from assessment.store.assessments import Store
from assessment.store.refusals import AccountRefused, LinkRefused, PasswordRefused, SignInRefused
from assessment.store.trail import TrailFilter, acting
from tests.store.conftest import Clock, OpenAgain

HERE = Browser("Chromium", "192.0.2.7")
PASSWORD = "四个不相干的词语 horse"
CLERK = Person("示例经办", "示例 王", Role.CLERK, "360100")


def joined(store: Store, login: str, role: Role = Role.ADMINISTRATOR, area: str = "") -> tuple[Account, str]:
    """An account whose invitation was followed, and its cookie."""
    account = store.add_account(Person(login, f"示例 {login}", role, area), None)
    return account, store.follow(store.new_link(account.id, None), PASSWORD, HERE)


def whose(store: Store, cookie: str) -> UUID | None:
    found = store.signed_in(cookie)
    return found and found.account.id


def noted(store: Store, act: str) -> list[tuple[str, dict[str, object]]]:
    """The lines of an act, oldest first: what it is about, and its details."""
    return [(line.subject, dict(line.details)) for line in reversed(store.trail.lines(TrailFilter(act=act)))]


# -- signing in ------------------------------------------------------------------------------------------------------


def test_an_invitation_sets_the_password_which_then_opens(store: Store):
    account, cookie = joined(store, "示例经办", Role.CLERK, "360100")
    again = store.sign_in(" 示例经办 ", PASSWORD, HERE, "client")
    assert whose(store, cookie) == whose(store, again) == account.id and cookie != again
    signed = store.signed_in(again)
    assert signed is not None and signed.account.actor.area == "360100"


def test_neither_password_nor_cookie_nor_link_stands_in_the_database(store: Store):
    account, cookie = joined(store, "admin")
    link = store.new_link(account.id, None)
    with store.engine.connect() as connection:
        for table in ("accounts", "sessions", "one_time_links"):
            kept = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert not any(secret in kept for secret in (PASSWORD, cookie, link))


def test_a_wrong_one_says_the_same_whether_the_account_exists_or_not_and_waits_longer_each_time(
    store: Store, open_again: OpenAgain, clock: Clock, caplog: pytest.LogCaptureFixture
):
    joined(store, "admin")
    other = open_again(AccessRules())
    refused = []
    with caplog.at_level(logging.WARNING):
        for where, login in ((store, "admin"), (other, "nobody"), (store, "admin"), (other, "admin\0"), (store, "ad")):
            with pytest.raises(SignInRefused) as one:
                where.sign_in(login, "nearly right", HERE, "203.0.113.7")
            refused.append((one.value.delay, str(one.value)))
    assert [delay for delay, _ in refused] == [1, 2, 4, 8, 16], "counted by both processes together"
    assert len({words for _, words in refused}) == 1
    assert "203.0.113.7" in caplog.text and "nearly right" not in caplog.text
    with pytest.raises(SignInRefused) as one:
        store.sign_in("admin", "x" * 9999, HERE, "203.0.113.8")
    assert one.value.delay == 1, "another client"
    assert store.sign_in("admin", PASSWORD, HERE, "203.0.113.7"), "the right one opens at once"
    clock.move(minutes=11)
    with pytest.raises(SignInRefused) as one:
        store.sign_in("admin", "wrong", HERE, "203.0.113.7")
    assert one.value.delay == 1


@pytest.mark.parametrize("password", ["", "short", "a" * 30, "password1234567890", "admin-admin-1", "x" * 201])
def test_a_password_that_is_guessed_soon_is_refused_and_the_link_stays_good(store: Store, password: str):
    account = store.add_account(Person("admin", "示例", Role.ADMINISTRATOR), None)
    link = store.new_link(account.id, None)
    with pytest.raises(PasswordRefused):
        store.follow(link, password, HERE)
    assert store.follow(link, PASSWORD, HERE)


def test_a_new_password_ends_what_others_have_open(store: Store):
    account, elsewhere = joined(store, "admin")
    mine = store.sign_in("admin", PASSWORD, HERE, "a")
    here = store.signed_in(mine)
    assert here is not None
    with pytest.raises(AccountRefused):
        store.set_password(account.id, "wrong", "another good password", here.session)
    store.set_password(account.id, PASSWORD, "another good password", here.session)
    assert whose(store, elsewhere) is None and whose(store, mine) == account.id
    with pytest.raises(SignInRefused):
        store.sign_in("admin", PASSWORD, HERE, "a")


def test_a_guess_costs_as_much_work_as_is_recommended(real_passwords: PasswordHash) -> None:
    assert real_passwords.hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


# -- links -----------------------------------------------------------------------------------------------------------


def test_a_replayed_link_is_told_to_be_used_and_opens_nothing(store: Store):
    account = store.add_account(CLERK, None)
    link = store.new_link(account.id, None)
    assert store.link(link).purpose == "invitation"
    store.follow(link, PASSWORD, HERE)
    with pytest.raises(LinkRefused, match="was used"):
        store.link(link)
    with pytest.raises(LinkRefused, match="was used"):
        store.follow(link, "my own good password", HERE)
    assert store.sign_in(CLERK.login, PASSWORD, HERE, "a")


def test_of_many_who_follow_a_link_at_once_one_gets_in(store: Store):
    link = store.new_link(store.add_account(CLERK, None).id, None)

    def follow(number: int) -> bool:
        try:
            return bool(store.follow(link, f"{PASSWORD} {number}", HERE))
        except LinkRefused:
            return False

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(follow, range(4))) == 1


def test_a_link_ends_with_its_time_with_a_newer_one_and_with_the_account(store: Store, clock: Clock):
    account = store.add_account(CLERK, None)
    old = store.new_link(account.id, None)
    new = store.new_link(account.id, None)
    with pytest.raises(LinkRefused, match="newer"):
        store.link(old)
    clock.move(days=7)
    with pytest.raises(LinkRefused, match="expired"):
        store.link(new)
    newest = store.new_link(account.id, None)
    store.remove_account(account.id, None)
    for gone in (newest, "", "é", "\ud800", "x" * 5000):
        with pytest.raises(LinkRefused):
            store.link(gone)


def test_a_reset_link_ends_every_visit_of_the_old_password(store: Store):
    account, cookie = joined(store, "admin")
    link = store.new_link(account.id, None)
    assert store.link(link).purpose == "reset" and whose(store, cookie) == account.id
    fresh = store.follow(link, "another good password", HERE)
    assert whose(store, cookie) is None and whose(store, fresh) == account.id


# -- visits ----------------------------------------------------------------------------------------------------------


def test_a_stolen_cookie_is_seen_in_the_list_and_ended(store: Store):
    account, stolen = joined(store, "admin")
    mine = store.sign_in("admin", PASSWORD, Browser("Firefox", "192.0.2.9"), "a")
    here = store.signed_in(mine)
    assert here is not None
    listed = {visit.id: visit for visit in store.sessions(account.id)}
    (thief,) = set(listed) - {here.session}
    assert listed[here.session].browser == "Firefox" and listed[thief].address == "192.0.2.7"
    store.end_session(uuid4(), thief)
    assert whose(store, stolen) == account.id, "only its owner ends a visit"
    store.end_session(account.id, thief)
    assert whose(store, stolen) is None and whose(store, mine) == account.id
    assert whose(store, stolen) is None, "and whoever has it tries again"
    assert noted(store, "session_revoked") == [(thief.hex, {})]
    assert noted(store, "session_refused") == [(thief.hex, {"account": account.id.hex, "ended": True})], "once"
    assert store.end_all_sessions(account.id) == 1 and whose(store, mine) is None


def test_a_visit_ends_when_it_idles_and_after_a_week_in_any_case(store: Store, clock: Clock):
    account, cookie = joined(store, "admin")
    idle = store.sign_in("admin", PASSWORD, HERE, "a")
    for _ in range(15):
        clock.move(hours=11)
        assert whose(store, cookie) == account.id
    assert whose(store, idle) is None
    clock.move(hours=4)
    assert whose(store, cookie) is None and store.sessions(account.id) == []
    told = noted(store, "session_refused")
    assert [details["ended"] for _, details in told] == [False, False] and len({subject for subject, _ in told}) == 2
    for forged in (None, "", "é", cookie + "x", "\ud800"):
        assert store.signed_in(forged) is None
    assert noted(store, "session_refused") == told, "what never was a cookie must not fill the trail"


def test_a_clock_that_jumps_ends_visits_and_lets_nobody_in_for_longer(store: Store, clock: Clock):
    account, before = joined(store, "admin")
    clock.move(days=900)
    assert whose(store, before) is None
    ahead, link = store.sign_in("admin", PASSWORD, HERE, "a"), store.new_link(account.id, None)
    clock.move(days=-900)
    assert whose(store, ahead) is None, "made while the clock ran ahead: it would live for years"
    with pytest.raises(LinkRefused):
        store.link(link)
    assert len(noted(store, "session_refused")) == 2 and noted(store, "link_refused") == [(account.id.hex, {})]
    assert (report := store.trail.verify()).whole and report.back_in_time
    now = store.sign_in("admin", PASSWORD, HERE, "a")
    assert whose(store, now) == account.id
    clock.move(minutes=-30)
    assert whose(store, now) == account.id, "a small correction ends nothing"


def test_a_disabled_account_is_out_at_once(store: Store):
    account, cookie = joined(store, "示例顾问", Role.CONSULTANT)
    joined(store, "admin")
    store.disable_account(account.id, True, None)
    assert whose(store, cookie) is None
    with pytest.raises(SignInRefused):
        store.sign_in("示例顾问", PASSWORD, HERE, "a")
    store.disable_account(account.id, False, None)
    assert whose(store, cookie) is None and store.sign_in("示例顾问", PASSWORD, HERE, "a")


# -- administrators --------------------------------------------------------------------------------------------------


def test_the_link_of_a_first_start_is_given_until_an_administrator_can_sign_in(store: Store):
    first, again = store.first_link(), store.first_link()
    assert first and again and first != again and len(store.accounts()) == 1
    with pytest.raises(LinkRefused):
        store.follow_first(first, HERE)
    cookie = store.follow_first(again, HERE)
    with pytest.raises(LinkRefused, match="was used"):
        store.follow_first(again, HERE)
    assert len(noted(store, "link_refused")) == 1
    here = store.signed_in(cookie)
    assert here is not None and here.account.role is Role.ADMINISTRATOR
    assert store.first_link() is not None, "a password was never set: who lost the browser comes in again"
    store.set_password(here.account.id, "", PASSWORD, here.session)
    assert store.first_link() is None
    with pytest.raises(LinkRefused, match="not for this"):
        store.follow_first(store.new_link(here.account.id, None), HERE)


def test_the_last_administrator_cannot_leave(store: Store):
    last, _ = joined(store, "admin")
    store.add_account(Person("invited", "示例", Role.ADMINISTRATOR), last.id)  # and has not come yet
    for leaving in (
        lambda: store.remove_account(last.id, last.id),
        lambda: store.disable_account(last.id, True, last.id),
        lambda: store.change_account(last.id, Person("admin", "示例", Role.CLERK, "360000"), last.id),
    ):
        with pytest.raises(AccountRefused, match="last administrator"):
            leaving()
    assert noted(store, "refused") == [(last.id.hex, {})] * 3
    joined(store, "second")
    store.remove_account(last.id, last.id)


def test_of_two_administrators_who_remove_each_other_one_stays(store: Store):
    one, _ = joined(store, "one")
    two, _ = joined(store, "two")

    def remove(pair: tuple[Account, Account]) -> str:
        try:
            store.remove_account(pair[0].id, pair[1].id)
        except AccountRefused as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(2) as both:
        told = list(both.map(remove, [(one, two), (two, one)]))
    assert len(store.accounts()) == 1
    assert sorted(told) == ["", max(told)] and "no administrator any more" in max(told)
    (removed,), (refused,) = noted(store, "account_removed"), noted(store, "refused")
    assert {removed[0], refused[0]} == {one.id.hex, two.id.hex}


def test_somebody_who_is_no_administrator_changes_no_account(store: Store):
    clerk, _ = joined(store, "clerk", Role.CLERK, "360000")
    for by in (clerk.id, uuid4()):
        with pytest.raises(AccountRefused):
            store.add_account(Person("mine", "示例", Role.ADMINISTRATOR), by)
        with pytest.raises(AccountRefused):
            store.change_account(clerk.id, Person("clerk", "示例", Role.ADMINISTRATOR), by)
        with pytest.raises(AccountRefused):
            store.new_link(clerk.id, by)
    assert len(noted(store, "refused")) == 6


@pytest.mark.parametrize(
    "person",
    [
        Person("a", "示例", Role.OWNER),
        Person("two words", "示例", Role.OWNER),
        Person("x" * 61, "示例", Role.OWNER),
        Person("fine", " \u200b ", Role.OWNER),
        Person("fine", "示例", Role.CLERK),
        Person("fine", "示例", Role.CLERK, "36%"),
        Person("ＴＡＫＥＮ", "示例", Role.OWNER),
    ],
)
def test_what_cannot_be_an_account_is_refused(store: Store, person: Person):
    store.add_account(Person("Taken", "示例", Role.OWNER), None)
    with pytest.raises(AccountRefused):
        store.add_account(person, None)


# -- other providers -------------------------------------------------------------------------------------------------


def test_an_identity_opens_the_account_that_an_invitation_linked_it_to_and_no_other(store: Store):
    clerk = store.add_account(CLERK, None)
    assert store.sign_in_as("https://id.example.cn", "42", HERE) is None
    store.follow_as(store.new_link(clerk.id, None), "https://id.example.cn", "42", HERE)
    cookie = store.sign_in_as("https://id.example.cn", "42", HERE)
    assert cookie is not None and whose(store, cookie) == clerk.id
    assert store.sign_in_as("https://other.example.cn", "42", HERE) is None
    other = store.add_account(Person("other", "示例", Role.OWNER), None)
    link = store.new_link(other.id, None)
    with pytest.raises(AccountRefused, match="another account"):
        store.follow_as(link, "https://id.example.cn", "42", HERE)
    assert store.link(link), "nothing of a refused attempt is kept"


# -- the trail -------------------------------------------------------------------------------------------------------


def test_the_trail_holds_who_came_in_who_was_refused_and_who_changed_whom(store: Store):
    admin, _ = joined(store, "admin")
    with acting(admin.signature, "administrator"):
        clerk = store.add_account(CLERK, admin.id)
        link = store.new_link(clerk.id, admin.id)
        store.follow(link, PASSWORD, HERE)
        store.change_account(clerk.id, Person(CLERK.login, "示例 王", Role.CONSULTANT), admin.id)
    with pytest.raises(LinkRefused):
        store.link(link)
    with pytest.raises(SignInRefused):
        store.sign_in(CLERK.login, "nearly right", HERE, "203.0.113.7")
    store.remove_account(clerk.id, admin.id)
    lines = store.trail.lines()
    told = [(line.act, line.actor) for line in reversed(lines)][3:]
    assert told == [
        ("account_invited", admin.signature),
        ("link_issued", admin.signature),
        ("logged_in", clerk.signature),
        ("role_changed", admin.signature),
        ("link_refused", "system"),
        ("login_refused", "system"),
        ("account_removed", "system"),
    ]
    kept = str(lines)
    assert not any(secret in kept for secret in ("nearly right", PASSWORD, "示例", "203.0.113.7", link))
    assert store.signer(admin.signature) == "示例 admin" and store.signer(clerk.signature) is None
