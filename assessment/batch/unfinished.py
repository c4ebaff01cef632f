"""Long work that was broken off and may go on: what it was made from, and whether the same is asked for again."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from assessment import __version__
from assessment.language import Label, label
from assessment.problems import refuse

_CONTENT = ("questionnaires", "seeds", "models")


def made_from(root: Path, on: datetime.date, source: Path, *how: object) -> dict[str, str]:
    """What work is made from: the file, the content below ``root``, the program, the day, and how it is to be."""
    content = hashlib.sha256()
    for folder in _CONTENT:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file():
                content.update(f"{path.relative_to(root)}\n".encode())
                content.update(hashlib.sha256(path.read_bytes()).digest())
    return {
        "file": hashlib.sha256(source.read_bytes()).hexdigest(),
        "content": content.hexdigest(),
        "program": __version__,
        "day": on.isoformat(),
        "how": json.dumps(how, ensure_ascii=False, default=str),
    }


def read_note(text: str) -> Mapping[str, str]:
    """What ``made_from`` said, as it was written down; nothing where the text is something else."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def check_same(what: Label, place: Path, before: Mapping[str, str], asked: Mapping[str, str]) -> None:
    """Raise ``InputRefused`` when what lies unfinished at a place was made from something else than is asked for."""
    changed = [name for name in asked if before.get(name) != asked[name]]
    if not changed:
        return
    words = {
        "file": label("企业表", "the file of firms"),
        "content": label("题库和种子数据", "the content"),
        "program": label("软件版本", "the version of the program"),
        "day": label("日期（上次是 {day}）", "the day (then {day})").fill(day=before.get("day", "?")),
        "how": label("选项", "the options"),
    }
    zh, en = "、".join(words[name].zh for name in changed), ", ".join(words[name].en for name in changed)
    raise refuse(
        str(place),
        label(f"这里有上次没做完的{what.zh}，但不一样了：{zh}", f"unfinished {what.en} lie here, but not of: {en}"),
        label(
            "要接着做，请用同样的文件和选项（日期用 --on）；不要了就加 --fresh 从头做。",
            "To go on, give the same file and options (the day by --on); to begin anew, add --fresh.",
        ),
    )
