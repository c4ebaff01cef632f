"""Whatever shows or hands out data of firms leaves its line, with the account that acts: every page, part and file."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from openpyxl import load_workbook
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from assessment.answers.firm_file import load_firm
from assessment.permissions import Role
from assessment.settings import today
from assessment.store.assessments import Store
from assessment.store.firm_records import FirmIdentity
from assessment.store.records import Assessment
from assessment.store.trail import OWNER, TrailFilter
from assessment.web import links, resources, rooms, viewed, visitors
from assessment.web.centre import downloads, sections
from assessment.web.consultant import reporting
from assessment.web.result import keeping
from assessment.work import kept, kinds
from tests.batches import as_csv, records
from tests.conftest import ROOT
from tests.web.staff import sign_in
from tests.web.waiting import until

Handed = dict[str, Callable[[], bytes]]
DATA_OF_NO_FIRM = {links.HOME, links.METHODS, links.ACCOUNT}
"""Pages that show no firm's data but the account's own."""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database that the pages of this process use, whose jobs are done as well."""
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    monkeypatch.setattr(visitors, "_cookie", lambda: None)
    shared = (resources.store, resources.imports, resources.runner)
    for one in shared:
        one.cache_clear()
    resources.runner().start()
    yield resources.store()
    resources.close()
    for one in shared:
        one.cache_clear()


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> Handed:
    """The files that the pages offer, by their keys, as a browser would ask for them; reports are not drawn for it."""
    offered: Handed = {}
    monkeypatch.setattr(reporting, "_drawn", lambda *_, **__: b"report")
    monkeypatch.setattr(reporting, "with_choices", lambda live: live.advisory)
    monkeypatch.setattr(keeping, "whole", lambda view: view.advisory)
    monkeypatch.setattr(keeping, "report", lambda *_: b"report")

    def button(text: str, data: Callable[[], bytes], name: str, mime: str, *, key: str, **look: object) -> None:
        offered[key] = data

    monkeypatch.setattr(st, "download_button", button)
    return offered


@pytest.fixture
def firm(store: Store) -> tuple[Assessment, str]:
    """A firm that has answered everything, and its code."""
    _, table, _, _ = load_firm(ROOT / "seeds" / "firms" / "sample_moulding.yaml", resources.bank())
    found, code = store.create_assessment("zh")
    for fact in table.columns:
        store.save_answer(found.id, fact, table.answer(0, fact), "self", "self", None)
    return found, code


def opened(page: str, **query: str) -> AppTest:
    tab = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    for name, value in query.items():
        tab.query_params[name] = value
    tab = tab.run()
    tab = tab if page == links.HOME else tab.switch_page(page).run()
    assert not tab.exception
    return tab


def taken(store: Store, offered: Handed, by: str) -> int:
    """Take every file that was offered; each leaves one line, signed."""
    for key, make in offered.items():
        before = store.trail.count()
        assert make()
        (line,) = store.trail.lines(limit=store.trail.count() - before)
        assert (line.actor, line.details["file"]) == (by, key)
        assert line.act in ("downloaded", "firms_exported", "trail_exported", "report_made")
    return len(offered)


def test_files_leave_by_one_door_only() -> None:
    doors = set()
    for path in (ROOT / "assessment" / "web").rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        names |= {node.id for node in nodes if isinstance(node, ast.Name)}
        if names & {"download_button", "FileResponse", "StreamingResponse"}:
            doors.add(path.name)
    assert doors == {"handing.py", "downloads.py"}, "use assessment.web.handing.download, which leaves a line"


def test_an_archive_fetched_by_its_ticket_is_a_line(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    me = sign_in(monkeypatch, store).signature
    job = store.begin_job("示例", me, {})
    monkeypatch.setattr(downloads, "file_of", lambda *_: Path(__file__))
    cookie = f"{visitors.cookie_name()}={visitors._cookie()}".encode()
    path = {"job": str(job.id), "ticket": "x", "name": "x.zip"}
    asked = Request({"type": "http", "headers": [(b"cookie", cookie)], "path_params": path})
    assert downloads._send(asked).status_code == 200
    (line,) = store.trail.lines(limit=1)
    assert (line.actor, line.role, line.act, line.subject) == (me, "administrator", "downloaded", job.id.hex)


def test_every_page_of_firms_and_every_part_of_it_is_a_line_of_the_account(
    store: Store, handed: Handed, firm: tuple[Assessment, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, code = firm
    me = sign_in(monkeypatch, store).signature
    file = kept.put(store, "企业.csv", as_csv(records(resources.shipped(), 12, 1)), me, today())
    job = store.begin_job(kinds.READING, me, {}, file.id)
    resources.runner().wake()
    assert until(lambda: store.job(job.id), lambda found: found is not None and found.state == "done")
    for page in links.ADDRESSES:
        if page in DATA_OF_NO_FIRM:
            assert page in viewed.FREE
            continue
        before = store.trail.count()
        tab = opened(page, code=code)
        lines = store.trail.lines(limit=store.trail.count() - before)
        assert lines and {line.actor for line in lines} == {me}, page
        drawn = store.trail.count()
        tab.run()
        assert store.trail.count() == drawn, f"{page}: to draw it again is not to look at it again"
        assert (page in viewed.FREE) or any(line.subject == links.ADDRESSES[page] for line in lines)
    for section in sections.SECTIONS:
        handed.clear()
        opened(links.CENTRE, section=section, batch=str(file.id))
        line = store.trail.lines(TrailFilter(act="page_viewed", subject=section))[0]
        assert (line.actor, line.role) == (me, Role.ADMINISTRATOR.value)
        assert taken(store, handed, me) or section not in ("firms", "template", "upload", "dashboard", "content")
    assert {line.actor for line in store.trail.lines(TrailFilter(subject_kind="job"))} == {me}
    assert set(rooms.NEEDED) == set(links.ADDRESSES)


def test_a_firm_opened_by_a_consultant_and_its_report_both_ways_are_lines_of_that_firm(
    store: Store, handed: Handed, firm: tuple[Assessment, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, code = firm
    me = sign_in(monkeypatch, store, Role.CONSULTANT).signature
    tab = opened(links.CONSULTANT, code=code)
    known = store.firm_of(one.id)
    assert known is not None
    seen = store.trail.lines(TrailFilter(act="firm_viewed", firm=known.id.hex))
    assert {(line.actor, line.role, line.subject) for line in seen} == {(me, Role.CONSULTANT.value, one.id.hex)}
    tab.session_state["consultant-part"] = 4
    tab.run()
    assert set(handed) == {"consultant-pdf", "consultant-docx"} and taken(store, handed, me) == 2
    assert {line.firm for line in store.trail.lines(TrailFilter(act="downloaded"))} == {known.id.hex}


def test_an_administrator_reads_cuts_takes_along_and_verifies_the_trail(
    store: Store, handed: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = sign_in(monkeypatch, store).signature
    firm, _ = store.find_or_create_firm(FirmIdentity("示例机械有限公司"), "import")
    for number in range(120):
        store.trail.record("firm_viewed", "示例", number, firm=firm.id, details={"=cmd": "<b>"})
    tab = opened(links.TRAIL)
    assert "<td>示例 119 " in shown(tab) and "<td>示例 40 " not in shown(tab)
    assert "&lt;b&gt;" in shown(tab) and ">示例机械有限公司</a>" in shown(tab)
    tab.button(key="trail-older").click().run()
    assert "<td>示例 40 " in shown(tab) and "<td>示例 119 " not in shown(tab)
    tab.text_input(key="trail-firm").set_value("示例机械").run()
    tab.selectbox(key="trail-act").set_value("firm_viewed").run()
    assert "共 120 条" in shown(tab)
    handed["trail-csv"]()
    assert handed["trail-csv"]().decode("utf-8-sig").count("示例") == 120
    assert len(list(load_workbook(BytesIO(handed["trail-xlsx"]())).active.rows)) == 121
    assert store.trail.lines(limit=1)[0].act == "trail_exported"
    tab.selectbox(key="trail-who").set_value(me).run()
    assert "没有符合条件的记录" in shown(tab)
    tab.button(key="trail-verify-now").click().run()
    assert "完好" in tab.success[0].value
    tab.text_input(key="trail-noted").set_value(f"119:{'0' * 32}")
    tab.button(key="trail-verify-now").click().run()
    assert "不完好" in shown(tab) and "对不上" in shown(tab)


def shown(tab: AppTest) -> str:
    """The markup and the notices on a page."""
    assert not tab.exception
    told = [*tab.get("html"), *tab.markdown, *tab.info]
    return " ".join(str(getattr(one, "value", None) or one.proto.body) for one in told)


def test_the_owners_report_is_a_line_of_whoever_holds_the_code(
    store: Store, handed: Handed, firm: tuple[Assessment, str]
) -> None:
    opened(links.RESULT, code=firm[1])
    assert "result-pdf" in handed and taken(store, handed, OWNER) == len(handed)
    assert store.trail.verify().whole
