"""What programs work with, on both databases: tokens counted by all processes, keys taken once, lists page by page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from assessment import settings
from assessment.cli import main
from assessment.permissions import Role
from assessment.store.access import AccessRules
from assessment.store.accounts import Person
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import FirmIdentity
from assessment.store.refusals import CodeTaken, FirmChanged
from assessment.store.reply_shelf import AT_WORK, KEPT, KeptReply, KeyUsedOtherwise, StillAtWork
from assessment.store.token_shelf import MOST_TOKENS, TokenRefused, TooManyCalls
from tests.store.conftest import Clock, OpenAgain

REPLY = KeptReply(201, {"location": "/x"}, '{"示例": 1}')


@pytest.fixture
def clerk(store: Store):
    return store.add_account(Person("clerk", "示例经办", Role.CLERK, "360100"), None)


def test_calls_are_counted_for_all_processes_together_and_anew_each_minute(
    store: Store, open_again: OpenAgain, clock: Clock, clerk
):
    _, text = store.make_token(clerk.id, "示例", Role.CLERK, "", 30)
    stores = [store, open_again(AccessRules())]

    def call(n: int) -> int:
        """0, or the seconds to wait."""
        try:
            stores[n % 2].admit(text, 5)
        except TooManyCalls as refused:
            return refused.seconds
        return 0

    with ThreadPoolExecutor(4) as pool:  # the clock stands at 15 seconds past
        assert sorted(pool.map(call, range(12))) == [0] * 5 + [44] * 7
    clock.move(seconds=45)
    assert store.admit(text, 5).left == 4
    (token,) = store.tokens(clerk.id)
    assert token.used_at == clock.now and text not in repr(token)


def test_a_token_ends_when_its_time_is_over_and_one_of_a_clock_gone_wrong_opens_nothing(
    store: Store, clock: Clock, clerk
):
    _, text = store.make_token(clerk.id, "示例", Role.CLERK, "", 30)
    clock.move(days=30)
    with pytest.raises(TokenRefused, match="expired"):
        store.admit(text, 5)
    clock.move(days=-400)
    with pytest.raises(TokenRefused, match="expired"):
        store.admit(text, 5)
    with pytest.raises(TokenRefused, match="not known"):
        store.admit(text[:-1], 5)


def test_an_account_has_so_many_tokens_at_most(store: Store, clerk):
    made = [store.make_token(clerk.id, f"示例{n}", Role.CLERK, "", 1)[0] for n in range(MOST_TOKENS)]
    with pytest.raises(TokenRefused, match="tokens at most"):
        store.make_token(clerk.id, "示例", Role.CLERK, "", 1)
    store.revoke_token(clerk.id, made[0].id)
    store.make_token(clerk.id, "示例", Role.CLERK, "", 1)
    with pytest.raises(TokenRefused, match="revoked already"):
        store.revoke_token(clerk.id, made[0].id)
    with pytest.raises(TokenRefused, match="name"):
        store.make_token(clerk.id, "\u200b", Role.CLERK, "", 1)


def test_a_key_is_taken_once_however_many_ask_and_is_free_when_its_process_died(
    store: Store, open_again: OpenAgain, clock: Clock, clerk
):
    stores = [store, open_again(AccessRules())]

    def take(n: int) -> str:
        try:
            return "taken" if stores[n % 2].take_key(clerk.id, "k", "asked") is None else "kept"
        except StillAtWork:
            return "at work"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(6))) == ["at work"] * 5 + ["taken"]
    clock.move(seconds=AT_WORK.total_seconds() + 1)
    assert take(1) == "taken"
    store.keep_reply(clerk.id, "k", REPLY, None)
    assert store.take_key(clerk.id, "k", "asked") == REPLY
    with pytest.raises(KeyUsedOtherwise):
        store.take_key(clerk.id, "k", "another")
    clock.move(seconds=KEPT.total_seconds())
    assert take(0) == "kept"
    clock.move(seconds=1)
    assert take(0) == "taken"


def test_a_firm_is_changed_only_as_it_was_read_and_no_code_is_given_twice(store: Store, clock: Clock):
    first, _ = store.find_or_create_firm(FirmIdentity("示例一", "91360100MA35XXXX0X", "nanchang"), "staff")
    other, _ = store.find_or_create_firm(FirmIdentity("示例二", None, "nanchang"), "staff")
    with pytest.raises(CodeTaken):
        store.change_firm(other.id, FirmIdentity("示例二", first.credit_code, "nanchang"), other.updated_at)
    clock.move(seconds=1)
    changed = store.change_firm(other.id, FirmIdentity("示例三", None, "jiujiang"), other.updated_at)
    with pytest.raises(FirmChanged):
        store.change_firm(other.id, FirmIdentity("示例四", None, "nanchang"), other.updated_at)
    assert store.firm(other.id) == changed and changed.city == "jiujiang"


def test_pages_of_firms_go_on_by_id_within_a_reach(store: Store, clock: Clock):
    for n in range(5):
        store.find_or_create_firm(FirmIdentity(f"示例{n}", None, "nanchang" if n < 3 else "jiujiang"), "staff")
    seen, after = [], None
    while page := store.firms_after(FirmReach(city="nanchang"), after, 2):
        seen += [firm.name for firm in page]
        after = page[-1].id
    assert sorted(seen) == ["示例0", "示例1", "示例2"]
    assert store.firms_after(FirmReach(), None, 9, changed_since=clock.now) and not store.firms_after(
        FirmReach(only=frozenset()), None, 9
    )


def test_the_commands_make_list_and_revoke(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(settings.database_url.name, f"sqlite:///{tmp_path / 'programs.sqlite3'}")
    ran = CliRunner()
    ran.invoke(main, ["account", "create", "clerk", "示例经办", "--role", "clerk", "--area", "360100"])
    made = ran.invoke(main, ["token", "make", "clerk", "示例系统", "--area", "360102", "--days", "7"])
    assert made.exit_code == 0 and "\ngq_" in made.output
    listed = ran.invoke(main, ["token", "list", "clerk"]).output
    assert "示例系统" in listed and "360102" in listed and "gq_" not in listed
    gone = ran.invoke(main, ["token", "revoke", "clerk", listed.split()[0]])
    assert gone.exit_code == 0 and ran.invoke(main, ["token", "list", "clerk"]).output == ""
    wrong = ran.invoke(main, ["token", "make", "clerk", "示例", "--area", "360400"])
    assert wrong.exit_code != 0 and "不在账号的地区之内" in wrong.output
    assert "没有这个账号" in ran.invoke(main, ["token", "list", "nobody"]).output
