"""Firms and rounds on the pages: each sees the firms of their own area, and owners begin in a round by its link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.answers import UNANSWERED, Answer, State
from assessment.permissions import PROVINCE, Role
from assessment.settings import now
from assessment.store.assessments import Store
from assessment.store.firm_records import Firm, FirmIdentity, Round
from assessment.store.import_records import ImportBounds, RowToImport
from assessment.store.trail import TrailFilter
from assessment.web import links, resources, visitors
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
    store: Store, opened: Opener, firms: list[Firm]
) -> None:
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
