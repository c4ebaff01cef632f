"""Somebody who is signed in, in tests of pages without a browser."""

from __future__ import annotations

import pytest

from assessment.permissions import Role
from assessment.store.account_records import Account, Browser
from assessment.store.accounts import Person
from assessment.store.assessments import Store
from assessment.web import visitors


def sign_in(
    monkeypatch: pytest.MonkeyPatch,
    store: Store,
    role: Role = Role.ADMINISTRATOR,
    area: str = "",
    name: str = "示例员工",
) -> Account:
    """From now on the pages of this process are opened by this person."""
    account = store.add_account(Person(name, name, role, area), None)
    cookie = store.open_session(account.id, Browser("Chromium", "127.0.0.1"))
    monkeypatch.setattr(visitors, "_cookie", lambda: cookie)
    return account
