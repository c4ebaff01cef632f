"""The pool changed on the page, offer by offer, checked as a file is; changes take effect together, as a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from assessment import settings
from assessment.content.facts import ChoiceFact, Fact, MultiFact
from assessment.content.providers import ProviderPool
from assessment.language import Label, Lang, label
from assessment.problems import Problem
from assessment.web.centre import importing, problems
from assessment.web.entries import show_figure
from assessment.web.markup import block, escape
from assessment.workbook.firms.wording import required
from assessment.workbook.pool.columns import ANYONE, PoolColumns
from assessment.workbook.pool.editing import Row, check_rows, row_of

_TITLE = label("在网页上改", "Change it here")
_LEAD = label(
    "一次改一个产品，先记下来；改完一起生效，记为一个新版本，也能改回去。检查和导入文件时一样。",
    "One offer at a time is noted; all changes take effect together as a new version, which can be undone. The checks "
    "are those of an imported file.",
)
_PROVIDER, _PRODUCT = label("哪家服务商", "Provider"), label("哪个产品", "Offer")
_NEW = label("＋ 新的一家", "+ a new one")
_NEW_OFFER = label("＋ 新的产品", "+ a new offer")
_ANYONE = label("：一个不选就是不限", ": choose none for no restriction")
_UNSAID = label("：一个不选就是没有申报", ": choose none if nothing was declared")
_KIND_FIRST = label(
    "选好类别，这里就列出可以申报的事项。", "Choose the category, and the steps it may declare stand here."
)
_CHOOSE = label("请选择", "choose")
_NOTE = label("记下这一行", "Note this row")
_TAKE_OUT = label("去掉这一行", "Take this row out")
_PENDING = label("还没有生效的改动：{n} 处", "Changes not yet in force: {n}")
_DROP = label("放弃这些改动", "Drop these changes")
_APPLY = label("让 {n} 处改动生效", "Put {n} changes in force")
_CHANGED, _ADDED, _REMOVED = label("改", "changed"), label("加", "added"), label("去掉", "taken out")
_OVERTAKEN = label(
    "这期间资源池换了新版本。请放弃这些改动，按新版本再改。",
    "The pool got a new version meanwhile. Drop these changes and make them anew.",
)
_LAST = label("资源池至少要有一个产品。", "The pool needs at least one offer.")
_ROWS = (
    ("provider", "product", "category"),
    ("measures",),
    ("chains",),
    ("cities",),
    ("sizes",),
    ("price_low", "price_high", "capacity", "cases"),
    ("interest",),
    ("customers",),
    ("complaints", "checked_on", "valid_until"),
    ("packages",),
    ("volumes",),
)


@dataclass
class _Draft:
    """The rows as they would be, and what was done to them."""

    base: str
    rows: list[Row]
    done: list[tuple[Label, str]] = field(default_factory=list)
    faults: tuple[Problem, ...] = ()


def show(pool: ProviderPool, columns: PoolColumns, lang: Lang) -> None:
    """Put the editor on the page."""
    key = f"pool-draft-{importing.imports_here('provider_pool')}"
    draft: _Draft = st.session_state.setdefault(
        key, _Draft(pool.version, [row_of(offer, columns) for offer in pool.offers])
    )
    if not draft.done and draft.base != pool.version:
        del st.session_state[key]
        st.rerun()
    block(f'<h3>{_TITLE.text(lang)}</h3><p class="quiet">{_LEAD.text(lang)}</p>')
    at = _pick(draft, lang)
    with st.container(border=True, key="pool-row"):
        _edit(draft, at, pool, columns, lang)
    if draft.done:
        _pending(draft, key, pool, columns, lang)


def _pick(draft: _Draft, lang: Lang) -> int | None:
    """The row to change; None for a new one."""
    revision = len(draft.done)
    providers = sorted({str(row["provider"]) for row in draft.rows})
    with st.container(horizontal=True, key="pool-pick"):
        provider = st.selectbox(
            _PROVIDER.text(lang),
            [*providers, None],
            format_func=lambda name: name or _NEW.text(lang),
            filter_mode=None,
            key=f"pool-provider-{revision}",
        )
        if provider is None:
            return None
        places = [at for at, row in enumerate(draft.rows) if row["provider"] == provider]
        return st.selectbox(
            _PRODUCT.text(lang),
            [*places, None],
            format_func=lambda at: _NEW_OFFER.text(lang) if at is None else str(draft.rows[at]["product"]),
            filter_mode=None,
            key=f"pool-product-{revision}-{provider}",
        )


def _edit(draft: _Draft, at: int | None, pool: ProviderPool, columns: PoolColumns, lang: Lang) -> None:
    standing: Row = draft.rows[at] if at is not None else {"measures": ()}
    place = f"{len(draft.done)}-{'new' if at is None else at}"
    given: dict[str, str | float | Sequence[str] | None] = dict(standing)
    for line in _ROWS:
        for key, column in zip(line, st.columns(len(line)), strict=True):
            with column:
                given[key] = _field(columns, key, standing, str(given.get("category") or ""), place, lang)
    if draft.faults:
        problems.told(draft.faults, lang)
        draft.faults = ()
    with st.container(horizontal=True, key="pool-row-buttons"):
        if st.button(_NOTE.text(lang), type="primary", key=f"note-{place}"):
            rows = [*draft.rows, given] if at is None else [*draft.rows[:at], given, *draft.rows[at + 1 :]]
            _note(draft, rows, _ADDED if at is None else _CHANGED, given, pool, columns)
        if at is not None and st.button(_TAKE_OUT.text(lang), key=f"out-{place}"):
            _note(draft, [*draft.rows[:at], *draft.rows[at + 1 :]], _REMOVED, standing, pool, columns)


def _note(draft: _Draft, rows: list[Row], what: Label, row: Row, pool: ProviderPool, columns: PoolColumns) -> None:
    """Keep the rows when there is nothing wrong with them, and else what is."""
    if not rows:
        draft.faults = (Problem(str(row["provider"]), _LAST, _LAST),)
    else:
        read = check_rows(rows, pool.file, columns, settings.today())
        draft.faults = read.problems
        if not read.problems:
            draft.rows = [row_of(offer, columns) for offer in read.offers]
            draft.done.append((what, f"{row['provider']} · {row['product']}"))
    st.rerun()


def _field(
    columns: PoolColumns, key: str, standing: Row, category: str, place: str, lang: Lang
) -> str | Sequence[str] | None:
    """The entry of one column; texts and figures as typed, choices as ids."""
    fact, now = columns.bank.facts[key], standing.get(key)
    name = _name(fact, lang)
    widget = f"pool-{key}-{place}"
    if isinstance(fact, ChoiceFact):
        words = {option.id: option.label.text(lang) for option in fact.options}
        at = list(words).index(str(now)) if now else None
        return st.selectbox(
            name, list(words), at, words.__getitem__, key=widget, filter_mode=None, placeholder=_CHOOSE.text(lang)
        )
    if key == "measures" or isinstance(fact, MultiFact):
        if isinstance(fact, MultiFact):
            options = [option for option in fact.options if option.id != ANYONE]
        if key == "measures":
            options = [option for option in columns.measures.values() if columns.category_of[option.id] == category]
        words = {option.id: option.label.text(lang) for option in options}
        chosen = [one for one in now if one in words] if isinstance(now, Sequence) else []
        if not words:
            block(f'<p class="quiet">{_KIND_FIRST.text(lang)}</p>')
            return ()
        hint = _UNSAID if key == "measures" else _ANYONE
        widget += f"-{category}" if key == "measures" else ""
        return st.pills(
            name + hint.text(lang),
            list(words),
            selection_mode="multi",
            wrap=True,
            default=chosen,
            format_func=words.__getitem__,
            key=widget,
        )
    typed = "" if now is None else show_figure(now) if isinstance(now, int | float) else str(now)
    return st.text_input(name, typed, key=widget) or None


def _name(fact: Fact, lang: Lang) -> str:
    unit = getattr(fact, "unit", None)
    brackets = "（{}）" if lang == "zh" else " ({})"
    name = fact.label.text(lang) + (brackets.format(unit.text(lang)) if unit else "")
    return name + (" *" if required(fact) else "")


def _pending(draft: _Draft, key: str, pool: ProviderPool, columns: PoolColumns, lang: Lang) -> None:
    """What was done so far, and the way to put it in force or to drop it."""
    n = len(draft.done)
    items = "".join(f"<li>{escape(what.text(lang))}：{escape(name)}</li>" for what, name in draft.done)
    block(f"<h3>{_PENDING.fill(n=n).text(lang)}</h3><ul>{items}</ul>")

    def drop() -> None:
        st.session_state.pop(key, None)

    if draft.base != pool.version:
        st.warning(_OVERTAKEN.text(lang))
    else:
        document = check_rows(draft.rows, pool.file, columns, settings.today()).pool_file().model_dump(mode="json")
        importing.sign("provider_pool", document, _APPLY.fill(n=n), lang)
    st.button(_DROP.text(lang), key="pool-drop", on_click=drop)
