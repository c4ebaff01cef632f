"""A bad answer: a clear fault beside the field, the text stays, the last good answer stays stored."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assessment.answers import Answer, State
from tests.web.owner import SETTLED, Owner

pytestmark = pytest.mark.browser


@pytest.fixture
def at_equipment(visitor: Owner) -> Owner:
    return visitor.begin("equipment", equipment_total=Answer(State.ANSWERED, 50.0))


# What is understood and what is refused, and in which words, is tested where texts are read: here, that it is told.
BAD = {"几十台": "约数", "99999999": "大得不合常理"}
GOOD = {"五十二": 52.0, "1.2万": 12000.0}


def test_the_fault_is_told_beside_the_field_and_nothing_is_lost(at_equipment: Owner):
    status = at_equipment.question("equipment_total").locator(".status.fault")
    for typed, words in BAD.items():
        at_equipment.type("equipment_total", typed)
        expect(status).to_contain_text(words, timeout=SETTLED)
        expect(status).to_contain_text("仍保留上次的回答：50 台")
        expect(at_equipment.field("equipment_total")).to_have_value(typed)
        at_equipment.stored("equipment_total", 50.0)
    # The text is still there after a look at another page.
    at_equipment.next()
    at_equipment.press("back")
    expect(at_equipment.field("equipment_total")).to_have_value(typed, timeout=SETTLED)
    at_equipment.type("equipment_total", "52")
    at_equipment.stored("equipment_total", 52.0)
    expect(status).to_have_count(0)


def test_a_figure_is_read_as_people_write_it_and_shown_as_understood(at_equipment: Owner):
    for typed, value in GOOD.items():
        at_equipment.type("equipment_total", typed)
        at_equipment.stored("equipment_total", value)
        status = at_equipment.question("equipment_total").locator(".status.saved")
        expect(status).to_contain_text(f"{value:,.0f} 台", timeout=SETTLED)


def test_about_thirty_is_understood_and_kept_as_such_with_one_tap(at_equipment: Owner):
    """The report says that it is approximate; a reload, and another text, know it."""
    question = at_equipment.question("equipment_total")
    at_equipment.type("equipment_total", "三十来台")
    expect(question.locator(".status")).to_contain_text("按“约 30 台（27–33）”记", timeout=SETTLED)
    at_equipment.stored("equipment_total", 50.0)
    question.get_by_role("button", name="是，按约 30 台（27–33）记").click()
    kept = {"state": "roughly", "value": 30.0, "low": 27.0, "high": 33.0, "typed": "三十来台"}
    at_equipment.stored("equipment_total", kept)
    expect(question.locator(".status.saved")).to_contain_text("约 30 台（27–33）")
    at_equipment.type("equipment_digital", "12")
    rate = at_equipment.question("equipment_digital").locator(".rate")
    expect(rate).to_have_text("占 36.4%–44.4%", timeout=SETTLED)
    at_equipment.page.reload()
    expect(at_equipment.field("equipment_total")).to_have_value("三十来台", timeout=SETTLED)
    at_equipment.type("equipment_digital", "11")
    at_equipment.stored("equipment_digital", 11.0)
    at_equipment.stored("equipment_total", kept)


def test_more_digital_machines_than_machines_is_refused(at_equipment: Owner):
    at_equipment.type("equipment_digital", "60")
    fault = at_equipment.question("equipment_digital").locator(".status.fault")
    expect(fault).to_contain_text("大于“生产设备总台数”（50）", timeout=SETTLED)
    at_equipment.stored("equipment_digital", None)
    at_equipment.type("equipment_digital", "20")
    at_equipment.stored("equipment_digital", 20.0)
    # Now the whole shrinks below the part: it is kept, and the part says what is wrong.
    at_equipment.type("equipment_total", "10")
    at_equipment.stored("equipment_total", 10.0)
    expect(fault).to_contain_text("大于“生产设备总台数”（10）", timeout=SETTLED)


def test_not_applicable_waits_for_its_reason(at_equipment: Owner):
    at_equipment.other("equipment_cnc", "不适用")
    question = at_equipment.question("equipment_cnc")
    expect(question.locator(".status")).to_contain_text("写一句原因后保存", timeout=SETTLED)
    at_equipment.stored("equipment_cnc", None)
    question.get_by_label("为什么不适用").fill("我们只做手工装配")
    at_equipment.stored("equipment_cnc", {"state": "not_applicable", "reason": "我们只做手工装配"})
    at_equipment.saved("equipment_cnc")


def test_dont_know_takes_the_place_of_a_figure_and_gives_it_back(at_equipment: Owner):
    at_equipment.other("equipment_total", "不清楚")
    at_equipment.stored("equipment_total", {"state": "dont_know"})
    expect(at_equipment.field("equipment_total")).to_be_disabled()
    at_equipment.other("equipment_total", "不清楚")
    at_equipment.stored("equipment_total", 50.0)


def test_none_of_these_and_the_other_ticks_push_each_other_out(visitor: Owner):
    owner = visitor.begin("networks_and_systems")
    owner.tick("network", "车间控制网")
    owner.stored("network", ["workshop_control_network"])
    owner.tick("network", "以上都没有")
    owner.stored("network", ["none"])
    ticked = owner.question("network").locator(".stCheckbox > label[data-selected]")
    expect(ticked).to_have_text(["以上都没有"])
    owner.tick("network", "系统应用网")
    owner.stored("network", ["application_network"])
    expect(ticked).to_have_text(["系统应用网：设备、人员和软件系统互相连通"])


def test_a_question_that_does_not_concern_the_firm_is_not_asked(owner: Owner):
    expect(owner.question("total_assets")).to_have_count(0)
    owner.choose("industry", "建筑业")
    expect(owner.question("total_assets")).to_be_visible(timeout=SETTLED)
    owner.pick("production_mode", "不从事生产")
    owner.stored("production_mode", "no_production")
    owner.press("overview")
    expect(owner.page.locator(".st-key-topic-networks_and_systems")).to_be_visible()
    expect(owner.page.locator(".st-key-topic-key_processes")).to_have_count(0)


def test_radio_takes_the_two_other_answers_too(visitor: Owner):
    owner = visitor.begin("scenes_product")
    owner.pick("scene_product_design", "不清楚")
    owner.stored("scene_product_design", {"state": "dont_know"})
    owner.pick("scene_product_design", "不适用")
    owner.question("scene_product_design").get_by_label("为什么不适用").fill("来图加工")
    owner.stored("scene_product_design", {"state": "not_applicable", "reason": "来图加工"})
    owner.pick("scene_product_design", "用软件辅助设计")
    owner.stored("scene_product_design", "l1")


def test_the_upper_steps_unfold_with_a_tap_or_a_key_and_stay_where_one_of_them_is_picked(visitor: Owner):
    owner = visitor.begin("scenes_product")
    design, sales = owner.question("scene_product_design"), owner.question("scene_marketing")
    expect(design.get_by_text("二级：")).to_be_visible()
    for step in ("三级：", "四级："):
        expect(design.get_by_text(step)).to_be_hidden()
    design.get_by_text("做得更好").click()
    expect(design.get_by_text("四级：")).to_be_visible()
    expect(sales.get_by_text("四级：")).to_be_hidden()
    tops = [design.get_by_text(words).bounding_box() for words in ("二级：", "做得更好", "三级：", "不清楚")]
    heights = [box["y"] for box in tops if box]
    assert len(heights) == 4 and heights == sorted(heights), "the line stands between what it parts"
    owner.pick("scene_product_design", "三级：")
    owner.stored("scene_product_design", "l3")
    owner.page.reload()
    expect(owner.picked("scene_product_design")).to_contain_text("三级：", timeout=SETTLED)
    expect(design.get_by_text("四级：")).to_be_visible()
    expect(design.get_by_text("做得更好")).to_be_hidden()
    sales.get_by_text("做得更好").focus()
    owner.page.keyboard.press("Enter")
    expect(sales.get_by_text("四级：")).to_be_visible()
