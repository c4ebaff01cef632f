"""Rooms for the staff: a passphrase, or this machine only."""

from __future__ import annotations

import threading
import time

import pytest

from assessment.web import keys
from assessment.web.keys import Visit, guess

KEY = "长长的口令 2026"
LOCAL = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "REFUSAL_SECONDS", 0.05)


@pytest.mark.parametrize("typed", [KEY, f"  {KEY}\n"])
def test_the_passphrase_opens(typed: str):
    assert guess(typed, KEY) is None


@pytest.mark.parametrize("typed", ["", "wrong", KEY.upper() + "x", KEY[:-1], "长长的口令2026", "\ud800"])
def test_anything_else_is_refused_in_plain_words(typed: str):
    refused = guess(typed, KEY)
    assert refused is not None
    assert "口令不对" in refused.zh


def test_a_wrong_guess_costs_time_and_few_are_taken_at_once(monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    full, held = threading.Barrier(keys.GUESSES_AT_ONCE + 1, timeout=10), threading.Event()
    monkeypatch.setattr(time, "sleep", lambda seconds: (slept.append(seconds), full.wait(), held.wait(10)))
    guesses = [threading.Thread(target=guess, args=("wrong", KEY)) for _ in range(keys.GUESSES_AT_ONCE)]
    for thread in guesses:
        thread.start()
    full.wait()
    refused = guess(KEY, KEY)
    held.set()
    for thread in guesses:
        thread.join()
    assert refused is not None
    assert "过几秒" in refused.zh
    assert slept == [0.05] * keys.GUESSES_AT_ONCE
    assert guess(KEY, KEY) is None


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
    assert Visit(address, headers).from_this_machine


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
    assert not Visit(address, headers).from_this_machine
