"""What everybody can use: axe finds no serious fault on any page an owner sees, in any state; and words stay whole."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assessment.store.assessments import Store
from tests.web.conftest import AppServer
from tests.web.owner import SETTLED, Owner
from tests.web.result_page import begin_all
from tests.web.waiting import at_rest

pytestmark = pytest.mark.browser
WIDTHS = (320, 360, 390, 820, 1280)
BROKEN = """() => [...document.querySelectorAll('.whole')].filter(one => one.getClientRects().length > 1)
    .map(one => one.textContent)"""
WECHAT = (
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36 "
    "MicroMessenger/8.0.49"
)


def faults(page: Page) -> list[str]:
    """What axe calls serious or critical, and every broken order of headings."""
    at_rest(page)
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']}"
        for one in found
        if one["impact"] in ("serious", "critical") or one["id"] == "heading-order"
        for node in one["nodes"]
    ]


def test_home_questions_and_the_opened_result_have_no_serious_fault(owner: Owner):
    page = owner.page
    owner.resume(owner.code, "equipment")
    owner.type("equipment_total", "三十来台")
    expect(page.locator("[class*='st-key-confirm-']")).to_be_visible(timeout=SETTLED)
    told = {"a refused answer": faults(page)}
    owner.open()
    told["home"] = faults(page)
    owner.open("/result", code=begin_all(owner.store)["moulding"])
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    told["result, opened"] = faults(page)
    assert not any(told.values()), told
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(BROKEN) == [], f"a level or a range is broken at {width} px"
    expect(page.locator(".whole").first).to_be_attached()


def test_the_questions_that_may_settle_the_result_are_answered_on_it(owner: Owner):
    """Half answered: the range is told first, then a few questions; it moves as soon as one is answered."""
    owner.open("/result", code=begin_all(owner.store)["half"])
    here, points = owner.page.locator(".st-key-answer-here"), owner.page.locator("h1 + p")
    expect(here.locator("h2.first")).to_contain_text("先答这 3 题", timeout=SETTLED)
    before = points.inner_text()
    radio = here.locator("[data-testid=stRadioOption]")
    (radio if radio.count() else here.locator(".stCheckbox label")).first.click()
    expect(here.locator("h2.first")).to_contain_text("先答这 2 题", timeout=SETTLED)
    expect(points).not_to_have_text(before)
    expect(here.locator("[class*='st-key-question-']")).to_have_count(3)


def test_inside_wechat_the_result_is_forwarded_as_a_picture_and_the_next_firm_finds_nothing(
    browser: Browser, server: AppServer, store: Store
):
    """From the link to the card without a download, at 360 px."""
    context = browser.new_context(
        user_agent=WECHAT,
        viewport={"width": 360, "height": 780},
        has_touch=True,
        is_mobile=True,
        accept_downloads=False,
    )
    someone = Owner(context.new_page(), server.url, store)
    someone.open("/result", code=begin_all(store)["moulding"])
    card = someone.page.locator("img.card")
    expect(card).to_have_attribute("alt", re.compile("一级（初始级）；33.65 / 100 分"), timeout=SETTLED)
    assert card.evaluate("one => one.complete && one.naturalWidth > 700 && one.clientWidth <= 328")
    expect(someone.page.get_by_text("在浏览器打开")).to_be_visible()
    someone.press("result-pictures")
    expect(someone.page.locator("img.sheet").first).to_have_attribute("alt", "报告第 1 页", timeout=SETTLED)
    someone.press("next-firm")
    someone.page.wait_for_selector(".st-key-start-miit")
    assert "code=" not in someone.page.url
    expect(someone.page.locator(".st-key-continue")).to_have_count(0)
    context.close()


WHERE = """() => {
    const here = document.activeElement, look = getComputedStyle(here);
    const seen = look.outlineStyle !== 'none' || look.boxShadow !== 'none' || [...function*(one) {
        while ((one = one.parentElement) && one.clientHeight < 80) yield one;
    }(here)].some(one => getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none');
    return [here.closest('[class*=st-key-]')?.className ?? '', here.tagName, seen || look.borderColor];
}"""


def tab_to(page: Page, key: str) -> None:
    """Go on from field to field until one under the key has the focus; every stop shows that it has it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        place, tag, seen = page.evaluate(WHERE)
        assert seen or tag == "BODY", f"nothing shows where the keyboard is: {tag} in {place}"
        if f"st-key-{key}" in place:
            return
    raise AssertionError(f"the keyboard does not come to {key}")


def test_from_home_over_a_question_to_the_result_with_keys_alone(visitor: Owner):
    page = visitor.open().page
    tab_to(page, "start-miit")
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-question-city")
    at_rest(page)
    tab_to(page, "question-employees")
    while "employees" not in page.evaluate(WHERE)[0] or page.evaluate(WHERE)[1] != "INPUT":
        page.keyboard.press("Tab")
    page.keyboard.type("40")
    page.keyboard.press("Tab")
    visitor.stored("employees", 40.0)
    tab_to(page, "overview")
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-overview-result")
    at_rest(page)
    tab_to(page, "overview-result")
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-page-result h1")


def test_nothing_is_cut_off_at_twice_the_size(owner: Owner):
    """A window of 1280 px at 200 % is one of 640."""
    owner.page.set_viewport_size({"width": 640, "height": 450})
    for path, query in (("/", {}), ("/questions", {"code": owner.code, "topic": "equipment"})):
        owner.open(path, **query)
        assert owner.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        at_rest(owner.page)


def test_pages_of_the_staff_have_no_serious_fault(desktop: Page, server: AppServer):
    page, told = desktop, {}
    for path in ("/centre?section=firms", "/centre?section=overview", "/consultant"):
        page.goto(server.url + path)
        page.wait_for_selector(".st-key-footer")
        told[path] = faults(page)
    assert not any(told.values()), told


def test_in_the_dark_everything_can_be_read(browser: Browser, server: AppServer, store: Store):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    someone = Owner(context.new_page(), server.url, store)
    someone.open()
    told = {"home": faults(someone.page)}
    assert (
        someone.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(20, 27, 35)"
    )
    someone.open("/result", code=begin_all(store)["moulding"])
    someone.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    told["result, opened"] = faults(someone.page)
    context.close()
    assert not any(told.values()), told
