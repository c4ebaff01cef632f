"""One question's fields as they should be and as the browser shows them, as far as it has told.

A browser sends the state of all its fields with every touch, so a message may have left it before a correction of ours
arrived there. What is deliberate is therefore not told by the value but by what the browser had drawn when it sent it:
corrections are numbered, and every message carries the number of the last one drawn (see ``questions.statement``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from itertools import combinations

from assessment.content.facts import Fact, MultiFact
from assessment.web.entries import Entry


@dataclass
class Mirror:
    """``entry`` is what the fields should show; ``heard`` what the browser has told, None until it tells for the first
    time; ``puts`` the corrections on their way, each with its number."""

    entry: Entry
    heard: Entry | None = None
    puts: list[tuple[int, Entry]] = field(default_factory=list)

    @property
    def is_behind(self) -> bool:
        """Must the fields be set, since the browser shows, or may show, something else?"""
        return bool(self.puts) or (self.heard is not None and self.heard != self.entry)

    def put(self, number: int) -> None:
        """The fields were set to the entry under a number."""
        self.puts.append((number, self.entry))

    def forget(self) -> None:
        """The browser has no such fields any more: what it shows next is what is drawn."""
        self.heard = None
        self.puts.clear()

    def acknowledge(self, number: int) -> None:
        """The browser has drawn the corrections up to a number."""
        while self.puts and self.puts[0][0] <= number:
            self.heard = self.puts.pop(0)[1]

    def hear(self, now: Entry) -> Entry | None:
        """What the person wants now that the fields hold ``now``; None where the person has changed nothing.

        A change made before our correction arrived is applied to what the correction says; ticks come in any order.
        """
        before, self.heard = self.heard, now
        if before is None or now == before:
            return None
        picked = now.value != before.value
        return Entry(
            value=now.value if picked else self.entry.value,
            ticks=tuple(set(before.ticks) ^ set(now.ticks) ^ set(self.entry.ticks)),
            other=now.other if picked or now.other != before.other else self.entry.other,
            reason=now.reason if now.reason != before.reason else self.entry.reason,
        )


def digest(entry: Entry) -> str:
    """Eight signs that stand for an entry in what the browser repeats to us."""
    return hashlib.blake2b(repr(entry).encode("utf-8", "replace"), digest_size=4).hexdigest()


def before_touching(fact: Fact, now: Entry, drawn: str | None) -> Entry | None:
    """What the fields of ``now`` showed before boxes were ticked, of which only the digest is known; None where nothing
    fits. The fewest touches come first.
    """
    if drawn is None or not isinstance(fact, MultiFact):
        return None
    options = [option.id for option in fact.options]
    for touches in range(len(options) + 1):
        for touched in combinations(options, touches):
            ticked = set(now.ticks) ^ set(touched)
            found = replace(now, ticks=tuple(option for option in options if option in ticked))
            if digest(found) == drawn:
                return found
    return None
