"""Every page opens in both languages, without an assessment, with one, and with a code that opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from assessment.answers import Answer, State
from assessment.web import admission, links, resources, rooms
from assessment.web.centre.sections import SECTIONS
from tests.web.conftest import ROOT
from tests.web.staff import sign_in


@pytest.fixture(autouse=True, scope="module")
def own_database(tmp_path_factory):
    place = tmp_path_factory.mktemp("pages") / "pages.sqlite3"
    with pytest.MonkeyPatch.context() as own:
        own.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{place}")
        resources.store.cache_clear()
        yield
        resources.store().close()
        resources.store.cache_clear()


@pytest.mark.parametrize(
    ("kind", "lang"), [("nobody", "zh"), ("somebody", "zh"), ("somebody", "en"), ("stranger", "zh")]
)
@pytest.mark.parametrize("page", links.ADDRESSES)
def test_the_page_opens(page: str, kind: str, lang: str, monkeypatch: pytest.MonkeyPatch):
    if rooms.NEEDED[page] is not None:
        sign_in(monkeypatch, resources.store(), name=f"示例{uuid4().hex[:8]}")
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.query_params["lang"] = lang
    if kind != "nobody":
        _, code = resources.store().create_assessment("zh")
        app.query_params["code"] = code if kind == "somebody" else "1234"
    app.run()
    app.switch_page(page)
    app.run()
    assert not app.exception


@pytest.mark.parametrize("day", ["2024-08-15", "2020-01-01"], ids=["others_in_force", "none_in_force"])
@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (links.HOME, False),
        (links.QUESTIONS, False),
        (links.RESULT, True),
        (links.DOING, False),
        (links.CONSULTANT, False),
        *((f"{links.CENTRE}?section={name}", False) for name in SECTIONS),
    ],
)
def test_on_a_day_without_an_edition_the_page_says_so_and_kept_results_stay_at_hand(
    page: str, kept: bool, day: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ASSESSMENT_TODAY", day)
    assessment, code = resources.store().create_assessment("zh")
    firm = f"示例{uuid4().hex[:8]}"
    resources.store().save_answer(assessment.id, "firm_name", Answer(State.ANSWERED, firm), "self", "self", None)
    resources.store().freeze_result(assessment.id, {"frameworks": [{"summary": {"zh": "一级（初始级）"}}]}, {})
    page, _, section = page.partition("?section=")
    if rooms.NEEDED[page] is not None:
        sign_in(monkeypatch, resources.store(), name=f"示例{uuid4().hex[:8]}")
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.query_params["code"] = code
    if section:
        app.query_params["section"] = section
    app.run()
    app.switch_page(page)
    app.run()
    assert not app.exception and not [one for one in app.error if "这一页出了问题" in one.value]
    assert sum("今天没有有效的国家评测指标" in one.value for one in app.warning) == 1
    assert [one.label for one in app.expander if "保存过的结果" in one.label] == ["保存过的结果（1）"] * kept


class Queue:
    """A turnstile at which somebody waits a little."""

    @contextmanager
    def turn(self, tell: Callable[[int], None]) -> Iterator[None]:
        tell(3)
        tell(0)
        yield


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("还有 3 位", "马上就到您")), ("en", ("3 before you", "you are next"))]
)
def test_who_waits_is_told_until_the_turn_comes(lang: str, words: tuple[str, str], monkeypatch: pytest.MonkeyPatch):
    shown: list[str] = []
    draw = DeltaGenerator.html

    def html(place: DeltaGenerator, body: str, **how: object) -> DeltaGenerator:
        shown.append(body)
        return draw(place, body, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(DeltaGenerator, "html", html)
    monkeypatch.setattr(admission, "turnstile_of", lambda page: Queue())
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.query_params["lang"] = lang
    app.run()
    told = [body for body in shown if "waits-its-turn" in body]
    assert len(told) == 2 and all(word in body for word, body in zip(words, told, strict=True))
    stands = [one.proto.body for one in app.get("html")]
    assert stands and not any("waits-its-turn" in body for body in stands), "nothing is said any more"
    assert not app.exception
