"""The real firms that agreed to be counted: from the pages or from a centre's workbook.

What a stranger types proves nothing. An assessment made on the pages is known by its own id alone: whatever name or
code stands in it, it is one row more, takes nobody's place, and leaves nobody out. Only rows of workbooks, for which a
person of a centre signs, are told apart by who they name, and only among each other: by digests of the credit code, or
of the name where a row has no code, so that nobody need keep either.

What such a row said last counts: its newest answers take the place of older ones, and a firm whose newest word is no is
not counted at all.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.peers.releases import ReleaseLog

CONSENT_FACT = "peer_consent"
AGREES, REFUSES = "yes", "no"
Digest = Callable[[str], str]
"""Makes of a text what is kept instead of it; nobody without the secret of the database can."""
NAME_FACT, CODE_FACT = "firm_name", "credit_code"


@dataclass(frozen=True)
class Identity:
    """Whom a row of a workbook names: digests of the credit code and of the name; None for what it does not tell."""

    code: str | None
    name: str | None

    @classmethod
    def of(cls, record: Mapping[str, Any], digest: Digest) -> Identity:
        """The identity that a record of answers tells."""
        return cls(*(_digest(fact, record.get(fact), digest) for fact in (CODE_FACT, NAME_FACT)))


@dataclass(frozen=True)
class Joined:
    """What one firm said at a time; ``answers`` is None when it does not (or no longer) agree.

    ``identity`` is whom a centre signed for; None for an assessment made on the pages, which is known by its ``id``.
    """

    id: str
    at: datetime
    answers: Mapping[str, Any] | None
    identity: Identity | None = None


@dataclass
class _Firm:
    """One firm: its newest word, and when it first joined."""

    newest: Joined
    first: tuple[datetime, str]


@dataclass(frozen=True)
class RealFirms:
    """The firms that count, a row each, in the order in which they joined.

    ``asker`` is the id of the assessment that is compared with them. Where its own row is among them it is left out of
    its own comparison, but only after the groups are formed, or the firm would find out by whom it was replaced.
    ``log`` tells what was shown of them before.
    """

    table: AnswerTable
    asker: str | None = None
    log: ReleaseLog | None = None

    def seen_by(self, assessment: str) -> RealFirms:
        """The same firms as one assessment, which may be among them, is compared with them."""
        return replace(self, asker=assessment)

    @property
    def others(self) -> NDArray[np.bool_]:
        """The rows (n,) that are not the asking firm."""
        return np.array([one != self.asker for one in self.table.ids], bool)


def real_firms(bank: FactBank, said: Iterable[Joined]) -> RealFirms:
    """Every firm by its newest word, in the place where it first joined.

    It keeps its place when it answers again: no other firm then moves into a group that is shown. Answers that no
    longer fit the questions are left out.
    """
    firms: dict[tuple[str, str], _Firm] = {}
    with_code: set[str | None] = set()
    for one in sorted(said, key=lambda one: (one.at, one.id)):
        key = _key(one)
        firm = firms.setdefault(key, _Firm(one, (one.at, one.id)))
        firm.newest = one
        if one.identity is not None and one.identity.code is not None:
            with_code.add(one.identity.name)
    # A row with a bare name may be the firm that another row names by its code: it is not counted beside it.
    standing = [firm for (kind, who), firm in firms.items() if kind != "name" or who not in with_code]
    kept = [one.newest for one in sorted(standing, key=lambda firm: firm.first) if one.newest.answers is not None]
    table, _ = AnswerTable.from_records(bank, [dict(one.answers or {}) for one in kept], [one.id for one in kept])
    return RealFirms(table)


def _key(one: Joined) -> tuple[str, str]:
    """What tells a firm from all others: a bare name never stands for a credit code, nor for an assessment."""
    if one.identity is None:
        return "assessment", one.id
    if one.identity.code is not None:
        return "code", one.identity.code
    return "name", one.identity.name or one.id


def said_in_table(table: AnswerTable, facts: Iterable[str], digest: Digest) -> list[dict[str, Any]]:
    """What the firms of a workbook say of being counted, as it is kept: digests, and the answers of those who agree.

    Only ``facts`` are kept of the answers. Firms that left the question open are not in it, nor are firms without a
    name and a code, which could be counted twice. ``digest`` is the database's, keyed with its secret.
    """
    wanted = set(facts) - {NAME_FACT, CODE_FACT, CONSENT_FACT}
    found = []
    for row in range(len(table)):
        record = table.record(row)
        identity, answer = Identity.of(record, digest), record.get(CONSENT_FACT)
        if answer not in (AGREES, REFUSES) or identity == Identity(None, None):
            continue
        answers = {fact: value for fact, value in record.items() if fact in wanted} if answer == AGREES else None
        found.append({"code": identity.code, "name": identity.name, "answers": answers})
    return found


def joined_in_batch(batch: str, at: datetime, said: Iterable[Mapping[str, Any]]) -> list[Joined]:
    """What ``said_in_table`` kept, read again."""
    return [
        Joined(f"{batch}/{i}", at, one["answers"], Identity(one["code"], one["name"])) for i, one in enumerate(said)
    ]


def _digest(fact: str, value: Any, digest: Digest) -> str | None:
    if not isinstance(value, str):
        return None
    plain = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    # Keyed is the plain digest, and not the text: so those kept by earlier versions could be keyed, too.
    return digest(hashlib.blake2b(f"{fact} {plain}".encode(), digest_size=16).hexdigest()) if plain else None
