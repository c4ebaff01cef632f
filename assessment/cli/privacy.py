"""What is kept about a firm: handed out on request, and erased on request."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from assessment.cli.code import chosen
from assessment.cli.console import by_option, lang_option, say, told, wrote
from assessment.evidence import ENDINGS
from assessment.language import Lang, label
from assessment.output import check_target, written
from assessment.settings import kept_days, now
from assessment.store.assessments import Store, open_store
from assessment.store.trail import TrailFilter, acting

_SECTIONS = {
    "firms": label("企业", "the firm"),
    "assessments": label("自测", "assessments"),
    "answers": label("回答", "answers"),
    "answer_log": label("回答的修改记录", "history of the answers"),
    "refused_entries": label("填了还不能用的内容", "entries that are no answers yet"),
    "comments": label("顾问点评", "a consultant's comments"),
    "results": label("保存过的结果", "results kept"),
    "standings": label("所处等级", "where it stands"),
    "firm_notes": label("中心的备注", "notes of the centre"),
    "firms_apart": label("判断不是同一家的记录", "records of firms told apart"),
    "firm_merges": label("企业合并记录", "mergers of records"),
    "import_rows": label("导入的行", "rows of imports"),
    "visits": label("走访", "visits"),
    "evidence": label("佐证材料", "evidence"),
    "answer_remarks": label("对回答的理由、说明和异议", "reasons, statements and objections"),
    "consultant_entries": label("顾问的记录", "what a consultant put down"),
    "plan_entries": label("对方案的记录", "what was put down about the way up"),
    "signed_reports": label("签发的报告", "reports that were signed"),
    "consents": label("同意和撤回", "consents given and taken back"),
    "peer_batches": label("中心表格里的同行数据", "as a peer, in workbooks of a centre"),
    "trail": label("操作记录", "what was done, and when"),
}


@click.group()
def privacy() -> None:
    """个人信息：应要求导出、抹去 / Personal information: hand it out, erase it, on request."""


@privacy.command()
@click.argument("firm")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@by_option
@lang_option
def export(firm: str, out: Path, by: str, lang: Lang) -> None:
    """把一家企业的全部数据写成 ZIP / Everything kept about FIRM as a ZIP.

    里面有 JSON、可读文本和佐证材料的文件。
    It holds JSON, a text to read, and the files of evidence.

    FIRM 是企业或自测的编号，或名称、信用代码的一部分（只找到一份时）。
    FIRM is the id of a firm or an assessment, or a part of name or credit code where that finds just one.
    """
    with told(lang), acting(f"command:{by}"):
        check_target(out, (".zip",))
        store = open_store()
        try:
            kept = store.kept_about(_subject(store, firm, lang))
            with written(out) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("data.json", json.dumps(kept, ensure_ascii=False, indent=2))
                archive.writestr("read.txt", _readable(kept, lang))
                for file in kept.get("evidence", ()):
                    name = f"evidence/{file['id']}.{ENDINGS[file['kind']]}"
                    archive.writestr(name, store.evidence_content(UUID(file["id"])))
        finally:
            store.close()
    wrote(out, lang)


@privacy.command()
@click.argument("firm")
@click.option("--yes", is_flag=True, help="不再询问 / do not ask again.")
@by_option
@lang_option
def erase(firm: str, yes: bool, by: str, lang: Lang) -> None:
    """抹去一家企业的全部数据，找不回来 / Erase everything kept about FIRM, for good.

    抹去后在整个数据库（SQLite 还有文件本身）里查找它的名称和代码，找到就说在哪里。备份不在其内，会列出日期。
    The whole database, and the file itself on SQLite, is then searched for the firm's name and code, and what is
    still there is named. Backups are not within reach; those that the trail knows are listed.
    """
    with told(lang), acting(f"command:{by}"):
        store = open_store()
        try:
            subject = _subject(store, firm, lang)
            if not yes and not click.confirm(label("抹去后找不回来，确定？", "This is for good. Sure?").text(lang)):
                sys.exit(1)
            erasure = store.erase(subject)
            copies = store.trail.lines(TrailFilter(act="database_copied"))
        finally:
            store.close()
    for name, rows in sorted(erasure.rows.items()):
        words = _SECTIONS.get(name, label(name, name))
        say(label("已抹去 {what}：{n} 条", "Erased {what}: {n}").fill(what=words, n=rows), lang)
    for copy in copies:
        days = (now() - copy.at).days
        held = label(
            "{day} 的备份（{days} 天前，{file}）还有它，请一并销毁或等到期。",
            "The copy of {day} ({days} days old, {file}) still has it: destroy it, too, or let it run out.",
        )
        say(held.fill(day=f"{copy.at:%Y-%m-%d}", days=days, file=copy.details.get("file", "?")), lang)
    for name, at in erasure.files:
        inside = label(
            "{day} 上传的 {file} 里可能还有它；没人用满 ASSESSMENT_FILE_DAYS 天自动删除。",
            "{file}, handed in {day}, may still hold it; it goes after ASSESSMENT_FILE_DAYS days without use.",
        )
        say(inside.fill(day=f"{at:%Y-%m-%d}", file=name), lang)
    beyond = label(
        "别的备份、PostgreSQL 的 WAL 归档和已经下载的文件，本程序够不着。",
        "Other copies, PostgreSQL's archived log, and files that were downloaded are beyond this program.",
    )
    say(beyond, lang)
    if not erasure.done:
        say(label("还在：{where}", "Still there: {where}").fill(where=", ".join(erasure.left)), lang)
        sys.exit(1)
    say(label("数据库里再也找不到它的名称和代码。", "Its name and code are nowhere in the database any more."), lang)


@privacy.command()
@by_option
@lang_option
def expire(by: str, lang: Lang) -> None:
    """抹去过了 ASSESSMENT_KEPT_DAYS 天没有改动的自测 / Erase assessments unchanged for ASSESSMENT_KEPT_DAYS days."""
    with told(lang), acting(f"command:{by}"):
        days = kept_days()
        if not days:
            say(label("没有设保留天数，什么也没有抹去。", "No number of days is set: nothing was erased."), lang)
            return
        store = open_store()
        try:
            erased = store.expire(timedelta(days=days))
        finally:
            store.close()
    say(label("已抹去 {n} 份自测。", "{n} assessments erased.").fill(n=erased), lang)


def _subject(store: Store, firm: str, lang: Lang) -> UUID:
    """The firm meant, or the assessment where that has no firm."""
    try:
        found = UUID(firm)
    except ValueError:
        found = chosen(store, firm, lang)
        of_it = store.firm_of(found)
        return found if of_it is None else of_it.id
    return found


def _readable(kept: Mapping[str, Any], lang: Lang) -> str:
    """The same as a text: a section a kind, a paragraph a record."""
    lines: list[str] = []
    for name, rows in kept.items():
        title = _SECTIONS[name].text(lang) if name in _SECTIONS else name
        lines += [f"== {title}: {len(rows)} ==", ""]
        for row in rows:
            for key, value in row.items():
                if value not in (None, "", {}, []):
                    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                    lines.append(f"{key}: {shown}")
            lines.append("")
    return "\n".join(lines)
