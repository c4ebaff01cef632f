"""Codes renewed and stopped on the pages, by the firm and by staff, and what it does to pages that are open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from assessment.answers.answer import UNANSWERED, Answer, State
from assessment.permissions import Role
from assessment.store.assessments import Store
from assessment.store.refusals import CodeRefused
from assessment.store.shelves import MOST_RESULTS
from assessment.store.trail import TrailFilter
from assessment.web import callers, links, resources, slowed, visitors
from tests.conftest import ROOT
from tests.web.staff import sign_in

Opener = Callable[..., AppTest]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database that the pages of this process use."""
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    monkeypatch.setattr(visitors, "_cookie", lambda: None)
    shared = (resources.store, resources.imports)
    for one in shared:
        one.cache_clear()
    yield resources.store()
    resources.close()
    for one in shared:
        one.cache_clear()


@pytest.fixture
def opened(store: Store) -> Opener:
    """Opens a page in a tab of its own."""

    def open_page(page: str, **query: str) -> AppTest:
        tab = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        for name, value in query.items():
            tab.query_params[name] = value
        return tab.run().switch_page(page).run()

    return open_page


def begun(store: Store, name: str) -> tuple[UUID, str]:
    firm, code = store.create_assessment("zh")
    store.save_answer(firm.id, "firm_name", Answer(State.ANSWERED, name), "self", "owner", UNANSWERED)
    return firm.id, code


def words(tab: AppTest) -> str:
    """All that stands on the page, markup included."""
    assert not tab.exception
    return "\n".join(
        str(getattr(one, "value", None) or getattr(getattr(one, "proto", None), "body", "")) for one in tab.main
    )


def code_in(tab: AppTest) -> str:
    code = tab.query_params["code"]
    return code[0] if isinstance(code, list) else code


def press(tab: AppTest, label: str) -> AppTest:
    """Press a button by what stands on it."""
    return next(button for button in tab.button if button.label == label).click().run()


def search(tab: AppTest, text: str) -> AppTest:
    tab.text_input("code-search-text").set_value(text)
    return press(tab, "查找")


def renewed(store: Store, firm: UUID) -> list[str]:
    """Who issued new codes of an assessment, as the trail has it."""
    wanted = TrailFilter(act="code_renewed", subject_kind="assessment", subject=firm.hex)
    return [line.actor for line in store.trail.lines(wanted)]


@pytest.fixture
def somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The visitor has an address, which trials of a page give none."""
    monkeypatch.setattr(callers, "client_of", lambda _: "192.0.2.7")


@pytest.mark.usefixtures("somewhere")
def test_who_comes_by_a_link_that_opens_nothing_is_told_before_all_else(opened: Opener) -> None:
    home = opened(links.HOME, code="AAAA-BBBB-CCCC-DDDD")
    (told,) = home.error
    assert "没有找到这个续答码" in told.value
    drawn = list(home.main)
    first = next(one for one in drawn if one.type == "html" and "<h1>" in one.proto.body)
    assert drawn.index(told) < drawn.index(first)


@pytest.mark.usefixtures("somewhere")
def test_who_types_a_code_that_opens_nothing_is_told_once_and_below_the_field(opened: Opener) -> None:
    home = opened(links.HOME)
    home.text_input("resume-code").set_value("AAAA-BBBB-CCCC-DDDD")
    next(one for one in home.button if one.label == "接着填").click().run()
    (told,) = home.error
    assert "没有找到这个续答码" in told.value
    drawn = list(home.main)
    assert drawn.index(told) > drawn.index(home.text_input("resume-code"))


@pytest.mark.usefixtures("somewhere")
def test_a_page_that_waits_over_a_wrong_code_says_why(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    course: list[str] = []

    @contextmanager
    def spinner(words: str) -> Iterator[None]:
        course.append(words)
        yield
        course.append("over")

    monkeypatch.setattr(slowed.st, "spinner", spinner)
    monkeypatch.setattr(slowed, "time", SimpleNamespace(sleep=lambda seconds: course.append(f"{seconds:.0f} s")))
    assert "没有找到这个续答码" in opened(links.QUESTIONS, code="AAAA-BBBB-CCCC-DDDD").error[0].value
    said, waited, over = course
    assert "要多等几秒" in said and waited == "1 s" and over == "over"


def test_the_owner_gets_a_new_code_and_goes_on_while_other_tabs_end(store: Store, opened: Opener) -> None:
    firm, old = begun(store, "示例甲有限公司")
    mine, other = opened(links.QUESTIONS, code=old), opened(links.QUESTIONS, code=old)
    mine.button("renew-code").click().run()
    new = code_in(mine)
    assert new != old
    assert store.resume(new, "phone").id == firm
    assert any(button.key == "renew-code" for button in mine.button), "the tab goes on"

    other.button("next").click().run()
    assert "续答码刚被换新" in other.error[0].value
    assert not any(button.key == "next" for button in other.button)
    with pytest.raises(CodeRefused):
        store.resume(old, "phone")
    assert renewed(store, firm) == ["owner"]


def test_what_is_typed_on_a_page_whose_code_has_ended_is_not_written(store: Store, opened: Opener) -> None:
    firm, code = begun(store, "示例甲有限公司")
    tab = opened(links.QUESTIONS, code=code, topic="profile-rest")
    store.revoke_code(firm, "centre")
    field = next(one for one in tab.text_input if one.value == "示例甲有限公司")
    field.set_value("别人的公司").run()
    assert "停用" in tab.error[0].value
    assert store.answers(firm)["firm_name"].value == "示例甲有限公司"


def test_a_page_of_an_assessment_that_was_deleted_says_so(store: Store, opened: Opener) -> None:
    firm, code = begun(store, "示例甲有限公司")
    tab = opened(links.QUESTIONS, code=code)
    store.delete_assessment(firm)
    tab.button("next").click().run()
    assert "可能已被删除" in tab.error[0].value
    assert not tab.exception


def test_the_owner_stops_the_code_and_is_told_how_to_come_back(store: Store, opened: Opener) -> None:
    firm, code = begun(store, "示例甲有限公司")
    tab = opened(links.QUESTIONS, code=code)
    tab.checkbox("stop-code-sure").check().run()
    tab.button("stop-code").click().run()
    assert "联系转型促进中心换发新码" in tab.info[0].value
    assert "code" not in tab.query_params
    with pytest.raises(CodeRefused):
        store.resume(code, "phone")
    assert store.answers(firm)["firm_name"].value == "示例甲有限公司"


@pytest.mark.parametrize(("page", "query"), [(links.CONSULTANT, {}), (links.CENTRE, {"section": "codes"})])
def test_staff_find_a_firm_and_sign_for_its_new_code(
    store: Store, opened: Opener, page: str, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = sign_in(monkeypatch, store, name="示例员工")
    firm, old = begun(store, "示例甲（赣州）有限公司")
    begun(store, "示例乙有限公司")
    owner, desk = opened(links.QUESTIONS, code=old), opened(page, **query)
    search(desk, "赣州")
    assert len(desk.radio("code-issue-which").options) == 1
    press(desk, "换发新码")
    assert "勾选上面的确认" in desk.error[0].value
    assert renewed(store, firm) == []

    desk.checkbox("code-issue-sure").check()
    press(desk, "换发新码")
    assert renewed(store, firm) == [staff.signature]
    owner.run()
    assert "续答码刚被换新" in owner.error[0].value


def test_the_new_code_shown_to_staff_opens_and_the_owner_sees_who_issued_it(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, store, name="示例中心<王>")
    firm, _ = begun(store, "示例甲有限公司")
    desk = opened(links.CENTRE, section="codes")
    search(desk, "示例甲")
    desk.checkbox("code-issue-sure").check()
    press(desk, "换发新码")
    _, code = desk.session_state["code-desk-told"]
    assert store.resume(code, "phone").id == firm
    shown = opened(links.QUESTIONS, code=code)
    assert "示例中心&lt;王&gt;" in words(shown)


def test_nobody_searches_without_an_account(store: Store, opened: Opener) -> None:
    begun(store, "示例甲有限公司")
    for page, query in ((links.CONSULTANT, {}), (links.CENTRE, {"section": "codes"})):
        desk = opened(page, **query)
        assert [one.key for one in desk.text_input if one.key] == []


def test_one_kept_result_is_deleted_by_its_owner(store: Store, opened: Opener) -> None:
    firm, code = begun(store, "示例甲有限公司")
    for _ in range(MOST_RESULTS):
        store.freeze_result(firm, {"frameworks": []}, {})
    page = opened(links.RESULT, code=code)
    press(page, "删除这一次")
    assert "请先选择" in page.error[0].value
    page.selectbox("result-deletion-number").select(2)
    page.checkbox("result-deletion-sure").check()
    press(page, "删除这一次")
    assert [result.number for result in store.results(firm)] == [1, *range(3, MOST_RESULTS + 1)]
    assert not page.exception


def test_a_consultant_opens_the_firms_given_and_none_that_was_taken_away(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, code), (second, _) = begun(store, "示例甲有限公司"), begun(store, "示例乙有限公司")
    consultant = sign_in(monkeypatch, store, Role.CONSULTANT, name="示例顾问")
    firm, other = store.firm_of(first), store.firm_of(second)
    assert firm is not None and other is not None

    assert "示例甲有限公司" not in words(opened(links.CONSULTANT, assessment=str(first))), "an id that was guessed"
    assert "核实哪一页" in [box.label for box in opened(links.CONSULTANT, code=code).selectbox], "the firm's own code"
    assert store.account(consultant.id).firms == {firm.id}, "which gives the firm"
    tab = opened(links.CONSULTANT, assessment=str(first), topic="equipment")
    tab.text_input(f"{first.hex[:12]}-verified-equipment_total").set_value("28").run()
    assert store.answers(first, "verified")["equipment_total"].value == 28.0
    assert not opened(links.CONSULTANT, assessment=str(second)).selectbox

    store.take_firm(consultant.id, firm.id)
    tab.text_input(f"{first.hex[:12]}-verified-equipment_total").set_value("99").run()
    assert store.answers(first, "verified")["equipment_total"].value == 28.0, "what was open writes no more"
    assert "不由您负责" in opened(links.CONSULTANT, code=code).warning[0].value
    assert store.account(consultant.id).firms == frozenset()


def test_an_owners_account_adds_firms_by_their_codes_and_opens_them_without(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, code), (second, _) = begun(store, "示例甲有限公司"), begun(store, "示例乙有限公司")
    sign_in(monkeypatch, store, Role.OWNER, name="示例业主")
    assert "示例乙有限公司" not in words(opened(links.QUESTIONS, assessment=str(second), topic="profile-rest"))
    mine = opened(links.ACCOUNT)
    mine.text_input("own-code").set_value(code)
    press(mine, "加入")
    assert "示例甲有限公司" in words(mine)
    tab = opened(links.QUESTIONS, assessment=str(first), topic="profile-rest")
    assert any(one.value == "示例甲有限公司" for one in tab.text_input)
    monkeypatch.setattr(visitors, "_cookie", lambda: None)
    assert not opened(links.QUESTIONS, assessment=str(first), topic="profile-rest").text_input


def test_a_clerk_finds_the_firms_of_the_own_area_alone(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, _ = begun(store, "示例甲有限公司")
    store.save_answer(firm, "city", Answer(State.ANSWERED, "jiujiang"), "self", "owner", UNANSWERED)
    for area, finds in (("360100", False), ("360402", False), ("360400", True), ("360000", True)):
        sign_in(monkeypatch, store, Role.CLERK, area, name=f"示例{area}")
        found = search(opened(links.CENTRE, section="codes"), "示例甲")
        assert bool(found.info) != finds and bool(found.radio) == finds, area
