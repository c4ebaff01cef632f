"""The list of firms: look for some, cut and sort them, keep the view, take the list along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from assessment.language import Label, Lang, label
from assessment.permissions import Right, reach
from assessment.scoring import level_name
from assessment.settings import in_china, now
from assessment.store.firm_list import PROGRESS, FirmQuery, FirmReach, FirmSort, ListedFirm
from assessment.store.firm_records import Round
from assessment.store.refusals import StoreRefused
from assessment.web import handing, links, resources, visitors
from assessment.web.firms import card, keeping, reaching, twins
from assessment.web.firms.reaching import NEVER, PROGRESS_NAMES
from assessment.web.markup import block, escape, literal
from assessment.workbook.plain import csv_bytes, plain_workbook

PER_PAGE = 50
_FIND, _PAGE, _FIRM = "find", "from", "firm"
_LISTED = "firms-listed"
_TEXT = label("名称、拼音首字母或信用代码", "Name, pinyin initials or credit code")
_SEARCH = label("查找", "Search")
_MORE = label("更多条件", "More conditions")
_ANY = label("不限", "any")
_COUNT = label("{n} 家企业", "{n} firms")
_NONE = label("没有符合条件的企业。", "No firm meets these conditions.")
_EMPTY = label(
    "还没有企业。企业在网上自测，或把表导入进来，就会出现在这里。",
    "No firms yet. They appear here as they assess themselves online or a workbook is imported.",
)
_CLEAR = label("清除条件", "Clear")
_SORTS: dict[FirmSort, Label] = {
    "updated": label("最近更新在前", "changed last first"),
    "name": label("按名称拼音", "by name (pinyin)"),
    "level": label("等级高在前", "highest level first"),
    "open": label("待补多在前", "most open answers first"),
    "employees": label("人数多在前", "most people first"),
}
_FIELDS = {
    "area": label("地区", "Area"),
    "chain": label("产业链", "Chain"),
    "size": label("规模", "Size"),
    "level": label("等级", "Level"),
    "open_questions": label("待补的题", "Open answers"),
    "need": label("需要", "Needs"),
    "round_id": label("轮次", "Round"),
    "progress": label("本轮进度", "Progress in the round"),
    "sort": label("排序", "Order"),
}
_OPEN = {True: label("还有", "some"), False: label("没有", "none")}
_CSV = label("导出 CSV", "Export as CSV")
_XLSX = label("导出 Excel", "Export as Excel")
_SHEET = label("企业列表", "Firms")
_KEEP = label("保存这个视图", "Keep this view")
_NAME = label("视图名称", "Name of the view")
_VIEWS = label("我的视图", "My views")
_FORGET = label("删除视图“{name}”", "Delete the view '{name}'")
_ROUND_FIRST = label("看进度要先选轮次。", "Choose a round to cut by progress.")
_WAITING = label("待补 {n} 题", "{n} answers open")
_PEOPLE = label("{n} 人", "{n} people")


def show() -> None:
    """Put the section on the page: a firm, where the address names one, else the list."""
    named = st.query_params.get(_FIRM)
    if named:
        card.show(named, back=lambda: _go(firm=None))
        return
    query = _asked()
    start = _start()
    _form(query)
    store, own = resources.store(), reaching.firms_of(Right.SEE_FIRM)
    total = store.count_firms(query, own)
    lang = links.lang()
    if not total:
        block(f"<p>{(_EMPTY if query == FirmQuery() else _NONE).text(lang)}</p>")
        return
    start = min(start, (total - 1) // PER_PAGE * PER_PAGE)
    if st.session_state.get(_LISTED) != query:
        told = query.plain() | ({"text": len(query.text)} if query.text else {})  # what was typed may be a name
        store.trail.record("firms_listed", details=told | {"firms": total})
        st.session_state[_LISTED] = query
    found = store.list_firms(query, own, start=start, most=PER_PAGE)
    block(f'<p class="quiet">{escape(_COUNT.fill(n=f"{total:,}").text(lang))}</p>{_table(found, lang)}')
    _pages(start, total)
    _take_along(query, total)
    if reach(visitors.actor(), Right.KEEP_FIRMS):
        kept = reaching.firms_of(Right.KEEP_FIRMS)
        several = total if kept == own else store.count_firms(query, kept)
        keeping.give_many(lambda: (one.firm.id for one in store.all_firms(query, kept)), several)
    twins.show(own)


def address(firm_id: UUID) -> str:
    """Where the page of a firm is, as seen from the list."""
    return f"?{urlencode(_parameters(firm=str(firm_id)))}"


def query_address(query: FirmQuery) -> dict[str, str]:
    """The parameters that open the list with a query."""
    return links.query(section="firms", find=json.dumps(query.plain(), ensure_ascii=False))


def _parameters(**changes: str | None) -> dict[str, str]:
    kept = {name: st.query_params.get(name) for name in (_FIND, _PAGE)}
    return links.query(**{"section": "firms", **kept, **changes})


def _go(**changes: str | None) -> None:
    for name, value in changes.items():
        if value is not None:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def _asked() -> FirmQuery:
    """The query of the address; whatever is none asks for all."""
    try:
        told = json.loads(st.query_params.get(_FIND, "{}"))
        return FirmQuery.of_plain(told) if isinstance(told, dict) else FirmQuery()
    except (ValueError, TypeError, AttributeError):
        return FirmQuery()


def _start() -> int:
    told = st.query_params.get(_PAGE, "0")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 8 else 0


def _form(query: FirmQuery) -> None:
    lang = links.lang()
    rounds = {one.id: one for one in resources.store().rounds()}
    levels = {-1: NEVER} | {n: level_name(reaching.main_framework(), n) for n in _levels()}
    sizes, needs, chains = reaching.size_names(), reaching.need_names(), resources.bank().option_names("chain")
    areas = reaching.area_options(Right.SEE_FIRM)
    key = st.query_params.get(_FIND, "")
    with st.form(f"firms-{hash(key)}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", key="firms-search"):
            text = st.text_input(_TEXT.text(lang), query.text, max_chars=80, autocomplete="off")
            pressed = st.form_submit_button(_SEARCH.text(lang), type="primary")
        asked = {name: value for name, value in query.plain().items() if name not in ("text", "sort")}
        with st.expander(_MORE.text(lang), expanded=bool(asked)), st.container(horizontal=True, key="firms-more"):
            pick = lambda name, options, words: _pick(name, list(options), words, getattr(query, name), lang)  # noqa: E731
            area = pick("area", areas, lambda one: _place(areas[one], lang))
            chain = pick("chain", chains, lambda one: chains[one].text(lang))
            size = pick("size", sizes, lambda one: sizes[one].text(lang))
            level = pick("level", levels, lambda one: levels[one].text(lang))
            open_questions = pick("open_questions", _OPEN, lambda one: _OPEN[one].text(lang))
            need = pick("need", needs, lambda one: needs[one].text(lang))
            round_id = pick("round_id", rounds, lambda one: rounds[one].name)
            progress = st.multiselect(
                _FIELDS["progress"].text(lang),
                PROGRESS,
                default=list(query.progress),
                format_func=lambda one: PROGRESS_NAMES[one].text(lang),
                placeholder=_ANY.text(lang),
                width=240,
            )
            sort = st.selectbox(
                _FIELDS["sort"].text(lang),
                list(_SORTS),
                index=list(_SORTS).index(query.sort),
                format_func=lambda one: _SORTS[one].text(lang),
                filter_mode=None,
                width=240,
            )
    if progress and round_id is None:
        st.warning(_ROUND_FIRST.text(lang))
    wanted = FirmQuery(text.strip(), area, chain, size, level, open_questions, need, round_id, tuple(progress), sort)
    if pressed and wanted != query:
        _go(**{_FIND: json.dumps(wanted.plain(), ensure_ascii=False), _PAGE: None})
        st.rerun()
    _views(query)


def _levels() -> list[int]:
    return [0, *sorted(level.level for level in reaching.main_framework().spec.levels)]


def _place(code: str, lang: Lang) -> str:
    return resources.counties().name(code, resources.bank()).text(lang)


def _pick(name: str, options: list[Any], words: Callable[[Any], str], standing: Any, lang: Lang) -> Any:
    return st.selectbox(
        _FIELDS[name].text(lang),
        options,
        index=options.index(standing) if standing in options else None,
        format_func=lambda one: words(one),
        placeholder=_ANY.text(lang),
        width=240,
    )


def _views(query: FirmQuery) -> None:
    """The views that the visitor keeps, and keeping this one."""
    lang, store, owner = links.lang(), resources.store(), _owner()
    kept = store.saved_views(owner)
    with st.container(horizontal=True, key="firms-views", vertical_alignment="center"):
        if query != FirmQuery():
            st.button(_CLEAR.text(lang), on_click=lambda: _go(find=None, **{_PAGE: None}), key="firms-clear")
        for view in kept:
            told = json.dumps(view.query, ensure_ascii=False)
            st.button(
                literal(view.name),
                key=f"view-{view.id}",
                type="tertiary",
                on_click=lambda told=told: _go(**{_FIND: told, _PAGE: None}),
            )
        if query == FirmQuery() and not kept:
            return
        with st.popover(_KEEP.text(lang), key="firms-keep"):
            name = st.text_input(_NAME.text(lang), max_chars=40, key="view-name")
            if st.button(_KEEP.text(lang), key="view-save"):
                try:
                    store.save_view(owner, name, query)
                except StoreRefused as refused:
                    st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
                else:
                    st.rerun()
            for view in kept:
                if st.button(literal(_FORGET.fill(name=view.name).text(lang)), key=f"forget-{view.id}"):
                    store.remove_view(owner, view.id)
                    st.rerun()


def _owner() -> str:
    actor = visitors.actor()
    return "" if actor is None else str(actor.account)


def _table(found: list[ListedFirm], lang: Lang) -> str:
    """A line for each firm; on a phone its figures stand below its name."""
    return f'<ul class="c-firms">{"".join(_line(one, lang) for one in found)}</ul>'


def _line(one: ListedFirm, lang: Lang) -> str:
    firm = one.firm
    level = NEVER if firm.level is None else level_name(reaching.main_framework(), firm.level)
    chain = resources.bank().option_names("chain").get(firm.chain or "")
    size = reaching.size_names().get(firm.size or "")
    about = [
        reaching.area_name(firm, lang),
        "" if chain is None else chain.text(lang),
        "" if size is None else size.text(lang),
        "" if firm.employees is None else _PEOPLE.fill(n=f"{firm.employees:,}").text(lang),
    ]
    state = [level.text(lang)]
    if firm.open_questions:
        state.append(_WAITING.fill(n=firm.open_questions).text(lang))
    if one.progress is not None:
        state.append(PROGRESS_NAMES[one.progress].text(lang))
    name = f'<a href="{escape(address(firm.id))}" target="_self">{escape(firm.name)}</a>'
    code = f"<small>{escape(firm.credit_code)}</small>" if firm.credit_code else ""
    return (
        f"<li><div>{name}{code}</div><div>{escape(' · '.join(part for part in about if part))}</div>"
        f"<div>{escape(' · '.join(state))}</div></li>"
    )


def _pages(start: int, total: int) -> None:
    if total <= PER_PAGE:
        return
    lang, last = links.lang(), (total - 1) // PER_PAGE
    here = start // PER_PAGE
    steps = {
        label("首页", "First"): 0,
        label("上一页", "Previous"): here - 1,
        label("下一页", "Next"): here + 1,
        label("末页", "Last"): last,
    }
    with st.container(horizontal=True, vertical_alignment="center", key="firms-pages"):
        for n, (words, page) in enumerate(steps.items()):
            st.button(
                words.text(lang),
                key=f"firms-page-{n}",
                disabled=page == here or not 0 <= page <= last,
                on_click=lambda page=page: _go(**{_PAGE: str(page * PER_PAGE)}),
            )
        block(f'<span class="quiet">{here + 1} / {last + 1}</span>')


def _take_along(query: FirmQuery, total: int) -> None:
    """The whole list as a file, for those who may take firms along."""
    lang = links.lang()
    if not reach(visitors.actor(), Right.EXPORT):
        return
    own = reaching.firms_of(Right.EXPORT)
    found = {one.id: one for one in resources.store().rounds()}.get(query.round_id) if query.round_id else None
    kinds = (
        ("csv", _CSV, csv_bytes, "text/csv"),
        (
            "xlsx",
            _XLSX,
            partial(plain_workbook, sheet_name=_SHEET.text(lang)),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    )
    with st.container(horizontal=True, key="firms-along"):
        for kind, words, written, mime in kinds:
            handing.download(
                words.text(lang),
                partial(_written, written, query, own, found, lang),
                label(f"企业列表.{kind}", f"firms.{kind}").text(lang),
                mime,
                key=f"firms-{kind}",
                act="firms_exported",
                details={"firms": total, "form": kind},
            )


def _written(
    form: Callable[[list[list[str | int]]], bytes], query: FirmQuery, own: FirmReach, found: Round | None, lang: Lang
) -> bytes:
    return form(list(rows(resources.store().all_firms(query, own), lang, found)))


def rows(firms: Iterable[ListedFirm], lang: Lang, found: Round | None = None) -> Iterable[list[str | int]]:
    """The list as a table under a header; every figure as it is, every choice in words."""
    chains, sizes, needs = resources.bank().option_names("chain"), reaching.size_names(), reaching.need_names()
    heads = [
        label("企业名称", "Firm name"), label("统一社会信用代码", "Unified social credit code"), label("地区", "Area"),
        label("区划代码", "Area code"), label("产业链", "Chain"), label("规模", "Size"), label("人数", "People"),
        label("等级", "Level"), label("待补题数", "Open answers"), label("需要", "Needs"), label("更新", "Changed"),
    ]  # fmt: skip
    if found is not None:
        heads.append(label("本轮进度", "Progress in the round"))
    yield [head.text(lang) for head in heads]
    for one in firms:
        firm = one.firm
        level = "" if firm.level is None else level_name(reaching.main_framework(), firm.level).text(lang)
        row: list[str | int] = [
            firm.name,
            firm.credit_code or "",
            reaching.area_name(firm, lang),
            resources.counties().code(firm.city, firm.county),
            chains[firm.chain].text(lang) if firm.chain in chains else "",
            sizes[firm.size].text(lang) if firm.size in sizes else "",
            "" if firm.employees is None else firm.employees,
            level,
            "" if firm.open_questions is None else firm.open_questions,
            ("；" if lang == "zh" else "; ").join(needs[need].text(lang) for need in firm.needs if need in needs),
            f"{in_china(firm.updated_at):%Y-%m-%d}",
        ]
        yield row if one.progress is None else [*row, PROGRESS_NAMES[one.progress].text(lang)]


def reminder(found: Round) -> FirmQuery | None:
    """Whom to remind in a round: who has not begun or not finished, and nobody once it is over."""
    if found.state(now()) != "open":
        return None
    return replace(FirmQuery(round_id=found.id, sort="name"), progress=("not_begun", "half_way"))
