"""Settings and the one clock: each setting is documented, and nothing reads the environment or a clock beside them."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys

import pytest

from assessment import settings
from assessment.benchmarks.published import check_values, load_benchmarks
from assessment.content.library import load_bank
from assessment.content.population_checks import load_population
from tests.conftest import ROOT

SOURCES = [path for path in sorted((ROOT / "assessment").rglob("*.py")) if path.parent.name != "settings"]
SOURCES.append(ROOT / "streamlit_app.py")


def documented() -> list[str]:
    """The rows of the table of settings in the document."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `ASSESSMENT_.*$", text, re.MULTILINE)


def row(setting: settings.Setting[object]) -> str:
    default = " / ".join(dict.fromkeys((setting.default.zh, setting.default.en)))
    return f"| `{setting.name}` | {setting.meaning.zh} / {setting.meaning.en} | {default} |"


def test_the_document_lists_every_setting_as_the_code_tells_it_and_no_other():
    assert documented() == [row(setting) for setting in settings.ALL]


def test_every_setting_that_the_module_holds_is_listed():
    held = [value for value in vars(settings).values() if isinstance(value, settings.Setting)]
    assert {setting.name for setting in held} == {setting.name for setting in settings.ALL}
    assert len(held) == len(settings.ALL)


def test_nothing_else_reads_the_environment():
    known = {setting.name for setting in settings.ALL}
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        read = re.findall(r"os\.environ(?!\.setdefault\(.PYTHONUTF8)|getenv|environb", text)
        assert not read, f"{path} reads the environment past settings"
        assert set(re.findall(r"\bASSESSMENT_[A-Z_]+[A-Z]\b", text)) <= known, path


def test_nothing_else_looks_at_a_clock():
    clock = re.compile(r"date\.today\(|datetime\.now\(|datetime\.today\(|utcnow\(|localtime\(|fromtimestamp\(|gmtime\(")
    for path in SOURCES:
        found = clock.findall(path.read_text(encoding="utf-8"))
        assert not found, f"{path} looks at the machine's clock past settings: {found}"


def test_today_is_chinas_day_wherever_the_server_stands():
    program = "from assessment import settings; import datetime as d; print(settings.today(), d.datetime.now(d.UTC))"
    for zone in ("UTC", "America/Los_Angeles", "Pacific/Kiritimati"):
        environment = {"TZ": zone, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        day, moment = ran.stdout.strip().split(" ", 1)
        assert day == (datetime.datetime.fromisoformat(moment) + datetime.timedelta(hours=8)).date().isoformat()


def test_the_day_can_be_set_and_the_moment_lies_in_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ASSESSMENT_TODAY", "2028-02-29")
    assert settings.today() == datetime.date(2028, 2, 29)
    assert settings.now().date() == datetime.date(2028, 2, 29)
    assert settings.now().utcoffset() == datetime.timedelta(hours=8)


def test_a_moment_is_told_as_chinas_clocks_show_it():
    night = datetime.datetime(2026, 11, 26, 23, 30, tzinfo=datetime.UTC)
    assert f"{settings.in_china(night):%Y-%m-%d %H:%M}" == "2026-11-27 07:30"
    with pytest.raises(ValueError, match="zone"):
        settings.in_china(night.replace(tzinfo=None))


@pytest.mark.parametrize("setting", settings.ALL, ids=lambda setting: setting.name)
def test_blank_text_is_no_setting(setting: settings.Setting[object], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(setting.name, raising=False)
    default = setting()
    monkeypatch.setenv(setting.name, "  ")
    assert setting() == default


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ASSESSMENT_TODAY", "30.11.2026"),
        ("ASSESSMENT_TODAY", "2026-02-30"),
        ("ASSESSMENT_CODE_DAYS", "-1"),
        ("ASSESSMENT_CODE_DAYS", "１４"),
        ("ASSESSMENT_PEER_FLOOR", "4"),
        ("ASSESSMENT_PEER_FLOOR", "9" * 5000),
        ("ASSESSMENT_LANG", "fr"),
        ("ASSESSMENT_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("ASSESSMENT_TRUSTED_PROXIES", "::/0"),
        ("ASSESSMENT_TRUSTED_PROXIES", "*"),
        ("ASSESSMENT_OIDC_ISSUER", "http://id.example.cn"),
        ("ASSESSMENT_OIDC_ISSUER", "https://id.example.cn/?realm=x"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(name: str, text: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(name, text)
    (fault,) = settings.faults()
    assert fault.where == name
    assert fault.found and fault.found[:5] == text[:5]


def test_the_domain_asks_for_the_day_only_where_content_may_not_lie_in_the_future():
    """Everywhere else below the database the day is given, so that the same call gives the same on any day."""
    above = ("web", "cli", "work", "store", "checks", "batch", "api", "notebook")
    asking = re.compile(
        r"settings\.(?:today|now|content_day)\(|from assessment\.settings import .*\b(?:today|now|content_day)\b"
    )
    asked = {
        path.relative_to(ROOT / "assessment").as_posix()
        for path in SOURCES[:-1]
        if asking.search(path.read_text(encoding="utf-8"))
    }
    assert {place for place in asked if not place.startswith(above)} == {
        "archetypes/training.py",
        "benchmarks/importing.py",
        "benchmarks/published.py",
        "content/population_checks.py",
    }


def test_every_command_tells_a_moment_by_chinas_clock():
    """A moment of the database is in universal time; what a person reads is not."""
    shown = re.compile(r"f\"[^\"]*:%Y-%m-%d %H:%M[^\"]*\"")
    for path in sorted((ROOT / "assessment" / "cli").glob("*.py")):
        for found in shown.findall(path.read_text(encoding="utf-8")):
            assert found.count("in_china(") == found.count("%H:%M"), f"{path.name}: {found}"


class TestAClockBeforeTheFiguresOfTheProgram:
    def test_the_newest_figure_is_what_the_files_say(self) -> None:
        bank = load_bank(settings.PROJECT)
        published = {one.date for one in load_benchmarks(settings.PROJECT, bank).values if one.kind == "actual"}
        assert max(published) == settings.NEWEST_FIGURE

    @pytest.mark.parametrize(("day", "behind"), [("2020-01-01", True), ("2025-12-30", True), ("2025-12-31", False)])
    def test_the_files_are_read_all_the_same_and_it_is_said_what_to_do(
        self, day: str, behind: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ASSESSMENT_TODAY", day)
        bank = load_bank(settings.PROJECT)
        assert load_benchmarks(settings.PROJECT, bank).values and load_population(settings.PROJECT, bank)
        told = settings.clock_behind()
        assert (told is not None) is behind
        if told is not None:
            assert day in told.sentence("zh") and "校准时钟" in told.sentence("zh")
            assert "2025-12-31" in told.sentence("en") and "Set the clock" in told.sentence("en")

    def test_a_figure_after_both_is_refused_as_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ASSESSMENT_TODAY", "2020-01-01")
        benchmarks = load_benchmarks(settings.PROJECT, load_bank(settings.PROJECT))
        actual = next(one for one in benchmarks.values if one.kind == "actual")
        later = actual.model_copy(update={"date": settings.NEWEST_FIGURE + datetime.timedelta(1)})
        (fault,) = [f for f in check_values([later], benchmarks, settings.content_day()) if f.key == "date"]
        assert "未来" in fault.message.zh
