"""Why a file did not arrive, said beside its field: Streamlit shows that by a red mark alone."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.language import Label, Lang, label
from assessment.web.markup import block

_TABLE = label(
    "文件没有传上来：不能超过 40 MB。太大的请分成几个，或请管理员用命令行处理；文件不大的，请检查网络后再传一次。",
    "The file did not arrive. It may not exceed 40 MB: split it, or have it processed from the command line. If it is "
    "smaller, check the network and try again.",
)
_ANY = label(
    "文件没有传上来：不能超过 {mb} MB。不大的，可能是登录已结束、没有权限或网络断了，请刷新页面再传。",
    "The file did not arrive. It may not exceed {mb} MB. If it is smaller, you may have been signed out, it may not be "
    "yours to add, or the network failed: reload the page and try again.",
)


def table(name: Label, key: str, lang: Lang) -> UploadedFile | None:
    """A field for a workbook of any kind: what is wrong with it, its reader says better than a refusal by its name."""
    file = st.file_uploader(name.text(lang), key=key)
    _beside(_TABLE.text(lang))
    return file


def say_if_refused(mb: int, lang: Lang) -> None:
    """Stands just below a field for files of at most ``mb`` megabytes, and shows when one did not arrive."""
    _beside(_ANY.fill(mb=mb).text(lang))


def _beside(words: str) -> None:
    block(f'<p class="not-arrived" role="alert">{words}</p>')
