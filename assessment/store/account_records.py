"""What the store hands out about accounts: small frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from assessment.permissions import Actor, Role
from assessment.store.trail import ACCOUNT, Acting

Purpose = Literal["first", "invitation", "reset"]


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in; ``firms`` are those that are given to it, or its own."""

    id: UUID
    login: str
    name: str
    role: Role
    area: str
    firms: frozenset[UUID]
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool
    has_identity: bool

    @property
    def can_sign_in(self) -> bool:
        """Is there a way in, now?"""
        return self.disabled_at is None and (self.has_password or self.has_identity)

    @property
    def signature(self) -> str:
        """How the trail names who acts when this account does."""
        return f"{ACCOUNT}{self.id.hex}"

    @property
    def acting(self) -> Acting:
        """The signature with the role, as lines of the trail carry both."""
        return Acting(self.signature, self.role.value)

    @property
    def actor(self) -> Actor:
        """Who acts when this account does."""
        return Actor(self.role, self.name, self.id, self.area, self.firms)


def signing_account(actor: str) -> UUID | None:
    """The account that a line of the trail was signed by; None where it was somebody without one."""
    return UUID(actor.removeprefix(ACCOUNT)) if actor.startswith(ACCOUNT) else None


@dataclass(frozen=True)
class OneTimeLink:
    """A link that has not been used and has not expired, and the account that it is for."""

    account: Account
    purpose: Purpose
    expires_at: datetime


@dataclass(frozen=True)
class OpenSession:
    """One browser that is signed in, as its owner knows it."""

    id: UUID
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime
    browser: str
    address: str


@dataclass(frozen=True)
class SignedIn:
    """An account at work, and by which of its sessions."""

    account: Account
    session: UUID


@dataclass(frozen=True)
class Browser:
    """What is noted of a browser that signs in."""

    name: str
    address: str
