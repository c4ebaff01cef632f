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


def test_pages_and_report_share_one_palette():
    named = dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6})", (frame.ASSETS / "shell.css").read_text()))
    expected = {
        name.replace("_", "-").lower(): value for name, value in vars(theme).items() if re.fullmatch("[A-Z_]+", name)
    }
    assert named == {f"level-{i}": colour for i, colour in enumerate(theme.LEVELS)} | {
        name: expected[name] for name in named if not name.startswith("level-")
    }
    colours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    assert colours["primaryColor"] == theme.PRIMARY
    assert colours["textColor"] == theme.INK
    assert colours["backgroundColor"] == theme.PAPER
    assert colours["secondaryBackgroundColor"] == theme.WASH
    assert colours["borderColor"] == theme.RULE


def test_every_colour_of_the_style_sheet_comes_from_the_palette():
    css = (frame.ASSETS / "shell.css").read_text()
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", css.split("}", 1)[1])) == set()


def test_production_settings():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["runner"] == {"magicEnabled": False, "postScriptGC": False}
    assert settings["server"]["fileWatcherType"] == "none"
