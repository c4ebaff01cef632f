"""No answer is lost, whatever the phone, the network or the server does."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import make_url

from tests.web.conftest import AppServer
from tests.web.owner import SETTLED, Owner
from tests.web.test_reading import english_left
from tests.web.waiting import at_rest, read_until

pytestmark = pytest.mark.browser


def fill_one_of_each(owner: Owner) -> None:
    """A pick from a list, a radio and a figure on the first page."""
    owner.choose("city", "赣州")
    owner.saved("city")
    owner.pick("production_mode", "一件一件做")
    owner.saved("production_mode")
    owner.type("employees", "４０人")
    owner.saved("employees")
    owner.stored("employees", 40.0)


def expect_one_of_each(owner: Owner) -> None:
    expect(owner.question("city").get_by_role("combobox")).to_have_value("赣州", timeout=SETTLED)
    expect(owner.picked("production_mode")).to_contain_text("一件一件做")
    expect(owner.field("employees")).to_have_value(re.compile("40|４０人"))


def test_a_reload_another_device_and_going_on_and_back_show_every_answer(owner: Owner, second: Owner):
    fill_one_of_each(owner)
    owner.page.reload()
    expect_one_of_each(owner)
    owner.next()
    owner.page.go_back()
    owner.page.wait_for_selector(".st-key-question-city")
    expect_one_of_each(owner)
    expect_one_of_each(second.resume(owner.code, "profile"))


def test_what_is_typed_is_saved_without_leaving_the_field(visitor: Owner):
    owner = visitor.begin("profile-rest")
    owner.field("firm_name").fill("示例家具厂")
    owner.stored("firm_name", "示例家具厂")
    owner.saved("firm_name")
    expect(owner.field("firm_name")).to_be_focused()


def test_typing_and_pressing_next_or_following_a_link_at_once_saves_and_goes_there(owner: Owner):
    owner.field("revenue").fill("2860")
    owner.next()
    owner.stored("revenue", 2860.0)
    owner.press("back")
    expect(owner.field("revenue")).to_have_value("2860", timeout=SETTLED)
    owner.field("revenue").fill("2861")
    owner.press("brand")
    owner.page.wait_for_selector(".st-key-continue")
    owner.stored("revenue", 2861.0)
    owner.page.go_back()
    expect(owner.field("revenue")).to_have_value("2861", timeout=SETTLED)
    owner.type("revenue", "")
    owner.stored("revenue", None)


def test_the_first_answer_after_a_restart_of_the_server_is_saved(owner: Owner, second: Owner, server: AppServer):
    """No page is loaded again: each still shows what the old server drew, and says in Chinese that it waits."""
    ticks, typed = second.begin("networks_and_systems"), owner
    ticks.tick("network", "车间控制网")
    ticks.stored("network", ["workshop_control_network"])
    typed.type("employees", "40")
    typed.saved("employees")
    fields = [one.question(fact).locator("input").first for one, fact in ((typed, "employees"), (ticks, "network"))]
    server.stop()
    for field in fields:
        expect(field).to_be_disabled(timeout=SETTLED)
        expect(field.page.get_by_role("dialog", name="连接中断")).to_be_visible(timeout=SETTLED)
        assert english_left(field.page) == []
    server.start()
    for field in fields:
        expect(field).to_be_enabled(timeout=SETTLED)
    ticks.tick("network", "系统应用网")
    ticks.stored("network", ["workshop_control_network", "application_network"])
    ticks.tick("network", "以上都没有")
    ticks.stored("network", ["none"])
    expect(ticks.question("network").locator(".stCheckbox > label[data-selected]")).to_have_text(["以上都没有"])
    typed.pick("production_mode", "两种都有")
    typed.stored("production_mode", "mixed")
    typed.field("revenue").fill("2860")
    typed.next()
    typed.stored("revenue", 2860.0)
    typed.resume(typed.code, "profile")
    expect(typed.field("employees")).to_have_value("40", timeout=SETTLED)
    expect(typed.picked("production_mode")).to_contain_text("两种都有")


def test_a_second_tab_never_puts_an_old_answer_back(owner: Owner, second: Owner):
    owner.type("employees", "40")
    owner.saved("employees")
    second.resume(owner.code, "profile")
    expect(second.field("employees")).to_have_value("40")
    second.type("employees", "55")
    second.stored("employees", 55.0)
    # The first tab still shows 40; answering something else must not write it back.
    owner.type("revenue", "900")
    owner.stored("revenue", 900.0)
    expect(owner.field("employees")).to_have_value("55", timeout=SETTLED)
    expect(owner.question("employees").locator(".status")).to_contain_text("已在别处修改")
    owner.stored("employees", 55.0)


def test_what_the_page_sent_by_itself_is_not_called_somebody_elses(owner: Owner):
    owner.field("employees").press_sequentially("41")
    owner.page.evaluate("dispatchEvent(new Event('pagehide'))")
    owner.stored("employees", 41.0)
    owner.next()
    owner.press("back")
    expect(owner.field("employees")).to_have_value("41", timeout=SETTLED)
    at_rest(owner.page)
    expect(owner.question("employees").get_by_text("别处")).to_be_hidden()


def test_a_page_that_is_being_turned_does_not_come_back_when_an_answer_is_acknowledged(owner: Owner):
    held: list[Route] = []
    owner.page.route("**/answers", lambda route: held.append(route))
    owner.field("employees").press_sequentially("41")
    owner.page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert read_until(owner.page, lambda: bool(held), True), "the page sends the answer by itself"
    title = owner.page.locator("h1").inner_text()
    owner.press("next")
    for route in held:
        route.continue_()
    expect(owner.page.locator("h1")).not_to_have_text(title)
    owner.stored("employees", 41.0)
    at_rest(owner.page)
    expect(owner.page.locator("h1")).not_to_have_text(title)


def test_a_button_that_moves_under_the_finger_is_pressed(owner: Owner):
    title = owner.page.locator("h1").inner_text()
    button = owner.page.locator(".st-key-next button")
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    assert place is not None
    owner.page.mouse.move(place["x"] + 5, place["y"] + 5)
    owner.page.mouse.down()
    button.evaluate("button => { button.style.transform = 'translateY(-200px)'; }")
    owner.page.mouse.up()
    expect(owner.page.locator("h1")).not_to_have_text(title)


def test_the_link_is_copied_also_where_plain_http_gives_the_page_no_clipboard(owner: Owner):
    owner.page.add_init_script("delete Navigator.prototype.clipboard")
    owner.page.reload()
    copy = owner.page.locator("button.copy")
    link = copy.get_attribute("data-copy")
    copy.click()
    expect(copy).to_have_text("已复制")
    assert owner.page.evaluate("navigator.clipboard") is None
    owner.field("employees").click()
    owner.page.keyboard.press("Control+V")
    expect(owner.field("employees")).to_have_value(link)


def test_coming_back_opens_at_the_first_open_question(owner: Owner):
    fill_one_of_each(owner)
    code = owner.code
    owner.open()
    owner.page.get_by_label("续答码").fill(code.lower().replace("-", " "))
    owner.page.get_by_role("button", name="接着填").click()
    owner.page.wait_for_selector(".st-key-question-city")
    expect(owner.page).to_have_url(re.compile("topic=profile.*at=|at=.*topic=profile"))
    found = re.search("at=([a-z_]+)", owner.page.url)
    assert found is not None and found[1] not in ("city", "production_mode", "employees")
    expect(owner.question(found[1])).to_be_in_viewport()


def test_an_unknown_code_is_refused_in_plain_words(visitor: Owner):
    visitor.open()
    alert = visitor.page.get_by_test_id("stAlert")
    for typed, words in (("1234", "16 位"), ("0000-0000-0000-0000", "没有找到这个续答码")):
        visitor.page.get_by_label("续答码").fill(typed)
        visitor.page.get_by_role("button", name="接着填").click()
        expect(alert).to_contain_text(words, timeout=SETTLED)
    visitor.open("/questions", code="0000-0000-0000-0001")
    expect(alert).to_contain_text("没有找到这个续答码", timeout=SETTLED)


def test_a_touch_draws_its_question_and_the_head_and_leaves_the_rest_as_it_stands(visitor: Owner):
    owner = visitor.begin("scenes_product")
    at_rest(owner.page)
    owner.page.evaluate(
        "() => { for (const e of document.querySelectorAll('h1, [class*=st-key-question-] h2, .st-key-footer')) "
        "e.dataset.mark = 'stood here before' }"
    )
    facts = ("scene_product_design", "scene_process_design", "scene_marketing")
    for fact in facts:  # faster than the first is answered
        owner.pick(fact, "一级：")
    for fact in facts:
        owner.saved(fact)
        owner.stored(fact, "l1")
    expect(owner.page.locator(".progress")).to_contain_text("已答 3/")
    expect(owner.page.locator("[data-mark='stood here before']")).to_have_count(6)
    owner.next()
    owner.press("back")
    for fact in facts:
        expect(owner.picked(fact)).to_contain_text("一级：", timeout=SETTLED)


def test_a_touch_that_waits_its_turn_says_so_and_is_kept(visitor: Owner, server: AppServer):
    pages = [visitor.page, *(visitor.page.context.new_page() for _ in range(2))]
    owners = [Owner(page, visitor.url, visitor.store).begin("scenes_product") for page in pages]
    for owner in owners:
        at_rest(owner.page)
    with closing(sqlite3.connect(str(make_url(server.database).database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # somebody writes, and two touches that wait for it hold both places
        for owner in owners:
            owner.pick("scene_product_design", "一级：")
        waits = read_until(visitor.page, lambda: sum(p.locator(".waits-its-turn").count() for p in pages), 1)
        other.execute("ROLLBACK")
    assert waits == 1
    for owner in owners:
        owner.stored("scene_product_design", "l1")
        owner.saved("scene_product_design")
        expect(owner.page.locator(".waits-its-turn")).to_have_count(0)
        expect(owner.page.locator(".progress")).to_contain_text("已答 1/")
