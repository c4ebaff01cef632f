"""The record of providers on the page: below the floor of cases a sentence and no rate."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from assessment.answers import read_answer
from assessment.permissions import Role
from assessment.settings import now
from assessment.store.assessments import Store
from tests.web.staff import sign_in
from tests.web.test_firms_pages import Opener, opened, store, words

__all__ = ["opened", "store"]


def accepted(store: Store, bank, provider: str, firms: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many firms accepted a written plan from a provider, and answered since that there is one."""
    planned = read_answer(bank.facts["transformation_progress"], "planned")
    monkeypatch.setattr(store, "_clock", lambda: now() - timedelta(hours=2))
    steps = [store.create_assessment("zh")[0].id for _ in range(firms)]
    for number, one in enumerate(steps):
        name = read_answer(bank.facts["firm_name"], f"{provider}的示例客户{number}有限公司")
        store.save_answer(one, "firm_name", name, "self", "self", None)
        entry = {"state": "accepted", "units": 1, "provider": provider}
        store.put_plan_entry(one, "progress", "transformation_plan", entry, "owner")
    monkeypatch.setattr(store, "_clock", now)
    for one in steps:
        store.save_answer(one, "transformation_progress", planned, "self", "self", None)


def told(opened: Opener) -> str:
    """What stands on the page, without its markup."""
    return " ".join(re.sub("<[^>]*>", " ", words(opened(section="content"))).split())


def test_of_providers_with_one_case_a_sentence_says_that_nothing_is_compared(
    store: Store, opened: Opener, bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, store, Role.ADMINISTRATOR, name="示例管理员")
    assert "承诺的做到了没有" not in told(opened), "no case, no table"
    accepted(store, bank, "示例甲", 1, monkeypatch)
    accepted(store, bank, "示例乙", 9, monkeypatch)
    alone = told(opened)
    assert "每家服务商都还不足 10 例：一两例说明不了问题，先不比较。" in alone
    record = alone[alone.index("承诺的做到了没有") :]
    assert all(f"{one} 不足 10 例 – – –" in record for one in ("示例甲", "示例乙"))
    accepted(store, bank, "示例乙", 1, monkeypatch)
    record = told(opened)
    assert "每家服务商都还不足" not in record and "示例甲 不足 10 例 – – –" in record
    assert "示例乙 10 10 " in record
