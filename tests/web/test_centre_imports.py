"""A centre imports the firms of its file, sees who answered otherwise, and takes an import back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assessment.store.assessments import open_store
from assessment.store.firm_records import FirmIdentity
from tests.web.centre import Centre
from tests.web.conftest import PHONE, AppServer
from tests.web.waiting import LONG, until

pytestmark = pytest.mark.browser
FIRMS = "企业名称,所在地,从业人数\n示例甲有限公司,南昌,40\n示例乙有限公司,赣州,50\n示例丙有限公司,赣州,x\n"


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[AppServer]:
    running = AppServer(tmp_path)
    running.start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


def test_firms_are_tried_imported_and_taken_back(browser: Browser, own_server: AppServer, tmp_path: Path) -> None:
    (tmp_path / "企业.csv").write_text(FIRMS, encoding="utf-8")
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    centre = Centre(context.new_page(), own_server.url, tmp_path).upload(tmp_path / "企业.csv")
    page, store = centre.page, open_store(own_server.database)
    first = FirmIdentity("示例甲有限公司", city="nanchang")
    centre.turn("imports")
    page.get_by_role("button", name="试导").click()
    expect(centre.numbers).to_have_text(["2", "1"], timeout=LONG)
    assert store.find_firm(first) is None
    page.locator(".st-key-import button").click()
    centre.says("已导入：2 家新的")
    known = store.find_firm(first)
    assert known is not None and known.level is not None and known.open_questions
    page.get_by_role("button", name="撤回这一次导入").click()
    expect(page.locator(".st-key-page-centre")).to_contain_text(re.compile("由 .+ 撤回"), timeout=LONG)
    assert until(lambda: store.find_firm(first), lambda found: found is None, looks=300) is None
    store.close()
    context.close()
