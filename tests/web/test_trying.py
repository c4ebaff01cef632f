"""Trying things out beside the plan: a sum of money, limits that are too tight, another answer; nothing is stored."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from assessment.store.assessments import Store
from tests.web.conftest import AppServer
from tests.web.owner import SETTLED
from tests.web.result_page import begin, result, sample

pytestmark = pytest.mark.browser

LONG = 2 * SETTLED


def pick(page: Page, way: str) -> Locator:
    """Pick one of the four; what appears then."""
    page.locator(".st-key-try-way").get_by_text(way, exact=True).click()
    return page.locator(".st-key-trying")


def test_a_sum_is_chosen_on_the_chart_or_by_keys_and_says_what_it_buys(phone: Page, server: AppServer, store: Store):
    result(phone, server, begin(store, sample("moulding")))
    tried = pick(phone, "一笔钱能买到什么")
    bought = tried.locator(".bought")
    for words in ("10.3 万元", "二级（规范级）", "这是升到这一级最省的花法", "买的是这 4 样"):
        expect(bought).to_contain_text(words, timeout=LONG)
    tried.get_by_role("slider").press("ArrowRight")
    expect(bought).to_contain_text("10.6 万元", timeout=LONG)
    expect(bought).to_contain_text("10.3 万元就够到二级（规范级）")
    # A diamond stands just above its name.
    name = tried.locator("[class*=st-key-try-chart] svg text", has_text="二级").bounding_box()
    assert name is not None
    phone.touchscreen.tap(name["x"] + name["width"] / 2, name["y"] - 14)
    expect(bought).to_contain_text("这是升到这一级最省的花法", timeout=LONG)
    expect(tried.get_by_role("slider")).to_have_attribute("aria-valuetext", "◆ 10.3 万元 → 40.325 分")


def test_limits_that_are_too_tight_say_what_is_the_least_to_be_eased(phone: Page, server: AppServer, store: Store):
    result(phone, server, begin(store, sample("moulding")))
    tried = pick(phone, "我有预算和期限")
    budget, months = (tried.locator(f".st-key-try-{name} input") for name in ("budget", "months"))
    budget.fill("５万")
    relaxed = tried.locator(".relaxed")
    expect(relaxed).to_contain_text("照这些条件，到不了二级（规范级）", timeout=LONG)
    expect(relaxed).to_contain_text("预算还差 5.3 万元：至少要 10.3 万元")
    budget.fill("")
    months.fill("1")
    expect(relaxed).to_contain_text("4 周内做不完：最快要 6 周，还差 2 周", timeout=LONG)
    months.fill("2")
    expect(tried.locator(".within .steps > li")).to_have_count(4, timeout=LONG)
    expect(tried.locator(".within .fold.plain").last).to_contain_text("差距 0%")
    months.fill("很快")
    expect(tried.locator(".status.problem")).to_contain_text("请填 0 到 120 之间的数字", timeout=LONG)


def test_another_answer_moves_the_figures_and_leaves_what_is_stored(phone: Page, server: AppServer, store: Store):
    code = begin(store, sample("moulding"))
    firm = store.resume(code, "test").id
    before = store.answers(firm)
    result(phone, server, code)
    tried = pick(phone, "改一个回答会怎样")
    box = tried.locator(".st-key-try-fact").get_by_role("combobox")
    box.click()
    box.fill("数字化设备")
    phone.get_by_role("option").first.click()
    figure = tried.locator("[class*=st-key-try-question] input[type=text]").first
    figure.fill("45")
    told = tried.locator(".whatif")
    expect(told.locator("tr", has_text="总分")).to_contain_text(
        re.compile(r"33\.65 / 100.*\d+(\.\d+)? / 100"), timeout=LONG
    )
    expect(told.locator("tr", has_text="最省要")).to_contain_text("10.3 万元")
    expect(told).to_contain_text("没有存")
    figure.fill("99")
    expect(tried.locator(".notice")).to_contain_text("设备", timeout=LONG)
    expect(phone.locator("h1 + p")).to_contain_text("33.65")
    assert store.answers(firm) == before
