"""Rooms for the staff: a passphrase that guessing keeps nobody from, or the link that this machine was shown."""

from __future__ import annotations

import logging
import threading

import pytest

from assessment.web import callers, keys
from assessment.web.keys import WrongGuesses, guess
from assessment.web.staff_link import OneTimeLink

KEY = "长长的口令 2026"
LOCAL = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that wrong guesses were made to wait, which nobody waits here."""
    seconds: list[float] = []
    monkeypatch.setattr(keys.time, "sleep", seconds.append)
    monkeypatch.setattr(keys, "_wrong", WrongGuesses())
    return seconds


@pytest.mark.parametrize("typed", [KEY, f"  {KEY}\n"])
def test_the_passphrase_opens(typed: str):
    assert guess(typed, KEY, "a") is None


@pytest.mark.parametrize("typed", ["", "wrong", KEY.upper() + "x", KEY[:-1], "长长的口令2026", "\ud800"])
def test_anything_else_is_refused_in_plain_words(typed: str):
    refused = guess(typed, KEY, "a")
    assert refused is not None
    assert "口令不对" in refused.zh


def test_a_client_waits_longer_with_every_wrong_guess_and_others_do_not(slept: list[float]):
    for _ in range(7):
        guess("wrong", KEY, "203.0.113.7")
    assert slept == [1, 2, 4, 8, 16, 16, 16]
    guess("wrong", KEY, "203.0.113.8")
    assert slept[-1] == 1


def test_wrong_guesses_are_forgotten_after_a_while(slept: list[float], monkeypatch: pytest.MonkeyPatch):
    guess("wrong", KEY, "a")
    later = keys.time.monotonic() + WrongGuesses.WINDOW + 1
    monkeypatch.setattr(keys.time, "monotonic", lambda: later)
    guess("wrong", KEY, "a")
    assert slept == [1, 1]


def test_the_right_one_gets_in_at_once_while_six_sessions_guess(monkeypatch: pytest.MonkeyPatch):
    at_it, done = threading.Barrier(7), threading.Event()
    monkeypatch.setattr(keys.time, "sleep", lambda _: (at_it.wait(20), done.wait(20)))
    guessing = [threading.Thread(target=guess, args=(f"wrong {i}", KEY, "a")) for i in range(6)]
    for thread in guessing:
        thread.start()
    at_it.wait(20)
    assert guess(KEY, KEY, "a") is None, "from the same address, while all six are made to wait"
    assert guess(KEY, KEY, "b") is None
    done.set()
    for thread in guessing:
        thread.join()


def test_every_wrong_guess_leaves_a_line_in_the_log_without_what_was_typed(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        guess("nearly right", KEY, "203.0.113.7")
        guess("nearly right", KEY, "203.0.113.7")
        guess(KEY, KEY, "203.0.113.7")
    assert [record.getMessage() for record in caplog.records] == [
        "wrong passphrase from 203.0.113.7, number 1 of late",
        "wrong passphrase from 203.0.113.7, number 2 of late",
    ]


def test_a_flood_of_clients_does_not_fill_the_memory():
    wrong = WrongGuesses()
    for i in range(WrongGuesses.CLIENTS + 50):
        wrong.one_more(str(i))
    assert len(wrong._of) == WrongGuesses.CLIENTS


TOKEN = "a-token-of-more-than-20-signs"


def test_the_link_opens_once_for_one_browser():
    link = OneTimeLink(TOKEN)
    assert not link.opened_for("") and not link.opened_for(None)
    assert link.redeem(TOKEN[:-1]) is None
    cookie = link.redeem(TOKEN)
    assert cookie is not None and link.opened_for(cookie)
    assert link.redeem(TOKEN) is None
    assert not link.opened_for(cookie[:-1]) and not link.opened_for("é") and not link.opened_for(TOKEN)
    assert link.opened_for(cookie)


@pytest.mark.parametrize("token", ["", "x", "é", TOKEN])
def test_without_a_link_no_token_opens(token: str):
    link = OneTimeLink("")
    assert link.redeem(token) is None
    assert not link.opened_for(token)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (None, LOCAL),
        ("127.0.0.1", LOCAL),
        ("::1", {"Host": "[::1]:8501"}),
        ("127.0.0.1", {"Host": "localhost:8501", "Origin": "http://localhost:8501"}),
    ],
)
def test_a_browser_on_this_machine_is_known(address: str | None, headers: dict[str, str]):
    assert callers.is_here(address, headers)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.168.1.7", {"Host": "192.168.1.2:8501"}),
        ("203.0.113.7", LOCAL),
        (None, LOCAL | {"X-Forwarded-For": "203.0.113.7"}),
        (None, LOCAL | {"Forwarded": "for=203.0.113.7"}),
        (None, LOCAL | {"X-Real-Ip": "203.0.113.7"}),
        (None, {"Host": "zhenduan.example.cn"}),
        (None, {"Host": "127.0.0.1:8501", "Origin": "https://zhenduan.example.cn"}),
        (None, {"Host": "127.0.0.1.example.cn"}),
    ],
    ids=[
        "network",
        "abroad",
        "proxy",
        "proxy, standard header",
        "proxy, another header",
        "name",
        "origin",
        "like ours",
    ],
)
def test_nobody_else_is_taken_for_this_machine(address: str | None, headers: dict[str, str]):
    assert not callers.is_here(address, headers)
