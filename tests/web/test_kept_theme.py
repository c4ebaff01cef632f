"""The browser is told the same theme as by Streamlit itself, which reads it anew for every run."""

from __future__ import annotations

import pytest
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from assessment.web import kept_theme

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar")


def told() -> bytes:
    message = NewSession()
    theme = message.custom_theme
    for section, place in zip(SECTIONS, (theme, theme.light, theme.dark, theme.sidebar), strict=True):
        app_session._populate_theme_msg(place, section)
    return message.SerializeToString()


def test_what_is_told_is_the_same_and_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    before = told()
    read: list[str] = []
    first = app_session._populate_theme_msg

    def counted(message: object, section: str = "theme") -> None:
        read.append(section)
        first(message, section)  # type: ignore[arg-type]

    monkeypatch.setattr(app_session, "_populate_theme_msg", counted)
    kept_theme.keep()
    assert b"PingFang" in before
    assert [told(), told()] == [before, before]
    assert read == list(SECTIONS)
