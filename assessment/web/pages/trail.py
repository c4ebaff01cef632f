"""The trail, for administrators: who did what, newest first; cut, taken along, and verified."""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from uuid import UUID

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import ROLES, Role
from assessment.settings import CHINA, in_china
from assessment.store.account_records import signing_account
from assessment.store.firm_list import FirmQuery, FirmReach
from assessment.store.trail import ACTS, OWNER, SYSTEM, TrailFilter, TrailHead, TrailLine
from assessment.store.trail.acting import ACCOUNT
from assessment.web import handing, links, resources
from assessment.web.markup import block, escape
from assessment.workbook.trail import trail_csv, trail_workbook

TITLE = label("操作记录", "Trail")
LEAD = label(
    "谁在什么时候看了、改了、导入、导出了什么。一条接一条，改不了也删不掉；记录里只有编号，没有回答。",
    "Who viewed, changed, imported or exported what, and when. Line follows line; none can be changed or lost unseen, "
    "and they hold ids, never answers.",
)
WHO, ACT = label("谁", "Who"), label("做了什么", "Act")
ANYBODY, ANY = label("所有人", "Everybody"), label("全部", "All")
FIRM = label("企业（名称、信用代码或编号）", "Firm: name, credit code or id")
WHICH_FIRM = label("哪一家", "Which firm")
SINCE, UNTIL = label("从哪天", "From"), label("到哪天", "To")
COUNT = label("共 {n} 条", "{n} lines")
NONE = label("没有符合条件的记录。", "No line fits.")
NO_FIRM = label("没有找到这家企业。", "No such firm was found.")
NEWEST, OLDER = label("最新", "Newest"), label("更早 →", "Older →")
CSV, BOOK = label("导出 CSV", "Export as CSV"), label("导出 Excel", "Export as Excel")
VERIFY = label("核验全部记录", "Verify the whole trail")
NOTED = label("以前记下的末尾（可不填）", "An end noted before (optional)")
NOT_AN_END = label(
    "不是记录的末尾，请写成 120:32 位十六进制。", "Not an end of the trail: write 120:<32 hexadecimal digits>."
)
WHOLE = label(
    "操作记录完好，共 {n} 条。末尾是 {head}，请记在别处，下次核验时填上。",
    "The trail is whole, {n} lines. Its end is {head}: note it elsewhere, and give it when you verify again.",
)
FAULTY = label("操作记录不完好：", "The trail is not whole:")
FAULT = label("第 {number} 条：{what}", "Line {number}: {what}")
HEADS = (
    label("编号", "No."),
    label("时间", "Time"),
    label("谁", "Who"),
    label("做了什么", "Act"),
    label("企业", "Firm"),
    label("对象和细节", "What, and details"),
)
OTHERS = {
    OWNER: label("企业（持续答码）", "Firms, by their codes"),
    "command:": label("命令行", "Commands"),
    "signed:": label("早先只签姓名的", "Signed by name, before accounts"),
    SYSTEM: label("系统", "The system"),
}
PER_PAGE = 50
_BEFORE = "trail-before"


def page() -> None:
    """Put the page together."""
    lang, trail = links.lang(), resources.store().trail
    block(f'<h1>{TITLE.text(lang)}</h1><p class="lead">{LEAD.text(lang)}</p>')
    names = {one.id: one.name for one in resources.store().accounts()}
    _verify(lang)
    wanted = _filter(names, lang)
    if wanted is None:
        st.info(NO_FIRM.text(lang))
        return
    if st.session_state.get("trail-wanted") != wanted:
        st.session_state["trail-wanted"] = wanted
        st.session_state.pop(_BEFORE, None)
    found = trail.lines(wanted, before=st.session_state.get(_BEFORE), limit=PER_PAGE + 1)
    if not found:
        st.info(NONE.text(lang))
        return
    block(f'<p class="quiet">{COUNT.fill(n=f"{trail.count(wanted):,}").text(lang)}</p>')
    heads = "".join(f"<th>{head.text(lang)}</th>" for head in HEADS)
    firms = resources.store().firm_names({UUID(line.firm) for line in found[:PER_PAGE] if len(line.firm) == 32})
    rows = "".join(_row(line, names | firms, lang) for line in found[:PER_PAGE])
    drawn = f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
    block(f'<div class="wide"><table style="min-width:46rem">{drawn}</table></div>')
    with st.container(horizontal=True, key="trail-pages"):
        older = len(found) > PER_PAGE
        newest = _BEFORE not in st.session_state
        st.button(NEWEST.text(lang), key="trail-newest", disabled=newest, on_click=_turn, args=(None,))
        last = found[:PER_PAGE][-1].number
        st.button(OLDER.text(lang), key="trail-older", disabled=not older, on_click=_turn, args=(last,))
    with st.container(horizontal=True, key="trail-exports"):
        for key, words, made, mime in (
            ("csv", CSV, trail_csv, "text/csv"),
            ("xlsx", BOOK, trail_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ):
            handing.download(
                words.text(lang),
                partial(_file, made, wanted, names, lang),
                f"{TITLE.text(lang)}.{key}",
                mime,
                key=f"trail-{key}",
                act="trail_exported",
            )


def _file(
    made: Callable[[Iterable[TrailLine], Mapping[UUID, str], Lang], bytes],
    wanted: TrailFilter,
    names: Mapping[UUID, str],
    lang: Lang,
) -> bytes:
    """All lines of a cut, oldest first; read when the file is fetched, which may never be."""
    return made(reversed(resources.store().trail.lines(wanted)), names, lang)


def _turn(before: int | None) -> None:
    if before is None:
        st.session_state.pop(_BEFORE, None)
    else:
        st.session_state[_BEFORE] = before


def _filter(names: Mapping[UUID, str], lang: Lang) -> TrailFilter | None:
    """What the person wants to see; None where a firm was asked for that is not there."""
    people = {"": ANYBODY.text(lang)} | {f"{ACCOUNT}{one.hex}": name for one, name in names.items()}
    people |= {sign: words.text(lang) for sign, words in OTHERS.items()}
    acts = {"": ANY.text(lang)} | {act: words.text(lang) for act, words in ACTS.items()}
    with st.container(horizontal=True, key="trail-filters"):
        who = st.selectbox(
            WHO.text(lang), list(people), format_func=lambda one: people[one], key="trail-who", width=220
        )
        act = st.selectbox(ACT.text(lang), list(acts), format_func=acts.__getitem__, key="trail-act", width=220)
        since = st.date_input(SINCE.text(lang), None, format="YYYY-MM-DD", key="trail-since", width=160)
        until = st.date_input(UNTIL.text(lang), None, format="YYYY-MM-DD", key="trail-until", width=160)
    text = st.text_input(FIRM.text(lang), max_chars=80, autocomplete="off", key="trail-firm", width=456).strip()
    firm = _firm(text, lang) if text else ""
    if firm is None:
        return None
    return TrailFilter(
        since=_begin(since) if since else None,
        until=_begin(until + datetime.timedelta(days=1)) if until else None,
        actor=who,
        act=act,
        firm=firm,
    )


def _begin(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), CHINA)


def _firm(text: str, lang: Lang) -> str | None:
    """The id of the firm that was named; an erased one can be named by its id still."""
    try:
        return UUID(text).hex
    except ValueError:
        found = resources.store().list_firms(FirmQuery(text=text), FirmReach(), start=0, most=20)
    if not found:
        return None
    known = {one.firm.id.hex: one.firm.name for one in found}
    if len(known) == 1:
        return next(iter(known))
    return st.selectbox(
        WHICH_FIRM.text(lang), list(known), format_func=lambda one: known[one], key="trail-which", width=456
    )


def _row(line: TrailLine, names: Mapping[UUID, str], lang: Lang) -> str:
    """A line with the names that accounts and firms have today; what is gone, and all else, by its id."""
    role = ROLES[Role(line.role)].text(lang) if line.role in {role.value for role in Role} else line.role
    account = signing_account(line.actor)
    who = line.actor if account is None else names.get(account, line.actor)
    who = OTHERS[line.actor].text(lang) if line.actor in OTHERS else who
    act = ACTS[line.act].text(lang) if line.act in ACTS else line.act
    told = json.dumps(dict(line.details), ensure_ascii=False) if line.details else ""
    address = f"./centre?section=firms&firm={escape(line.firm)}"
    firm = f'<a href="{address}" target="_self">{escape(_name(line.firm, names))}</a>'
    what = _name(line.subject, names)
    subject = " ".join(part for part in (line.subject_kind, what, told) if part)
    cells = (
        str(line.number),
        f"{in_china(line.at):%Y-%m-%d %H:%M:%S}",
        escape(who) + (f' <span class="quiet">{escape(role)}</span>' if account is not None and role else ""),
        escape(act),
        firm if line.firm else "",
        escape(subject),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _name(said: str, names: Mapping[UUID, str]) -> str:
    known = {one.hex: name for one, name in names.items()}
    return known.get(said, said[:8] if len(said) == 32 else said)


def _verify(lang: Lang) -> None:
    """Read the whole trail, and say whether it is whole."""
    with st.form("trail-verify", border=False):
        text = st.text_input(NOTED.text(lang), max_chars=60, autocomplete="off", key="trail-noted", width=456).strip()
        pressed = st.form_submit_button(VERIFY.text(lang), key="trail-verify-now")
    if not pressed:
        return
    noted = TrailHead.read(text) if text else None
    if text and noted is None:
        st.error(NOT_AN_END.text(lang))
        return
    trail = resources.store().trail
    report = trail.verify(noted)
    trail.record("trail_verified", details={"lines": report.lines, "faults": len(report.faults)})
    if report.whole:
        st.success(WHOLE.fill(n=f"{report.lines:,}", head=report.head).text(lang))
        return
    told = (FAULT.fill(number=one.number, what=one.what).text(lang) for one in report.faults)
    faults = "".join(f"<li>{escape(one)}</li>" for one in told)
    block(f"<p><b>{FAULTY.text(lang)}</b></p><ul>{faults}</ul>")


page()
