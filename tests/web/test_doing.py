"""Carrying a plan out on the page: quotes, progress, proofs and the others' answers, tried without a browser."""

from __future__ import annotations

import datetime
import re
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest

from assessment.advisory import default_advisor
from assessment.answers import AnswerTable
from assessment.permissions import Role
from assessment.store.assessments import Store
from assessment.store.firm_records import FirmIdentity
from assessment.web import callers, links, respondents
from tests.web.result_page import sample, save
from tests.web.staff import sign_in
from tests.web.test_answers_page import Opener, opened, store, words

__all__ = ["opened", "store"]


@pytest.fixture(autouse=True)
def _caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page without a server has no caller."""
    monkeypatch.setattr(callers, "client_of", lambda _: callers.HERE)


@pytest.fixture
def firm(store: Store) -> tuple[UUID, str]:
    begun, code = store.create_assessment("zh")
    save(store, begun.id, sample("ceramics"))
    return begun.id, code


def test_a_quote_is_typed_in_kept_compared_and_taken_back(store: Store, firm, opened: Opener):
    firm_id, code = firm
    tab = opened(links.DOING, code=code)
    assert "不写服务商的名字" in words(tab)
    prices = [
        one
        for one in tab.text_input
        if one.key.startswith("quote-") and one.key not in ("quote-provider", "quote-package")
    ]
    assert prices
    tab.text_input("quote-provider").set_value("示例甲公司")
    prices[0].set_value("-3")
    next(one for one in tab.button if "存下这份报价" in one.label).click().run()
    assert "小于 0" in words(tab) and store.plan_entries(firm_id) == []
    for one in prices:
        tab.text_input(one.key).set_value("1.2万元")
    next(one for one in tab.button if "存下这份报价" in one.label).click().run()
    kept = store.plan_entries(firm_id)
    assert [(one.kind, one.about, one.by) for one in kept] == [("quote", "示例甲公司", "owner")]
    told = words(tab)
    assert "按真实报价，到" in told and "已证明没有更省的选法" in told and "示例甲公司" in told
    # The plan changes: the quote answers another request now.
    step = default_advisor().measures.measures["network_security_policy"].id
    store.put_plan_entry(firm_id, "reply", step, {"reply": "not_for_us", "units": 1}, "owner")
    again = opened(links.DOING, code=code)
    assert "不参加比较：示例甲公司" in words(again)
    next(one for one in again.button if one.key == "quotes-stale").click().run()
    assert [one.kind for one in store.plan_entries(firm_id)] == ["reply"]


def test_a_step_s_progress_is_kept_and_speaks_to_the_plan(store: Store, firm, opened: Opener):
    firm_id, code = firm
    tab = opened(links.DOING, code=code)
    tab.button_group("doing-part").set_value("following").run()
    assert "承诺按现在的方案算" in words(tab)
    measure = tab.selectbox("followed-step").value
    tab.selectbox(f"followed-state-{measure}").set_value("running")
    tab.text_input(f"followed-cost-{measure}").set_value("2.5")
    next(one for one in tab.button if one.label == "存下").click().run()
    (entry,) = store.plan_entries(firm_id)
    assert (entry.kind, entry.about, entry.document["state"], entry.document["cost"]) == (
        "progress",
        measure,
        "running",
        2.5,
    )
    assert "正在做 1 步" in words(tab)
    next(one for one in tab.button if one.key == f"followed-remove-{measure}").click().run()
    assert store.plan_entries(firm_id) == []


def _follow(tab):
    tab.button_group("doing-part").set_value("following").run()
    return tab


def test_what_was_promised_is_held_against_the_assessment_connected_by_its_code(store: Store, firm, opened: Opener):
    firm_id, code = firm
    table, _ = AnswerTable.from_records(default_advisor().bank, [sample("ceramics")], ["x"])
    plan = next(default_advisor().advise(table, datetime.date(2026, 11, 26))).plan
    store.put_plan_entry(firm_id, "progress", plan.steps[0].measure, {"state": "accepted"}, "owner")
    later, theirs = store.create_assessment("zh")
    save(store, later.id, {change.fact: change.after for change in plan.steps[0].changes})
    tab = _follow(opened(links.DOING, code=code))
    assert "请更新回答" not in words(tab) and "重新自测（" not in words(tab)
    tab.text_input("again-code-assessment").set_value(theirs)
    next(one for one in tab.button if one.label == "接上").click().run()
    told = words(tab)
    assert "重新自测（自行评估，" in told and "没回答" in told and "做到" in told and theirs not in told
    next(one for one in tab.button if one.label == "断开").click().run()
    assert "重新自测（" not in words(tab) and [one.kind for one in store.plan_entries(firm_id)] == ["progress"]


def test_another_firm_s_assessment_or_one_not_answered_since_is_not_held_against_the_promises(
    store: Store, firm, opened: Opener
):
    firm_id, code = firm
    old, _ = store.create_assessment("zh")
    save(store, old.id, {"scene_quality": "l3"})
    table, _ = AnswerTable.from_records(default_advisor().bank, [sample("ceramics")], ["x"])
    advisory = next(default_advisor().advise(table, datetime.date(2026, 11, 26)))
    store.freeze_result(firm_id, advisory.model_dump(mode="json"), {})
    other, _ = store.create_assessment("zh")
    save(store, other.id, sample("moulding"))
    for connected, told in ((old, "在方案保存以后就没有再答过"), (other, "另一家企业的自测")):
        store.put_plan_entry(firm_id, "again", "assessment", {"assessment": str(connected.id)}, "owner")
        page = words(_follow(opened(links.DOING, code=code)))
        assert told in page and "重新自测（" not in page
    save(store, old.id, {"scene_quality": "l4"})
    store.put_plan_entry(firm_id, "again", "assessment", {"assessment": str(old.id)}, "owner")
    assert "重新自测（" in words(_follow(opened(links.DOING, code=code)))


def test_an_account_sees_the_firm_s_later_assessment_beside_the_promises_and_a_mere_code_does_not(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch
):
    (first, code), (second, _) = ((one.id, code) for one, code in (store.create_assessment("zh") for _ in range(2)))
    known = store.find_or_create_firm(FirmIdentity("示例陶瓷厂", city="jingdezhen"), "staff")[0]
    for one in (first, second):
        save(store, one, sample("ceramics") | {"firm_name": known.name})
    assert store.firm_of(first) == store.firm_of(second) == store.firm(known.id)
    measure = "network_security_policy"
    store.put_plan_entry(first, "progress", measure, {"state": "accepted"}, "owner")
    assert "重新自测（" not in words(_follow(opened(links.DOING, code=code)))
    owner = sign_in(monkeypatch, store, Role.OWNER, name="示例老板")
    store.give_firm(owner.id, known.id)
    assert "重新自测（自行评估，" in words(_follow(opened(links.DOING, assessment=str(first))))
    tab = _follow(opened(links.DOING, assessment=str(second)))
    next(one for one in tab.button if one.key == "followed-earlier").click().run()
    assert tab.query_params["assessment"] == str(first) and "重新自测（" in words(tab)


def test_a_paper_put_down_lets_the_level_stand_on_more(store: Store, firm, opened: Opener):
    firm_id, code = firm
    tab = opened(links.DOING, code=code)
    tab.button_group("doing-part").set_value("rehearsing").run()
    text = re.sub("<[^>]+>", "", words(tab))
    assert "现在上门一级也站不住；再补" in text and "算数：" in text
    fact = tab.selectbox("proof-fact").value
    tab.text_input(f"proof-keeper-{fact}").set_value("示例张工")
    next(one for one in tab.button if one.label == "存下").click().run()
    assert {one.kind for one in store.plan_entries(firm_id)} == {"proof"}
    assert "示例张工" in words(tab)


def test_the_others_are_connected_by_their_codes_and_a_wrong_code_opens_nothing(store: Store, firm, opened: Opener):
    firm_id, code = firm
    other, theirs = store.create_assessment("zh")
    save(store, other.id, {"scene_quality": "l3", "equipment_total": sample("ceramics")["equipment_total"]})
    tab = opened(links.DOING, code=code)
    tab.button_group("doing-part").set_value("comparing").run()
    assert "只有一个人答" in words(tab)
    for typed, told in ((code, "这就是本企业的这一份"), ("AAAA-AAAA-AAAA-AAAA", "没有找到这个续答码")):
        tab.text_input("respondent-code-shop_floor").set_value(typed)
        next(one for one in tab.button if one.label == "接上").click().run()
        assert told in words(tab) and store.plan_entries(firm_id) == []
    tab.text_input("respondent-code-shop_floor").set_value(theirs)
    next(one for one in tab.button if one.label == "接上").click().run()
    told = words(tab)
    assert "已接上" in told and "质量管理" in told and theirs not in told
    store.delete_assessment(other.id)
    tab.run()
    assert "已被删除" in words(tab) and "只有一个人答" in words(tab)


def test_a_reply_is_kept_by_whoever_still_has_the_code_alone(store: Store, firm, opened: Opener):
    firm_id, code = firm
    tab = opened(links.RESULT, code=code)
    row = next(one for one in tab.button_group if one.key and one.key.startswith("reply-"))
    row.set_value("later").run()
    measure = row.key.removeprefix("reply-")
    assert [(one.kind, one.about) for one in store.plan_entries(firm_id)] == [("reply", measure)]
    assert "您对步骤的答复，都算进去了" in words(tab)
    store.revoke_code(firm_id, "owner")
    tab.button_group(row.key).set_value("too_hard").run()
    assert store.plan_entries(firm_id)[0].document["reply"] == "later"


def test_the_shop_floor_gets_a_link_to_its_own_pages_alone_and_what_it_says_comes_in(
    store: Store, firm, opened: Opener
):
    firm_id, code = firm
    tab = opened(links.DOING, code=code, part="comparing")
    next(one for one in tab.button if one.key == "respondent-send-shop_floor").click().run()
    (entry,) = store.plan_entries(firm_id)
    other = UUID(entry.document["assessment"])
    query = dict(parse_qsl(urlsplit(re.search(r'data-copy="([^"]+)"', words(tab))[1].replace("&amp;", "&")).query))
    assert query["whose"] == "shop_floor" and store.opens(query["code"], other)
    own = {topic for part in respondents.content().parts if part.id == "shop_floor" for topic in part.topics}
    theirs, pages = opened(links.QUESTIONS, **query), []
    while True:
        told = words(theirs)
        assert "以“车间”的身份" in told and "分" not in "".join(one.label for one in theirs.button)
        pages.append(theirs.query_params.get("topic", [""]))
        asked = {key.removeprefix("question-") for key in re.findall(r"question-[a-z_0-9]+", str(theirs.main))}
        assert {default_advisor().bank.topic_of[fact] for fact in asked} <= own
        following = [one for one in theirs.button if one.key == "next"]
        if not following:
            break
        following[0].click().run()
    assert len(pages) == len(own) and "没答；不知道的选" in told
    assert not [one for one in theirs.button if one.key == "to-result"]
    save(store, other, {"scene_quality": "l3", "scene_finance": "l4"})
    back = words(opened(links.DOING, code=code, part="comparing"))
    assert "已接上，答了 2 题" in back and "质量管理" in back and "下面的题不归答的人管，没有算" in back
    assert query["code"] not in back, "the link is shown only when it is made"
    again = opened(links.DOING, code=code, part="comparing")
    next(one for one in again.button if one.key == "respondent-send-shop_floor").click().run()
    assert not store.opens(query["code"], other) and "data-copy" in words(again)


def test_who_begins_an_assessment_of_their_own_after_answering_a_part_is_asked_everything(
    store: Store, firm, opened: Opener
):
    home = opened(links.HOME, code=firm[1], whose="shop_floor")
    next(one for one in home.button if one.key == "start-miit").click().run()
    assert "whose" not in home.query_params and "的身份" not in words(home)
    assert home.query_params["code"] != firm[1]


def test_an_address_that_names_nobody_we_know_asks_the_whole_questionnaire(firm, opened: Opener):
    tab = opened(links.QUESTIONS, code=firm[1], whose="the-boss's-cat", topic="equipment")
    assert "的身份" not in words(tab) and [one for one in tab.button if one.key in ("next", "to-result")]
