"""A field for one file, which also says why a file did not arrive: Streamlit shows that by a red mark alone."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.language import Label, Lang, label
from assessment.web.markup import block

_NOT_ARRIVED = label(
    "文件没有传上来：不能超过 40 MB。太大的请分成几个，或请管理员用命令行处理；文件不大的，请检查网络后再传一次。",
    "The file did not arrive. It may not exceed 40 MB: split it, or have it processed from the command line. If it is "
    "smaller, check the network and try again.",
)


def field(name: Label, key: str, lang: Lang) -> UploadedFile | None:
    """Any kind of file is taken: what is wrong with it, its reader says better than a refusal by its name."""
    with st.container(key=f"centre-file-{key}"):
        file = st.file_uploader(name.text(lang), key=key)
        block(f'<p class="c-not-arrived" role="alert">{_NOT_ARRIVED.text(lang)}</p>')
    return file
