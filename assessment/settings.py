"""Every setting of the system, and the one clock: China's day and moment.

A setting is read from the environment each time it is asked for, and blank text counts as not set. Nothing else in the
package reads the environment or the machine's clock; docs/operating.md lists what stands here, and tests hold both.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from assessment.language import LANGUAGES, Label, Lang, label
from assessment.problems import InputRefused, Problem, refuse

Value = TypeVar("Value", covariant=True)
PROJECT = Path(__file__).resolve().parents[1]
CHINA = datetime.timezone(datetime.timedelta(hours=8))
LEAST_FLOOR = 5
LEAST_PASSPHRASE = 8
"""Characters; a shorter passphrase is guessed too soon, and the room it guards stays closed."""


@dataclass(frozen=True)
class Setting(Generic[Value]):
    """One setting: where it is found, what it means, what holds without it, and how its text is read."""

    name: str
    meaning: Label
    default: Label
    read: Callable[[str, str], Value]
    """Name and text to value; the text is empty where nothing is set. Raises ``InputRefused``."""

    def __call__(self) -> Value:
        """The value that holds now; raises ``InputRefused``, naming the setting, for a text that cannot be used."""
        return self.read(self.name, os.environ.get(self.name, "").strip())


def _whole(default: int, least: int, most: int, meant: Label) -> Callable[[str, str], int]:
    """Reads a whole number between two bounds; ``meant`` says what it counts."""

    def read(name: str, text: str) -> int:
        if not text:
            return default
        if text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most:
            return int(text)
        raise refuse(
            name,
            label("{meant}不是 {least} 到 {most} 的整数", "{meant} must be a whole number from {least} to {most}").fill(
                meant=meant, least=least, most=most
            ),
            label(
                "请改成这个范围里的整数，或删去这项设置（默认 {default}）。",
                "Use a whole number in this range, or remove the setting (default {default}).",
            ).fill(default=default),
            text,
        )

    return read


def _passphrase(name: str, text: str) -> str:
    """A passphrase, empty where none is set; a refusal does not show it."""
    if 0 < len(text) < LEAST_PASSPHRASE:
        raise refuse(
            name,
            label("口令太短，所以那一页不开放", "the passphrase is too short, so its page stays closed"),
            label(
                f"请改成至少 {LEAST_PASSPHRASE} 个字符，再重启。",
                f"Use at least {LEAST_PASSPHRASE} characters, and restart.",
            ),
        )
    return text


def _language(name: str, text: str) -> Lang:
    for lang in LANGUAGES:
        if text in (lang, ""):
            return lang
    raise refuse(
        name, label("没有这种语言", "there is no such language"), label("请写 zh 或 en。", "Use zh or en."), text
    )


def _day(name: str, text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise refuse(
            name,
            label("不是日期", "not a date"),
            label("请写成 2026-11-30 这样。", "Write it as in 2026-11-30."),
            text,
        ) from None


_NONE = label("不设", "not set")

database_url = Setting(
    "ASSESSMENT_DATABASE_URL",
    label("数据库，如 `postgresql+psycopg://user:secret@host/name`", "the database"),
    label("`var/` 里的 SQLite", "SQLite in `var/`"),
    lambda _, text: text or f"sqlite:///{PROJECT / 'var' / 'assessment.sqlite3'}",
)
centre_key = Setting(
    "ASSESSMENT_CENTRE_KEY",
    label(
        f"转型促进中心一页的口令，至少 {LEAST_PASSPHRASE} 个字符",
        f"passphrase of the centre's page, at least {LEAST_PASSPHRASE} characters",
    ),
    label("未设时只在本机可用", "unset: this machine only"),
    _passphrase,
)
consultant_key = Setting(
    "ASSESSMENT_CONSULTANT_KEY",
    label(
        f"顾问一页的口令，至少 {LEAST_PASSPHRASE} 个字符",
        f"passphrase of the consultant's page, at least {LEAST_PASSPHRASE} characters",
    ),
    label("未设时只在本机可用", "unset: this machine only"),
    _passphrase,
)
peer_floor = Setting(
    "ASSESSMENT_PEER_FLOOR",
    label(
        f"同行分组至少几家才显示，不小于 {LEAST_FLOOR}",
        f"firms a peer group needs to be shown, never below {LEAST_FLOOR}",
    ),
    label("10", "10"),
    _whole(10, LEAST_FLOOR, 1_000_000, label("分组下限", "the floor of a group")),
)
code_days = Setting(
    "ASSESSMENT_CODE_DAYS",
    label("续答码多少天不用就失效，0 为永不", "days after which an unused resume code expires, 0 never"),
    label("180", "180"),
    _whole(180, 0, 36_500, label("续答码的天数", "the days of a resume code")),
)
content_root = Setting(
    "ASSESSMENT_HOME",
    label("内容文件夹（questionnaires、seeds、models）所在", "where the content folders are"),
    label("项目目录", "the project"),
    lambda _, text: Path(text) if text else PROJECT,
)
command_language = Setting(
    "ASSESSMENT_LANG",
    label("命令行的语言 zh 或 en", "language of the command line"),
    label("zh", "zh"),
    _language,
)
as_on = Setting(
    "ASSESSMENT_TODAY",
    label(
        "把哪一天当作今天（如 2026-11-30），用来演示和试验；正式运行不要设",
        "the day taken for today, for trials and tests; leave it unset in earnest",
    ),
    label("中国的今天", "today in China"),
    _day,
)

ALL: tuple[Setting[object], ...] = (
    database_url,
    centre_key,
    consultant_key,
    peer_floor,
    code_days,
    content_root,
    command_language,
    as_on,
)


def faults() -> Iterator[Problem]:
    """What is wrong with the settings as they are now."""
    for setting in ALL:
        try:
            setting()
        except InputRefused as refused:
            yield from refused.problems


def now() -> datetime.datetime:
    """The present moment on China's clock, aware; with ``ASSESSMENT_TODAY`` the same time of that day."""
    moment, day = datetime.datetime.now(CHINA), as_on()
    return moment if day is None else datetime.datetime.combine(day, moment.timetz())


def today() -> datetime.date:
    """The day in China."""
    return now().date()


def in_china(moment: datetime.datetime) -> datetime.datetime:
    """A moment as China's clocks show it; the moment must know its own zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone could mean several times")
    return moment.astimezone(CHINA)
