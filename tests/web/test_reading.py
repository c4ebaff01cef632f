"""What a person reads: Chinese on a Chinese page, nothing wider than the phone, targets for a thumb, text as typed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import PHONE
from tests.web.owner import SETTLED, Owner
from tests.web.waiting import at_rest, in_place, read_until

pytestmark = pytest.mark.browser

PAGES = ["/", "/questions", "/result", "/consultant", "/centre", "/methods"]
OWNERS_PARTS = ".st-key-page-home, .st-key-page-questions, .st-key-topbar, .st-key-footer"
TARGETS = (
    "button:visible:not([tabindex='-1']), a[data-testid=stPageLink-NavLink], [data-testid=stRadioOption], "
    ".stCheckbox > label, .stTextInput [role=presentation], .stSelectbox [role=group], summary"
)
WIDTHS = (1280, 820, 320)
WIDER = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .filter(box => box.scrollWidth > box.clientWidth).map(box => `${box.scrollWidth} > ${box.clientWidth}`)"""
TOPICS = ["profile", "equipment", "networks_and_systems", "scenes_product"]
# Latin words that are Chinese usage or names; anything else in Latin letters on a Chinese page is a slip.
LATIN = re.compile(
    r"English|PDF|XLSX|CSV|JPE?G|PNG|\d+MB|Excel|WPS|XXXX|[A-Z0-9]{4}(-[A-Z0-9]{4}){3}|https?://\S+|zjtx\S*|m\.yktchina\.com|"
    r"\b(5G|L\d+|BOM|CAD|CAE|CAM|CAPP|EDA|OEE|DMA|NC|CNC|DNC|FMC|AI|ERP|MES|SCADA|PLC|DCS|CNY|KB|MB|QR|ID|v?\d+(\.\d+)*)\b"
)
HOSTILE = "![x](//evil.invalid/x.png)<b>粗</b><img src=//evil.invalid/y> :red[红] $a^2$ http://evil.invalid"
VISIBLE_TEXT = """() => {
  const found = [];
  // A field by which the browser tells what it has drawn; nobody is shown it.
  const own = '[class*="st-key-statement-"]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement;
    const unseen = ["SCRIPT", "STYLE", "NOSCRIPT", "TITLE"].includes(box.tagName);
    // Publications keep their titles and addresses; the model cards name methods and libraries.
    const named = box.closest('[data-testid="stIconMaterial"], .cited, .st-key-published, [class*="st-key-model-"]');
    if (!unseen && !named && !box.closest(own)) found.push(node.nodeValue);
  }
  for (const element of document.body.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of element.closest(own) ? [] : ["aria-label", "title", "placeholder", "alt"])
      found.push(element.getAttribute(name) || "");
  return [...new Set(found)];
}"""


def english_in(page: Page) -> list[str]:
    """Texts and accessible names with a Latin word that has no business on a Chinese page."""
    texts = page.evaluate(VISIBLE_TEXT)
    # A firm of another test may bear the name by which hostile text is tried: nobody's words on the page.
    return [text for text in texts if re.search(r"[A-Za-z]{2,}", LATIN.sub("", text.replace(HOSTILE, "")))]


def english_left(page: Page) -> list[str]:
    """The same once the page's own words have been put into Chinese, which follows each drawing."""
    return read_until(page, lambda: english_in(page), [])


def test_no_english_in_what_opens_from_a_question(owner: Owner):
    owner.field("employees").focus()
    cities = owner.question("city").get_by_role("combobox")
    in_place(cities)
    cities.click()
    expect(owner.page.get_by_role("option").first).to_be_visible(timeout=SETTLED)
    assert english_left(owner.page) == []


def test_the_other_language_is_one_touch_away_and_keeps_the_place(visitor: Owner):
    owner = visitor.begin("equipment")
    owner.type("equipment_total", "50")
    owner.saved("equipment_total")
    owner.press("language")
    expect(owner.question("equipment_total")).to_contain_text("How many machines", timeout=SETTLED)
    expect(owner.page.locator("html")).to_have_attribute("lang", "en")
    assert owner.topic == "equipment"
    expect(owner.field("equipment_total")).to_have_value("50")
    owner.press("language")
    expect(owner.question("equipment_total")).to_contain_text("一共有多少台", timeout=SETTLED)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_fits_the_screen_is_hit_by_a_thumb_and_is_in_its_language(visitor: Owner, lang: str):
    page, code = visitor.page, visitor.begin().code
    places = [(path, {}) for path in PAGES if path != "/questions"] + [("/questions", {"topic": t}) for t in TOPICS]
    for path, query in places:
        visitor.open(path, code=code, lang=lang, **query)
        at_rest(page)
        expect(page.locator("html")).to_have_attribute("lang", {"zh": "zh-CN", "en": "en"}[lang])
        assert too_small(page.locator(OWNERS_PARTS).locator(TARGETS)) == [], f"{path} {query}"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate(WIDER) == [], f"{path} {query} {width}"
        page.set_viewport_size(PHONE)
        if lang == "zh":
            assert english_left(page) == [], f"{path} {query}"


def too_small(targets: Locator) -> list[str]:
    """Visible targets less than 44 pixels high."""
    return targets.evaluate_all(
        "all => all.filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 43.5)"
        ".map(e => e.outerHTML.slice(0, 200))"
    )


def test_what_a_person_types_is_shown_literally_and_loads_nothing(visitor: Owner):
    owner = visitor.begin("profile-rest")
    asked: list[str] = []
    owner.page.on("request", lambda request: asked.append(request.url))
    owner.type("firm_name", HOSTILE)
    owner.stored("firm_name", HOSTILE)
    owner.resume(owner.code, "equipment")
    owner.other("equipment_total", "不适用")
    reason = owner.question("equipment_total").get_by_label("为什么不适用")
    reason.fill(HOSTILE)
    owner.stored("equipment_total", {"state": "not_applicable", "reason": HOSTILE})
    owner.type("equipment_digital", HOSTILE)
    expect(owner.question("equipment_digital").locator(".status.fault")).to_be_visible(timeout=SETTLED)
    for path in ("/questions", "/result", "/consultant"):
        owner.open(path, code=owner.code)
        at_rest(owner.page)
        assert owner.page.locator('img[src*="evil"], a[href*="evil"]').count() == 0
    assert [url for url in asked if "evil" in url] == []
