"""An input method puts characters together from what is typed: until it has, there is no answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, expect

from tests.web.owner import Owner

pytestmark = pytest.mark.browser


def test_half_composed_words_are_no_answer_even_when_the_page_is_put_away(visitor: Owner):
    owner = visitor.begin("profile-rest")
    page, field = owner.page, owner.field("firm_name")
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/answers"):
            sent.append(request.post_data or "")

    page.on("request", note)
    field.click()
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "shi'li", "selectionStart": 6, "selectionEnd": 6})
    expect(field).to_have_value("shi'li")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    keys.send("Input.insertText", {"text": "示例家具厂"})
    expect(field).to_have_value("示例家具厂")
    field.press("Tab")
    owner.stored("firm_name", "示例家具厂")
    firm = owner.store.resume(owner.code, "test").id
    assert [one.new for one in owner.store.log(firm, "firm_name")] == ["示例家具厂"]
    assert not [one for one in sent if "shi" in one]
