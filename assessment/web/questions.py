"""One question on a page: its words, its fields, and what has become of the answer."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, cast

import streamlit as st

from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, TextFact
from assessment.language import Label, Lang, label
from assessment.web.entries import Entry, Other, is_list, takes_other
from assessment.web.markup import block, escape, literal

OTHERS: dict[Other, Label] = {
    "dont_know": label("不清楚", "I don't know"),
    "not_applicable": label("不适用（写原因）", "Does not apply (say why)"),
}
REASON = label("为什么不适用？写一句话就行", "Why does it not apply? One sentence will do")
_REQUIRED = label("必填", "required")
_PICK = label("请选择", "Please choose")
_EXAMPLE = label("例如", "Example")
_EXPLAIN = label("什么算、什么不算", "What counts and what does not")
_TYPE_FIGURE = label("填数字", "Enter a figure")
_UNFOLD = label("做得更好？再看 {n} 项", "Doing better? See {n} more")
_STATEMENT, _REFRESH = "statement", "refresh"
PAUSE = "800ms"
"""A typed answer is saved after such a pause, without leaving the field: a phone that is put away loses nothing."""


def draw(fact: Fact, key: str, entry: Entry, lang: Lang) -> None:
    """Put the question and its fields on the page, the fields filled from ``entry``.

    The fields' keys begin with ``key`` and never change, so that a browser that comes back after a restart of the
    server still finds its fields (see ``read``).
    """
    block(_words(fact, lang))
    asked = literal(fact.ask.text(lang))
    if isinstance(fact, ChoiceFact):
        (_list if is_list(fact) else _lines)(fact, key, entry, asked, lang)
    elif isinstance(fact, MultiFact):
        _ticks(fact, key, entry, lang)
    else:
        _typed(fact, key, entry, asked, lang)
    if takes_other(fact) and not isinstance(fact, ChoiceFact):
        st.pills(
            asked,
            list(OTHERS),
            default=entry.other,
            format_func=lambda other: OTHERS[other].text(lang),
            key=f"{key}-other",
            label_visibility="collapsed",
        )
    if entry.other == "not_applicable":
        st.text_input(REASON.text(lang), entry.reason, key=f"{key}-reason", live=PAUSE, autocomplete="off")


def read(fact: Fact, key: str, drawn: Entry) -> Entry:
    """What the fields hold now; a field that is not there holds what was ``drawn``."""
    held: MutableMapping[Any, Any] = st.session_state
    reason = held.get(f"{key}-reason", drawn.reason) or ""
    if isinstance(fact, MultiFact):
        ticks = tuple(o.id for o in fact.options if held.get(f"{key}-{o.id}", o.id in drawn.ticks))
        return Entry(ticks=ticks, other=held.get(f"{key}-other", drawn.other), reason=reason)
    if isinstance(fact, ChoiceFact):
        picked = held.get(key, drawn.other or drawn.value)
        if picked in OTHERS:
            return Entry(other=cast(Other, picked), reason=reason)
        return Entry(value=picked, reason=reason)
    return Entry(value=held.get(key, drawn.value) or None, other=held.get(f"{key}-other", drawn.other), reason=reason)


def is_here(fact: Fact, key: str) -> bool:
    """Has this session drawn the fields of the question on the page that the browser shows?"""
    return (f"{key}-{fact.options[0].id}" if isinstance(fact, MultiFact) else key) in st.session_state


def statement(part: str, session: str, number: int, shows: Mapping[str, str]) -> Mapping[str, str]:
    """State to the browser, in a hidden field below a part of the page, what has been drawn there: it repeats the
    statement with every message, so a message tells by itself what the person saw when it was sent (see ``told``).

    ``number`` counts what a ``session`` has drawn, ``shows`` is a digest of what the fields of each fact show. Gives
    what the browser repeats of ``shows`` from before this run, also to a session that knows nothing yet.
    """
    key = f"{_STATEMENT}-{part}"
    text = " ".join([f"{session}.{number}", *(f"{fact}:{shown}" for fact, shown in shows.items())])
    before = st.session_state.get(key)
    if before is not None:
        st.session_state[key] = text
    now = st.text_input("·", text, key=key, label_visibility="collapsed", autocomplete="off")
    return _read_statement(now if before is None else before)[2]


def told(part: str) -> tuple[str, int, Mapping[str, str]]:
    """What the browser repeats of the last ``statement`` that it has drawn; an empty session where there is none."""
    return _read_statement(st.session_state.get(f"{_STATEMENT}-{part}") or "")


def refresh(prefix: str) -> None:
    """A hidden button that our script presses when the page should be drawn again without a touch of the person's."""
    st.button("·", key=f"{_STATEMENT}-{prefix}-{_REFRESH}")


def _read_statement(text: str) -> tuple[str, int, Mapping[str, str]]:
    head, *rest = text.split(" ")
    session, _, number = head.partition(".")
    shows = dict(part.partition(":")[::2] for part in rest)
    return session, int(number) if number.isascii() and number.isdigit() else 0, shows


def put(fact: Fact, key: str, entry: Entry) -> None:
    """Set the fields before they are drawn, where they are to show something else than the person left in them."""
    if isinstance(fact, MultiFact):
        for option in fact.options:
            st.session_state[f"{key}-{option.id}"] = option.id in entry.ticks
    else:
        st.session_state[key] = (entry.other or entry.value) if isinstance(fact, ChoiceFact) else entry.value or ""
    if takes_other(fact) and not isinstance(fact, ChoiceFact):
        st.session_state[f"{key}-other"] = entry.other
    if entry.other == "not_applicable":
        st.session_state[f"{key}-reason"] = entry.reason


def _words(fact: Fact, lang: Lang) -> str:
    required = not isinstance(fact, MultiFact | TextFact) and fact.required
    tag = f'<span class="required">{_REQUIRED.text(lang)}</span>' if required else ""
    parts = [f"<h2>{escape(fact.ask.text(lang))}{tag}</h2>"]
    inside = [f"<p>{escape(fact.help.text(lang))}</p>"] if fact.help else []
    if fact.example:
        inside.append(f"<p><b>{_EXAMPLE.text(lang)}</b> {escape(fact.example.text(lang))}</p>")
    inside += [
        f"<p><b>{escape(option.label.text(lang))}</b> {escape(option.example.text(lang))}</p>"
        for option in (fact.options if isinstance(fact, ChoiceFact | MultiFact) else ())
        if option.example
    ]
    if inside:
        parts.append(f"<details><summary>{_EXPLAIN.text(lang)}</summary>{''.join(inside)}</details>")
    return f'<div class="ask">{"".join(parts)}</div>'


def _lines(fact: ChoiceFact, key: str, entry: Entry, asked: str, lang: Lang) -> None:
    options = {option.id: option for option in fact.options}
    ids: list[str] = [*options, *(OTHERS if takes_other(fact) else ())]
    picked = entry.other or entry.value

    def wording(option_id: str) -> str:
        text = options[option_id].label if option_id in options else OTHERS[cast(Other, option_id)]
        return literal(text.text(lang))

    with st.container(key=f"{'other' if takes_other(fact) else 'plain'}-{key}"):
        st.radio(
            asked,
            ids,
            index=ids.index(picked) if picked in ids else None,
            format_func=wording,
            key=key,
            label_visibility="collapsed",
            width="stretch",
        )
        if fact.folded:
            more = escape(_UNFOLD.fill(n=len(fact.folded)).text(lang))
            block(f'<details class="better"><summary>{more}</summary></details>')


def _list(fact: ChoiceFact, key: str, entry: Entry, asked: str, lang: Lang) -> None:
    labels = {option.id: option.label.text(lang) for option in fact.options}
    st.selectbox(
        asked,
        list(labels),
        index=list(labels).index(entry.value) if entry.value in labels else None,
        format_func=lambda option_id: labels[option_id],
        placeholder=_PICK.text(lang),
        filter_mode=None,
        key=key,
        label_visibility="collapsed",
    )


def _ticks(fact: MultiFact, key: str, entry: Entry, lang: Lang) -> None:
    with st.container(key=f"ticks-{key}", gap=None):
        for option in fact.options:
            st.checkbox(
                literal(option.label.text(lang)),
                value=option.id in entry.ticks,
                key=f"{key}-{option.id}",
                disabled=entry.other is not None,
                width="stretch",
            )


def _typed(fact: Fact, key: str, entry: Entry, asked: str, lang: Lang) -> None:
    figure = isinstance(fact, NumberFact)
    with st.container(
        key=f"{'figure' if figure else 'text'}-{key}", horizontal=True, vertical_alignment="center", wrap=False
    ):
        st.text_input(
            asked,
            entry.value or "",
            key=key,
            live=PAUSE,
            disabled=entry.other is not None,
            placeholder=_TYPE_FIGURE.text(lang) if figure else "",
            autocomplete="off" if figure else None,
            label_visibility="collapsed",
            width=220 if figure else "stretch",
        )
        if isinstance(fact, NumberFact):
            block(f'<span class="unit">{escape(fact.unit.text(lang))}</span>')
