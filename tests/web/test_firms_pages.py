"""Firms and rounds on the pages: each sees the firms of their own area, and owners begin in a round by its link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from openpyxl import load_workbook
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from assessment.answers import UNANSWERED, Answer, State
from assessment.permissions import PROVINCE, Role
from assessment.settings import in_china, now
from assessment.store.accounts import Person
from assessment.store.assessments import Store
from assessment.store.firm_records import Firm, FirmIdentity, Round
from assessment.store.import_records import ImportBounds, RowToImport
from assessment.store.trail import TrailFilter
from assessment.web import callers, links, resources, visitors
from assessment.web.firms import reaching
from assessment.work import known
from tests.conftest import ROOT
from tests.web.staff import sign_in

Opener = Callable[..., AppTest]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database that the pages of this process use."""
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    monkeypatch.setattr(visitors, "_cookie", lambda: None)
    shared = (resources.store, resources.imports, resources.runner)
    for one in shared:
        one.cache_clear()
    yield resources.store()
    resources.close()
    for one in shared:
        one.cache_clear()


@pytest.fixture
def opened(store: Store) -> Opener:
    """Opens a page in a tab of its own."""

    def open_page(page: str = links.CENTRE, **query: str) -> AppTest:
        tab = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        for name, value in query.items():
            tab.query_params[name] = value
        tab = tab.run()
        return tab if page == links.HOME else tab.switch_page(page).run()

    return open_page


@pytest.fixture
def firms(store: Store) -> list[Firm]:
    """A firm of Donghu in Nanchang, and one of Zhanggong in Ganzhou."""
    places = (("示例机械有限公司", "nanchang", "360102"), ("示例陶瓷有限公司", "ganzhou", "360702"))
    return [store.find_or_create_firm(FirmIdentity(name, None, *place), "import")[0] for name, *place in places]


def begun(store: Store, areas: tuple[str, ...] = ()) -> Round:
    start = now() - timedelta(days=1)
    return store.create_round("示例轮次", ["miit"], date(2026, 11, 23), areas, start, start + timedelta(days=30), "x")


def words(tab: AppTest) -> str:
    """All that stands on the page, markup included."""
    assert not tab.exception
    told = [*tab.get("html"), *tab.markdown, *tab.error, *tab.warning, *tab.info]
    return " ".join(str(getattr(one, "value", None) or one.proto.body) for one in told)


def press(tab: AppTest, name: str) -> AppTest:
    next(one for one in tab.button if one.label == name).click()
    return tab.run()


@pytest.mark.parametrize(
    ("area", "seen"), [("360000", 2), ("360100", 1), ("360102", 1), ("360103", 0), ("360700", 1), ("369000", 0)]
)
def test_a_clerk_sees_the_firms_of_their_own_area_and_no_others(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch, area: str, seen: int
) -> None:
    sign_in(monkeypatch, store, Role.CLERK, area)
    shown = words(opened(section="firms"))
    assert sum(firm.name in shown for firm in firms) == seen
    for firm in firms:
        page = words(opened(section="firms", firm=str(firm.id)))
        assert (f"<h2>{firm.name}</h2>" in page) == (firm.name in shown)
    refused = store.trail.lines(TrailFilter(act="refused"))
    assert len(refused) == len(firms) - seen
    assert {line.firm for line in refused} == {firm.id.hex for firm in firms if firm.name not in shown}


def test_whatever_stands_in_the_address_of_the_list_is_read_or_means_all(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, store)
    assert "1 家企业" in words(opened(section="firms", find='{"text": "sljx", "area": "nanchang"}'))
    for odd in ("{", "[]", '{"round_id": "x"}', '{"progress": 3}', '{"sort": "x"}', '{"level": "x"}', '{"text": 3}'):
        assert "2 家企业" in words(opened(section="firms", find=odd)), odd
    assert "找不到这家企业" in words(opened(section="firms", firm="x"))


def test_an_owner_begins_by_the_link_and_a_closed_round_says_so_everywhere(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "client_of", lambda _: callers.HERE)  # a page without a server has no caller
    found = begun(store, ("nanchang",))
    link = store.make_link(found.id, "360102", "steel", "x")
    tab = opened(links.HOME, round=link.token)
    assert "南昌东湖区" in words(tab)
    tab = press(tab, "开始填写")
    assert not tab.exception
    code = tab.query_params["code"][0] if isinstance(tab.query_params["code"], list) else tab.query_params["code"]
    own = store.resume(code, "phone")
    assert (own.round_id, own.county) == (found.id, "360102")
    assert {fact: answer.value for fact, answer in store.answers(own.id).items()} == {
        "city": "nanchang",
        "chain": "steel",
    }
    store.save_answer(own.id, "firm_name", Answer(State.ANSWERED, firms[0].name), "self", "self", UNANSWERED)
    assert store.assessment(own.id).firm_id == firms[0].id, "online and imported meet in one firm"
    store.close_round(found.id)
    for page in (opened(links.HOME, round=link.token), opened(links.QUESTIONS, code=code)):
        assert "已经结束" in words(page)
        assert not page.radio and not page.text_input
    assert "不认识" in words(opened(links.HOME, round="0"))


def test_a_clerk_reminds_only_while_the_round_is_open(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, store)
    found = begun(store)
    assert "催办名单（2 家）" in words(opened(section="rounds"))
    tab = press(opened(section="rounds"), "现在结束")
    shown = words(tab)
    assert "没有催办名单" in shown and "催办名单（" not in shown
    assert store.round(found.id).state(now()) == "closed"


def test_a_clerk_of_a_city_imports_there_and_sees_no_import_of_another(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    for area, name in (("360100", "示例本市.xlsx"), ("360700", "示例外市.xlsx"), (PROVINCE, "示例全省.xlsx")):
        row = RowToImport("企业!2", FirmIdentity(f"示例{area}", None, "nanchang"), {}, False)
        tried = store.try_import([row], name, "示例经办", bounds=ImportBounds(area, lambda *_, code=area: code))
        store.write_import(tried.id, good_rows=False)
    sign_in(monkeypatch, store, Role.CLERK, "360100")
    shown = words(opened(section="imports"))
    assert "导入企业库" in shown and "示例本市.xlsx" in shown
    assert "示例外市.xlsx" not in shown and "示例全省.xlsx" not in shown


def test_a_clerk_corrects_a_firm_within_the_own_area_and_a_self_assessment_changes_it_no_more(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, _ = store.create_assessment("zh")
    for fact, value in (("firm_name", "示例错名"), ("city", "nanchang")):
        store.save_answer(own.id, fact, Answer(State.ANSWERED, value), "self", "owner", UNANSWERED)
    firm = store.firm_of(own.id)
    assert firm is not None
    sign_in(monkeypatch, store, Role.CLERK, "360100")
    tab = opened(section="firms", firm=str(firm.id))
    areas = " ".join(tab.selectbox(key="firm-area").options)
    assert "赣州" not in areas and "东湖区" in areas
    tab.text_input(key="firm-code").set_value("91360100MA350000")
    assert "<h2>示例错名</h2>" in words(press(tab, "保存"))
    assert len(tab.error) == 1
    tab.text_input(key="firm-code").set_value("")
    tab.text_input(key="firm-name").set_value(" 示例正名有限公司 ")
    tab.number_input(key="firm-people").set_value(40)
    tab.selectbox(key="firm-area").set_value("360102")
    assert "<h2>示例正名有限公司</h2>" in words(press(tab, "保存"))
    corrected = store.firm(firm.id)
    assert (corrected.name, corrected.city, corrected.county, corrected.employees) == (
        "示例正名有限公司", "nanchang", "360102", 40,
    )  # fmt: skip
    assert [line.firm for line in store.trail.lines(TrailFilter(act="firm_changed"))] == [firm.id.hex]
    store.save_answer(own.id, "employees", Answer(State.ANSWERED, 50.0), "self", "owner", UNANSWERED)
    assert store.firm(firm.id).employees == 40, "what the centre corrected stands"


def test_a_clerk_gives_firms_to_a_consultant_one_by_one_or_all_that_are_listed_and_takes_them_away(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = store.add_account(Person("guwen", "示例顾问", Role.CONSULTANT), None)
    me = sign_in(monkeypatch, store, Role.CLERK, "360100").signature

    def held() -> set[object]:
        return set(next(one for one in store.accounts() if one.id == made.id).firms)

    tab = opened(section="firms", firm=str(firms[0].id))
    tab.selectbox(key="give-to").set_value(made.id)
    tab = press(tab.run(), "交给这位顾问")
    assert held() == {firms[0].id} and "示例顾问" in words(tab)
    press(tab, "收回")
    assert held() == set()
    tab = opened(section="firms")
    tab.selectbox(key="give-many-to").set_value(made.id)
    tab = press(tab.run(), "交给这位顾问")
    assert held() == {firms[0].id}, "those of another city are not listed"
    assert "已交给示例顾问：1 家。" in " ".join(one.value for one in tab.success)
    tab.selectbox(key="give-many-to").set_value(made.id)
    press(tab.run(), "收回")
    assert held() == set()
    lines = [line for line in store.trail.lines() if line.act in ("firm_given", "firm_taken_away")]
    assert [line.act for line in lines] == ["firm_taken_away", "firm_given"] * 2
    assert {(line.actor, line.firm) for line in lines} == {(me, firms[0].id.hex)}


def test_an_administrator_invites_a_clerk_of_an_area_chosen_by_name_and_changes_it(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, store, Role.ADMINISTRATOR)
    tab = opened(links.ACCOUNTS)
    tab.text_input(key="invite-name").set_value("示例经办")
    tab.text_input(key="invite-login").set_value("jingban")
    area = tab.selectbox(key="invite-area")
    assert "南昌东湖区 360102" in area.options
    area.set_value("360102")
    tab = press(tab, "生成邀请链接")
    shown = words(tab)
    assert "/invitation/" in shown and "南昌东湖区" in shown
    made = next(one for one in store.accounts() if one.login == "jingban")
    assert (made.role, made.area) == (Role.CLERK, "360102")
    tab.selectbox(key="account-chosen").set_value(made.id)
    tab = tab.run()
    tab.selectbox(key=f"change-{made.id}-area").set_value("360100")
    press(tab, "保存")
    assert next(one for one in store.accounts() if one.id == made.id).area == "360100"
    tab = opened(links.ACCOUNTS)
    tab.selectbox(key="account-chosen").set_value(made.id)
    tab = press(tab.run(), "停用")
    assert next(one for one in store.accounts() if one.id == made.id).disabled_at is not None
    tab.selectbox(key="account-chosen").set_value(made.id)
    tab = press(tab.run(), "删除账号")
    assert any(one.id == made.id for one in store.accounts()), "not without being sure"


def forged(monkeypatch: pytest.MonkeyPatch, field: Any, sent: str) -> None:
    """Let a field send what its page never offered."""
    kind = type(field)
    honest = kind._widget_state.fget
    told = WidgetState(id=field.id, string_value=sent)
    monkeypatch.setattr(kind, "_widget_state", property(lambda one: told if one.id == field.id else honest(one)))


@pytest.mark.parametrize(("key", "sent"), [("firm-area", "360702"), ("firm-area", "赣州章贡区"), ("firm-chain", "<b>")])
def test_what_no_field_of_a_correction_offered_is_not_taken(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch, key: str, sent: str
) -> None:
    sign_in(monkeypatch, store, Role.CLERK, "360100")
    tab = opened(section="firms", firm=str(firms[0].id))
    with monkeypatch.context() as own:
        forged(own, tab.selectbox(key=key), sent)
        press(tab, "保存")
    now_ = store.firm(firms[0].id)
    assert replace(now_, updated_at=firms[0].updated_at) == firms[0]


def test_a_correction_into_another_area_is_refused_whatever_the_form_offered_and_is_a_line(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    me = sign_in(monkeypatch, store, Role.CLERK, "360100").signature
    monkeypatch.setattr(reaching, "area_options", lambda _: {code: code for code in ("360100", "360702")})
    tab = opened(section="firms", firm=str(firms[0].id))
    tab.selectbox(key="firm-area").set_value("360702")
    tab = press(tab, "保存")
    assert "只能放在您的地区以内" in " ".join(one.value for one in tab.error)
    assert store.firm(firms[0].id) == firms[0]
    (line,) = store.trail.lines(TrailFilter(act="refused", actor=me))
    assert (line.subject_kind, line.subject, line.firm) == ("area", "360702", firms[0].id.hex)


@pytest.mark.parametrize("way", ["another area's firm in the address", "moved away meanwhile"])
def test_a_correction_of_a_firm_that_is_anothers_is_not_made(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    me = sign_in(monkeypatch, store, Role.CLERK, "360100").signature
    tab = opened(section="firms", firm=str(firms[0].id))
    tab.text_input(key="firm-name").set_value("示例夺走")
    about = firms[0]
    if way == "moved away meanwhile":
        store.update_firm(about.id, FirmIdentity(about.name, None, "ganzhou", "360702"))
    else:
        about = firms[1]
        tab.query_params["firm"] = str(about.id)
    assert "找不到这家企业" in words(press(tab, "保存"))
    assert "示例夺走" not in {store.firm(one.id).name for one in firms}
    (line,) = store.trail.lines(TrailFilter(act="refused", actor=me))
    assert (line.subject_kind, line.firm) == ("firm", about.id.hex)


def test_the_list_taken_along_holds_what_it_shows_and_no_formula(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(st, "download_button", lambda *given, key, **_: offered.update({key: given[1]}))
    whole = FirmIdentity('=HYPERLINK("http://x","示例")', "91360100MA350000XK", "nanchang", "360102", "food", 41)
    own, _ = store.find_or_create_firm(whole, "import")
    store.find_or_create_firm(FirmIdentity("示例外地", city="ganzhou"), "import")
    sign_in(monkeypatch, store, Role.CLERK, "360100")
    opened(section="firms")
    sheet = load_workbook(BytesIO(offered["firms-xlsx"]())).active
    cells = list(sheet.iter_rows())
    heads, row = ([cell.value for cell in line] for line in cells)
    assert len(cells) == 2, "of the own area alone"
    told = dict(zip(heads, row, strict=True))
    assert told == {
        "企业名称": own.name, "统一社会信用代码": own.credit_code, "地区": "南昌东湖区", "区划代码": "360102",
        "产业链": told["产业链"], "规模": "", "人数": 41, "等级": "", "待补题数": "", "需要": "",
        "更新": f"{in_china(own.updated_at):%Y-%m-%d}",
    }  # fmt: skip
    assert "食品" in told["产业链"] and {cell.data_type for cell in cells[1]} == {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells[1])
    lines = offered["firms-csv"]().decode("utf-8-sig").splitlines()
    assert lines[0].split(",") == heads and lines[1].startswith("\"'=HYPERLINK") and "360102" in lines[1]
    exported = store.trail.lines(TrailFilter(act="firms_exported"))
    assert [(line.details["form"], line.details["firms"]) for line in exported] == [("csv", 1), ("xlsx", 1)]


def test_a_clerk_takes_the_known_firms_of_their_own_area_in_hand(
    store: Store, opened: Opener, firms: list[Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, store, Role.CLERK, "360100")
    resources.runner().start()
    tab = opened(section="foresight")
    offered = next(one for one in tab.selectbox if one.key == "known-area").options
    assert "南昌" in offered and "全省" not in " ".join(offered) and not any("九江" in one for one in offered)
    press(tab, "取出来")
    (file,) = store.kept_files()
    assert known.are_in(file) and file.name.endswith("南昌") and tab.query_params["batch"] == str(file.id)
