"""What the pages say of an answer, and how it is taken back, tried without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from assessment.answers import DONT_KNOW, Answer, State
from assessment.store.assessments import Store
from assessment.web import links, resources
from tests.conftest import ROOT
from tests.web.staff import sign_in
from tests.web.unbroken import unbroken

Opener = Callable[..., AppTest]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database that the pages of this process use."""
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    shared = (resources.store, resources.imports)
    for one in shared:
        one.cache_clear()
    yield resources.store()
    resources.close()
    for one in shared:
        one.cache_clear()


@pytest.fixture
def firm(store: Store) -> tuple[UUID, str]:
    begun, code = store.create_assessment("zh")
    give(store, begun.id, "equipment_total", 30.0)
    return begun.id, code


@pytest.fixture
def opened(store: Store) -> Opener:
    """Opens a page in a tab of its own."""

    def open_page(page: str, **query: str) -> AppTest:
        tab = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        for name, value in query.items():
            tab.query_params[name] = value
        return tab.run().switch_page(page).run()

    return open_page


def give(store: Store, firm: UUID, fact: str, value: str | float) -> None:
    store.save_answer(firm, fact, Answer(State.ANSWERED, value), "self", "self", None)


def words(tab: AppTest) -> str:
    """All that stands on the page, markup included."""
    assert not tab.exception
    return unbroken(
        "\n".join(
            str(getattr(one, "value", None) or getattr(getattr(one, "proto", None), "body", "")) for one in tab.main
        )
    )


def field(firm: UUID, fact: str) -> str:
    return f"{firm.hex[:12]}-self-{fact}"


def test_the_owner_sees_what_was_verified_by_whom_and_what_a_change_means(store: Store, firm, opened: Opener):
    firm_id, code = firm
    give(store, firm_id, "equipment_digital", 18.0)
    store.save_answer(firm_id, "equipment_digital", Answer(State.ANSWERED, 6.0), "verified", "示例顾问", None)
    told = words(opened(links.QUESTIONS, code=code, topic="equipment"))
    assert "现场核实过：6 台（示例顾问，" in told
    assert "是给顾问的说明，不会自动改变结果" in told
    assert told.count("现场核实过") == 1


def test_a_refused_text_stands_beside_its_reason_again_and_every_other_page_says_so(store: Store, firm, opened: Opener):
    firm_id, code = firm
    tab = opened(links.QUESTIONS, code=code, topic="equipment")
    tab.text_input(field(firm_id, "equipment_cnc")).set_value("45").run()
    assert "大于“生产设备总台数”（30）" in words(tab)
    # Another tab, another device, or the same after a reload.
    again = opened(links.QUESTIONS, code=code, topic="equipment")
    assert again.text_input(field(firm_id, "equipment_cnc")).value == "45"
    assert "大于“生产设备总台数”（30）" in words(again)
    assert "没有存上，结果里也没有" not in words(again), "here its own line says it"
    for other in (opened(links.QUESTIONS, code=code, topic="security"), opened(links.RESULT, code=code)):
        assert "没有存上，结果里也没有" in words(other)
    again.text_input(field(firm_id, "equipment_cnc")).set_value("25").run()
    assert store.answers(firm_id)["equipment_cnc"].value == 25.0
    for other in (opened(links.QUESTIONS, code=code, topic="security"), opened(links.RESULT, code=code)):
        assert "没有存上" not in words(other)


@pytest.mark.parametrize(
    ("fact", "topic", "answer"),
    [
        ("production_mode", "profile", Answer(State.ANSWERED, "mixed")),
        ("city", "profile", Answer(State.ANSWERED, "ganzhou")),
        ("scene_product_design", "scenes_product", DONT_KNOW),
    ],
    ids=["line", "list", "don't know"],
)
def test_a_single_choice_can_be_taken_back_and_is_then_unanswered(
    store: Store, firm, opened: Opener, fact: str, topic: str, answer: Answer
):
    firm_id, code = firm
    store.save_answer(firm_id, fact, answer, "self", "self", None)
    tab = opened(links.QUESTIONS, code=code, topic=topic)
    tab.button(f"clear-{field(firm_id, fact)}").click().run()
    assert fact not in store.answers(firm_id)
    assert not [button for button in tab.button if button.key == f"clear-{field(firm_id, fact)}"]
    assert store.log(firm_id, fact)[-1].new is None


def test_a_code_goes_on_in_one_spelling_however_it_was_typed(store: Store, firm, opened: Opener):
    _, code = firm
    typed = code.lower().replace("-", " ")
    tab = opened(links.QUESTIONS, code=typed, topic="profile")
    assert tab.query_params["code"] in (code, [code])
    told = words(tab)
    assert f"questions?code={code}" in told
    assert typed not in told


def test_a_consultant_verifies_beside_what_the_firm_said_under_the_own_name(
    store: Store, firm, opened: Opener, monkeypatch: pytest.MonkeyPatch
):
    sign_in(monkeypatch, store, name="示例顾问")
    firm_id, code = firm
    tab = opened(links.CONSULTANT, code=code, topic="equipment")
    tab.text_input(f"{firm_id.hex[:12]}-verified-equipment_total").set_value("28").run()
    assert "已保存" in words(tab)
    assert (store.answers(firm_id)["equipment_total"].value, store.answers(firm_id, "verified")) == (
        30.0,
        {"equipment_total": Answer(State.ANSWERED, 28.0)},
    )
    assert store.log(firm_id, "equipment_total")[-1].by == "示例顾问"


def test_a_result_without_a_name_leads_to_the_question_for_it(store: Store, firm: tuple[UUID, str], opened: Opener):
    assessment, code = firm
    unnamed = words(opened("assessment/web/pages/result.py", code=code))
    assert "写上企业名称</a>" in unnamed and "at=firm_name" in unnamed
    give(store, assessment, "firm_name", "示例木器厂")
    named = words(opened("assessment/web/pages/result.py", code=code))
    assert "示例木器厂" in named and "写上企业名称" not in named
