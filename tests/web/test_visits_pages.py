"""A consultant's day on the pages: whom to visit, verifying question by question, evidence, signing; and the owner."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import anyio
import httpx
import pytest
from starlette.applications import Starlette

from assessment.answers import UNANSWERED, Answer, State
from assessment.answers.firm_file import load_firm
from assessment.evidence import cleaned
from assessment.permissions import Role
from assessment.settings import today
from assessment.store.account_records import Account, Browser
from assessment.store.accounts import Person
from assessment.store.assessments import Store
from assessment.store.firm_records import Firm
from assessment.store.trail import TrailFilter
from assessment.web import evidence_files, links, visitors
from assessment.web.firms import reaching
from assessment.web.frontage import Frontage
from assessment.web.visits import taking
from tests.conftest import ROOT
from tests.evidence.files import paper, photo
from tests.web.staff import sign_in
from tests.web.test_firms_pages import Opener, opened, press, store, words

__all__ = ["opened", "store"]


@pytest.fixture
def firm(store: Store, bank) -> tuple[UUID, str, Firm]:
    """A firm that has answered everything, and more digital machines than it can have."""
    _, table, _, _ = load_firm(ROOT / "seeds" / "firms" / "sample_moulding.yaml", bank)
    found, code = store.create_assessment("zh")
    for fact in table.columns:
        store.save_answer(found.id, fact, table.answer(0, fact), "self", "self", None)
    known = store.firm_of(found.id)
    assert known is not None
    return found.id, code, known


@pytest.fixture
def consultant(store: Store, firm, monkeypatch: pytest.MonkeyPatch) -> Account:
    account = sign_in(monkeypatch, store, Role.CONSULTANT, name="示例顾问")
    store.give_firm(account.id, firm[2].id)
    return account


def test_the_day_shows_whom_to_visit_where_and_what_to_look_at(store: Store, opened: Opener, firm, consultant) -> None:
    own, _, known = firm
    tab = opened(links.CONSULTANT)
    assert "交给您、还没排走访的企业" in words(tab)
    assert known.name not in str(tab.get("page_link")), "a link to the page that is open leaves its address as it was"
    tab = tab.button(key=f"given-{known.id}").click().run()
    assert known.name in words(tab) and tab.query_params["assessment"] == str(own)
    tab = press(tab, "← 全部走访")
    assert "交给您、还没排走访的企业" in words(tab) and "assessment" not in tab.query_params
    store.plan_visit(own, today() + timedelta(days=1), "09:30", "示例大道 1 号", consultant.id, "示例经办")
    shown = words(opened(links.CONSULTANT))
    assert f"{today() + timedelta(days=1)}" in shown and "09:30 · " in shown and "示例大道 1 号" in shown
    assert "交给您、还没排走访的企业" not in shown


def test_one_question_a_screen_is_agreed_to_with_a_tap_and_the_rest_of_the_page_with_one(
    store: Store, opened: Opener, firm, consultant
) -> None:
    own, _, _ = firm
    tab = opened(links.CONSULTANT, assessment=str(own), topic="equipment")
    first = re.search(r"第 1 题，共 (\d+) 题", words(tab))
    assert first is not None
    tab = press(tab, "与自报一致")
    assert f"第 2 题，共 {first[1]} 题 · 已核实 1 题" in words(tab)
    whole = next(one for one in tab.button if one.key == "agree-page")
    tab = whole.click().run()
    verified, reported = store.answers(own, "verified"), store.answers(own)
    assert len(verified) > 2 and all(reported[fact] == answer for fact, answer in verified.items())
    assert all(one.by == "示例顾问" for one in store.saved_answers(own) if one.origin == "verified")
    assert not any(one.key == "agree-page" for one in tab.button)


def test_evidence_is_taken_by_content_and_what_is_not_is_told_beside_the_question(
    store: Store, opened: Opener, firm, consultant
) -> None:
    own, _, _ = firm
    tab = opened(links.CONSULTANT, assessment=str(own), topic="equipment", at="equipment_digital")
    field = tab.file_uploader[0]
    field.upload("设备.jpg", photo(), "image/jpeg")
    field.upload("假.jpg", b"MZ" + bytes(90), "image/jpeg")
    field.upload("脚本.pdf", paper("script on opening"), "application/pdf").run()
    (kept,) = store.evidence(own)
    assert (kept.fact_id, kept.kind, kept.by, kept.origin) == ("equipment_digital", "jpeg", "示例顾问", "verified")
    shown = words(tab)
    assert f"./evidence/{kept.id}" in shown and "设备.jpg" in shown
    assert "假" in shown and "文件名怎么写都不算" in shown and "有脚本" in shown
    press(tab, "删除 设备\\.jpg")
    assert store.evidence(own) == []


def test_a_correction_with_its_reason_and_the_firms_words_is_signed_and_the_owner_sees_it(
    store: Store, opened: Opener, firm, consultant, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, code, known = firm
    store.save_answer(own, "equipment_digital", Answer(State.ANSWERED, 12.0), "verified", "示例顾问", UNANSWERED)
    tab = opened(links.CONSULTANT, assessment=str(own), topic="equipment", at="equipment_digital")
    for area in tab.text_area:
        area.set_value({"reason": "6 台没联网<b>", "firm_says": "下月联网"}[area.key.split("-")[1]])
    press(tab, "记下")
    assert [one.kind for one in store.remarks(own)] == ["reason", "firm_says"]
    tab = opened(links.CONSULTANT, assessment=str(own))
    tab.pills(key="consultant-part").set_value(1).run()
    tab = press(tab, "签署这次走访")
    assert "请填写姓名和地点" in words(tab) and store.visits(own) == []
    tab.text_input(key="visit-sign-place").set_value("示例市")
    tab.checkbox(key="visit-sign-sure").check()
    tab = press(tab, "签署这次走访")
    (signed,) = store.visits(own)
    assert signed.signed_by == "示例顾问" and "6 台没联网&lt;b&gt;" in words(tab)

    monkeypatch.setattr("assessment.web.visitors._cookie", lambda: None)
    page = opened(links.RESULT, code=code)
    assert "签署过的走访" in words(page)
    store.save_answer(own, "equipment_total", Answer(State.ANSWERED, 55.0), "self", "示例导入人", None)
    page = opened(links.CHECKED, code=code)
    shown = words(page)
    assert "签署过的走访" in shown and "下月联网" in shown and "6 台没联网&lt;b&gt;" in shown
    assert "核实和自报不一致的 1 题" in shown and "1 题 · 示例导入人" in shown
    page = press(page, "提交异议")
    assert "请写明异议" in words(page) and len(store.remarks(own)) == 2
    page.text_area(key="objection-words-equipment_digital-2").set_value("另外 6 台在隔壁车间")
    page = press(page, "提交异议")
    assert "另外 6 台在隔壁车间" in words(page)
    assert store.remarks(own)[-1].kind == "objection" and store.remarks(own)[-1].by == "owner"
    assert not store.may_be_named([known.id])
    page = press(page, "同意对外提供")
    assert store.may_be_named([known.id])
    press(page, "撤回同意")
    assert not store.may_be_named([known.id])
    sign_in(monkeypatch, store, Role.CLERK, "360000", "示例经办")
    card = words(opened(section="firms", firm=str(known.id)))
    assert "另外 6 台在隔壁车间" in card and "签署过的走访" in card, "the centre sees the objection, too"


def test_the_visits_of_a_day_are_signed_together_each_with_its_place(
    store: Store, opened: Opener, firm, consultant
) -> None:
    own, _, _ = firm
    second, _ = store.create_assessment("zh")
    for fact, value in (("city", "nanchang"), ("firm_name", "示例第二厂")):
        store.save_answer(second.id, fact, Answer(State.ANSWERED, value), "self", "self", None)
    other = store.firm_of(second.id)
    assert other is not None
    store.give_firm(consultant.id, other.id)
    visits = [
        store.plan_visit(one, today(), "", place, consultant.id, "示例经办")
        for one, place in ((own, "示例路 1 号"), (second.id, ""))
    ]
    store.save_answer(own, "equipment_digital", Answer(State.ANSWERED, 12.0), "verified", "示例顾问", UNANSWERED)
    assert "一起签署" not in words(opened(links.CONSULTANT)), "one alone is signed on its own page"
    store.save_answer(second.id, "equipment_total", Answer(State.ANSWERED, 3.0), "verified", "示例顾问", UNANSWERED)
    tab = press(opened(links.CONSULTANT), "签署勾选的走访")
    assert "并勾选确认" in words(tab) and all(store.visit(one.id).signed_at is None for one in visits)
    tab.checkbox(key="day-sign-sure").check()
    tab = press(tab, "签署勾选的走访")
    assert [one.value for one in tab.success] == ["已签署 2 次走访。"] and "一起签署" not in words(tab)
    signed = [store.visit(one.id) for one in visits]
    assert [one.place for one in signed] == ["示例路 1 号", reaching.area_name(other, "zh")]
    assert {one.signed_by for one in signed} == {"示例顾问"}


def test_a_clerk_plans_the_visit_of_a_firm_of_the_area_and_sees_it_by_day(
    store: Store, opened: Opener, firm, consultant, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, _, known = firm
    sign_in(monkeypatch, store, Role.CLERK, "360000", "示例经办")
    tab = opened(section="firms", firm=str(known.id))
    tab.selectbox(key="visit-who").set_value(consultant.id)
    tab.text_input(key="visit-hour-new-0").set_value("9点")
    tab = press(tab, "安排")
    assert "时间要写成 09\\:30 这样" in words(tab) and store.visits(own) == []
    tab.text_input(key="visit-hour-new-0").set_value("09:30")
    tab.text_input(key="visit-place-new-0").set_value("=HYPERLINK(1), 示例;路")
    press(tab, "安排")
    (visit,) = store.visits(own)
    assert (visit.consultant, visit.day) == ("示例顾问", today())
    shown = words(opened(section="visits"))
    assert known.name in shown and "今天" in shown
    calendar = taking.calendar([(visit, known)], "zh")
    assert b"LOCATION:=HYPERLINK(1)\\, " in calendar and calendar == taking.calendar([(visit, known)], "zh")


def test_evidence_is_fetched_by_who_may_see_it_as_a_file_to_save_and_by_nobody_else(
    store: Store, firm, consultant, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, _, known = firm
    kept = store.add_evidence(own, "erp", cleaned(photo(), "设备 <1>.jpg"), "verified", "示例顾问")
    app = Frontage(Starlette(routes=evidence_files.ROUTES))
    held = {role: _cookie(store, role) for role in (Role.CONSULTANT, Role.CLERK, Role.PROVIDER, Role.OWNER)}
    mine = store.open_session(consultant.id, Browser("Chromium", "127.0.0.1"))

    def fetched(cookie: str | None, path: str = f"/evidence/{kept.id}") -> httpx.Response:
        async def fetch() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
                return await browser.get(path, headers={"Cookie": f"{visitors.cookie_name()}={cookie}"})

        with ThreadPoolExecutor(1) as aside:  # a browser of another test may hold the loop of this thread
            return aside.submit(anyio.run, fetch).result()

    for cookie in (mine, held[Role.CLERK]):
        got = fetched(cookie)
        assert (got.status_code, got.content) == (200, store.evidence_content(kept.id))
        assert got.headers["content-disposition"] == ("attachment; filename*=UTF-8''%E8%AE%BE%E5%A4%87%20%3C1%3E.jpg")
        assert got.headers["x-content-type-options"] == "nosniff" and got.headers["cache-control"] == "no-store"
        assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert fetched(None).status_code == fetched(held[Role.PROVIDER]).status_code == 403
    for guessed in (f"/evidence/{kept.id}", f"/evidence/{uuid4()}", "/evidence/x", "/evidence/%00"):
        assert fetched(held[Role.CONSULTANT], guessed).text == fetched(held[Role.OWNER], guessed).text
        assert fetched(held[Role.CONSULTANT], guessed).status_code == 404, "another's is as one that is not there"
    refused = [line for line in store.trail.lines(TrailFilter(act="refused")) if line.subject == kept.id.hex]
    assert {line.role for line in refused} == {"owner", "consultant"}

    proven = evidence_files.address(kept, as_owner=True).removeprefix(".")
    assert fetched(None, proven).status_code == 200, "the owner's page carries the proof of its code"
    other = store.add_evidence(own, "mes", cleaned(photo(seed=2), "b.jpg"), "verified", "示例顾问")
    assert fetched(None, proven.replace(str(kept.id), str(other.id))).status_code == 404, "a proof is for one file"
    store.reissue_code(own, "x")
    assert fetched(None, proven).status_code == 404, "it dies with the code"
    store.erase(known.id)
    assert fetched(mine).status_code == fetched(held[Role.CLERK]).status_code == 404


def _cookie(store: Store, role: Role) -> str:
    account = store.add_account(Person(role.value, role.value, role, "360000" if role is Role.CLERK else ""), None)
    return store.open_session(account.id, Browser("Chromium", "127.0.0.1"))


def test_a_consultant_sees_nothing_of_firms_that_are_anothers(
    store: Store, opened: Opener, firm, consultant, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, _, known = firm
    store.plan_visit(own, today(), "", "", consultant.id, "示例经办")
    sign_in(monkeypatch, store, Role.CONSULTANT, name="示例别人")
    assert known.name not in words(opened(links.CONSULTANT))
    assert known.name not in words(opened(links.CONSULTANT, assessment=str(own)))
