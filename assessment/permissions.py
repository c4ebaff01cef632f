"""Who may do what, and to which firms: one table, from which pages, downloads, commands and interfaces ask.

Whoever is not named in a row may not. An area is a 行政区划 code of six digits (360000 the province, 360100 a city,
360102 a county); what lies in it is told by the code itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from assessment.language import Label, label

PROVINCE = "360000"
"""The area of what belongs to all alike: shipped content, the pool of providers, the published values."""
_CODE = re.compile(r"[1-9]\d{5}")


class Role(Enum):
    """What somebody is here."""

    OWNER = "owner"
    CONSULTANT = "consultant"
    CLERK = "clerk"
    PROVIDER = "provider"
    ADMINISTRATOR = "administrator"


ROLES: Mapping[Role, Label] = {
    Role.OWNER: label("企业", "Firm"),
    Role.CONSULTANT: label("顾问", "Consultant"),
    Role.CLERK: label("中心经办", "Centre clerk"),
    Role.PROVIDER: label("服务商", "Provider"),
    Role.ADMINISTRATOR: label("管理员", "Administrator"),
}


class Right(Enum):
    """Something that is done, and for which one must be allowed."""

    SEE_FIRM = "see_firm"
    CHANGE_ANSWER = "change_answer"
    VERIFY = "verify"
    PLAN_VISIT = "plan_visit"
    KEEP_EVIDENCE = "keep_evidence"
    SEE_EVIDENCE = "see_evidence"
    COMMENT = "comment"
    SIGNED_REPORT = "signed_report"
    RENEW_CODE = "renew_code"
    KEEP_FIRMS = "keep_firms"
    EXPORT_FIRM = "export_firm"
    ERASE_FIRM = "erase_firm"
    IMPORT = "import"
    UNDO_IMPORT = "undo_import"
    EXPORT = "export"
    MANAGE_ROUNDS = "manage_rounds"
    SEE_DASHBOARD = "see_dashboard"
    SEE_PUBLISHED = "see_published"
    MATCHMAKE = "matchmake"
    SEE_INVITATION = "see_invitation"
    ANSWER_INVITATION = "answer_invitation"
    EDIT_CONTENT = "edit_content"
    SEE_TRAIL = "see_trail"
    MANAGE_ACCOUNTS = "manage_accounts"
    OWN_ACCOUNT = "own_account"


class Scope(Enum):
    """How far a right reaches."""

    NOTHING = "nothing"
    HELD = "held"
    """The firms that are an owner's own, or given to a consultant."""
    OWN = "own"
    """What is addressed to the account itself."""
    AREA = "area"
    """The area of the account, with all that lies in it."""
    ALL = "all"


_NO, _HELD, _OWN, _AREA, _ALL = Scope.NOTHING, Scope.HELD, Scope.OWN, Scope.AREA, Scope.ALL
# fmt: off
TABLE: Mapping[Right, tuple[Scope, Scope, Scope, Scope, Scope]] = {
    # right                    owner  consult. clerk  provider administrator
    Right.SEE_FIRM:           (_HELD, _HELD,   _AREA, _NO,     _ALL),
    Right.CHANGE_ANSWER:      (_HELD, _NO,     _NO,   _NO,     _NO),
    Right.VERIFY:             (_NO,   _HELD,   _NO,   _NO,     _ALL),
    Right.PLAN_VISIT:         (_NO,   _HELD,   _AREA, _NO,     _ALL),
    Right.KEEP_EVIDENCE:      (_HELD, _HELD,   _NO,   _NO,     _ALL),   # add, and remove what no signed visit rests on
    Right.SEE_EVIDENCE:       (_HELD, _HELD,   _AREA, _NO,     _ALL),
    Right.COMMENT:            (_NO,   _HELD,   _AREA, _NO,     _ALL),
    Right.SIGNED_REPORT:      (_NO,   _HELD,   _NO,   _NO,     _ALL),
    Right.RENEW_CODE:         (_HELD, _HELD,   _AREA, _NO,     _ALL),
    Right.KEEP_FIRMS:         (_NO,   _NO,     _AREA, _NO,     _ALL),   # name, merge, place, give a firm
    Right.EXPORT_FIRM:        (_HELD, _NO,     _AREA, _NO,     _ALL),
    Right.ERASE_FIRM:         (_HELD, _NO,     _NO,   _NO,     _ALL),
    Right.IMPORT:             (_NO,   _NO,     _AREA, _NO,     _ALL),
    Right.UNDO_IMPORT:        (_NO,   _NO,     _AREA, _NO,     _ALL),
    Right.EXPORT:             (_NO,   _NO,     _AREA, _NO,     _ALL),   # lists of firms, results, reports of many
    Right.MANAGE_ROUNDS:      (_NO,   _NO,     _AREA, _NO,     _ALL),
    Right.SEE_DASHBOARD:      (_NO,   _NO,     _AREA, _NO,     _ALL),
    Right.SEE_PUBLISHED:      (_ALL,  _ALL,    _ALL,  _ALL,    _ALL),   # figures that give no firm away
    Right.MATCHMAKE:          (_NO,   _NO,     _AREA, _NO,     _ALL),
    Right.SEE_INVITATION:     (_HELD, _HELD,   _AREA, _OWN,    _ALL),
    Right.ANSWER_INVITATION:  (_HELD, _NO,     _NO,   _OWN,    _NO),
    Right.EDIT_CONTENT:       (_NO,   _NO,     _AREA, _NO,     _ALL),   # content is the whole province's
    Right.SEE_TRAIL:          (_NO,   _NO,     _NO,   _NO,     _ALL),
    Right.MANAGE_ACCOUNTS:    (_NO,   _NO,     _NO,   _NO,     _ALL),
    Right.OWN_ACCOUNT:        (_OWN,  _OWN,    _OWN,  _OWN,    _OWN),
}
# fmt: on
_COLUMN = {role: column for column, role in enumerate(Role)}


def is_area(code: str) -> bool:
    """Is this written as an area code is?"""
    return _CODE.fullmatch(code) is not None and code.isascii()


def contains(outer: str, inner: str) -> bool:
    """Does an area lie in another, or is it the same one? What is not an area code lies nowhere."""
    return is_area(outer) and is_area(inner) and inner.startswith(area_prefix(outer))


def area_prefix(code: str) -> str:
    """The digits with which the codes of all that lies in an area begin."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for something: from an account, or, as an owner, by the code of a firm's assessment.

    ``name`` signs in the trail; ``held`` are the firms of an owner or consultant, and the assessments that a code
    opened; ``area`` is a clerk's.
    """

    role: Role
    name: str
    account: UUID | None = None
    area: str = ""
    held: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Matter:
    """What a right is about: a firm, or its assessment, in its area; or something of one account; or of an area.

    ``ids`` are the firm's and its assessment's own: to hold one of them is enough. Without an area it is only seen by
    those who see all, or hold it.
    """

    ids: frozenset[UUID] = field(default_factory=frozenset)
    area: str = ""
    account: UUID | None = None


@dataclass(frozen=True)
class Reach:
    """How far somebody's right reaches, as a list of firms is cut by it."""

    scope: Scope
    area: str = ""
    held: frozenset[UUID] = field(default_factory=frozenset)
    account: UUID | None = None

    def __bool__(self) -> bool:
        """Is there anything that it could reach?"""
        if self.scope is Scope.AREA:
            return is_area(self.area)
        return self.account is not None if self.scope is Scope.OWN else self.scope is not Scope.NOTHING

    def covers(self, matter: Matter) -> bool:
        """Does it reach this one?"""
        if self.scope is Scope.AREA:
            return contains(self.area, matter.area)
        if self.scope is Scope.HELD:
            return bool(self.held & matter.ids)
        if self.scope is Scope.OWN:
            return self.account is not None and self.account == matter.account
        return self.scope is Scope.ALL

    def within(self, area: str) -> Reach:
        """The part of it in an area that somebody asked for; nothing where that lies outside."""
        if self.scope is Scope.ALL and is_area(area):
            return Reach(Scope.AREA, area)
        if self.scope is Scope.AREA and contains(self.area, area):
            return Reach(Scope.AREA, area)
        if self.scope is Scope.AREA and contains(area, self.area):
            return self
        return Reach(Scope.NOTHING)


def reach(actor: Actor | None, right: Right) -> Reach:
    """How far a right of somebody reaches; a visitor without account and code has none."""
    if actor is None:
        return Reach(Scope.NOTHING)
    return Reach(TABLE[right][_COLUMN[actor.role]], actor.area, actor.held, actor.account)


def may(actor: Actor | None, right: Right, matter: Matter) -> bool:
    """May somebody do this, to this matter?"""
    return reach(actor, right).covers(matter)


class NotAllowed(Exception):
    """Somebody asked for what is not theirs; says so without telling what is there."""

    message = label("这里不在您的权限之内", "This is not yours to see or to do")
    remedy = label(
        "如果工作需要，请让管理员在“账号”一页改您的角色、地区或交给您的企业。",
        "If your work needs it, ask an administrator to change your role, area or firms on the accounts page.",
    )


def require(actor: Actor | None, right: Right, matter: Matter) -> None:
    """Raise ``NotAllowed`` unless somebody may do this."""
    if not may(actor, right, matter):
        raise NotAllowed
