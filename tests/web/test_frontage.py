"""What stands between the browser and Streamlit: headers, closed addresses, the document in the reader's language."""

from __future__ import annotations

import re
import tomllib
import urllib.error
import urllib.request

import pytest
import streamlit.file_util

from assessment.telling import theme
from assessment.web import frame
from assessment.web.frontage import CLOSED, content_policy
from tests.web.conftest import ROOT, AppServer


def streamlit_document() -> str:
    return (ROOT / streamlit.file_util.get_static_dir() / "index.html").read_text(encoding="utf-8")


def get(server: AppServer, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    request = urllib.request.Request(server.url + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, {k.lower(): v for k, v in refused.headers.items()}, ""


def test_streamlits_document_is_put_into_the_readers_language():
    html = frame.in_language(streamlit_document(), "zh")
    assert '<html lang="zh-CN">' in html
    assert "<title>赣企数诊</title>" in html
    assert not re.search(r"<script>|<script [^>]*>[^<]", html), (
        "an inline script would be refused by the content policy"
    )
    assert "enable JavaScript" not in html
    assert '<html lang="en">' in frame.in_language(streamlit_document(), "en")


def test_a_document_that_streamlit_has_changed_is_noticed():
    with pytest.raises(frame.ShellChanged):
        frame.in_language(streamlit_document().replace('lang="en"', 'lang="fr"'), "zh")


@pytest.mark.parametrize(("path", "lang"), [("/", "zh-CN"), ("/questions?lang=en", "en"), ("/?lang=xx", "zh-CN")])
def test_the_served_document_has_its_language_and_cannot_be_stale(server: AppServer, path: str, lang: str):
    _, headers, body = get(server, path, **{"Accept-Encoding": "gzip", "Range": "bytes=0-10"})
    assert f'<html lang="{lang}">' in body
    assert "</html>" in body
    assert headers["cache-control"] == "no-cache"
    assert "etag" not in headers
    assert "last-modified" not in headers


@pytest.mark.parametrize(
    "path", ["/", "/assets/shell.css", "/static/favicon.png", "/_stcore/health", "/_stcore/metrics"]
)
def test_every_answer_carries_the_security_headers(server: AppServer, path: str):
    _, headers, _ = get(server, path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer", "a resume code stands in the address"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src 'self';" in headers["content-security-policy"]


@pytest.mark.parametrize("path", [*CLOSED, "/_stcore/agent/openapi.json"])
def test_what_tells_about_the_server_is_closed(server: AppServer, path: str):
    assert get(server, path)[0] == 404


def test_a_forged_host_cannot_write_into_the_policy():
    assert "evil" not in content_policy("good.example; script-src evil")
    assert "ws://[::1]:8501" in content_policy("[::1]:8501")


def _named(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6})", css))


def _of_the_house(colours: dict[str, str], levels: tuple[str, ...]) -> dict[str, str]:
    ours = {name.replace("_", "-").lower(): value for name, value in colours.items()}
    return ours | {f"level-{i}": colour for i, colour in enumerate(levels)}


def test_pages_and_report_share_one_palette():
    light, dark = (frame.ASSETS / "shell.css").read_text().split("@media screen and (prefers-color-scheme: dark)", 1)
    colours = {name: vars(theme)[name] for name in theme.DARK}
    assert _named(light) == _of_the_house(colours, theme.LEVELS)
    assert _named(dark) == _of_the_house(theme.DARK, theme.DARK_LEVELS)
    themes = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for told, house in ((themes["light"], colours), (themes["dark"], theme.DARK)):
        assert told["primaryColor"] == told["linkColor"] == told["blueColor"] == house["PRIMARY"]
        assert told["textColor"] == house["INK"] and told["grayColor"] == house["MUTED"]
        assert told["backgroundColor"] == house["PAPER"]
        assert told["secondaryBackgroundColor"] == house["WASH"]
        assert told["borderColor"] == house["RULE"]
        assert [told[f"{name}Color"] for name in ("red", "green", "orange")] == [
            house[name] for name in ("OWN", "GOOD", "CAUTION")
        ]


def test_every_text_can_be_read_in_the_dark_too():
    dark = theme.DARK
    for ground in (dark["PAPER"], dark["WASH"], theme.DARK_LEVELS[0]):
        for text in ("INK", "MUTED", "PRIMARY", "OWN", "GOOD", "CAUTION"):
            assert theme.contrast(dark[text], ground) >= theme.LEAST_CONTRAST, (text, ground)
    for i, level in enumerate(theme.DARK_LEVELS):
        text = dark["INK"] if i < 3 else dark["PAPER"]
        assert theme.contrast(text, level) >= theme.LEAST_CONTRAST, level


def test_every_colour_of_the_style_sheet_comes_from_the_palette():
    css = (frame.ASSETS / "shell.css").read_text()
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", re.sub(r":root \{[^}]*\}", "", css))) == {theme.PAPER}


def test_the_style_sheet_begins_with_the_font_of_the_theme():
    css = (frame.ASSETS / "shell.css").read_text()
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    assert re.findall(r"--sans: (.*?);", css) == [told["font"]] == [told["headingFont"]]


def test_production_settings():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["runner"] == {"magicEnabled": False, "postScriptGC": False}
    assert settings["server"]["fileWatcherType"] == "none"
