"""Every page opens in both languages, without an assessment, with one, and with a code that opens nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from assessment.web import links, resources, rooms
from tests.web.conftest import ROOT
from tests.web.staff import sign_in


@pytest.fixture(autouse=True, scope="module")
def own_database(tmp_path_factory):
    place = tmp_path_factory.mktemp("pages") / "pages.sqlite3"
    with pytest.MonkeyPatch.context() as own:
        own.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{place}")
        resources.store.cache_clear()
        yield
        resources.store().close()
        resources.store.cache_clear()


@pytest.mark.parametrize(
    ("kind", "lang"), [("nobody", "zh"), ("somebody", "zh"), ("somebody", "en"), ("stranger", "zh")]
)
@pytest.mark.parametrize("page", links.ADDRESSES)
def test_the_page_opens(page: str, kind: str, lang: str, monkeypatch: pytest.MonkeyPatch):
    if rooms.NEEDED[page] is not None:
        sign_in(monkeypatch, resources.store(), name=f"示例{uuid4().hex[:8]}")
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.query_params["lang"] = lang
    if kind != "nobody":
        _, code = resources.store().create_assessment("zh")
        app.query_params["code"] = code if kind == "somebody" else "1234"
    app.run()
    app.switch_page(page)
    app.run()
    assert not app.exception
