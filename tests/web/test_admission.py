"""Few at once, in the order in which they came; who waits is told, and who leaves holds up nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from assessment.web import admission, links
from assessment.web.admission import Turnstile
from tests.web.waiting import until


class Crowd:
    """People at a gate, each in a thread; whoever is in stays until let out."""

    def __init__(self, gate: Turnstile):
        self.gate = gate
        self.inside: list[str] = []
        self.told: list[tuple[str, int]] = []
        self.left: list[str] = []
        self._out = {name: threading.Event() for name in "abcdef"}
        self._threads: list[threading.Thread] = []

    def come(self, name: str, *, impatient: bool = False) -> None:
        """Come to the gate, and be counted as waiting or in."""

        def tell(before: int) -> None:
            self.told.append((name, before))
            if impatient:
                raise InterruptedError

        def visit() -> None:
            try:
                with self.gate.turn(tell):
                    self.inside.append(name)
                    self._out[name].wait(20)
            except InterruptedError:
                self.left.append(name)

        before = self.waiting
        self._threads.append(threading.Thread(target=visit, daemon=True))
        self._threads[-1].start()
        assert until(lambda: name in self.inside or name in self.left or self.waiting > before, bool)

    @property
    def waiting(self) -> int:
        return len(self.gate._waiting)

    def let_out(self, name: str) -> None:
        self._out[name].set()

    def end(self) -> None:
        for out in self._out.values():
            out.set()
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    monkeypatch.setattr(admission, "TOLD_AFTER", 0.02)
    people = Crowd(Turnstile(2))
    yield people
    people.end()


def test_so_many_at_once_and_the_others_in_the_order_in_which_they_came(crowd: Crowd) -> None:
    for name in "abcd":
        crowd.come(name)
    assert crowd.inside == ["a", "b"]
    crowd.let_out("b")
    assert until(lambda: crowd.inside, lambda inside: len(inside) == 3) == ["a", "b", "c"]
    assert until(lambda: ("d", 0) in crowd.told, bool), "the next one is told that nobody is before"
    crowd.let_out("a")
    assert until(lambda: crowd.inside, lambda inside: len(inside) == 4)[-1] == "d"


def test_who_waits_is_told_how_many_are_before(crowd: Crowd) -> None:
    for name in "abcd":
        crowd.come(name)
    assert until(lambda: {("c", 0), ("d", 1)} <= set(crowd.told), bool)
    assert not {name for name, _ in crowd.told} & {"a", "b"}, "whoever goes in at once is told nothing"


def test_who_leaves_the_queue_leaves_no_hole(crowd: Crowd) -> None:
    crowd.come("a")
    crowd.come("b")
    crowd.come("c", impatient=True)
    assert until(lambda: crowd.left, bool) == ["c"]
    crowd.come("d")
    crowd.let_out("a")
    crowd.let_out("b")
    assert until(lambda: "d" in crowd.inside, bool)
    crowd.let_out("d")
    with ExitStack() as stack:  # all places are free again
        for _ in range(2):
            stack.enter_context(crowd.gate.turn(lambda _: pytest.fail("a place is missing")))


def test_pages_of_the_staff_and_results_never_stand_before_an_answer() -> None:
    gates = {page: admission.turnstile_of(page) for page in links.ADDRESSES}
    assert gates[links.RESULT] is gates[links.DOING] is not gates[links.QUESTIONS]
    assert gates[links.CENTRE] not in (gates[links.QUESTIONS], gates[links.RESULT])
    assert gates[links.HOME] is gates[links.QUESTIONS]
