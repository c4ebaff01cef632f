"""Whatever happens to the connection: an answer is in the database, or the person is told, or it is offered again.

Every test drives a real browser through a network that swallows, resets or delays, and looks into the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.answers import Answer, State
from assessment.store.assessments import Store
from tests.web.conftest import PHONE, AppServer
from tests.web.owner import SETTLED, Owner
from tests.web.waiting import at_rest
from tests.web.wire import Network

pytestmark = pytest.mark.browser


@pytest.fixture
def network(server: AppServer) -> Iterator[Network]:
    carrying = Network(server.port)
    yield carrying
    carrying.close()


@pytest.fixture
def away(browser: Browser, network: Network, store: Store) -> Iterator[Owner]:
    """An owner whose phone reaches the server through a network that can fail, at the first page."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    firm, code = store.create_assessment("zh")
    store.save_answer(firm.id, "employees", Answer(State.ANSWERED, 40.0), "self", "self", None)
    owner = Owner(context.new_page(), network.url, store).resume(code, "profile")
    at_rest(owner.page)
    yield owner
    network.restore()
    context.close()


def says_late(owner: Owner, fact: str) -> None:
    """The page says of the very field that it is not saved, and the bar counts it."""
    expect(owner.question(fact).locator(".status")).to_contain_text("还没存上")
    expect(owner.question(fact).locator(".told")).to_be_hidden()
    expect(owner.page.locator(".unsent-bar")).to_contain_text("1 个回答还没存上")


def again(owner: Owner) -> Owner:
    """The same person opens a new tab in the same browser."""
    page = owner.page.context.new_page()
    return Owner(page, owner.url, owner.store).resume(owner.code, "profile")


def leaves_with_a_warning(page: Page) -> None:
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_nothing_is_said_to_be_saved_while_packets_are_swallowed_and_all_is_when_they_flow_again(
    away: Owner, network: Network
):
    network.swallow()
    away.field("employees").fill("55")
    says_late(away, "employees")
    away.stored("employees", 40.0)
    network.restore()
    away.stored("employees", 55.0)
    expect(away.question("employees").locator(".status")).to_contain_text(
        re.compile(r"已保存 \d\d:\d\d"), timeout=SETTLED
    )
    expect(away.page.locator(".unsent-bar")).to_have_count(0, timeout=SETTLED)
    # The page itself is alive again, though its old connection never came back.
    away.pick("production_mode", "两种都有")
    away.stored("production_mode", "mixed")
    away.saved("production_mode")


def test_what_was_picked_from_a_list_while_packets_are_swallowed_is_saved_too(away: Owner, network: Network):
    network.swallow()
    away.choose("city", "南昌")
    says_late(away, "city")
    network.restore()
    away.stored("city", "nanchang")


def test_an_answer_given_while_the_connection_is_cut_is_saved_when_it_is_back(away: Owner, network: Network):
    away.field("employees").fill("56")
    network.reset()
    expect(away.page.locator(".unsent-bar")).to_contain_text("1 个回答还没存上", timeout=SETTLED)
    network.restore()
    away.stored("employees", 56.0)
    expect(away.page.locator(".unsent-bar")).to_have_count(0, timeout=SETTLED)
    expect(away.field("employees")).to_have_value("56")
    away.saved("employees")


def test_a_server_that_is_killed_while_one_types_gets_the_answer_when_it_is_back(
    away: Owner, network: Network, server: AppServer
):
    away.field("employees").fill("57")
    server.kill()
    expect(away.page.locator(".unsent-bar")).to_contain_text("1 个回答还没存上", timeout=SETTLED)
    server.start()
    away.stored("employees", 57.0)
    expect(away.field("employees")).to_have_value("57")
    away.saved("employees")


def test_on_a_slow_line_the_page_first_says_saving_and_then_saved(away: Owner, network: Network):
    network.delay(0.6)
    away.field("employees").fill("58")
    status = away.question("employees").locator(".status")
    expect(status).to_contain_text("正在保存")
    expect(status.locator(".told")).to_be_hidden()
    away.stored("employees", 58.0)
    expect(status.locator(".told")).to_be_visible(timeout=SETTLED)
    expect(status).not_to_contain_text("正在保存")
    away.saved("employees")


@pytest.mark.parametrize("leave", ["close", "reload", "back"])
def test_what_was_typed_a_moment_before_leaving_is_saved(away: Owner, leave: str):
    code = away.code
    if leave == "back":
        away.press("brand")
        away.press("continue")
        away.page.wait_for_selector(".st-key-question-city")
    away.field("revenue").press_sequentially("138")
    if leave == "close":
        away.page.close(run_before_unload=True)
    elif leave == "reload":
        away.page.reload()
    else:
        away.page.go_back()
    there = Owner(away.page.context.new_page(), away.url, away.store).resume(code, "profile")
    there.stored("revenue", 138.0)
    expect(there.field("revenue")).to_have_value("138", timeout=SETTLED)


def test_who_leaves_with_an_unsaved_answer_is_warned_and_finds_it_saved_on_return(away: Owner, network: Network):
    network.swallow()
    away.field("employees").fill("59")
    says_late(away, "employees")
    leaves_with_a_warning(away.page)
    network.restore()
    back = again(away)
    back.stored("employees", 59.0)
    expect(back.field("employees")).to_have_value("59", timeout=SETTLED)
    # Either the request of the closed page came through at last, or the new page sent what lay in the browser.
    expect(back.page.get_by_text("还没存上")).to_have_count(0)


def test_an_unsaved_answer_is_only_offered_where_another_was_given_since(away: Owner, network: Network, store: Store):
    network.swallow()
    away.field("employees").fill("61")
    says_late(away, "employees")
    leaves_with_a_warning(away.page)
    firm = store.resume(away.code, "test").id
    store.save_answer(firm, "employees", Answer(State.ANSWERED, 70.0), "self", "self", None)
    network.restore()
    back = again(away)
    offer = back.page.locator(".unsent-bar")
    expect(offer).to_contain_text("您填过：61，没存上", timeout=SETTLED)
    expect(offer).to_contain_text("70 人")
    back.stored("employees", 70.0)
    offer.get_by_role("button", name="用我填的").click()
    back.stored("employees", 61.0)
    expect(back.field("employees")).to_have_value("61", timeout=SETTLED)
    expect(offer).to_have_count(0)


def test_a_phone_put_away_while_one_types_has_sent_what_was_typed(away: Owner, network: Network):
    network.delay(0.3)
    away.field("revenue").press_sequentially("218")
    # The screen goes dark: the page is hidden, and its scripts stand still.
    client = away.page.context.new_cdp_session(away.page)
    client.send("Page.setWebLifecycleState", {"state": "frozen"})
    away.stored("revenue", 218.0)


def test_the_losing_tab_learns_without_being_touched_and_the_winner_is_not_told_of_a_change(away: Owner, second: Owner):
    second.resume(away.code, "profile")
    away.type("employees", "65")
    away.saved("employees")
    second.type("employees", "66")
    second.saved("employees")
    second.stored("employees", 66.0)
    expect(second.question("employees").locator(".status")).not_to_contain_text("已在别处修改")
    expect(away.field("employees")).to_have_value("66", timeout=SETTLED)
    expect(away.question("employees").locator(".status")).to_contain_text("已在别处修改")
    # The old figure typed again is no late message.
    away.type("employees", "65")
    away.stored("employees", 65.0)
    away.saved("employees")
    expect(away.field("employees")).to_have_value("65")


def test_none_of_these_chosen_again_after_an_option_stays(away: Owner):
    away.resume(away.code, "networks_and_systems")
    ticked = away.question("network").locator(".stCheckbox > label[data-selected]")
    for _ in range(2):
        away.tick("network", "以上都没有")
        away.stored("network", ["none"])
        expect(ticked).to_have_text(["以上都没有"])
        away.tick("network", "车间控制网")
        away.stored("network", ["workshop_control_network"])
        expect(ticked).to_have_text([re.compile("车间控制网")])


def test_a_very_short_tap_on_a_link_right_after_typing_goes_there_and_saves(away: Owner):
    away.field("revenue").press_sequentially("2860")
    away.page.locator(".st-key-brand a").click()
    away.page.wait_for_selector(".st-key-continue")
    away.stored("revenue", 2860.0)
