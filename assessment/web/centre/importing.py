"""What every import has in common: a file read once, a signature, a version kept, older versions to go back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from assessment import settings
from assessment.language import Label, Lang, label
from assessment.problems import InputRefused
from assessment.store.records import ContentKind, ContentVersion
from assessment.web import resources, uploader
from assessment.web.imported import apply
from assessment.web.markup import block, escape, literal
from assessment.web.progress import clock

Read = TypeVar("Read")

_NAME = label("经办人（会记在版本里）", "Your name (kept with the version)")
_NAME_LENGTH = 40
_NAME_FIRST = label("请写上经办人的姓名。", "Please give your name.")
_KEPT = label(
    "已导入，版本 {n} 从现在起使用；已出具的结果不变。",
    "Imported. Version {n} is in force; finished results are unchanged.",
)
_VERSIONS = label("历次导入", "Imports so far")
_VERSION = label("版本 {n} · {time} · {by}", "Version {n} · {time} · {by}")
_IN_FORCE = label("（正在使用）", " (in force)")
_NONE = label("还没有导入过，用的是系统自带的内容。", "Nothing imported yet; what is shipped is in force.")
_PICK = label("改回以前的版本", "Go back to an earlier version")
_BACK = label("改回这一版", "Use this version")
_AGAIN = label("{by}（改回版本 {n}）", "{by} (back to version {n})")


def hand_in(name: Label, kind: ContentKind, read: Callable[[bytes, str], Read], lang: Lang) -> Read | None:
    """A field for a file, and what was read from the file there; None while there is none or it is refused."""
    done = imports_here(kind)
    file = uploader.table(name, f"upload-{kind}-{done}", lang)
    if file is None:
        return None
    known: tuple[str, Read | None, tuple[Label, ...]] | None = st.session_state.get(f"read-{kind}")
    if known is None or known[0] != file.file_id:
        try:
            known = (file.file_id, read(file.getvalue(), file.name), ())
        except InputRefused as refused:
            faults = tuple(label(p.sentence("zh"), p.sentence("en")) for p in refused.problems)
            known = (file.file_id, None, faults)
        st.session_state[f"read-{kind}"] = known
    for fault in known[2]:
        st.error(literal(fault.text(lang)))
    return known[1]


def sign(kind: ContentKind, document: Any, action: Label, lang: Lang) -> None:
    """A name and a button that puts a document in force."""
    with st.form(f"sign-{kind}", border=False):
        by = st.text_input(_NAME.text(lang), max_chars=_NAME_LENGTH, key=f"by-{kind}", width=320).strip()
        pressed = st.form_submit_button(action.text(lang), type="primary")
    if pressed and not by:
        st.error(_NAME_FIRST.text(lang))
    elif pressed:
        _keep(kind, document, by)


def history(kind: ContentKind, lang: Lang) -> None:
    """Who imported what and when; an older version can be put in force again, as a new one."""
    versions = resources.store().content_versions(kind)
    block(f"<h3>{_VERSIONS.text(lang)}</h3>")
    if st.session_state.pop(_told(kind), None):
        st.success(_KEPT.fill(n=versions[-1].version).text(lang))
    if not versions:
        block(f'<p class="quiet">{_NONE.text(lang)}</p>')
        return
    lines = [_words(version, lang) for version in reversed(versions)]
    lines[0] += _IN_FORCE.text(lang)
    block(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>")
    if len(versions) == 1:
        return
    older = {version.version: version for version in reversed(versions[:-1])}
    with st.container(horizontal=True, vertical_alignment="bottom", key="centre-versions"):
        picked = st.selectbox(
            _PICK.text(lang),
            list(older),
            format_func=lambda n: _words(older[n], lang),
            filter_mode=None,
            key=f"version-{kind}",
        )
        if st.button(_BACK.text(lang), key=f"back-{kind}"):
            old = older[picked]
            apply(resources.shipped(), kind, old.document, settings.today())
            _keep(kind, old.document, _AGAIN.fill(by=old.by, n=old.version).text(lang))


def _keep(kind: ContentKind, document: Any, by: str) -> None:
    resources.store().import_content(kind, document, by)
    resources.imports().changed()
    st.session_state[_done(kind)] = imports_here(kind) + 1
    st.session_state[_told(kind)] = True
    st.session_state.pop(f"read-{kind}", None)
    st.rerun()


def imports_here(kind: ContentKind) -> int:
    """How often this session has put a version in force."""
    return int(st.session_state.get(_done(kind), 0))


def _done(kind: ContentKind) -> str:
    return f"imported-{kind}"


def _told(kind: ContentKind) -> str:
    return f"tell-{kind}"


def _words(version: ContentVersion, lang: Lang) -> str:
    time = clock(version.imported_at, lang)
    return _VERSION.text(lang).format(n=version.version, time=time, by=version.by)
