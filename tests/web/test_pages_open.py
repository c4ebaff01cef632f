"""Every page opens in both languages, without an assessment, with one, and with a code that opens nothing."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assessment.web import links, resources, rooms
from tests.web.conftest import ROOT
from tests.web.staff import sign_in


@pytest.fixture(autouse=True)
def own_database(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'pages.sqlite3'}")
    resources.store.cache_clear()
    yield
    resources.store().close()
    resources.store.cache_clear()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["nobody", "somebody", "stranger"])
@pytest.mark.parametrize("page", links.ADDRESSES)
def test_the_page_opens(page: str, kind: str, lang: str, monkeypatch: pytest.MonkeyPatch):
    if rooms.NEEDED[page] is not None:
        sign_in(monkeypatch, resources.store())
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.query_params["lang"] = lang
    if kind != "nobody":
        _, code = resources.store().create_assessment("zh")
        app.query_params["code"] = code if kind == "somebody" else "1234"
    app.run()
    app.switch_page(page)
    app.run()
    assert not app.exception
