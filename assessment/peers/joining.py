"""The real firms that agreed to be counted: from the pages or from a centre's workbook, each firm once.

A firm is known by digests of its credit code and its name, so that nobody need keep either to tell two firms apart.
What a firm said last counts: its newest answers take the place of older ones, and a firm whose newest word is no is
not counted at all.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank

CONSENT_FACT = "peer_consent"
AGREES, REFUSES = "yes", "no"
NAME_FACT, CODE_FACT = "firm_name", "credit_code"


@dataclass(frozen=True)
class Identity:
    """Digests of a firm's credit code and of its name; None for what is not known."""

    code: str | None
    name: str | None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Identity:
        """The identity that a record of answers tells."""
        return cls(*(_digest(fact, record.get(fact)) for fact in (CODE_FACT, NAME_FACT)))

    def same(self, other: Identity) -> bool:
        """The same credit code, or the same name where either has no code."""
        if self.code is not None and other.code is not None:
            return self.code == other.code
        return self.name is not None and self.name == other.name


@dataclass(frozen=True)
class Joined:
    """What one firm said at a time; ``answers`` is None when it does not (or no longer) agree."""

    id: str
    at: datetime
    identity: Identity
    answers: Mapping[str, Any] | None


@dataclass
class _Firm:
    """One firm: its newest word, and when it first joined."""

    newest: Joined
    first: tuple[datetime, str]


@dataclass(frozen=True)
class RealFirms:
    """The firms that count, a row each, in the order in which they joined.

    ``own`` names the rows that are the asking firm itself: it is left out of its own comparison, but only after the
    groups are formed, or the firm would find out by whom it was replaced.
    """

    table: AnswerTable
    joined: tuple[Joined, ...]
    own: frozenset[str] = frozenset()

    def seen_by(self, firm: str, identity: Identity) -> RealFirms:
        """The same firms as one of them, or an outsider, is compared with them."""
        own = frozenset(one.id for one in self.joined if one.id == firm or one.identity.same(identity))
        return replace(self, own=own)

    @property
    def others(self) -> NDArray[np.bool_]:
        """The rows (n,) that are not the asking firm."""
        return np.array([one not in self.own for one in self.table.ids], bool)


def real_firms(bank: FactBank, said: Iterable[Joined]) -> RealFirms:
    """Every firm once, by its newest word, in the place where it first joined.

    It keeps its place when it answers again: no other firm then moves into a group that is shown. Answers that no
    longer fit the questions are left out.
    """
    firms: list[_Firm] = []
    by_code: dict[str, _Firm] = {}
    by_name: dict[str, list[_Firm]] = {}
    for one in sorted(said, key=lambda one: (one.at, one.id), reverse=True):
        code, name = one.identity.code, one.identity.name
        namesakes = by_name.get(name, []) if name is not None else []
        firm = by_code.get(code) if code is not None else None
        firm = firm or next((f for f in namesakes if f.newest.identity.same(one.identity)), None)
        if firm is None:
            firm = _Firm(one, (one.at, one.id))
            firms.append(firm)
        firm.first = (one.at, one.id)
        if code is not None:
            by_code.setdefault(code, firm)
        if name is not None:
            by_name.setdefault(name, []).append(firm)
    firms.sort(key=lambda firm: firm.first)
    kept = [firm.newest for firm in firms if firm.newest.answers is not None]
    table, _ = AnswerTable.from_records(bank, [dict(one.answers or {}) for one in kept], [one.id for one in kept])
    return RealFirms(table, tuple(kept))


def said_in_table(table: AnswerTable, facts: Iterable[str]) -> list[dict[str, Any]]:
    """What the firms of a workbook say of being counted, as it is kept: digests, and the answers of those who agree.

    Only ``facts`` are kept of the answers. Firms that left the question open are not in it, nor are firms without a
    name and a code, which could be counted twice.
    """
    wanted = set(facts) - {NAME_FACT, CODE_FACT, CONSENT_FACT}
    found = []
    for row in range(len(table)):
        record = table.record(row)
        identity, answer = Identity.of(record), record.get(CONSENT_FACT)
        if answer not in (AGREES, REFUSES) or identity == Identity(None, None):
            continue
        answers = {fact: value for fact, value in record.items() if fact in wanted} if answer == AGREES else None
        found.append({"code": identity.code, "name": identity.name, "answers": answers})
    return found


def joined_in_batch(batch: str, at: datetime, said: Iterable[Mapping[str, Any]]) -> list[Joined]:
    """What ``said_in_table`` kept, read again."""
    return [
        Joined(f"{batch}/{i}", at, Identity(one["code"], one["name"]), one["answers"]) for i, one in enumerate(said)
    ]


def _digest(fact: str, value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    plain = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    return hashlib.blake2b(f"{fact} {plain}".encode(), digest_size=16).hexdigest() if plain else None
