"""The columns of a file that were not understood: what each may hold, what the person says, the file read anew."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.content.bank import FactBank
from assessment.content.column_files import LEFT_ASIDE, ColumnEntry
from assessment.language import Label, Lang, label
from assessment.problems import InputRefused
from assessment.web import failures, handing, resources
from assessment.web.centre import bench
from assessment.web.centre.bench import Bench
from assessment.web.markup import block, escape, literal
from assessment.workbook.firms.mapping import mapping_lines, resolve
from assessment.workbook.firms.proposing import ColumnProposal

_TITLE = label("认列：有 {n} 列没有读取", "Columns: {n} were not read")
_LEAD = label(
    "请说明每一列是什么；拿得准的已经选好，拿不准的请您选。说过一次，以后同样的表头就认得了。",
    "Say what each column is. Where it is plain it is chosen already; where it is not, you decide. The same headers "
    "are understood from then on.",
)
_ASIDE = label("不读这一列", "Leave it aside")
_CHOOSE = label("请选择", "Please choose")
_HOLDS = label("内容如：{examples}", "Holds, for instance: {examples}")
_EMPTY = label("这一列是空的", "It is empty")
_AGAIN = label("按这样重新读取，并记住", "Read the file again like this, and remember it")
_TAKE = label("下载对应表（YAML）", "Download the mapping file (YAML)")
_FILE = label("表头对应.yaml", "mapping.yaml")
_REMEMBERED = label("记住了 {n} 个表头", "{n} headers are remembered")
_FORGET = label("忘掉它们，重新读取", "Forget them and read again")
_IS_ASIDE = label("不读", "left aside")


def show(held: Bench, unknown: Sequence[ColumnProposal], lang: Lang) -> None:
    """Put the step on the page; nothing where every column is known."""
    bank = resources.advisor().bank
    if unknown:
        _ask(held, unknown, bank, lang)
    _kept(held, bank, lang)


def _ask(held: Bench, unknown: Sequence[ColumnProposal], bank: FactBank, lang: Lang) -> None:
    block(f'<h2>{_TITLE.fill(n=len(unknown)).text(lang)}</h2><p class="quiet">{_LEAD.text(lang)}</p>')
    with st.form(f"mapping-{held.file.id}", border=False):
        chosen = [_column(held, at, one, bank, lang) for at, one in enumerate(unknown)]
        pressed = st.form_submit_button(_AGAIN.text(lang), type="primary")
    if pressed:
        _remember(held, unknown, chosen, bank, lang)
    lines = "\n".join(mapping_lines(one.entry() for one in unknown)) + "\n"
    handing.download(
        _TAKE.text(lang), lambda: lines.encode("utf-8"), _FILE.text(lang), "application/yaml", key="mapping"
    )


def _column(held: Bench, at: int, one: ColumnProposal, bank: FactBank, lang: Lang) -> str | None:
    """One column; returns what was chosen for it, None while nothing is."""
    rest = [fact for fact in bank.facts if fact not in one.candidates]
    choices = [*one.candidates, LEFT_ASIDE[0], *rest]
    examples = _HOLDS.fill(examples="、".join(one.examples)) if one.examples else _EMPTY
    block(
        f'<p class="c-unknown"><b>{escape(one.header)}</b> <code>{escape(one.where)}</code><br>'
        f'<span class="quiet">{escape(examples.text(lang))}。{escape(one.reason.text(lang))}</span></p>'
    )
    found: str | None = st.selectbox(
        one.header,
        choices,
        index=choices.index(one.fact) if one.fact else None,
        format_func=lambda name: _word(name, bank, lang),
        placeholder=_CHOOSE.text(lang),
        label_visibility="collapsed",
        key=f"column-{held.file.id}-{at}",
    )
    return found


def _word(name: str, bank: FactBank, lang: Lang) -> str:
    return literal((_ASIDE if name in LEFT_ASIDE else bank.facts[name].label).text(lang))


def _remember(
    held: Bench, unknown: Sequence[ColumnProposal], chosen: Sequence[str | None], bank: FactBank, lang: Lang
) -> None:
    """Keep what was chosen and read the file anew; two columns for one fact on one sheet are refused by name."""
    entries = [
        ColumnEntry(header=one.header, fact=fact, sheet=one.sheet)
        for one, fact in zip(unknown, chosen, strict=True)
        if fact is not None
    ]
    if not entries:
        return
    try:
        resolve(entries, bank, lambda at: f"{entries[at].sheet}：{entries[at].header}")
    except InputRefused as refused:
        failures.show(refused)
        return
    said = {entry.header: None if entry.fact in LEFT_ASIDE else entry.fact for entry in entries}
    resources.store().remember_headers(held.file.owner, said)
    bench.read_again(held)
    st.rerun()


def _kept(held: Bench, bank: FactBank, lang: Lang) -> None:
    """What is remembered for the owner of the file, and the way to forget it."""
    known = resources.store().remembered_headers(held.file.owner)
    if not known:
        return
    lines = "".join(f"<li>{escape(header)} → {_meant(fact, bank).text(lang)}</li>" for header, fact in known.items())
    summary = _REMEMBERED.fill(n=len(known)).text(lang)
    block(f"<details><summary>{summary}</summary><ul>{lines}</ul></details>")
    st.button(_FORGET.text(lang), key="forget-headers", on_click=_forget, args=(held,))


def _meant(fact: str | None, bank: FactBank) -> Label:
    return _IS_ASIDE if fact is None else bank.facts[fact].label if fact in bank.facts else label(fact, fact)


def _forget(held: Bench) -> None:
    resources.store().forget_headers(held.file.owner)
    bench.read_again(held)
