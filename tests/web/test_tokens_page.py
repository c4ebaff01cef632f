"""Tokens on the page "My account": made, shown once, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.permissions import Role
from assessment.store.assessments import Store
from assessment.web import resources, visitors
from tests.conftest import ROOT
from tests.web.staff import sign_in


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    monkeypatch.setattr(visitors, "_cookie", lambda: None)
    resources.store.cache_clear()
    yield resources.store()
    resources.store().close()
    resources.store.cache_clear()


def words(tab: AppTest) -> str:
    """All that stands on the page, markup included."""
    assert not tab.exception
    return "\n".join(
        str(getattr(one, "value", None) or getattr(getattr(one, "proto", None), "body", "")) for one in tab.main
    )


def test_a_token_is_shown_once_and_revoked_by_a_press(store: Store, monkeypatch: pytest.MonkeyPatch):
    account = sign_in(monkeypatch, store, Role.CLERK, "360100")
    tab = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    tab.switch_page("assessment/web/pages/account.py").run()
    assert "还没有令牌" in words(tab) and not tab.exception
    tab.text_input(key="token-name").set_value("示例<b>系统")
    tab.text_input(key="token-area").set_value("360400")
    tab.button(key="token-make").click().run()
    assert any("不在账号的地区之内" in one.value for one in tab.error), "a forged area"
    tab.text_input(key="token-name").set_value("示例<b>系统")
    tab.text_input(key="token-area").set_value("360102")
    tab.button(key="token-make").click().run()
    (text,) = [one.value for one in tab.code]
    assert store.admit(text, 10).actor.area == "360102" and "示例&lt;b&gt;系统" in words(tab)
    (token,) = store.tokens(account.id)
    tab.run()
    assert text not in words(tab), "shown once"
    tab.button(key=f"revoke-{token.id}").click().run()
    assert not store.tokens(account.id) and "还没有令牌" in words(tab)
