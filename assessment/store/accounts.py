"""Accounts: who may sign in, in which role, for which area or firms; and who may change that."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, delete, exists, insert, select, text, update

from assessment.language import label, visible
from assessment.permissions import Role, is_area
from assessment.store import schema
from assessment.store.account_records import Account, signing_account
from assessment.store.desk import Desk
from assessment.store.refusals import AccountRefused, LeadRefused
from assessment.store.trail import Act

_ACCOUNTS, _IDENTITIES, _GIVEN = schema.accounts, schema.account_identities, schema.account_firms
_SESSIONS, _LINKS, _LINKED = schema.sessions, schema.one_time_links, schema.provider_accounts
LONGEST_LOGIN, LONGEST_NAME = 60, 40
FIRST_LOGIN = "admin"
"""The account that the link of a first start opens."""


@dataclass(frozen=True)
class Person:
    """What an administrator writes about an account."""

    login: str
    name: str
    role: Role
    area: str = ""


def login_of(typed: str) -> str:
    """The name of an account in one spelling, however it was typed."""
    return visible(unicodedata.normalize("NFKC", typed)).casefold()


class AccountShelf(Desk):
    """The accounts of one database. ``by`` is the administrator's account; None: somebody at the command line."""

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        with self._reading() as connection:
            return sorted(_read(connection, select(_ACCOUNTS)), key=lambda one: (one.role.value, one.login))

    def account(self, account_id: UUID) -> Account:
        """One account; raises ``AccountRefused`` when it is not there, or no longer."""
        with self._reading() as connection:
            return one_account(connection, account_id)

    def account_named(self, login: str) -> Account | None:
        """The account of a name."""
        with self._reading() as connection:
            found = _read(connection, select(_ACCOUNTS).where(_ACCOUNTS.c.login == login_of(login)))
        return found[0] if found else None

    def signer(self, actor: str) -> str | None:
        """The name of the account that signed a line of the trail; None for somebody without one, or gone."""
        account_id = signing_account(actor)
        if account_id is None:
            return None
        with self._reading() as connection:
            return next((one.name for one in accounts_of(connection, account_id)), None)

    def add_account(self, person: Person, by: UUID | None) -> Account:
        """A new account, into which nobody can sign in before its link was followed."""
        person, account_id = _checked(person), uuid4()
        with self._leading(by, account_id) as connection:
            _free(connection, person.login)
            row = {"id": account_id, "created_at": self._clock(), **_columns(person)}
            connection.execute(insert(_ACCOUNTS).values(row))
            told = {"role": person.role.value}
            self.trail.note(connection, "account_invited", "account", account_id, area=person.area, details=told)
            return one_account(connection, account_id)

    def change_account(self, account_id: UUID, person: Person, by: UUID | None) -> Account:
        """Other words, role or area; what it has open goes on with the new rights at once."""
        person = _checked(person)
        with self._leading(by, account_id) as connection:
            before = one_account(connection, account_id)
            if person.login != before.login:
                _free(connection, person.login)
            if person.role is not Role.ADMINISTRATOR:
                _not_the_last(connection, before)
            row = update(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id)
            connection.execute(row.values(_columns(person)))
            act: Act = "account_changed" if person.role is before.role else "role_changed"
            told = {"role": person.role.value, "before": before.role.value, "area_before": before.area}
            self.trail.note(connection, act, "account", account_id, area=person.area, details=told)
            return one_account(connection, account_id)

    def disable_account(self, account_id: UUID, disabled: bool, by: UUID | None) -> None:
        """Let nobody sign in, and end what is open; or let them again."""
        with self._leading(by, account_id) as connection:
            before = one_account(connection, account_id)
            if disabled:
                _not_the_last(connection, before)
                end_sessions(connection, account_id, self._clock())
            row = update(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id)
            connection.execute(row.values(disabled_at=self._clock() if disabled else None))
            self.trail.note(connection, "account_changed", "account", account_id, details={"disabled": disabled})

    def remove_account(self, account_id: UUID, by: UUID | None) -> None:
        """Forget an account, its sessions, its links and its profiles; signed reports keep theirs."""
        with self._leading(by, account_id, self._forgetting) as connection:
            _not_the_last(connection, one_account(connection, account_id))
            profiles = schema.consultant_profiles
            connection.execute(delete(profiles).where(profiles.c.account_id == account_id))
            connection.execute(delete(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id))
            self.trail.note(connection, "account_removed", "account", account_id)

    def rename_login(self, account_id: UUID, login: str) -> None:
        """Another name to sign in with, chosen by the person."""
        login = _checked_login(login)
        with self._writing() as connection:
            if one_account(connection, account_id).login != login:
                _free(connection, login)
                row = update(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id)
                connection.execute(row.values(login=login))
                self.trail.note(connection, "account_changed", "account", account_id, details={"login": True})

    def give_firm(self, account_id: UUID, firm_id: UUID) -> None:
        """Give a firm to a consultant, or add it to an owner's own."""
        with self._writing() as connection:
            account = one_account(connection, account_id)
            if account.role not in (Role.CONSULTANT, Role.OWNER):
                raise AccountRefused(
                    label("只有顾问和企业的账号下面有企业", "Only consultants and owners have firms of their own"),
                    label("请先改角色，或给经办设地区。", "Change the role first; a clerk gets an area."),
                )
            connection.execute(delete(_GIVEN).where(_GIVEN.c.account_id == account_id, _GIVEN.c.firm_id == firm_id))
            given = {"account_id": account_id, "firm_id": firm_id, "given_at": self._clock()}
            connection.execute(insert(_GIVEN).values(given))
            self.trail.note(connection, "firm_given", "account", account_id, firm=firm_id)

    def take_firm(self, account_id: UUID, firm_id: UUID) -> None:
        """Take a firm away again, at once; a code that the firm hands out does not bring it back."""
        with self._writing() as connection:
            row = update(_GIVEN).where(_GIVEN.c.account_id == account_id, _GIVEN.c.firm_id == firm_id)
            if connection.execute(row.values(taken_at=self._clock())).rowcount:
                self.trail.note(connection, "firm_taken_away", "account", account_id, firm=firm_id)

    def was_taken(self, account_id: UUID, firm_id: UUID) -> bool:
        """Was this firm given, and then taken away?"""
        here = (_GIVEN.c.account_id == account_id, _GIVEN.c.firm_id == firm_id, _GIVEN.c.taken_at.is_not(None))
        with self._reading() as connection:
            return bool(connection.execute(select(exists().where(*here))).scalar_one())

    def link_provider(self, account_id: UUID, provider: str | None) -> None:
        """Let an account speak for a provider of the pool, or for none; raises ``AccountRefused`` for another role."""
        with self._writing() as connection:
            account = one_account(connection, account_id)
            if provider is not None and account.role is not Role.PROVIDER:
                raise AccountRefused(
                    label("只有服务商的账号能对应资源池里的一家", "Only a provider's account stands for a provider"),
                    label("请先把角色改为服务商。", "Change its role to provider first."),
                )
            connection.execute(delete(_LINKED).where(_LINKED.c.account_id == account_id))
            if provider is not None:
                values = {"account_id": account_id, "provider": provider, "linked_at": self._clock()}
                connection.execute(insert(_LINKED).values(values))
            told = {"provider": provider is not None}
            self.trail.note(connection, "account_changed", "account", account_id, details=told)

    def provider_of(self, account_id: UUID | None) -> str | None:
        """The provider that an account speaks for, by its name in the pool."""
        with self._reading() as connection:
            return connection.scalar(select(_LINKED.c.provider).where(_LINKED.c.account_id == account_id))

    @contextmanager
    def _leading(
        self,
        by: UUID | None,
        account_id: UUID,
        transaction: Callable[[], AbstractContextManager[Connection]] | None = None,
    ) -> Iterator[Connection]:
        """A transaction about an account that holds all administrators until its end, ``by`` being one of them still.

        Raises ``LeadRefused``, which the trail keeps.
        """
        try:
            with (transaction or self._writing)() as connection:
                rows = select(_ACCOUNTS).where(_ACCOUNTS.c.role == Role.ADMINISTRATOR.value).order_by(_ACCOUNTS.c.id)
                leading = connection.execute(rows.with_for_update()).all()
                if by is not None and by not in {row.id for row in leading if row.disabled_at is None}:
                    raise LeadRefused(
                        label("您现在不是管理员了，没有改动", "You are no administrator any more; nothing was changed"),
                        label("请找另一位管理员。", "Ask another administrator."),
                    )
                yield connection
        except LeadRefused:
            self.trail.record("refused", "account", account_id)
            raise


def one_account(connection: Connection, account_id: UUID) -> Account:
    """An account as it stands in a transaction; raises ``AccountRefused`` when it is not there."""
    found = accounts_of(connection, account_id)
    if not found:
        raise AccountRefused(
            label("没有这个账号，可能刚被删除", "There is no such account; it may have been removed"),
            label("请刷新列表再看。", "Reload the list."),
        )
    return found[0]


def accounts_of(connection: Connection, account_id: UUID) -> list[Account]:
    """The account as it stands in a transaction, or none."""
    return _read(connection, select(_ACCOUNTS).where(_ACCOUNTS.c.id == account_id))


def end_sessions(connection: Connection, account_id: UUID, now: datetime, spared: UUID | None = None) -> int:
    """End what an account has open, but for one; how many there were."""
    rows = update(_SESSIONS).where(_SESSIONS.c.account_id == account_id, _SESSIONS.c.ended_at.is_(None))
    return connection.execute(rows.where(_SESSIONS.c.id != spared).values(ended_at=now)).rowcount


def _read(connection: Connection, rows: Select[Any]) -> list[Account]:
    found = connection.execute(rows).all()
    wanted = [row.id for row in found]
    firms: dict[UUID, set[UUID]] = {}
    given = select(_GIVEN).where(_GIVEN.c.taken_at.is_(None))
    linked = select(_IDENTITIES.c.account_id)
    if len(wanted) == 1:
        given, linked = (
            given.where(_GIVEN.c.account_id == wanted[0]),
            linked.where(_IDENTITIES.c.account_id == wanted[0]),
        )
    for row in connection.execute(given):
        firms.setdefault(row.account_id, set()).add(row.firm_id)
    identities: Collection[UUID] = set(connection.execute(linked).scalars())
    return [_account(row, frozenset(firms.get(row.id, ())), row.id in identities) for row in found]


def _account(row: Row[Any], firms: frozenset[UUID], has_identity: bool) -> Account:
    role, has_password = Role(row.role), row.password is not None
    return Account(
        row.id, row.login, row.name, role, row.area, firms, row.created_at, row.disabled_at, has_password, has_identity
    )


def _columns(person: Person) -> dict[str, str]:
    return {"login": person.login, "name": person.name, "role": person.role.value, "area": person.area}


def _checked(person: Person) -> Person:
    name = visible(person.name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise AccountRefused(
            label(f"姓名要有 1 到 {LONGEST_NAME} 个字", f"A name has 1 to {LONGEST_NAME} characters"),
            label("请写真实姓名：做的事都用它署名。", "Give the real name: it signs whatever is done."),
        )
    area = person.area if person.role is Role.CLERK else ""
    if person.role is Role.CLERK and not is_area(area):
        raise AccountRefused(
            label("经办要有地区", "A clerk needs an area"),
            label("请选省、市或县（区），如 360000。", "Choose the province, a city or a county, as 360000."),
        )
    return Person(_checked_login(person.login), name, person.role, area)


def _checked_login(typed: str) -> str:
    login = login_of(typed)
    if not 2 <= len(login) <= LONGEST_LOGIN or " " in login:
        raise AccountRefused(
            label(
                f"账号名要有 2 到 {LONGEST_LOGIN} 个字符，中间不留空",
                f"The name of an account has 2 to {LONGEST_LOGIN} characters and no blanks",
            ),
            label("可以用手机号、邮箱或姓名拼音。", "A telephone number, an e-mail address or a name will do."),
        )
    return login


def _free(connection: Connection, login: str) -> None:
    """Raises ``AccountRefused`` where a name is taken; nobody else takes it until the end of the transaction."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(text("LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE"))
    if connection.execute(select(_ACCOUNTS.c.id).where(_ACCOUNTS.c.login == login)).first() is not None:
        raise AccountRefused(
            label("已有同名的账号", "There is an account of this name"),
            label("请换一个账号名。", "Choose another one."),
        )


def _not_the_last(connection: Connection, leaving: Account) -> None:
    """Refuse to let the last administrator go who can sign in."""
    if leaving.role is not Role.ADMINISTRATOR:
        return
    others = _read(connection, select(_ACCOUNTS).where(_ACCOUNTS.c.role == Role.ADMINISTRATOR.value))
    if not any(one.can_sign_in for one in others if one.id != leaving.id):
        raise LeadRefused(
            label("这是最后一位能登录的管理员", "This is the last administrator who can sign in"),
            label(
                "请先邀请另一位管理员，等对方设好密码，再改这个账号。",
                "Invite another administrator first, and wait until a password is set.",
            ),
        )
