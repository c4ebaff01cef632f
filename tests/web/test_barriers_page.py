"""What holds an owner back: an optional page at the end, and a part of the result that tells the plan accordingly."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assessment.store.assessments import Store
from tests.web.conftest import AppServer
from tests.web.owner import SETTLED, Owner
from tests.web.result_page import begin, part, result, sample

pytestmark = pytest.mark.browser
SILENT = dict.fromkeys(
    ("knows_first_step", "knows_whom_to_ask", "money_at_hand", "people_at_hand", "trusts_benefit", "trusts_data_safety")
)


def test_an_answer_on_the_optional_page_turns_up_in_the_result(visitor: Owner, store: Store):
    visitor.resume(begin(store, sample("moulding", city="nanchang", **SILENT)), "barriers")
    expect(visitor.page.locator("h1")).to_contain_text("选填，不计分", timeout=SETTLED)
    expect(visitor.page.locator(".st-key-skip")).to_contain_text("直接看结果")
    visitor.pick("money_at_hand", "不是")
    visitor.saved("money_at_hand")
    visitor.press("to-result")
    page = visitor.page
    expect(page.locator(".told-barriers")).to_contain_text("眼下拿不出这笔钱", timeout=SETTLED)
    expect(page.locator(".st-key-page-result")).to_contain_text("依据：6 题答了 1 题")
    expect(page.locator(".st-key-page-result")).to_contain_text("先问有没有按月付费")
    support = page.locator(".told-support")
    expect(support).to_contain_text("假如全部支出都符合条件并获得支持")
    expect(support).to_contain_text("没有补助，方案要")
    expect(support.locator("tbody").first.locator("tr")).to_have_count(4)


def test_without_an_answer_the_result_stands_and_says_so(phone: Page, server: AppServer, store: Store):
    result(phone, server, begin(store, sample("moulding", **SILENT)))
    expect(part(phone, "barriers")).to_be_visible()
    expect(phone.locator(".st-key-page-result")).to_contain_text(
        "这几道题还没有答，或者答了不清楚，看不出是什么拦着您；别的结果不受影响"
    )
    expect(phone.locator(".st-key-barriers-answer")).to_contain_text("不计分")
    expect(phone.locator("h1")).to_have_text("一级（初始级）")
