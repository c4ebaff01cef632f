"""The overview of an area on the pages: each sees their own area, and everybody what was published."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from assessment.advisory import default_advisor
from assessment.cli import main
from assessment.permissions import Role
from assessment.settings import now
from assessment.store.assessments import Store
from assessment.store.trail import TrailFilter
from assessment.telling.brief import SECTIONS
from assessment.web import links, resources, visitors
from tests.areas import an_area
from tests.conftest import ROOT
from tests.web.staff import sign_in
from tests.web.unbroken import unbroken

Opener = Callable[..., AppTest]
FIRMS = 120


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The database that the pages of this process use, with two rounds of some firms."""
    with pytest.MonkeyPatch.context() as patch:
        folder: Path = tmp_path_factory.mktemp("overview")
        patch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{folder / 'store.sqlite3'}")
        shared = (resources.store, resources.imports)
        for one in shared:
            one.cache_clear()
        made = resources.store()
        for number, name in enumerate(("示例一轮", "示例<b>二轮")):
            opens = now() - timedelta(days=80 - 40 * number)
            made.create_round(name, ["miit"], date(2026, 11, 1), (), opens, opens + timedelta(days=30), "x")
        second, first = made.rounds()
        an_area(made, default_advisor(), (first, second), FIRMS)
        yield made
        resources.close()
        for one in shared:
            one.cache_clear()


@pytest.fixture
def opened(store: Store) -> Opener:
    def open_page(page: str = links.CENTRE, **query: str) -> AppTest:
        tab = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        for name, value in query.items():
            tab.query_params[name] = value
        return tab.run().switch_page(page).run()

    return open_page


def words(tab: AppTest) -> str:
    assert not tab.exception
    told = [*tab.get("html"), *tab.markdown, *tab.error, *tab.warning, *tab.info, *tab.success]
    return " ".join(str(getattr(one, "value", None) or one.proto.body) for one in told)


def plain(tab: AppTest) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", unbroken(words(tab))))


@pytest.mark.parametrize(
    ("area", "name"), [("360100", "南昌企业"), ("360102", "南昌东湖区企业"), ("360000", "全省企业")]
)
def test_a_clerk_sees_the_figures_of_their_own_area_and_no_wider_one(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch, area: str, name: str
) -> None:
    sign_in(monkeypatch, store, Role.CLERK, area, name=f"示例经办{area}")
    tab = opened(section="overview")
    assert f"{name}数字化转型月报" in plain(tab)
    assert "示例<b>二轮" in plain(tab) and "<b>二轮" not in words(tab)
    where = next(one for one in tab.selectbox if one.label == "地区")
    assert len(where.options) == {"360000": 113, "360100": 10, "360102": 1}[area]
    invited = int(re.search(r"<b>([\d,]+)</b><small>应参加的企业", words(tab))[1])  # type: ignore[index]
    assert (invited == FIRMS) == (area == "360000")
    assert any(one.label == "发布这一轮的数字" for one in tab.button) == (area == "360000"), (
        "the round is the province's"
    )
    for part in SECTIONS if area == "360100" else ():
        tab.session_state["overview-part"] = part
        tab = tab.run()
        assert not tab.exception and tab.get("html")


def test_nobody_else_sees_it_and_everybody_what_was_published(
    store: Store, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, store, Role.PROVIDER, name="示例服务商")
    assert "还没有发布过" in plain(opened(links.PUBLISHED))
    assert "月报" not in plain(opened(section="overview"))
    sign_in(monkeypatch, store, name="示例管理员")
    tab = opened(section="overview")
    assert next(one for one in tab.button if one.label == "发布这一轮的数字").disabled
    tab.checkbox(key="overview-sure").check()
    tab = tab.run()
    tab.button(key="overview-publish-now").click()
    assert "已发布" in plain(tab.run())
    (line,) = store.trail.lines(TrailFilter(act="figures_published"))
    assert line.details["firms"] > 50 and line.role == "administrator"
    for role in (Role.PROVIDER, Role.OWNER, Role.CONSULTANT):
        sign_in(monkeypatch, store, role, name=f"示例{role.value}")
        shown = plain(opened(links.PUBLISHED))
        assert "示例<b>二轮" in shown and "按 10 家一步来说" in shown and "示例企业" not in shown
    monkeypatch.setattr(visitors, "_cookie", lambda: None)
    assert "本页要登录后才能用" in plain(opened(links.PUBLISHED))


def test_the_command_writes_the_brief_and_the_firms_and_refuses_what_is_not_there(store: Store, tmp_path: Path) -> None:
    def run(*given: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["brief", *given])
        return done.exit_code, done.output

    pdf, csv = tmp_path / "b.pdf", tmp_path / "b.csv"
    rounds = ("--round", "示例<b>二轮", "--before", "示例一轮", "--by", "示例")
    assert run("--area", "360100", *rounds, "--out", str(pdf))[0] == 0 and pdf.read_bytes().startswith(b"%PDF")
    assert run("--area", "360100", *rounds, "--out", str(csv))[0] == 0
    frame = pd.read_csv(io.BytesIO(csv.read_bytes()))
    assert set(frame["city|市"]) == {"nanchang"} and len(frame) > 20
    acts = [line.act for line in store.trail.lines(TrailFilter(actor="command:示例"))]
    assert acts == ["firms_exported", "report_made"]
    for wrong, told in (
        (("--area", "440100"), "没有这个地区"),
        (("--round", "没有的"), "没有这个轮次"),
        (("--month", "2099-01"), "还没有开始"),
    ):
        code, said = run(*wrong, "--out", str(tmp_path / "no.pdf"))
        assert (code, told in said, (tmp_path / "no.pdf").exists()) == (1, True, False)
    assert run("--out", str(tmp_path / "no.txt"))[0] == 1
